//! [`RustWriter`]: what a text declares, as Rust.

mod bits;
mod function;
mod item;
mod laid_out;
mod names;
mod record;
mod types;

use core::fmt::Write;
use std::collections::HashMap;

use cdef::{Cdef, Declaration, DeclarationKind, RecordRef, TypeShape};
use lltype::Target;
use rffi::Field;

use super::Glue;
use crate::generated::string;
use crate::{Error, Result};
use names::{Names, ident};

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
        let mut refused = Vec::new();
        for declared in cdef.declarations().filter(|found| !found.is_included()) {
            if let Err(message) = writer.declaration(&declared) {
                let (place, name) = (declared.location(), declared.name());
                refused.push(format!("{place}: `{name}`: {message}"));
            }
        }
        if !refused.is_empty() {
            return Err(Error::Glue {
                name: glue.name.clone(),
                message: refused.join("\n"),
            });
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
        string(&self.glue.symbol(name))
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
            (Kind::Constant, ..) => self.value(declared),
            _ => Ok(()),
        }
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
