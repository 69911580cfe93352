//! [`Library`]: a shared library that was opened at run time.

use core::ffi::c_void;
use core::fmt;
use std::ffi::OsStr;
use std::sync::Arc;

use cdef::Cdef;
use llcall::Backend;

use super::handle::Handle;
use super::known::Known;
use super::opened::{Opened, Origin};
use super::{LibraryError, OpenFlags, search};
use crate::{ExternalCompilationInfo, Table};

/// A shared library that was opened at run time: CFFI's `dlopen`, MicroPython's `ffi.open`.
///
/// What is taken from it ([`Function`](crate::Function), [`Func`](crate::Func), [`Var`](crate::Var),
/// [`Variable`](crate::Variable)) owns it, as its clones do: it stays in memory until the last of them is
/// dropped. [`close`](Self::close) makes their use an error before.
///
/// ```
/// use rffi::{DOUBLE, Library, Value};
///
/// // SAFETY: the C library may be loaded, and the declarations are what it has.
/// let (sqrt, labs) = unsafe {
///     let libm = Library::open("libm.so.6")?;
///     let libc = Library::open("libc.so.6")?;
///     let sqrt = libm.func::<unsafe extern "C" fn(DOUBLE) -> DOUBLE>("double sqrt(double)")?;
///     (sqrt, libc.function("long labs(long)")?)
/// };
/// // SAFETY: they take any number.
/// unsafe {
///     assert_eq!(sqrt.call((2.25,))?, 1.5);
///     assert_eq!(labs.call(&[Value::from(-3)])?, Value::from(3_i64));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Threads
/// It may be used by any number of threads, and be closed by any: a call that has begun ends as if the
/// library were open.
#[derive(Clone)]
pub struct Library {
    opened: Arc<Opened>,
    known: Known,
    backend: Backend,
}

impl Library {
    fn new(opened: Opened) -> Self {
        Library {
            opened: Arc::new(opened),
            known: Known::Nothing,
            backend: Backend::DEFAULT,
        }
    }

    #[inline]
    pub(super) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Opens a library by its exact name (`libm.so.6`) or by its path, with `RTLD_NOW | RTLD_LOCAL`.
    ///
    /// Where a script for the linker stands in its place, as for `libm.so`, those are opened that the script
    /// names.
    ///
    /// ```
    /// use rffi::Library;
    /// // SAFETY: nothing is loaded: it is not there.
    /// let error = unsafe { Library::open("/nowhere/libz.so") }.unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "cannot open the library `/nowhere/libz.so`: /nowhere/libz.so: cannot open shared object \
    ///      file: No such file or directory"
    /// );
    /// ```
    ///
    /// # Errors
    /// [`LibraryError::Open`]: it says what the loader says, and what to do.
    ///
    /// # Safety
    /// Libraries run code when they are loaded and when they are closed, in this process: the library and
    /// all that it needs must be ones that may do so.
    #[doc(alias = "dlopen")]
    pub unsafe fn open(name: impl AsRef<OsStr>) -> Result<Library, LibraryError> {
        // SAFETY: the caller's word.
        unsafe { Self::open_with(name, OpenFlags::DEFAULT) }
    }

    /// As [`open`](Self::open), with other flags.
    ///
    /// ```
    /// use rffi::{Library, OpenFlags};
    /// // SAFETY: the C library is there already.
    /// let libc = unsafe { Library::open_with("libc.so.6", OpenFlags::LAZY | OpenFlags::NOLOAD) }?;
    /// assert_eq!(libc.name(), "libc.so.6");
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Errors
    /// As for [`open`](Self::open).
    ///
    /// # Safety
    /// As for [`open`](Self::open). With [`OpenFlags::GLOBAL`], its symbols may take the place of those that
    /// other libraries expect.
    pub unsafe fn open_with(
        name: impl AsRef<OsStr>,
        flags: OpenFlags,
    ) -> Result<Library, LibraryError> {
        let name = name.as_ref();
        // SAFETY: the caller's word.
        let handles = unsafe { search::open(name, flags) }?;
        let name = name.to_string_lossy();
        Ok(Self::new(Opened::new(name, handles, Origin::Name)))
    }

