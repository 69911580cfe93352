//! [`ExtFunc`]: the description of a registered operation.

use core::fmt;

use rffi::{External, Source};

use crate::{CallError, HighType, HighValue};

/// An operation that `register_external!` declared: its high-level signature, and what implements
/// it.
pub struct ExtFunc {
    name: &'static str,
    export_name: &'static str,
    params: &'static [HighParam],
    result: HighType,
    can_fail: bool,
    external: Option<&'static External>,
    native: Option<ByValues>,
    fake: Option<ByValues>,
    source: Source,
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

/// What an operation is made of: the argument of [`ExtFunc::new`], by names.
#[doc(hidden)]
pub struct Parts {
    pub name: &'static str,
    pub export_name: &'static str,
    pub params: &'static [HighParam],
    pub result: HighType,
    pub can_fail: bool,
    pub external: Option<&'static External>,
    pub native: Option<ByValues>,
    pub fake: Option<ByValues>,
    pub source: Source,
}

impl ExtFunc {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(parts: Parts) -> Self {
        let Parts {
            name,
            export_name,
            params,
            result,
            can_fail,
            external,
            native,
            fake,
            source,
        } = parts;
        ExtFunc {
            name,
            export_name,
            params,
            result,
            can_fail,
            external,
            native,
            fake,
            source,
        }
    }

    /// The name that programs call it by, such as `os.open`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The name that generated code gives it, such as `ll_os.ll_os_open`.
    #[must_use]
    pub fn export_name(&self) -> &'static str {
        self.export_name
    }

    /// The parameters, in order.
    #[must_use]
    pub fn params(&self) -> &'static [HighParam] {
        self.params
    }

    /// The type of the result.
    #[must_use]
    pub fn result(&self) -> HighType {
        self.result
    }

    /// Whether it can fail, with the cause in errno: in Rust its result is an `io::Result`.
    #[must_use]
    pub fn can_fail(&self) -> bool {
        self.can_fail
    }

    /// The C function that generated programs call. How values cross is in the documentation of
    /// this crate; the types in C are those of its prototype. `None` for an operation that only
    /// Rust implements.
    #[must_use]
    pub fn external(&self) -> Option<&'static External> {
        self.external
    }

    /// Whether it has an `llfakeimpl`.
    #[must_use]
    pub fn has_fake(&self) -> bool {
        self.fake.is_some()
    }

    /// Where it was registered.
    #[must_use]
    pub fn source(&self) -> Source {
        self.source
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
        #[cfg(feature = "fakes")]
        if let Some(result) = crate::fake::call_values(self, args) {
            return result;
        }
        let (first, second) = match executor {
            Executor::Interpreter => (self.fake, self.native),
            Executor::Native => (self.native, self.fake),
        };
        match first.or(second) {
            Some(implementation) => implementation(self, args),
            None => Err(CallError::NoImplementation { name: self.name }),
        }
    }
}

impl fmt::Display for ExtFunc {
    /// `os.open(path: str, flags: int, mode: int) -> int`, with `!` behind the result of one that
    /// can fail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.name)?;
        for (index, param) in self.params.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{}: {}", param.name, param.ty)?;
        }
        let failure = if self.can_fail { "!" } else { "" };
        write!(f, ") -> {}{failure}", self.result)
    }
}

impl fmt::Debug for ExtFunc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtFunc({self})")
    }
}
