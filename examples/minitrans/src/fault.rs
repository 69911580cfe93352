//! [`Fault`]: what can go wrong while a program runs.

use core::fmt;

use crate::location::Location;
use crate::outcome::RuntimeError;
use crate::program::{MAX_CALLS, MAX_LENGTH};

/// What can go wrong while a program runs. `c/runtime.h` has the same texts for translated programs;
/// a test compares them.
#[derive(Debug)]
pub(crate) enum Fault {
    ArgumentCount {
        expected: usize,
        got: usize,
    },
    DivisionByZero,
    IndexOutOfRange {
        index: i64,
        length: usize,
    },
    StringTooLong,
    TooManyCalls,
    /// Of an operation: see `operation.rs`.
    Operation {
        name: &'static str,
        fault: OperationFault,
    },
}

/// What can go wrong in the call of an operation. Arguments are counted from 1.
#[derive(Debug)]
pub(crate) enum OperationFault {
    ArgumentNotUtf8(usize),
    ArgumentHasNul(usize),
    ArgumentOutOfRange {
        argument: usize,
        /// As text.
        value: String,
    },
    Errno(i32),
    ResultNotUtf8,
    ResultOutOfRange,
    /// What only an interpreter meets: an operation that cannot run, a fake that fails.
    Other(String),
}

impl Fault {
    pub(crate) fn at(&self, at: Location) -> RuntimeError {
        RuntimeError {
            at,
            message: self.to_string(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::ArgumentCount { expected, got } => {
                write!(
                    f,
                    "arguments of the program: expected {expected}, got {got}"
                )
            }
            Fault::DivisionByZero => f.write_str("division by zero"),
            Fault::IndexOutOfRange { index, length } => {
                write!(f, "index {index} is out of range: the length is {length}")
            }
            Fault::StringTooLong => write!(f, "a str of more than {MAX_LENGTH} bytes"),
            Fault::TooManyCalls => write!(f, "calls nested more than {MAX_CALLS} levels deep"),
            Fault::Operation { name, fault } => write!(f, "`{name}`: {fault}"),
        }
    }
}

impl fmt::Display for OperationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OperationFault::ArgumentNotUtf8(argument) => {
                write!(f, "argument {argument} is not UTF-8")
            }
            OperationFault::ArgumentHasNul(argument) => {
                write!(f, "argument {argument} has a NUL byte inside")
            }
            OperationFault::ArgumentOutOfRange { argument, value } => {
                write!(f, "argument {argument} is out of range: {value}")
            }
            OperationFault::Errno(errno) => write!(f, "failed with errno {errno}"),
            OperationFault::ResultNotUtf8 => f.write_str("the result is not UTF-8"),
            OperationFault::ResultOutOfRange => f.write_str("the result does not fit in an int"),
            OperationFault::Other(message) => f.write_str(message),
        }
    }
}
