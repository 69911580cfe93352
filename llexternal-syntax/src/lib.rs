//! The grammar of `llexternal!` and `register_external!`.
//!
//! The macros and the build script read the same text with this crate, so they cannot disagree on
//! what it says. What the build script found out reaches the macro in a [`Manifest`], under the
//! [`fingerprint`] of a block.

mod block;
mod errors;
mod extfunc;
mod fingerprint;
mod function;
mod info;
mod manifest;
mod spelling;
mod suggest;

pub use block::{Block, List};
pub use errors::Errors;
pub use extfunc::{Operation, OperationResult, Operations, Param as OperationParam, ParamKind};
pub use fingerprint::{Fingerprint, fingerprint};
pub use function::{Function, Param, Safety};
pub use info::{CompilationInfo, InfoChain, InfoItem};
pub use manifest::{Library, LinkKind, Links, MANIFEST_VARIABLE, Manifest, ManifestError};
pub use spelling::{SPELLED, Spelling};
