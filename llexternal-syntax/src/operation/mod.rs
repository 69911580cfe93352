//! One operation: `pub fn os_close(fd: i32) -> io::Result<()> = "os.close" { external: c_close }`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Signature, Token, Visibility};

use crate::{Errors, RustAttributes};

mod param;
mod parts;
mod result;

pub use param::{OperationParam, ParamKind};
pub use parts::{Implementation, OperationParts};
pub use result::{OperationResult, TupleResult};

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
    pub result: Option<OperationResult>,
    /// The name in programs, such as `os.close`.
    pub name: LitStr,
    /// What the braces say.
    pub parts: OperationParts,
    /// Whether it has an error of its own, so that its description would only add others.
    pub broken: bool,
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
        let result = OperationResult::read(signature.output, &mut found);
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
