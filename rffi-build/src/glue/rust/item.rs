//! Enums, typedefs and constants.

use core::fmt::Write;

use cdef::{ConstantValue, Declaration, EnumView, TypeShape};
use lltype::Scalar;

use super::RustWriter;
use super::names::{ident, record_of};
use super::types::scalar_name;
use crate::generated::string;

impl<'c> RustWriter<'_, 'c> {
    /// The integer that holds an enum, and its constants.
    pub(super) fn enumeration(&mut self, found: &EnumView<'c>) {
        let name = found.name();
        if name
            .as_ref()
            .is_some_and(|name| self.glue.is_included(name))
        {
            return;
        }
        let base = scalar_name(found.base()).unwrap_or_default();
        let ty = match &name {
            Some(c_name) => {
                let name = self.names.enumeration(c_name);
                let doc = string(&format!("C's `{c_name}`."));
                let _ = writeln!(
                    self.items,
                    "    #[doc = {doc}]\n    pub type {name} = {base};"
                );
                Some(name)
            }
            None => None,
        };
        for (constant, value) in found.constants() {
            if self.glue.is_included(constant) {
                continue;
            }
            let ty = match &ty {
                Some(ty) => ty.clone(),
                None => self.number_type(value, None),
            };
            let ident = ident(constant);
            let doc = string(&format!("C's `{constant}`."));
            let _ = writeln!(
                self.items,
                "    #[doc = {doc}]\n    pub const {ident}: {ty} = {value};"
            );
        }
    }

    pub(super) fn typedef(&mut self, declared: &Declaration<'c>) {
        let name = ident(declared.name());
        let ty = declared.type_view();
        let doc = format!("C's `typedef {}`.", declared.declared());
        match ty.shape() {
            TypeShape::Opaque(opaque) if opaque == declared.name() => {
                return self.opaque(&name, opaque, &doc);
            }
            TypeShape::Pointer(to) => {
                if let TypeShape::Opaque(opaque) = to.shape()
                    && opaque == declared.name()
                {
                    let pointee = self.names.of_opaque(opaque);
                    self.opaque(&pointee, opaque, &doc);
                }
            }
            _ => {}
        }
        let own = record_of(ty).and_then(|record| self.names.of_record(record));
        let is_enum = match ty.shape() {
            TypeShape::Enum(found) => {
                let c_name = found.name();
                c_name.is_some_and(|c_name| self.names.enumeration(&c_name) == name)
            }
            _ => false,
        };
        if own == Some(&name) || is_enum {
            return;
        }
        if let Ok(rust) = self.ty(ty) {
            let doc = string(&doc);
            let _ = writeln!(
                self.items,
                "    #[doc = {doc}]\n    pub type {name} = {rust};"
            );
        }
    }

    pub(super) fn constant(&mut self, declared: &Declaration<'c>, value: ConstantValue) {
        let name = declared.name();
        // Those of enums were written with their enums.
        if self.glue.is_enumerator(self.cdef, name) {
            return;
        }
        let (ty, value) = match value {
            ConstantValue::Integer(value) => {
                let declared = match declared.type_view().unaliased() {
                    TypeShape::Scalar(scalar) => Some(scalar),
                    _ => None,
                };
                (self.number_type(value, declared), value.to_string())
            }
            ConstantValue::Float(value) => {
                let is_float = matches!(
                    declared.type_view().unaliased(),
                    TypeShape::Scalar(Scalar::Float)
                );
                match is_float {
                    true => ("::rffi::FLOAT".to_owned(), float(value)),
                    false => ("::rffi::DOUBLE".to_owned(), float(value)),
                }
            }
            _ => return,
        };
        let (ident, doc) = (ident(name), string(&format!("C's `{name}`.")));
        let _ = writeln!(
            self.items,
            "    #[doc = {doc}]\n    pub const {ident}: {ty} = {value};"
        );
    }

    /// The declared type, or the first of C's that has the value.
    fn number_type(&self, value: i128, declared: Option<Scalar>) -> String {
        let all = [
            Scalar::Int,
            Scalar::UInt,
            Scalar::LongLong,
            Scalar::ULongLong,
        ];
        let fits = |scalar: &Scalar| {
            let range = scalar.range(self.target());
            *scalar != Scalar::Bool && range.is_some_and(|range| range.contains(&value))
        };
        let found = declared.into_iter().chain(all).find(fits);
        let name = found.and_then(|scalar| scalar_name(scalar).ok());
        name.unwrap_or_else(|| "::core::primitive::i128".to_owned())
    }
}

/// A float as Rust reads it again.
fn float(value: f64) -> String {
    match value {
        value if value.is_nan() => "::core::primitive::f64::NAN as _".to_owned(),
        value if value == f64::INFINITY => "::core::primitive::f64::INFINITY as _".to_owned(),
        value if value == f64::NEG_INFINITY => {
            "::core::primitive::f64::NEG_INFINITY as _".to_owned()
        }
        value => format!("{value:?}"),
    }
}
