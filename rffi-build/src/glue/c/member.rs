//! Members of structs: whether their types are those of the text, and bit-fields.

use core::fmt::Write;

use cdef::{RecordRef, TypeShape, TypeView};
use lltype::{Qualifiers, Scalar};

use super::CWriter;
use super::types::{has_length, items_of, pointer_to};
use crate::glue::word;
use crate::unit::line_directive;

impl CWriter<'_> {
    /// A function that nobody calls, and that a compiler refuses if a member is of another type.
    pub(super) fn record(&mut self, record: RecordRef<'_>, name: &str) {
        self.bit_fields(record, name);
        let mut checks = String::new();
        member_checks(record, &mut checks);
        if checks.is_empty() {
            return;
        }
        let check = self.symbol(&format!("check_{}", word(name)));
        self.out += &line_directive(1, &format!("members of {name}"));
        let _ = writeln!(
            self.out,
            "static RFFI_GLUE_UNUSED void {check}({name} *p) {{ (void)p; {checks} }}"
        );
    }
}

impl CWriter<'_> {
    /// Functions that read and write bit-fields, of which nobody else knows where they lie.
    fn bit_fields(&mut self, record: RecordRef<'_>, c_type: &str) {
        for member in record.members() {
            match (member.name, member.ty.unaliased()) {
                ("", TypeShape::Record(inner)) if member.bits.is_none() => {
                    self.bit_fields(inner, c_type);
                }
                (name, _) if member.bits.is_some() && !name.is_empty() => {
                    self.bit_field(c_type, name, member.ty);
                }
                _ => {}
            }
        }
    }

    fn bit_field(&mut self, c_type: &str, name: &str, ty: TypeView<'_>) {
        let [get, set] = bit_field_names(c_type, name).map(|name| self.symbol(&name));
        let ty = ty.qualified(Qualifiers::NONE);
        let get = ty.declared(&format!("{get}(const {c_type} *p)"));
        let value = ty.declared("value");
        self.out += &line_directive(1, &format!("members of {c_type}"));
        let _ = writeln!(
            self.out,
            "RFFI_GLUE_EXPORT {get} {{ return p->{name}; }}\n\
             RFFI_GLUE_EXPORT void {set}({c_type} *p, {value}) {{ p->{name} = value; }}"
        );
    }
}

/// The names of the functions that read and write a bit-field, of a struct by its name in C.
pub(in crate::glue) fn bit_field_names(c_type: &str, name: &str) -> [String; 2] {
    let word = word(c_type);
    [format!("get_{word}_{name}"), format!("set_{word}_{name}")]
}

/// Refuses members of other types. Integers of any size pass here: their sizes are compared.
fn member_checks(record: RecordRef<'_>, out: &mut String) {
    for member in record.members() {
        if member.bits.is_some() {
            continue;
        }
        if member.name.is_empty() {
            if let TypeShape::Record(inner) = member.ty.unaliased() {
                member_checks(inner, out);
            }
            continue;
        }
        let (item, items) = match has_length(member.ty) {
            true => (member.ty, String::new()),
            false => items_of(member.ty),
        };
        *out += &member_check(item, &format!("p->{}{items}", member.name));
    }
}

fn member_check(ty: TypeView<'_>, expression: &str) -> String {
    let any = Qualifiers::CONST | Qualifiers::VOLATILE;
    match ty.unaliased() {
        // One without a name is compared by its members.
        TypeShape::Record(record) if record.name().is_none() => String::new(),
        TypeShape::Array { .. } if is_nameless(ty) => String::new(),
        TypeShape::Pointer(to) => match to.unaliased() {
            TypeShape::Record(record) if record.name().is_none() => String::new(),
            TypeShape::Function(_) => {
                let variable = ty.qualified(Qualifiers::NONE).declared("rffi_p");
                format!("{{ {variable} = {expression}; (void)rffi_p; }} ")
            }
            _ => {
                let pointer = pointer_to(to.qualified(any), "rffi_p");
                format!("{{ {pointer} = {expression}; (void)rffi_p; }} ")
            }
        },
        TypeShape::Scalar(scalar) if scalar.is_integer() && !is_char(scalar) => {
            format!("(void)(({expression}) | 0); ")
        }
        TypeShape::Enum(_) | TypeShape::SomeInteger(_) => format!("(void)(({expression}) | 0); "),
        _ => {
            let pointer = pointer_to(ty.qualified(any), "rffi_p");
            format!("{{ {pointer} = &({expression}); (void)rffi_p; }} ")
        }
    }
}

fn is_char(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::Char | Scalar::Bool)
}

fn is_nameless(mut ty: TypeView<'_>) -> bool {
    loop {
        match ty.unaliased() {
            TypeShape::Array { item, .. } => ty = item,
            TypeShape::Record(record) => return record.name().is_none(),
            _ => return false,
        }
    }
}
