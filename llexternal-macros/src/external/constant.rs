//! Constants, with the values that the C compiler knows.

use llexternal_syntax::{Constant, ConstantKind, ConstantValue, Value};
use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Context;
use crate::links::{Built, NO_BUILD_SCRIPT, NOT_SEEN, is_asked};

/// All constants of a block.
pub(super) fn all(context: &Context<'_>) -> TokenStream {
    let constants = context.block.constants.iter().enumerate();
    let constants = constants.map(|(index, constant)| {
        let value = match context.built {
            Built::Seen(links) => links.values.get(&index),
            _ => None,
        };
        match &constant.value {
            ConstantValue::Ask(_) => asked(context, constant, value),
            ConstantValue::Given(given) => compared(constant, given, value),
        }
    });
    constants.collect()
}

/// The value of C's.
fn asked(context: &Context<'_>, constant: &Constant, value: Option<&Value>) -> TokenStream {
    let Constant { ident, ty, .. } = constant;
    let (value, error) = match value {
        Some(Value::Missing(message)) => unknown(constant, &missing(constant, message)),
        Some(value) => match of_c(constant, value) {
            Ok(value) => (value, None),
            Err(message) => unknown(constant, &message),
        },
        None => match context.built {
            // That is an error already, or documentation is made without a compiler.
            Built::Seen(_) | Built::Broken(_) => unknown(constant, ""),
            Built::NoBuildScript => unknown(constant, &needs_compiler(constant, NO_BUILD_SCRIPT)),
            Built::NotSeen => unknown(constant, &needs_compiler(constant, NOT_SEEN)),
        },
    };
    let item = quote_spanned! { ident.span() => const #ident: #ty = #value; };
    item_with(constant, &item, error)
}

fn item_with(constant: &Constant, item: &TokenStream, more: Option<TokenStream>) -> TokenStream {
    let Constant {
        attributes, vis, ..
    } = constant;
    let (cfg, rest) = (&attributes.cfg, &attributes.rest);
    let more = more.map(|more| quote! { #(#cfg)* #more });
    quote! {
        #(#cfg)*
        #(#rest)*
        #vis #item
        #more
    }
}

fn needs_compiler(constant: &Constant, why: &str) -> String {
    let ident = &constant.ident;
    format!("the C compiler is asked for the value of `{ident}`, but {why}")
}

fn missing(constant: &Constant, message: &str) -> String {
    let ident = &constant.ident;
    format!(
        "the C compiler does not tell the value of `{ident}`: {message}\n\
         help: what C works out when the program runs is a `static`: in the block, write \
         `#[c_macro] safe static {ident}: ..;`, and read it with `{ident}()`"
    )
}

/// A constant that has no value, and the error.
fn unknown(constant: &Constant, message: &str) -> (TokenStream, Option<TokenStream>) {
    let span = constant.ident.span();
    let error = (!message.is_empty()).then(|| {
        quote_spanned! { span => const _: () = { ::core::compile_error!(#message) }; }
    });
    // Some value, so that there is no second error.
    let value = match constant.kind() {
        ConstantKind::Text => quote! { "" },
        ConstantKind::CText => quote! { c"" },
        ConstantKind::Float => quote! { 0.0 },
        ConstantKind::Integer if is_bool(&constant.ty) => quote! { false },
        ConstantKind::Integer => quote! { 0 },
    };
    (value, error)
}

/// The value of C's, as a value of the type that stands there.
fn of_c(constant: &Constant, value: &Value) -> Result<TokenStream, String> {
    let Constant { ident, ty, .. } = constant;
    let shown = quote!(#ty).to_string().replace(' ', "");
    let other = |what: &str| Err(format!("`{ident}` is {what} in C, and `{shown}` here"));
    match (value, constant.kind()) {
        (Value::Integer(value), ConstantKind::Integer) if is_bool(ty) => {
            let value = *value != 0;
            Ok(quote! { #value })
        }
        (Value::Integer(value), ConstantKind::Integer) => {
            let number = Literal::i128_suffixed(*value);
            let message = format!("`{ident}` is {value} in C, which `{shown}` cannot hold");
            Ok(quote_spanned! { ty.span() => {
                const VALUE: i128 = #number;
                #[allow(clippy::unnecessary_cast)]
                { ::core::assert!((VALUE as #ty) as i128 == VALUE, #message) }
                VALUE as #ty
            } })
        }
        (Value::Float(bits), ConstantKind::Float) => Ok(quote_spanned! { ty.span() => {
            #[allow(clippy::unnecessary_cast)]
            { f64::from_bits(#bits) as #ty }
        } }),
        (Value::Text(bytes), ConstantKind::Text) => match core::str::from_utf8(bytes) {
            Ok(text) => Ok(quote! { #text }),
            Err(_) => Err(format!("`{ident}` is no UTF-8 text in C; write `&CStr`")),
        },
        (Value::Text(bytes), ConstantKind::CText) => {
            let text = std::ffi::CString::new(bytes.as_slice());
            let text = Literal::c_string(&text.map_err(|error| error.to_string())?);
            Ok(quote! { #text })
        }
        (Value::Text(_), _) => other("a text"),
        (Value::Float(_), _) => other("a number with a point"),
        (Value::Integer(_) | Value::Missing(_), _) => other("an integer"),
    }
}

fn is_bool(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "bool" || last.ident == "BOOL")
}

/// A value of Rust's, which is compared with C's.
fn compared(constant: &Constant, given: &syn::Expr, value: Option<&Value>) -> TokenStream {
    let Constant { ident, ty, .. } = constant;
    let item = quote_spanned! { ident.span() => const #ident: #ty = #given; };
    item_with(constant, &item, check(constant, given, value))
}

fn check(constant: &Constant, given: &syn::Expr, value: Option<&Value>) -> Option<TokenStream> {
    let value = value.filter(|_| is_asked())?;
    let ident = &constant.ident;
    let shown = quote!(#given).to_string();
    let differs = |of_c: String| {
        format!(
            "`{ident}` is declared as {shown}, but the header has {of_c}\nhelp: write `_`, to take the header's"
        )
    };
    let (condition, message) = match (value, constant.kind()) {
        (Value::Integer(value), ConstantKind::Integer) => {
            let number = Literal::i128_suffixed(*value);
            (
                quote! { #ident as i128 == #number },
                differs(value.to_string()),
            )
        }
        (Value::Float(bits), ConstantKind::Float) => {
            let value = f64::from_bits(*bits);
            (
                quote! { (#ident as f64).to_bits() == #bits },
                differs(format!("{value:?}")),
            )
        }
        (Value::Text(bytes), ConstantKind::Text | ConstantKind::CText) => {
            let text = String::from_utf8_lossy(bytes);
            let differs = differs(format!("{text:?}"));
            let same = match given {
                syn::Expr::Lit(literal) => is_text(&literal.lit, bytes),
                // What is no literal, constants cannot compare.
                _ => true,
            };
            (quote! { #same }, differs)
        }
        (Value::Missing(message), _) => (quote! { false }, missing(constant, message)),
        (value, _) => match of_c(constant, value) {
            Err(message) => (quote! { false }, message),
            Ok(_) => return None,
        },
    };
    Some(quote_spanned! { ident.span() => const _: () = {
        #[allow(clippy::unnecessary_cast)]
        { ::core::assert!(#condition, #message) }
    }; })
}

fn is_text(literal: &syn::Lit, bytes: &[u8]) -> bool {
    match literal {
        syn::Lit::Str(text) => text.value().as_bytes() == bytes,
        syn::Lit::CStr(text) => text.value().as_bytes() == bytes,
        _ => false,
    }
}
