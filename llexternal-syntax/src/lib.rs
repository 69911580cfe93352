//! The grammar of `llexternal!`, `register_external!` and of lltype's derives.
//!
//! The macros and the build script read the same text with this crate, so they cannot disagree on
//! what it says. What the build script found out reaches the macro in a [`Manifest`], under the
//! [`fingerprint`] of a block.

mod abi;
mod attributes;
mod block;
mod c_names;
mod constant;
mod enumeration;
mod errors;
mod expression;
mod fingerprint;
mod function;
mod function_rules;
mod global;
mod head;
mod info;
mod info_item;
mod items;
mod keys;
mod manifest;
mod member;
mod operation;
mod operations;
mod options;
mod package;
mod params;
mod passable;
mod record;
mod repr;
mod setting;
mod spelling;
mod suggest;
mod text;
mod verdict;
mod wide;
mod wrapper;

pub use abi::Abi;
pub use attributes::RustAttributes;
pub use block::Block;
pub use c_names::{CName, Origin, Place};
pub use constant::{Constant, ConstantKind, ConstantValue};
pub use enumeration::Enumeration;
pub use errors::Errors;
pub use fingerprint::{Fingerprint, fingerprint};
pub use function::{Function, Safety};
pub use global::Global;
pub use info::{CompilationInfo, INFO_LISTS, InfoChain, InfoItem};
pub use manifest::{
    BlockId, Library, LinkKind, Links, MANIFEST_VARIABLE, Manifest, ManifestError, file_id,
};
pub use member::{BitField, BitName, Member, MemberKind};
pub use operation::{
    Implementation, Operation, OperationParam, OperationParts, OperationResult, ParamKind,
    TupleResult,
};
pub use operations::Operations;
pub use options::{Flag, Options};
pub use package::check_package;
pub use params::{Param, Params};
pub use record::Record;
pub use setting::List;
pub use spelling::{Named, Spelling};
pub use text::{Text, TextKind};
pub use verdict::{RecordVerdict, Severity, Value, Verdict};
pub use wide::wide;
pub use wrapper::wrapper_name;
