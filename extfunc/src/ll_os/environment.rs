//! [`FakeEnvironment`]: variables and the number of a process that is none.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::CStr;
use std::io;

use lltype::{ConstPtr, Ptr};
use rffi::{CHAR, set_saved_errno};

use super::folder::error;
use crate::Bytes;

thread_local!(static ENVIRONMENT: RefCell<FakeEnvironment> = RefCell::default());

/// The environment that the fakes of [`ll_os`](crate::ll_os) see. Each thread has one, which is at
/// first the same everywhere: `HOME` is `/tmp`, `LANG` is `C`, `PATH` is `/usr/bin:/bin`, and the number
/// of the process is 42.
///
/// ```
/// use extfunc::ll_os::{self, FakeEnvironment};
/// use extfunc::{Executor, HighValue};
///
/// FakeEnvironment::new().with_variable("USER", "nobody").install();
/// let user = ll_os::getenv::EXTFUNC.call(Executor::Interpreter, &["USER".into()])?;
/// assert_eq!(user, HighValue::Bytes(b"nobody".into()));
/// # Ok::<(), extfunc::CallError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeEnvironment {
    variables: BTreeMap<String, Vec<u8>>,
    process: i32,
}

impl FakeEnvironment {
    /// What each thread has at first.
    #[must_use]
    pub fn new() -> Self {
        let empty = FakeEnvironment {
            variables: BTreeMap::new(),
            process: 42,
        };
        let variables = [("HOME", "/tmp"), ("LANG", "C"), ("PATH", "/usr/bin:/bin")];
        variables
            .into_iter()
            .fold(empty, |environment, (name, value)| {
                environment.with_variable(name, value)
            })
    }

    /// With a variable.
    #[must_use]
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Without a variable.
    #[must_use]
    pub fn without_variable(mut self, name: &str) -> Self {
        self.variables.remove(name);
        self
    }

    /// With a number of the process.
    #[must_use]
    pub fn with_process(self, process: i32) -> Self {
        FakeEnvironment { process, ..self }
    }

    /// Makes it this thread's.
    pub fn install(self) {
        ENVIRONMENT.replace(self);
    }
}

impl Default for FakeEnvironment {
    fn default() -> Self {
        Self::new()
    }
}

pub(super) fn getenv(name: &str) -> io::Result<Vec<u8>> {
    ENVIRONMENT.with_borrow(|environment| {
        let value = environment.variables.get(name).cloned();
        value.ok_or_else(|| error(libc::ENOENT))
    })
}

/// As `ll_os_getenv` in C, by way of Rust's lock: another thread may be in `std::env::set_var`.
///
/// # Safety
/// A NUL ends the text at `name`.
pub(super) unsafe fn ll_getenv(name: ConstPtr<CHAR>) -> Ptr<Bytes> {
    // SAFETY: the caller's promise.
    let name = unsafe { CStr::from_ptr(name.as_ptr().cast()) };
    #[expect(
        clippy::disallowed_methods,
        reason = "the operation is to read the environment"
    )]
    let value = name.to_str().ok().and_then(std::env::var_os);
    match value {
        Some(value) => Bytes::allocate(value.as_encoded_bytes()),
        None => {
            set_saved_errno(libc::ENOENT);
            Ptr::NULL
        }
    }
}

pub(super) fn getpid() -> i32 {
    ENVIRONMENT.with_borrow(|environment| environment.process)
}
