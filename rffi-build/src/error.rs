//! What can go wrong while C is compiled.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The result of this crate's functions.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Why C was not compiled or linked.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A variable that Cargo sets for build scripts is not there.
    NotInBuildScript {
        /// Its name.
        variable: &'static str,
    },
    /// A file or folder could not be read or written.
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A path is not text on one line, which Cargo and rffi's manifest need.
    PathNotText {
        /// The path.
        path: PathBuf,
    },
    /// An argument for the linker has a line break, and Cargo reads lines.
    ArgumentNotLine {
        /// The argument.
        argument: String,
    },
    /// No C compiler or archiver is known for the target.
    NoCompiler {
        /// The target.
        target: String,
        /// The reason of `cc`.
        source: Box<dyn core::error::Error + Send + Sync>,
    },
    /// The C compiler takes other options than gcc and clang.
    UnsupportedCompiler {
        /// Its path.
        compiler: PathBuf,
    },
    /// A program could not be started.
    Start {
        /// The command.
        command: String,
        /// The system's reason.
        source: io::Error,
    },
    /// The C compiler refused a source.
    Compile {
        /// The file, or the list that the text is in.
        what: String,
        /// Where the user named it, as `file:line`.
        place: Option<String>,
        /// The command.
        command: String,
        /// What the compiler wrote.
        stderr: String,
    },
    /// A header is not there.
    NoHeader {
        /// Its name.
        header: String,
        /// The header that includes it; `None` for the compilation info and flags.
        includer: Option<PathBuf>,
        /// The folders in which the C compiler searched it.
        searched: Vec<PathBuf>,
    },
    /// The linker refused a program.
    Link {
        /// The program.
        output: PathBuf,
        /// The command.
        command: String,
        /// What the compiler and the linker wrote.
        stderr: String,
    },
    /// The C compiler makes objects for another machine than the target.
    WrongCompiler {
        /// Its path.
        compiler: PathBuf,
        /// The target.
        target: String,
        /// For what it makes objects.
        made: String,
    },
    /// A compilation info for one platform was to be compiled for another.
    OtherPlatform {
        /// What the info is for.
        platform: String,
        /// The target.
        target: String,
    },
    /// Flags made no compilation info, or two of them do not go together.
    CompilationInfo(rffi::CompilationInfoError),
    /// An item of the list `pkg_config` is not understood.
    Package {
        /// What is wrong.
        message: String,
    },
    /// `pkg-config` or a tool like it is not there.
    NoTool {
        /// Its name.
        tool: String,
        /// What was looked for.
        package: String,
        /// The system's reason.
        source: io::Error,
    },
    /// A tool ended with an error, or printed what is no text.
    ToolFailed {
        /// The command.
        command: String,
        /// What it wrote.
        stderr: String,
    },
    /// `pkg-config` does not know a package, or not in this version.
    PackageNotFound {
        /// The package.
        package: String,
        /// The command.
        command: String,
        /// What it wrote.
        stderr: String,
    },
    /// `pkg-config` would find the packages of this machine, and C is compiled for another.
    PkgConfigOfHost {
        /// The package.
        package: String,
        /// The target.
        target: String,
    },
    /// A text in C is wrong, or a compiler disagrees with it.
    Declarations(Box<cdef::Errors>),
    /// Declarations cannot be written as a constant of Rust.
    Table {
        /// The constant.
        name: String,
        /// Why.
        message: String,
    },
    /// Glue cannot be written.
    Glue {
        /// The glue.
        name: String,
        /// Why.
        message: String,
    },
    /// A pattern for names is no regular expression.
    Pattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A module cannot have this name.
    ModuleName {
        /// The name.
        name: String,
    },
    /// Glue cannot be written where only documentation is built.
    Documentation {
        /// The glue.
        name: String,
        /// What its text leaves to the compiler.
        unknown: String,
        /// Why the compiler does not say it.
        source: Box<Error>,
    },
    /// No package leaves an interface for this one.
    NoInterface {
        /// The key `links` of the package.
        links: String,
        /// The glue.
        name: String,
    },
    /// `lltype` does not know how C is laid out on the target.
    UnknownTarget {
        /// The target.
        target: String,
    },
    /// There is no libclang, which reads headers.
    NoLibclang {
        /// Where it was looked for.
        reason: String,
    },
    /// libclang, or what follows it, refused headers.
    Headers {
        /// As they are included.
        headers: Vec<String>,
        /// What it says.
        reason: String,
    },
    /// Declarations do not say what the headers say.
    Disagreement(Box<crate::Report>),
    /// The variable `RFFI_VERIFY` has a word that it does not know.
    Strictness {
        /// What is wrong.
        message: String,
    },
    /// An object that was made to be read cannot be.
    Object {
        /// The compiler's command.
        command: String,
        /// The reason.
        message: String,
    },
    /// What was asked of C by a shortcut of a probe is not there.
    Probe(crate::ProbeError),
    /// Objects could not be put into an archive.
    Archive {
        /// The archive.
        name: String,
        /// The reason of `cc`.
        source: Box<dyn core::error::Error + Send + Sync>,
    },
}

