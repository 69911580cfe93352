//! High-level operations for interpreters and translators.

mod error;
mod extfunc;
mod high;
mod low;
mod registry;

pub use error::{CallError, DuplicateError, Error, Result};
pub use extfunc::{ByValues, Executor, ExtFunc, HighParam, Parts};
pub use high::{HighType, HighValue, Mismatch, Parameter, Returned};
pub use low::{BYTES_H, Bytes};
pub use registry::Registry;
