//! `#[derive(CStruct)]` and `#[derive(CEnum)]`: documented here, written in `llexternal-macros`.

/// Makes a struct or union of Rust, with `#[repr(C)]`, a C type: it implements
/// [`LowLevelType`](crate::LowLevelType), and has a token for each member: see [`field`](crate::field).
///
/// ```
/// use std::ffi::{c_int, c_uint};
/// use lltype::{CStruct, Ptr, Type, scoped_alloc};
///
/// #[derive(CStruct)]
/// #[repr(C)]
/// #[cstruct(name = "struct device")]
/// struct Device {
///     next: Ptr<Self>,
///     #[cstruct(name = "d_number")]
///     number: c_int,
///     #[cstruct(bits(ready: c_uint = 1, mode: c_uint = 3, _: c_uint = 2, level: c_int = 4))]
///     flags: u32,
/// }
///
/// assert_eq!(
///     Type::of::<Device>().definition().unwrap(),
///     "struct device {\n    struct device *next;\n    int d_number;\n    \
///      unsigned int ready : 1;\n    unsigned int mode : 3;\n    unsigned int : 2;\n    int level : 4;\n};",
/// );
///
/// let mut device = Device { next: Ptr::NULL, number: 3, flags: 0 };
/// device.set_level(-8);
/// assert_eq!((device.level(), device.ready()), (-8, 0));
///
/// let block = scoped_alloc::<Device>(1)?;
/// // SAFETY: the block has room for one, and is written before it is read.
/// unsafe {
///     block.write(device);
///     block.field(Device::NUMBER).set(4);
///     block.field(Device::READY).set(1);
///     assert_eq!(block.field(Device::LEVEL).get(), -8);
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// That Rust lays the type out as C does is checked when it is compiled: size, alignment, the offset of
/// each member, the place of each bit-field. So are the rules of what may lie inside of what.
///
/// A member is described in the words that its type is written in, where they are a name of
/// `core::ffi`'s, `libc`'s or `rffi`'s: `c_long` and `LONG` are `long`, `[c_char; 65]` is `char[65]`.
/// Of other names, such as aliases of yours, the representation is known: `int64_t`. That a name means
/// what it says is checked.
///
/// # Attributes of the type
///
/// * `#[cstruct(name = "struct tm")]`: what C calls it, if not `struct Ident` or `union Ident`. The name
///   of a typedef has no `struct`; `""` is for one without a name.
/// * `#[cstruct(gc)]`: a garbage collector of the translator's owns it. A tag only.
/// * `#[cstruct(crate = some::path)]`: where `lltype` is, if not at `::lltype`.
/// * `#[repr(packed)]`, `#[repr(packed(N))]`, `#[repr(align(N))]` are C's `packed`, `pack(N)` and
///   `aligned(N)`.
///
/// # Attributes of members
///
/// * `#[cstruct(name = "tm_year")]`: what C calls it, if not as Rust does.
/// * `#[cstruct(token = NAME)]`: the name of the token, if not the member's name in upper case.
/// * `#[cstruct(anonymous)]`: a struct or union without a name, whose members C names as the outer's
///   own.
/// * `#[cstruct(bits(ready: c_uint = 1, _: c_uint = 2))]`: C's bit-fields, whose bytes this member is.
///   It is an integer, or `[u8; N]`, so that a member behind it can begin at the byte in which the bits
///   end; then `#[repr(C, align(N))]` gives the struct the alignment of the bit-fields' type. Each has
///   methods, `ready()` and `set_ready(value)`, and a token. A value that is stored is cut to the width,
///   as C's assignment does.
///
/// A last member `FlexArray<T>` or `Array<T>` makes the struct
/// [`VarSized`](crate::VarSized), if the type is lltype's.
#[doc(inline)]
pub use llexternal_macros::CStruct;

/// Makes an enum of Rust without members, with `#[repr(C)]` or `#[repr(u8)]`, a C type.
///
/// C may store any number where it says `enum`, and to read one without a variant is undefined
/// behaviour in Rust. So where C writes, a member, a parameter or a result is the integer, and
/// `TryFrom` makes it a variant:
///
/// ```
/// use lltype::{CEnum, Type};
///
/// #[derive(CEnum, Debug, PartialEq)]
/// #[repr(u8)]
/// #[cenum(name = "enum color")]
/// enum Color {
///     #[cenum(name = "COLOR_RED")]
///     Red = 1,
///     #[cenum(name = "COLOR_BLUE")]
///     Blue = 4,
/// }
///
/// assert_eq!(Color::try_from(4), Ok(Color::Blue));
/// assert_eq!(Color::try_from(2).unwrap_err().to_string(), "`enum color` has no constant 2");
/// assert_eq!(u8::from(Color::Red), 1);
/// assert_eq!(Type::of::<Color>().to_string(), "enum color");
/// ```
///
/// With `#[repr(C)]` the integer of the conversions is `c_int`.
#[doc(inline)]
pub use llexternal_macros::CEnum;
