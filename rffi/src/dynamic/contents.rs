//! What a [`Library`] has: functions, variables, symbols.

use core::ffi::c_void;
use core::ptr::NonNull;

use llcall::Policy;
use lltype::{LowLevelType, Signature};

use super::code;
use super::declaration::DeclaredVariable;
use super::{
    Declaration, Func, Function, Library, LibraryError, Symbol, Var, Variable, VariableDeclaration,
    Wanted,
};

impl Library {
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
        let declared = declaration.declared(self.known())?;
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
        let declared = declaration.declared(self.known())?;
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
    /// counter`, also with `extern`), or the mere name of a variable that the library's `Cdef` or table declares.
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
        declaration: impl VariableDeclaration,
    ) -> Result<Var<T>, LibraryError> {
        let declared = declaration.declared(self.known())?;
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
    pub unsafe fn variable(
        &self,
        declaration: impl VariableDeclaration,
    ) -> Result<Variable, LibraryError> {
        let declared = declaration.declared(self.known())?;
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
        let declared = DeclaredVariable {
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
        Ok(self.opened().symbols()?.to_vec())
    }
}

/// MicroPython's way with integers.
fn wrapping() -> Policy {
    let mut policy = Policy::DEFAULT;
    policy.wrap_integers = true;
    policy
}
