//! [`Operand`]: a part of an expression, with its type and, where it is known, its value.

use lltype::{Class, Qualifiers, Scalar};

use super::{Failed, Parsed, Parser};
use crate::constant::{Integer, Integers};
use crate::token::Span;
use crate::types::{Asked, Body, NoSize, Node, Qualified, TypeId};
use crate::{Diagnostic, ErrorKind};

/// A part of an expression.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operand {
    pub(super) ty: TypeId,
    /// Of what lies somewhere; values have none.
    pub(super) qualifiers: Qualifiers,
    pub(super) value: Value,
}

impl Operand {
    /// A value, or something without qualifiers.
    pub(super) fn new(ty: TypeId, value: Value) -> Self {
        Operand {
            ty,
            qualifiers: Qualifiers::NONE,
            value,
        }
    }

    /// Something that lies somewhere, with its qualifiers.
    pub(super) fn qualified(ty: Qualified, value: Value) -> Self {
        Operand {
            ty: ty.ty,
            qualifiers: ty.qualifiers,
            value,
        }
    }

    /// Its type, with its qualifiers.
    pub(super) fn whole_type(self) -> Qualified {
        Qualified {
            ty: self.ty,
            qualifiers: self.qualifiers,
        }
    }
}

/// What is known of the value of an operand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// Of the operand's type, which is an integer; a pointer, by its address.
    Int(i128),
    Float(f64),
    /// What lies at this address: of the idiom `&((struct s *)0)->member`.
    At(i128),
    /// Nothing: such as of `sizeof`'s operand.
    Unknown,
}

impl Parser<'_, '_, '_> {
    pub(super) fn integers(&self) -> Integers<'_> {
        Integers(&self.unit.types.target)
    }

    /// The integer type behind a type; `None` if it is none.
    pub(super) fn integer_type(&self, ty: TypeId) -> Option<Scalar> {
        match self.unit.types.kind(ty) {
            Node::Scalar(scalar) if scalar.is_integer() => Some(scalar),
            Node::Enum(id) => self.unit.types.enum_base(id),
            // Any will do: its value is not known.
            Node::Ask(_, Asked::Integer) => Some(Scalar::Int),
            _ => None,
        }
    }

    pub(super) fn is_float(&self, ty: TypeId) -> bool {
        let target = &self.unit.types.target;
        match self.unit.types.kind(ty) {
            Node::Scalar(scalar) => {
                matches!(scalar.class(target), Class::Float | Class::Complex)
            }
            Node::Ask(_, Asked::Float) => true,
            _ => false,
        }
    }

    pub(super) fn is_pointer(&self, ty: TypeId) -> bool {
        matches!(self.unit.types.kind(ty), Node::Pointer(_))
    }

    /// An operand as a value: arrays and functions are pointers, what lies somewhere is not known.
    pub(super) fn decayed(&mut self, operand: Operand, span: Span) -> Parsed<Operand> {
        let kind = self.unit.types.kind(operand.ty);
        let to = match kind {
            Node::Array { item, .. } => Qualified {
                ty: item,
                qualifiers: operand.qualifiers,
            },
            Node::Function(_) => operand.ty.into(),
            _ => {
                let value = match operand.value {
                    Value::At(_) => Value::Unknown,
                    value => value,
                };
                return Ok(Operand::new(operand.ty, value));
            }
        };
        let pointer = self.unit.types.pointer(to);
        let value = match operand.value {
            Value::At(address) => Value::Int(address),
            _ => Value::Unknown,
        };
        match pointer {
            Ok(ty) => Ok(Operand::new(ty, value)),
            Err(_) => Err(self.too_deep(span)),
        }
    }

    /// The operand as an integer, if it is a known one.
    pub(super) fn as_integer(&self, operand: Operand) -> Option<Integer> {
        let ty = self.integer_type(operand.ty)?;
        match operand.value {
            Value::Int(value) => Some(Integer { value, ty }),
            _ => None,
        }
    }

    pub(super) fn known(&self, integer: Integer) -> Operand {
        Operand::new(integer.ty.into(), Value::Int(integer.value))
    }

    pub(super) fn truth(&self, is_true: bool) -> Operand {
        self.known(self.integers().int(i128::from(is_true)))
    }

    /// Whether it is true; `None` if that is not known.
    pub(super) fn is_true(&self, operand: Operand) -> Option<bool> {
        match operand.value {
            Value::Int(value) => Some(value != 0),
            Value::Float(value) => Some(value != 0.0),
            Value::At(_) | Value::Unknown => None,
        }
    }

    /// The operand as another type.
    pub(super) fn converted(
        &mut self,
        operand: Operand,
        ty: TypeId,
        span: Span,
    ) -> Parsed<Operand> {
        let operand = self.decayed(operand, span)?;
        let is_known = |value| Operand::new(ty, value);
        if let Some(integer) = self.integer_type(ty) {
            let asks = matches!(self.unit.types.kind(ty), Node::Ask(..));
            let cut = |value| Value::Int(self.integers().cut(value, integer));
            return Ok(is_known(match operand.value {
                _ if asks => Value::Unknown,
                Value::Int(value) => cut(value),
                #[allow(clippy::cast_possible_truncation, reason = "C cuts, too")]
                Value::Float(value) if integer == Scalar::Bool => cut(i128::from(value != 0.0)),
                #[allow(clippy::cast_possible_truncation, reason = "C cuts, too")]
                Value::Float(value) => cut(value as i128),
                value => value,
            }));
        }
        if self.is_float(ty) {
            #[allow(clippy::cast_precision_loss, reason = "C rounds, too")]
            return Ok(is_known(match operand.value {
                Value::Int(value) => {
                    Value::Float(self.rounded(self.as_float(value, operand.ty), ty))
                }
                Value::Float(value) => Value::Float(self.rounded(value, ty)),
                value => value,
            }));
        }
        if self.is_pointer(ty) {
            return Ok(is_known(match operand.value {
                Value::Int(value) => Value::Int(self.integers().cut(value, Scalar::UIntPtr)),
                _ => Value::Unknown,
            }));
        }
        Ok(is_known(Value::Unknown))
    }

    /// The layout of a type that stands at `span`.
    pub(super) fn layout_of(&mut self, ty: TypeId, span: Span) -> Parsed<lltype::Layout> {
        match self.unit.types.layout(ty) {
            Ok(layout) => Ok(layout),
            Err(reason) => Err(self.no_size(reason, span)),
        }
    }

    /// Tells why something has no size.
    pub(super) fn no_size(&mut self, reason: NoSize, span: Span) -> Failed {
        let place = self.place(span);
        match self.unit.no_size(reason, place) {
            Some(error) => self.tell(error),
            None => Failed,
        }
    }
}

