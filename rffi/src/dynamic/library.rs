//! [`Library`]: a shared library that was opened at run time.

use core::ffi::c_void;
use core::fmt;
use core::ptr::NonNull;
use std::ffi::OsStr;
use std::sync::Arc;

use cdef::Cdef;
use llcall::{Backend, Policy};
use lltype::{LowLevelType, Signature};

use super::handle::Handle;
use super::opened::{Opened, Origin};
use super::{Declaration, Func, Function, LibraryError, OpenFlags, Symbol, SymbolsError};
use super::{Var, Variable, Wanted, code, search, text};
use crate::ExternalCompilationInfo;

/// A shared library that was opened at run time: CFFI's `dlopen`, MicroPython's `ffi.open`.
///
/// What is taken from it ([`Function`], [`Func`], [`Var`], [`Variable`]) owns it, as its clones do: it
/// stays in memory until the last of them is dropped. [`close`](Self::close) makes their use an error before.
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
    cdef: Option<Cdef>,
    backend: Backend,
}

impl Library {
    fn new(opened: Opened) -> Self {
        Library {
            opened: Arc::new(opened),
            cdef: None,
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
            cdef: Some(cdef),
            ..self
        }
    }

    /// The declarations that it was given.
    #[must_use]
    pub fn cdef(&self) -> Option<&Cdef> {
        self.cdef.as_ref()
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

    /// A function of a type that Rust knows, which is compared once with the declaration: the number of
    /// arguments, their classes, widths and signs, whether more may follow.
    ///
    /// ```
    /// use rffi::{INT, Library, LONG};
    ///
    /// let process = Library::process();
    /// // SAFETY: the text says what C's `labs` is.
    /// let error = unsafe { process.func::<unsafe extern "C" fn(INT) -> LONG>("long labs(long)") };
    /// assert_eq!(
    ///     error.unwrap_err().to_string(),
    ///     "the type of Rust is not that of `long labs(long)`: parameter 1: declared as `int32_t`, \
    ///      but it is `long`: 4 bytes instead of 8"
    /// );
    /// ```
    ///
    /// C may return null: a type that cannot be is refused by the compiler.
    ///
    /// ```compile_fail,E0080
    /// use core::ptr::NonNull;
    /// use rffi::{INT, Library};
    ///
    /// // SAFETY: the text says what C's `localeconv` is.
    /// unsafe {
    ///     let _ = Library::process().func::<unsafe extern "C" fn() -> NonNull<INT>>("int *f(void)");
    /// }
    /// ```
    ///
    /// # Errors
    /// The declaration is wrong, the types differ, or the function is not there.
    ///
    /// # Safety
    /// The function is what the declaration says. For a function type that is safe to call, it may be called
    /// with any arguments.
    pub unsafe fn func<F: Signature>(
        &self,
        declaration: impl Declaration,
    ) -> Result<Func<F>, LibraryError> {
        let declared = declaration.declared(self.cdef())?;
        Func::<F>::check(&declared.prototype)?;
        let found = self.find(Wanted::Function, &declared.symbol)?;
        Ok(Func::new(self.clone(), declared.prototype, found.address))
    }

    /// A function of a type that the declaration says at run time.
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: the C library may be loaded, and `ldexp` is what the text says.
    /// let ldexp = unsafe { Library::open("libm.so.6")?.function("double ldexp(double x, int exp)") }?;
    /// // SAFETY: it takes any numbers.
    /// assert_eq!(unsafe { ldexp.call(&[Value::from(0.75), Value::from(4)]) }?, Value::from(12.0));
    /// // SAFETY: it is not called.
    /// let error = unsafe { ldexp.call(&[Value::from(0.75), Value::from(0.5)]) }.unwrap_err();
    /// assert!(error.to_string().starts_with("`ldexp`: argument 2 (`exp`): "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The declaration is wrong, the function is not there, or it cannot be called by its signature.
    ///
    /// # Safety
    /// The function is what the declaration says.
    pub unsafe fn function(&self, declaration: impl Declaration) -> Result<Function, LibraryError> {
        let declared = declaration.declared(self.cdef())?;
        let found = self.find(Wanted::Function, &declared.symbol)?;
        Function::new(self.clone(), found.address, &declared.prototype)
    }

    /// A function by MicroPython's codes: see [`Code`](crate::Code). Integers are cut to the bits of their
    /// types, as there.
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: C's `abs` takes and gives an `int`.
    /// let abs = unsafe { Library::process().code_func("i", "abs", "i") }?;
    /// // SAFETY: it may be called with any of them.
    /// let five = unsafe { abs.call(&[Value::from((1_i64 << 32) - 5)]) }?;
    /// assert_eq!(five, Value::from(5));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A code is wrong, the function is not there, or it cannot be called by its signature.
    ///
    /// # Safety
    /// The function is what the codes say.
    pub unsafe fn code_func(
        &self,
        result: &str,
        name: &str,
        args: &str,
    ) -> Result<Function, LibraryError> {
        let prototype = code::prototype(name, &code::types(name, result, args)?)?;
        let found = self.find(Wanted::Function, name)?;
        let function = Function::new(self.clone(), found.address, &prototype)?;
        Ok(function.policy(wrapping()))
    }

    /// Where a name is, whatever it stands for; of a thread-local variable, that of this thread. It is there
    /// as long as the library is open.
    ///
    /// ```
    /// use rffi::Library;
    ///
    /// let error = Library::process().addr("mallok").unwrap_err().to_string();
    /// assert!(error.starts_with("symbol 'mallok' not found in the process: "));
    /// # #[cfg(target_os = "linux")]
    /// assert!(error.ends_with("; did you mean 'malloc'?"));
    /// ```
    ///
    /// # Errors
    /// It is not there, or the library was closed.
    #[doc(alias = "dlsym")]
    pub fn addr(&self, name: &str) -> Result<NonNull<c_void>, LibraryError> {
        let found = self.find(Wanted::Symbol, name)?;
        Ok(found.address.data())
    }

    /// A variable of a type that Rust knows, which is compared once with the declaration: C text (`int
    /// counter`, also with `extern`), or the mere name of a variable that the library's `Cdef` declares.
    ///
    /// ```
    /// use rffi::{CCHARPP, Library};
    /// // SAFETY: the text says what `environ` is.
    /// let environ = unsafe { Library::process().var::<CCHARPP>("extern char **environ") }?;
    /// // SAFETY: nobody changes it meanwhile.
    /// assert!(!unsafe { environ.get() }?.is_null());
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Errors
    /// The declaration is wrong, the types differ, or the variable is not there.
    ///
    /// # Safety
    /// The variable is what the declaration says.
    pub unsafe fn var<T: LowLevelType + Copy>(
        &self,
        declaration: &str,
    ) -> Result<Var<T>, LibraryError> {
        let declared = text::variable(self.cdef(), declaration)?;
        Var::new(self, declared)
    }

    /// A variable of a type that the declaration says at run time, as for [`var`](Self::var).
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// let process = Library::process().with_cdef(cdef::Cdef::parse("extern int optopt;")?);
    /// // SAFETY: the text says what `optopt` is; nobody else uses it.
    /// unsafe {
    ///     let optopt = process.variable("optopt")?;
    ///     optopt.set(Value::from(b'x'))?;
    ///     assert_eq!(optopt.get()?, Value::from(i32::from(b'x')));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The declaration is wrong, or the variable is not there.
    ///
    /// # Safety
    /// The variable is what the declaration says.
    pub unsafe fn variable(&self, declaration: &str) -> Result<Variable, LibraryError> {
        let declared = text::variable(self.cdef(), declaration)?;
        Variable::new(self, declared, Policy::DEFAULT)
    }

    /// A variable by MicroPython's code: see [`Code`](crate::Code). Integers are cut to the bits of its type.
    ///
    /// ```
    /// use rffi::{Library, Value};
    ///
    /// // SAFETY: `optind` is an `int`; nobody else uses it.
    /// unsafe {
    ///     let optind = Library::process().code_var("i", "optind")?;
    ///     optind.set(Value::from((1_i64 << 32) + 2))?;
    ///     assert_eq!(optind.get()?, Value::from(2));
    /// }
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Errors
    /// The code is wrong, or the variable is not there.
    ///
    /// # Safety
    /// The variable is what the code says.
    pub unsafe fn code_var(&self, code: &str, name: &str) -> Result<Variable, LibraryError> {
        let declared = text::DeclaredVariable {
            name: name.to_owned(),
            symbol: name.to_owned(),
            ty: code::variable(name, code)?,
            is_constant: false,
            is_thread_local: false,
        };
        Variable::new(self, declared, wrapping())
    }

    /// What it offers, sorted by name: the definitions in its own symbol table, without those of the
    /// libraries that it needs.
    ///
    /// ```
    /// use rffi::{Library, SymbolKind};
    /// # #[cfg(all(target_os = "linux", target_env = "gnu"))] {
    /// // SAFETY: the C library may be loaded.
    /// let libm = unsafe { Library::open("libm.so.6") }?;
    /// let symbols = libm.symbols()?;
    /// let cos = symbols.iter().find(|symbol| symbol.name == "cos").unwrap();
    /// assert_eq!(cos.kind, SymbolKind::Function);
    /// # }
    /// # Ok::<(), rffi::LibraryError>(())
    /// ```
    ///
    /// # Errors
    /// [`LibraryError::Symbols`]: its file cannot be read, or is not known.
    ///
    /// # Platform-specific behaviour
    /// Only Linux with glibc says which file a handle is.
    pub fn symbols(&self) -> Result<Vec<Symbol>, LibraryError> {
        let symbols: Result<&[Symbol], SymbolsError> = self.opened.symbols();
        Ok(symbols?.to_vec())
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

/// MicroPython's way with integers.
fn wrapping() -> Policy {
    let mut policy = Policy::DEFAULT;
    policy.wrap_integers = true;
    policy
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