    /// Everything that the process has: MicroPython's `ffi.open(None)`.
    ///
    /// ```
    /// use rffi::Library;
    /// assert!(Library::process().addr("malloc").is_ok());
    /// ```
    #[must_use]
    pub fn process() -> Library {
        let handles = vec![Handle::process()];
        Self::new(Opened::new("the process", handles, Origin::Process))
    }

    /// A library that somebody else opened, by its handle. It is closed only if [`close`](Self::close) is
    /// called.
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: the text says what `dlopen` is.
    /// let dlopen = unsafe { Library::process().function("void *dlopen(const char *, int)") }?;
    /// let name = Value::from_pointer(c"libm.so.6".as_ptr().cast_mut().cast());
    /// // SAFETY: the C library may be loaded. 2 is `RTLD_NOW`.
    /// let handle = unsafe { dlopen.call(&[name, Value::from(2)]) }?.as_pointer().unwrap();
    /// // SAFETY: nobody closes it.
    /// let libm = unsafe { Library::from_handle(handle) };
    /// assert!(libm.addr("cos").is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Safety
    /// It is a handle that `dlopen` gave, not null, and it stays open as long as this or what is taken from it lives. If this
    /// is closed, nobody else closes it.
    #[must_use]
    pub unsafe fn from_handle(handle: *mut c_void) -> Library {
        // SAFETY: the caller's word.
        let handles = vec![unsafe { Handle::from_raw(handle) }];
        let name = format!("handle {handle:p}");
        Self::new(Opened::new(name, handles, Origin::Foreign))
    }

    /// The libraries that an info names, in RPython's order: `testonly_libraries`, `libraries`, on Apple's
    /// systems `frameworks`, and at last the C library. Each is the file that `library_dirs` have, or
    /// else what the system has by its name. Relative paths start at the working directory.
    ///
    /// Sources, headers, flags and what `pkg_config` names are not looked at: `rffi_build::compile_shared_lib`
    /// makes a library of sources, and an info that names it. For a declaration of `llexternal!`,
    /// [`External::compilation_info`](crate::External::compilation_info) is such an info, and its
    /// [`prototype`](crate::External::prototype) declares the function.
    ///
    /// A library that is not there is an error only when a name is not found in the others.
    ///
    /// ```
    /// use rffi::{ExternalCompilationInfo, Library};
    ///
    /// let info = ExternalCompilationInfo::new().libraries(&["m", "gone"]);
    /// // SAFETY: the C library may be loaded.
    /// let library = unsafe { Library::of(&info) }?;
    /// assert!(library.addr("cos").is_ok());
    /// assert!(library.addr("malloc").is_ok());
    /// let error = library.addr("cosinus").unwrap_err().to_string();
    /// let expected = "symbol 'cosinus' not found in any of the libraries ('m', 'gone') (did not find ['gone'])";
    /// assert!(error.starts_with(expected), "{error}");
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Errors
    /// A file that is there could not be opened.
    ///
    /// # Safety
    /// As for [`open`](Self::open).
    ///
    /// # Platform-specific behaviour
    /// RPython's last resort on Windows, `kernel32` and `msvcrt`, is not there: the feature is for Unix.
    pub unsafe fn of(info: &ExternalCompilationInfo) -> Result<Library, LibraryError> {
        // SAFETY: the caller's word.
        let opened = unsafe { search::open_info(info) }?;
        Ok(Self::new(opened))
    }

    /// No library, for functions whose addresses are known otherwise.
    pub(super) fn memory() -> Library {
        Self::new(Opened::new("memory", Vec::new(), Origin::Memory))
    }

