//! [`Outcome`]: what came of a run.

use core::fmt;
use std::sync::Arc;

use crate::location::Location;
use crate::value::Value;

/// What came of a run: equal for two runs that did the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What the program emitted, in order.
    pub results: Vec<Emitted>,
    /// How it ended.
    pub end: Result<(), RuntimeError>,
}

/// A result of a program: `emit "label", value;`.
#[derive(Debug, Clone, PartialEq)]
pub struct Emitted {
    /// What the result is.
    pub label: Arc<[u8]>,
    /// The result.
    pub value: Value,
}

/// The error that ended a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeError {
    /// Where in the program.
    pub at: Location,
    /// What went wrong.
    pub message: String,
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

impl core::error::Error for RuntimeError {}
