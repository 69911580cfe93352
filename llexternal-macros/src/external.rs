//! The expansion of `llexternal!`.

use std::collections::BTreeMap;

use llexternal_syntax::{Block, Function, RustAttributes, Safety, Spelling};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Type};

use crate::desc::Descs;
use crate::stand_in::StandIn;
use crate::{crate_at, links, list};

/// Writes everything that a block becomes. Declarations without an error are written even where
/// others have some.
pub(crate) fn expand(krate: &TokenStream, tokens: TokenStream) -> TokenStream {
    let (block, errors) = Block::parse(tokens);
    let (info_item, info) = compilation_info(krate, &block);
    let (common_item, common) = common(krate, &block, &info);
    let links = links::expand(krate, &block, &common);
    let spellings = spelling_checks(krate, &block);
    let expansions: Vec<_> = (block.sound())
        .map(|function| Expansion {
            krate,
            common: &common,
            function,
        })
        .collect();
    let foreign = foreign_block(&expansions);
    let functions = expansions.iter().map(Expansion::expand);
    let broken = block.functions.iter().filter(|function| function.broken);
    let stand_ins = broken.map(stand_in);
    let list = list(krate, &block);
    let errors = errors.into_compile_errors();
    quote! {
        #info_item
        #common_item
        #links
        #spellings
        #foreign
        #(#functions)*
        #(#stand_ins)*
        #list
        #errors
    }
}

