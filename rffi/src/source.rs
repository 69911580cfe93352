//! [`Source`]: where a declaration stands.

use core::fmt;

use crate::ExternalCompilationInfo;

/// What the declarations of one `llexternal!` have in common.
#[doc(hidden)]
pub struct Block {
    pub compilation_info: &'static ExternalCompilationInfo,
    pub file: &'static str,
    pub package_dir: &'static str,
}

impl Block {
    /// The place of one of its declarations.
    pub(crate) const fn source(&self, line: u32) -> Source {
        Source::new(self.file, line, self.package_dir)
    }
}

/// Where a declaration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Source {
    /// The file, as the compiler named it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The folder of the package's `Cargo.toml`, when it was compiled.
    pub package_dir: &'static str,
}

impl Source {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(file: &'static str, line: u32, package_dir: &'static str) -> Self {
        Source {
            file,
            line,
            package_dir,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
