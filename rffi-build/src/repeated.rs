//! Finds C functions that a package declares twice, in different ways.

use std::collections::BTreeMap;
use std::path::Path;

use llexternal_syntax::{Block, Function};
use quote::quote;
use syn::Type;

use crate::c_names::CNames;
use crate::c_type::CType;
use crate::cfg::Cfg;

/// The first declaration of each C function, with its place.
#[derive(Default)]
pub(crate) struct Repeated(BTreeMap<String, (String, String)>);

impl Repeated {
    /// What is to be said about the functions of a block that others declare otherwise. One that says its
    /// C name means what it does: one C function may have two signatures.
    pub(crate) fn of_block(
        &mut self,
        block: &Block,
        file: &Path,
        names: &CNames,
        cfg: &Cfg,
    ) -> Vec<String> {
        let functions = block.sound().filter(|f| cfg.keeps(&f.attributes.cfg));
        let functions = functions.filter(|f| f.options.name.is_none() && !f.is_wrapped());
        functions
            .filter_map(|function| self.add(function, file, names))
            .collect()
    }

    fn add(&mut self, function: &Function, file: &Path, names: &CNames) -> Option<String> {
        let line = function.ident.span().start().line;
        let place = format!("{}:{line}", file.display());
        let (name, signature) = (function.c_name(), signature(function, names));
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

/// The types as C spells them, however Rust does; the tokens, where C's spelling is not known.
fn signature(function: &Function, names: &CNames) -> String {
    let c = |ty: &Type| {
        let known = CType::of(ty, names).map(|ty| ty.declare(""));
        known.unwrap_or_else(|_| quote! { #ty }.to_string())
    };
    let params = function.params.all.iter();
    let params = params.map(|param| match param.text {
        Some(_) => "const char *".to_owned(),
        None => c(&param.ty),
    });
    let params: Vec<String> = params.collect();
    let (fixed, result) = (function.params.fixed, function.c_result.as_ref());
    format!("{params:?} {fixed:?} {:?}", result.map(c))
}
