//! What can go wrong while C is compiled.

use core::fmt;
use std::io;
use std::path::PathBuf;

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
    /// The linker refused a program.
    Link {
        /// The program.
        output: PathBuf,
        /// The command.
        command: String,
        /// What the compiler and the linker wrote.
        stderr: String,
    },
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
            Error::Archive { name, .. } => write!(f, "cannot make the archive of `{name}`"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } | Error::Start { source, .. } => Some(source),
            Error::NoCompiler { source, .. } | Error::Archive { source, .. } => Some(&**source),
            _ => None,
        }
    }
}
