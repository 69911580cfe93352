//! Random declarations, as data that shrinks.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

/// A number that is written as an expression; which, the second says.
#[derive(Debug, Clone, Copy)]
pub struct Number(pub u32, pub usize);

/// A type that a member can have.
#[derive(Debug, Clone)]
pub enum Item {
    /// A number, by its name.
    Word(&'static str),
    /// One of the pointers that the text writes.
    Pointer(usize),
    /// An enum.
    Enum(Enumeration),
    /// A vector of so many.
    Vector(&'static str, u32),
    /// An array.
    Array(Box<Item>, Number),
    /// A struct or union.
    Record(Shape),
    /// A typedef, with an alignment.
    Typedef(Box<Item>, Option<u32>),
}

/// An enum that is defined where it is used.
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// The values of its constants.
    pub values: Vec<i64>,
    /// Whether it is as small as it can be.
    pub packed: bool,
    /// Whether it says its integer, where the compiler takes that.
    pub based: bool,
}

/// A struct or union.
#[derive(Debug, Clone)]
pub struct Shape {
    /// Whether it is a union.
    pub is_union: bool,
    /// Whether it is `packed`.
    pub packed: bool,
    /// How it is `aligned`.
    pub align: Option<u32>,
    /// What `#pragma pack` says.
    pub pack: Option<u32>,
    /// Whether attributes stand before the tag.
    pub first: bool,
    /// Its members.
    pub members: Vec<Member>,
    /// An array without a length at the end.
    pub tail: Option<Box<Item>>,
}

/// A member.
#[derive(Debug, Clone)]
pub enum Member {
    /// One with a name.
    Field(Item, Attrs),
    /// Bit-fields of one type.
    Bits(Integer, Vec<Bits>),
    /// A struct or union without a name.
    Anonymous(Shape),
}

/// What stands at a member.
#[derive(Debug, Clone, Copy, Default)]
pub struct Attrs {
    /// Whether it is `packed`.
    pub packed: bool,
    /// How it is `aligned`.
    pub align: Option<u32>,
    /// Whether attributes stand before the type.
    pub first: bool,
    /// `_Alignas`, of a type or of 64 bytes.
    pub alignas: Option<bool>,
    /// Whether it is `const`.
    pub qualified: bool,
}

/// The type of bit-fields.
#[derive(Debug, Clone)]
pub enum Integer {
    /// A number, by its name.
    Word(&'static str),
    /// A typedef of it.
    Typedef(&'static str),
    /// An enum.
    Enum(Enumeration),
}

/// A bit-field. The width is cut to what its type has; one of 0 bits has no name.
#[derive(Debug, Clone, Copy)]
pub struct Bits {
    /// How many bits.
    pub width: Number,
    /// Whether it has a name.
    pub named: bool,
    /// What stands at it.
    pub attrs: Attrs,
}

/// The integers of C, smallest first.
pub const INTEGERS: [&str; 15] = [
    "char",
    "_Bool",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short int",
    "int",
    "unsigned",
    "long",
    "unsigned long int",
    "long long",
    "unsigned long long",
    "int long signed long",
    "__int128",
    "unsigned __int128",
];

/// The floating-point numbers that every compiler has.
pub const FLOATS: [&str; 6] = [
    "float",
    "double",
    "long double",
    "float _Complex",
    "double _Complex",
    "long double _Complex",
];

/// What vectors are made of.
pub const LANES: [&str; 6] = ["char", "short", "int", "float", "long long", "double"];

/// How deep structs lie in structs.
const DEPTH: u32 = 2;

/// Structs and unions with all that C has.
pub fn shapes() -> BoxedStrategy<Shape> {
    shape(DEPTH)
}

/// Those in which so many lie in each other.
pub fn shape(depth: u32) -> BoxedStrategy<Shape> {
    let most = if depth == DEPTH { 7 } else { 4 };
    let whole = (
        prop::bool::weighted(0.25),
        prop::bool::weighted(0.2),
        weighted(0.2, alignment()),
        weighted(0.2, select(vec![1, 2, 4, 8, 16])),
        any::<bool>(),
        vec(member(depth), 0..=most),
        weighted(0.1, flat().prop_map(Box::new)),
    );
    let whole = whole.prop_map(
        |(is_union, packed, align, pack, first, members, tail)| Shape {
            is_union,
            packed,
            align,
            pack,
            first,
            members,
            tail,
        },
    );
    whole.boxed()
}

/// A power of two.
pub fn alignment() -> impl Strategy<Value = u32> {
    (0_u32..=6).prop_map(|power| 1 << power)
}

fn number(range: std::ops::RangeInclusive<u32>) -> impl Strategy<Value = Number> {
    (range, 0_usize..12).prop_map(|(value, form)| Number(value, form))
}

fn attrs() -> impl Strategy<Value = Attrs> {
    let whole = (
        prop::bool::weighted(0.15),
        weighted(0.15, alignment()),
        any::<bool>(),
        weighted(0.05, any::<bool>()),
        prop::bool::weighted(0.1),
    );
    whole.prop_map(|(packed, align, first, alignas, qualified)| Attrs {
        packed,
        align,
        first,
        alignas,
        qualified,
    })
}

fn member(depth: u32) -> BoxedStrategy<Member> {
    let field = (item(depth), attrs()).prop_map(|(item, attrs)| Member::Field(item, attrs));
    let bits = (integer(), vec(bits(), 1..=3)).prop_map(|(of, bits)| Member::Bits(of, bits));
    if depth == 0 {
        return prop_oneof![4 => field, 4 => bits].boxed();
    }
    let anonymous = shape(depth - 1).prop_map(Member::Anonymous);
    prop_oneof![8 => field, 7 => bits, 1 => anonymous].boxed()
}

fn bits() -> impl Strategy<Value = Bits> {
    let width = prop_oneof![1 => number(0..=0), 4 => number(1..=9), 4 => number(1..=64), 1 => number(1..=128)];
    let whole = (width, prop::bool::weighted(0.8), attrs());
    whole.prop_map(|(width, named, attrs)| Bits {
        width,
        named,
        attrs,
    })
}

fn integer() -> impl Strategy<Value = Integer> {
    prop_oneof![
        6 => select(INTEGERS.to_vec()).prop_map(Integer::Word),
        1 => select(INTEGERS.to_vec()).prop_map(Integer::Typedef),
        1 => enumeration().prop_map(Integer::Enum),
    ]
}

/// An enum.
pub fn enumeration() -> impl Strategy<Value = Enumeration> {
    let values = vec![
        0,
        1,
        -1,
        127,
        128,
        -129,
        300,
        40_000,
        1 << 31,
        1 << 40,
        -(1 << 40),
    ];
    let whole = (
        vec(select(values), 1..=3),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.2),
    );
    whole.prop_map(|(values, packed, based)| Enumeration {
        values,
        packed,
        based,
    })
}

fn flat() -> impl Strategy<Value = Item> {
    prop_oneof![
        6 => select(INTEGERS.to_vec()).prop_map(Item::Word),
        3 => select(FLOATS.to_vec()).prop_map(Item::Word),
        2 => (0_usize..6).prop_map(Item::Pointer),
        1 => enumeration().prop_map(Item::Enum),
        1 => (select(LANES.to_vec()), 0_u32..=3).prop_map(|(of, power)| Item::Vector(of, 1 << power)),
    ]
}

fn item(depth: u32) -> BoxedStrategy<Item> {
    if depth == 0 {
        return flat().boxed();
    }
    let inner = || item(depth - 1).prop_map(Box::new);
    let array = (inner(), number(0..=3)).prop_map(|(item, count)| Item::Array(item, count));
    let record = shape(depth - 1).prop_map(Item::Record);
    let typedef = (inner(), weighted(0.5, alignment()));
    let typedef = typedef.prop_map(|(item, align)| Item::Typedef(item, align));
    prop_oneof![6 => flat(), 2 => array, 2 => record, 2 => typedef].boxed()
}
