//! The grammar of `llexternal!`, `register_external!` and of lltype's derives.
//!
//! The macros and the build script read the same text with this crate, so they cannot disagree on
//! what it says. What the build script found out reaches the macro in a [`Manifest`], under the
//! [`fingerprint`] of a block.

mod attributes;
mod block;
mod enumeration;
mod errors;
mod fingerprint;
mod function;
mod info;
mod items;
mod keys;
mod manifest;
mod member;
mod operation;
mod operations;
mod record;
mod repr;
mod setting;
mod spelling;
mod suggest;

pub use attributes::RustAttributes;
pub use block::Block;
pub use enumeration::Enumeration;
pub use errors::Errors;
pub use fingerprint::{Fingerprint, fingerprint};
pub use function::{Function, Param, Safety};
pub use info::{CompilationInfo, INFO_LISTS, InfoChain, InfoItem};
pub use manifest::{
    BlockId, Library, LinkKind, Links, MANIFEST_VARIABLE, Manifest, ManifestError, file_id,
};
pub use member::{BitField, BitName, Member, MemberKind};
pub use operation::{Implementation, Operation, OperationParam, OperationParts, ParamKind};
pub use operations::Operations;
pub use record::Record;
pub use setting::List;
pub use spelling::{SPELLED, Spelling};
