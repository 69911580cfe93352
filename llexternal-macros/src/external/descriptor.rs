//! The `enum` of a function, with its description.

use llexternal_syntax::{Function, Param, Safety, Spelling};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;

use super::foreign::CFunction;
use super::{Context, Fakes, flags, line};
use crate::crate_at;
use crate::desc::{Descs, FunctionDesc};

/// What describes a declared function.
pub(super) struct Descriptor<'a> {
    pub(super) context: Context<'a>,
    pub(super) function: &'a Function,
    pub(super) c: CFunction<'a>,
}

impl Descriptor<'_> {
    pub(super) fn expand(&self) -> TokenStream {
        let Function { vis, .. } = self.function;
        let krate = self.context.krate;
        let cfg = &self.function.attributes.cfg;
        let name = self.function.descriptor();
        let item = quote_spanned! { name.span() => #vis enum #name {} };
        let external = self.external();
        let (pointer, fake) = (self.pointer(), self.fake());
        quote! {
            #(#cfg)*
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #item

            #(#cfg)*
            #[allow(dead_code, clippy::type_complexity)]
            impl #name {
                #vis const EXTERNAL: &'static #krate::External = {
                    #external
                    &__EXTERNAL
                };

                #pointer
                #fake
            }
        }
    }

    /// The C function itself; of one with wide types, Rust has no pointer.
    fn pointer(&self) -> Option<TokenStream> {
        if self.function.wide_types().next().is_some() {
            return None;
        }
        let (vis, ty, foreign) = (&self.function.vis, self.c.pointer(), self.c.foreign());
        // An item that is declared `safe` is a safe function's.
        let is_safe = self.function.params.is_open() && self.function.safety == Safety::Safe;
        let foreign = match is_safe {
            true => quote! { #foreign as _ },
            false => quote! { #foreign },
        };
        Some(quote! {
            #vis const PTR: #ty = #foreign;
        })
    }

    /// The method that replaces the function in tests. What Rust's compiler calls directly has none.
    fn fake(&self) -> Option<TokenStream> {
        if self.function.params.is_open() || self.context.fakes == Fakes::Off {
            return None;
        }
        let krate = self.context.krate;
        let vis = &self.function.vis;
        let safety = match self.function.safety {
            Safety::Unsafe => quote! { unsafe },
            Safety::Safe => quote! { safe },
        };
        let types = self.function.params.all.iter().map(|param| &param.ty);
        let result = match &self.function.result {
            Some(ty) => quote! { #ty },
            None => quote! { () },
        };
        Some(quote! {
            #krate::__fake_method!(#safety #vis EXTERNAL (#(#types),*) -> #result);
        })
    }

    /// The `static` of the description.
    fn external(&self) -> TokenStream {
        let Context { krate, common, .. } = self.context;
        let name = self.function.c_name();
        let (desc, flags) = (self.desc(), flags::all(krate, &self.function.options));
        let foreign = self.c.foreign();
        let span = self.function.ident.span();
        let at_name = crate_at(krate, span);
        let new = quote_spanned! { span => #at_name::External::new };
        let shape = self.context.shapes.name(self.context, self.function);
        let line = line(&self.function.ident);
        quote! {
            static __EXTERNAL: #krate::External =
                #new(#name, #desc, #foreign as *const (), &#shape, #flags, &#common, #line);
        }
    }

    /// The function type, with its C spelling.
    pub(super) fn desc(&self) -> TokenStream {
        let krate = self.context.krate;
        let descs = Descs(krate);
        let params = self.function.params.in_prototype().iter();
        let params = params.map(|param| (param.ident.unraw().to_string(), self.param(param)));
        let result = self.function.c_result.as_ref().map(Spelling::of);
        descs.function_of(FunctionDesc {
            params: params.collect(),
            result: descs.result(result.as_ref()),
            convention: descs.convention(&self.context.block.abi.literal().value()),
            variadic: self.function.params.fixed.is_some(),
        })
    }

    fn param(&self, param: &Param) -> TokenStream {
        let krate = self.context.krate;
        match param.text {
            Some(_) => quote! { #krate::private::spelled::pointer_to_const::CHAR },
            None => Descs(krate).of(&Spelling::of(&param.ty)),
        }
    }
}
