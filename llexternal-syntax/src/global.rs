//! One declared variable: `pub unsafe static mut environ: CCHARPP;`.

use syn::parse::ParseStream;
use syn::{Ident, Token, Type, Visibility, parse_quote};

use crate::function::c_name;
use crate::head::{Head, ends};
use crate::passable::{Place, check_type};
use crate::{Errors, Flag, Options, RustAttributes, Safety};

/// A declared variable, or a macro that stands for a value.
pub struct Global {
    /// Its place among the declarations of its block.
    pub index: usize,
    /// Rust's own attributes.
    pub attributes: RustAttributes,
    /// The macro's own attributes.
    pub options: Options,
    /// The visibility.
    pub vis: Visibility,
    /// Who answers for a read.
    pub safety: Safety,
    /// `mut`: it may be written.
    pub mutable: bool,
    /// The name in Rust.
    pub ident: Ident,
    /// Its type.
    pub ty: Type,
    /// Whether it has an error of its own, so that its description would only add others.
    pub broken: bool,
}

impl Global {
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

    /// Whether it is a value without a place in memory: `#[c_macro]`.
    #[must_use]
    pub fn is_value(&self) -> bool {
        self.options.has(Flag::CMacro)
    }

    /// Reads one declaration behind its attributes and qualifiers. What is wrong but leaves a
    /// variable goes to `errors`.
    pub(crate) fn parse(
        input: ParseStream<'_>,
        index: usize,
        head: Head,
        errors: &mut Errors,
    ) -> syn::Result<Global> {
        input.parse::<Token![static]>()?;
        let mutable = input.parse::<Option<Token![mut]>>()?.is_some();
        let ident: Ident = input.parse()?;
        if !input.peek(Token![:]) {
            return Err(input.error(format_args!("expected the type, as `{ident}: Type`")));
        }
        input.parse::<Token![:]>()?;
        let ty: Type = input.parse()?;
        let mut found = head.errors;
        parse_value(input, &ident, &mut found)?;
        ends(input, &ident, &mut found)?;
        let (options, attributes) = Options::take(head.attributes, &mut found);
        let safety = safety(head.safety, mutable, &ident, &mut found);
        let ty = match check_type(&ty, Place::Variable, &mut found) {
            true => ty,
            // Readers may go on.
            false => parse_quote!(!),
        };
        check_flags(&options, mutable, &mut found);
        let global = Global {
            index,
            attributes,
            options,
            vis: head.vis,
            safety,
            mutable,
            ident,
            ty,
            broken: !found.is_empty(),
        };
        errors.append(found);
        Ok(global)
    }
}

fn parse_value(input: ParseStream<'_>, ident: &Ident, errors: &mut Errors) -> syn::Result<()> {
    if let Some(equals) = input.parse::<Option<Token![=]>>()? {
        let value: syn::Expr = input.parse()?;
        errors.at(
            quote::quote!(#equals #value),
            format_args!("C gives `{ident}` its value; end the declaration behind the type"),
        );
    }
    Ok(())
}

fn safety(given: Option<Safety>, mutable: bool, ident: &Ident, errors: &mut Errors) -> Safety {
    match given {
        Some(Safety::Safe) if mutable => errors.at(
            ident,
            format_args!(
                "`{ident}` may change while it is read; say `unsafe static mut {ident}`, or `safe \
                 static {ident}` if it never changes"
            ),
        ),
        Some(safety) => return safety,
        None => errors.at(
            ident,
            format_args!(
                "say `unsafe static {ident}` (readers must know that nobody writes) or `safe static \
                 {ident}` (it never changes)"
            ),
        ),
    }
    Safety::Unsafe
}

fn check_flags(options: &Options, mutable: bool, errors: &mut Errors) {
    const KNOWN: [Flag; 3] = [Flag::CMacro, Flag::Declare, Flag::SandboxSafe];
    for (flag, span) in options.flags() {
        if !KNOWN.contains(&flag) {
            let message = format!(
                "a variable is not called; `{}` belongs to functions",
                flag.word()
            );
            errors.push(syn::Error::new(span, message));
        }
    }
    let Some(span) = options.place(Flag::CMacro) else {
        return;
    };
    if mutable {
        errors.push(syn::Error::new(
            span,
            "`#[c_macro]` is for a macro that stands for a value, which cannot be written; leave \
             `mut` out, or `c_macro`: a macro that stands for a variable needs none",
        ));
    }
    if options.has(Flag::Declare) {
        errors.push(syn::Error::new(
            span,
            "a macro cannot be declared; leave `declare` out",
        ));
    }
}
