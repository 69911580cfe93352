//! What can go wrong while types are built.

use core::fmt;

/// A type that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeError {
    /// The id was given by another builder.
    ForeignId,
    /// A forward reference was never resolved: its index among the types of the builder.
    Unresolved(u32),
    /// A forward reference was resolved to itself, perhaps through others.
    Circular(u32),
    /// `resolve` was called for an id that is no forward reference, or twice for one.
    NotForward(u32),
    /// A forward reference to a type of a garbage collector was resolved to a raw type, or the other
    /// way round.
    MemoryKind {
        /// The index of the forward reference.
        forward: u32,
        /// Whether it was to be a type of a garbage collector.
        gc: bool,
    },
    /// More than `u32::MAX` types in one set.
    TooMany,
    /// A function was needed; this is the type that was given.
    NotAFunction(String),
    /// A function, an array, an opaque type of unknown size or a type of a garbage collector cannot
    /// be passed: only a pointer to it can.
    ByValue(String),
    /// A type contains itself: it would be infinitely large.
    Infinite(String),
    /// An array without a fixed length that is not the last member of a struct.
    ArrayNotLast(Member),
    /// A struct that ends in an array without a fixed length, inside of another type.
    VarSizedInlined(Member),
    /// A function as a member.
    FunctionInlined(Member),
    /// A type of a garbage collector inside of another, but not as the first member of a struct of a
    /// garbage collector.
    GcInlined(Member),
    /// An array without any length in a struct of a garbage collector, which must know its size.
    NoLengthInGc(Member),
    /// A type that cannot be the item of an array: a function, one without a fixed size, one of a
    /// garbage collector.
    Item {
        /// The type of the items.
        item: String,
        /// What is wrong with it.
        problem: ItemProblem,
    },
    /// A struct of nothing but an array without a length: C wants a member before it.
    ArrayAlone(Member),
    /// What is no name in C: `struct` and its like may stand before the one of a type.
    Name(String),
    /// Two members, or members of anonymous members, have one name.
    RepeatedField(Member),
    /// A member without a name that is neither struct, union nor bit-field.
    Unnamed(Member),
    /// A bit-field of a type that is not an integer.
    BitFieldType(Member),
    /// A bit-field with a name and no bits, or with more than any integer has.
    BitFieldWidth {
        /// The bit-field.
        member: Member,
        /// Its width.
        width: u32,
    },
    /// An alignment that is not a power of two, or above 2^28.
    Alignment {
        /// What has it.
        name: String,
        /// The alignment.
        align: u32,
    },
    /// A vector whose size is not a power of two, or whose items are no numbers of a register.
    Vector {
        /// The type of its items.
        item: &'static str,
        /// How many.
        lanes: u32,
    },
    /// An enumeration without constants and without a base, one whose base is no integer, or one with a
    /// constant that no integer of C can hold.
    Enum {
        /// What C calls it.
        name: String,
        /// What is wrong.
        problem: EnumProblem,
    },
}

/// A member that has something to answer for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The struct or union.
    pub record: String,
    /// The name of the member, or its index among the members (`#2`).
    pub field: String,
    /// Its type.
    pub ty: String,
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "member `{}` of `{}`", self.field, self.record)
    }
}

/// Why a type cannot be the item of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ItemProblem {
    /// It is a function.
    Function,
    /// It has no fixed size.
    VarSized,
    /// A garbage collector owns it.
    Gc,
}

impl fmt::Display for ItemProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Function => "it is a function; use a pointer to it",
            Self::VarSized => "it has no fixed size; use a pointer to it",
            Self::Gc => "a garbage collector owns it; use a pointer to it",
        })
    }
}

/// What is wrong with an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnumProblem {
    /// Neither constants nor a base.
    Empty,
    /// Two constants have one name.
    Repeated(String),
    /// The base is not an integer.
    Base(&'static str),
    /// A constant does not fit in the base, or in any integer.
    Range {
        /// The constant.
        constant: String,
        /// Its value.
        value: i128,
    },
}

