//! [`NotFound`]: a library does not have what was asked for.

use core::fmt;

use super::opened::{Missing, Opened, Origin};
use super::{SymbolKind, near};

/// A library does not have what was asked for.
///
/// The messages are those of RPython's `ll2ctypes`, with what the loader says, and names that may be
/// meant.
///
/// ```
/// use rffi::{ExternalCompilationInfo, Library, LibraryError, Wanted};
///
/// let info = ExternalCompilationInfo::new().libraries(&["m"]);
/// // SAFETY: the C library may be loaded; nothing is made.
/// let error = unsafe { Library::of(&info)?.function("double hypott(double, double)") }.unwrap_err();
/// let LibraryError::NotFound(error) = error else { panic!("{error}") };
/// assert_eq!((error.wanted(), error.name()), (Wanted::Function, "hypott"));
/// # #[cfg(all(target_os = "linux", target_env = "gnu"))]
/// assert_eq!(error.near(), ["hypot", "hypotf", "hypotl"]);
/// assert!(error.to_string().starts_with("function 'hypott' not found in library 'm': "));
/// # Ok::<(), LibraryError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    wanted: Wanted,
    name: String,
    place: Place,
    reason: Option<String>,
    near: Vec<String>,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wanted {
    /// A function.
    Function,
    /// A variable.
    Variable,
    /// Whatever has that name.
    Symbol,
}

/// Where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Process,
    Library(String),
    /// An info names these.
    Libraries {
        libraries: Vec<String>,
        missing: Vec<Missing>,
    },
}

impl Wanted {
    /// Whether a symbol may be meant.
    fn is(self, kind: SymbolKind) -> bool {
        match self {
            Wanted::Function => kind == SymbolKind::Function,
            Wanted::Variable => matches!(kind, SymbolKind::Variable | SymbolKind::ThreadLocal),
            Wanted::Symbol => true,
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wanted::Function => "function",
            Wanted::Variable => "variable",
            Wanted::Symbol => "symbol",
        })
    }
}

impl NotFound {
    #[cold]
    pub(super) fn new(wanted: Wanted, name: &str, opened: &Opened, said: Option<String>) -> Self {
        let symbols = opened.symbols().unwrap_or_default();
        let known = symbols.iter().filter(|symbol| wanted.is(symbol.kind));
        let near = near::names(name, known.map(|symbol| symbol.name.as_str()));
        let place = Place::of(opened);
        let missing = match &place {
            Place::Libraries { missing, .. } => missing.first().map(|first| first.reason.clone()),
            _ => None,
        };
        NotFound(Box::new(Inner {
            wanted,
            name: name.to_owned(),
            reason: missing.or(said),
            place,
            near,
        }))
    }

    /// The name that is not there.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// What was asked for.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        self.0.wanted
    }

    /// Names that may be meant, the nearest first.
    #[must_use]
    pub fn near(&self) -> &[String] {
        &self.0.near
    }

    /// The libraries that an `ExternalCompilationInfo` names and that are not there.
    pub fn missing_libraries(&self) -> impl Iterator<Item = &str> {
        let missing: &[Missing] = match &self.0.place {
            Place::Libraries { missing, .. } => missing,
            _ => &[],
        };
        missing.iter().map(|missing| missing.name.as_str())
    }
}

impl Place {
    fn of(opened: &Opened) -> Self {
        match &opened.origin {
            Origin::Process => Place::Process,
            Origin::Info { libraries, missing } => Place::Libraries {
                libraries: libraries.clone(),
                missing: missing.clone(),
            },
            _ => Place::Library(opened.name.clone()),
        }
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            wanted,
            name,
            place,
            reason,
            near,
        } = &*self.0;
        match place {
            Place::Libraries { libraries, missing }
                if !libraries.is_empty() && libraries.len() == missing.len() =>
            {
                match &**libraries {
                    [library] => write!(f, "cannot find the library '{library}'")?,
                    _ => write!(
                        f,
                        "cannot find any of the libraries [{}]",
                        quoted(libraries)
                    )?,
                }
                write!(f, " for the {wanted} '{name}'")?;
            }
            _ => write!(f, "{wanted} '{name}' not found in {place}")?,
        }
        if let Some(reason) = reason {
            write!(f, ": {reason}")?;
        }
        match &**near {
            [] => Ok(()),
            [others @ .., last] => {
                f.write_str("; did you mean ")?;
                if !others.is_empty() {
                    write!(f, "{} or ", quoted(others))?;
                }
                write!(f, "'{last}'?")
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Process => f.write_str("the process"),
            Place::Library(library) => write!(f, "library '{library}'"),
            Place::Libraries { libraries, missing } => match &**libraries {
                [] => f.write_str("the standard C library (missing libraries=...?)"),
                [library] => write!(f, "library '{library}'"),
                _ => {
                    write!(f, "any of the libraries ({})", quoted(libraries))?;
                    if missing.is_empty() {
                        return Ok(());
                    }
                    let names: Vec<_> = missing.iter().map(|one| one.name.clone()).collect();
                    write!(f, " (did not find [{}])", quoted(&names))
                }
            },
        }
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

impl core::error::Error for NotFound {}
