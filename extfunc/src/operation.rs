//! [`ExtFunc`]: the description of a registered operation.

use core::fmt;
use core::panic::Location;

use lltype::{Desc, Type};
use rffi::{External, Source};

use crate::high_type::write_items;
use crate::implementation::{HostFunction, Implementation, check_count};
use crate::lower::check_text;
use crate::{CallError, Failure, HighType, HighValue, NoCFunctionError};

/// A registered operation: its high-level signature, and what implements it. RPython's
/// `ExtFuncEntry`.
///
/// `register_external!` makes one, with the signature of its function. One may also be made by
/// hand, in a `static`, or at run time by a translator that reads its operations from somewhere.
/// Interpreters and generated code keep references to descriptions: one that is made at run time is
/// leaked, or lies in a `LazyLock`.
///
/// ```
/// use extfunc::{Executor, ExtFunc, HighParam, HighType, HighValue, Registry};
///
/// static TWICE: ExtFunc = ExtFunc::new(
///     "list.twice",
///     const { &[HighParam::new("items", HighType::List(&HighType::Int))] },
///     HighType::List(&HighType::Int),
///     &|args| match args {
///         [HighValue::List(items)] => Ok(HighValue::List([&items[..], &items[..]].concat())),
///         _ => unreachable!("the arguments are of the declared types"),
///     },
/// );
///
/// let registry = Registry::new().with(&[&TWICE])?;
/// let args = [HighValue::List(vec![1.into(), true.into()])];
/// let twice = registry.call("list.twice", Executor::Native, &args)?;
/// assert_eq!(twice.to_string(), "[1, 1, 1, 1]");
/// assert_eq!(TWICE.to_string(), "list.twice(items: [int]) -> [int]");
/// # Ok::<(), extfunc::Error>(())
/// ```
pub struct ExtFunc {
    parts: Parts,
    /// Whether a text without NUL is among the parameters.
    has_c_str: bool,
}

/// What an operation is made of.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Parts {
    pub name: &'static str,
    pub export_name: &'static str,
    pub params: &'static [HighParam],
    pub result: HighType,
    pub can_fail: bool,
    pub sandbox_safe: bool,
    /// Whether the function of Rust takes its arguments down to C's types.
    pub lowered: bool,
    pub external: Option<Called>,
    /// The type in C of `llimpl`.
    pub llimpl: Option<&'static Desc>,
    /// Calls the function of Rust.
    pub native: Implementation,
    /// Calls `llfakeimpl`.
    pub fake: Option<Implementation>,
    pub source: Source,
}

/// The C function that generated programs call.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Called {
    pub external: &'static External,
    pub failure: Option<Failure>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HighParam {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: HighType,
}

impl HighParam {
    /// A parameter.
    #[must_use]
    pub const fn new(name: &'static str, ty: HighType) -> Self {
        HighParam { name, ty }
    }
}

/// Who executes an operation, and so which of its implementations is chosen.
///
/// The implementation is `llimpl`, else the C function of `external`, else `llfakeimpl`, else the
/// original `function`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Executor {
    /// An interpreter that keeps its hands off the world: `llfakeimpl`, else the implementation.
    Interpreter,
    /// A program that means it: the implementation.
    Native,
}

impl rffi::private::Described for ExtFunc {
    fn name(&self) -> &str {
        self.name()
    }

    fn source(&self) -> Source {
        self.source()
    }
}

impl ExtFunc {
    /// An operation that is described by hand. Its arguments are checked and converted before
    /// `function` sees them; a result of another type is [`CallError::ResultType`].
    ///
    /// `function` counts as `llimpl`: it is called also where there is a C function, which is for
    /// generated programs alone.
    #[must_use]
    #[track_caller]
    pub const fn new(
        name: &'static str,
        params: &'static [HighParam],
        result: HighType,
        function: &'static HostFunction,
    ) -> Self {
        let place = Location::caller();
        ExtFunc::from_parts(Parts {
            name,
            export_name: name,
            params,
            result,
            can_fail: false,
            sandbox_safe: false,
            lowered: false,
            external: None,
            llimpl: None,
            native: Implementation::Host(function),
            fake: None,
            source: Source::new(place.file(), place.line(), ""),
        })
    }

    /// With a name in generated programs; else it is [`name`](Self::name).
    #[must_use]
    pub const fn with_export_name(mut self, name: &'static str) -> Self {
        self.parts.export_name = name;
        self
    }

    /// With the C function that generated programs call. That it takes and gives what this
    /// operation's types become in C, as the documentation of this crate says, is not checked.
    #[must_use]
    pub const fn with_external(
        mut self,
        external: &'static External,
        failure: Option<Failure>,
    ) -> Self {
        self.parts.external = Some(Called { external, failure });
        self.parts.can_fail |= failure.is_some();
        self
    }

    /// With what an interpreter calls in its place.
    #[must_use]
    pub const fn with_llfakeimpl(mut self, fake: &'static HostFunction) -> Self {
        self.parts.fake = Some(Implementation::Host(fake));
        self
    }

    /// Says that it can fail.
    #[must_use]
    pub const fn fallible(mut self) -> Self {
        self.parts.can_fail = true;
        self
    }

