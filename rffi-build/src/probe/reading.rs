//! Makes a fact of the answers to an entry's questions.

use lltype::{Class, Kind as TypeKind, RecordKind, Scalar, Target, Type};

use super::entry::{Entry, Hint, Kind};
use super::structure;
use super::{Fact, ProbeError, StructFact, StructField};
use crate::ask::Answer;

type Answered = Result<Answer, String>;

/// An entry with the answers to its questions.
pub(super) struct Reading<'a> {
    pub(super) name: &'a str,
    pub(super) entry: &'a Entry,
    pub(super) answers: &'a [Answered],
    pub(super) target: &'a Target,
}

impl Reading<'_> {
    /// The fact; of one that only the linker knows, whether it is to be asked.
    pub(super) fn fact(&self) -> Result<Fact, ProbeError> {
        if self.entry.guard.is_some() && self.answers.iter().all(is_absent) {
            return Ok(Fact::Absent);
        }
        match &self.entry.kind {
            Kind::Struct { name, fields } => self.structure(name, fields).map(Fact::Struct),
            Kind::SimpleType { name, hint } => {
                let ty = self.ty(0, name)?;
                self.check_simple(name, &ty)?;
                self.check_hint(name, hint.as_ref(), &ty)?;
                Ok(Fact::Type(ty))
            }
            Kind::Integer(expression) => self.integer(expression),
            Kind::DefinedInteger(name) => self.defined_integer(name),
            Kind::DefinedDouble(about) | Kind::DefinedString(about) | Kind::Defined(about) => {
                Ok(match self.answer(0, about)? {
                    Answer::Double(value) => Fact::Double(*value),
                    Answer::Text(text) => Fact::Text(text.clone()),
                    Answer::Yes => Fact::Flag(true),
                    _ if matches!(self.entry.kind, Kind::Defined(_)) => Fact::Flag(false),
                    _ => Fact::Absent,
                })
            }
            Kind::Has(_) => Ok(Fact::Flag(self.answers[0].is_ok())),
            Kind::HasSymbol(_) | Kind::Works => Ok(Fact::Flag(true)),
        }
    }

    fn answer(&self, index: usize, about: &str) -> Result<&Answer, ProbeError> {
        let answer = self.answers[index].as_ref();
        answer.map_err(|message| self.refused(about, message))
    }

    fn refused(&self, about: &str, message: &str) -> ProbeError {
        ProbeError::Refused {
            entry: self.name.to_owned(),
            about: about.to_owned(),
            message: message.to_owned(),
        }
    }

    fn ty(&self, index: usize, about: &str) -> Result<Type, ProbeError> {
        match self.answer(index, about)? {
            Answer::Type(ty) => Ok(ty.clone()),
            _ => Err(self.refused(about, "it is no type")),
        }
    }

    fn number(&self, index: usize, about: &str) -> Result<u64, ProbeError> {
        match self.answer(index, about)? {
            Answer::Integer(value) => u64::try_from(*value).ok(),
            _ => None,
        }
        .ok_or_else(|| self.refused(about, "it is no size"))
    }

    fn integer(&self, about: &str) -> Result<Fact, ProbeError> {
        let Answer::Integer(value) = *self.answer(0, about)? else {
            return Ok(Fact::Absent);
        };
        let ty = match self.answers.get(1) {
            Some(Ok(Answer::Type(ty))) => Some(ty.clone()),
            _ => None,
        };
        Ok(Fact::Integer(value, ty))
    }

    /// What is no macro and cannot stand in an expression is not there.
    fn defined_integer(&self, name: &str) -> Result<Fact, ProbeError> {
        let [value, macro_, expression] = self.answers else {
            return self.integer(name);
        };
        match (value, macro_, expression) {
            (Err(_), Ok(Answer::Absent), Err(_)) => Ok(Fact::Absent),
            _ => self.integer(name),
        }
    }

    fn structure(&self, name: &str, hints: &[Hint]) -> Result<StructFact, ProbeError> {
        let size = self.number(1, name)?;
        let align = self.number(2, name)?;
        let ty = self.answers[0].as_ref();
        let ty = ty.ok().and_then(|answer| match answer {
            Answer::Type(ty) => Some(ty.clone()),
            _ => None,
        });
        let all = ty.as_ref();
        let all = all.and_then(|ty| structure::fields(ty, self.target, 0));
        let fields = match (hints, all) {
            ([], Some(all)) => all,
            ([], None) => {
                self.ty(0, name)?;
                return Err(self.refused(name, NOT_RECORD));
            }
            (hints, all) => self.listed(name, hints, &all.unwrap_or_default())?,
        };
        let is_union = ty.as_ref().is_some_and(|ty| {
            let unaliased = ty.unaliased();
            unaliased
                .as_record()
                .is_some_and(|record| record.kind() == RecordKind::Union)
        });
        Ok(StructFact {
            name: name.to_owned(),
            kind: match is_union {
                true => RecordKind::Union,
                false => RecordKind::Struct,
            },
            size,
            align,
            fields,
            ty,
        })
    }

    /// The members that are named: as the compiler says, and bit-fields, of which it says no more.
    fn listed(
        &self,
        structure: &str,
        hints: &[Hint],
        all: &[StructField],
    ) -> Result<Vec<StructField>, ProbeError> {
        let mut fields = Vec::new();
        for (index, Hint { name, ty: hint }) in hints.iter().enumerate() {
            let known = all.iter().find(|field| field.name == *name);
            let first = 3 + 3 * index;
            let about = format!("{structure}.{name}");
            let field = match known {
                Some(field) if field.bits.is_some() => field.clone(),
                _ => StructField {
                    name: name.clone(),
                    ty: match known {
                        Some(field) => field.ty.clone(),
                        None => self.ty(first, &about)?,
                    },
                    offset: self.number(first + 1, &about)?,
                    // An array without length has none.
                    size: self.number(first + 2, &about).or(known
                        .map_or(Err(self.refused(&about, "it has no size")), |field| {
                            Ok(field.size)
                        }))?,
                    bits: None,
                },
            };
            self.check_hint(&about, hint.as_ref(), &field.ty)?;
            fields.push(field);
        }
        fields.sort_by_key(|field| (field.offset, field.bits.map(|bits| bits.position)));
        Ok(fields)
    }

    fn check_simple(&self, about: &str, ty: &Type) -> Result<(), ProbeError> {
        match ty.unaliased().kind() {
            TypeKind::Scalar(_) | TypeKind::Enum(_) | TypeKind::Pointer { .. } => Ok(()),
            _ => Err(self.refused(about, NOT_SIMPLE)),
        }
    }

    fn check_hint(&self, about: &str, hint: Option<&Type>, found: &Type) -> Result<(), ProbeError> {
        match hint {
            Some(hint) if !self.is_like(hint, found) => Err(ProbeError::Hint {
                entry: self.name.to_owned(),
                about: about.to_owned(),
                hint: hint.to_string(),
                found: found.to_string(),
            }),
            _ => Ok(()),
        }
    }

    fn is_like(&self, hint: &Type, found: &Type) -> bool {
        let (hint, found) = (hint.unaliased(), found.unaliased());
        let scalars = (
            scalar_of(&hint, self.target),
            scalar_of(&found, self.target),
        );
        if let (Some(hint), Some(found)) = scalars {
            let [one, other] = [hint, found].map(|scalar| scalar.class(self.target));
            let is_integer = |class| matches!(class, Class::Signed | Class::Unsigned);
            return (is_integer(one) && is_integer(other))
                || (one == other && hint.size(self.target) == found.size(self.target));
        }
        match (hint.kind(), found.kind()) {
            (TypeKind::Pointer { .. }, TypeKind::Pointer { .. }) => true,
            // The true length is found.
            (TypeKind::Array { item: one, .. }, TypeKind::Array { item: other, .. }) => {
                self.is_like(&one, &other)
            }
            (TypeKind::Record(one), TypeKind::Record(other)) => one.kind() == other.kind(),
            _ => hint == found,
        }
    }
}

/// The number that a value of this type is.
pub(super) fn scalar_of(ty: &Type, target: &Target) -> Option<Scalar> {
    match ty.unaliased().kind() {
        TypeKind::Scalar(scalar) => Some(scalar),
        TypeKind::Enum(found) => Some(found.base(target)),
        _ => None,
    }
}

fn is_absent(answer: &Answered) -> bool {
    matches!(answer, Ok(Answer::Absent))
}

const NOT_RECORD: &str = "it is no struct or union";

const NOT_SIMPLE: &str =
    "it is no number, enumeration or pointer; ask for it by `Entry::structure`";
