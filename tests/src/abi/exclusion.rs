//! What is not compared, and why: each is in the README.

use super::call::Mode;
use super::{Case, Skip};
use crate::compiler::Compiler;

/// Why a signature is not compiled by a compiler.
#[must_use]
pub fn of(_case: &Case, _compiler: &Compiler) -> Option<Skip> {
    None
}

/// Why a signature is not called one way.
///
/// # Errors
/// It is not.
pub fn of_mode(case: &Case, mode: Mode) -> Result<(), Skip> {
    match mode {
        Mode::Callbacks if case.signature.more.is_some() => {
            Err(Skip::new("callbacks are not variadic"))
        }
        _ => Ok(()),
    }
}
