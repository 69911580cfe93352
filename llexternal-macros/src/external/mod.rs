//! The expansion of `llexternal!`.

use llexternal_syntax::{Block, Function, Safety};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, LitStr};

use crate::links::Built;
use crate::stand_in::StandIn;
use crate::{links, list};
use shape::Shapes;

mod checks;
mod constant;
mod descriptor;
mod flags;
mod foreign;
mod function;
mod global;
mod shape;
pub(crate) mod verdict;

/// Whether what is declared can be replaced in tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fakes {
    On,
    Off,
}

/// Writes everything that a block becomes. Declarations without an error are written even where
/// others have some.
pub(crate) fn expand(krate: &TokenStream, fakes: Fakes, tokens: TokenStream) -> TokenStream {
    let (block, errors) = Block::parse(tokens);
    let built = Built::read(&block);
    let shapes = Shapes::of(&block);
    let context = Context {
        krate,
        fakes,
        shapes: &shapes,
        block: &block,
        common: &hidden("COMMON", &block),
        built: &built,
        wrappers: built.wrappers(),
    };
    let common = context.common();
    let links = links::expand(krate, &block, context.common, &built);
    let spellings = checks::spellings(krate, &block);
    let declarations = context.declarations();
    let lists = context.lists();
    let constants = constant::all(&context);
    let verdicts = verdict::expand(&block, &built);
    let errors = errors.into_compile_errors();
    let items = quote! {
        #common
        #links
        #spellings
        #declarations
        #constants
        #lists
        #verdicts
    };
    match block.is_expression {
        true => context.expression(&items, &errors),
        false => quote! { #items #errors },
    }
}

/// What every declaration of a block is written with.
#[derive(Clone, Copy)]
struct Context<'a> {
    krate: &'a TokenStream,
    fakes: Fakes,
    shapes: &'a Shapes,
    block: &'a Block,
    /// Names what all have in common.
    common: &'a Ident,
    built: &'a Built,
    /// How the names of the C functions begin that the build script wrote for the block.
    wrappers: Option<&'a str>,
}

impl Context<'_> {
    /// The convention of the functions that the build script wrote: C's, through which a panic goes if
    /// the block says so.
    fn wrapper_abi(&self) -> LitStr {
        let abi = self.block.abi.literal();
        match self.block.abi.unwinds() {
            true => abi.clone(),
            false => LitStr::new("C", abi.span()),
        }
    }

    /// What the descriptions of a block have in common: its compilation info and its file.
    fn common(&self) -> TokenStream {
        let Context { krate, common, .. } = self;
        let (item, info) = self.compilation_info();
        let span = self.block.compilation_info.as_ref();
        let span = span.map_or_else(Span::call_site, |info| info.expr.span());
        let info = quote_spanned! { span => &#info };
        quote! {
            #item
            #[doc(hidden)]
            #[allow(dead_code)]
            static #common: #krate::private::Block = #krate::private::Block {
                compilation_info: #info,
                file: ::core::file!(),
                package_dir: ::core::env!("CARGO_MANIFEST_DIR"),
            };
        }
    }

    /// The item that holds an inline compilation info, and the expression that names it.
    fn compilation_info(&self) -> (TokenStream, TokenStream) {
        let krate = self.krate;
        let Some(info) = &self.block.compilation_info else {
            return (
                TokenStream::new(),
                quote! { #krate::private::NO_COMPILATION_INFO },
            );
        };
        let expr = &info.expr;
        let expr = match info.chain {
            None => return (TokenStream::new(), quote! { #expr }),
            Some(Ok(_)) => quote! { #expr },
            // The error is told already.
            Some(Err(_)) => quote! { #krate::ExternalCompilationInfo::new() },
        };
        let name = hidden("INFO", self.block);
        let item = quote! {
            #[doc(hidden)]
            static #name: #krate::ExternalCompilationInfo = #expr;
        };
        (item, quote! { #name })
    }

    /// Everything that is declared.
    fn declarations(&self) -> TokenStream {
        let (functions, globals) = (self.block.sound(), self.block.sound_globals());
        let foreign = foreign::blocks(*self);
        let shapes = self.shapes.expand(*self);
        let functions =
            functions.map(|function| function::Expansion::new(*self, function).expand());
        let globals = globals.map(|global| global::Expansion::new(*self, global).expand());
        let broken = self.block.functions.iter().filter(|f| f.broken);
        let broken = broken.map(stand_in);
        let broken_globals = self.block.globals.iter().filter(|g| g.broken);
        let broken_globals = broken_globals.map(global::stand_in);
        quote! {
            #foreign
            #shapes
            #(#functions)*
            #(#globals)*
            #(#broken)*
            #(#broken_globals)*
        }
    }

    /// `pub const EXTERNALS: &[&External]`, and the same of the variables.
    fn lists(&self) -> TokenStream {
        let krate = self.krate;
        let functions = self.block.sound().map(|function| {
            let (cfg, descriptor) = (&function.attributes.cfg, function.descriptor());
            quote! { #(#cfg)* #descriptor::EXTERNAL, }
        });
        let globals = self.block.sound_globals().map(|global| {
            let (cfg, descriptor) = (&global.attributes.cfg, global.descriptor());
            quote! { #(#cfg)* #descriptor::EXTERNAL, }
        });
        let functions = list::expand(
            self.block.list.as_ref(),
            "The functions that one `llexternal!` declares.",
            &quote! { #krate::External },
            functions,
        );
        let globals = list::expand(
            self.block.variables.as_ref(),
            "The variables that one `llexternal!` declares.",
            &quote! { #krate::ExternalVariable },
            globals,
        );
        quote! { #functions #globals }
    }

    /// The value of `llexternal!("name", ..)`.
    fn expression(&self, items: &TokenStream, errors: &TokenStream) -> TokenStream {
        let krate = self.krate;
        let Some(function) = self.block.sound().next() else {
            // The errors are the value.
            return quote! { { #errors } };
        };
        let (ident, descriptor) = (&function.ident, function.descriptor());
        let types = function.params.all.iter().map(|param| &param.ty);
        let result = function.result.as_ref();
        let result = result.map(|ty| quote! { -> #ty });
        quote! { {
            #items
            #errors
            #krate::LLExternal::<unsafe fn(#(#types),*) #result>::new(#ident, #descriptor::EXTERNAL)
        } }
    }
}

/// A declaration with an error.
fn stand_in(function: &Function) -> TokenStream {
    StandIn {
        cfg: &function.attributes.cfg,
        vis: &function.vis,
        safety: safety(function.safety),
        ident: &function.ident,
        params: (function.params.all.iter()).map(|param| (&param.ident, &param.ty)),
        result: function.result.as_ref(),
    }
    .expand()
}

fn safety(safety: Safety) -> Option<TokenStream> {
    (safety == Safety::Unsafe).then(|| quote! { unsafe })
}

/// The name of an item that the user does not see.
fn hidden(what: &str, block: &Block) -> Ident {
    format_ident!(
        "__RFFI_{what}_{}",
        block.fingerprint.to_string().to_uppercase()
    )
}

/// The line of a name.
fn line(ident: &Ident) -> u32 {
    u32::try_from(ident.span().unwrap().line()).unwrap_or(0)
}
