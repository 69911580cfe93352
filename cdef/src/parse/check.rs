//! What the members of a struct or union must be.

use lltype::RecordKind;

use super::{Failed, Parsed, Parser};
use crate::names::Name;
use crate::token::Span;
use crate::types::{Body, Field, Length, NoSize, Node, RecordId};
use crate::{Diagnostic, ErrorKind};

impl Parser<'_, '_, '_> {
    pub(super) fn check_bits(&mut self, field: &Field, count: i128, span: Span) -> Parsed<()> {
        let target = self.unit.types.target;
        let most = match self.unit.types.kind(field.ty) {
            Node::Scalar(scalar) if scalar.is_integer() => scalar.bit_width(&target),
            Node::Enum(id) => match self.unit.types.enum_base(id) {
                Some(base) => base.bit_width(&target),
                None => return Err(Failed),
            },
            Node::Error => return Err(Failed),
            Node::Ask(..) => {
                let message = "the type of this bit-field is left to the compiler, \
                               so nobody knows where it lies";
                return Err(self.error(ErrorKind::BadBitfieldType, field.span, message));
            }
            _ => {
                let name = self.unit.types.canonical(&self.unit.names, field.ty, "");
                let message = format!("a bit-field is of an integer type, and `{name}` is none");
                return Err(self.error(ErrorKind::BadBitfieldType, field.span, message));
            }
        };
        let (kind, message) = match count {
            count if count < 0 => (
                ErrorKind::BadConstant,
                format!("a bit-field of {count} bits: there is none such"),
            ),
            0 if field.name.is_some() => (
                ErrorKind::NamedZeroBitfield,
                "a bit-field of 0 bits only ends a unit, and has no name".to_owned(),
            ),
            count if count > i128::from(most) => {
                let name = self.unit.types.canonical(&self.unit.names, field.ty, "");
                let message = format!("{count} bits are more than `{name}` has: it has {most}");
                (ErrorKind::BitfieldTooWide, message)
            }
            _ => return Ok(()),
        };
        Err(self.error(kind, span, message))
    }

    pub(super) fn check_member(&mut self, field: &Field) -> Parsed<()> {
        let span = field.span;
        match self.unit.types.kind(field.ty) {
            Node::Error => Err(Failed),
            Node::Function(_) => {
                let message = "a function is no member: use a pointer to it";
                Err(self.error(ErrorKind::FunctionType, span, message))
            }
            Node::Void => {
                let message = "a member of type `void`: use a pointer";
                Err(self.error(ErrorKind::Opaque, span, message))
            }
            // Of parameters alone, or wrong.
            Node::Array {
                length: Length::Variable | Length::Broken,
                ..
            } => Err(Failed),
            Node::Array { .. } => self.check_array(field.ty, span),
            _ => Ok(()),
        }
    }

    /// Where the member is that makes a struct have no size.
    pub(super) fn culprit(&mut self, id: RecordId, reason: NoSize) -> Option<Span> {
        let count = self.unit.types.record_at(id).fields.len();
        (0..count).find_map(|index| {
            let field = self.unit.types.record_at(id).fields[index];
            let is_it = match reason {
                NoSize::Recursive(ty) => self.unit.types.holds(field.ty, ty),
                reason => self.unit.types.extent(field.ty).err() == Some(reason),
            };
            is_it.then_some(field.span)
        })
    }

    /// `...;` goes with everything but bit-fields.
    pub(super) fn check_partial(&mut self, fields: &[Field], dots: Span) -> Body {
        match fields.iter().find(|field| field.bits.is_some()) {
            None => Body::Partial,
            Some(field) => {
                let message = "`...;` leaves members to the compiler, and nobody can ask it where the bits of \
                               a bit-field lie";
                let error =
                    Diagnostic::new(ErrorKind::BitfieldAndDotdotdot, self.place(dots), message)
                        .note(self.place(field.span), "the bit-field");
                self.tell(error);
                Body::Broken
            }
        }
    }

    /// Where arrays without a length may stand.
    pub(super) fn check_arrays(&mut self, kind: RecordKind, fields: &[Field]) -> Body {
        let types = &self.unit.types;
        let is_open = |field: &Field| types.is_open_array(field.ty);
        if let Some(index) = fields.iter().position(is_open)
            && let Some((kind, message)) = open_array_problem(kind, fields, index)
        {
            self.error(kind, fields[index].span, message);
            return Body::Broken;
        }
        match fields.iter().any(|field| types.asks_length(field.ty)) {
            true => Body::Partial,
            false => Body::Known,
        }
    }

    /// Names are unique among the members, with those of anonymous members.
    pub(super) fn check_names(&mut self, fields: &[Field]) -> Parsed<()> {
        let mut seen = hashbrown::HashMap::with_capacity(fields.len());
        let mut result = Ok(());
        for field in fields {
            let mut names = Vec::new();
            match field.name {
                Some(name) => names.push(name),
                None if field.is_anonymous() => self.unit.types.member_names(field.ty, &mut names),
                None => {}
            }
            for name in names {
                if let Some(before) = seen.insert(name, field.span) {
                    result = Err(self.duplicate(field.span, name, before));
                }
            }
        }
        result
    }

    fn duplicate(&mut self, span: Span, name: Name, before: Span) -> Failed {
        let text = self.unit.names.text(name);
        let message = format!("there is a member `{text}` already");
        let error = Diagnostic::new(ErrorKind::DuplicateField, self.place(span), message);
        let error = error.note(self.place(before), "here");
        self.tell(error)
    }
}

/// What is wrong with an array without a length, if something is.
fn open_array_problem(
    kind: RecordKind,
    fields: &[Field],
    index: usize,
) -> Option<(ErrorKind, &'static str)> {
    let mut before = fields.iter().take(index);
    let has_others = before.any(|field| field.name.is_some() || field.is_anonymous());
    Some(match kind {
        RecordKind::Union => (
            ErrorKind::VarArrayInUnion,
            "an array without a length cannot be in a union",
        ),
        RecordKind::Struct if index + 1 < fields.len() => (
            ErrorKind::VarArrayNotLast,
            "an array without a length must be the last member",
        ),
        RecordKind::Struct if !has_others => (
            ErrorKind::VarArrayOnly,
            "an array without a length is no struct by itself: put a member before it, or write `[0]`",
        ),
        RecordKind::Struct => return None,
    })
}
