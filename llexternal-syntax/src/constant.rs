//! One declared constant: `pub const Z_BEST_SPEED: INT = _;`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token, Type, Visibility};

use crate::{Errors, RustAttributes};

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
    /// `_`: the compiler is asked.
    pub value: Token![_],
}

impl Constant {
    /// Whether one comes next, behind attributes.
    pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer).is_ok()
            && ahead.parse::<Visibility>().is_ok()
            && ahead.peek(Token![const])
    }

    pub(crate) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Constant> {
        let all = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        input.parse::<Token![const]>()?;
        let ident: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let ty = input.parse()?;
        input.parse::<Token![=]>()?;
        if !input.peek(Token![_]) {
            return Err(input.error(format_args!(
                "write `_`: the C compiler is asked for the value of `{ident}`; a constant whose value \
                 you know stands outside of `llexternal!`"
            )));
        }
        let value = input.parse()?;
        if input.parse::<Option<Token![;]>>()?.is_none() {
            errors.at(value, format_args!("expected `;` after `{ident}: .. = _`"));
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
