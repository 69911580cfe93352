//! Why a suite cannot be measured.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::{fmt, io};

/// Why a suite cannot be measured.
#[derive(Debug)]
pub enum Error {
    /// cargo cannot be started.
    Start {
        /// The whole command.
        command: String,
        /// The system's reason.
        source: io::Error,
    },
    /// cargo fails; its messages stand before this one.
    Failed {
        /// The whole command.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// The measuring executable wrote something else than comparisons.
    Output(String),
    /// A file of the generated packages cannot be written.
    Write {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The system does not say where this executable is.
    NoExecutable(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start { command, .. } => write!(
                f,
                "cannot start {command}: run this by `cargo run --release -p benches`"
            ),
            Self::Failed { command, status } => write!(f, "{command} failed: {status}"),
            Self::Output(text) => write!(
                f,
                "`with_fakes` wrote {text:?} where two comparisons should stand; is it of another \
                 version?"
            ),
            Self::Write { path, .. } => write!(f, "cannot write {}", path.display()),
            Self::NoExecutable(_) => f.write_str("cannot find the folder of this executable"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Start { source, .. }
            | Self::Write { source, .. }
            | Self::NoExecutable(source) => Some(source),
            Self::Failed { .. } | Self::Output(_) => None,
        }
    }
}
