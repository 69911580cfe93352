//! [`CharpText`]: what can become a C string.

use std::borrow::Cow;
use std::ffi::{CStr, CString};

/// Bytes or text that can become a C string: `str`, `[u8]`, [`CStr`], what owns them, and
/// references to these.
///
/// ```
/// use lltype::{CharpText, scoped_str2charp};
///
/// struct Name(String);
///
/// impl CharpText for Name {
///     fn charp_bytes(&self) -> &[u8] {
///         self.0.as_bytes()
///     }
/// }
///
/// for text in [&"text" as &dyn CharpText, &b"bytes", &c"C's", &Name("Ada".to_owned())] {
///     assert!(!scoped_str2charp(text)?.is_null());
/// }
/// # Ok::<(), lltype::AllocError>(())
/// ```
pub trait CharpText {
    /// The bytes, without a NUL behind them.
    fn charp_bytes(&self) -> &[u8];

    /// The same bytes with a NUL behind them, where the text has one anyway: then C can look at it
    /// without a copy.
    fn charp_view(&self) -> Option<&CStr> {
        None
    }
}

/// A [`CharpText`], or an `Option` of one: `None` becomes C's null pointer.
pub trait OptionalCharpText {
    /// The bytes, if there are any.
    fn optional_bytes(&self) -> Option<&[u8]>;
}

impl<T: CharpText> OptionalCharpText for T {
    fn optional_bytes(&self) -> Option<&[u8]> {
        Some(self.charp_bytes())
    }
}

impl<T: CharpText> OptionalCharpText for Option<T> {
    fn optional_bytes(&self) -> Option<&[u8]> {
        self.as_ref().map(CharpText::charp_bytes)
    }
}

impl CharpText for [u8] {
    fn charp_bytes(&self) -> &[u8] {
        self
    }
}

impl<const N: usize> CharpText for [u8; N] {
    fn charp_bytes(&self) -> &[u8] {
        self
    }
}

impl CharpText for str {
    fn charp_bytes(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl CharpText for CStr {
    fn charp_bytes(&self) -> &[u8] {
        self.to_bytes()
    }

    fn charp_view(&self) -> Option<&CStr> {
        Some(self)
    }
}

/// What stands for another text.
macro_rules! forwarded {
    ($(($($generics:tt)*) $ty:ty;)*) => {
        $(
            impl<$($generics)*> CharpText for $ty {
                fn charp_bytes(&self) -> &[u8] {
                    (**self).charp_bytes()
                }

                fn charp_view(&self) -> Option<&CStr> {
                    (**self).charp_view()
                }
            }
        )*
    };
}

forwarded! {
    (T: CharpText + ?Sized) &T;
    (T: CharpText + ToOwned + ?Sized) Cow<'_, T>;
    (T: CharpText + ?Sized) Box<T>;
    () String;
    () Vec<u8>;
    () CString;
}
