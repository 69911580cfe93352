//! `register_external!`.

/// Registers operations of high level, once, for every use.
///
/// ```
/// use std::io;
///
/// use extfunc::{Executor, HighValue, Registry, register_external};
/// use rffi::{INT, llexternal};
///
/// llexternal! {
///     unsafe extern "C" {
///         /// `close` of POSIX.
///         #[save_errno]
///         unsafe fn close(fd: INT) -> INT;
///     }
/// }
///
/// register_external! {
///     list = pub EXTFUNCS;
///
///     /// Closes a file.
///     pub fn os_close(fd: i32) -> io::Result<()> = "os.close" {
///         export_name: "ll_os.ll_os_close",
///         // SAFETY: any number may be given, though it may be somebody else's file.
///         external: unsafe close,
///         llfakeimpl: fake_close,
///     }
/// }
///
/// fn fake_close(fd: i32) -> io::Result<()> {
///     if fd == 7 { Ok(()) } else { Err(io::ErrorKind::InvalidInput.into()) }
/// }
///
/// // A plain function of Rust.
/// assert_eq!(os_close(-1).unwrap_err().raw_os_error(), Some(9));
///
/// // By name and with values, as interpreters call: here one that must not touch the world.
/// let registry = Registry::new().with(EXTFUNCS)?;
/// registry.call("os.close", Executor::Interpreter, &[HighValue::Int(7)])?;
///
/// // As a description, for code generators.
/// assert_eq!(os_close::EXTFUNC.external().unwrap().to_string(), "int close(int fd)");
/// # Ok::<(), extfunc::Error>(())
/// ```
///
/// Each registration is a function and, of the same name, an empty `enum` that carries what is known
/// of it: `os_close(fd)` calls, `os_close::EXTFUNC` describes, and `os_close::fake(..)` replaces it
/// in a test (feature `fakes`).
///
/// # Before the operations
///
/// `list = pub NAME;`: a constant `&[&ExtFunc]` of all, for [`Registry::with`](crate::Registry::with).
///
/// # In the braces
///
/// At least one of `external`, `llimpl`, `llfakeimpl` and `function`. They are RPython's, and so is
/// the choice among them: [`Executor::Interpreter`](crate::Executor::Interpreter) calls `llfakeimpl`;
/// where there is none, and for everyone else, `llimpl` is called, else `external`, else `llfakeimpl`,
/// else `function`.
///
/// * `export_name: ".."`: the name in generated programs; else the function's name.
/// * `external: c_function`: a declaration of `llexternal!`, which generated programs call. An
///   operation without one is implemented by Rust alone.
/// * `llimpl: function`: a function of Rust with C's types, where more than a call is needed.
/// * `llfakeimpl: function`: a function of Rust with the operation's own types that touches nothing.
/// * `function: function`: the original, a function of Rust with the operation's own types; with an
///   implementation beside it, it may be one that only fails.
/// * `sandboxsafe: true`: a sandboxed program may call it.
///
/// Before the function that `external` or `llimpl` name, `unsafe` stands where it is an `unsafe fn`,
/// and where it gives memory away ([`Bytes`](crate::Bytes)): your word that any arguments are fine.
///
/// # Types
///
/// [`Parameter`](crate::Parameter) and [`Returned`](crate::Returned) say what an operation takes and
/// returns. How it crosses to C, the [crate](crate) says; what does not fit the C function is an error
/// of the compiler. A tuple must be written out, as must a `Result` of one: from its items the macro
/// knows how many parameters C has.
///
/// ```
/// use std::ffi::CStr;
/// use extfunc::{Executor, HighValue, register_external};
/// use rffi::{DOUBLE, INT, Ptr, SIZE_T, CONST_CCHARP, llexternal};
///
/// llexternal! {
///     compilation_info = rffi::ExternalCompilationInfo::new()
///         .includes(&["math.h", "string.h"]).libraries(&["m"]);
///     unsafe extern "C" {
///         #[name = "frexp"]
///         unsafe fn c_frexp(x: DOUBLE, exponent: Ptr<INT>) -> DOUBLE;
///         unsafe fn strlen(text: CONST_CCHARP) -> SIZE_T;
///     }
/// }
///
/// register_external! {
///     fn frexp(x: f64) -> (f64, i32) = "math.frexp" {
///         // SAFETY: it writes an `int` through the pointer.
///         external: unsafe c_frexp,
///     }
///     fn length(text: &CStr) -> usize = "text.length" {
///         // SAFETY: it follows the text to its NUL.
///         external: unsafe strlen,
///     }
///     fn mean(numbers: &[f64]) -> f64 = "list.mean" { function: mean_of }
/// }
///
/// fn mean_of(numbers: &[f64]) -> f64 {
///     numbers.iter().sum::<f64>() / numbers.len() as f64
/// }
///
/// assert_eq!(frexp(12.0), (0.75, 4));
/// assert_eq!(length(c"text"), 4);
/// let numbers = HighValue::List(vec![1.into(), 2.5.into()]);
/// assert_eq!(mean::EXTFUNC.call(Executor::Interpreter, &[numbers])?, 1.75.into());
/// # Ok::<(), extfunc::CallError>(())
/// ```
#[macro_export]
macro_rules! register_external {
    ($($tokens:tt)*) => {
        // The path of this crate goes along, however the user renamed it.
        $crate::private::register_external! { ($crate) $($tokens)* }
    };
}
