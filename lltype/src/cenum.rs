//! Enumerations of C as `enum`s of Rust: `#[derive(CEnum)]`.

use core::fmt;

/// C gave an enumeration a value that the Rust `enum` has no variant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownConstant {
    /// What C calls the enumeration.
    pub name: &'static str,
    /// The value.
    pub value: i128,
}

impl fmt::Display for UnknownConstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UnknownConstant { name, value } = self;
        write!(f, "`{name}` has no constant {value}")
    }
}

impl core::error::Error for UnknownConstant {}
