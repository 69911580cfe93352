//! [`Spell`]: types as they stand in the module.

use std::cell::RefCell;
use std::collections::BTreeSet;

use llexternal_syntax::CName;

use super::names::{self, Names};
use super::ty::{Callback, Ty};

/// Writes types, and remembers which names of rffi's it used.
pub(super) struct Spell<'a> {
    names: &'a Names,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Spell<'a> {
    pub(super) fn new(names: &'a Names) -> Self {
        Spell {
            names,
            used: RefCell::default(),
        }
    }

    /// A name of rffi's, which the module imports if it has no type of that name itself.
    pub(super) fn rffi(&self, name: &str) -> String {
        if self.names.is_declared(name) {
            return format!("rffi::{name}");
        }
        self.used.borrow_mut().insert(name.to_owned());
        name.to_owned()
    }

    /// What was used of rffi.
    pub(super) fn used(&self) -> Vec<String> {
        self.used.borrow().iter().cloned().collect()
    }

    pub(super) fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::C(name) => self.rffi(name),
            Ty::Named(name) => match self.names.rffi(name) {
                Some(c) => self.rffi(c),
                None => self.names.rust(name).to_owned(),
            },
            Ty::Void => "()".to_owned(),
            Ty::Pointer { constant, to } => self.pointer(*constant, to),
            Ty::Array(item, length) => format!("[{}; {length}]", self.ty(item)),
            Ty::Flex(item) => {
                let item = self.ty(item);
                format!("rffi::lltype::FlexArray<{item}>")
            }
            Ty::Callback(callback) if !has_form(callback) => self.rffi("VOIDP"),
            Ty::Callback(callback) => self.callback(callback),
            // What has such a type is left out before.
            Ty::Wide | Ty::Unknown(_) => "()".to_owned(),
        }
    }

    fn pointer(&self, constant: bool, to: &Ty) -> String {
        if let Some(name) = self.pointer_name(constant, to) {
            return self.rffi(&name);
        }
        let word = self.rffi(if constant { "ConstPtr" } else { "Ptr" });
        format!("{word}<{}>", self.ty(to))
    }

    /// A name that rffi has for the whole pointer.
    fn pointer_name(&self, constant: bool, to: &Ty) -> Option<String> {
        let to = match to {
            Ty::Void => "VOID".to_owned(),
            Ty::C(name) => (*name).to_owned(),
            Ty::Named(name) => self.names.rffi(name)?.to_owned(),
            Ty::Pointer {
                constant: false,
                to,
            } => self.pointer_name(false, to)?,
            _ => return None,
        };
        let plain = match to.as_str() {
            "CHAR" => "CCHARP".to_owned(),
            "WCHAR_T" => "CWCHARP".to_owned(),
            to => format!("{to}P"),
        };
        let name = if constant {
            format!("CONST_{plain}")
        } else {
            plain
        };
        CName::of(&name).is_some().then_some(name)
    }

    /// `Option<unsafe extern "C" fn(..) -> ..>`
    fn callback(&self, callback: &Callback) -> String {
        let params = callback.params.iter().map(|(name, ty)| match name {
            Some(name) => format!("{}: {}", names::param(name), self.ty(ty)),
            None => self.ty(ty),
        });
        let params: Vec<String> = params.collect();
        let result = self.result(&callback.result);
        format!(
            "Option<unsafe extern \"{}\" fn({}){result}>",
            callback.abi,
            params.join(", ")
        )
    }

    /// ` -> T`, or nothing.
    pub(super) fn result(&self, ty: &Ty) -> String {
        match ty {
            Ty::Void => String::new(),
            ty => format!(" -> {}", self.ty(ty)),
        }
    }
}

/// The most parameters that a function may have.
pub(super) const MOST_PARAMS: usize = 16;

/// Types that Rust cannot pass.
pub(super) const WIDE: [&str; 6] = [
    "__INT128_T",
    "__UINT128_T",
    "LONGDOUBLE",
    "FLOAT_COMPLEX",
    "DOUBLE_COMPLEX",
    "LONGDOUBLE_COMPLEX",
];

/// Whether a pointer to a function has a type; of others, the module has `VOIDP`.
pub(super) fn has_form(callback: &Callback) -> bool {
    let is_wide = |ty: &Ty| match ty {
        Ty::C(name) => WIDE.contains(name),
        Ty::Wide => true,
        _ => false,
    };
    !callback.variadic
        && callback.params.len() <= MOST_PARAMS
        && matches!(
            callback.abi.as_str(),
            "C" | "system" | "stdcall" | "C-unwind"
        )
        && !callback
            .params
            .iter()
            .map(|(_, ty)| ty)
            .chain([&callback.result])
            .any(is_wide)
}
