//! [`Function`]: a function of a library, by a signature that is known at run time.

use core::ffi::c_void;
use core::fmt;
use std::sync::Arc;

use llcall::{Caller, Placement, PlanError, Policy};
use lltype::{Prototype, Type, Value};

use super::address::Address;
use super::errno::{always_with_errno, around, with_errno};
use super::{Errno, Library, LibraryCallError, LibraryError};
use crate::{RFFI_ERR_NONE, SaveErr};

/// A function of a [`Library`], by a signature that is known at run time. It owns the library.
///
/// ```
/// use rffi::{Library, RFFI_ZERO_ERRNO_BEFORE, Value};
///
/// // SAFETY: the text says what C's `strtol` is.
/// let strtol = unsafe { Library::process().function("long strtol(const char *, char **, int)") }?;
/// let strtol = strtol.save_err(RFFI_ZERO_ERRNO_BEFORE);
/// let text = Value::from_pointer(c"99999999999999999999".as_ptr().cast_mut().cast());
/// // SAFETY: the text ends with a NUL, and null is allowed for the end.
/// let (number, errno) = unsafe { strtol.call_errno(&[text, Value::NULL, Value::from(10)]) }?;
/// assert_eq!(number, Value::from(i64::MAX));
/// assert_eq!(errno.raw(), 34);        // ERANGE
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Function {
    caller: Arc<Caller>,
    address: Address,
    options: SaveErr,
    policy: Policy,
    /// The types of variadic arguments that were prepared.
    more: Arc<[Type]>,
    library: Library,
}

impl Function {
    pub(super) fn new(
        library: Library,
        address: Address,
        prototype: &Prototype,
    ) -> Result<Self, LibraryError> {
        let caller = Caller::with_backend(prototype, &[], library.backend())?;
        Ok(Function {
            caller: Arc::new(caller),
            address,
            options: RFFI_ERR_NONE,
            policy: Policy::DEFAULT,
            more: Arc::new([]),
            library,
        })
    }

    /// A function that is in memory, as one that C gave a pointer to. [`library`](Self::library) is none
    /// that was opened; closing it makes calls an error.
    ///
    /// ```
    /// use lltype::Prototype;
    /// use rffi::{Function, Value};
    ///
    /// unsafe extern "C" fn half(number: i32) -> i32 {
    ///     number / 2
    /// }
    /// let prototype = Prototype::of::<unsafe extern "C" fn(i32) -> i32>("half");
    /// // SAFETY: the prototype is that of `half`, which is there for ever.
    /// let function = unsafe { Function::at(half as *const _, &prototype) }?;
    /// // SAFETY: it takes any number.
    /// assert_eq!(unsafe { function.call(&[Value::from(8)]) }?, Value::from(4));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The address is null, or such functions cannot be called.
    ///
    /// # Safety
    /// There is a function of this type, as long as this or a clone may be called.
    pub unsafe fn at(address: *const c_void, prototype: &Prototype) -> Result<Self, LibraryError> {
        let Some(address) = Address::new(address.cast_mut()) else {
            return Err(LibraryError::Null(prototype.name().to_owned()));
        };
        Self::new(Library::memory(), address, prototype)
    }

    /// Calls it with checked values: see [`Caller::call`].
    ///
    /// # Errors
    /// The library was closed; the count, a class, a range or a pointer is wrong; the result is wider than a
    /// word. The function was not called.
    ///
    /// # Safety
    /// It may be called with these arguments: what they point to must be as it wants it. A pointer given
    /// for something wider than a word is null or points to one.
    #[inline]
    pub unsafe fn call(&self, args: &[Value]) -> Result<Value, LibraryCallError> {
        self.check_open()?;
        // SAFETY: the library is in memory, because this owns it; the rest is the caller's word.
        let call = || unsafe { self.caller.call(self.address.code(), args) };
        Ok(around(self.options, call)?)
    }

    /// As [`call`](Self::call), for functions whose result is wider than a word: it is written to `result`,
    /// and the value is [`Value::VOID`]. Of other functions the result is returned, and `result` not
    /// used.
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// let text = "typedef struct { long quot, rem; } ldiv_t; ldiv_t ldiv(long, long);";
    /// let process = Library::process().with_cdef(cdef::Cdef::parse(text)?);
    /// // SAFETY: the text says what C's `ldiv` is.
    /// let ldiv = unsafe { process.function("ldiv") }?;
    /// let mut result = [0_i64; 2];
    /// // SAFETY: it takes any numbers but 0, and there is room for the struct.
    /// unsafe { ldiv.call_into(&[Value::from(17), Value::from(5)], result.as_mut_ptr().cast()) }?;
    /// assert_eq!(result, [3, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`call`](Self::call); or `result` is null or not aligned.
    ///
    /// # Safety
    /// As for [`call`](Self::call); and `result` is null, or points to room for the result.
    #[inline]
    pub unsafe fn call_into(
        &self,
        args: &[Value],
        result: *mut c_void,
    ) -> Result<Value, LibraryCallError> {
        self.check_open()?;
        // SAFETY: as in `call`.
        let call = || unsafe { self.caller.call_into(self.address.code(), args, result) };
        Ok(around(self.options, call)?)
    }