impl fmt::Display for EnumProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it has neither a constant nor a base"),
            Self::Repeated(name) => write!(f, "it has two constants `{name}`"),
            Self::Base(base) => write!(f, "its base `{base}` is not an integer"),
            Self::Range { constant, value } => {
                write!(f, "`{constant}` = {value} does not fit in its integer")
            }
        }
    }
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignId => f.write_str("this type id was given by another `TypeBuilder`"),
            Self::Unresolved(index) => {
                write!(f, "forward reference #{index} was never given to `resolve`")
            }
            Self::Circular(index) => {
                write!(f, "forward reference #{index} was resolved to itself")
            }
            Self::NotForward(index) => write!(
                f,
                "type #{index} is not an open forward reference; `resolve` takes each id that \
                 `forward` gave once"
            ),
            Self::MemoryKind { forward, gc } => {
                let (wanted, got) = match gc {
                    true => ("owned by a garbage collector", "raw"),
                    false => ("raw", "owned by a garbage collector; use `forward_gc`"),
                };
                write!(
                    f,
                    "forward reference #{forward} is to a type that is {wanted}, and the type is {got}"
                )
            }
            Self::TooMany => f.write_str("a set of types holds at most 2^32 types"),
            Self::NotAFunction(ty) => {
                write!(f, "a function type is needed here, and `{ty}` is none")
            }
            Self::ByValue(ty) => write!(
                f,
                "`{ty}` cannot be a parameter or a result; use a pointer to it"
            ),
            Self::Infinite(ty) => write!(
                f,
                "`{ty}` contains itself and would be infinitely large; use a pointer to it"
            ),
            Self::ArrayNotLast(member) => write!(
                f,
                "{member}: `{}` has no fixed length and must be the last member of a struct",
                member.ty
            ),
            Self::VarSizedInlined(member) => write!(
                f,
                "{member}: `{}` has no fixed size and cannot lie inside of another type; use a \
                 pointer to it",
                member.ty
            ),
            Self::FunctionInlined(member) => write!(
                f,
                "{member}: a function cannot be a member; use a pointer to it"
            ),
            Self::GcInlined(member) => write!(
                f,
                "{member}: a garbage collector owns `{}`, so it can only be the first member of a \
                 struct that a garbage collector owns, too; use a pointer to it",
                member.ty
            ),
            Self::NoLengthInGc(member) => write!(
                f,
                "{member}: a garbage collector must know the size of `{}`, and `{}` has no length; \
                 use an array with a header",
                member.record, member.ty
            ),
            Self::Item { item, problem } => {
                write!(f, "`{item}` cannot be the item of an array: {problem}")
            }
            Self::ArrayAlone(member) => write!(
                f,
                "{member}: an array without a length is no struct by itself; put a member before it"
            ),
            Self::Name(name) => write!(
                f,
                "`{name}` is no name in C: letters, digits and `_`, no keyword; before the name of a \
                 type may stand `struct`, `union` or `enum`"
            ),
            Self::RepeatedField(member) => write!(f, "{member}: there is another of this name"),
            Self::Unnamed(member) => write!(
                f,
                "{member} has no name; only structs, unions and bit-fields can do without"
            ),
            Self::BitFieldType(member) => write!(
                f,
                "{member}: a bit-field is of an integer type, and `{}` is none",
                member.ty
            ),
            Self::BitFieldWidth { member, width: 0 } => write!(
                f,
                "{member}: a bit-field of 0 bits only pads, and has no name"
            ),
            Self::BitFieldWidth { member, width } => {
                write!(
                    f,
                    "{member}: {width} bits are more than `{}` has",
                    member.ty
                )
            }
            Self::Alignment { name, align } => write!(
                f,
                "`{name}`: {align} is no alignment: it is a power of two, at most 2^28"
            ),
            Self::Vector { item, lanes } => write!(
                f,
                "a vector of {lanes} `{item}`: the items are integers or floats, and their number \
                 is a power of two"
            ),
            Self::Enum { name, problem } => write!(f, "`{name}`: {problem}"),
        }
    }
}

impl core::error::Error for TypeError {}
