//! Descriptions that no compiler takes: errors, at run time and in constants, and never a panic.

use lltype::{
    Desc, FieldDesc, Layout, LayoutError, OpaqueDesc, RecordAttrs, RecordDesc, Scalar, Target,
    Type, layout_of,
};

fn refused(desc: &'static Desc) -> LayoutError {
    assert_eq!(layout_of(desc, &Target::HOST), None);
    Target::HOST.layout(&Type::from_desc(desc)).unwrap_err()
}

fn assert_bad_alignment(desc: &'static Desc, expected: u64) {
    let error = refused(desc);
    let is_expected = matches!(error, LayoutError::Alignment { align, .. } if align == expected);
    assert!(is_expected, "{error}");
}

static ALIGNED: Desc = Desc::Record(RecordDesc::structure(
    "struct s",
    &[FieldDesc::new("x", Scalar::Int.desc()).aligned(3)],
));
static ALIGNED_BITS: Desc = Desc::Record(RecordDesc::structure(
    "struct s",
    &[FieldDesc::new("x", Scalar::Int.desc()).bits(1).aligned(0)],
));
static WHOLE: Desc = Desc::Record(RecordDesc::structure("struct s", &[]).with(RecordAttrs {
    align: Some(12),
    ..RecordAttrs::NONE
}));
static PACKED: Desc = Desc::Record(RecordDesc::structure("struct s", &[]).with(RecordAttrs {
    pack: Some(5),
    ..RecordAttrs::NONE
}));

#[test]
fn attributes_that_are_no_powers_of_two() {
    assert_bad_alignment(&ALIGNED, 3);
    assert_bad_alignment(&ALIGNED_BITS, 0);
    assert_bad_alignment(&WHOLE, 12);
    assert_bad_alignment(&PACKED, 5);
}

const fn opaque(size: u64, align: u64) -> Desc {
    Desc::Opaque(OpaqueDesc {
        name: "o",
        layout: Some(Layout { size, align }),
        gc: false,
    })
}

static NO_ALIGNMENT: Desc = opaque(8, 0);
static FAR_ALIGNMENT: Desc = opaque(8, 1 << 63);
static HUGE: Desc = opaque(u64::MAX, 8);
static HOLDS_HUGE: Desc = Desc::Record(RecordDesc::structure(
    "struct s",
    &[FieldDesc::new("a", &HUGE), FieldDesc::new("b", &HUGE)],
));

#[test]
fn opaque_types_of_no_possible_layout() {
    assert_bad_alignment(&NO_ALIGNMENT, 0);
    assert_bad_alignment(&FAR_ALIGNMENT, 1 << 63);
    assert!(matches!(refused(&HOLDS_HUGE), LayoutError::TooLarge(_)));
}

const fn bits(of: &'static Desc, width: u32) -> FieldDesc {
    FieldDesc::new("x", of).bits(width)
}

static WIDE_BOOL: Desc = Desc::Record(RecordDesc::structure(
    "struct s",
    &[bits(Scalar::Bool.desc(), 2)],
));
static FLOAT_BITS: Desc = Desc::Record(RecordDesc::structure(
    "struct s",
    &[bits(Scalar::Float.desc(), 2)],
));
static HUGE_BITS: Desc = Desc::Record(RecordDesc::structure("struct s", &[bits(&HUGE, 2)]));

#[test]
fn bit_fields_that_their_type_cannot_have() {
    for (desc, most) in [(&WIDE_BOOL, 1), (&FLOAT_BITS, 0), (&HUGE_BITS, 0)] {
        let error = refused(desc);
        let is_expected =
            matches!(error, LayoutError::BitFieldTooWide { width: 2, bits, .. } if bits == most);
        assert!(is_expected, "{error}");
    }
}
