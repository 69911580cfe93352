//! Results on their way up from C.

use core::ffi::c_void;
use std::io;

use lltype::{Ptr, Signature};
use rffi::{External, get_saved_errno};

use crate::Bytes;

/// How a C function says that it failed. The cause is in `errno` then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// Its result is negative.
    Negative,
    /// Its result is null.
    Null,
}

/// A high-level result made of C's result `L`.
#[diagnostic::on_unimplemented(
    message = "the result `{Self}` cannot be made of what C returns",
    label = "C returns something else",
    note = "the table in the documentation of `extfunc` says what crosses: for `io::Result<usize>`, \
            C returns `SSIZE_T`; for `io::Result<()>`, `INT`; for `io::Result<Vec<u8>>`, \
            `Ptr<Bytes>`"
)]
pub trait Lift<L>: Sized {
    /// How C says that it failed, if it can.
    const FAILURE: Option<Failure>;

    /// Makes it.
    ///
    /// # Safety
    /// A [`Bytes`] pointer is null or as its documentation says, and nobody else frees it.
    unsafe fn lift(low: L) -> Self;
}

/// A result whose making asks nothing of C's.
///
/// # Safety
/// [`Lift::lift`] may be called with every `L`.
#[diagnostic::on_unimplemented(
    message = "the result `{Self}` cannot be made of what C returns",
    label = "C returns something else, or gives memory away for it",
    note = "the table in the documentation of `extfunc` says what crosses: for `io::Result<usize>`, \
            C returns `SSIZE_T`; for `io::Result<()>`, `INT`; for `io::Result<Vec<u8>>`, \
            `Ptr<Bytes>`",
    note = "that a `Ptr<Bytes>` is what `Bytes` documents is your word: write `external: unsafe \
            c_function`, or `llimpl: unsafe function`"
)]
pub unsafe trait SafeLift<L>: Lift<L> {}

/// Makes a result of C's.
pub fn lift<R: SafeLift<L>, L>(low: L) -> R {
    // SAFETY: a `SafeLift` may be made of any `L`.
    unsafe { R::lift(low) }
}

/// Makes a result of C's.
///
/// # Safety
/// As for [`Lift::lift`].
pub unsafe fn lift_trusted<R: Lift<L>, L>(low: L) -> R {
    // SAFETY: the caller's promise.
    unsafe { R::lift(low) }
}

/// How the C function says that it failed, for an operation that returns `R`.
pub const fn failure<F: Signature, R: Lift<F::Result>>(_function: F) -> Option<Failure> {
    R::FAILURE
}

/// Fails to compile where errno would be read that nobody saved.
///
/// # Panics
/// If `R` reports errors by errno and `external` is not declared with `#[save_errno]`; `message` is
/// what to do.
pub const fn check_errno<F: Signature, R: Lift<F::Result>>(
    _function: F,
    external: &External,
    message: &str,
) {
    if R::FAILURE.is_some() && !external.flags().errno().contains(rffi::RFFI_SAVE_ERRNO) {
        panic!("{}", message);
    }
}

/// Each line: how failure is said, how the results are made, from which types in C.
macro_rules! lifts {
    ($($failure:expr, |$value:ident| $result:expr, $($low:ty => $high:ty),*;)*) => {
        $($(
            impl Lift<$low> for $high {
                const FAILURE: Option<Failure> = $failure;

                unsafe fn lift($value: $low) -> Self {
                    $result
                }
            }

            // SAFETY: a number, whatever it is, makes another or an error.
            unsafe impl SafeLift<$low> for $high {}
        )*)*
    };
}

lifts! {
    None, |value| value,
        () => (), bool => bool, f64 => f64,
        i8 => i8, i16 => i16, i32 => i32, i64 => i64, isize => isize,
        u8 => u8, u16 => u16, u32 => u32, u64 => u64, usize => usize;
    // Only a text among the arguments can be wrong.
    None, |value| Ok(value),
        bool => io::Result<bool>, f64 => io::Result<f64>,
        u8 => io::Result<u8>, u16 => io::Result<u16>, u32 => io::Result<u32>,
        u64 => io::Result<u64>, usize => io::Result<usize>;
    Some(Failure::Negative), |value| if value < 0 { Err(saved_error()) } else { Ok(value) },
        i8 => io::Result<i8>, i16 => io::Result<i16>, i32 => io::Result<i32>,
        i64 => io::Result<i64>, isize => io::Result<isize>;
    Some(Failure::Negative), |value| usize::try_from(value).map_err(|_| saved_error()),
        isize => io::Result<usize>;
    Some(Failure::Negative), |value| if value < 0 { Err(saved_error()) } else { Ok(()) },
        i32 => io::Result<()>;
}

fn saved_error() -> io::Error {
    io::Error::from_raw_os_error(get_saved_errno())
}

// A `Bytes` is made by C's `malloc`, and is no block of `lltype::malloc`.
unsafe extern "C" {
    fn free(block: *mut c_void);
}

impl Lift<Ptr<Bytes>> for io::Result<Vec<u8>> {
    const FAILURE: Option<Failure> = Some(Failure::Null);

    unsafe fn lift(low: Ptr<Bytes>) -> Self {
        if low.is_null() {
            return Err(saved_error());
        }
        let block = low.as_ptr();
        // SAFETY: the caller says that it is a `Bytes`.
        let length = unsafe { (*block).length };
        // SAFETY: the address is that of the field, with the provenance of the block.
        let data = unsafe { (&raw const (*block).data).cast::<u8>() };
        // SAFETY: `length` bytes lie there, as the caller says.
        let bytes = unsafe { core::slice::from_raw_parts(data, length) }.to_vec();
        // SAFETY: it came from C's `malloc`, and nobody else frees it.
        unsafe { free(block.cast()) };
        Ok(bytes)
    }
}

impl Lift<Ptr<Bytes>> for io::Result<String> {
    const FAILURE: Option<Failure> = Some(Failure::Null);

    unsafe fn lift(low: Ptr<Bytes>) -> Self {
        // SAFETY: the caller keeps this function's promise, which is the same.
        let bytes = unsafe { io::Result::<Vec<u8>>::lift(low) }?;
        String::from_utf8(bytes).map_err(|error| {
            let message = format!("C gave text that is not UTF-8: {error}");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })
    }
}

/// Numbers out of the memory that C gave.
macro_rules! number_lists {
    ($($ty:ty)*) => {
        $(
            impl Lift<Ptr<Bytes>> for io::Result<Vec<$ty>> {
                const FAILURE: Option<Failure> = Some(Failure::Null);

                unsafe fn lift(low: Ptr<Bytes>) -> Self {
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    let bytes = unsafe { io::Result::<Vec<u8>>::lift(low) }?;
                    let items = bytes.chunks_exact(size_of::<$ty>());
                    if !items.remainder().is_empty() {
                        return Err(cut_item(bytes.len(), stringify!($ty)));
                    }
                    let items = items.filter_map(|item| item.try_into().ok());
                    Ok(items.map(<$ty>::from_ne_bytes).collect())
                }
            }
        )*
    };
}

number_lists!(i8 i16 u16 i32 u32 i64 u64 isize usize f64);

fn cut_item(length: usize, item: &str) -> io::Error {
    let message = format!("C gave {length} bytes, which is no whole number of `{item}`s");
    io::Error::new(io::ErrorKind::InvalidData, message)
}
