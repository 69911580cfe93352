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
/// Nobody knows their size, so there are no blocks of them:
///
/// ```compile_fail
/// lltype::opaque! { struct File = "FILE"; }
/// let block = lltype::malloc::<File>(1);
/// ```
///
/// ```compile_fail
/// lltype::opaque! { struct File = "FILE"; }
/// let block = lltype::malloc::<[File; 3]>(1);
/// ```
///
/// ```compile_fail
/// lltype::opaque! { struct File = "FILE"; }
/// let block = lltype::malloc_array::<lltype::FlexArray<File>>(1);
/// ```
///
/// ```compile_fail
/// lltype::opaque! { struct File = "FILE"; }
/// let next = lltype::ptradd(lltype::Ptr::<File>::NULL, 1);
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

            // SAFETY: it stands for a type of unknown size behind pointers; its own values are empty, and
            // say nothing.
            unsafe impl $crate::LowLevelType for $name {
                const DESC: &'static $crate::Desc =
                    &$crate::Desc::Opaque($crate::OpaqueDesc::named($c_name));
            }
        )*
    };
}
