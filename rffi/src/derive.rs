//! `#[derive(CStruct)]` and `#[derive(CEnum)]` for those who know `rffi` alone.

/// Makes a struct or union of Rust, with `#[repr(C)]`, a C type: `lltype::CStruct` for a package that
/// does not depend on `lltype`. All that is said there holds here.
///
/// ```
/// use rffi::{CStruct, LONG, Ptr, SUSECONDS_T, TIME_T, VOIDP, llexternal};
///
/// #[derive(CStruct, Clone, Copy, Default)]
/// #[repr(C)]
/// #[cstruct(name = "struct timeval")]
/// struct TimeVal {
///     #[cstruct(name = "tv_sec")]
///     seconds: TIME_T,
///     #[cstruct(name = "tv_usec")]
///     micros: SUSECONDS_T,
/// }
///
/// llexternal! {
///     unsafe extern "C" {
///         unsafe fn gettimeofday(time: Ptr<TimeVal>, zone: VOIDP) -> rffi::INT;
///     }
/// }
///
/// let mut now = TimeVal::default();
/// // SAFETY: there is room for the time, and the zone may be null.
/// let result = unsafe { gettimeofday((&raw mut now).into(), VOIDP::NULL) };
/// assert!(result == 0 && now.seconds > 0);
/// assert_eq!(
///     rffi::lltype::Type::of::<TimeVal>().definition().unwrap(),
///     "struct timeval {\n    time_t tv_sec;\n    suseconds_t tv_usec;\n};",
/// );
/// ```
///
/// Where `rffi` has another name, the struct says where it is:
/// `#[cstruct(crate = other_name::lltype)]`.
#[doc(inline)]
pub use llexternal_macros::RffiCStruct as CStruct;

/// Makes an enum of Rust without members a C type: `lltype::CEnum` for a package that does not depend
/// on `lltype`.
///
/// ```
/// #[derive(rffi::CEnum, Debug, PartialEq)]
/// #[repr(C)]
/// #[cenum(name = "enum whence")]
/// enum Whence {
///     #[cenum(name = "SEEK_SET")]
///     Set = 0,
///     #[cenum(name = "SEEK_END")]
///     End = 2,
/// }
///
/// assert_eq!(Whence::try_from(2), Ok(Whence::End));
/// assert_eq!(rffi::INT::from(Whence::Set), 0);
/// ```
#[doc(inline)]
pub use llexternal_macros::RffiCEnum as CEnum;
