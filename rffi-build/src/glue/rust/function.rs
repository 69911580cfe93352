//! Functions, variables, and constants that only the running program knows.

use core::fmt::Write;

use cdef::{Declaration, FunctionView, TypeShape, TypeView};
use lltype::Qualifiers;

use super::RustWriter;
use super::names::ident;
use super::types::MOST_PARAMS;
use crate::generated::string;
use crate::glue::crossing::{Crossing, crossing};
use crate::glue::signature::Signature;

/// A function of C, as Rust is told of it.
pub(super) struct External<'e> {
    pub(super) name: &'e str,
    /// What the linker calls it, as a literal.
    pub(super) symbol: String,
    /// Its documentation, as a literal.
    pub(super) doc: &'e str,
    pub(super) params: String,
    /// ` -> T`, or nothing.
    pub(super) result: String,
    pub(super) is_public: bool,
}

impl<'c> RustWriter<'_, 'c> {
    pub(super) fn function(
        &mut self,
        declared: &Declaration<'c>,
        function: &FunctionView<'c>,
    ) -> Result<(), String> {
        let signature = Signature::of(function);
        let doc = string(&format!("`{}`", declared.declared()));
        if !function.is_variadic() {
            return self.call(declared.name(), &doc, &signature);
        }
        // Nothing can stand between: it is C's own.
        let external = External {
            name: declared.name(),
            symbol: string(declared.symbol()),
            doc: &doc,
            params: format!("{}, ...", self.params(&signature)?),
            result: self.result(signature.result)?,
            is_public: true,
        };
        self.external(external);
        Ok(())
    }

    /// A constant whose value only the running program knows.
    pub(super) fn value(&mut self, declared: &Declaration<'c>) -> Result<(), String> {
        let doc = string(&format!("The value of `{}`.", declared.declared()));
        let signature = Signature::giving(declared.type_view());
        self.call(declared.name(), &doc, &signature)
    }

    /// `counter()`: where a variable is.
    pub(super) fn variable(&mut self, declared: &Declaration<'c>) -> Result<(), String> {
        let mut ty = declared.type_view();
        // Of one without a length, where its items begin.
        if let TypeShape::Array {
            item, length: None, ..
        } = ty.shape()
        {
            ty = item;
        }
        let is_const = ty.qualifiers().contains(Qualifiers::CONST);
        let pointer = if is_const { "ConstPtr" } else { "Ptr" };
        let external = External {
            name: declared.name(),
            symbol: self.symbol(declared.name()),
            doc: &string(&format!("The address of `{}`.", declared.declared())),
            params: String::new(),
            result: format!(" -> ::rffi::{pointer}<{}>", self.ty(ty)?),
            is_public: true,
        };
        self.external(external);
        Ok(())
    }

    /// `set_ready(Some(ready))`: which function of Rust C calls as `ready`.
    pub(super) fn callback_setter(
        &mut self,
        declared: &Declaration<'c>,
        function: &FunctionView<'c>,
    ) -> Result<(), String> {
        let signature = Signature::of(function);
        let mut params = Vec::new();
        if signature.gives_by_pointer() {
            params.push(format!("::rffi::Ptr<{}>", self.ty(signature.result)?));
        }
        for (_, ty) in &signature.params {
            params.push(self.crossed(*ty)?);
        }
        check_count(params.len())?;
        let doc = string(&format!(
            "Sets the function of Rust that C calls by the name `{}`: `{}`. What C has by value \
             crosses by pointer.\n\nWithout one, such a call is told on the standard error, and gives zero.",
            declared.name(),
            declared.declared()
        ));
        let result = self.raw_result(&signature)?;
        let function = format!("unsafe extern \"C\" fn({}){result}", params.join(", "));
        let external = External {
            name: &format!("set_{}", declared.name()),
            symbol: self.symbol(declared.name()),
            doc: &doc,
            params: format!("function: ::core::option::Option<{function}>"),
            result: String::new(),
            is_public: true,
        };
        self.external(external);
        Ok(())
    }

    /// A function in the block of `llexternal!`.
    pub(super) fn external(&mut self, external: External<'_>) {
        let External {
            name,
            symbol,
            doc,
            params,
            result,
            is_public,
        } = external;
        let ident = ident(name);
        let descriptor = match self.names.is_type(&ident) {
            true => format!("            #[descriptor({ident}_fn)]\n"),
            false => String::new(),
        };
        let visibility = if is_public { "pub " } else { "" };
        let _ = write!(
            self.functions,
            "            #[doc = {doc}]\n            #[name = {symbol}]\n{descriptor}            \
             {visibility}unsafe fn {ident}({params}){result};\n"
        );
    }

    /// A function that calls through the glue.
    fn call(&mut self, name: &str, doc: &str, signature: &Signature<'c>) -> Result<(), String> {
        check_count(signature.params.len() + usize::from(signature.gives_by_pointer()))?;
        if !signature.is_direct() {
            return self.by_pointer(name, doc, signature);
        }
        let external = External {
            name,
            symbol: self.symbol(name),
            doc,
            params: self.params(signature)?,
            result: self.result(signature.result)?,
            is_public: true,
        };
        self.external(external);
        Ok(())
    }

    /// What Rust cannot pass or give goes through memory: a function around the one that does that.
    fn by_pointer(
        &mut self,
        name: &str,
        doc: &str,
        signature: &Signature<'c>,
    ) -> Result<(), String> {
        let raw = format!("{name}_by_pointer");
        let (mut params, mut arguments) = (Vec::new(), Vec::new());
        if signature.gives_by_pointer() {
            let result = self.ty(signature.result)?;
            params.push(format!("rffi_result: ::rffi::Ptr<{result}>"));
            arguments.push("rffi_result.as_mut_ptr().into()".to_owned());
        }
        for (index, (name, ty)) in signature.params.iter().enumerate() {
            let name = param_name(*name, index);
            params.push(format!("{name}: {}", self.crossed(*ty)?));
            arguments.push(match crossing(*ty) {
                Crossing::Value => name,
                Crossing::Pointer => format!("(&raw const {name}).into()"),
            });
        }
        let external = External {
            name: &raw,
            symbol: self.symbol(name),
            doc,
            params: params.join(", "),
            result: self.raw_result(signature)?,
            is_public: false,
        };
        self.external(external);
        let call = format!("{}({})", ident(&raw), arguments.join(", "));
        let body = match signature.gives_by_pointer() {
            true => format!(
                "let mut rffi_result = ::core::mem::MaybeUninit::<{}>::uninit();\n        \
                 // SAFETY: the caller's word; C reads the arguments and writes the result.\n        \
                 unsafe {{\n            {call};\n            rffi_result.assume_init()\n        }}",
                self.ty(signature.result)?
            ),
            false => format!(
                "// SAFETY: the caller's word; C reads the arguments.\n        unsafe {{ {call} }}"
            ),
        };
        let (own, result) = (self.params(signature)?, self.result(signature.result)?);
        let ident = ident(name);
        let _ = writeln!(
            self.wrappers,
            "    #[doc = {doc}]\n    ///\n    /// # Safety\n    /// As in C.\n    #[inline]\n    \
             pub unsafe fn {ident}({own}){result} {{\n        {body}\n    }}"
        );
        Ok(())
    }

    /// The parameters that the text says.
    fn params(&self, signature: &Signature<'c>) -> Result<String, String> {
        let mut texts = Vec::new();
        for (index, (name, ty)) in signature.params.iter().enumerate() {
            texts.push(format!("{}: {}", param_name(*name, index), self.ty(*ty)?));
        }
        Ok(texts.join(", "))
    }

    /// A parameter as it crosses.
    fn crossed(&self, ty: TypeView<'c>) -> Result<String, String> {
        match crossing(ty) {
            Crossing::Value => self.ty(ty),
            Crossing::Pointer => Ok(format!("::rffi::ConstPtr<{}>", self.ty(ty)?)),
        }
    }

    /// What is given in registers.
    fn raw_result(&self, signature: &Signature<'c>) -> Result<String, String> {
        match signature.gives_by_pointer() {
            true => Ok(String::new()),
            false => self.result(signature.result),
        }
    }
}

fn check_count(count: usize) -> Result<(), String> {
    match count > MOST_PARAMS {
        true => Err(format!(
            "more parameters than {MOST_PARAMS}, the result among them where it is a struct"
        )),
        false => Ok(()),
    }
}

fn param_name(name: Option<&str>, index: usize) -> String {
    match name {
        Some(name) => ident(name),
        None => format!("a{index}"),
    }
}
