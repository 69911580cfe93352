//! Finds C functions that a package declares twice, in different ways.

use std::collections::BTreeMap;
use std::path::Path;

use llexternal_syntax::{Block, Function};
use quote::quote;

/// The first declaration of each C function, with its place.
#[derive(Default)]
pub(crate) struct Repeated(BTreeMap<String, (String, String)>);

impl Repeated {
    /// What is to be said about the functions of a block that others declare otherwise. One that says its
    /// C name means what it does: one C function may have two signatures.
    pub(crate) fn of_block(&mut self, block: &Block, file: &Path) -> Vec<String> {
        let functions = block.sound();
        let functions = functions.filter(|f| f.options.name.is_none() && !f.is_wrapped());
        functions
            .filter_map(|function| self.add(function, file))
            .collect()
    }

    fn add(&mut self, function: &Function, file: &Path) -> Option<String> {
        let line = function.ident.span().start().line;
        let place = format!("{}:{line}", file.display());
        let (name, signature) = (function.c_name(), signature(function));
        let (known, first) = self
            .0
            .entry(name.clone())
            .or_insert_with(|| (signature.clone(), place.clone()));
        (*known != signature).then(|| {
            format!(
                "{place}: `{name}` is declared with another signature at {first}; if both are meant, say \
                 so with `#[name = \"{name}\"]`"
            )
        })
    }
}

/// The types, by their last words: two blocks may import them in different ways.
fn signature(function: &Function) -> String {
    let params = function.params.all.iter().map(|param| &param.ty);
    let (fixed, result) = (function.params.fixed, &function.c_result);
    let fixed = fixed.map_or(-1, usize::cast_signed);
    let text = quote! { #(#params),* ; #result ; #fixed }.to_string();
    let words = text.split(' ').collect::<Vec<_>>().join(" ");
    words
        .replace("rffi :: ", "")
        .replace("core :: ffi :: ", "")
        .replace("libc :: ", "")
}
