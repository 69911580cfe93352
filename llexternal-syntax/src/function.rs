//! One declaration: `#[save_errno] pub unsafe fn read(fd: INT, ..) -> SSIZE_T;`.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{
    Attribute, Expr, Ident, Lit, LitStr, Meta, Token, Type, Visibility, parenthesized, parse_quote,
    token,
};

use crate::attributes::word;
use crate::keys::is_c_name;
use crate::{Errors, RustAttributes};

/// The most parameters that a function may have: for each number there is one implementation of
/// `lltype::Signature`.
const MAX_PARAMS: usize = 16;

/// The attributes that have a meaning here.
const OWN_ATTRIBUTES: &[&str] = &["name", "save_errno"];

/// A declared function.
pub struct Function {
    /// Rust's own attributes.
    pub attributes: RustAttributes,
    /// The visibility.
    pub vis: Visibility,
    /// `unsafe` or `safe`.
    pub safety: Safety,
    /// The name in Rust.
    pub ident: Ident,
    /// `#[name = ".."]`: the name in C, where it is another.
    pub name: Option<LitStr>,
    /// `#[save_errno]`.
    pub save_errno: bool,
    /// The parameters.
    pub params: Vec<Param>,
    /// The result; `None` for `void`.
    pub result: Option<Type>,
    /// Whether it has an error of its own, so that its description would only add others.
    pub broken: bool,
}

/// A parameter.
pub struct Param {
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
}

/// Who answers for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// The caller.
    Unsafe,
    /// The declaration.
    Safe,
}

mod keyword {
    syn::custom_keyword!(safe);
}

impl Function {
    /// The name in C.
    #[must_use]
    pub fn c_name(&self) -> String {
        match &self.name {
            Some(name) => name.value(),
            None => self.ident.unraw().to_string(),
        }
    }

    /// Whether both are compiled, under one name.
    pub(crate) fn repeats(&self, other: &Function) -> bool {
        let conditions = [&self.attributes.cfg, &other.attributes.cfg];
        self.ident == other.ident && conditions.into_iter().all(Vec::is_empty)
    }

    /// Reads one declaration. What is wrong but leaves a function goes to `errors`.
    pub(crate) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Function> {
        let mut found = Errors::new();
        let all = input.call(Attribute::parse_outer)?;
        let vis: Visibility = input.parse()?;
        let safety = parse_qualifiers(input, &mut found)?;
        let (ident, safety) = parse_name(input, safety, &mut found)?;
        parse_generics(input, &ident, &mut found)?;
        let params = parse_params(input, &ident, &mut found)?;
        let result = parse_result(input, &mut found)?;
        parse_end(input, &ident, &mut found)?;

        let mut function = Function {
            attributes: RustAttributes::default(),
            vis,
            safety,
            ident,
            name: None,
            save_errno: false,
            params,
            result,
            broken: false,
        };
        function.take_attributes(all, &mut found);
        function.broken = !found.is_empty();
        errors.append(found);
        Ok(function)
    }

    fn take_attributes(&mut self, attributes: Vec<Attribute>, errors: &mut Errors) {
        for attribute in attributes {
            match word(&attribute).as_str() {
                "name" => self.name = parse_c_name(&attribute, errors),
                "save_errno" => match &attribute.meta {
                    Meta::Path(_) => self.save_errno = true,
                    _ => errors.at(&attribute.meta, "`save_errno` takes no argument"),
                },
                _ => {
                    let taken = self
                        .attributes
                        .take(attribute, "llexternal", OWN_ATTRIBUTES);
                    errors.take(taken);
                }
            }
        }
    }
}

