//! One variable on its way out.

use llexternal_syntax::{Global, RustAttributes, Safety, Spelling};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned;

use super::{Context, Fakes, flags, foreign, line, safety};
use crate::crate_at;
use crate::desc::Descs;
use crate::stand_in::StandIn;

/// One declared variable.
pub(super) struct Expansion<'a> {
    context: Context<'a>,
    global: &'a Global,
}

/// A declaration with an error.
pub(super) fn stand_in(global: &Global) -> TokenStream {
    StandIn {
        cfg: &global.attributes.cfg,
        vis: &global.vis,
        safety: safety(global.safety),
        ident: &global.ident,
        params: core::iter::empty(),
        result: Some(&global.ty),
    }
    .expand()
}

impl<'a> Expansion<'a> {
    pub(super) fn new(context: Context<'a>, global: &'a Global) -> Self {
        Expansion { context, global }
    }

    pub(super) fn expand(&self) -> TokenStream {
        if self.context.wrappers.is_none() {
            let cfg = &self.global.attributes.cfg;
            let ident = &self.global.ident;
            let why = "it is a variable of C's";
            let missing = self.context.built.missing_wrapper(ident, why, ident.span());
            let stand_in = stand_in(self.global);
            return quote! { #(#cfg)* #missing #stand_in };
        }
        let read = self.read();
        let descriptor = self.descriptor();
        quote! { #read #descriptor }
    }

    /// The function that reads it.
    fn read(&self) -> TokenStream {
        let Global { vis, ident, ty, .. } = self.global;
        let RustAttributes { cfg, rest } = &self.global.attributes;
        let (safety, foreign) = (safety(self.global.safety), foreign::name(ident));
        let descriptor = self.global.descriptor();
        let body = match self.global.is_value() {
            // SAFETY: the function that the build script wrote takes nothing and gives the value.
            true => {
                let fake = self.try_fake(descriptor, &quote! { #ty });
                quote! {
                    #fake
                    unsafe { #foreign() }
                }
            }
            // SAFETY: a variable of this type is there, as the declaration promises; that nobody
            // writes it meanwhile, the caller does, or the declaration for a `safe` one.
            false => quote! { unsafe { #descriptor::as_ptr().read() } },
        };
        quote! {
            #(#cfg)*
            #(#rest)*
            #[allow(non_snake_case, clippy::missing_safety_doc)]
            #[inline]
            #vis #safety fn #ident() -> #ty { #body }
        }
    }

    fn descriptor(&self) -> TokenStream {
        let vis = &self.global.vis;
        let (krate, name) = (self.context.krate, self.global.descriptor());
        let cfg = &self.global.attributes.cfg;
        let item = quote_spanned! { name.span() => #vis enum #name {} };
        let (external, access, fake) = (self.external(), self.access(), self.fake());
        quote! {
            #(#cfg)*
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #item

            #(#cfg)*
            #[allow(dead_code, non_snake_case)]
            impl #name {
                /// What is known of the variable.
                #vis const EXTERNAL: &'static #krate::ExternalVariable = {
                    #external
                    &__EXTERNAL
                };

                #access
                #fake
            }
        }
    }

    /// The methods that give the address, and write.
    fn access(&self) -> Option<TokenStream> {
        if self.global.is_value() {
            return None;
        }
        let Global { vis, ident, ty, .. } = self.global;
        let (krate, foreign) = (self.context.krate, foreign::name(ident));
        let name = self.global.descriptor();
        let pointer = match self.global.mutable {
            true => quote! { #krate::Ptr<#ty> },
            false => quote! { #krate::ConstPtr<#ty> },
        };
        let fake = self.try_fake(name, &pointer);
        // SAFETY: the caller answers for who else uses the variable.
        let set = self.global.mutable.then(|| {
            quote! {
                /// Writes it.
                ///
                /// # Safety
                /// Nobody else uses the variable meanwhile, and C allows the value.
                #[inline]
                #vis unsafe fn set(value: #ty) {
                    unsafe { Self::as_ptr().write(value) }
                }
            }
        });
        // SAFETY: the function that the build script wrote takes nothing and gives an address.
        Some(quote! {
            /// Where it is. Of a thread-local one, each thread has its own.
            #[inline]
            #vis fn as_ptr() -> #pointer {
                #fake
                ::core::convert::Into::into(#krate::Ptr::<#ty>::from(unsafe { #foreign() }.cast()))
            }

            #set
        })
    }

    /// The method that replaces the variable in tests.
    fn fake(&self) -> Option<TokenStream> {
        if self.context.fakes == Fakes::Off {
            return None;
        }
        let Global { vis, ty, .. } = self.global;
        let krate = self.context.krate;
        let safety = match self.global.safety {
            Safety::Unsafe => quote! { unsafe },
            Safety::Safe => quote! { safe },
        };
        let kind = match (self.global.is_value(), self.global.mutable) {
            (true, _) => quote! { value },
            (false, true) => quote! { Ptr },
            (false, false) => quote! { ConstPtr },
        };
        Some(quote! { #krate::__fake_variable!(#safety #kind #vis EXTERNAL #ty); })
    }

    /// The look for a fake, before C is asked.
    fn try_fake(&self, descriptor: &Ident, result: &TokenStream) -> Option<TokenStream> {
        let krate = self.context.krate;
        let look = || quote! { #krate::__try_fake!(#descriptor::EXTERNAL; () -> #result); };
        (self.context.fakes == Fakes::On).then(look)
    }

    /// The `static` of the description.
    fn external(&self) -> TokenStream {
        let Global { ident, ty, .. } = self.global;
        let Context { krate, common, .. } = self.context;
        let (c_name, foreign) = (self.global.c_name(), foreign::name(ident));
        let desc = Descs(krate).of(&Spelling::of(ty));
        let flags = flags::all(krate, &self.global.options);
        let at_name = crate_at(krate, ty.span());
        let new = match self.global.is_value() {
            true => quote_spanned! { ty.span() => #at_name::ExternalVariable::value_of::<#ty> },
            false => quote_spanned! { ty.span() => #at_name::ExternalVariable::place_of::<#ty> },
        };
        let (mutable, line) = (self.global.mutable, line(ident));
        quote! {
            static __EXTERNAL: #krate::ExternalVariable =
                #new(#c_name, #desc, #foreign, #mutable, #flags, &#common, #line);
        }
    }
}