    /// Says that a sandboxed program may call it.
    #[must_use]
    pub const fn sandbox_safe(mut self) -> Self {
        self.parts.sandbox_safe = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn from_parts(parts: Parts) -> Self {
        let mut index = 0;
        let mut has_c_str = false;
        while index < parts.params.len() {
            has_c_str |= parts.params[index].ty.has_c_str();
            index += 1;
        }
        ExtFunc { parts, has_c_str }
    }

    /// The name that programs call it by, such as `os.open`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.parts.name
    }

    /// The name that generated code gives it, such as `ll_os.ll_os_open`.
    #[must_use]
    pub fn export_name(&self) -> &'static str {
        self.parts.export_name
    }

    /// The parameters, in order.
    #[must_use]
    pub fn params(&self) -> &'static [HighParam] {
        self.parts.params
    }

    /// The type of the result.
    #[must_use]
    pub fn result(&self) -> HighType {
        self.parts.result
    }

    /// Whether it can fail: in Rust its result is an `io::Result`.
    #[must_use]
    pub fn can_fail(&self) -> bool {
        self.parts.can_fail
    }

    /// The C function that generated programs call. How values cross is in the documentation of
    /// this crate; the types in C are those of its prototype. `None` for an operation that only
    /// Rust implements.
    #[must_use]
    pub fn external(&self) -> Option<&'static External> {
        self.parts.external.map(|called| called.external)
    }

    /// How that C function says that it failed, if it can. An operation whose C function cannot may
    /// still fail because of a text with a NUL inside: see [`can_fail`](Self::can_fail).
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        self.parts.external.and_then(|called| called.failure)
    }

    /// [`external`](Self::external), for whoever cannot do without.
    ///
    /// # Errors
    /// [`NoCFunctionError`] for an operation that only Rust implements.
    pub fn c_function(&'static self) -> Result<&'static External, NoCFunctionError> {
        self.external().ok_or(NoCFunctionError { operation: self })
    }

    /// The low-level type of its `llimpl`, if it has one.
    #[must_use]
    pub fn llimpl(&self) -> Option<Type> {
        self.parts.llimpl.map(Type::from_desc)
    }

    /// Whether it has an `llfakeimpl`.
    #[must_use]
    pub fn has_fake(&self) -> bool {
        self.parts.fake.is_some()
    }

    /// Whether a sandboxed program may call it: it touches nothing but its arguments. RPython's
    /// `sandboxsafe`.
    #[must_use]
    pub fn is_sandbox_safe(&self) -> bool {
        self.parts.sandbox_safe
    }

    /// Where it was registered.
    #[must_use]
    pub fn source(&self) -> Source {
        self.parts.source
    }

    /// Calls it with values.
    ///
    /// A fake that a test put in its place comes first, whoever executes.
    ///
    /// # Errors
    /// The arguments do not fit ([`CallError::Count`], [`CallError::Type`], [`CallError::Nul`],
    /// [`CallError::Range`]), the operation failed ([`CallError::Io`]), or its implementation is
    /// wrong ([`CallError::UnknownException`], [`CallError::ResultRange`],
    /// [`CallError::ResultType`]).
    #[inline]
    pub fn call(
        &'static self,
        executor: Executor,
        args: &[HighValue],
    ) -> Result<HighValue, CallError> {
        if self.has_c_str {
            self.check_nul(args)?;
        }
        self.call_accepting_nul(executor, args)
    }

    /// Calls it with values; where text without NUL is to be passed, C sees a text up to its first.
    /// RPython without `check_str_without_nul`.
    ///
    /// # Errors
    /// As [`call`](Self::call), but for [`CallError::Nul`].
    #[inline]
    pub fn call_accepting_nul(
        &'static self,
        executor: Executor,
        args: &[HighValue],
    ) -> Result<HighValue, CallError> {
        match (executor, self.parts.fake) {
            // The function of Rust looks for fakes itself.
            (Executor::Interpreter, Some(fake)) if !rffi::private::is_faked(self) => {
                self.check_texts(args)?;
                fake.call(self, args)
            }
            _ => self.parts.native.call(self, args),
        }
    }

    fn check_nul(&'static self, args: &[HighValue]) -> Result<(), CallError> {
        check_count(self, args)?;
        for (index, (param, value)) in self.params().iter().zip(args).enumerate() {
            if let Some(place) = param.ty.nul_place(value) {
                return Err(CallError::Nul {
                    name: self.name(),
                    index,
                    expected: param.ty,
                    place,
                });
            }
        }
        Ok(())
    }

    /// Refuses for a fake what the implementation in C would refuse: texts with a NUL inside.
    fn check_texts(&'static self, args: &[HighValue]) -> Result<(), CallError> {
        if !self.parts.lowered {
            return Ok(());
        }
        check_count(self, args)?;
        for (param, arg) in self.params().iter().zip(args) {
            // Of a `CStr`, all implementations see what stands before the NUL.
            if let (HighType::Str, HighValue::Str(text)) = (param.ty, arg) {
                check_text(param.name, text).map_err(|error| CallError::Io {
                    name: self.name(),
                    error,
                })?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for HighParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.ty)
    }
}

impl fmt::Display for ExtFunc {
    /// `os.open(path: str, flags: int, mode: int) -> int`, with `!` behind the result of one that
    /// can fail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name())?;
        write_items(f, self.params())?;
        let failure = if self.can_fail() { "!" } else { "" };
        write!(f, ") -> {}{failure}", self.result())
    }
}

impl fmt::Debug for ExtFunc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtFunc({self})")
    }
}