impl crate::scope::Unit<'_> {
    /// The error that says why something has no size; `None` if the reason was told already.
    pub(crate) fn no_size(
        &self,
        reason: NoSize,
        place: crate::diagnostic::Place,
    ) -> Option<Diagnostic> {
        let name = |ty| self.types.canonical(&self.names, ty, "");
        let (kind, message) = match reason {
            NoSize::Error => return None,
            NoSize::Opaque(ty) => (ErrorKind::Opaque, self.why_opaque(ty)),
            NoSize::Length(ty) => (
                ErrorKind::UnknownLength,
                format!("`{}` has no length, so it has no size", name(ty)),
            ),
            NoSize::Function(ty) => (
                ErrorKind::FunctionType,
                format!(
                    "`{}` is a function, and has no size: use a pointer to it",
                    name(ty)
                ),
            ),
            NoSize::NeedsCompiler(ty) => (
                ErrorKind::NeedsCompiler,
                format!(
                    "`{}` is left to the compiler (`...`), which was not asked",
                    name(ty)
                ),
            ),
            NoSize::Recursive(ty) => (
                ErrorKind::RecursiveStruct,
                format!("`{}` would contain itself: use a pointer to it", name(ty)),
            ),
            NoSize::TooLarge(ty) => (
                ErrorKind::SizeOverflow,
                format!("`{}` is larger than half of the address space", name(ty)),
            ),
            NoSize::TooDeep(ty) => (
                ErrorKind::TooDeep,
                format!(
                    "`{}` has types in types, deeper than compilers go",
                    name(ty)
                ),
            ),
            NoSize::Enum(ty) => (
                ErrorKind::EnumOverflow,
                format!(
                    "no integer holds all constants of `{}`: some are negative, and others too large",
                    name(ty)
                ),
            ),
            NoSize::Target(ty) => (
                ErrorKind::UnsupportedType,
                format!("there is no `{}` on {}", name(ty), self.types.target.name),
            ),
            NoSize::Alignment(ty, align) => (
                ErrorKind::BadConstant,
                format!(
                    "`{}` has a member aligned to {align} bytes: that is no alignment",
                    name(ty)
                ),
            ),
        };
        Some(Diagnostic::new(kind, place, message))
    }

    /// Why the inside of a type is not known.
    pub(crate) fn why_opaque(&self, ty: TypeId) -> String {
        let name = self.types.canonical(&self.names, ty, "");
        match self.types.kind(ty) {
            Node::Void => "`void` has no size: use a pointer to it".to_owned(),
            Node::Record(id) if self.types.record_at(id).body == Body::Unknown => {
                format!("`{name}` is declared, but its members are not")
            }
            _ => format!("what is inside of `{name}` is not known: use a pointer to it"),
        }
    }
}
