//! Debug information: there a compiler says what a header declares, in all detail.
//!
//! The stages: `sections.rs` applies relocations, as a linker would; `entry.rs` reads what DWARF says
//! into a table; `types.rs` makes lltype's types of it; `record.rs` finds the attributes with which C lays
//! a struct out so.

mod entry;
mod record;
mod scalar;
mod sections;
mod types;

use lltype::{Target, Type};

use entry::Entries;
use types::Types;

pub(crate) use types::NO_PROTOTYPE;

/// The debug information of an object.
pub(crate) struct Debug(Types);

impl Debug {
    /// Reads it.
    ///
    /// # Errors
    /// There is none, or it is broken.
    pub(crate) fn read(file: &object::File<'_>, target: &Target) -> Result<Self, String> {
        let sections = sections::read(file)?;
        let entries = Entries::read(&sections).map_err(|error| error.to_string())?;
        Ok(Debug(Types::new(entries, *target)))
    }

    /// The types that the variables of these names point to. An error says that there is no such
    /// variable, or why lltype has no such type.
    pub(crate) fn types_of(&self, variables: &[String]) -> Vec<Result<Type, String>> {
        self.0.pointees_of(variables)
    }
}
