//! [`Facts`]: what a probe found, by the names of the entries.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lltype::{Target, Type};

use super::{ProbeError, StructFact};
use crate::env;

/// What an entry became.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fact {
    /// A struct or union.
    Struct(StructFact),
    /// A type.
    Type(Type),
    /// An integer, with its type where lltype has that.
    Integer(i128, Option<Type>),
    /// A floating-point number.
    Double(f64),
    /// The characters of a string, without the NUL.
    Text(Vec<u8>),
    /// Whether there is something.
    Flag(bool),
    /// What it is about is not defined.
    Absent,
}

impl Fact {
    fn kind(&self) -> &'static str {
        match self {
            Fact::Struct(_) => "a struct",
            Fact::Type(_) => "a type",
            Fact::Integer(..) => "an integer",
            Fact::Double(_) => "a floating-point number",
            Fact::Text(_) => "a string",
            Fact::Flag(_) => "a yes or no",
            Fact::Absent => "absent",
        }
    }
}

/// What a probe found. Each getter says what is wrong if there is no such result.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(super) entries: Vec<(String, Result<Fact, ProbeError>)>,
    /// For each entry that may be missing, the type in Rust of what it is otherwise.
    pub(super) optional: Vec<Option<&'static str>>,
    pub(super) inputs: Vec<PathBuf>,
    pub(super) target: Target,
    pub(super) variables: Vec<String>,
}

/// Picks out of a fact what a getter is for.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident, $optional:ident: $result:ty, $wanted:literal,
        $pattern:pat => $value:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// If there is no such entry, C has no such thing, or it is of another kind.
        pub fn $name(&self, name: &str) -> Result<$result, ProbeError> {
            let found = self.$optional(name)?;
            found.ok_or_else(|| ProbeError::NotDefined { entry: name.to_owned() })
        }

        /// The same; `None` where it is not defined.
        ///
        /// # Errors
        /// If there is no such entry, C refuses it, or it is of another kind.
        pub fn $optional(&self, name: &str) -> Result<Option<$result>, ProbeError> {
            match self.fact(name)? {
                Fact::Absent => Ok(None),
                $pattern => Ok(Some($value)),
                other => Err(ProbeError::OtherKind {
                    entry: name.to_owned(),
                    found: other.kind(),
                    wanted: $wanted,
                }),
            }
        }
    )*};
}

impl Facts {
    /// What an entry became.
    ///
    /// # Errors
    /// If there is no such entry, or it failed: then that says why.
    pub fn fact(&self, name: &str) -> Result<&Fact, ProbeError> {
        let mut entries = self.entries.iter();
        let found = entries.find(|(entry, _)| entry == name);
        let (_, fact) = found.ok_or_else(|| ProbeError::NoEntry {
            name: name.to_owned(),
        })?;
        fact.as_ref().map_err(ProbeError::clone)
    }

    getters! {
        /// A struct or union.
        structure, structure_if_defined: &StructFact, "a struct", Fact::Struct(found) => found;
        /// A type.
        simple_type, simple_type_if_defined: &Type, "a type", Fact::Type(ty) => ty;
        /// An integer.
        integer, integer_if_defined: i128, "an integer", Fact::Integer(value, _) => *value;
        /// A floating-point number.
        double, double_if_defined: f64, "a floating-point number", Fact::Double(value) => *value;
        /// A string: its characters before the NUL.
        text, text_if_defined: &[u8], "a string", Fact::Text(text) => text;
        /// Whether there is something.
        flag, flag_if_defined: bool, "a yes or no", Fact::Flag(flag) => *flag;
    }

    /// All entries, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Result<&Fact, &ProbeError>)> {
        self.entries
            .iter()
            .map(|(name, fact)| (&**name, fact.as_ref()))
    }

    /// The entries that failed.
    pub fn errors(&self) -> impl Iterator<Item = &ProbeError> {
        self.entries
            .iter()
            .filter_map(|(_, fact)| fact.as_ref().err())
    }

    /// The first failure, or the facts.
    ///
    /// # Errors
    /// If an entry failed.
    pub fn complete(self) -> Result<Self, ProbeError> {
        let error = self.errors().next().cloned();
        match error {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// The headers that were read, also the system's.
    #[must_use]
    pub fn inputs(&self) -> &[PathBuf] {
        &self.inputs
    }

    /// The target's layouts, as the compiler has them.
    #[must_use]
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// Tells Cargo, from a build script, what the facts depend on: the headers and the variables that
    /// name a compiler.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_directives(&self, out: &mut impl Write) -> io::Result<()> {
        for input in &self.inputs {
            writeln!(out, "cargo::rerun-if-changed={}", shown(input))?;
        }
        let variables = self.variables.iter().map(String::as_str);
        for variable in variables.chain(env::OF_THE_COMPILER) {
            writeln!(out, "cargo::rerun-if-env-changed={variable}")?;
        }
        Ok(())
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
