//! [`RustWriter`]: what a text declares, as Rust.

mod names;
mod record;
mod types;

use core::fmt::Write;
use std::collections::HashMap;

use cdef::{
    Cdef, ConstantValue, Declaration, DeclarationKind, EnumView, FunctionView, RecordRef,
    TypeShape, TypeView,
};
use lltype::{Scalar, Target};
use rffi::Field;

use super::crossing::{Crossing, crossing};
use super::{Glue, symbol};
use crate::generated::string;
use crate::{Error, Result};
use names::{Names, ident, record_of};
use types::{MOST_PARAMS, scalar_name};

/// Writes the Rust of one interface, of which a compiler has answered all questions.
pub(super) struct RustWriter<'g, 'c> {
    glue: &'g Glue,
    cdef: &'c Cdef,
    names: Names<'c>,
    /// What C calls structs.
    c_names: HashMap<RecordRef<'c>, String>,
    /// Types and constants.
    items: String,
    /// Functions of C.
    functions: String,
    /// Functions of Rust that call them.
    wrappers: String,
}

/// What the names of C would be told in Rust.
const ALLOWED: &str = "#[allow(\n    dead_code,\n    missing_docs,\n    non_camel_case_types,\n    \
                       non_snake_case,\n    non_upper_case_globals,\n    unused_imports,\n    \
                       unreachable_pub,\n    clippy::all,\n    clippy::pedantic,\n    \
                       reason = \"the names are those of C\"\n)]\n";

impl<'g, 'c> RustWriter<'g, 'c> {
    /// The whole file. `archive` is what is linked; none, if somebody else links it.
    pub(super) fn file(glue: &'g Glue, cdef: &'c Cdef, archive: Option<&str>) -> Result<String> {
        let mut writer = RustWriter {
            glue,
            cdef,
            names: Names::of(cdef),
            c_names: cdef.named_records().collect(),
            items: String::new(),
            functions: String::new(),
            wrappers: String::new(),
        };
        writer.types();
        for declared in cdef.declarations().filter(|found| !found.is_included()) {
            let written = writer.declaration(&declared);
            written.map_err(|message| Error::Glue {
                name: glue.name.clone(),
                message: format!("{}: `{}`: {message}", declared.location(), declared.name()),
            })?;
        }
        Ok(writer.finish(archive))
    }

    fn finish(self, archive: Option<&str>) -> String {
        let RustWriter {
            glue,
            items,
            functions,
            wrappers,
            ..
        } = self;
        let module = format!("rffi_glue_{}", ident(&glue.name));
        let mut uses = String::new();
        for included in &glue.included {
            let _ = writeln!(uses, "    pub use {}::*;", included.rust_path);
        }
        let links = links(glue, archive);
        let functions = match functions.is_empty() {
            true => String::new(),
            false => format!(
                "    ::rffi::llexternal! {{\n        list = pub EXTERNALS;\n        \
                 unsafe extern \"C\" {{\n{functions}        }}\n    }}\n"
            ),
        };
        format!(
            "// The glue `{}`, which rffi-build writes of its declarations.\n{ALLOWED}\
             mod {module} {{\n{uses}{links}{items}{functions}{wrappers}}}\n\
             #[allow(unused_imports, unreachable_pub, reason = \"who includes it decides\")]\n\
             pub use self::{module}::*;\n",
            glue.name
        )
    }

