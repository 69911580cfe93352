//! Low-level types, and the memory they describe.
//!
//! This is the model that the rest of the toolchain stands on, after RPython's `lltype`:
//!
//! * [`Type`]: a C type as a value, whether Rust declares it ([`LowLevelType`]) or a translator
//!   builds it at run time ([`TypeBuilder`]); [`Kind`] says what it is, [`Type::definition`] and
//!   [`Type::rpython`] print it;
//! * [`Target`]: sizes, alignments, offsets and bit positions, as the compilers of each machine choose
//!   them; [`Placer`]: the same for members that are no type yet;
//! * `#[derive(CStruct)]`, `#[derive(CEnum)]` (feature `derive`): structs, unions and enums of Rust as
//!   C's, with bit-fields; [`field`]: their members by name;
//! * [`FlexArray`], [`Array`], [`malloc_array`]: types that end with as many items as there are;
//! * [`Prototype`]: a named function type, which every way to declare a function makes; [`compare`]
//!   tells where two of them differ, and whether it matters;
//! * [`Value`]: a number or a pointer whose type is known at run time; [`cast`](cast()) and its
//!   relatives convert;
//! * [`Ptr`], [`malloc`], [`free`]: C's own memory, with every block known to the [`leakfinder`];
//! * C's strings: [`str2charp`], [`charp2str`], [`liststr2charpp`], [`unicode2wcharp`],
//!   [`scoped_alloc_buffer`] and their relatives.
//!
//! ```
//! use lltype::{Prototype, Ptr, Type};
//!
//! let modf = Prototype::of::<unsafe extern "C" fn(f64, Ptr<f64>) -> f64>("modf");
//! assert_eq!(modf.to_string(), "double modf(double, double *)");
//! assert_eq!(modf.function().rpython().to_string(), "Func ( Float, * Array of Float ) -> Float");
//! assert_eq!(modf.result(), Type::of::<f64>());
//! ```
//!
//! # Features
//!
//! * `derive` (off): the two derives, and `#[leak_check]` for tests. Without it no procedural macro is
//!   compiled.

mod access;
mod array;
mod c_types;
mod cast;
mod cenum;
mod compare;
#[cfg(feature = "derive")]
mod derive;
mod desc;
mod display;
mod equality;
mod errno;
mod error;
pub mod field;
mod layout;
pub mod leakfinder;
mod long_float;
mod lowlevel;
mod memory;
mod names;
mod nonnull;
mod opaque;
mod order;
#[doc(hidden)]
pub mod private;
mod prototype;
mod ptr;
mod quiet;
mod rules;
mod scalar;
mod set;
mod signature;
#[doc(hidden)]
pub mod spelled;
mod string;
mod target;
mod text;
mod ty;
mod value;
mod visited;

pub use access::AccessError;
pub use array::{Array, FlexArray, ItemArray, VarSized};
pub use cast::{
    CastError, Number, cast, cast_int_to_ptr, cast_opaque_ptr, cast_pointer, cast_primitive,
    cast_ptr_to_int, cast_value,
};
pub use cenum::UnknownConstant;
pub use compare::{Cause, Difference, Level, Types, compare, compare_types};
#[cfg(feature = "derive")]
pub use derive::{CEnum, CStruct};
pub use desc::{
    ArrayDesc, ArrayLength, Convention, Desc, EnumDesc, FieldDesc, FuncDesc, OpaqueDesc, ParamDesc,
    PointerDesc, Qualifiers, RecordAttrs, RecordDesc, RecordKind, TypedefDesc, VectorDesc,
};
pub use error::{Error, Result};
pub use field::{BitField, direct_arrayitems, direct_fieldptr, getintfield, ptradd, setintfield};
pub use layout::{
    BitRange, Extent, FieldLayout, Layout, LayoutError, MemberAttrs, PlaceError, Placer,
    RecordLayout, field_layout, layout_of,
};
#[cfg(feature = "derive")]
pub use leakfinder::leak_check;
pub use lowlevel::{LowLevelType, Primitive};
pub use memory::{
    AllocError, Block, FreeError, ScopedAlloc, free, free_untracked, immortal, malloc,
    malloc_array, malloc_array_zeroed, malloc_untracked, malloc_untracked_zeroed, malloc_zeroed,
    render_immortal, scoped_alloc, scoped_alloc_array, scoped_alloc_zeroed, untrack,
};
pub use names::{
    Bool, Char, Complex, Float, LongFloat, Signed, SignedLongLong, SignedLongLongLong, SingleFloat,
    UniChar, Unsigned, UnsignedLongLong, UnsignedLongLongLong, Void,
};
pub use prototype::Prototype;
pub use ptr::{ConstPtr, Ptr};
pub use scalar::{Class, Scalar};
pub use set::{
    EnumProblem, EnumSpec, FieldSpec, FunctionSpec, ItemProblem, Member, RecordSpec, TypeBuilder,
    TypeError, TypeId, TypeSet,
};
pub use signature::{
    ArgumentError, Arguments, Outcome, Passed, PlaceProblem, ReturnType, Safe, Signature, Unsafe,
};
pub use string::{
    CCHARP, CCHARPP, CONST_CCHARP, CONST_CWCHARP, CWCHARP, CharpError, CharpText, CharpView,
    OptionalCharpText, ScopedBuffer, ScopedCharp, ScopedCharpp, ScopedString, ScopedWcharp, Unit,
    WideUnit, charp_as_cstr, charp2bytes, charp2bytesn, charp2str, charp2strn, charpp2listbytes,
    charpp2liststr, charpsize2bytes, charpsize2str, free_charp, free_charp_untracked, free_charpp,
    free_wcharp, liststr2charpp, scoped_alloc_buffer, scoped_alloc_unicodebuffer,
    scoped_liststr2charpp, scoped_str2charp, scoped_str2charp_no_nul, scoped_unicode2wcharp,
    scoped_unicode2wide, scoped_view_charp, str2chararray, str2charp, str2charp_no_nul,
    str2charp_untracked, str2constcharp, str2rawmem, unicode2rawmem, unicode2wchararray,
    unicode2wcharp, unicode2wide, wcharp2unicode, wcharp2unicode_lossy, wcharp2unicoden,
    wcharpsize2unicode,
};
pub use target::{Endian, EnumRules, FloatFormat, LongDouble, RecordRules, Target, WideChar};
pub use ty::{Enum, Field, Function, Kind, Param, Record, Type};
pub use value::{Tag, Value, ValueError};
