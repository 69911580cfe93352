//! One declared constant: `pub const Z_BEST_SPEED: INT = _;`, or `= 1;`.

use syn::parse::ParseStream;
use syn::{Attribute, Expr, Ident, Token, Type, Visibility};

use crate::{Errors, RustAttributes, Text, TextKind};

/// A constant whose value the C compiler knows.
pub struct Constant {
    /// Rust's own attributes.
    pub attributes: RustAttributes,
    /// The visibility.
    pub vis: Visibility,
    /// The name, in Rust and in C.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// The value.
    pub value: ConstantValue,
}

/// What stands behind the `=` of a constant.
pub enum ConstantValue {
    /// `_`: the compiler is asked.
    Ask(Token![_]),
    /// A value, which is compared with the compiler's.
    Given(Box<Expr>),
}

/// What C has in the place of a type of Rust's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstantKind {
    /// An integer.
    Integer,
    /// A number with a point.
    Float,
    /// The characters of a literal, for a `&str`.
    Text,
    /// The same for a `&CStr`.
    CText,
}

impl Constant {
    /// Whether one comes next, behind attributes.
    pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer).is_ok()
            && ahead.parse::<Visibility>().is_ok()
            && ahead.peek(Token![const])
    }

    /// What C has in the place of its type, as far as the tokens tell.
    #[must_use]
    pub fn kind(&self) -> ConstantKind {
        match Text::of(&self.ty).map(|text| text.kind) {
            Some(TextKind::CStr) => return ConstantKind::CText,
            Some(TextKind::Str | TextKind::Bytes) => return ConstantKind::Text,
            None => {}
        }
        let Type::Path(path) = &self.ty else {
            return ConstantKind::Integer;
        };
        let last = path.path.segments.last().map(|last| last.ident.to_string());
        match last.as_deref() {
            Some("f32" | "f64" | "FLOAT" | "DOUBLE" | "c_float" | "c_double") => {
                ConstantKind::Float
            }
            _ => ConstantKind::Integer,
        }
    }

    pub(crate) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Constant> {
        let all = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![const]>()?;
        let ident: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![=]>()?;
        let value = match input.peek(Token![_]) {
            true => ConstantValue::Ask(input.parse()?),
            false => ConstantValue::Given(input.parse()?),
        };
        if input.parse::<Option<Token![;]>>()?.is_none() {
            let message = format!("expected `;` after the value of `{ident}`");
            match &value {
                ConstantValue::Ask(value) => errors.at(value, message),
                ConstantValue::Given(value) => errors.at(value, message),
            }
        }
        let mut attributes = RustAttributes::default();
        for attribute in all {
            errors.take(attributes.take(attribute, "llexternal", &[]));
        }
        Ok(Constant {
            attributes,
            vis,
            ident,
            ty,
            value,
        })
    }
}
