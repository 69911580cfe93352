//! Random signatures, as data that shrinks.

use lltype::{MemberAttrs, RecordAttrs, Scalar};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::shape::{Enum, Item, Member, Shape, shapes};

/// A function: its types, and what is variadic.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    /// `None` for `void`.
    pub(crate) result: Option<Item>,
    pub(crate) parameters: Vec<Item>,
    /// So many of the first parameters, and one, are not variadic; `None` in a function that is not.
    pub(crate) fixed: Option<usize>,
}

pub(crate) fn signatures() -> impl Strategy<Value = Signature> {
    let parameters = prop_oneof![
        4 => vec(item(), 0..=12),
        // Enough of one kind that the registers run out.
        1 => (vec(item(), 0..=3), vec(few(), 8..=20)).prop_map(|(one, other)| [one, other].concat()),
    ];
    let whole = (
        prop::option::weighted(0.7, item()),
        parameters,
        prop::option::weighted(0.2, 0_usize..6),
    );
    whole.prop_map(|(result, parameters, fixed)| Signature {
        result,
        parameters,
        fixed,
    })
}

/// A type that can be an argument.
fn item() -> impl Strategy<Value = Item> {
    prop_oneof![
        5 => scalar().prop_map(Item::Scalar),
        1 => Just(Item::Pointer),
        1 => select(Enum::ALL.to_vec()).prop_map(Item::Enum),
        1 => vector(),
        3 => homogeneous().prop_map(Item::Record),
        4 => small().prop_map(Item::Record),
        2 => shapes().prop_map(Item::Record),
    ]
}

fn few() -> impl Strategy<Value = Item> {
    prop_oneof![
        2 => select(vec![Scalar::Float, Scalar::Double]).prop_map(Item::Scalar),
        2 => select(vec![Scalar::Int, Scalar::Short, Scalar::Long]).prop_map(Item::Scalar),
        1 => small().prop_map(Item::Record),
        1 => homogeneous().prop_map(Item::Record),
    ]
}

fn scalar() -> impl Strategy<Value = Scalar> {
    let scalars = [
        Scalar::Bool,
        Scalar::Char,
        Scalar::SChar,
        Scalar::UChar,
        Scalar::Short,
        Scalar::UShort,
        Scalar::Int,
        Scalar::UInt,
        Scalar::Long,
        Scalar::ULongLong,
        Scalar::Int128,
        Scalar::UInt128,
        Scalar::Float,
        Scalar::Float,
        Scalar::Double,
        Scalar::Double,
        Scalar::LongDouble,
        Scalar::FloatComplex,
        Scalar::DoubleComplex,
        Scalar::LongDoubleComplex,
        Scalar::Float16,
        Scalar::Float16Complex,
        Scalar::Float128,
        Scalar::Float128Complex,
        Scalar::BFloat16,
    ];
    select(scalars.to_vec())
}

fn vector() -> impl Strategy<Value = Item> {
    let items = [Scalar::SChar, Scalar::Int, Scalar::Float, Scalar::Double];
    let sizes =
        prop_oneof![1 => Just(4_u32), 3 => Just(8_u32), 3 => Just(16_u32), 1 => Just(32_u32)];
    (select(items.to_vec()), sizes).prop_map(|(item, size)| {
        let each = match item {
            Scalar::SChar => 1,
            Scalar::Double => 8,
            _ => 4,
        };
        Item::Vector(item, (size / each).max(1))
    })
}

/// Numbers of one kind, in structs and arrays.
fn homogeneous() -> impl Strategy<Value = Shape> {
    let kinds = vec![
        Item::Scalar(Scalar::Float),
        Item::Scalar(Scalar::Double),
        Item::Scalar(Scalar::LongDouble),
        Item::Scalar(Scalar::FloatComplex),
        Item::Scalar(Scalar::Float16),
        Item::Vector(Scalar::Float, 2),
        Item::Vector(Scalar::Int, 4),
    ];
    let parts = (
        select(kinds),
        vec(0_u64..=3, 1..=3),
        prop::bool::weighted(0.1),
        attributes(),
    );
    parts.prop_map(|(item, counts, is_union, attrs)| {
        let member = |count: u64| match count {
            0 => field(item.clone()),
            1 => field(Item::Record(Shape {
                is_union: false,
                attrs: RecordAttrs::NONE,
                members: vec![field(item.clone())],
                tail: None,
            })),
            count => field(Item::Array(Box::new(item.clone()), count - 1)),
        };
        Shape {
            is_union,
            attrs,
            members: counts.into_iter().map(member).collect(),
            tail: None,
        }
    })
}

/// One to four plain members.
fn small() -> impl Strategy<Value = Shape> {
    let flat = prop_oneof![
        6 => scalar().prop_map(Item::Scalar),
        1 => Just(Item::Pointer),
        2 => (select(vec![Scalar::Char, Scalar::Short, Scalar::Int, Scalar::Float]), 0_u64..=5)
            .prop_map(|(of, count)| Item::Array(Box::new(Item::Scalar(of)), count)),
    ];
    let parts = (vec(flat, 0..=4), prop::bool::weighted(0.1), attributes());
    parts.prop_map(|(items, is_union, attrs)| Shape {
        is_union,
        attrs,
        members: items.into_iter().map(field).collect(),
        tail: None,
    })
}

fn attributes() -> impl Strategy<Value = RecordAttrs> {
    let plain = RecordAttrs::NONE;
    let aligned = move |align| RecordAttrs {
        align: Some(align),
        ..plain
    };
    prop_oneof![
        8 => Just(plain),
        1 => Just(RecordAttrs { packed: true, ..plain }),
        1 => select(vec![8, 16, 32]).prop_map(aligned),
    ]
}

fn field(item: Item) -> Member {
    Member::Field(
        item,
        MemberAttrs {
            packed: false,
            align: None,
        },
    )
}

impl Signature {
    /// The same with `float`s in place of some types, which a compiler does not have.
    pub(crate) fn without(&self, missing: &[Scalar]) -> Signature {
        Signature {
            result: self.result.as_ref().map(|item| replaced(item, missing)),
            parameters: self
                .parameters
                .iter()
                .map(|item| replaced(item, missing))
                .collect(),
            fixed: self.fixed,
        }
    }

    /// All types as the members of a struct, which the types of layouts are built from: the result
    /// first, if there is one.
    pub(crate) fn as_shape(&self) -> Shape {
        let items = self.result.iter().chain(&self.parameters);
        Shape {
            is_union: false,
            attrs: RecordAttrs::NONE,
            members: items.cloned().map(field).collect(),
            tail: None,
        }
    }
}

fn replaced(item: &Item, missing: &[Scalar]) -> Item {
    match item {
        Item::Scalar(scalar) if missing.contains(scalar) => Item::Scalar(Scalar::Float),
        Item::Array(item, count) => Item::Array(Box::new(replaced(item, missing)), *count),
        Item::Record(shape) => {
            let members = shape.members.iter().map(|member| match member {
                Member::Field(item, attrs) => Member::Field(replaced(item, missing), *attrs),
                other => other.clone(),
            });
            Item::Record(Shape {
                members: members.collect(),
                ..shape.clone()
            })
        }
        other => other.clone(),
    }
}
