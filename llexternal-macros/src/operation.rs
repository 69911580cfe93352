//! The expansion of `register_external!`.

use llexternal_syntax::{
    Implementation, Operation, OperationParam, Operations, ParamKind, RustAttributes, TupleResult,
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
        result: operation.result.as_ref().map(|result| &result.ty),
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
            #[allow(non_snake_case, clippy::too_many_arguments, clippy::type_complexity)]
            #[inline]
            #vis fn #ident(#(#names: #types),*) -> #result {
                #krate::private::__try_fake!(#ident::EXTFUNC; (#(#names: #types),*) -> #result);
                #body
            }
        }
    }

    /// Calls the implementation: `llimpl`, else the C function, else the fake, else the original
    /// function.
    fn body(&self) -> TokenStream {
        let parts = &self.operation.parts;
        if let Some(low) = parts.llimpl.as_ref().or(parts.external.as_ref()) {
            return self.low_call(low);
        }
        let names = self.names();
        let high = parts.llfakeimpl.as_ref().or(parts.function.as_ref());
        high.map(|path| quote! { #path(#(#names),*) })
            .unwrap_or_default()
    }

    /// Takes the arguments down to C, calls, and takes the result up.
    fn low_call(&self, implementation: &Implementation) -> TokenStream {
        let call = self.call_and_lift(implementation);
        let texts = self.operation.params.iter();
        let texts = texts.filter(|param| param.kind == ParamKind::Text);
        let Some(first) = texts.clone().next() else {
            return call;
        };
        let call = quote! { ::core::result::Result::Ok({ #call }) };
        // The last text is copied innermost.
        let call = texts.rfold(call, |call, param| self.with_text(param, &call));
        let krate = crate_at(self.krate, first.ident.span());
        quote_spanned! { first.ident.span() => #krate::private::lowered(#call) }
    }

    /// Runs `call` with a text's copy that has a NUL behind it.
    fn with_text(&self, param: &OperationParam, call: &TokenStream) -> TokenStream {
        let ident = &param.ident;
        let krate = crate_at(self.krate, ident.span());
        let function = self.operation.ident.unraw().to_string();
        let name = ident.unraw().to_string();
        quote_spanned! { ident.span() =>
            #krate::private::with_text(#function, #name, #ident, |#ident| #call)
        }
    }

    /// Calls with arguments of which the texts are C's, and takes the result up.
    fn call_and_lift(&self, implementation: &Implementation) -> TokenStream {
        let path = &implementation.path;
        let params = self.operation.params.iter();
        let args = params.map(|param| self.low_argument(param));
        let Some(tuple) = self.tuple() else {
            let call = quote_spanned! { path.span() => #path(#(#args),*) };
            return self.lift(implementation, &self.result(), &call);
        };
        let (items, types) = (written_items(tuple), &tuple.written);
        let pointers = items.iter().zip(types).map(|(item, ty)| {
            let krate = crate_at(self.krate, ty.span());
            quote_spanned! { ty.span() => #krate::private::out_pointer(&mut #item) }
        });
        let args = args.chain(pointers);
        let call = quote_spanned! { path.span() => #path(#(#args),*) };
        let call = self.lift(implementation, &tuple.returned.to_token_stream(), &call);
        let first = Ident::new("returned", Span::mixed_site());
        let whole = match tuple.in_result {
            true => quote! { #first.map(|#first| (#first, #(#items),*)) },
            false => quote! { (#first, #(#items),*) },
        };
        quote! {
            // What C does not write is zero.
            #(let mut #items: #types = ::core::default::Default::default();)*
            let #first = #call;
            #whole
        }
    }

    /// Makes `ty` of what `call` gives.
    fn lift(
        &self,
        implementation: &Implementation,
        ty: &TokenStream,
        call: &TokenStream,
    ) -> TokenStream {
        let span = self.result_span();
        let krate = crate_at(self.krate, span);
        match &implementation.unsafety {
            Some(word) => {
                let lift = quote_spanned! { span => #krate::private::lift_trusted::<#ty, _> };
                // SAFETY: the registration promises that the function may be called with these
                // arguments, and that its result is what the crossing makes of it.
                // The block stands where the user wrote `unsafe`, so that `forbid(unsafe_code)`
                // sees it.
                quote_spanned! { word.span() => unsafe { #lift(#call) } }
            }
            None => {
                let lift = quote_spanned! { span => #krate::private::lift::<#ty, _> };
                quote! { #lift(#call) }
            }
        }
    }

    fn low_argument(&self, param: &OperationParam) -> TokenStream {
        let ident = &param.ident;
        let krate = crate_at(self.krate, ident.span());
        match param.kind {
            ParamKind::Plain => plain(&param.ty, &quote! { #ident }),
            ParamKind::Text => quote_spanned! { ident.span() =>
                #krate::private::text_pointer(#ident)
            },
            ParamKind::CText => quote_spanned! { ident.span() =>
                #krate::private::c_str_pointer(#ident)
            },
            ParamKind::Items => quote_spanned! { ident.span() =>
                #krate::private::items_pointer(#ident), #ident.len()
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
            #[allow(dead_code, clippy::type_complexity)]
            impl #ident {
                /// What is known of the operation.
                #vis const EXTFUNC: &'static #krate::ExtFunc = {
                    #[allow(deprecated)]
                    static __EXTFUNC: #krate::ExtFunc = #krate::ExtFunc::from_parts(#parts);
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
        let (external, llimpl, function_check) =
            (self.external(), self.llimpl(), self.function_check());
        let native = self.by_values(ident);
        let fake = option(parts.llfakeimpl.as_ref().map(|fake| self.by_values(fake)));
        let sandbox_safe = parts.sandboxsafe.as_ref().is_some_and(|word| word.value);
        let lowered = self.is_lowered();
        let span = ident.span().unwrap();
        let (file, line) = (span.file(), u32::try_from(span.line()).unwrap_or(0));
        quote! {{
            #function_check
            #krate::private::Parts {
                name: #name,
                export_name: #export_name,
                params: &[#(#params),*],
                result: <#result as #krate::Returned>::TYPE,
                can_fail: <#result as #krate::Returned>::CAN_FAIL,
                sandbox_safe: #sandbox_safe,
                lowered: #lowered,
                external: #external,
                llimpl: #llimpl,
                native: #native,
                fake: #fake,
                source: #krate::private::Source::new(
                    #file, #line, ::core::env!("CARGO_MANIFEST_DIR"),
                ),
            }
        }}
    }

    fn high_param(&self, param: &OperationParam) -> TokenStream {
        let krate = crate_at(self.krate, param.ty.span());
        let (name, ty) = (param.ident.unraw().to_string(), static_type(&param.ty));
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
        let (path, result, returned) = (&external.path, self.result(), self.returned());
        let check = match parts.llimpl {
            None => {
                let message = format!(
                    "`{}` reports errors by errno, and its `external` does not save it\n\
                     help: write `#[save_errno]` above `{}` in its `llexternal!`",
                    self.operation.ident,
                    shown(path),
                );
                quote_spanned! { path.span() =>
                    #krate::private::check_errno::<_, #returned>(#path::PTR, #path::EXTERNAL, #message);
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
                failure: #krate::private::failure::<_, #returned>(#path::PTR),
            })
        }}
    }

    /// The type in C of `llimpl`.
    fn llimpl(&self) -> TokenStream {
        let description = self.operation.parts.llimpl.as_ref().map(|llimpl| {
            let path = &llimpl.path;
            let krate = crate_at(self.krate, path.span());
            let written = self.tuple().map_or(0, |tuple| tuple.written.len());
            let params = self.operation.params.iter().map(low_count).sum::<usize>() + written;
            let params = (0..params).map(|_| quote! { _ });
            quote_spanned! { path.span() =>
                #krate::private::low_function(#path as unsafe fn(#(#params),*) -> _)
            }
        });
        option(description)
    }

    /// The original function is of the operation's own types, also where something else is called.
    fn function_check(&self) -> Option<TokenStream> {
        let parts = &self.operation.parts;
        let function = parts.function.as_ref()?;
        let is_called = !self.is_lowered() && parts.llfakeimpl.is_none();
        let ty = self.function_type(function.span());
        (!is_called).then(|| quote_spanned! { function.span() => const _: #ty = #function; })
    }

    /// The type of functions with the operation's own types.
    fn function_type(&self, span: Span) -> TokenStream {
        let (types, result) = (self.types(), self.result());
        quote_spanned! { span => fn(#(#types),*) -> #result }
    }

    /// Whether the function of Rust takes its arguments down to C's types.
    fn is_lowered(&self) -> bool {
        let parts = &self.operation.parts;
        parts.llimpl.is_some() || parts.external.is_some()
    }

    /// An implementation that takes values to `function`, and its result to a value.
    fn by_values(&self, function: impl ToTokens) -> TokenStream {
        let krate = crate_at(self.krate, function.span());
        // Names that no function of the user's can have.
        let private = |name: String| Ident::new(&name, Span::mixed_site());
        let [operation, args, called] =
            ["operation", "args", "called"].map(|name| private(name.to_owned()));
        let ty = self.function_type(function.span());
        let indices = 0..self.operation.params.len();
        let stores: Vec<_> = indices
            .clone()
            .map(|i| private(format!("store_{i}")))
            .collect();
        let types = self.types();
        quote_spanned! { function.span() =>
            #krate::private::Implementation::Typed(|#operation, #args| {
                #krate::private::check_count(#operation, #args)?;
                let #called: #ty = #function;
                #(let mut #stores = ::core::default::Default::default();)*
                #krate::private::returned(#operation, #called(
                    #(#krate::private::argument::<#types>(
                        #operation, #args, #indices, &mut #stores,
                    )?),*
                ))
            })
        }
    }

    /// Where the result is written; the name, for one without.
    fn result_span(&self) -> Span {
        match &self.operation.result {
            Some(result) => result.ty.span(),
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
            Some(result) => result.ty.to_token_stream(),
            None => quote! { () },
        }
    }

    fn tuple(&self) -> Option<&TupleResult> {
        self.operation.result.as_ref()?.tuple.as_ref()
    }

    /// What is made of C's own result.
    fn returned(&self) -> TokenStream {
        match self.tuple() {
            Some(tuple) => tuple.returned.to_token_stream(),
            None => self.result(),
        }
    }
}

/// Variables for what C writes of a result.
fn written_items(tuple: &TupleResult) -> Vec<Ident> {
    let name = |index| Ident::new(&format!("written_{index}"), Span::mixed_site());
    (0..tuple.written.len()).map(name).collect()
}

/// A value as it is; of a tuple, item for item.
fn plain(ty: &Type, value: &TokenStream) -> TokenStream {
    match ty {
        Type::Group(group) => plain(&group.elem, value),
        Type::Paren(paren) => plain(&paren.elem, value),
        Type::Tuple(tuple) => {
            let items = tuple.elems.iter().enumerate().map(|(index, ty)| {
                let index = syn::Index::from(index);
                plain(ty, &quote! { #value.#index })
            });
            quote! { #(#items),* }
        }
        _ => value.clone(),
    }
}

/// How many parameters a parameter is in C.
fn low_count(param: &OperationParam) -> usize {
    fn items(ty: &Type) -> usize {
        match ty {
            Type::Group(group) => items(&group.elem),
            Type::Paren(paren) => items(&paren.elem),
            Type::Tuple(tuple) => tuple.elems.iter().map(items).sum(),
            _ => 1,
        }
    }
    match param.kind {
        ParamKind::Plain => items(&param.ty),
        ParamKind::Text | ParamKind::CText => 1,
        ParamKind::Bytes | ParamKind::Items => 2,
    }
}

/// The type of a parameter where no lifetime can be left out.
fn static_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Group(group) => static_type(&group.elem),
        Type::Paren(paren) => static_type(&paren.elem),
        Type::Reference(reference) => {
            let ty = &reference.elem;
            quote! { &'static #ty }
        }
        ty => ty.to_token_stream(),
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote! { ::core::option::Option::Some(#value) },
        None => quote! { ::core::option::Option::None },
    }
}

/// A path, as the user wrote it.
fn shown(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
