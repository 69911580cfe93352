//! A member of a struct or union that `#[derive(CStruct)]` is on.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, Ident, Lit, LitStr, Token, Type, Visibility, parenthesized, token};

use crate::Errors;
use crate::keys::{self, read_keys};

/// The keys of `#[cstruct(..)]` on a member.
const KEYS: &[&str] = &["name", "token", "anonymous", "bits"];

/// The types that end a struct without a fixed size.
const TAILS: &[&str] = &["FlexArray", "Array"];

/// A member, and what its attributes say.
pub struct Member {
    /// The visibility.
    pub vis: Visibility,
    /// The name in Rust.
    pub ident: Ident,
    /// The type.
    pub ty: Type,
    /// The name in C; empty for an anonymous member.
    pub name: String,
    /// The name of the token.
    pub token: Ident,
    /// What it is to C.
    pub kind: MemberKind,
}

/// What a member is to C.
pub enum MemberKind {
    /// A member.
    Plain,
    /// A struct or union without a name.
    Anonymous,
    /// No member: the place of these bit-fields.
    Bits(Vec<BitField>),
}

/// A bit-field: `ready: c_uint = 1`.
pub struct BitField {
    /// What it is called; `None` if it only pads.
    pub named: Option<BitName>,
    /// The type.
    pub ty: Type,
    /// The width.
    pub width: Expr,
}

/// What a bit-field is called.
pub struct BitName {
    /// The name in Rust.
    pub ident: Ident,
    /// The name in C.
    pub name: String,
    /// The name of the token.
    pub token: Ident,
}

impl Member {
    pub(crate) fn read(
        field: &syn::Field,
        ident: &Ident,
        in_union: bool,
        errors: &mut Errors,
    ) -> Member {
        let (mut name, mut token) = (None::<LitStr>, None);
        let mut kind = MemberKind::Plain;
        read_keys(
            &field.attrs,
            "cstruct",
            KEYS,
            errors,
            |key, input, errors| {
                match key.to_string().as_str() {
                    "name" => name = Some(keys::text(key, input)?),
                    "token" => {
                        input.parse::<Token![=]>()?;
                        token = Some(input.parse()?);
                    }
                    "anonymous" => kind = MemberKind::Anonymous,
                    _ if in_union => {
                        parse_bits(key, input, errors)?;
                        errors.at(key, UNION_BITS);
                    }
                    _ => kind = MemberKind::Bits(parse_bits(key, input, errors)?),
                }
                Ok(())
            },
        );
        if let (Some(name), false) = (&name, matches!(kind, MemberKind::Plain)) {
            errors.at(name, "C does not see this name; leave it out");
        }
        let name = match kind {
            MemberKind::Plain => keys::c_name(ident, name.as_ref(), "cstruct", errors),
            MemberKind::Anonymous | MemberKind::Bits(_) => String::new(),
        };
        Member {
            vis: field.vis.clone(),
            ident: ident.clone(),
            ty: field.ty.clone(),
            name,
            token: token.unwrap_or_else(|| upper(ident)),
            kind,
        }
    }

    /// Whether the type says by its name that it has no fixed size. Only the compiler knows whether the
    /// name is lltype's.
    pub(crate) fn is_tail(&self) -> bool {
        matches!(self.kind, MemberKind::Plain) && is_tail(&self.ty)
    }
}

fn is_tail(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => {
            let last = path.path.segments.last();
            last.is_some_and(|last| TAILS.iter().any(|tail| last.ident == tail))
        }
        // What another macro was given.
        Type::Group(group) => is_tail(&group.elem),
        Type::Paren(paren) => is_tail(&paren.elem),
        _ => false,
    }
}

const UNION_BITS: &str =
    "bit-fields in a union are not supported here; put them in a struct that is its member";

/// The name of a token.
fn upper(ident: &Ident) -> Ident {
    Ident::new(&ident.unraw().to_string().to_uppercase(), ident.span())
}

/// `(ready: c_uint = 1, _: c_uint = 2)`
fn parse_bits(
    key: &Ident,
    input: ParseStream<'_>,
    errors: &mut Errors,
) -> syn::Result<Vec<BitField>> {
    const FORM: &str = "write the bit-fields as `bits(name: type = width, _: type = width)`";
    if !input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(key, FORM));
    }
    let content;
    parenthesized!(content in input);
    let mut fields = Vec::new();
    if content.is_empty() {
        errors.at(key, FORM);
    }
    while !content.is_empty() {
        if let Err(error) = parse_next_bit_field(&content, &mut fields, errors) {
            errors.push(syn::Error::new(
                error.span(),
                format_args!("{error}; {FORM}"),
            ));
            content.parse::<TokenStream>()?;
        }
    }
    Ok(fields)
}

fn parse_next_bit_field(
    input: ParseStream<'_>,
    fields: &mut Vec<BitField>,
    errors: &mut Errors,
) -> syn::Result<()> {
    fields.push(parse_bit_field(input, errors)?);
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(())
}

fn parse_bit_field(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<BitField> {
    let ident = match input.parse::<Option<Token![_]>>()? {
        Some(_) => None,
        None => Some(input.parse::<Ident>()?),
    };
    input.parse::<Token![:]>()?;
    let ty = input.parse()?;
    input.parse::<Token![=]>()?;
    let width: Expr = input.parse()?;
    if let (Some(ident), true) = (&ident, is_zero(&width)) {
        let message = format!("a bit-field of 0 bits only pads; name it `_` instead of `{ident}`");
        errors.at(&width, message);
    }
    let named = ident.map(|ident| BitName {
        name: keys::c_name(&ident, None, "cstruct", errors),
        token: upper(&ident),
        ident,
    });
    Ok(BitField { named, ty, width })
}

fn is_zero(width: &Expr) -> bool {
    let Expr::Lit(literal) = width else {
        return false;
    };
    matches!(&literal.lit, Lit::Int(number) if number.base10_digits() == "0")
}
