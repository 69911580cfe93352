//! [`Variable`] and [`Constant`].

use quote::ToTokens;
use syn::{Expr, ForeignItemStatic, ItemConst, Lit};

use super::docs;
use super::items::c_name;
use super::ty::Ty;

/// A global variable.
pub(super) struct Variable {
    /// bindgen's.
    pub(super) name: String,
    pub(super) c_name: String,
    pub(super) docs: Vec<String>,
    pub(super) ty: Ty,
    pub(super) mutable: bool,
}

/// A macro, or a constant with a value in the header.
pub(super) struct Constant {
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) value: Value,
}

/// What it is.
pub(super) enum Value {
    Integer(i128),
    /// As Rust writes it.
    Float(String),
    /// Without its NUL.
    Text(Vec<u8>),
}

impl Variable {
    pub(super) fn of(item: &ForeignItemStatic) -> Self {
        let name = item.ident.to_string();
        Variable {
            c_name: c_name(&item.attrs, &name),
            docs: docs::lines(&item.attrs),
            ty: Ty::of(&item.ty),
            mutable: matches!(item.mutability, syn::StaticMutability::Mut(_)),
            name,
        }
    }
}

impl Constant {
    /// `None` for what bindgen writes for itself.
    pub(super) fn of(item: &ItemConst) -> Option<Self> {
        let name = item.ident.to_string();
        let value = value(&item.expr)?;
        (name != "_").then(|| Constant {
            docs: docs::lines(&item.attrs),
            value,
            name,
        })
    }
}

fn value(expr: &Expr) -> Option<Value> {
    if let Expr::Lit(literal) = expr {
        match &literal.lit {
            Lit::ByteStr(text) => {
                let mut bytes = text.value();
                bytes.pop();
                return Some(Value::Text(bytes));
            }
            Lit::CStr(text) => return Some(Value::Text(text.value().into_bytes())),
            Lit::Bool(value) => return Some(Value::Integer(value.value.into())),
            _ => {}
        }
    }
    let text = expr.to_token_stream().to_string().replace(' ', "");
    let suffix = text.find(|c: char| c.is_ascii_alphabetic() && !text.starts_with("f64"));
    if let Ok(integer) = text[..suffix.unwrap_or(text.len())].parse() {
        return Some(Value::Integer(integer));
    }
    let is_float = text.parse::<f64>().is_ok() || text.starts_with("f64::");
    is_float.then(|| Value::Float(text.trim_end_matches("as_").to_owned()))
}