impl Error {
    /// For `map_err` of an input or output.
    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Error::Io {
            action,
            path,
            source,
        }
    }
}

impl From<cdef::Errors> for Error {
    fn from(errors: cdef::Errors) -> Self {
        Error::Declarations(Box::new(errors))
    }
}

impl From<rffi::CompilationInfoError> for Error {
    fn from(error: rffi::CompilationInfoError) -> Self {
        Error::CompilationInfo(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotInBuildScript { variable } => write!(
                f,
                "the variable `{variable}` is not set: call `rffi_build::build()` from the `main` \
                 of a build.rs, which Cargo runs"
            ),
            Error::Io { action, path, .. } => write!(f, "cannot {action} `{}`", path.display()),
            Error::PathNotText { path } => write!(
                f,
                "the path `{}` is not UTF-8 text on one line, as Cargo's build scripts need it; \
                 move or rename the folder",
                path.display()
            ),
            Error::ArgumentNotLine { argument } => write!(
                f,
                "`{}` in `link_extra` has a line break, which Cargo cannot pass on to the linker; \
                 write each argument as an item of its own",
                argument.escape_debug()
            ),
            Error::NoCompiler { target, .. } => write!(
                f,
                "no C compiler is known for the target `{target}`; name one in the variable `CC`"
            ),
            Error::UnsupportedCompiler { compiler } => write!(
                f,
                "`{}` takes Microsoft's options, which are not supported; use gcc or clang with a \
                 `-gnu` target, and name it in the variable `CC`",
                compiler.display()
            ),
            Error::Start { command, .. } => write!(
                f,
                "cannot start the C compiler; install one, or name it in the variable `CC`\n\
                 command: {command}"
            ),
            Error::Compile {
                what,
                place,
                command,
                stderr,
            } => {
                write!(f, "the C compiler refuses `{what}`")?;
                if let Some(place) = place {
                    write!(f, ", given at {place}")?;
                }
                write!(f, "\n{}\ncommand: {command}", stderr.trim_end())
            }
            Error::NoHeader {
                header,
                includer,
                searched,
            } => no_header(f, header, includer.as_deref(), searched),
            Error::Link {
                output,
                command,
                stderr,
            } => write!(
                f,
                "cannot link `{}`\n{}\ncommand: {command}",
                output.display(),
                stderr.trim_end()
            ),
            Error::WrongCompiler {
                compiler,
                target,
                made,
            } => write!(
                f,
                "`{}` makes objects for {made}, and the target is `{target}`; name a compiler for it in \
                 the variable `CC_{}`",
                compiler.display(),
                target.replace('-', "_")
            ),
            Error::OtherPlatform { platform, target } => write!(
                f,
                "this compilation info is for the platform `{platform}`, and the target is `{target}`; \
                 use it for that platform alone, such as by `#[cfg(..)]`"
            ),
            Error::CompilationInfo(error) => error.fmt(f),
            Error::Package { message } | Error::Strictness { message } => f.write_str(message),
            Error::NoTool { tool, package, .. } => write!(
                f,
                "cannot start `{tool}` to find `{package}`; install it (on Debian `{tool}`, or the \
                 library's `-dev` package where it is the library's own), or put it on the `PATH`"
            ),
            Error::ToolFailed { command, stderr } => {
                write!(f, "the command failed: {command}\n{}", stderr.trim_end())
            }
            Error::PackageNotFound {
                package,
                command,
                stderr,
            } => write!(
                f,
                "pkg-config finds no package `{package}`; is the `-dev` package installed? Where \
                 its `.pc` file is in a folder of its own, name that in the variable \
                 `PKG_CONFIG_PATH`\n{}\ncommand: {command}",
                stderr.trim_end()
            ),
            Error::PkgConfigOfHost { package, target } => {
                let suffix = target.replace('-', "_");
                write!(
                    f,
                    "cannot look for the package `{package}` of the target `{target}`: pkg-config knows \
                     those of this machine; name a pkg-config for the target in `PKG_CONFIG_{suffix}`, \
                     or its files in `PKG_CONFIG_SYSROOT_DIR_{suffix}` and \
                     `PKG_CONFIG_LIBDIR_{suffix}`, or set `PKG_CONFIG_ALLOW_CROSS=1`"
                )
            }
            Error::Declarations(errors) => errors.fmt(f),
            Error::Table { name, message } => write!(f, "the table `{name}`: {message}"),
            Error::Glue { name, message } => write!(f, "the glue `{name}`: {message}"),
            Error::Pattern { pattern, message } => write!(
                f,
                "`{pattern}` is no regular expression for names\n{message}"
            ),
            Error::ModuleName { name } => write!(
                f,
                "`{name}` cannot be the name of a module in Rust; write one such as `zlib`"
            ),
            Error::Documentation { name, unknown, .. } => write!(
                f,
                "the glue `{name}` cannot be documented: its text leaves {unknown} to the C compiler, which \
                 cannot say it here; for docs.rs, put the headers that it needs into the package, or write \
                 into the text what it leaves out"
            ),
            Error::NoInterface { links, name } => write!(
                f,
                "no interface `{name}` of a package with `links = \"{links}\"`; this package must depend \
                 on it directly, and its build script must compile a `Glue` of this name"
            ),
            Error::UnknownTarget { target } => write!(
                f,
                "how C is laid out on the target `{target}` is not known; build for one that \
                 `lltype::Target` has"
            ),
            Error::NoLibclang { reason } => write!(
                f,
                "there is no libclang, which reads headers; install it (on Debian the package \
                 `libclang1`, or `clang`, which brings it along), or name its folder in the variable \
                 `LIBCLANG_PATH`: {}",
                reason.lines().next().unwrap_or_default()
            ),
            Error::Headers { headers, reason } => write!(
                f,
                "libclang refuses `{}`\n{}",
                headers.join("`, `"),
                reason.trim_end()
            ),
            Error::Disagreement(report) => {
                write!(f, "declarations do not say what the headers say\n{report}")
            }
            Error::Object { command, message } => write!(
                f,
                "cannot read the object that the C compiler wrote: {message}\ncommand: {command}"
            ),
            Error::Probe(error) => error.fmt(f),
            Error::Archive { name, .. } => write!(f, "cannot make the archive of `{name}`"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Error::Io { source, .. }
            | Error::Start { source, .. }
            | Error::NoTool { source, .. } => Some(source),
            Error::NoCompiler { source, .. } | Error::Archive { source, .. } => Some(&**source),
            Error::Documentation { source, .. } => Some(&**source),
            _ => None,
        }
    }
}

fn no_header(
    f: &mut fmt::Formatter<'_>,
    header: &str,
    includer: Option<&Path>,
    searched: &[PathBuf],
) -> fmt::Result {
    write!(f, "cannot find the header `{header}`")?;
    if let Some(includer) = includer {
        write!(f, ", which `{}` includes", includer.display())?;
    }
    f.write_str(
        "; is the library's `-dev` package installed? Where it has a folder of its own, name the library in \
         `pkg_config`, or the folder in `include_dirs`",
    )?;
    let folders = searched
        .iter()
        .map(|folder| format!("`{}`", folder.display()));
    match searched {
        [] => Ok(()),
        _ => write!(
            f,
            "\nsearched in {}",
            folders.collect::<Vec<_>>().join(", ")
        ),
    }
}

/// An error with its causes, for the user.
pub(crate) fn error_chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = core::error::Error::source(error);
    while let Some(error) = cause {
        text += &format!("\ncaused by: {error}");
        cause = error.source();
    }
    text
}
