//! [`Function`]: a function.

use syn::{FnArg, ForeignItemFn, Pat};

use super::docs;
use super::items::c_name;
use super::ty::Ty;

pub(super) struct Function {
    /// bindgen's.
    pub(super) name: String,
    /// The name in the object file.
    pub(super) c_name: String,
    pub(super) docs: Vec<String>,
    pub(super) params: Vec<(String, Ty)>,
    pub(super) result: Ty,
    pub(super) variadic: bool,
    /// Whether only who compiles C can call it.
    pub(super) is_inline: bool,
    pub(super) abi: String,
}

impl Function {
    pub(super) fn of(item: &ForeignItemFn, abi: &str) -> Self {
        let name = item.sig.ident.to_string();
        let params = item.sig.inputs.iter().filter_map(|param| match param {
            FnArg::Typed(param) => match &*param.pat {
                Pat::Ident(pat) => Some((pat.ident.to_string(), Ty::of(&param.ty))),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        });
        Function {
            c_name: c_name(&item.attrs, &name),
            docs: docs::lines(&item.attrs),
            params: params.collect(),
            result: Ty::of_result(&item.sig.output),
            variadic: item.sig.variadic.is_some(),
            is_inline: false,
            abi: abi.to_owned(),
            name,
        }
    }

    /// The types of the parameters and of the result.
    pub(super) fn types(&self) -> impl Iterator<Item = &Ty> {
        self.params.iter().map(|(_, ty)| ty).chain([&self.result])
    }
}
