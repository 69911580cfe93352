//! [`Toolchain`]: for what C is compiled, and by which compiler.

use std::path::PathBuf;

/// The target that C is compiled for, and how.
///
/// The compiler is found by [`cc`], which reads the variables `CC`, `CFLAGS`, `AR` and their
/// forms for one target, such as `CC_aarch64_unknown_linux_gnu`.
///
/// ```no_run
/// use std::path::Path;
/// use rffi::ExternalCompilationInfo;
///
/// let mut toolchain = rffi_build::Toolchain::host();
/// toolchain.target = "aarch64-unknown-linux-gnu".to_owned();
/// toolchain.opt_level = "s".to_owned();
/// let eci = ExternalCompilationInfo::new().libraries(&["m"]);
/// toolchain.compile_executable(&["out.c"], &eci, Path::new("out"))?;
/// # Ok::<(), rffi_build::Error>(())
/// ```
///
/// [`cc`]: https://docs.rs/cc
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Toolchain {
    /// The target, in Rust's words.
    pub target: String,
    /// The machine that the compiler runs on, in Rust's words.
    pub host: String,
    /// The optimisation: `0`, `1`, `2`, `3`, `s` or `z`.
    pub opt_level: String,
    /// Whether debug information is written.
    pub debug: bool,
    /// The compiler; `None` for the one that `cc` finds.
    pub compiler: Option<PathBuf>,
    /// The C++ compiler, which links what [`use_cpp_linker`] says; `None` for the one that `cc`
    /// finds.
    ///
    /// [`use_cpp_linker`]: rffi::ExternalCompilationInfo::use_cpp_linker
    pub cpp_compiler: Option<PathBuf>,
}

impl Toolchain {
    /// For the machine that this program runs on, with optimisation `2`.
    #[must_use]
    pub fn host() -> Self {
        let host = env!("RFFI_BUILD_TARGET").to_owned();
        Toolchain {
            target: host.clone(),
            host,
            opt_level: "2".to_owned(),
            debug: false,
            compiler: None,
            cpp_compiler: None,
        }
    }
}