    /// With declarations: functions and variables can be asked for by their names, and texts can use the
    /// types.
    ///
    /// ```
    /// use rffi::Library;
    ///
    /// let text = "typedef struct { int quot, rem; } div_t; div_t div(int, int); extern char **environ;";
    /// let process = Library::process().with_cdef(cdef::Cdef::parse(text)?);
    /// // SAFETY: the declarations are C's.
    /// let div = unsafe { process.function("div") }?;
    /// assert_eq!(div.to_string(), "div_t div(int, int)");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_cdef(self, cdef: Cdef) -> Library {
        Library {
            known: Known::Text(cdef),
            ..self
        }
    }

    /// With declarations that are constants: CFFI's out-of-line ABI mode. Functions and variables can be
    /// asked for by their names, or by their entries; nothing is parsed. A table takes the place of a
    /// `Cdef`; texts cannot use its types.
    ///
    /// ```
    /// use rffi::lltype::{Convention, Desc, FuncDesc, ParamDesc, Scalar};
    /// use rffi::{FunctionEntry, Library, Table, Value};
    ///
    /// // `rffi_build::table` writes this.
    /// static C: Table = Table {
    ///     target: Table::HOST,
    ///     functions: &[FunctionEntry {
    ///         name: "abs",
    ///         symbol: "abs",
    ///         desc: &Desc::Function(FuncDesc {
    ///             params: &[ParamDesc { name: "", desc: Scalar::Int.desc() }],
    ///             result: Scalar::Int.desc(),
    ///             convention: Convention::C,
    ///             variadic: false,
    ///         }),
    ///     }],
    ///     variables: &[],
    ///     constants: &[],
    ///     types: &[],
    /// };
    /// let process = Library::process().with_table(&C);
    /// // SAFETY: the table says what C's `abs` is.
    /// let abs = unsafe { process.function("abs") }?;
    /// // SAFETY: it takes any number.
    /// assert_eq!(unsafe { abs.call(&[Value::from(-3)]) }?, Value::from(3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_table(self, table: &'static Table) -> Library {
        Library {
            known: Known::Table(table),
            ..self
        }
    }

    /// The declarations that it was given as text.
    #[must_use]
    pub fn cdef(&self) -> Option<&Cdef> {
        self.known.cdef()
    }

    /// The declarations that it was given as a table.
    #[must_use]
    pub fn table(&self) -> Option<&'static Table> {
        match self.known {
            Known::Table(table) => Some(table),
            Known::Nothing | Known::Text(_) => None,
        }
    }

    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// With another backend for [`function`](Self::function) and [`code_func`](Self::code_func): who
    /// makes the calls. Of [`func`](Self::func), Rust itself does.
    ///
    /// ```
    /// use llcall::Backend;
    /// use rffi::{Library, Value};
    ///
    /// let process = Library::process().with_backend(Backend::Libffi);
    /// // SAFETY: the text says what C's `abs` is.
    /// match unsafe { process.function("int abs(int)") } {
    ///     // SAFETY: it takes any number.
    ///     Ok(abs) => assert_eq!(unsafe { abs.call(&[Value::from(-3)]) }?, Value::from(3)),
    ///     Err(error) => assert_eq!(
    ///         error.to_string(),
    ///         "`abs`: the backend \"libffi\" is not there; libffi needs the feature `libffi`"
    ///     ),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_backend(self, backend: Backend) -> Library {
        Library { backend, ..self }
    }

    /// Who makes the calls.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The name or path by which it was opened.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.opened.name
    }

    /// Closes it: from now on, whatever is taken from it gives an error in place of a call. Whether it was
    /// open: to close it again does nothing.
    ///
    /// It leaves memory with the last that was taken from it.
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: the C library may be loaded, and `abs` is what the text says.
    /// let (libc, abs) = unsafe {
    ///     let libc = Library::open("libc.so.6")?;
    ///     let abs = libc.function("int abs(int)")?;
    ///     (libc, abs)
    /// };
    /// assert!(libc.close());
    /// assert!(!libc.close());
    /// // SAFETY: it takes any number.
    /// let error = unsafe { abs.call(&[Value::from(1)]) }.unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`abs`: the library `libc.so.6` was closed; open it again to use it"
    /// );
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    #[doc(alias = "dlclose")]
    #[expect(clippy::must_use_candidate, reason = "most callers do not mind")]
    pub fn close(&self) -> bool {
        self.opened.close()
    }

    /// Whether it was closed.
    #[inline]
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.opened.is_closed()
    }
}

impl fmt::Display for Library {
    /// The name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library")
            .field("name", &self.name())
            .field("closed", &self.is_closed())
            .finish_non_exhaustive()
    }
}
