//! [`ExtFunc`]: the description of a registered operation.

use core::fmt;

use rffi::{External, Source};

use crate::lower::check_text;
use crate::{CallError, Failure, HighType, HighValue, Mismatch, NoResult, Parameter, Returned};

/// An operation that `register_external!` registered: its high-level signature, and what implements
/// it.
pub struct ExtFunc(Parts);

/// What an operation is made of.
#[doc(hidden)]
pub struct Parts {
    pub name: &'static str,
    pub export_name: &'static str,
    pub params: &'static [HighParam],
    pub result: HighType,
    pub can_fail: bool,
    /// Whether the function of Rust takes its arguments down to C's types.
    pub lowered: bool,
    pub external: Option<Called>,
    /// Calls the function of Rust.
    pub typed: ByValues,
    /// Calls `llfakeimpl`.
    pub fake: Option<ByValues>,
    pub source: Source,
}

/// The C function that generated programs call.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Called {
    pub external: &'static External,
    pub failure: Option<Failure>,
}

/// An implementation that takes and gives values.
pub type ByValues = fn(&'static ExtFunc, &[HighValue]) -> Result<HighValue, CallError>;

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HighParam {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub ty: HighType,
}

/// Who executes an operation, and so which of its implementations is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Executor {
    /// An interpreter that keeps its hands off the world: `llfakeimpl`, else the implementation.
    Interpreter,
    /// A program that means it: the implementation, else `llfakeimpl`.
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
    #[doc(hidden)]
    #[must_use]
    pub const fn new(parts: Parts) -> Self {
        ExtFunc(parts)
    }

    /// The name that programs call it by, such as `os.open`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// The name that generated code gives it, such as `ll_os.ll_os_open`.
    #[must_use]
    pub fn export_name(&self) -> &'static str {
        self.0.export_name
    }

    /// The parameters, in order.
    #[must_use]
    pub fn params(&self) -> &'static [HighParam] {
        self.0.params
    }

    /// The type of the result.
    #[must_use]
    pub fn result(&self) -> HighType {
        self.0.result
    }

    /// Whether it can fail: in Rust its result is an `io::Result`.
    #[must_use]
    pub fn can_fail(&self) -> bool {
        self.0.can_fail
    }

    /// The C function that generated programs call. How values cross is in the documentation of
    /// this crate; the types in C are those of its prototype. `None` for an operation that only
    /// Rust implements.
    #[must_use]
    pub fn external(&self) -> Option<&'static External> {
        self.0.external.map(|called| called.external)
    }

    /// How that C function says that it failed, if it can. An operation whose C function cannot may
    /// still fail because of a text with a NUL inside: see [`can_fail`](Self::can_fail).
    #[must_use]
    pub fn failure(&self) -> Option<Failure> {
        self.0.external.and_then(|called| called.failure)
    }

    /// Whether it has an `llfakeimpl`.
    #[must_use]
    pub fn has_fake(&self) -> bool {
        self.0.fake.is_some()
    }

    /// Where it was registered.
    #[must_use]
    pub fn source(&self) -> Source {
        self.0.source
    }

    /// Calls it with values.
    ///
    /// A fake that a test put in its place comes first, whoever executes.
    ///
    /// # Errors
    /// The arguments do not fit ([`CallError::Count`], [`CallError::Type`], [`CallError::Range`]),
    /// or the operation failed ([`CallError::Io`]).
    pub fn call(
        &'static self,
        executor: Executor,
        args: &[HighValue],
    ) -> Result<HighValue, CallError> {
        match (executor, self.0.fake) {
            // The function of Rust looks for fakes itself.
            (Executor::Interpreter, Some(fake)) if !rffi::private::is_faked(self) => {
                self.check_texts(args)?;
                fake(self, args)
            }
            _ => (self.0.typed)(self, args),
        }
    }

    /// Refuses for a fake what the implementation in C would refuse: texts with a NUL inside.
    fn check_texts(&self, args: &[HighValue]) -> Result<(), CallError> {
        if !self.0.lowered {
            return Ok(());
        }
        for (param, arg) in self.params().iter().zip(args) {
            if let HighValue::Str(text) = arg {
                check_text(param.name, text).map_err(|error| CallError::Io {
                    name: self.name(),
                    error,
                })?;
            }
        }
        Ok(())
    }
}

/// Names the operation whose result is none.
///
/// # Errors
/// [`CallError::Io`], [`CallError::ResultRange`].
pub fn returned(
    operation: &'static ExtFunc,
    result: impl Returned,
) -> Result<HighValue, CallError> {
    let name = operation.name();
    result.into_high().map_err(|error| match error {
        NoResult::Io(error) => CallError::Io { name, error },
        NoResult::Range(value) => CallError::ResultRange { name, value },
    })
}

/// Checks that there are as many arguments as parameters.
///
/// # Errors
/// [`CallError::Count`].
pub fn check_count(operation: &'static ExtFunc, args: &[HighValue]) -> Result<(), CallError> {
    let (expected, got) = (operation.params().len(), args.len());
    if expected == got {
        return Ok(());
    }
    Err(CallError::Count {
        name: operation.name(),
        expected,
        got,
    })
}

/// Takes argument `index`, which is there.
///
/// # Errors
/// [`CallError::Type`], [`CallError::Range`].
pub fn argument<'a, T: Parameter<'a>>(
    operation: &'static ExtFunc,
    args: &'a [HighValue],
    index: usize,
) -> Result<T, CallError> {
    let (name, value) = (operation.name(), &args[index]);
    T::from_high(value).map_err(|mismatch| match mismatch {
        Mismatch::Type => CallError::Type {
            name,
            index,
            expected: T::TYPE,
            got: value.high_type(),
        },
        Mismatch::Range(expected) => CallError::Range {
            name,
            index,
            expected,
            value: value.to_string(),
        },
    })
}

impl fmt::Display for ExtFunc {
    /// `os.open(path: str, flags: int, mode: int) -> int`, with `!` behind the result of one that
    /// can fail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name())?;
        for (index, param) in self.params().iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", param.name, param.ty)?;
        }
        let failure = if self.can_fail() { "!" } else { "" };
        write!(f, ") -> {}{failure}", self.result())
    }
}

impl fmt::Debug for ExtFunc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtFunc({self})")
    }
}