    /// As [`call`](Self::call), and what C's errno was right after it. Where the result alone tells whether
    /// it means something, that is all; otherwise see [`save_err`](Self::save_err) for what sets it before.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    ///
    /// # Safety
    /// As for [`call`](Self::call).
    #[inline]
    pub unsafe fn call_errno(&self, args: &[Value]) -> Result<(Value, Errno), LibraryCallError> {
        self.check_open()?;
        // SAFETY: as in `call`.
        let call = || unsafe { self.caller.call(self.address.code(), args) };
        Ok(with_errno(self.options, call)?)
    }

    /// As [`call_into`](Self::call_into), and what C's errno was right after it.
    ///
    /// # Errors
    /// As for [`call_into`](Self::call_into).
    ///
    /// # Safety
    /// As for [`call_into`](Self::call_into).
    #[inline]
    pub unsafe fn call_errno_into(
        &self,
        args: &[Value],
        result: *mut c_void,
    ) -> Result<(Value, Errno), LibraryCallError> {
        self.check_open()?;
        // SAFETY: as in `call`.
        let call = || unsafe { self.caller.call_into(self.address.code(), args, result) };
        Ok(with_errno(self.options, call)?)
    }

    /// Calls it with words as they are, and checks nothing: see [`Caller::call_slots`]. It is called even if
    /// the library was closed, since it is still in memory; [`save_err`](Self::save_err) is not obeyed.
    ///
    /// ```
    /// // SAFETY: the text says what C's `abs` is.
    /// let abs = unsafe { rffi::Library::process().function("int abs(int)") }?;
    /// // SAFETY: it takes any number.
    /// assert_eq!(unsafe { abs.call_slots(&[-3_i64 as u64]) }, 3);
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Safety
    /// As for [`call`](Self::call); there is a word for each argument, and it is one of its type; the result
    /// is no wider than a word.
    #[inline]
    #[must_use]
    pub unsafe fn call_slots(&self, words: &[u64]) -> u64 {
        // SAFETY: as in `call`.
        unsafe { self.caller.call_slots(self.address.code(), words) }
    }

    /// As [`call_slots`](Self::call_slots), for functions whose result is wider than a word: it is written
    /// to `result`.
    ///
    /// # Safety
    /// As for [`call_slots`](Self::call_slots), and `result` points to room for the result, aligned as it
    /// is.
    #[inline]
    pub unsafe fn call_slots_into(&self, words: &[u64], result: *mut c_void) {
        // SAFETY: as in `call`.
        unsafe {
            self.caller
                .call_slots_into(self.address.code(), words, result)
        };
    }

    /// As [`call_slots`](Self::call_slots), and what C's errno was right after it;
    /// [`save_err`](Self::save_err) is obeyed.
    ///
    /// ```
    /// use rffi::{Library, RFFI_ZERO_ERRNO_BEFORE};
    ///
    /// // SAFETY: the text says what `close` is.
    /// let close = unsafe { Library::process().function("int close(int)") }?;
    /// let close = close.save_err(RFFI_ZERO_ERRNO_BEFORE);
    /// // SAFETY: nothing is closed: there is no such descriptor.
    /// let (result, errno) = unsafe { close.call_slots_errno(&[-1_i64 as u64]) };
    /// assert_eq!((result as i64, errno.raw()), (-1, 9));      // EBADF
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Safety
    /// As for [`call_slots`](Self::call_slots).
    #[inline]
    #[must_use]
    pub unsafe fn call_slots_errno(&self, words: &[u64]) -> (u64, Errno) {
        // SAFETY: the caller's word.
        always_with_errno(self.options, || unsafe { self.call_slots(words) })
    }

    /// As [`call_slots_into`](Self::call_slots_into), and what C's errno was right after it;
    /// [`save_err`](Self::save_err) is obeyed.
    ///
    /// ```
    /// use rffi::{Library, RFFI_ZERO_ERRNO_BEFORE};
    ///
    /// let text = "typedef struct { int quot, rem; } div_t; div_t div(int, int);";
    /// let process = Library::process().with_cdef(cdef::Cdef::parse(text)?);
    /// // SAFETY: the text says what C's `div` is.
    /// let div = unsafe { process.function("div") }?.save_err(RFFI_ZERO_ERRNO_BEFORE);
    /// let mut result = [0_i32; 2];
    /// // SAFETY: the words are two `int`s, and there is room for the struct.
    /// let errno = unsafe { div.call_slots_errno_into(&[17, 5], result.as_mut_ptr().cast()) };
    /// assert_eq!((result, errno.raw()), ([3, 2], 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Safety
    /// As for [`call_slots_into`](Self::call_slots_into).
    #[inline]
    #[must_use]
    pub unsafe fn call_slots_errno_into(&self, words: &[u64], result: *mut c_void) -> Errno {
        // SAFETY: the caller's word.
        let call = || unsafe { self.call_slots_into(words, result) };
        always_with_errno(self.options, call).1
    }

