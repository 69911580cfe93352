//! [`CModule`]: what will be written.

use super::function::Function;
use super::items::TypeItem;
use super::left_out::LeftOut;
use super::names::Names;
use super::variable::{Constant, Variable};

/// The declarations that have a form in Rust, and the others.
pub(super) struct CModule {
    pub(super) names: Names,
    /// In the order of the headers.
    pub(super) types: Vec<TypeItem>,
    pub(super) functions: Vec<Function>,
    pub(super) variables: Vec<Variable>,
    pub(super) constants: Vec<Constant>,
    pub(super) left_out: Vec<LeftOut>,
}
