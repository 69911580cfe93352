//! What the build script found when it compared declarations with headers, at the declarations.

use llexternal_syntax::{Block, Severity, Verdict};
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, Ident};

use crate::links::{Built, is_asked};

/// An error or a warning at each declaration that is not as its header says.
pub(super) fn expand(block: &Block, built: &Built) -> TokenStream {
    let Built::Seen(links) = built else {
        return TokenStream::new();
    };
    if !is_asked() {
        return TokenStream::new();
    }
    let verdicts = links.verdicts.iter();
    let shown = verdicts.filter_map(
        |Verdict {
             index,
             severity,
             message,
         }| {
            let (cfg, ident) = declaration(block, *index)?;
            let shown = show(ident, *severity, message);
            // The build script does not know what is configured away.
            Some(quote! { #(#cfg)* #shown })
        },
    );
    shown.collect()
}

/// A message at a name.
pub(crate) fn show(ident: &Ident, severity: Severity, message: &str) -> TokenStream {
    match severity {
        Severity::Error => quote_spanned! { ident.span() => ::core::compile_error!(#message); },
        // The only way in which a macro can warn.
        Severity::Warning => quote_spanned! { ident.span() =>
            const _: () = {
                #[deprecated(note = #message)]
                #[allow(non_upper_case_globals)]
                const declared_otherwise: () = ();
                declared_otherwise
            };
        },
    }
}

/// The name of the declaration at a place, and when it is there.
fn declaration(block: &Block, index: usize) -> Option<(&[Attribute], &Ident)> {
    let functions = block.functions.iter();
    let functions = functions.map(|f| (f.index, &*f.attributes.cfg, &f.ident));
    let globals = block.globals.iter();
    let globals = globals.map(|g| (g.index, &*g.attributes.cfg, &g.ident));
    let mut all = functions.chain(globals);
    all.find(|(known, ..)| *known == index)
        .map(|(_, cfg, ident)| (cfg, ident))
}