/// `unsafe`, `safe`, and what cannot stand there.
fn parse_qualifiers(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Safety>> {
    let mut safety = None;
    loop {
        if let Some(word) = input.parse::<Option<Token![async]>>()? {
            errors.at(word, "a C function cannot be `async`");
        } else if let Some(word) = input.parse::<Option<Token![extern]>>()? {
            errors.at(
                word,
                "the block says `extern \"C\"` already; leave it out here",
            );
            let _: Option<LitStr> = input.parse()?;
        } else if input.peek(Token![const]) && !input.peek2(Ident) {
            let word: Token![const] = input.parse()?;
            errors.at(
                word,
                "a C function cannot be `const`: it runs when the program runs",
            );
        } else if input.parse::<Option<Token![unsafe]>>()?.is_some() {
            safety = Some(Safety::Unsafe);
        } else if input.peek(keyword::safe) && !input.peek2(Token![:]) {
            input.parse::<keyword::safe>()?;
            safety = Some(Safety::Safe);
        } else {
            return Ok(safety);
        }
    }
}

fn parse_name(
    input: ParseStream<'_>,
    safety: Option<Safety>,
    errors: &mut Errors,
) -> syn::Result<(Ident, Safety)> {
    if input.peek(Token![static]) || input.peek(Token![const]) || input.peek(Token![type]) {
        let word: proc_macro2::TokenTree = input.parse()?;
        return Err(syn::Error::new_spanned(
            &word,
            format_args!("`llexternal!` declares functions; a C `{word}` cannot be declared here"),
        ));
    }
    if !input.peek(Token![fn]) {
        return Err(input.error("expected `unsafe fn name(..) -> Type;` or `safe fn name(..);`"));
    }
    input.parse::<Token![fn]>()?;
    let ident: Ident = input.parse()?;
    let safety = safety.unwrap_or_else(|| {
        errors.at(
            &ident,
            format_args!(
                "say `unsafe fn {ident}` (callers must uphold its contract) or `safe fn {ident}` \
                 (any arguments are fine)"
            ),
        );
        Safety::Unsafe
    });
    Ok((ident, safety))
}

fn parse_generics(input: ParseStream<'_>, ident: &Ident, errors: &mut Errors) -> syn::Result<()> {
    if input.peek(Token![<]) {
        let generics: syn::Generics = input.parse()?;
        errors.at(
            generics,
            format_args!(
                "a C function has no generic parameters; declare one function for each type that \
                 `{ident}` is used with, with `#[name = \"{ident}\"]`"
            ),
        );
    }
    Ok(())
}

fn parse_params(
    input: ParseStream<'_>,
    function: &Ident,
    errors: &mut Errors,
) -> syn::Result<Vec<Param>> {
    if !input.peek(token::Paren) {
        return Err(input.error(format_args!(
            "expected the parameters of `{function}` in `(..)`"
        )));
    }
    let content;
    parenthesized!(content in input);
    let mut params = Vec::new();
    for index in 1.. {
        if content.is_empty() {
            break;
        }
        if let Some(param) = parse_param(&content, function, index, errors)? {
            params.push(param);
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if let Some(param) = params.get(MAX_PARAMS) {
        errors.at(
            &param.ident,
            format_args!("a C function has at most {MAX_PARAMS} parameters here"),
        );
    }
    Ok(params)
}

fn parse_param(
    input: ParseStream<'_>,
    function: &Ident,
    index: usize,
    errors: &mut Errors,
) -> syn::Result<Option<Param>> {
    let attributes = input.call(Attribute::parse_outer)?;
    if let Some(attribute) = attributes.first() {
        errors.at(attribute, "parameters take no attributes");
    }
    if let Some(dots) = input.parse::<Option<Token![...]>>()? {
        errors.at(
            dots,
            format_args!(
                "`{function}` is variadic, and passes its arguments in another way than other \
                 functions on some targets; write a C function with fixed parameters that calls it, \
                 in `separate_module_sources`"
            ),
        );
        return Ok(None);
    }
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
    let mut ty: Type = input.parse()?;
    if !check_type(&ty, errors) {
        // Callers may go on.
        ty = parse_quote!(impl ::core::marker::Sized);
    }
    Ok(Some(Param { ident, ty }))
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
    Ok(Some(Param { ident, ty }))
}

fn parse_result(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Type>> {
    if input.parse::<Option<Token![->]>>()?.is_none() {
        return Ok(None);
    }
    let mut ty: Type = input.parse()?;
    match &ty {
        Type::Tuple(tuple) if tuple.elems.is_empty() => return Ok(None),
        Type::Never(never) => errors.at(
            never,
            "a C function that does not return has no result here; leave `-> !` out",
        ),
        // Callers may go on.
        bad if !check_type(bad, errors) => ty = parse_quote!(!),
        _ => {}
    }
    Ok(Some(ty))
}

/// Finds types that no trait could make C types: said here, where the fix can be said, too.
fn check_type(ty: &Type, errors: &mut Errors) -> bool {
    let shown = quote::quote!(#ty).to_string();
    let shown = shown
        .replace("& ", "&")
        .replace("* ", "*")
        .replace(" :: ", "::");
    let fix = match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => {
                "take `CONST_CCHARP`, and give it `scoped_str2charp(..)`"
            }
            Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "CStr") => {
                "take `CONST_CCHARP`, and give it `text.as_ptr().into()`"
            }
            _ => "C has pointers: take `Ptr<..>` or `ConstPtr<..>`",
        },
        Type::Ptr(pointer) => match &*pointer.elem {
            Type::Slice(_) | Type::TraitObject(_) => {
                "C's pointers are addresses alone: take `Ptr<..>` of the items"
            }
            Type::Ptr(_) => return check_type(&pointer.elem, errors),
            _ => return true,
        },
        Type::Array(_) | Type::Slice(_) => "C passes arrays as pointers: take `Ptr<..>`",
        Type::FnPtr(_) => {
            "a callback may be `NULL`: take `Option<unsafe extern \"C\" fn(..) -> ..>`"
        }
        Type::Path(path) if is_owned(path) => {
            "C cannot own it: take `CONST_CCHARP` for text and a pointer for the rest"
        }
        Type::Tuple(_)
        | Type::ImplTrait(_)
        | Type::TraitObject(_)
        | Type::Infer(_)
        | Type::Macro(_)
        | Type::Never(_) => "use a C type from `rffi`, such as `INT` or `CCHARP`",
        _ => return true,
    };
    errors.at(ty, format_args!("`{shown}` has no C counterpart; {fix}"));
    false
}

/// Whether a type owns memory of Rust's.
fn is_owned(path: &syn::TypePath) -> bool {
    const OWNED: [&str; 6] = ["String", "CString", "Vec", "Box", "Rc", "Arc"];
    let last = path.path.segments.last();
    last.is_some_and(|last| OWNED.iter().any(|name| last.ident == name))
}

fn parse_end(input: ParseStream<'_>, function: &Ident, errors: &mut Errors) -> syn::Result<()> {
    if let Some(clause) = input.parse::<Option<syn::WhereClause>>()? {
        errors.at(clause, "a C function has no `where` clause");
    }
    if input.peek(token::Brace) {
        let body: proc_macro2::TokenTree = input.parse()?;
        errors.at(
            body,
            format_args!(
                "`{function}` is implemented in C; end its declaration with `;` instead of a body"
            ),
        );
    } else if input.parse::<Option<Token![;]>>()?.is_none() {
        // The next declaration is read from here.
        errors.at(
            function,
            format_args!("expected `;` after the declaration of `{function}`"),
        );
        if !starts_item(input) {
            return Err(input.error("expected `;`"));
        }
    }
    Ok(())
}

fn starts_item(input: ParseStream<'_>) -> bool {
    input.is_empty()
        || input.peek(Token![#])
        || input.peek(Token![pub])
        || input.peek(Token![unsafe])
        || input.peek(Token![fn])
        || input.peek(keyword::safe)
}

fn parse_c_name(attribute: &Attribute, errors: &mut Errors) -> Option<LitStr> {
    let literal = match &attribute.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(name) => Some(name),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let Some(name) = literal else {
        errors.at(&attribute.meta, "write the C name as `#[name = \"..\"]`");
        return None;
    };
    let text = name.value();
    if !is_c_name(&text) {
        errors.at(name, format_args!("`{text}` is not a name in C"));
        return None;
    }
    Some(name.clone())
}
