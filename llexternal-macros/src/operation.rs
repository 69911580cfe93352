//! The expansion of `register_external!`.

use llexternal_syntax::{
    Implementation, Operation, OperationParam, Operations, ParamKind, RustAttributes,
};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path, Type};

use crate::stand_in::StandIn;
use crate::{crate_at, list};

/// Writes everything that the operations become. Those without an error are written even where
/// others have some.
pub(crate) fn expand(krate: &TokenStream, tokens: TokenStream) -> TokenStream {
    let (Operations { list, operations }, errors) = Operations::parse(tokens);
    let expansions = operations.iter().map(|operation| match operation.broken {
        true => stand_in(operation),
        false => Expansion { krate, operation }.expand(),
    });
    let expansions: TokenStream = expansions.collect();
    let items = operations.iter().filter(|o| !o.broken).map(|operation| {
        let (cfg, ident) = (&operation.attributes.cfg, &operation.ident);
        quote! { #(#cfg)* #ident::EXTFUNC, }
    });
    let doc = "The operations that one `register_external!` registers.";
    let list = list::expand(list.as_ref(), doc, &quote! { #krate::ExtFunc }, items);
    let errors = errors.into_compile_errors();
    quote! {
        #expansions
        #list
        #errors
    }
}

/// An operation with an error.
fn stand_in(operation: &Operation) -> TokenStream {
    StandIn {
        cfg: &operation.attributes.cfg,
        vis: &operation.vis,
        safety: None,
        ident: &operation.ident,
        params: operation
            .params
            .iter()
            .map(|param| (&param.ident, &param.ty)),
        result: operation.result.as_ref(),
    }
    .expand()
}

/// One operation on its way out.
struct Expansion<'a> {
    krate: &'a TokenStream,
    operation: &'a Operation,
}

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let function = self.function();
        let descriptor = self.descriptor();
        quote! { #function #descriptor }
    }

    /// The typed function.
    fn function(&self) -> TokenStream {
        let krate = self.krate;
        let Operation { vis, ident, .. } = self.operation;
        let RustAttributes { cfg, rest } = &self.operation.attributes;
        let (names, types, result) = (self.names(), self.types(), self.result());
        let body = self.body();
        quote! {
            #(#cfg)*
            #(#rest)*
            #[allow(non_snake_case, clippy::too_many_arguments)]
            #[inline]
            #vis fn #ident(#(#names: #types),*) -> #result {
                #krate::private::__try_fake!(#ident::EXTFUNC; (#(#names: #types),*) -> #result);
                #body
            }
        }
    }

    /// Calls the implementation: `llimpl`, else the C function, else the fake.
    fn body(&self) -> TokenStream {
        let parts = &self.operation.parts;
        match (
            parts.llimpl.as_ref().or(parts.external.as_ref()),
            &parts.llfakeimpl,
        ) {
            (Some(implementation), _) => self.low_call(implementation),
            (None, Some(fake)) => {
                let names = self.names();
                quote! { #fake(#(#names),*) }
            }
            (None, None) => TokenStream::new(),
        }
    }

    /// Takes the arguments down to C, calls, and takes the result up.
    fn low_call(&self, implementation: &Implementation) -> TokenStream {
        let Implementation { unsafety, path } = implementation;
        let texts = self
            .operation
            .params
            .iter()
            .filter_map(|param| self.text(param));
        let args = self
            .operation
            .params
            .iter()
            .map(|param| self.low_argument(param));
        let call = quote_spanned! { path.span() => #path(#(#args),*) };
        let result = self.result();
        let span = self.result_span();
        let krate = crate_at(self.krate, span);
        match unsafety {
            Some(word) => {
                let lift = quote_spanned! { span => #krate::private::lift_trusted::<#result, _> };
                // SAFETY: the registration promises that the function may be called with these
                // arguments, and that its result is what the crossing makes of it.
                // The block stands where the user wrote `unsafe`, so that `forbid(unsafe_code)`
                // sees it.
                let call = quote_spanned! { word.span() => unsafe { #lift(#call) } };
                quote! { #(#texts)* #call }
            }
            None => {
                let lift = quote_spanned! { span => #krate::private::lift::<#result, _> };
                quote! {
                    #(#texts)*
                    #lift(#call)
                }
            }
        }
    }

    /// A text's copy with a NUL behind it.
    fn text(&self, param: &OperationParam) -> Option<TokenStream> {
        let ident = &param.ident;
        let krate = crate_at(self.krate, ident.span());
        let name = ident.unraw().to_string();
        (param.kind == ParamKind::Text).then(|| {
            quote_spanned! { ident.span() =>
                let #ident = match #krate::private::c_string(#name, #ident) {
                    ::core::result::Result::Ok(text) => text,
                    ::core::result::Result::Err(error) => return #krate::private::not_lowered(error),
                };
            }
        })
    }

    fn low_argument(&self, param: &OperationParam) -> TokenStream {
        let ident = &param.ident;
        let krate = crate_at(self.krate, ident.span());
        match param.kind {
            ParamKind::Plain => quote! { #ident },
            ParamKind::Text => quote_spanned! { ident.span() =>
                #krate::private::text_pointer(&#ident)
            },
            ParamKind::Bytes => quote_spanned! { ident.span() =>
                #krate::private::bytes_pointer(#ident), #ident.len()
            },
        }
    }

    /// The `enum` of the same name, with the description.
    fn descriptor(&self) -> TokenStream {
        let krate = self.krate;
        let Operation { vis, ident, .. } = self.operation;
        let cfg = &self.operation.attributes.cfg;
        let (parts, types, result) = (self.parts(), self.types(), self.result());
        quote! {
            #(#cfg)*
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #vis enum #ident {}

            #(#cfg)*
            #[allow(dead_code)]
            impl #ident {
                /// What is known of the operation.
                #vis const EXTFUNC: &'static #krate::ExtFunc = {
                    #[allow(deprecated)]
                    static __EXTFUNC: #krate::ExtFunc = #krate::ExtFunc::new(#parts);
                    &__EXTFUNC
                };

                #krate::private::__fake_method!(safe #vis EXTFUNC (#(#types),*) -> #result);
            }
        }
    }

    /// The `Parts` of the description.
    fn parts(&self) -> TokenStream {
        let krate = self.krate;
        let Operation {
            ident, name, parts, ..
        } = self.operation;
        let export_name = match &parts.export_name {
            Some(name) => quote! { #name },
            None => {
                let name = ident.unraw().to_string();
                quote! { #name }
            }
        };
        let result = self.result();
        let params = self
            .operation
            .params
            .iter()
            .map(|param| self.high_param(param));
        let external = self.external();
        let typed = self.by_values(ident);
        let fake = match &parts.llfakeimpl {
            Some(fake) => {
                let fake = self.by_values(fake);
                quote! { ::core::option::Option::Some(#fake) }
            }
            None => quote! { ::core::option::Option::None },
        };
        let lowered = parts.llimpl.is_some() || parts.external.is_some();
        let span = ident.span().unwrap();
        let (file, line) = (span.file(), u32::try_from(span.line()).unwrap_or(0));
        quote! {
            #krate::private::Parts {
                name: #name,
                export_name: #export_name,
                params: &[#(#params),*],
                result: <#result as #krate::Returned>::TYPE,
                can_fail: <#result as #krate::Returned>::CAN_FAIL,
                lowered: #lowered,
                external: #external,
                typed: #typed,
                fake: #fake,
                source: #krate::private::Source::new(
                    #file, #line, ::core::env!("CARGO_MANIFEST_DIR"),
                ),
            }
        }
    }

    fn high_param(&self, param: &OperationParam) -> TokenStream {
        let krate = crate_at(self.krate, param.ty.span());
        let (name, ty) = (param.ident.unraw().to_string(), static_type(param));
        quote_spanned! { param.ty.span() =>
            #krate::HighParam { name: #name, ty: <#ty as #krate::Parameter<'static>>::TYPE }
        }
    }

    /// The C function that generated programs call. What the typed function does not call is
    /// checked against the signature here.
    fn external(&self) -> TokenStream {
        let parts = &self.operation.parts;
        let Some(external) = &parts.external else {
            return quote! { ::core::option::Option::None };
        };
        let krate = crate_at(self.krate, external.path.span());
        let (path, result) = (&external.path, self.result());
        let check = match parts.llimpl {
            None => {
                let message = format!(
                    "`{}` reports errors by errno, and its `external` does not save it\n\
                     help: write `#[save_errno]` above `{}` in its `llexternal!`",
                    self.operation.ident,
                    shown(path),
                );
                quote_spanned! { path.span() =>
                    #krate::private::check_errno::<_, #result>(#path::PTR, #path::EXTERNAL, #message);
                }
            }
            Some(_) => {
                let (names, types, body) = (self.names(), self.types(), self.low_call(external));
                quote! {
                    fn __check(#(#names: #types),*) -> #result { #body }
                }
            }
        };
        quote_spanned! { path.span() => {
            #[allow(clippy::too_many_arguments)]
            const _: () = { #check };
            ::core::option::Option::Some(#krate::private::Called {
                external: #path::EXTERNAL,
                failure: #krate::private::failure::<_, #result>(#path::PTR),
            })
        }}
    }

    /// A closure that takes values to `function`, and its result to a value.
    fn by_values(&self, function: impl ToTokens) -> TokenStream {
        let krate = crate_at(self.krate, function.span());
        let indices = 0..self.operation.params.len();
        // Names that no function of the user's can have.
        let [operation, args] =
            ["operation", "args"].map(|name| Ident::new(name, Span::mixed_site()));
        quote_spanned! { function.span() =>
            |#operation, #args| {
                #krate::private::check_count(#operation, #args)?;
                #krate::private::returned(#operation, #function(
                    #(#krate::private::argument(#operation, #args, #indices)?),*
                ))
            }
        }
    }

    /// Where the result is written; the name, for one without.
    fn result_span(&self) -> Span {
        match &self.operation.result {
            Some(ty) => ty.span(),
            None => self.operation.ident.span(),
        }
    }

    fn names(&self) -> Vec<&Ident> {
        self.operation
            .params
            .iter()
            .map(|param| &param.ident)
            .collect()
    }

    fn types(&self) -> Vec<&Type> {
        self.operation
            .params
            .iter()
            .map(|param| &param.ty)
            .collect()
    }

    fn result(&self) -> TokenStream {
        match &self.operation.result {
            Some(ty) => quote! { #ty },
            None => quote! { () },
        }
    }
}

/// The type of a parameter where no lifetime can be left out.
fn static_type(param: &OperationParam) -> TokenStream {
    let ty = &param.ty;
    match param.kind {
        ParamKind::Text => quote! { &'static str },
        ParamKind::Bytes => quote! { &'static [u8] },
        ParamKind::Plain => quote! { #ty },
    }
}

/// A path, as the user wrote it.
fn shown(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
