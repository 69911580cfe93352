//! Suite `layout`: what a question to the layout engine costs.

use std::alloc;
use std::hint::black_box;

use lltype::{Desc, FieldDesc, RecordDesc, RecordSpec, Scalar, Target as Machine, Type, layout_of};

use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};

/// 20 members: of every size, and bit-fields.
const FIELDS: [(&str, Scalar, Option<u32>); 20] = [
    ("a", Scalar::Int, None),
    ("b", Scalar::Char, None),
    ("c", Scalar::Short, None),
    ("d", Scalar::Double, None),
    ("e", Scalar::UInt, Some(3)),
    ("f", Scalar::UInt, Some(9)),
    ("g", Scalar::UInt, Some(21)),
    ("h", Scalar::Long, None),
    ("i", Scalar::Float, None),
    ("j", Scalar::Bool, None),
    ("k", Scalar::LongDouble, None),
    ("l", Scalar::Size, None),
    ("m", Scalar::UChar, None),
    ("n", Scalar::Int64, None),
    ("o", Scalar::UInt16, None),
    ("p", Scalar::ULongLong, Some(40)),
    ("q", Scalar::ULongLong, Some(30)),
    ("r", Scalar::IntPtr, None),
    ("s", Scalar::WChar, None),
    ("t", Scalar::Int, None),
];

static DESCS: [FieldDesc; FIELDS.len()] = {
    let mut fields = [FieldDesc::new("", Scalar::Int.desc()); FIELDS.len()];
    let mut index = 0;
    while index < FIELDS.len() {
        let (name, scalar, bits) = FIELDS[index];
        let field = FieldDesc::new(name, scalar.desc());
        fields[index] = FieldDesc { bits, ..field };
        index += 1;
    }
    fields
};

static DESC: Desc = Desc::Record(RecordDesc::structure("struct twenty", &DESCS));

/// Measures the suite.
///
/// # Panics
/// If the struct has no layout.
#[must_use]
pub fn rows(effort: Effort) -> Vec<Row> {
    let micro = Target::Absolute(1000.0);
    let row = |case, comparison| {
        let baseline = "20 times alloc::Layout::extend";
        Row::new("layout", case, baseline, comparison).target(micro)
    };
    let built = built();
    let described = Type::from_desc(&DESC);
    assert_eq!(places(&built), places(&described));
    vec![
        row("20 members, built type", members(effort, &built)),
        row(
            "20 members, static description",
            members(effort, &described),
        ),
        row("layout_of, 20 members", constant(effort)),
    ]
}

fn built() -> Type {
    let spec = RecordSpec::structure("struct twenty");
    let spec = FIELDS.iter().fold(spec, |spec, (name, scalar, bits)| {
        let ty = Type::from(*scalar);
        match bits {
            Some(width) => spec.bits(name, ty, *width),
            None => spec.field(name, ty),
        }
    });
    Type::record(spec).expect("a struct")
}

fn places(ty: &Type) -> lltype::RecordLayout {
    Machine::HOST
        .record_layout(ty)
        .expect("a struct of scalars")
}

fn members(effort: Effort, ty: &Type) -> Comparison {
    beside_std(effort, || drop(black_box(places(black_box(ty)))))
}

/// The constant engine, asked at run time.
fn constant(effort: Effort) -> Comparison {
    beside_std(effort, || {
        black_box(layout_of(black_box(&DESC), &Machine::HOST));
    })
}

fn beside_std(effort: Effort, question: impl Fn()) -> Comparison {
    compare(effort, repeat(question), repeat(extend_twenty_times))
}

/// What Rust offers for it, without names, bit-fields and other targets.
fn extend_twenty_times() {
    let mut whole = black_box(alloc::Layout::new::<()>());
    for (_, scalar, _) in black_box(&FIELDS) {
        let size = scalar.size(&Machine::HOST);
        let align = size.min(16);
        let field = alloc::Layout::from_size_align(size, align).expect("a power of two");
        (whole, _) = whole.extend(field).expect("a small struct");
    }
    black_box(whole.pad_to_align());
}

/// One call after the other.
fn repeat(work: impl Fn()) -> impl FnMut(u32) {
    move |calls| (0..calls).for_each(|_| work())
}
