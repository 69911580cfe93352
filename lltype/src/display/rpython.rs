//! Types in RPython's words: `Func ( Signed, * Array of Char ) -> Float`.

use core::fmt;

use super::{Budget, MAX_NESTING};
use crate::desc::{ArrayLength, Qualifiers, RecordKind};
use crate::ty::{Kind, Record};
use crate::{Target, Type};

impl Type {
    /// The type in RPython's words: `Func ( Signed, * Array of Char ) -> Float`.
    #[must_use]
    pub fn rpython(&self) -> impl fmt::Display + '_ {
        RPython(self)
    }
}

struct RPython<'a>(&'a Type);

impl fmt::Display for RPython<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0, MAX_NESTING, &mut Budget::new())
    }
}

fn write(f: &mut fmt::Formatter<'_>, ty: &Type, nesting: u32, budget: &mut Budget) -> fmt::Result {
    let nesting = nesting.checked_sub(1).filter(|_| budget.take().is_some());
    let Some(nesting) = nesting else {
        return f.write_str("...");
    };
    let gc = if ty.is_gc() { "Gc" } else { "" };
    match ty.kind() {
        Kind::Void => f.write_str("Void"),
        Kind::Scalar(scalar) => f.write_str(scalar.rpython_name()),
        Kind::Opaque { name, .. } => write!(f, "{name} ({gc}opaque)"),
        Kind::Pointer {
            pointee,
            qualifiers,
        } => write_pointer(f, &pointee, qualifiers, nesting, budget),
        Kind::Function(function) => {
            f.write_str("Func (")?;
            for (index, param) in function.params().enumerate() {
                f.write_str(if index == 0 { " " } else { ", " })?;
                write(f, &param.ty, nesting, budget)?;
            }
            f.write_str(" ) -> ")?;
            write(f, &function.result(), nesting, budget)
        }
        Kind::Array { item, length, .. } => {
            match length {
                ArrayLength::Fixed(count) => write!(f, "FixedSizeArray of {count} ")?,
                ArrayLength::NoLength | ArrayLength::Header => write!(f, "{gc}Array of ")?,
            }
            write(f, &item, nesting, budget)?;
            f.write_str(match length {
                ArrayLength::NoLength => " { nolength }",
                _ => "",
            })
        }
        Kind::Record(record) => write_record(f, &record, gc),
        // RPython has no enumerations, and no vectors: those are C's.
        Kind::Enum(enumeration) => f.write_str(enumeration.base(&Target::HOST).rpython_name()),
        Kind::Vector(_) => write!(f, "{ty}"),
    }
}

/// RPython has no pointer to a number: C's is a pointer to an array without length.
fn write_pointer(
    f: &mut fmt::Formatter<'_>,
    pointee: &Type,
    qualifiers: Qualifiers,
    nesting: u32,
    budget: &mut Budget,
) -> fmt::Result {
    match pointee.kind() {
        Kind::Void => f.write_str("* Array of void { nolength, render_as_void")?,
        Kind::Scalar(_) | Kind::Pointer { .. } | Kind::Enum(_) | Kind::Vector(_) => {
            f.write_str("* Array of ")?;
            write(f, pointee, nesting, budget)?;
        }
        _ => {
            f.write_str("* ")?;
            write(f, pointee, nesting, budget)?;
        }
    }
    let is_const = qualifiers.contains(Qualifiers::CONST);
    f.write_str(match (pointee.kind(), is_const) {
        (Kind::Void, true) => ", render_as_const }",
        (Kind::Void, false) => " }",
        (_, true) => " { render_as_const }",
        (_, false) => "",
    })
}

/// The names of the members, without their types.
fn write_record(f: &mut fmt::Formatter<'_>, record: &Record<'_>, gc: &str) -> fmt::Result {
    let kind = match record.kind() {
        RecordKind::Struct => "Struct",
        RecordKind::Union => "Union",
    };
    let name = record.name().unwrap_or("?");
    let name = name.split_once(' ').map_or(name, |(_, tag)| tag);
    write!(f, "{gc}{kind} {name} {{")?;
    for (index, field) in record.fields().enumerate() {
        f.write_str(if index == 0 { " " } else { ", " })?;
        f.write_str(field.name.unwrap_or("_"))?;
    }
    f.write_str(" }")
}
