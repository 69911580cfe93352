//! One operation: `pub fn os_close(fd: i32) -> io::Result<()> = "os.close" { external: c_close }`.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{
    Attribute, FnArg, Ident, LitStr, Pat, Path, ReturnType, Signature, Token, Type, Visibility,
    braced, parse_quote, token,
};

use crate::suggest::{did_you_mean, quoted};
use crate::{Errors, RustAttributes};

/// What may stand in the braces.
const KEYS: &[&str] = &["export_name", "external", "llimpl", "llfakeimpl"];

/// A registered operation.
pub struct Operation {
    /// Rust's own attributes.
    pub attributes: RustAttributes,
    /// The visibility.
    pub vis: Visibility,
    /// The name in Rust.
    pub ident: Ident,
    /// The parameters.
    pub params: Vec<OperationParam>,
    /// The result; `None` for none.
    pub result: Option<Type>,
    /// The name in programs, such as `os.close`.
    pub name: LitStr,
    /// What the braces say.
    pub parts: OperationParts,
    /// Whether it has an error of its own, so that its description would only add others.
    pub broken: bool,
}

/// A parameter of an operation.
pub struct OperationParam {
    /// Its name.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// How it crosses to C.
    pub kind: ParamKind,
}

/// How a parameter crosses to C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// `&str`: a pointer to the text, which a NUL ends.
    Text,
    /// `&[u8]`: a pointer and a length.
    Bytes,
    /// Anything else: as it is.
    Plain,
}

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
}

/// A function with low-level parameters.
pub struct Implementation {
    /// `unsafe`: the operation answers for its calls.
    pub unsafety: Option<Token![unsafe]>,
    /// Where it is.
    pub path: Path,
}

impl Operation {
    /// Reads one operation. What is wrong but leaves an operation goes to `errors`.
    pub(crate) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Operation> {
        let mut found = Errors::new();
        let mut attributes = RustAttributes::default();
        for attribute in input.call(Attribute::parse_outer)? {
            found.take(attributes.take(attribute, "register_external", &[]));
        }
        let vis = input.parse()?;
        let signature: Signature = input.parse()?;
        let name = parse_name(input, &signature.ident)?;
        let parts = OperationParts::parse(input, &signature.ident, &mut found)?;
        check_qualifiers(&signature, &mut found);
        let params = signature.inputs.into_iter().enumerate();
        let params =
            params.filter_map(|(index, param)| OperationParam::read(index, param, &mut found));
        let params = params.collect();
        let result = result(signature.output, &mut found);
        let operation = Operation {
            attributes,
            vis,
            ident: signature.ident,
            params,
            result,
            name,
            parts,
            broken: !found.is_empty(),
        };
        errors.append(found);
        Ok(operation)
    }
}

/// `= "os.open"`
fn parse_name(input: ParseStream<'_>, ident: &Ident) -> syn::Result<LitStr> {
    let message = format!(
        "expected `= \"module.name\"` behind the signature: the name by which programs call `{ident}`"
    );
    if input.parse::<Option<Token![=]>>()?.is_none() {
        return Err(input.error(message));
    }
    let name = input
        .parse::<Option<LitStr>>()?
        .ok_or_else(|| input.error(&message))?;
    if name.value().is_empty() {
        return Err(syn::Error::new_spanned(&name, message));
    }
    Ok(name)
}

fn check_qualifiers(signature: &Signature, errors: &mut Errors) {
    let ident = &signature.ident;
    if !matches!(signature.safety, syn::Safety::Default) {
        errors.at(
            &signature.safety,
            format_args!(
                "an operation is called by programs, which keep no contract: it is safe without a \
                 word; check the arguments of `{ident}` in its `llimpl`"
            ),
        );
    }
    if let Some(word) = &signature.constness {
        errors.at(word, "an operation cannot be `const`");
    }
    if let Some(word) = &signature.asyncness {
        errors.at(word, "an operation cannot be `async`");
    }
    if let Some(abi) = &signature.abi {
        errors.at(
            abi,
            "an operation has a high-level signature; name the C function as `external: ..` in the \
             braces",
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(variadic, "an operation has a fixed number of parameters");
    }
    if !signature.generics.params.is_empty() {
        errors.at(
            &signature.generics,
            format_args!(
                "an operation has no generic parameters; leave out lifetimes, and register one \
                 operation for each type of `{ident}`"
            ),
        );
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.at(clause, "an operation has no `where` clause");
    }
}

fn result(output: ReturnType, errors: &mut Errors) -> Option<Type> {
    let ReturnType::Type(_, ty) = output else {
        return None;
    };
    match *ty {
        Type::Tuple(tuple) if tuple.elems.is_empty() => None,
        Type::Reference(reference) => {
            errors.at(
                reference,
                "an operation gives its result away; return `io::Result<String>` or \
                 `io::Result<Vec<u8>>`",
            );
            // Callers may go on.
            Some(parse_quote!(!))
        }
        ty => Some(ty),
    }
}

impl OperationParam {
    fn read(index: usize, param: FnArg, errors: &mut Errors) -> Option<Self> {
        let param = match param {
            FnArg::Typed(param) => param,
            FnArg::Receiver(receiver) => {
                errors.at(receiver, "an operation has no `self`");
                return None;
            }
        };
        if let Some(attribute) = param.attrs.first() {
            errors.at(attribute, "parameters take no attributes");
        }
        let ident = match *param.pat {
            Pat::Ident(name) if is_plain(&name) => name.ident,
            pattern => {
                errors.at(pattern, "a parameter of an operation needs a plain name");
                quote::format_ident!("parameter_{index}")
            }
        };
        let (kind, ty) = match errors.take(kind(&param.ty)) {
            Some(kind) => (kind, *param.ty),
            // Callers may go on.
            None => (ParamKind::Plain, parse_quote!(impl ::core::marker::Sized)),
        };
        Some(OperationParam { ident, ty, kind })
    }
}

fn is_plain(name: &syn::PatIdent) -> bool {
    name.by_ref.is_none() && name.mutability.is_none() && name.subpat.is_none()
}

fn kind(ty: &Type) -> syn::Result<ParamKind> {
    let reference = match ty {
        Type::Reference(reference) => reference,
        // As `macro_rules!` hands a `$ty` on.
        Type::Group(group) => return kind(&group.elem),
        Type::Paren(paren) => return kind(&paren.elem),
        _ => return Ok(ParamKind::Plain),
    };
    if let Some(lifetime) = &reference.lifetime {
        let message = "leave the lifetime out: an operation borrows for the call alone";
        return Err(syn::Error::new_spanned(lifetime, message));
    }
    let known = match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => Some(ParamKind::Text),
        Type::Slice(slice) => match &*slice.elem {
            Type::Path(path) if path.path.is_ident("u8") => Some(ParamKind::Bytes),
            _ => None,
        },
        _ => None,
    };
    match known {
        Some(kind) if reference.mutability.is_none() => Ok(kind),
        _ => Err(syn::Error::new_spanned(
            ty,
            "of references, an operation takes `&str` and `&[u8]` alone",
        )),
    }
}

impl OperationParts {
    fn parse(input: ParseStream<'_>, ident: &Ident, errors: &mut Errors) -> syn::Result<Self> {
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
        self.external.is_some() || self.llimpl.is_some() || self.llfakeimpl.is_some()
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
            "nothing implements `{ident}`; give `external: c_function`, `llimpl: function` or \
             `llfakeimpl: function`"
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
        return Err(input.error("a fake takes values and must be safe"));
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
