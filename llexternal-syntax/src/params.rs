//! The parameters of a function.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Token, Type, parenthesized, parse_quote, token};

use crate::passable::{Place, check_type};
use crate::{Errors, Text, wide};

/// The most parameters that a function may have: for each number there is one implementation of
/// `lltype::Signature`.
const MAX_PARAMS: usize = 16;

/// A parameter.
pub struct Param {
    /// Its name.
    pub ident: Ident,
    /// Its type, in Rust.
    pub ty: Type,
    /// If it is text, which is a pointer in C.
    pub text: Option<Text>,
    /// What C calls the type, if it is one that Rust cannot pass.
    pub wide: Option<&'static str>,
}

/// What stands in the parentheses.
#[derive(Default)]
pub struct Params {
    /// The parameters, in order.
    pub all: Vec<Param>,
    /// For a variadic function, how many of them stand before the `...`. Those behind it are what
    /// this declaration passes.
    pub fixed: Option<usize>,
}

impl Param {
    pub(crate) fn new(ident: Ident, ty: Type) -> Self {
        let (text, wide) = (Text::of(&ty), wide(&ty));
        Param {
            ident,
            ty,
            text,
            wide,
        }
    }
}

impl Params {
    /// Whether arguments of any number and type may follow: `...` is the last.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.fixed == Some(self.all.len())
    }

    /// The parameters that the prototype in C has.
    #[must_use]
    pub fn in_prototype(&self) -> &[Param] {
        &self.all[..self.fixed.unwrap_or(self.all.len())]
    }

    /// Reads `(name: Type, ..)`.
    pub(crate) fn parse(
        input: ParseStream<'_>,
        function: &Ident,
        errors: &mut Errors,
    ) -> syn::Result<Params> {
        if !input.peek(token::Paren) {
            return Err(input.error(format_args!(
                "expected the parameters of `{function}` in `(..)`"
            )));
        }
        let content;
        parenthesized!(content in input);
        let mut params = Params::default();
        for index in 1.. {
            if content.is_empty() {
                break;
            }
            params.parse_one(&content, function, index, errors)?;
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        params.check_count(errors);
        Ok(params)
    }

    fn parse_one(
        &mut self,
        input: ParseStream<'_>,
        function: &Ident,
        index: usize,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let attributes = input.call(Attribute::parse_outer)?;
        if let Some(attribute) = attributes.first() {
            errors.at(attribute, "parameters take no attributes");
        }
        if let Some(dots) = input.parse::<Option<Token![...]>>()? {
            self.dots(dots, function, errors);
        } else if let Some(param) = parse_param(input, function, index, errors)? {
            self.all.push(param);
        }
        Ok(())
    }

    pub(crate) fn dots(&mut self, dots: Token![...], function: &Ident, errors: &mut Errors) {
        if self.all.is_empty() {
            errors.at(
                dots,
                format_args!("in C, `{function}` has a parameter before its `...`; declare it"),
            );
        }
        if self.fixed.replace(self.all.len()).is_some() {
            errors.at(dots, "`...` stands there already");
        }
    }

    pub(crate) fn check_count(&self, errors: &mut Errors) {
        if let Some(param) = self.all.get(MAX_PARAMS) {
            errors.at(
                &param.ident,
                format_args!("a C function has at most {MAX_PARAMS} parameters here"),
            );
        }
    }
}

fn parse_param(
    input: ParseStream<'_>,
    function: &Ident,
    index: usize,
    errors: &mut Errors,
) -> syn::Result<Option<Param>> {
    if is_receiver(input) {
        let receiver: syn::Receiver = input.parse()?;
        errors.at(receiver, "a C function has no `self`");
        return Ok(None);
    }
    if !(input.peek(Ident::peek_any) && input.peek2(Token![:]) && !input.peek2(Token![::])) {
        return parse_odd_param(input, function, index, errors);
    }
    let is_plain = input.peek(Ident);
    let mut ident = input.call(Ident::parse_any)?;
    if !is_plain {
        errors.at(&ident, no_name(&ident));
        ident = quote::format_ident!("parameter_{index}", span = ident.span());
    }
    input.parse::<Token![:]>()?;
    let ty: Type = input.parse()?;
    Ok(Some(Param::new(ident, checked(ty, errors))))
}

/// The type; for one that C cannot have, another with which callers may go on.
pub(crate) fn checked(ty: Type, errors: &mut Errors) -> Type {
    match check_type(&ty, Place::Parameter, errors) {
        true => ty,
        false => parse_quote!(impl ::core::marker::Sized),
    }
}

/// What to write in place of a word that cannot be a name.
fn no_name(word: &Ident) -> String {
    let raw = format!("r#{word}");
    if syn::parse_str::<Ident>(&raw).is_ok() {
        return format!("`{word}` is a word of Rust's; write `{raw}`");
    }
    format!("`{word}` is no name; the prototype shows the names of parameters, so write one")
}

fn is_receiver(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let _ = ahead.parse::<Option<Token![&]>>();
    let _ = ahead.parse::<Option<Token![mut]>>();
    ahead.peek(Token![self])
}

/// A pattern, or a type without a name.
fn parse_odd_param(
    input: ParseStream<'_>,
    function: &Ident,
    index: usize,
    errors: &mut Errors,
) -> syn::Result<Option<Param>> {
    let ahead = input.fork();
    let is_pattern = ahead.call(syn::Pat::parse_single).is_ok() && ahead.peek(Token![:]);
    let message = format!("parameter {index} of `{function}` needs a plain name");
    let ty: Type = if is_pattern {
        errors.at(input.call(syn::Pat::parse_single)?, message);
        input.parse::<Token![:]>()?;
        input.parse()?
    } else {
        let ty: Type = input.parse()?;
        errors.at(&ty, format_args!("{message}: `name: Type`"));
        ty
    };
    let ident = quote::format_ident!("parameter_{index}", span = ty.span());
    Ok(Some(Param::new(ident, ty)))
}
