//! [`Claim`]: something that Rust says about C.

use lltype::{Prototype, Type};

use crate::ask::Question;

/// Something that Rust says about C, and where.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) subject: Subject,
    /// Its number.
    pub(crate) number: usize,
    /// As `file:line`.
    pub(crate) place: String,
}

/// What is declared.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    Function(Prototype),
    Variable {
        name: String,
        ty: Type,
    },
    /// A struct, union or enumeration, by its name in C.
    Type {
        name: String,
        ty: Type,
    },
    /// An integer.
    Constant {
        name: String,
        value: i128,
    },
}

impl Subject {
    /// The name in C.
    pub(crate) fn name(&self) -> &str {
        match self {
            Subject::Function(prototype) => prototype.name(),
            Subject::Variable { name, .. }
            | Subject::Type { name, .. }
            | Subject::Constant { name, .. } => name,
        }
    }

    /// What the compiler is asked about it.
    pub(super) fn questions(&self) -> Vec<Question> {
        let name = self.name();
        match self {
            Subject::Function(_) => vec![
                Question::type_of(name),
                Question::defined(name),
                Question::expansion(name),
            ],
            Subject::Variable { .. } | Subject::Type { .. } => vec![Question::type_of(name)],
            Subject::Constant { .. } => vec![Question::integer(name)],
        }
    }
}
