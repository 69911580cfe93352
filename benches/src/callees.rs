//! The C functions of suites `calls`, `callbacks` and `peers`, and how their arguments are given in each
//! of the ways that are measured.

use core::ffi::{c_char, c_int, c_void};
use core::mem::MaybeUninit;
use std::ffi::CString;

use llcall::Caller;
use lltype::Value;
use rffi::VOIDP;

/// 16 bytes, in two registers.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Pt {
    /// One.
    pub x: f64,
    /// The other.
    pub y: f64,
}

/// 48 bytes, in memory.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Big {
    /// Six numbers.
    pub v: [f64; 6],
}

/// A callback.
pub type Unary = unsafe extern "C" fn(c_int) -> c_int;
/// A callback with user data.
pub type WithData = unsafe extern "C" fn(c_int, VOIDP) -> c_int;
/// A comparator.
pub type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;

/// The shared library that has them.
pub const LIBRARY: &str = env!("BENCHES_CALLEES");

/// A function of the library, by its name.
///
/// # Panics
/// If it is not there.
#[must_use]
pub fn symbol(name: &str) -> *const () {
    let [path, name] = [LIBRARY, name].map(|text| CString::new(text).expect("no NUL"));
    // SAFETY: both are texts; loading it runs nothing.
    let address = unsafe {
        let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW);
        assert!(!library.is_null(), "{path:?} is gone");
        libc::dlsym(library, name.as_ptr())
    };
    assert!(!address.is_null(), "no {name:?}");
    address.cast_const().cast()
}

/// Functions with their types.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident: $ty:ty;)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name() -> $ty {
            // SAFETY: `callees.c` has it with this type.
            unsafe { core::mem::transmute::<*const (), $ty>(symbol(stringify!($name))) }
        })*
    };
}

functions! {
    /// One more.
    next: Unary;
    /// One more, by what the data point to.
    add_data: WithData;
    /// Compares ints.
    compare_ints: Compare;
    /// Calls a function that often, each time with the last result.
    apply: unsafe extern "C" fn(Unary, c_int) -> c_int;
    /// The same, with data.
    apply_data: unsafe extern "C" fn(WithData, VOIDP, c_int) -> c_int;
    /// Fills an array with numbers in disorder, and sorts it.
    heapsort_ints: unsafe extern "C" fn(*mut c_int, c_int, Compare);
}

/// What `cdef` reads for them.
pub const DECLARATIONS: &str =
    "struct pt { double x, y; };\nstruct big { double v[6]; };\ntypedef unsigned long size_t;\n";

/// An argument, as each way to call takes it.
pub trait Argument: Copy {
    /// What C gets.
    type C;
    /// For a typed call.
    fn c(self) -> Self::C;
    /// For a call with words.
    fn word(self) -> u64;
    /// For a call with checked values.
    fn value(self) -> Value;
    /// For libffi: where it is.
    fn place(&self) -> *mut c_void {
        core::ptr::from_ref(self).cast_mut().cast()
    }
}

impl Argument for c_int {
    type C = c_int;
    fn c(self) -> c_int {
        self
    }
    fn word(self) -> u64 {
        i64::from(self).cast_unsigned()
    }
    fn value(self) -> Value {
        Value::from(self)
    }
}

impl Argument for f64 {
    type C = f64;
    fn c(self) -> f64 {
        self
    }
    fn word(self) -> u64 {
        self.to_bits()
    }
    fn value(self) -> Value {
        Value::from(self)
    }
}

impl Argument for *const c_char {
    type C = *const c_char;
    fn c(self) -> *const c_char {
        self
    }
    fn word(self) -> u64 {
        self.expose_provenance() as u64
    }
    fn value(self) -> Value {
        Value::from_pointer(self.cast_mut().cast())
    }
}

/// A struct is where the interpreter has it.
impl<T: Copy> Argument for &T {
    type C = T;
    fn c(self) -> T {
        *self
    }
    fn word(self) -> u64 {
        core::ptr::from_ref(self).expose_provenance() as u64
    }
    fn value(self) -> Value {
        Value::from_pointer(self.place())
    }
    fn place(&self) -> *mut c_void {
        core::ptr::from_ref(*self).cast_mut().cast()
    }
}

/// A result, as each way to call gives it. It is written to where the caller wants it.
pub trait Returned: Copy + PartialEq + core::fmt::Debug + Sized {
    /// By a call with words.
    ///
    /// # Safety
    /// As for [`Caller::call_slots`]; this is what the function returns.
    unsafe fn by_words(
        to: &mut MaybeUninit<Self>,
        caller: &Caller,
        target: *const (),
        words: &[u64],
    );

    /// By a call with values.
    ///
    /// # Safety
    /// As for [`Caller::call`]; this is what the function returns.
    unsafe fn by_values(
        to: &mut MaybeUninit<Self>,
        caller: &Caller,
        target: *const (),
        values: &[Value],
    );
}

/// Results that are words.
macro_rules! words {
    ($($ty:ty: |$word:ident| $from:expr;)*) => {
        $(impl Returned for $ty {
            #[inline]
            unsafe fn by_words(
                to: &mut MaybeUninit<Self>, caller: &Caller, target: *const (), words: &[u64],
            ) {
                // SAFETY: the caller's word.
                let $word = unsafe { caller.call_slots(target, words) };
                to.write($from);
            }

            #[inline]
            unsafe fn by_values(
                to: &mut MaybeUninit<Self>, caller: &Caller, target: *const (), values: &[Value],
            ) {
                // SAFETY: the caller's word.
                let value = unsafe { caller.call(target, values) };
                let $word = value.expect("values that fit").word();
                to.write($from);
            }
        })*
    };
}

#[expect(clippy::cast_possible_truncation, reason = "an int has so many bits")]
const _: () = {
    words! {
        (): |word| { let _ = word; };
        c_int: |word| word as c_int;
        usize: |word| word as usize;
        f64: |word| f64::from_bits(word);
    }
};

/// Results in memory.
macro_rules! structs {
    ($($ty:ty)*) => {
        $(impl Returned for $ty {
            #[inline]
            unsafe fn by_words(
                to: &mut MaybeUninit<Self>, caller: &Caller, target: *const (), words: &[u64],
            ) {
                // SAFETY: the caller's word; there is room for the result.
                unsafe { caller.call_slots_into(target, words, to.as_mut_ptr().cast()) };
            }

            #[inline]
            unsafe fn by_values(
                to: &mut MaybeUninit<Self>, caller: &Caller, target: *const (), values: &[Value],
            ) {
                // SAFETY: the caller's word; there is room for the result.
                let value = unsafe { caller.call_into(target, values, to.as_mut_ptr().cast()) };
                value.expect("values that fit");
            }
        })*
    };
}

structs! { Pt Big }
