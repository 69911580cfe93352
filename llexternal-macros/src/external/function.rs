//! One function on its way out: the call of C, and what its attributes add.

use llexternal_syntax::{Flag, Function, Param, RustAttributes, Text, wide};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Type};

use super::descriptor::Descriptor;
use super::foreign::CFunction;
use super::{Context, Fakes, flags, safety, stand_in};
use crate::crate_at;

/// One declared function.
#[derive(Clone, Copy)]
pub(super) struct Expansion<'a> {
    context: Context<'a>,
    function: &'a Function,
    c: CFunction<'a>,
}

impl<'a> Expansion<'a> {
    pub(super) fn new(context: Context<'a>, function: &'a Function) -> Self {
        let c = CFunction { context, function };
        Expansion {
            context,
            function,
            c,
        }
    }

    pub(super) fn expand(&self) -> TokenStream {
        if self.function.is_wrapped() && self.context.wrappers.is_none() {
            let missing = self.missing_wrapper();
            let stand_in = stand_in(self.function);
            return quote! { #missing #stand_in };
        }
        let call = match self.function.params.is_open() {
            // The foreign item itself.
            true => TokenStream::new(),
            false => self.rust_function(),
        };
        let descriptor = Descriptor {
            context: self.context,
            function: self.function,
            c: self.c,
        };
        let descriptor = descriptor.expand();
        quote! { #call #descriptor }
    }

    /// The function of C that the build script should have written is not there.
    fn missing_wrapper(&self) -> TokenStream {
        let place = self.function.options.place(Flag::CMacro);
        let (span, why) = match (place, self.function.wide_types().next()) {
            (Some(span), _) => (span, "it is a macro".to_owned()),
            (None, Some(ty)) => {
                let name = wide(ty).unwrap_or_default();
                (ty.span(), format!("Rust cannot pass `{name}`"))
            }
            (None, None) => return TokenStream::new(),
        };
        let cfg = &self.function.attributes.cfg;
        let error = self
            .context
            .built
            .missing_wrapper(&self.function.ident, &why, span);
        quote! { #(#cfg)* #error }
    }

    /// The Rust function: the C function's call, and what the attributes add to it.
    fn rust_function(&self) -> TokenStream {
        let krate = self.context.krate;
        let Function { vis, ident, .. } = self.function;
        let RustAttributes { cfg, rest } = &self.function.attributes;
        let (names, types) = (self.names(), self.types());
        let result = self.result();
        let safety = safety(self.function.safety);
        let descriptor = self.function.descriptor();
        let body = self.with_texts(self.around(self.call()));
        let fake = (self.context.fakes == Fakes::On).then(|| {
            quote! {
                #krate::__try_fake!(#descriptor::EXTERNAL; (#(#names: #types),*) -> #result);
            }
        });
        let lints = self.lints();
        // The linker, debuggers and lints show the declaration.
        let here = Span::call_site().located_at(ident.span());
        quote_spanned! { here =>
            #(#cfg)*
            #(#rest)*
            #lints
            #[inline]
            #vis #safety fn #ident(#(#names: #types),*) -> #result {
                #fake
                #body
            }
        }
    }

    /// The lints that what C wants would break, and no others: each costs the compiler something.
    fn lints(&self) -> Option<TokenStream> {
        let params = &self.function.params.all;
        let mut names = params.iter().map(|param| &param.ident);
        let has_capitals = |ident: &Ident| ident.to_string().chars().any(char::is_uppercase);
        let is_other_case = has_capitals(&self.function.ident) || names.any(has_capitals);
        let non_snake_case = is_other_case.then(|| quote! { non_snake_case, });
        let too_many = (params.len() > 7).then(|| quote! { clippy::too_many_arguments, });
        let any = non_snake_case.is_some() || too_many.is_some();
        any.then(|| quote! { #[allow(#non_snake_case #too_many)] })
    }

    /// The call of C's function.
    fn call(&self) -> TokenStream {
        let foreign = self.c.foreign();
        let args = self.function.params.all.iter().map(|param| {
            let ident = &param.ident;
            match param.wide {
                Some(_) => quote! { &raw const #ident },
                None => quote! { #ident },
            }
        });
        let Some(ty) = self.c.wide_result() else {
            // SAFETY: the declaration promises that C's function has this signature. If it is
            // declared `unsafe`, the caller answers for the arguments.
            let here = Span::call_site().located_at(self.function.ident.span());
            return quote_spanned! { here => unsafe { #foreign(#(#args),*) } };
        };
        // SAFETY: as above; C's function writes the result.
        quote! { {
            let mut __wide = ::core::mem::MaybeUninit::<#ty>::uninit();
            unsafe { #foreign(__wide.as_mut_ptr(), #(#args),*) };
            unsafe { __wide.assume_init() }
        } }
    }

    /// What the attributes put before and behind a call. RPython's order: the lock goes, errno is
    /// set, the call, errno is saved, and the lock comes again.
    fn around(&self, call: TokenStream) -> TokenStream {
        let krate = self.context.krate;
        let errno = flags::errno(krate, &self.function.options);
        let call = match errno {
            None => call,
            Some(errno) => quote! {
                #krate::private::errno_before(#errno);
                let __result = #call;
                #krate::private::errno_after(#errno);
                __result
            },
        };
        match self.function.options.has(Flag::ReleaseGil) {
            false => call,
            true => quote! { #krate::without_gil(|| { #call }) },
        }
    }

    /// What takes text down to C, around a call.
    fn with_texts(&self, call: TokenStream) -> TokenStream {
        let texts = self.function.params.all.iter().rev();
        let mut texts = texts
            .filter_map(|param| Some((param, param.text?)))
            .peekable();
        if texts.peek().is_none() {
            return call;
        }
        let can_fail = self.function.can_fail();
        let mut body = match can_fail {
            true => quote! { ::core::result::Result::Ok({ #call }) },
            false => call,
        };
        for (param, text) in texts {
            body = self.with_text(param, text, &body);
        }
        let Some(result) = self.function.result.as_ref().filter(|_| can_fail) else {
            return body;
        };
        // The error is the user's, whose type must be made of rffi's.
        let krate = crate_at(self.context.krate, result.span());
        let converted = quote_spanned! { result.span() => #krate::private::convert_error };
        quote! { #converted({ #body }) }
    }

    fn with_text(&self, param: &Param, text: Text, body: &TokenStream) -> TokenStream {
        let ident = &param.ident;
        let krate = crate_at(self.context.krate, param.ty.span());
        if !text.can_fail() {
            return quote! {
                let #ident = #krate::private::c_str_pointer(#ident);
                #body
            };
        }
        let (function, name) = (self.function.c_name(), ident.unraw().to_string());
        quote! {
            #krate::private::with_text(#function, #name, #ident, |#ident| { #body })
        }
    }

    fn names(&self) -> Vec<&Ident> {
        let params = self.function.params.all.iter();
        params.map(|param| &param.ident).collect()
    }

    fn types(&self) -> Vec<&Type> {
        let params = self.function.params.all.iter();
        params.map(|param| &param.ty).collect()
    }

    fn result(&self) -> TokenStream {
        match &self.function.result {
            Some(ty) => quote! { #ty },
            None => quote! { () },
        }
    }
}
