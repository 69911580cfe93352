//! [`OpenError`]: a library could not be opened.

use core::fmt;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::handle::reason;

/// A library could not be opened.
///
/// ```
/// use rffi::{Library, LibraryError, OpenProblem};
///
/// // SAFETY: nothing is loaded.
/// let error = unsafe { Library::open("/tmp") }.unwrap_err();
/// let LibraryError::Open(error) = error else { panic!("{error}") };
/// assert_eq!(error.name(), "/tmp");
/// assert!(matches!(error.problem(), OpenProblem::Loader(_)));
/// assert!(error.to_string().ends_with("; it is a directory; give the file in it"));
/// ```
#[derive(Debug, Clone)]
pub struct OpenError(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    name: String,
    problem: OpenProblem,
    hint: Option<String>,
}

/// Why a library could not be opened.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum OpenProblem {
    /// There is no name.
    Empty,
    /// The name has a NUL byte in it.
    Nul,
    /// The loader refused it.
    Loader(Arc<libloading::Error>),
    /// It is a linker script, and a library that it names could not be opened.
    Script(OpenError),
    /// Linker scripts name each other, without end.
    ScriptLoop,
}

impl OpenError {
    #[cold]
    pub(super) fn new(name: &OsStr, problem: OpenProblem) -> Self {
        let hint = match problem {
            OpenProblem::Loader(_) => hint(name),
            _ => None,
        };
        OpenError(Box::new(Inner {
            name: name.to_string_lossy().into_owned(),
            problem,
            hint,
        }))
    }

    /// The name or path that was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Why it could not be opened.
    #[must_use]
    pub fn problem(&self) -> &OpenProblem {
        &self.0.problem
    }
}

/// What the loader does not say.
fn hint(name: &OsStr) -> Option<String> {
    let path = Path::new(name);
    let is_path = name.as_encoded_bytes().contains(&b'/');
    if !is_path {
        let known = super::loader_cache::similar(&name.to_string_lossy());
        let known = known.map_or(String::new(), |known| format!("did you mean `{known}`? "));
        return Some(format!(
            "{known}it is searched where the system has its libraries, and in `LD_LIBRARY_PATH`; \
             give its path otherwise"
        ));
    }
    if path.is_dir() {
        return Some("it is a directory; give the file in it".to_owned());
    }
    let mut begin = [0; 8];
    let mut file = std::fs::File::open(path).ok()?;
    let count = std::io::Read::read(&mut file, &mut begin).ok()?;
    match &begin[..count] {
        [] => Some("the file is empty".to_owned()),
        [0x7f, b'E', b'L', b'F', ..] => None,
        b"!<arch>\n" => Some("it is an archive for a linker; open the `.so` beside it".to_owned()),
        _ => Some("it is no shared library".to_owned()),
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name();
        match self.problem() {
            OpenProblem::Empty => f.write_str(
                "a library without a name cannot be opened; `Library::process()` is what this \
                 process has",
            ),
            OpenProblem::Nul => write!(
                f,
                "the library {name:?} cannot be opened: there is a NUL byte in its name"
            ),
            OpenProblem::Loader(error) => {
                write!(f, "cannot open the library `{name}`: {}", reason(error))
            }
            OpenProblem::Script(error) => write!(
                f,
                "cannot open the library `{name}`, a script for the linker that names others: \
                 {error}"
            ),
            OpenProblem::ScriptLoop => write!(
                f,
                "cannot open the library `{name}`: the linker scripts that name it name each other"
            ),
        }?;
        match &self.0.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self.problem() {
            OpenProblem::Loader(error) => Some(&**error),
            OpenProblem::Script(error) => error.source(),
            _ => None,
        }
    }
}