    fn target(&self) -> &'c Target {
        self.cdef.target()
    }

    fn symbol(&self, name: &str) -> String {
        string(&symbol(&self.glue.name, name))
    }

    /// Structs, unions and enums; typedefs come where they are declared.
    fn types(&mut self) {
        for record in self.cdef.record_refs() {
            let is_included = record
                .name()
                .is_some_and(|name| self.glue.is_included(&name));
            if let Some(name) = self.names.of_record(record).map(str::to_owned)
                && !is_included
            {
                self.record(record, &name);
            }
        }
        for found in self.cdef.enums() {
            self.enumeration(&found);
        }
    }

    /// The integer that holds an enum, and its constants.
    fn enumeration(&mut self, found: &EnumView<'c>) {
        let name = found.name();
        if name
            .as_ref()
            .is_some_and(|name| self.glue.is_included(name))
        {
            return;
        }
        let base = scalar_name(found.base()).unwrap_or_default();
        let ty = match &name {
            Some(c_name) => {
                let name = self.names.enumeration(c_name);
                let doc = string(&format!("C's `{c_name}`."));
                let _ = writeln!(
                    self.items,
                    "    #[doc = {doc}]\n    pub type {name} = {base};"
                );
                Some(name)
            }
            None => None,
        };
        for (constant, value) in found.constants() {
            if self.glue.is_included(constant) {
                continue;
            }
            let ty = match &ty {
                Some(ty) => ty.clone(),
                None => self.number_type(value, None),
            };
            let ident = ident(constant);
            let doc = string(&format!("C's `{constant}`."));
            let _ = writeln!(
                self.items,
                "    #[doc = {doc}]\n    pub const {ident}: {ty} = {value};"
            );
        }
    }

    fn declaration(&mut self, declared: &Declaration<'c>) -> Result<(), String> {
        use DeclarationKind as Kind;
        let ty = declared.type_view();
        match (declared.kind(), ty.unaliased(), declared.value()) {
            (Kind::Typedef, ..) => {
                self.typedef(declared);
                Ok(())
            }
            (Kind::Function, TypeShape::Function(function), _) => {
                self.function(declared, &function)
            }
            (Kind::Callback | Kind::CallbackFromC, TypeShape::Function(function), _) => {
                self.callback_setter(declared, &function)
            }
            (Kind::Variable, ..) => self.variable(declared),
            (Kind::Number | Kind::Constant, _, Some(value)) => {
                self.constant(declared, value);
                Ok(())
            }
            (Kind::Constant, ..) => self.value(declared, ty),
            _ => Ok(()),
        }
    }

    fn typedef(&mut self, declared: &Declaration<'c>) {
        let name = ident(declared.name());
        let ty = declared.type_view();
        let doc = format!("C's `typedef {}`.", declared.declared());
        match ty.shape() {
            TypeShape::Opaque(opaque) if opaque == declared.name() => {
                return self.opaque(&name, opaque, &doc);
            }
            TypeShape::Pointer(to) => {
                if let TypeShape::Opaque(opaque) = to.shape()
                    && opaque == declared.name()
                {
                    let pointee = self.names.of_opaque(opaque);
                    self.opaque(&pointee, opaque, &doc);
                }
            }
            _ => {}
        }
        let own = record_of(ty).and_then(|record| self.names.of_record(record));
        let is_enum = match ty.shape() {
            TypeShape::Enum(found) => {
                let c_name = found.name();
                c_name.is_some_and(|c_name| self.names.enumeration(&c_name) == name)
            }
            _ => false,
        };
        if own == Some(&name) || is_enum {
            return;
        }
        if let Ok(rust) = self.ty(ty) {
            let doc = string(&doc);
            let _ = writeln!(
                self.items,
                "    #[doc = {doc}]\n    pub type {name} = {rust};"
            );
        }
    }

    fn constant(&mut self, declared: &Declaration<'c>, value: ConstantValue) {
        let name = declared.name();
        // Those of enums were written with their enums.
        if self.glue.is_enumerator(self.cdef, name) {
            return;
        }
        let (ty, value) = match value {
            ConstantValue::Integer(value) => {
                let declared = match declared.type_view().unaliased() {
                    TypeShape::Scalar(scalar) => Some(scalar),
                    _ => None,
                };
                (self.number_type(value, declared), value.to_string())
            }
            ConstantValue::Float(value) => {
                let is_float = matches!(
                    declared.type_view().unaliased(),
                    TypeShape::Scalar(Scalar::Float)
                );
                match is_float {
                    true => ("::rffi::FLOAT".to_owned(), float(value)),
                    false => ("::rffi::DOUBLE".to_owned(), float(value)),
                }
            }
            _ => return,
        };
        let (ident, doc) = (ident(name), string(&format!("C's `{name}`.")));
        let _ = writeln!(
            self.items,
            "    #[doc = {doc}]\n    pub const {ident}: {ty} = {value};"
        );
    }

    /// The declared type, or the first of C's that has the value.
    fn number_type(&self, value: i128, declared: Option<Scalar>) -> String {
        let all = [
            Scalar::Int,
            Scalar::UInt,
            Scalar::LongLong,
            Scalar::ULongLong,
        ];
        let fits = |scalar: &Scalar| {
            let range = scalar.range(self.target());
            *scalar != Scalar::Bool && range.is_some_and(|range| range.contains(&value))
        };
        let found = declared.into_iter().chain(all).find(fits);
        let name = found.and_then(|scalar| scalar_name(scalar).ok());
        name.unwrap_or_else(|| "::core::primitive::i128".to_owned())
    }

    fn function(
        &mut self,
        declared: &Declaration<'c>,
        function: &FunctionView<'c>,
    ) -> Result<(), String> {
        let params: Vec<_> = function.params().collect();
        if params.len() > MOST_PARAMS - 1 {
            return Err(format!("more than {} parameters", MOST_PARAMS - 1));
        }
        let doc = string(&format!("`{}`", declared.declared()));
        let name = declared.name();
        if function.is_variadic() {
            // Nothing can stand between: it is C's own.
            let names = self.params(&params)?;
            let result = self.result(function.result())?;
            let symbol = string(declared.symbol());
            self.external(name, &doc, &symbol, &format!("{names}, ..."), &result, true);
            return Ok(());
        }
        let symbol = self.symbol(name);
        match is_direct(function) {
            true => {
                let (params, result) = (self.params(&params)?, self.result(function.result())?);
                self.external(name, &doc, &symbol, &params, &result, true);
            }
            false => self.by_pointer(name, &doc, &symbol, function)?,
        }
        Ok(())
    }

    /// A function in the block of `llexternal!`.
    fn external(
        &mut self,
        name: &str,
        doc: &str,
        symbol: &str,
        params: &str,
        result: &str,
        is_public: bool,
    ) {
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

    fn params(&self, params: &[(Option<&str>, TypeView<'c>)]) -> Result<String, String> {
        let mut texts = Vec::new();
        for (index, (name, ty)) in params.iter().enumerate() {
            let name = param_name(*name, index);
            texts.push(format!("{name}: {}", self.ty(*ty)?));
        }
        Ok(texts.join(", "))
    }

    /// What Rust cannot pass or give goes through memory.
    fn by_pointer(
        &mut self,
        name: &str,
        doc: &str,
        symbol: &str,
        function: &FunctionView<'c>,
    ) -> Result<(), String> {
        let raw = format!("{name}_by_pointer");
        let (mut params, mut own, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
        let result = function.result();
        let is_void = matches!(result.unaliased(), TypeShape::Void);
        let gives_by_pointer = !is_void && crossing(result) == Crossing::Pointer;
        if gives_by_pointer {
            params.push(format!("rffi_result: ::rffi::Ptr<{}>", self.ty(result)?));
            arguments.push("rffi_result.as_mut_ptr().into()".to_owned());
        }
        for (index, (name, ty)) in function.params().enumerate() {
            let (name, rust) = (param_name(name, index), self.ty(ty)?);
            own.push(format!("{name}: {rust}"));
            match crossing(ty) {
                Crossing::Value => {
                    params.push(format!("{name}: {rust}"));
                    arguments.push(name);
                }
                Crossing::Pointer => {
                    params.push(format!("{name}: ::rffi::ConstPtr<{rust}>"));
                    arguments.push(format!("(&raw const {name}).into()"));
                }
            }
        }
        let (own, arguments) = (own.join(", "), arguments.join(", "));
        let (given, raw_result) = match gives_by_pointer {
            true => (self.result(result)?, String::new()),
            false => (self.result(result)?, self.result(result)?),
        };
        self.external(&raw, doc, symbol, &params.join(", "), &raw_result, false);
        let ident = ident(name);
        let rust_result = if is_void {
            String::new()
        } else {
            self.ty(result)?
        };
        let body = match gives_by_pointer {
            true => format!(
                "let mut rffi_result = ::core::mem::MaybeUninit::<{rust_result}>::uninit();\n        \
                 // SAFETY: the caller's word; C reads the arguments and writes the result.\n        \
                 unsafe {{\n            {raw}({arguments});\n            rffi_result.assume_init()\n        }}"
            ),
            false => format!(
                "// SAFETY: the caller's word; C reads the arguments.\n        \
                 unsafe {{ {raw}({arguments}) }}"
            ),
        };
        let _ = writeln!(
            self.wrappers,
            "    #[doc = {doc}]\n    ///\n    /// # Safety\n    /// As for the function in C.\n    \
             #[inline]\n    pub unsafe fn {ident}({own}){given} {{\n        {body}\n    }}"
        );
        Ok(())
    }

    /// `set_ready(Some(ready))`: which function of Rust C calls as `ready`.
    fn callback_setter(
        &mut self,
        declared: &Declaration<'c>,
        function: &FunctionView<'c>,
    ) -> Result<(), String> {
        let name = declared.name();
        let mut params = Vec::new();
        let result = function.result();
        let is_void = matches!(result.unaliased(), TypeShape::Void);
        let gives_by_pointer = !is_void && crossing(result) == Crossing::Pointer;
        if gives_by_pointer {
            params.push(format!("::rffi::Ptr<{}>", self.ty(result)?));
        }
        for (_, ty) in function.params() {
            params.push(match crossing(ty) {
                Crossing::Value => self.ty(ty)?,
                Crossing::Pointer => format!("::rffi::ConstPtr<{}>", self.ty(ty)?),
            });
        }
        if params.len() > MOST_PARAMS {
            return Err(format!("more than {MOST_PARAMS} parameters"));
        }
        let result = match gives_by_pointer {
            true => String::new(),
            false => self.result(result)?,
        };
        let doc = string(&format!(
            "Sets the function of Rust that C calls by the name `{name}`: `{}`. What C has by value \
             crosses by pointer.\n\nWithout one, such a call is told on the standard error, and gives zero.",
            declared.declared()
        ));
        let function = format!("unsafe extern \"C\" fn({}){result}", params.join(", "));
        let params = format!("function: ::core::option::Option<{function}>");
        let symbol = self.symbol(name);
        self.external(&format!("set_{name}"), &doc, &symbol, &params, "", true);
        Ok(())
    }

    /// `counter()`: where a variable is.
    fn variable(&mut self, declared: &Declaration<'c>) -> Result<(), String> {
        let mut ty = declared.type_view();
        // Of one without a length, where its items begin.
        if let TypeShape::Array {
            item, length: None, ..
        } = ty.shape()
        {
            ty = item;
        }
        let is_const = ty.qualifiers().contains(lltype::Qualifiers::CONST);
        let pointer = if is_const { "ConstPtr" } else { "Ptr" };
        let rust = self.ty(ty)?;
        let doc = string(&format!("The address of `{}`.", declared.declared()));
        let symbol = self.symbol(declared.name());
        let result = format!(" -> ::rffi::{pointer}<{rust}>");
        self.external(declared.name(), &doc, &symbol, "", &result, true);
        Ok(())
    }

    /// A constant whose value only the running program knows.
    fn value(&mut self, declared: &Declaration<'c>, ty: TypeView<'c>) -> Result<(), String> {
        let doc = string(&format!("The value of `{}`.", declared.declared()));
        let (name, symbol) = (declared.name(), self.symbol(declared.name()));
        if crossing(ty) == Crossing::Value {
            let result = self.result(ty)?;
            self.external(name, &doc, &symbol, "", &result, true);
            return Ok(());
        }
        let (raw, rust, ident) = (format!("{name}_by_pointer"), self.ty(ty)?, ident(name));
        let params = format!("rffi_result: ::rffi::Ptr<{rust}>");
        self.external(&raw, &doc, &symbol, &params, "", false);
        let _ = writeln!(
            self.wrappers,
            "    #[doc = {doc}]\n    ///\n    /// # Safety\n    /// As for the constant in C.\n    \
             #[inline]\n    pub unsafe fn {ident}() -> {rust} {{\n        \
             let mut rffi_result = ::core::mem::MaybeUninit::<{rust}>::uninit();\n        \
             // SAFETY: the caller's word; C writes the result.\n        unsafe {{\n            \
             {raw}(rffi_result.as_mut_ptr().into());\n            rffi_result.assume_init()\n        }}\n    }}"
        );
        Ok(())
    }
}

/// What is linked, in this order: an archive stands before the libraries that it uses.
fn links(glue: &Glue, archive: Option<&str>) -> String {
    let mut links = String::new();
    let mut link = |name: &str, kind: &str| {
        let _ = writeln!(
            links,
            "    #[link(name = {}{kind})]\n    unsafe extern \"C\" {{}}",
            string(name)
        );
    };
    if let Some(archive) = archive {
        link(archive, ", kind = \"static\"");
    }
    for name in glue.info.list(Field::Libraries).iter() {
        link(name, "");
    }
    for name in glue.info.list(Field::Frameworks).iter() {
        link(name, ", kind = \"framework\"");
    }
    links
}

fn is_direct(function: &FunctionView<'_>) -> bool {
    let result = function.result();
    let is_void = matches!(result.unaliased(), TypeShape::Void);
    let mut params = function.params();
    (is_void || crossing(result) == Crossing::Value)
        && params.all(|(_, ty)| crossing(ty) == Crossing::Value)
}

fn param_name(name: Option<&str>, index: usize) -> String {
    match name {
        Some(name) => ident(name),
        None => format!("a{index}"),
    }
}

/// A float as Rust reads it again.
fn float(value: f64) -> String {
    match value {
        value if value.is_nan() => "::core::primitive::f64::NAN as _".to_owned(),
        value if value == f64::INFINITY => "::core::primitive::f64::INFINITY as _".to_owned(),
        value if value == f64::NEG_INFINITY => {
            "::core::primitive::f64::NEG_INFINITY as _".to_owned()
        }
        value => format!("{value:?}"),
    }
}