/// The item that holds an inline compilation info, and the expression that names it.
fn compilation_info(krate: &TokenStream, block: &Block) -> (TokenStream, TokenStream) {
    let Some(info) = &block.compilation_info else {
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
    let name = hidden("INFO", block);
    let item = quote! {
        #[doc(hidden)]
        static #name: #krate::ExternalCompilationInfo = #expr;
    };
    (item, quote! { #name })
}

/// The item that holds what the functions have in common, and its name.
fn common(krate: &TokenStream, block: &Block, info: &TokenStream) -> (TokenStream, Ident) {
    let name = hidden("BLOCK", block);
    let span = block.compilation_info.as_ref();
    let span = span.map_or_else(Span::call_site, |info| info.expr.span());
    let info = quote_spanned! { span => &#info };
    let item = quote! {
        #[doc(hidden)]
        #[allow(dead_code)]
        static #name: #krate::private::Block = #krate::private::Block {
            compilation_info: #info,
            file: ::core::file!(),
            package_dir: ::core::env!("CARGO_MANIFEST_DIR"),
        };
    };
    (item, name)
}

/// The name of an item that the user does not see.
fn hidden(what: &str, block: &Block) -> Ident {
    format_ident!(
        "__RFFI_{what}_{}",
        block.fingerprint.to_string().to_uppercase()
    )
}

/// Each name of `rffi` that is used must be `rffi`'s: once for each name and condition.
fn spelling_checks(krate: &TokenStream, block: &Block) -> TokenStream {
    let mut names = BTreeMap::new();
    for function in block.sound() {
        let cfg = &function.attributes.cfg;
        let params = function.params.iter().map(|param| &param.ty);
        for ty in params.chain(&function.result) {
            Spelling::of(ty).names(&mut |name, ty| {
                let key = (name.to_string(), quote! { #(#cfg)* }.to_string());
                names.entry(key).or_insert((cfg, name, ty));
            });
        }
    }
    let checks = names.values().map(|(cfg, name, ty)| {
        let message = format!(
            "`{name}` in this scope is another type than rffi's `{name}`; rename yours, or write \
             `rffi::{name}`"
        );
        let krate = crate_at(krate, name.span());
        quote_spanned! { name.span() =>
            #(#cfg)*
            const _: () = #krate::private::check_spelling(
                #krate::private::spelled::#name,
                <#ty as #krate::private::LowLevelType>::DESC,
                #message,
            );
        }
    });
    checks.collect()
}

/// `pub const EXTERNALS: &[&External]`.
fn list(krate: &TokenStream, block: &Block) -> TokenStream {
    let items = block.sound().map(|function| {
        let (cfg, ident) = (&function.attributes.cfg, &function.ident);
        quote! { #(#cfg)* #ident::EXTERNAL, }
    });
    let doc = "The functions that one `llexternal!` declares.";
    list::expand(
        block.list.as_ref(),
        doc,
        &quote! { #krate::External },
        items,
    )
}

/// A declaration with an error.
fn stand_in(function: &Function) -> TokenStream {
    StandIn {
        cfg: &function.attributes.cfg,
        vis: &function.vis,
        safety: safety(function),
        ident: &function.ident,
        params: function
            .params
            .iter()
            .map(|param| (&param.ident, &param.ty)),
        result: function.result.as_ref(),
    }
    .expand()
}

fn safety(function: &Function) -> Option<TokenStream> {
    (function.safety == Safety::Unsafe).then(|| quote! { unsafe })
}

/// All C functions, as Rust sees them. One block costs the compiler less than one for each.
fn foreign_block(expansions: &[Expansion<'_>]) -> TokenStream {
    let Some(first) = expansions.first() else {
        return TokenStream::new();
    };
    let items = expansions.iter().map(Expansion::foreign_item);
    // It stands where the user wrote it, so that `forbid(unsafe_code)` sees it.
    let block = quote_spanned! { first.function.ident.span() =>
        unsafe extern "C" { #(#items)* }
    };
    quote! {
        #[allow(dead_code, clashing_extern_declarations)]
        #block
    }
}

/// One declaration on its way out.
struct Expansion<'a> {
    krate: &'a TokenStream,
    /// Names what all have in common.
    common: &'a Ident,
    function: &'a Function,
}

impl Expansion<'_> {
    fn expand(&self) -> TokenStream {
        let call = self.call();
        let descriptor = self.descriptor();
        quote! { #call #descriptor }
    }

    /// `name: Type, ..`
    fn params(&self) -> TokenStream {
        let params = self.function.params.iter().map(|param| {
            let (name, ty) = (&param.ident, &param.ty);
            quote! { #name: #ty, }
        });
        params.collect()
    }

    /// `Type, ..`
    fn types(&self) -> Vec<&Type> {
        self.function.params.iter().map(|param| &param.ty).collect()
    }

    fn result(&self) -> TokenStream {
        match &self.function.result {
            Some(ty) => quote! { #ty },
            None => quote! { () },
        }
    }

    /// The name of the C function, as Rust sees it.
    fn foreign(&self) -> Ident {
        format_ident!("__rffi_{}", self.function.ident)
    }

    fn foreign_item(&self) -> TokenStream {
        let (params, result, name) = (self.params(), self.result(), self.function.c_name());
        let (cfg, foreign) = (&self.function.attributes.cfg, self.foreign());
        quote! {
            #(#cfg)*
            #[link_name = #name]
            fn #foreign(#params) -> #result;
        }
    }

    /// The Rust function: the C function's call, and what the attributes add to it.
    fn call(&self) -> TokenStream {
        let krate = self.krate;
        let Function { vis, ident, .. } = self.function;
        let RustAttributes { cfg, rest } = &self.function.attributes;
        let safety = safety(self.function);
        let (params, result, types) = (self.params(), self.result(), self.types());
        let names: Vec<_> = self
            .function
            .params
            .iter()
            .map(|param| &param.ident)
            .collect();
        let foreign = self.foreign();
        // SAFETY: the declaration promises that C's function has this signature. If it is declared
        // `unsafe`, the caller answers for the arguments.
        let call = quote! { unsafe { #foreign(#(#names),*) } };
        let call = match self.function.save_errno {
            false => call,
            true => quote! {
                let __result = #call;
                #krate::private::save_errno();
                __result
            },
        };
        quote! {
            #(#cfg)*
            #(#rest)*
            #[allow(non_snake_case, clippy::too_many_arguments, clippy::missing_safety_doc)]
            #[inline]
            #vis #safety fn #ident(#params) -> #result {
                #krate::__try_fake!(#ident::EXTERNAL; (#(#names: #types),*) -> #result);
                #call
            }
        }
    }

    /// The `enum` of the same name, with the description.
    fn descriptor(&self) -> TokenStream {
        let krate = self.krate;
        let Function { vis, ident, .. } = self.function;
        let cfg = &self.function.attributes.cfg;
        let (external, foreign) = (self.external(), self.foreign());
        let safety = match self.function.safety {
            Safety::Unsafe => quote! { unsafe },
            Safety::Safe => quote! { safe },
        };
        let (types, result) = (self.types(), self.result());
        let item = quote_spanned! { ident.span() => #vis enum #ident {} };
        quote! {
            #(#cfg)*
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #item

            #(#cfg)*
            #[allow(dead_code, non_snake_case)]
            impl #ident {
                /// What is known of the function.
                #vis const EXTERNAL: &'static #krate::External = {
                    #external
                    &__EXTERNAL
                };

                /// The C function itself, to be given to C. It has neither fakes nor `#[save_errno]`.
                #vis const PTR: unsafe extern "C" fn(#(#types),*) -> #result = {
                    #foreign
                };

                #krate::__fake_method!(#safety #vis EXTERNAL (#(#types),*) -> #result);
            }
        }
    }

    /// The `static` of the description.
    fn external(&self) -> TokenStream {
        let (krate, common) = (self.krate, self.common);
        let (types, result) = (self.types(), self.result());
        let (name, foreign) = (self.function.c_name(), self.foreign());
        let desc = self.desc();
        let flags = match self.function.save_errno {
            true => quote! { SAVE_ERRNO },
            false => quote! { NONE },
        };
        let span = self.function.ident.span();
        let at_name = crate_at(krate, span);
        let new = quote_spanned! { span =>
            #at_name::External::new::<unsafe extern "C" fn(#(#types),*) -> #result>
        };
        let line = u32::try_from(span.unwrap().line()).unwrap_or(0);
        quote! {
            static __EXTERNAL: #krate::External = #new(
                #name,
                #desc,
                #foreign,
                #krate::private::Flags::#flags,
                &#common,
                #line,
            );
        }
    }

    /// The function type, with its C spelling.
    fn desc(&self) -> TokenStream {
        let params = self.function.params.iter();
        let params: Vec<_> = params
            .map(|param| (&param.ident, Spelling::of(&param.ty)))
            .collect();
        let params = params
            .iter()
            .map(|(name, spelling)| (Some(*name), spelling));
        let result = self.function.result.as_ref().map(Spelling::of);
        Descs(self.krate).function(params, result.as_ref())
    }
}
