//! [`opaque!`](crate::opaque!): types that only C knows the inside of.

/// Declares Rust types for types that only C knows the inside of: RPython's `COpaque`. They are used
/// behind pointers alone: `Ptr<File>` is RPython's `COpaquePtr`.
///
/// ```
/// use lltype::{Ptr, Type};
///
/// lltype::opaque! {
///     /// C's `FILE`.
///     pub struct File = "FILE";
///     struct Dirent = "struct dirent";
/// }
///
/// assert_eq!(Type::of::<Ptr<File>>().declaration("stream"), "FILE *stream");
/// assert_eq!(Type::of::<Dirent>().to_string(), "struct dirent");
/// ```
///
/// Nobody knows their size, so nothing can be made of them:
///
/// ```compile_fail
/// lltype::opaque! { struct File = "FILE"; }
/// let block = lltype::malloc::<File>(1);
/// ```
#[macro_export]
macro_rules! opaque {
    ($($(#[$attribute:meta])* $visibility:vis struct $name:ident = $c_name:literal;)*) => {
        $(
            $(#[$attribute])*
            #[repr(C)]
            $visibility struct $name {
                data: [u8; 0],
                // Neither `Send` nor `Sync` nor `Unpin`: nobody knows what C does with it.
                marker: ::core::marker::PhantomData<(*mut u8, ::core::marker::PhantomPinned)>,
            }

            // SAFETY: a type of unknown size, which is never a value: it cannot be made.
            unsafe impl $crate::LowLevelType for $name {
                const DESC: &'static $crate::Desc =
                    &$crate::Desc::Opaque($crate::OpaqueDesc::named($c_name));
            }
        )*
    };
}
