//! Random structs and unions, as data that shrinks.

use lltype::{MemberAttrs, RecordAttrs, Scalar};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

/// A type that a member can have.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    Scalar(Scalar),
    Pointer,
    Enum(Enum),
    Vector(Scalar, u32),
    Array(Box<Item>, u64),
    Record(Shape),
    /// A typedef with an alignment.
    Aligned(Box<Item>, u32),
}

impl Item {
    /// Whether it is a vector, or an array of them.
    pub(crate) fn is_vectors(&self) -> bool {
        match self {
            Item::Vector(..) => true,
            Item::Array(item, _) | Item::Aligned(item, _) => item.is_vectors(),
            _ => false,
        }
    }
}

/// The enumerations of the prelude.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Enum {
    Plain,
    Negative,
    Wide,
    WideNegative,
}

/// A struct or union.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) is_union: bool,
    pub(crate) attrs: RecordAttrs,
    pub(crate) members: Vec<Member>,
    /// An array without a length at the end.
    pub(crate) tail: Option<Box<Item>>,
}

/// A member of it.
#[derive(Debug, Clone)]
pub(crate) enum Member {
    Field(Item, MemberAttrs),
    Bits(Bits),
    Anonymous(Shape),
}

/// A bit-field. The width is cut to what its type has; one of 0 bits has no name.
#[derive(Debug, Clone)]
pub(crate) struct Bits {
    pub(crate) of: Integer,
    /// The alignment of a typedef of it.
    pub(crate) typedef: Option<u32>,
    pub(crate) width: u32,
    pub(crate) named: bool,
    pub(crate) attrs: MemberAttrs,
}

/// The type of a bit-field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Integer {
    Scalar(Scalar),
    Enum(Enum),
}

impl Enum {
    pub(crate) const ALL: [Enum; 4] = [Enum::Plain, Enum::Negative, Enum::Wide, Enum::WideNegative];
}

/// How deep structs lie in structs.
const DEPTH: u32 = 2;

/// Structs and unions of all that C has.
pub(crate) fn shapes() -> BoxedStrategy<Shape> {
    shape(DEPTH)
}

fn shape(depth: u32) -> BoxedStrategy<Shape> {
    let most = if depth == DEPTH { 8 } else { 4 };
    let parts = (
        prop::bool::weighted(0.25),
        attributes(),
        vec(member(depth), 0..=most),
        weighted(0.1, item(0).prop_map(Box::new)),
    );
    let whole = parts.prop_map(|(is_union, attrs, members, tail)| Shape {
        is_union,
        attrs,
        members,
        tail,
    });
    whole.boxed()
}

fn attributes() -> impl Strategy<Value = RecordAttrs> {
    let pack = select(vec![1u32, 2, 4, 8, 16]);
    let parts = (
        prop::bool::weighted(0.2),
        weighted(0.2, pack),
        weighted(0.2, alignment()),
    );
    parts.prop_map(|(packed, pack, align)| RecordAttrs {
        packed,
        pack,
        align,
        gc: false,
    })
}

fn alignment() -> impl Strategy<Value = u32> {
    (0u32..=6).prop_map(|power| 1 << power)
}

fn member_attributes() -> impl Strategy<Value = MemberAttrs> {
    let parts = (prop::bool::weighted(0.15), weighted(0.15, alignment()));
    parts.prop_map(|(packed, align)| MemberAttrs { packed, align })
}

fn member(depth: u32) -> BoxedStrategy<Member> {
    let field = (item(depth), member_attributes());
    let field = field.prop_map(|(item, attrs)| Member::Field(item, attrs));
    let bits = bits().prop_map(Member::Bits);
    match depth {
        0 => prop_oneof![5 => bits, 4 => field].boxed(),
        _ => {
            let anonymous = shape(depth - 1).prop_map(Member::Anonymous);
            prop_oneof![10 => bits, 8 => field, 1 => anonymous].boxed()
        }
    }
}

fn bits() -> impl Strategy<Value = Bits> {
    let width = prop_oneof![1 => Just(0), 4 => 1u32..=9, 4 => 1u32..=64, 1 => 1u32..=128];
    let named = prop::bool::weighted(0.8);
    let typedef = weighted(0.1, alignment());
    let parts = (integer(), typedef, width, named, member_attributes());
    parts.prop_map(|(of, typedef, width, named, attrs)| Bits {
        of,
        typedef,
        width,
        named,
        attrs,
    })
}

fn integer() -> impl Strategy<Value = Integer> {
    let integers = scalars(Scalar::is_integer);
    prop_oneof![
        2 => select(vec![Scalar::Bool, Scalar::Char, Scalar::Int]).prop_map(Integer::Scalar),
        4 => select(integers).prop_map(Integer::Scalar),
        1 => select(Enum::ALL.to_vec()).prop_map(Integer::Enum),
    ]
}

fn item(depth: u32) -> BoxedStrategy<Item> {
    let flat = prop_oneof![
        8 => select(scalars(|_| true)).prop_map(Item::Scalar),
        1 => Just(Item::Pointer),
        1 => select(Enum::ALL.to_vec()).prop_map(Item::Enum),
        1 => vector(),
    ];
    if depth == 0 {
        return flat.boxed();
    }
    let aligned = (item(depth - 1), alignment());
    let aligned = aligned.prop_map(|(item, align)| Item::Aligned(Box::new(item), align));
    let array = (item(depth - 1), 0u64..=3);
    let array = array.prop_map(|(item, count)| Item::Array(Box::new(item), count));
    let record = shape(depth - 1).prop_map(Item::Record);
    prop_oneof![6 => flat, 2 => array, 2 => record, 1 => aligned].boxed()
}

fn vector() -> impl Strategy<Value = Item> {
    let items = [
        Scalar::SChar,
        Scalar::Short,
        Scalar::UInt,
        Scalar::Long,
        Scalar::LongLong,
        Scalar::Float,
        Scalar::Double,
    ];
    let parts = (select(items.to_vec()), 0u32..=4);
    parts.prop_map(|(item, power)| Item::Vector(item, 1 << power))
}

/// Those of which a condition holds. The `fast` ones are other names for some of these; which ones
/// is the C library's choice, so a compiler alone does not know. Nor are those that not each compiler
/// has.
fn scalars(condition: impl Fn(Scalar) -> bool) -> Vec<Scalar> {
    let all = Scalar::ALL.iter().copied();
    let is_everywhere =
        |scalar: &Scalar| !scalar.c_name().contains("fast") && !is_optional(*scalar);
    all.filter(|scalar| condition(*scalar) && is_everywhere(scalar))
        .collect()
}

/// Whether the version and the flags of a compiler decide if it has the type.
pub(crate) fn is_optional(scalar: Scalar) -> bool {
    ["_Float16", "_Float128", "__bf16"]
        .iter()
        .any(|name| scalar.c_name().starts_with(name))
}
