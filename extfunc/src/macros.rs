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
/// At least one of the last three.
///
/// * `export_name: ".."`: the name in generated programs; else the function's name.
/// * `external: c_function`: a declaration of `llexternal!`. Generated programs call it, and, without
///   `llimpl`, so does Rust.
/// * `llimpl: function`: a function of Rust with C's types, where more than a call is needed.
/// * `llfakeimpl: function`: a function of Rust with the operation's own types that touches nothing:
///   what [`Executor::Interpreter`](crate::Executor::Interpreter) prefers.
///
/// Before the function that `external` or `llimpl` name, `unsafe` stands where it is an `unsafe fn`,
/// and where it gives memory away ([`Bytes`](crate::Bytes)): your word that any arguments are fine.
///
/// # Types
///
/// Parameters are `bool`, integers, `f64`, `&str` and `&[u8]`; results those, `()`, and `io::Result`
/// of those, of `String` and of `Vec<u8>`. How they cross to C, the [crate](crate) says; what does not
/// fit the C function is an error of the compiler.
#[macro_export]
macro_rules! register_external {
    ($($tokens:tt)*) => {
        // The path of this crate goes along, however the user renamed it.
        $crate::private::register_external! { ($crate) $($tokens)* }
    };
}
