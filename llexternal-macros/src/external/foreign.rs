//! The C functions, as Rust sees them.

use llexternal_syntax::{Function, Global, Param};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, Type};

use super::{Context, safety};

/// The name of a C function, as Rust sees it.
pub(super) fn name(ident: &Ident) -> Ident {
    format_ident!("__rffi_{}", ident)
}

/// All C functions. One block costs the compiler less than one for each.
pub(super) fn blocks(context: Context<'_>) -> TokenStream {
    let functions = |wrapped: bool| {
        let functions = context.block.sound();
        functions.filter(move |function| function.is_wrapped() == wrapped)
    };
    let direct = functions(false).map(|function| CFunction { context, function }.item());
    let direct = block(
        context.block.abi.literal(),
        functions(false).next().map(|function| &function.ident),
        direct,
    );
    if context.wrappers.is_none() {
        return direct;
    }
    let globals = context.block.sound_globals();
    let wrapped = functions(true).map(|function| CFunction { context, function }.item());
    let accessors = globals.map(|global| accessor(context, global));
    let idents = functions(true).map(|function| &function.ident);
    let first = idents
        .chain(context.block.sound_globals().map(|global| &global.ident))
        .next();
    let wrapped = block(&context.wrapper_abi(), first, wrapped.chain(accessors));
    quote! { #direct #wrapped }
}

fn block(
    abi: &syn::LitStr,
    first: Option<&Ident>,
    items: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let Some(first) = first else {
        return TokenStream::new();
    };
    // It stands where the user wrote it, so that `forbid(unsafe_code)` sees it.
    let block = quote_spanned! { first.span() =>
        unsafe extern #abi { #(#items)* }
    };
    quote! {
        #[allow(dead_code, improper_ctypes, clashing_extern_declarations)]
        #block
    }
}

/// The name of the function that the build script wrote for a declaration.
fn wrapper(context: Context<'_>, index: usize, ident: &Ident) -> String {
    let prefix = context.wrappers.unwrap_or_default();
    llexternal_syntax::wrapper_name(prefix, index, ident)
}

/// The function that gives the address, or the value, of a variable.
fn accessor(context: Context<'_>, global: &Global) -> TokenStream {
    let (cfg, foreign) = (&global.attributes.cfg, name(&global.ident));
    let link_name = wrapper(context, global.index, &global.ident);
    let krate = context.krate;
    let result = match (global.is_value(), &global.ty) {
        (true, ty) => quote! { #ty },
        (false, _) => quote! { *mut #krate::private::c_void },
    };
    quote! {
        #(#cfg)*
        #[link_name = #link_name]
        fn #foreign() -> #result;
    }
}

/// A declared function as C has it.
#[derive(Clone, Copy)]
pub(super) struct CFunction<'a> {
    pub(super) context: Context<'a>,
    pub(super) function: &'a Function,
}

impl CFunction<'_> {
    /// The type that C's function takes for a parameter.
    fn param(&self, param: &Param) -> TokenStream {
        let (krate, ty) = (self.context.krate, &param.ty);
        match (param.text, param.wide) {
            (Some(_), _) => quote! { #krate::CONST_CCHARP },
            (None, Some(_)) => quote! { *const #ty },
            (None, None) => quote! { #ty },
        }
    }

    /// The types of the parameters that C's function has, in order. A wide result is written
    /// through the first.
    pub(super) fn params(&self) -> Vec<TokenStream> {
        let result = self.wide_result().map(|ty| quote! { *mut #ty });
        let params = match self.function.is_wrapped() {
            // The function that the build script wrote is not variadic.
            true => &self.function.params.all[..],
            false => self.function.params.in_prototype(),
        };
        let params = params.iter().map(|param| self.param(param));
        result.into_iter().chain(params).collect()
    }

    /// The type of the result, if C writes it through a pointer.
    pub(super) fn wide_result(&self) -> Option<&Type> {
        let result = self.function.c_result.as_ref();
        result.filter(|_| self.function.wide_result.is_some())
    }

    /// What C's function returns.
    pub(super) fn result(&self) -> TokenStream {
        match (&self.function.c_result, self.wide_result()) {
            (Some(ty), None) => quote! { #ty },
            _ => quote! { () },
        }
    }

    /// Whether Rust sees it as variadic.
    pub(super) fn is_variadic(&self) -> bool {
        self.function.params.fixed.is_some() && !self.function.is_wrapped()
    }

    /// The type of a pointer to it.
    pub(super) fn pointer(&self) -> TokenStream {
        let (params, result) = (self.params(), self.result());
        let dots = self.is_variadic().then(|| quote! { , ... });
        let abi = match self.function.is_wrapped() {
            true => self.context.wrapper_abi(),
            false => self.context.block.abi.literal().clone(),
        };
        // A type that cannot be passed is shown at the declaration.
        quote_spanned! { self.function.ident.span() =>
            unsafe extern #abi fn(#(#params),* #dots) -> #result
        }
    }

    /// Its name, as Rust sees it. One with an open end is the Rust function itself.
    pub(super) fn foreign(&self) -> Ident {
        match self.function.params.is_open() {
            true => self.function.ident.clone(),
            false => name(&self.function.ident),
        }
    }

    fn link_name(&self) -> String {
        match self.function.is_wrapped() {
            true => wrapper(self.context, self.function.index, &self.function.ident),
            false => self.function.c_name(),
        }
    }

    fn item(&self) -> TokenStream {
        let (params, result, name) = (self.params(), self.result(), self.link_name());
        let foreign = self.foreign();
        let cfg = &self.function.attributes.cfg;
        let is_open = self.function.params.is_open();
        let names = (0..params.len()).map(|index| self.param_name(index));
        let dots = self.is_variadic().then(|| quote! { , ... });
        let outside = is_open.then(|| {
            let (vis, rest) = (&self.function.vis, &self.function.attributes.rest);
            let safety = safety(self.function.safety).unwrap_or(quote! { safe });
            quote! { #(#rest)* #[allow(non_snake_case)] #vis #safety }
        });
        quote! {
            #(#cfg)*
            #[link_name = #name]
            #outside fn #foreign(#(#names: #params),* #dots) -> #result;
        }
    }

    /// The name of a parameter: those of one with an open end are seen by its callers.
    fn param_name(&self, index: usize) -> Ident {
        match self.function.params.is_open() {
            true => self.function.params.all[index].ident.clone(),
            false => format_ident!("arg{index}"),
        }
    }
}
