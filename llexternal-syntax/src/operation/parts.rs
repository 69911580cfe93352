//! What the braces of an operation say.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, LitBool, LitStr, Path, Token, braced, token};

use crate::Errors;
use crate::suggest::{did_you_mean, quoted};

/// What may stand in the braces.
const KEYS: &[&str] = &[
    "export_name",
    "external",
    "llimpl",
    "llfakeimpl",
    "function",
    "sandboxsafe",
];

/// What the braces of an operation say.
#[derive(Default)]
pub struct OperationParts {
    /// `export_name: ".."`
    pub export_name: Option<LitStr>,
    /// `external: unsafe path`
    pub external: Option<Implementation>,
    /// `llimpl: unsafe path`
    pub llimpl: Option<Implementation>,
    /// `llfakeimpl: path`
    pub llfakeimpl: Option<Path>,
    /// `function: path`
    pub function: Option<Path>,
    /// `sandboxsafe: true`
    pub sandboxsafe: Option<LitBool>,
}

/// A function with low-level parameters.
pub struct Implementation {
    /// `unsafe`: the operation answers for its calls.
    pub unsafety: Option<Token![unsafe]>,
    /// Where it is.
    pub path: Path,
}

impl OperationParts {
    pub(super) fn parse(
        input: ParseStream<'_>,
        ident: &Ident,
        errors: &mut Errors,
    ) -> syn::Result<Self> {
        if !input.peek(token::Brace) {
            return Err(input.error(format_args!(
                "expected what implements `{ident}` in `{{ .. }}`, such as `{{ external: c_function }}`"
            )));
        }
        let content;
        let braces = braced!(content in input);
        let mut parts = OperationParts::default();
        while !content.is_empty() {
            let part = parts.parse_part(&content, errors);
            if errors.take(part).is_none() {
                skip_part(&content)?;
            }
        }
        if errors.is_empty() && !parts.is_implemented() {
            errors.push(nothing_given(ident, braces.span.join()));
        }
        Ok(parts)
    }

    fn parse_part(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let key: Ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let given_already = match key.to_string().as_str() {
            "export_name" => self.export_name.replace(input.parse()?).is_some(),
            "external" => self.external.replace(parse_low(input)?).is_some(),
            "llimpl" => self.llimpl.replace(parse_low(input)?).is_some(),
            "llfakeimpl" => self.llfakeimpl.replace(parse_high(input)?).is_some(),
            "function" => self.function.replace(parse_high(input)?).is_some(),
            "sandboxsafe" => self.sandboxsafe.replace(input.parse()?).is_some(),
            word => {
                let (hint, known) = (did_you_mean(word, KEYS), quoted(KEYS));
                let message = format!("unknown key `{word}`{hint}\nknown are {known}");
                return Err(syn::Error::new_spanned(&key, message));
            }
        };
        if given_already {
            errors.at(&key, format_args!("`{key}` was given already"));
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(())
    }

    fn is_implemented(&self) -> bool {
        let low = self.external.is_some() || self.llimpl.is_some();
        low || self.llfakeimpl.is_some() || self.function.is_some()
    }
}

/// Goes on behind the next comma.
fn skip_part(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

fn nothing_given(ident: &Ident, braces: Span) -> syn::Error {
    syn::Error::new(
        braces,
        format_args!(
            "nothing implements `{ident}`; give `external: c_function`, `llimpl: low_function`, \
             `llfakeimpl: fake` or `function: path`"
        ),
    )
}

fn parse_low(input: ParseStream<'_>) -> syn::Result<Implementation> {
    Ok(Implementation {
        unsafety: input.parse()?,
        path: parse_path(input)?,
    })
}

fn parse_high(input: ParseStream<'_>) -> syn::Result<Path> {
    if input.peek(Token![unsafe]) {
        return Err(input.error(
            "what takes values must be safe: only `external` and `llimpl` may be `unsafe`",
        ));
    }
    parse_path(input)
}

fn parse_path(input: ParseStream<'_>) -> syn::Result<Path> {
    if input.peek(Token![|]) || input.peek(Token![move]) {
        return Err(
            input.error("name a function here; a closure has no name in generated programs")
        );
    }
    input.call(Path::parse_mod_style)
}
