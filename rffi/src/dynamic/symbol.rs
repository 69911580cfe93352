//! [`Symbol`]: what a library offers, by its symbol table.

use core::fmt;
use std::path::{Path, PathBuf};

use object::{Object, ObjectSymbol};

use super::handle::Handle;
use super::opened::{Opened, Origin};

/// What a library offers, as its symbol table has it: see [`Library::symbols`](crate::Library::symbols).
///
/// ```
/// use rffi::{Library, SymbolKind};
/// # #[cfg(all(target_os = "linux", target_env = "gnu"))] {
/// // SAFETY: the C library may be loaded.
/// let symbols = unsafe { Library::open("libc.so.6") }?.symbols()?;
/// let environ = symbols.iter().find(|symbol| symbol.name == "environ").unwrap();
/// assert_eq!((environ.kind, environ.size), (SymbolKind::Variable, size_of::<usize>() as u64));
/// assert!(!environ.is_thread_local());
/// # }
/// # Ok::<(), rffi::LibraryError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// How many bytes it has: of a variable, those of its type. 0, where nobody says.
    pub size: u64,
}

/// What a symbol stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SymbolKind {
    /// A function.
    Function,
    /// A variable.
    Variable,
    /// A variable that each thread has for itself.
    ThreadLocal,
    /// Anything else.
    Other,
}

impl Symbol {
    /// Whether it is a variable that each thread has for itself.
    #[must_use]
    pub fn is_thread_local(&self) -> bool {
        self.kind == SymbolKind::ThreadLocal
    }
}

/// The symbol table of a library could not be read: its file is gone, or of a format that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolsError {
    library: String,
    reason: String,
}

impl SymbolsError {
    fn new(library: impl Into<String>, reason: impl fmt::Display) -> Self {
        SymbolsError {
            library: library.into(),
            reason: reason.to_string(),
        }
    }

    /// The library, or its file.
    #[must_use]
    pub fn library(&self) -> &str {
        &self.library
    }
}

impl fmt::Display for SymbolsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SymbolsError { library, reason } = self;
        write!(f, "cannot read the symbol table of `{library}`: {reason}")
    }
}

impl core::error::Error for SymbolsError {}

impl Opened {
    /// What it offers, by name. It is read once.
    pub(super) fn symbols(&self) -> Result<&[Symbol], SymbolsError> {
        let read = self.symbols.get_or_init(|| self.read_symbols());
        read.as_deref().map_err(Clone::clone)
    }

    fn read_symbols(&self) -> Result<Vec<Symbol>, SymbolsError> {
        let mut symbols = match self.origin {
            Origin::Process => symbols_of_process(),
            _ => self.symbols_of_handles()?,
        };
        // The versions of a function stand one by one.
        symbols.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        symbols.dedup_by(|a, b| a.name == b.name);
        Ok(symbols)
    }

    fn symbols_of_handles(&self) -> Result<Vec<Symbol>, SymbolsError> {
        let mut symbols = Vec::new();
        for handle in &self.handles {
            let unknown =
                || SymbolsError::new(&self.name, "the system does not say which file it is");
            read_file(&file_of(handle).ok_or_else(unknown)?, &mut symbols)?;
        }
        Ok(symbols)
    }
}

/// What can be read of all that is loaded: a file may be gone meanwhile.
fn symbols_of_process() -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for file in files_of_process() {
        // What cannot be read adds nothing.
        let _ = read_file(&file, &mut symbols);
    }
    symbols
}

fn read_file(file: &Path, symbols: &mut Vec<Symbol>) -> Result<(), SymbolsError> {
    let wrong = |reason: &dyn fmt::Display| SymbolsError::new(file.to_string_lossy(), reason);
    let bytes = std::fs::read(file).map_err(|error| wrong(&error))?;
    let object = object::File::parse(&*bytes).map_err(|error| wrong(&error))?;
    // `is_definition` leaves out functions that the loader chooses for the machine.
    let defined = object
        .dynamic_symbols()
        .filter(|symbol| !symbol.is_undefined());
    symbols.extend(defined.filter_map(|symbol| {
        let name = symbol.name().ok().filter(|name| !name.is_empty())?;
        Some(Symbol {
            name: name.to_owned(),
            kind: match symbol.kind() {
                object::SymbolKind::Text => SymbolKind::Function,
                object::SymbolKind::Data => SymbolKind::Variable,
                object::SymbolKind::Tls => SymbolKind::ThreadLocal,
                _ => SymbolKind::Other,
            },
            size: symbol.size(),
        })
    }));
    Ok(())
}

/// The file that was opened.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn file_of(handle: &Handle) -> Option<PathBuf> {
    use core::ffi::{c_char, c_void};
    /// The begin of C's `struct link_map`.
    #[repr(C)]
    struct LinkMap {
        address: usize,
        name: *const c_char,
    }
    let mut map: *const LinkMap = core::ptr::null();
    let place: *mut c_void = (&raw mut map).cast();
    // SAFETY: the handle is open, and the request writes the address of a link map.
    let status = unsafe { libc::dlinfo(handle.as_raw(), libc::RTLD_DI_LINKMAP, place) };
    if status != 0 || map.is_null() {
        return None;
    }
    // SAFETY: the loader keeps the map as long as the handle is open.
    let name = unsafe { (*map).name };
    path(name)
}

/// The loader does not say it.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn file_of(_handle: &Handle) -> Option<PathBuf> {
    None
}

/// The files of everything that is loaded, the program's first.
#[cfg(target_os = "linux")]
fn files_of_process() -> Vec<PathBuf> {
    use core::ffi::{c_int, c_void};
    unsafe extern "C" fn add(info: *mut libc::dl_phdr_info, _: usize, files: *mut c_void) -> c_int {
        // SAFETY: the loader gives a description, and the place that it was given.
        let (info, files) = unsafe { (&*info, &mut *files.cast::<Vec<PathBuf>>()) };
        files.extend(path(info.dlpi_name));
        0
    }
    let mut files: Vec<PathBuf> = Vec::new();
    // SAFETY: `add` takes what it is called with, which is there until the end of the call.
    unsafe { libc::dl_iterate_phdr(Some(add), (&raw mut files).cast()) };
    files
}

/// The loader does not say it.
#[cfg(not(target_os = "linux"))]
fn files_of_process() -> Vec<PathBuf> {
    Vec::new()
}

/// The file that the loader calls so: the program itself has no name.
#[cfg(target_os = "linux")]
fn path(name: *const core::ffi::c_char) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    if name.is_null() {
        return None;
    }
    // SAFETY: the loader's names end with a NUL.
    let name = unsafe { core::ffi::CStr::from_ptr(name) }.to_bytes();
    match name {
        [] => std::env::current_exe().ok(),
        name => Some(std::ffi::OsStr::from_bytes(name).into()),
    }
}
