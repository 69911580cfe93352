//! One declared function: `#[save_errno] pub unsafe fn read(fd: INT, ..) -> SSIZE_T;`.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Token, Type, Visibility, parse_quote, token};

use crate::head::{Head, ends};
use crate::params::Params;
use crate::passable::{Place, check_type};
use crate::text::{inside, peel};
use crate::{Errors, Flag, Options, RustAttributes, function_rules, wide};

/// A declared function.
pub struct Function {
    /// Its place among the declarations of its block.
    pub index: usize,
    /// Rust's own attributes.
    pub attributes: RustAttributes,
    /// The macro's own attributes.
    pub options: Options,
    /// The visibility.
    pub vis: Visibility,
    /// `unsafe` or `safe`.
    pub safety: Safety,
    /// The name in Rust.
    pub ident: Ident,
    /// The parameters.
    pub params: Params,
    /// The result in Rust; `None` for none.
    pub result: Option<Type>,
    /// The result in C; `None` for `void`. Another than in Rust where arguments are converted, which
    /// can fail.
    pub c_result: Option<Type>,
    /// What C calls the result, if it is of a type that Rust cannot pass.
    pub wide_result: Option<&'static str>,
    /// Whether it has an error of its own, so that its description would only add others.
    pub broken: bool,
}

/// Who answers for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// The caller.
    Unsafe,
    /// The declaration.
    Safe,
}

impl Function {
    /// The name in C.
    #[must_use]
    pub fn c_name(&self) -> String {
        c_name(&self.options, &self.ident)
    }

    /// The name of the `enum` that describes it.
    #[must_use]
    pub fn descriptor(&self) -> &Ident {
        self.options.descriptor.as_ref().unwrap_or(&self.ident)
    }

    /// Whether it is called through a function of C that the build script writes: a macro, or one
    /// with types that Rust cannot pass.
    #[must_use]
    pub fn is_wrapped(&self) -> bool {
        self.options.has(Flag::CMacro) || self.wide_types().next().is_some()
    }

    /// The types in it that Rust cannot pass.
    pub fn wide_types(&self) -> impl Iterator<Item = &Type> {
        let params = self.params.all.iter().filter(|param| param.wide.is_some());
        let result = self
            .c_result
            .as_ref()
            .filter(|_| self.wide_result.is_some());
        params.map(|param| &param.ty).chain(result)
    }

    /// Whether an argument may not be convertible.
    #[must_use]
    pub fn can_fail(&self) -> bool {
        let mut params = self.params.all.iter();
        params.any(|param| param.text.is_some_and(|text| text.can_fail()))
    }

    /// Reads one declaration behind its attributes and qualifiers. What is wrong but leaves a
    /// function goes to `errors`.
    pub(crate) fn parse(
        input: ParseStream<'_>,
        index: usize,
        head: Head,
        errors: &mut Errors,
    ) -> syn::Result<Function> {
        let mut found = Errors::new();
        input.parse::<Token![fn]>()?;
        let ident: Ident = input.parse()?;
        let safety = head.safety.unwrap_or_else(|| {
            found.at(
                &ident,
                format_args!(
                    "say `unsafe fn {ident}` (callers must uphold its contract) or `safe fn {ident}` \
                     (any arguments are fine)"
                ),
            );
            Safety::Unsafe
        });
        parse_generics(input, &ident, &mut found)?;
        let params = Params::parse(input, &ident, &mut found)?;
        let result = parse_result(input)?;
        parse_end(input, &ident, &mut found)?;
        let mut function = Function::new(head, index, safety, ident, params, &mut found);
        function.set_result(result, &mut found);
        errors.append(head_errors(&mut function, found));
        Ok(function)
    }

    /// A function without a result.
    pub(crate) fn new(
        head: Head,
        index: usize,
        safety: Safety,
        ident: Ident,
        params: Params,
        errors: &mut Errors,
    ) -> Function {
        let (options, attributes) = Options::take(head.attributes, errors);
        errors.append(head.errors);
        Function {
            index,
            attributes,
            options,
            vis: head.vis,
            safety,
            ident,
            params,
            result: None,
            c_result: None,
            wide_result: None,
            broken: false,
        }
    }

    /// Sets the result, and says what is wrong with it.
    pub(crate) fn set_result(&mut self, result: Option<Type>, errors: &mut Errors) {
        let unit = |ty: &Type| matches!(peel(ty), Type::Tuple(tuple) if tuple.elems.is_empty());
        self.result = result.filter(|ty| !unit(ty));
        self.c_result = self.result.clone();
        if let Some(value) = self.result.as_ref().and_then(|ty| inside(ty, "Result")) {
            let value = value.clone();
            self.c_result = Some(value).filter(|ty| !unit(ty));
            function_rules::check_fallible(self, errors);
        }
        let Some(ty) = &self.c_result else {
            return;
        };
        if let Type::Never(never) = peel(ty) {
            errors.at(
                never,
                "a C function that does not return has no result here; leave `-> !` out",
            );
        } else if !check_type(ty, Place::Result, errors) {
            // Callers may go on.
            self.result = Some(parse_quote!(!));
            self.c_result = self.result.clone();
        }
        self.wide_result = self.c_result.as_ref().and_then(wide);
    }
}

/// Takes the errors of a function that is otherwise whole.
pub(crate) fn head_errors(function: &mut Function, mut found: Errors) -> Errors {
    function_rules::check(function, &mut found);
    function.broken = !found.is_empty();
    found
}

/// The name in C of something that Rust calls `ident`.
pub(crate) fn c_name(options: &Options, ident: &Ident) -> String {
    match &options.name {
        Some(name) => LitStr::value(name),
        None => ident.unraw().to_string(),
    }
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

fn parse_result(input: ParseStream<'_>) -> syn::Result<Option<Type>> {
    match input.parse::<Option<Token![->]>>()? {
        Some(_) => input.parse().map(Some),
        None => Ok(None),
    }
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
        return Ok(());
    }
    ends(input, function, errors)
}
