//! Structs that are laid out before there is a type, typedefs and members with attributes of their
//! own, and targets by their names.

use std::collections::HashSet;

use lltype::{
    ArrayLength, Extent, FieldSpec, Layout, Level, MemberAttrs, PlaceError, Placer, Qualifiers,
    RecordAttrs, RecordKind, RecordSpec, Scalar, Target, Type, TypeBuilder, TypeError,
    compare_types,
};

fn extents() -> Vec<Extent> {
    let mut extents = vec![Extent::NOTHING];
    let sizes = [0, 1, 4, 12, 16, 1 << 32, 1 << 61, u64::MAX];
    for size in sizes {
        for align in [0, 1, 3, 4, 16, 1 << 32, 1 << 33, u64::MAX] {
            let extent = Extent::of(Layout { size, align });
            extents.extend([extent, extent.with_align(2), extent.with_align(u64::MAX)]);
            extents.extend(extent.array(3));
        }
    }
    extents
}

fn attributes() -> Vec<MemberAttrs> {
    let aligns = [
        None,
        Some(0),
        Some(1),
        Some(6),
        Some(64),
        Some(1 << 31),
        Some(u32::MAX),
    ];
    let packed = [false, true].into_iter();
    packed
        .flat_map(|packed| aligns.map(|align| MemberAttrs { packed, align }))
        .collect()
}

fn records() -> Vec<(RecordKind, RecordAttrs)> {
    let mut records = Vec::new();
    for kind in [RecordKind::Struct, RecordKind::Union] {
        for pack in [None, Some(0), Some(2), Some(u32::MAX)] {
            for packed in [false, true] {
                let attrs = RecordAttrs {
                    packed,
                    pack,
                    ..RecordAttrs::NONE
                };
                records.push((kind, attrs));
            }
        }
    }
    records
}

