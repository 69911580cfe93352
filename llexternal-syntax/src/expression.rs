//! `llexternal!("labs", [LONG], LONG, compilation_info = ECI)`: one function as an expression.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token, Type, Visibility, bracketed, token};

use crate::function::head_errors;
use crate::head::Head;
use crate::options::check_c_name;
use crate::params::{Param, Params, checked};
use crate::suggest::{did_you_mean, quoted};
use crate::{CompilationInfo, Errors, Flag, Function, Safety};

/// What may stand behind the result besides attributes' words.
const INFO: &str = "compilation_info";

/// What the expression form says.
pub(crate) struct Expression {
    pub(crate) function: Function,
    pub(crate) compilation_info: Option<CompilationInfo>,
}

impl Expression {
    /// Whether the macro's tokens begin as this form does.
    pub(crate) fn is_next(input: ParseStream<'_>) -> bool {
        input.peek(LitStr)
    }

    pub(crate) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Expression> {
        let mut found = Errors::new();
        let name: LitStr = input.parse()?;
        check_c_name(&name, &mut found);
        comma(input, "the types of the parameters, as `[INT, CCHARP]`")?;
        let ident = rust_name(&name);
        let params = parse_params(input, &ident, &mut found)?;
        comma(input, "the type of the result, or `()`")?;
        let result: Type = input.parse()?;
        let head = Head {
            attributes: Vec::new(),
            vis: Visibility::Inherited,
            safety: Some(Safety::Unsafe),
            errors: Errors::new(),
        };
        let mut function = Function::new(head, 0, Safety::Unsafe, ident, params, &mut found);
        // The user's types may have the name of the function.
        let descriptor = quote::format_ident!("__RffiDescriptor", span = name.span());
        function.options.descriptor = Some(descriptor);
        function.options.name = Some(name);
        function.set_result(Some(result), &mut found);
        let compilation_info = parse_options(input, &mut function, &mut found)?;
        errors.append(head_errors(&mut function, found));
        Ok(Expression {
            function,
            compilation_info,
        })
    }
}

fn comma(input: ParseStream<'_>, expected: &str) -> syn::Result<()> {
    match input.parse::<Option<Token![,]>>()? {
        Some(_) => Ok(()),
        None => Err(input.error(format_args!("expected `,` and {expected}"))),
    }
}

/// `[INT, CCHARP, ..., INT]`
fn parse_params(
    input: ParseStream<'_>,
    function: &Ident,
    errors: &mut Errors,
) -> syn::Result<Params> {
    if !input.peek(token::Bracket) {
        return Err(input.error("expected the types of the parameters, as `[INT, CCHARP]`"));
    }
    let content;
    bracketed!(content in input);
    let (mut params, mut last_dots) = (Params::default(), None);
    while !content.is_empty() {
        if let Some(dots) = content.parse::<Option<Token![...]>>()? {
            params.dots(dots, function, errors);
            last_dots = Some(dots);
        } else {
            let ty: Type = content.parse()?;
            let ident = quote::format_ident!("arg{}", params.all.len());
            params.all.push(Param::new(ident, checked(ty, errors)));
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    if let Some(dots) = last_dots.filter(|_| params.is_open()) {
        errors.at(
            dots,
            "a value has one type: say what is passed behind the dots, as `[CONST_CCHARP, ..., INT]`",
        );
    }
    params.check_count(errors);
    Ok(params)
}

/// `, compilation_info = ECI, save_errno`
fn parse_options(
    input: ParseStream<'_>,
    function: &mut Function,
    errors: &mut Errors,
) -> syn::Result<Option<CompilationInfo>> {
    let mut info = None;
    while !input.is_empty() {
        comma(input, "an option")?;
        if input.is_empty() {
            break;
        }
        let key = input.call(Ident::parse_any)?;
        let word = key.to_string();
        if word == INFO {
            input.parse::<Token![=]>()?;
            let given = CompilationInfo::new(input.parse()?);
            if let Some(Err(error)) = &given.chain {
                errors.push(error.clone());
            }
            if info.replace(given).is_some() {
                errors.at(&key, format_args!("`{INFO}` was given already"));
            }
        } else if let Some(flag) = Flag::of_word(&word) {
            function.options.add(flag, key.span(), errors);
        } else {
            let known = Flag::words().chain([INFO]).collect::<Vec<_>>();
            let (hint, known) = (did_you_mean(&word, &known), quoted(&known));
            errors.at(
                &key,
                format_args!("unknown option `{word}`{hint}\nknown are {known}"),
            );
            // Whatever it was given.
            if input.parse::<Option<Token![=]>>()?.is_some() {
                input.parse::<syn::Expr>()?;
            }
        }
    }
    Ok(info)
}

/// A name in Rust: of no importance, but it is seen in messages.
fn rust_name(name: &LitStr) -> Ident {
    let text = name.value();
    let raw = format!("r#{text}");
    let parsed = syn::parse_str::<Ident>(&text).or_else(|_| syn::parse_str(&raw));
    let mut ident = parsed.unwrap_or_else(|_| Ident::new("function", Span::call_site()));
    ident.set_span(name.span());
    ident
}