    #[inline]
    fn check_open(&self) -> Result<(), LibraryCallError> {
        Ok(self.library.check_open(|| self.prototype().name())?)
    }

    /// What every checked call does with errno, as declarations of `llexternal!` say it: RPython's
    /// `save_err`. It takes the place of what was said before.
    ///
    /// ```
    /// use rffi::{Library, RFFI_SAVE_ERRNO, Value, get_saved_errno};
    ///
    /// // SAFETY: the text says what `close` is.
    /// let close = unsafe { Library::process().function("int close(int)") }?.save_err(RFFI_SAVE_ERRNO);
    /// // SAFETY: nothing is closed: there is no such descriptor.
    /// assert_eq!(unsafe { close.call(&[Value::from(-1)]) }?, Value::from(-1));
    /// assert_eq!(get_saved_errno(), 9);       // EBADF
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn save_err(self, options: SaveErr) -> Function {
        Function { options, ..self }
    }

    /// With another policy for values.
    ///
    /// ```
    /// use llcall::Policy;
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: the text says what C's `abs` is.
    /// let abs = unsafe { Library::process().function("int abs(int)") }?;
    /// let wide = [Value::from(1_i64 << 32 | 7)];
    /// // SAFETY: it takes any number.
    /// let error = unsafe { abs.call(&wide) }.unwrap_err().to_string();
    /// assert_eq!(error, "`abs`: argument 1: 4294967303 does not fit in `int`");
    ///
    /// let mut policy = Policy::DEFAULT;
    /// policy.wrap_integers = true;
    /// // SAFETY: as above.
    /// assert_eq!(unsafe { abs.policy(policy).call(&wide) }?, Value::from(7));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn policy(self, policy: Policy) -> Function {
        let caller = match Arc::try_unwrap(self.caller) {
            Ok(caller) => caller.policy(policy).into(),
            Err(shared) => match planned_again(&shared, &self.more) {
                Ok(caller) => caller.policy(policy).into(),
                // It was planned before, and so can be planned again.
                Err(_) => shared,
            },
        };
        Function {
            caller,
            policy,
            ..self
        }
    }

    /// The same function, ready for calls with more arguments of these types: only for one that is
    /// variadic.
    ///
    /// ```
    /// use lltype::{Scalar, Type};
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: the text says what `snprintf` is.
    /// let snprintf = unsafe {
    ///     Library::process().function("int snprintf(char *, size_t, const char *, ...)")
    /// }?;
    /// let snprintf = snprintf.with_varargs(&[Scalar::Int.into(), Scalar::Double.into()])?;
    /// let mut text = [0_u8; 16];
    /// let args = [
    ///     Value::from_pointer(text.as_mut_ptr().cast()),
    ///     Value::from(16),
    ///     Value::from_pointer(c"%d %.1f".as_ptr().cast_mut().cast()),
    ///     Value::from(7),
    ///     Value::from(2.5),
    /// ];
    /// // SAFETY: there is room for 16 bytes, and the format is that of the arguments.
    /// assert_eq!(unsafe { snprintf.call(&args) }?, Value::from(5));
    /// assert!(text.starts_with(b"7 2.5\0"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// It is not variadic, or such arguments cannot be passed.
    pub fn with_varargs(&self, types: &[Type]) -> Result<Function, LibraryError> {
        let caller = planned_again(&self.caller, types)?.policy(self.policy);
        Ok(Function {
            caller: caller.into(),
            more: types.into(),
            ..self.clone()
        })
    }

    /// What it is in C.
    #[must_use]
    pub fn prototype(&self) -> &Prototype {
        self.caller.prototype()
    }

    /// Where its arguments and its result go: it prints as a table. `None`, where that is not known here.
    ///
    /// ```
    /// # #[cfg(all(target_arch = "x86_64", unix))] {
    /// // SAFETY: the text says what C's `abs` is.
    /// let abs = unsafe { rffi::Library::process().function("int abs(int number)") }?;
    /// let placement = abs.explain().unwrap().to_string();
    /// assert_eq!(placement, "1 number: int -> edi\nresult: int <- eax\n");
    /// # }
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    #[must_use]
    pub fn explain(&self) -> Option<&Placement> {
        self.caller.explain()
    }

    /// What calls it: interpreters that call many functions of one signature can share it.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The library that it is of.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Where it is.
    ///
    /// # Safety
    /// It may be called only as long as this or a clone lives: otherwise nothing may be there.
    #[inline]
    #[must_use]
    pub unsafe fn pointer(&self) -> *const () {
        self.address.code()
    }
}

/// By the same backend, with other variadic arguments.
fn planned_again(caller: &Caller, more: &[Type]) -> Result<Caller, PlanError> {
    Caller::with_backend(caller.prototype(), more, caller.backend())
}

impl fmt::Display for Function {
    /// The declaration in C, without the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prototype().fmt(f)
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Function")
            .field("prototype", self.prototype())
            .field("library", &self.library.name())
            .field("save_err", &self.options)
            .finish_non_exhaustive()
    }
}
