//! [`Caller`]: a signature made ready to be called.

mod carried;
mod check;
mod convert;
mod engine;
mod error;
mod narrowing;

use core::ffi::c_void;
use core::fmt;

use lltype::{ArgumentError, PlaceProblem, Prototype, Tag, Target, Type, Value};

pub use carried::Carried;
pub(crate) use carried::tag_of;
pub use convert::Policy;
pub(crate) use convert::{Converted, convert_result};
pub use engine::Backend;
pub(crate) use engine::Call;
use engine::Engine;
pub use error::CallError;
pub(crate) use narrowing::Narrowing;

use crate::placement::Placement;
use crate::plan::PlanError;

/// A signature made ready: any function that has it can be called.
///
/// There are three ways to call: [`call`](Self::call) and [`call_into`](Self::call_into) check
/// [`Value`]s; [`call_slots`](Self::call_slots) takes words as they are, and is for interpreters that know
/// their types. None of them allocates memory.
///
/// It does not change, and may be used by any number of threads at once.
///
/// ```
/// use llcall::Caller;
/// use lltype::{Prototype, Value};
///
/// unsafe extern "C" fn area(width: i32, height: f64) -> f64 {
///     f64::from(width) * height
/// }
/// let prototype = Prototype::of::<unsafe extern "C" fn(i32, f64) -> f64>("area");
/// let caller = Caller::new(&prototype)?;
/// let address = area as *const ();
/// // SAFETY: `area` is what the prototype says, and takes any numbers.
/// let result = unsafe { caller.call(address, &[Value::from(3), Value::from(0.5)]) }?;
/// assert_eq!(result, Value::from(1.5));
/// // SAFETY: as above, and the words are an `int` and a `double`.
/// let word = unsafe { caller.call_slots(address, &[3, 0.5_f64.to_bits()]) };
/// assert_eq!(f64::from_bits(word), 1.5);
/// # Ok::<(), llcall::Error>(())
/// ```
// What calls look at comes first, side by side.
#[repr(C)]
pub struct Caller {
    engine: Engine,
    /// What the result type has of a word.
    narrowing: Narrowing,
    /// The tags of values that need no conversion.
    tags: Box<[Tag]>,
    /// Whether values must be more than of these tags.
    looks_closer: bool,
    /// Which values are addresses of arguments, bit by bit.
    in_memory: u128,
    prototype: Prototype,
    /// The types of the arguments; those of a variadic call that was prepared, too.
    types: Box<[Type]>,
    result: Type,
    /// The tag of the result; `None` if it travels in memory.
    result_tag: Option<Tag>,
    result_align: usize,
    policy: Policy,
    placement: Option<Placement>,
}

impl Caller {
    /// For functions of this type, on this machine. A variadic one may be called with more arguments
    /// that are words; for others, [`variadic`](Self::variadic) prepares.
    ///
    /// # Errors
    /// A type cannot be passed by value, there are too many parameters, or the convention is not known
    /// here.
    pub fn new(prototype: &Prototype) -> Result<Self, PlanError> {
        Self::with_backend(prototype, &[], Backend::DEFAULT)
    }

    /// For calls of a variadic function with more arguments, of these types. They are promoted as C
    /// does it: values for `float` may be given, and are passed as `double`.
    ///
    /// # Errors
    /// As [`new`](Self::new); or the function is not variadic.
    pub fn variadic(prototype: &Prototype, more: &[Type]) -> Result<Self, PlanError> {
        Self::with_backend(prototype, more, Backend::DEFAULT)
    }

    /// The same by a backend of choice: tests compare them.
    ///
    /// # Errors
    /// As [`variadic`](Self::variadic); or the backend is not there, or cannot pass a type.
    pub fn with_backend(
        prototype: &Prototype,
        more: &[Type],
        backend: Backend,
    ) -> Result<Self, PlanError> {
        let placement = crate::plan_variadic(prototype, more, &Target::HOST);
        let engine = Engine::new(prototype, more, &placement, backend)?;
        let types = engine::argument_types(prototype, more);
        let result = prototype.result();
        let result_align = Target::HOST.alignof(&result.unaliased()).unwrap_or(1);
        let tags = types.iter().map(|ty| tag_of(ty).unwrap_or(Tag::Pointer));
        let in_memory = types.iter().enumerate().fold(0, |bits, (index, ty)| {
            bits | u128::from(tag_of(ty).is_none()) << index
        });
        Ok(Caller {
            prototype: prototype.clone(),
            engine,
            narrowing: Narrowing::to(tag_of(&result)),
            tags: tags.collect(),
            types,
            in_memory,
            looks_closer: in_memory != 0,
            result_tag: tag_of(&result),
            result_align: usize::try_from(result_align).unwrap_or(1),
            result,
            policy: Policy::DEFAULT,
            placement: placement.ok(),
        })
    }

    /// With another policy for values.
    #[must_use]
    pub fn policy(self, policy: Policy) -> Self {
        Caller {
            looks_closer: self.in_memory != 0 || policy.refuse_null,
            policy,
            ..self
        }
    }

    /// What is called.
    #[must_use]
    pub fn prototype(&self) -> &Prototype {
        &self.prototype
    }