#[test]
fn whatever_is_placed_nothing_panics() {
    let targets = [
        Target::I686_LINUX_GNU,
        Target::AARCH64_MACOS,
        Target::X86_64_WINDOWS_GNU,
        Target::I686_WINDOWS_MSVC,
    ];
    let (extents, attributes) = (extents(), attributes());
    for (target, (kind, attrs)) in targets
        .iter()
        .flat_map(|target| records().into_iter().map(move |record| (target, record)))
    {
        for extent in &extents {
            for member in &attributes {
                let mut placer = Placer::new(target, kind, &attrs);
                let char = Layout { size: 1, align: 1 };
                for width in [0, 1, 7, 33, u32::MAX] {
                    placer.place_bits(char, width & 7, width == 7, *member);
                    placer.place_bits(extent.layout(), width, width != 1, *member);
                }
                placer.place(*extent, *member);
                placer.place(*extent, MemberAttrs::NONE);
                placer.place_bits(extent.layout(), 9, true, *member);
                for align in [None, Some(3), Some(1 << 31)] {
                    if let Ok(whole) = placer.finish(align) {
                        assert!(whole.layout().size <= target.max_size());
                        assert!(whole.layout().align.is_power_of_two());
                    }
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_placed_is_told_at_the_end() {
    let finish = |extent: Extent, attrs: MemberAttrs| {
        let mut placer = Placer::new(&Target::HOST, RecordKind::Struct, &RecordAttrs::NONE);
        placer.place(extent, attrs);
        placer.finish(None)
    };
    let int = Extent::of(Scalar::Int.layout(&Target::HOST));
    let aligned = |align| MemberAttrs {
        align: Some(align),
        ..MemberAttrs::NONE
    };
    assert_eq!(finish(int, aligned(6)), Err(PlaceError::Alignment(6)));
    assert_eq!(
        finish(int.with_align(0), MemberAttrs::NONE),
        Err(PlaceError::Alignment(0))
    );
    let huge = int.array(1 << 61).unwrap();
    assert_eq!(finish(huge, MemberAttrs::NONE), Err(PlaceError::TooLarge));
    assert_eq!(int.array(1 << 62), None);
    assert_eq!(
        PlaceError::Alignment(6).to_string(),
        "aligned to 6 bytes: that must be a power of two up to 2^32"
    );

    let mut placer = Placer::new(&Target::HOST, RecordKind::Struct, &RecordAttrs::NONE);
    placer.place_bits(int.layout(), 33, true, MemberAttrs::NONE);
    assert_eq!(placer.finish(None), Err(PlaceError::TooLarge));
}

#[test]
fn a_member_is_packed_by_itself() {
    let spec = RecordSpec::structure("struct s")
        .field("kind", Scalar::Char.into())
        .member(FieldSpec {
            packed: true,
            ..FieldSpec::new("value", Scalar::Int.into())
        });
    let ty = Type::record(spec).unwrap();
    let target = &Target::HOST;
    assert_eq!(target.offsetof(&ty, "value").unwrap().offset, 1);
    assert_eq!(target.layout(&ty).unwrap(), Layout { size: 5, align: 1 });
    assert_eq!(
        ty.definition().unwrap(),
        "struct s {\n    char kind;\n    int value __attribute__((packed));\n};"
    );
    let plain = RecordSpec::structure("struct s")
        .field("kind", Scalar::Char.into())
        .field("value", Scalar::Int.into());
    let plain = Type::record(plain).unwrap();
    assert_ne!(ty, plain);
    let differences = compare_types(&ty, &plain, target);
    assert_eq!(differences[0].level, Level::Error, "{differences:?}");
}

fn aligned(align: u32) -> Type {
    Type::aligned_typedef_of("t", &Scalar::Int.into(), align).unwrap()
}

#[test]
fn the_outermost_alignment_of_typedefs_counts() {
    let target = &Target::HOST;
    let inner = aligned(16);
    let outer = Type::typedef_of("outer", &inner);
    assert_eq!(outer.typedef_align(), Some(16));
    let lower = Type::aligned_typedef_of("lower", &outer, 2).unwrap();
    assert_eq!(target.layout(&lower).unwrap(), Layout { size: 4, align: 2 });
    let pair = Type::array_of(&lower, ArrayLength::Fixed(3)).unwrap();
    assert_eq!(target.layout(&pair).unwrap(), Layout { size: 12, align: 2 });
    let header = Type::array_of(&inner, ArrayLength::Header).unwrap();
    assert_eq!(
        target.layout(&header).unwrap(),
        Layout {
            size: 16,
            align: 16
        }
    );
    assert_eq!(target.alignof(&lower.unaliased()), Ok(4));

    let spec = RecordSpec::structure("struct s").field("c", Scalar::Char.into());
    let record = Type::record(spec.field("x", lower).field("y", inner)).unwrap();
    let offset = |path| target.offsetof(&record, path).unwrap().offset;
    assert_eq!([offset("x"), offset("y")], [2, 16]);
    let wide = Type::aligned_typedef_of("wide", &record, 64).unwrap();
    assert_eq!(
        target.layout(&wide).unwrap(),
        Layout {
            size: 32,
            align: 64
        }
    );
    assert_eq!(target.record_layout(&wide).unwrap().whole.align, 64);
    let named = wide.definition().unwrap();
    assert_eq!(named, "typedef struct s wide __attribute__((aligned(64)));");
}

#[test]
fn types_of_other_alignments_are_not_equal() {
    let inside: [fn(&Type) -> Type; 4] = [
        Type::clone,
        |ty| Type::pointer_to(ty, Qualifiers::NONE),
        |ty| Type::array_of(ty, ArrayLength::Fixed(2)).unwrap(),
        |ty| Type::record(RecordSpec::structure("s").field("x", ty.clone())).unwrap(),
    ];
    for inside in inside {
        let types = [Scalar::Int.into(), aligned(2), aligned(4), aligned(8)].map(|ty| inside(&ty));
        assert_eq!(HashSet::from(types).len(), 4);
        assert_eq!(
            inside(&aligned(2)),
            inside(&Type::typedef_of("other", &aligned(2)))
        );
    }
}

#[test]
fn alignments_of_typedefs_are_compared() {
    let target = &Target::HOST;
    let pointer = |ty: &Type| Type::pointer_to(ty, Qualifiers::NONE);
    let int = Type::from(Scalar::Int);
    let differences = compare_types(&pointer(&int), &pointer(&aligned(1)), target);
    assert_eq!(differences.len(), 1);
    assert_eq!(
        differences[0].to_string(),
        "the alignment of `int` is declared as 4, but it is 1"
    );
    assert_eq!(differences[0].level, Level::Warning);
    assert!(compare_types(&aligned(4), &int, target).is_empty());
    let wide = compare_types(
        &Scalar::LongDouble.into(),
        &Scalar::Float128.into(),
        &Target::X86_64_LINUX_GNU,
    );
    assert_eq!(wide[0].level, Level::Error);
    let same = compare_types(
        &Scalar::LongDouble.into(),
        &Scalar::Float128.into(),
        &Target::RISCV64_LINUX_GNU,
    );
    assert_eq!(same[0].level, Level::Warning);
}

#[test]
fn the_alignment_of_a_typedef_is_checked() {
    let int = Type::from(Scalar::Int);
    let refused = |name: &str, align| Type::aligned_typedef_of(name, &int, align).unwrap_err();
    assert_eq!(
        refused("t", 3),
        TypeError::Alignment {
            name: "t".to_owned(),
            align: 3
        }
    );
    assert!(matches!(refused("t", 1 << 29), TypeError::Alignment { .. }));
    assert_eq!(refused("int", 4), TypeError::Name("int".to_owned()));
    let mut builder = TypeBuilder::new();
    let of = builder.import(int.clone());
    builder.aligned_typedef("t", of, 0).unwrap();
    assert!(matches!(
        builder.freeze(),
        Err(TypeError::Alignment { align: 0, .. })
    ));
}

#[test]
fn definitions_of_aligned_vectors_are_read_as_they_are_meant() {
    let vector = Type::vector(Scalar::Float, 4).unwrap();
    let unaligned = Type::aligned_typedef_of("v", &vector, 1).unwrap();
    assert_eq!(
        unaligned.definition().unwrap(),
        "typedef __typeof__(float __attribute__((vector_size(16)))) v __attribute__((aligned(1)));"
    );
}

#[test]
fn a_forward_reference_may_be_frozen_with_imports_around_it() {
    let mut builder = TypeBuilder::new();
    let first = builder.forward();
    let second = builder.forward();
    let int = builder.import(Scalar::Int.into());
    let pointer = builder.pointer(first, Qualifiers::NONE).unwrap();
    builder.resolve(first, second).unwrap();
    builder.resolve(second, int).unwrap();
    let set = builder.freeze().unwrap();
    assert_eq!(set.get(first), Ok(Scalar::Int.into()));
    assert_eq!(
        set.get(pointer).unwrap().pointee(),
        Some(Scalar::Int.into())
    );
}

#[test]
fn targets_are_found_by_the_names_of_gcc() {
    let name = |name| Target::find(name).map(|target| target.name);
    assert_eq!(
        name("arm-linux-gnueabihf"),
        Some("armv7-unknown-linux-gnueabihf")
    );
    assert_eq!(
        name("riscv64-linux-gnu"),
        Some("riscv64gc-unknown-linux-gnu")
    );
    assert_eq!(name("vax-dec-ultrix"), None);
    for target in Target::ALL {
        assert_eq!(Target::find(target.name), Some(target));
        let facts = [target.is_x86(), target.is_arm(), target.is_aarch64()];
        assert!(
            facts.iter().filter(|fact| **fact).count() <= 1,
            "{}",
            target.name
        );
    }
    let windows = Target::ALL.iter().filter(|target| target.is_windows());
    assert_eq!(windows.count(), 4);
    assert_eq!(Target::RISCV64_LINUX_GNU.arch(), "riscv64gc");
    assert!(Target::I686_LINUX_GNU.is_x86() && !Target::I686_LINUX_GNU.is_x86_64());
}

#[test]
fn the_scalars_of_newer_compilers_have_layouts() {
    let layout = |scalar: Scalar, target: &Target| {
        let Layout { size, align } = scalar.layout(target);
        (size, align)
    };
    assert_eq!(layout(Scalar::Float128, &Target::I686_LINUX_GNU), (16, 16));
    assert_eq!(
        layout(Scalar::Float128Complex, &Target::S390X_LINUX_GNU),
        (32, 8)
    );
    assert_eq!(layout(Scalar::Float16Complex, &Target::HOST), (4, 2));
    assert_eq!(layout(Scalar::BFloat16, &Target::HOST), (2, 2));
    assert_eq!(Scalar::from_c_name("__bf16"), Some(Scalar::BFloat16));
}
