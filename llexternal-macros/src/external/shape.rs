//! What functions of one signature have in common is written once.

use std::collections::HashMap;

use llexternal_syntax::{Block, Function};
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use super::Context;
use super::descriptor::Descriptor;
use super::foreign::CFunction;
use crate::crate_at;

/// The signatures of a block: for each function, by its index, the first with the same.
#[derive(Default)]
pub(super) struct Shapes {
    first: HashMap<usize, usize>,
}

impl Shapes {
    pub(super) fn of(block: &Block) -> Self {
        let mut shapes = Shapes::default();
        let mut known = HashMap::new();
        for function in block.sound() {
            let first = *known.entry(key(function)).or_insert(function.index);
            shapes.first.insert(function.index, first);
        }
        shapes
    }

    /// The constants, each where its first function is.
    pub(super) fn expand(&self, context: Context<'_>) -> TokenStream {
        let functions = context.block.sound();
        let firsts = functions.filter(|function| self.first[&function.index] == function.index);
        firsts.map(|function| constant(context, function)).collect()
    }

    /// The constant for a function.
    pub(super) fn name(&self, context: Context<'_>, function: &Function) -> Ident {
        name(context, self.first[&function.index])
    }
}

/// Functions with equal keys have one signature. A type that exists under a condition alone is not
/// that of another.
fn key(function: &Function) -> String {
    let params = function.params.all.iter().map(|param| &param.ty);
    let (fixed, result) = (function.params.fixed, &function.c_result);
    let (cfg, is_wrapped) = (&function.attributes.cfg, function.is_wrapped());
    let fixed = fixed.map_or(-1, usize::cast_signed);
    quote! { #(#cfg)* #(#params),* ; #result ; #fixed ; #is_wrapped }.to_string()
}

fn name(context: Context<'_>, index: usize) -> Ident {
    format_ident!("{}_{index}", context.common)
}

fn constant(context: Context<'_>, function: &Function) -> TokenStream {
    let c = CFunction { context, function };
    let (cfg, name) = (&function.attributes.cfg, name(context, function.index));
    let (krate, pointer) = (context.krate, c.pointer());
    // That a type cannot be passed is shown at the declaration.
    let span = function.ident.span();
    let at_name = crate_at(krate, span);
    let desc = || {
        let descriptor = Descriptor {
            context,
            function,
            c,
        };
        descriptor.desc()
    };
    // Also of a wrapped one, what is behind the dots is not in its prototype.
    let shape = if function.params.fixed.is_some() {
        quote! { #krate::private::Shape::VARIADIC }
    } else if function.wide_types().next().is_some() {
        let desc = desc();
        quote_spanned! { span => #at_name::private::Shape::wide::<#pointer>(#desc) }
    } else {
        let desc = desc();
        quote_spanned! { span => #at_name::private::Shape::of::<#pointer>(#desc) }
    };
    quote! {
        #(#cfg)*
        #[doc(hidden)]
        static #name: #krate::private::Shape = #shape;
    }
}
