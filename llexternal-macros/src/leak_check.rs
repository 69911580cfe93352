//! `#[lltype::leak_check]`: the body of the function, watched by the leak finder.

use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Ident, Path, ReturnType, Signature, Token, Visibility};

/// Writes the function; beside an error it stays as it is, so that nothing else goes wrong.
pub(crate) fn expand(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let expanded = Arguments::parse
        .parse2(arguments)
        .and_then(|arguments| Ok(syn::parse2::<Function>(item.clone())?.watched(&arguments)));
    expanded.unwrap_or_else(|error| {
        let error = error.into_compile_error();
        quote!(#item #error)
    })
}

/// `all_threads` and `crate = some::path`, or nothing.
struct Arguments {
    all_threads: bool,
    krate: TokenStream,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self {
            all_threads: false,
            krate: quote!(::lltype),
        };
        if input.peek(Ident) && input.fork().parse::<Ident>()? == "all_threads" {
            input.parse::<Ident>()?;
            arguments.all_threads = true;
            if input.is_empty() {
                return Ok(arguments);
            }
            input.parse::<Token![,]>()?;
        }
        if !input.is_empty() {
            arguments.krate = crate_path(input)?;
        }
        Ok(arguments)
    }
}

fn crate_path(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let unknown = input.error(
        "unknown argument: `#[leak_check]` takes nothing, `all_threads`, or \
         `crate = path::of::lltype`",
    );
    let krate: Token![crate] = input.parse().map_err(|_| unknown)?;
    let no_path = |_| syn::Error::new(krate.span, "write `crate = path::of::lltype`");
    input.parse::<Token![=]>().map_err(no_path)?;
    let path = Path::parse_mod_style(input).map_err(no_path)?;
    if !input.is_empty() {
        return Err(input.error("`#[leak_check]` takes nothing behind `crate = path::of::lltype`"));
    }
    Ok(path.into_token_stream())
}

/// A function, with a body that is Rust's to read.
struct Function {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    signature: Signature,
    body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let span = input.span();
        let no_function =
            |_| syn::Error::new(span, "`#[leak_check]` goes on a function with a body");
        let function = Self {
            attributes,
            visibility,
            signature: input.parse().map_err(no_function)?,
            body: input.parse().map_err(no_function)?,
        };
        function.check()?;
        Ok(function)
    }
}

impl Function {
    fn check(&self) -> syn::Result<()> {
        let error = |span: Span, message| Err(syn::Error::new(span, message));
        let Signature {
            asyncness,
            constness,
            ident,
            ..
        } = &self.signature;
        if let Some(token) = asyncness {
            return error(
                token.span,
                "`#[leak_check]` cannot watch an `async fn`, which may go on on other threads: \
                 call it in a function, and watch that",
            );
        }
        if let Some(token) = constness {
            return error(token.span, "a `const fn` allocates nothing to watch");
        }
        if self.body.delimiter() != Delimiter::Brace {
            return error(
                ident.span(),
                "`#[leak_check]` goes on a function with a body",
            );
        }
        Ok(())
    }

    fn watched(&self, arguments: &Arguments) -> TokenStream {
        let krate = &arguments.krate;
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        // Named where the user wrote it: an unsuitable one is shown there.
        let result = match &signature.output {
            ReturnType::Default => quote!(()),
            ReturnType::Type(_, result) => quote!(#result),
        };
        let span = Span::mixed_site().located_at(signature.ident.span());
        let check = match arguments.all_threads {
            false => quote_spanned!(span=> #krate::leakfinder::private::leak_check),
            true => quote_spanned!(span=> #krate::leakfinder::private::leak_check_all_threads),
        };
        quote! {
            #(#attributes)*
            #visibility #signature {
                #check::<#result>(move || -> #result #body)
            }
        }
    }
}