    /// The backend that calls.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.engine.backend()
    }

    /// Where each argument and the result go; `None` where no rules are known and libffi calls. It
    /// prints as a table.
    #[must_use]
    pub fn explain(&self) -> Option<&Placement> {
        self.placement.as_ref()
    }

    /// The type of the result.
    #[must_use]
    pub fn result(&self) -> &Type {
        &self.result
    }

    /// The types of the arguments, those of a prepared variadic call among them.
    #[must_use]
    pub fn types(&self) -> &[Type] {
        &self.types
    }

    /// Calls a function with checked values.
    ///
    /// Integers of any type are accepted for an integer that has them, numbers for a floating-point
    /// type; [`Policy`] says what else. What is wider than a word (structs and unions by value, `long
    /// double`, `__int128`, complex numbers, vectors) is given by a pointer to it; of `long double` and
    /// `__int128` also as a number. Variadic arguments come last, as C promotes them.
    ///
    /// # Errors
    /// The count, a class, a range or a pointer is wrong, or the result is wider than a word:
    /// [`call_into`](Self::call_into) is for those. The function was not called.
    ///
    /// # Safety
    /// `target` is a function of this type, which may be called with these arguments: what they point to
    /// must be as it wants it. A pointer given for something wider than a word is null or points to one.
    /// If the function unwinds or jumps over this call, the caller can be left so.
    #[inline]
    pub unsafe fn call(&self, target: *const (), args: &[Value]) -> Result<Value, CallError> {
        match self.result_tag {
            Some(tag) if self.fits(args) => {
                // SAFETY: the caller's word, and the values are what the function takes.
                let word = unsafe { self.call_fitting(target, args) };
                Ok(Value::from_extended(tag, self.narrowing.of(word)))
            }
            // SAFETY: the caller's word.
            _ => unsafe { self.call_otherwise(target, args) },
        }
    }

    /// # Safety
    /// As for [`call`](Self::call).
    #[cold]
    unsafe fn call_otherwise(&self, target: *const (), args: &[Value]) -> Result<Value, CallError> {
        match self.result_tag {
            // SAFETY: the caller's word.
            Some(_) => unsafe { self.convert_and_call(target, args, core::ptr::null_mut()) },
            None => Err(self.no_room(PlaceProblem::Null)),
        }
    }

    /// As [`call`](Self::call), for functions whose result is wider than a word: it is written to
    /// `result`, and the value is [`Value::VOID`]. Of other functions the result is returned, and `result`
    /// not used.
    ///
    /// # Errors
    /// As for [`call`](Self::call); or `result` is null or not aligned.
    ///
    /// # Safety
    /// As for [`call`](Self::call); and `result` is null, or points to room for the result.
    #[inline]
    pub unsafe fn call_into(
        &self,
        target: *const (),
        args: &[Value],
        result: *mut c_void,
    ) -> Result<Value, CallError> {
        if self.result_tag.is_some() {
            // SAFETY: the caller's word.
            return unsafe { self.call(target, args) };
        }
        if let Some(problem) = self.place_problem(result) {
            return Err(self.no_room(problem));
        }
        // SAFETY: the caller's word; there is room.
        unsafe { self.call_to_memory(target, args, result) }
    }

    /// Calls a function with words as they are: integers extended to 64 bits by their sign, the bits of a
    /// `float` in the low half, the address of what is wider than a word. The result is such a word, too.
    ///
    /// # Safety
    /// As for [`call`](Self::call); there is a word for each argument, and it is one of its type; the
    /// result is no wider than a word.
    #[inline]
    #[must_use]
    pub unsafe fn call_slots(&self, target: *const (), words: &[u64]) -> u64 {
        debug_assert_eq!(words.len(), self.types.len(), "{}", self.prototype);
        // SAFETY: the caller's word.
        let word = unsafe { self.engine.word(target, words.as_ptr()) };
        self.narrowing.of(word)
    }

    /// As [`call_slots`](Self::call_slots), for functions whose result is wider than a word: it is written
    /// to `result`.
    ///
    /// # Safety
    /// As for [`call_slots`](Self::call_slots), and `result` points to room for the result, aligned as it
    /// is.
    #[inline]
    pub unsafe fn call_slots_into(&self, target: *const (), words: &[u64], result: *mut c_void) {
        debug_assert_eq!(words.len(), self.types.len(), "{}", self.prototype);
        let call = Call::new(target, words.as_ptr(), result.cast());
        // SAFETY: the caller's word.
        unsafe { self.engine.run(&call) };
    }

    #[cold]
    fn no_room(&self, problem: PlaceProblem) -> CallError {
        let ty = self.result.clone();
        self.error(ArgumentError::Result { ty, problem })
    }

    fn place_problem(&self, place: *mut c_void) -> Option<PlaceProblem> {
        let (address, align) = (place.addr(), self.result_align);
        match address {
            0 => Some(PlaceProblem::Null),
            _ => (!address.is_multiple_of(align))
                .then_some(PlaceProblem::Unaligned { address, align }),
        }
    }

    #[cold]
    fn error(&self, error: ArgumentError) -> CallError {
        let index = match error {
            ArgumentError::Value { index, .. } | ArgumentError::Place { index, .. } => Some(index),
            _ => None,
        };
        let parameter = index.and_then(|index| self.prototype.true_params().nth(index));
        let name = parameter.and_then(|parameter| parameter.name.map(str::to_owned));
        CallError::new(self.prototype.name(), name.as_deref(), error)
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Caller({})", self.prototype)
    }
}
