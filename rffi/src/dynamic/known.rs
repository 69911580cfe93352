//! [`Known`]: what a library was told about itself.

use cdef::Cdef;
use lltype::Target;

use super::declaration::{DeclaredFunction, DeclaredVariable};
use super::{LibraryError, Wanted, text};
use crate::Table;

/// What a library was told about itself.
#[derive(Clone)]
pub enum Known {
    Nothing,
    Text(Cdef),
    Table(&'static Table),
}

impl Known {
    /// What texts can use.
    pub(super) fn cdef(&self) -> Option<&Cdef> {
        match self {
            Known::Text(cdef) => Some(cdef),
            Known::Nothing | Known::Table(_) => None,
        }
    }

    /// What is to be called here must be laid out as here.
    pub(super) fn check_target(&self) -> Result<(), LibraryError> {
        let name = match self {
            Known::Nothing => return Ok(()),
            Known::Text(cdef) => cdef.target().name,
            Known::Table(table) => table.target,
        };
        match name == Target::HOST.name {
            true => Ok(()),
            false => Err(LibraryError::Target(name.to_owned())),
        }
    }

    /// The function of a name.
    pub(super) fn function(&self, name: &str) -> Result<DeclaredFunction, LibraryError> {
        match self {
            Known::Nothing => Err(LibraryError::NotDeclared(name.to_owned())),
            Known::Text(cdef) => text::named_function(cdef, name),
            Known::Table(table) => match table.function(name) {
                Some(entry) => Ok(entry.into()),
                None => Err(is_no(table, name, Wanted::Function)),
            },
        }
    }

    /// The variable of a name.
    pub(super) fn variable(&self, name: &str) -> Result<DeclaredVariable, LibraryError> {
        match self {
            Known::Nothing => Err(LibraryError::NotDeclared(name.to_owned())),
            Known::Text(cdef) => text::named_variable(cdef, name),
            Known::Table(table) => match table.variable(name) {
                Some(entry) => Ok(entry.into()),
                None => Err(is_no(table, name, Wanted::Variable)),
            },
        }
    }
}

/// Why a table has no such function or variable.
fn is_no(table: &Table, name: &str, wanted: Wanted) -> LibraryError {
    use cdef::DeclarationKind;
    let kind = match name {
        _ if table.function(name).is_some() => DeclarationKind::Function,
        _ if table.variable(name).is_some() => DeclarationKind::Variable,
        _ if table.constant(name).is_some() => DeclarationKind::Number,
        _ if table.type_of(name).is_some() => DeclarationKind::Typedef,
        _ => return LibraryError::NotInTable(name.to_owned()),
    };
    let name = name.to_owned();
    LibraryError::Kind { name, kind, wanted }
}
