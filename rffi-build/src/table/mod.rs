//! [`table`]: declarations in C as a constant of Rust, CFFI's out-of-line ABI mode.

mod desc;

use std::path::PathBuf;

use cdef::{Cdef, ConstantValue, Declaration, DeclarationKind};
use lltype::Qualifiers;

use crate::generated::{string, write};
use crate::{Error, Result, env};
use desc::Descs;

/// Writes what texts declare as Rust: a `static` of the type [`rffi::Table`], for
/// `Library::with_table`. The program parses nothing when it starts.
///
/// A type that no constant describes is an error, as is what the texts leave to a compiler: see
/// [`Glue`](crate::Glue), which asks it.
///
/// ```
/// use cdef::Cdef;
///
/// let cdef = Cdef::parse("double cos(double angle);")?;
/// let rust = rffi_build::table(&cdef, "MATH")?;
/// assert!(rust.contains("pub static MATH: ::rffi::Table = "), "{rust}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A declaration has no counterpart; the message says which and why.
pub fn table(cdef: &Cdef, name: &str) -> Result<String> {
    if let Some(unknown) = cdef.unknowns().next() {
        return Err(Error::Table {
            name: name.to_owned(),
            message: format!(
                "the text leaves something to a compiler, which a table does not ask: {unknown}; \
                 say it, or use `Glue`"
            ),
        });
    }
    let mut writer = Writer {
        table: name,
        descs: Descs::default(),
    };
    writer.write(cdef)
}

/// As [`table`], for a `build.rs`: the file is written to the folder `OUT_DIR`, under the name in small
/// letters with the extension `rs`.
///
/// ```no_run
/// // build.rs
/// use cdef::Cdef;
///
/// let text = std::fs::read_to_string("src/math.cdef")?;
/// let cdef = Cdef::parse_for(&text, rffi_build::build_target()?)?;
/// rffi_build::write_table(&cdef, "MATH")?;
/// println!("cargo::rerun-if-changed=src/math.cdef");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```ignore
/// // src/lib.rs
/// include!(concat!(env!("OUT_DIR"), "/math.rs"));
///
/// let libm = unsafe { Library::open("libm.so.6") }?.with_table(&MATH);
/// let cos = unsafe { libm.function("cos") }?;
/// ```
///
/// # Errors
/// As for [`table`]; or the file cannot be written.
pub fn write_table(cdef: &Cdef, name: &str) -> Result<PathBuf> {
    let text = table(cdef, name)?;
    let file = name.to_lowercase() + ".rs";
    let path = env::out_dir()?.join(file);
    write(&path, &text)?;
    Ok(path)
}

/// A table on its way.
struct Writer<'n> {
    table: &'n str,
    descs: Descs,
}

impl Writer<'_> {
    fn write(&mut self, cdef: &Cdef) -> Result<String> {
        let mut sorted: Vec<Declaration<'_>> = cdef.declarations().collect();
        sorted.sort_by_key(|declared| declared.name());
        let (mut functions, mut variables) = (String::new(), String::new());
        let (mut constants, mut types) = (String::new(), Vec::new());
        for declared in &sorted {
            use DeclarationKind::{Callback, CallbackFromC};
            use DeclarationKind::{Constant, Function, Number, Typedef, Variable};
            let own = !declared.is_included();
            match declared.kind() {
                Function if own => functions += &self.function(declared)?,
                Variable if own => variables += &self.variable(declared, false)?,
                Constant if declared.value().is_none() && own => {
                    variables += &self.variable(declared, true)?;
                }
                Callback | CallbackFromC if own => return Err(self.callback(declared)),
                Number | Constant => constants += &constant(declared),
                Typedef => types.extend(self.named_type(cdef, declared.name())),
                _ => {}
            }
        }
        let records = cdef.records().filter_map(|record| record.name());
        let enums = cdef.enums().filter_map(|found| found.name());
        for name in records.chain(enums) {
            types.extend(self.named_type(cdef, &name));
        }
        types.sort();
        types.dedup();
        let types = types.into_iter().map(|(name, desc)| {
            let name = string(&name);
            format!("            ({name}, {desc}),\n")
        });
        let types: String = types.collect();
        let descs = self.descs.items();
        let target = string(cdef.target().name);
        let name = self.table;
        Ok(format!(
            "/// Declarations in C.\n\
             pub static {name}: ::rffi::Table = {{\n\
             \x20   #[allow(unused_imports, reason = \"one for each sort of type\")]\n\
             \x20   use ::rffi::lltype::{{\n        {IMPORTS}\n    }};\n\
             {descs}    ::rffi::Table {{\n        target: {target},\n\
             \x20       functions: &[\n{functions}        ],\n\
             \x20       variables: &[\n{variables}        ],\n\
             \x20       constants: &[\n{constants}        ],\n\
             \x20       types: &[\n{types}        ],\n    }}\n}};\n"
        ))
    }

    fn function(&mut self, declared: &Declaration<'_>) -> Result<String> {
        let desc = self.desc(declared)?;
        let (name, symbol) = (string(declared.name()), string(declared.symbol()));
        Ok(format!(
            "            ::rffi::FunctionEntry {{ name: {name}, symbol: {symbol}, desc: {desc} }},\n"
        ))
    }

    fn variable(&mut self, declared: &Declaration<'_>, is_constant: bool) -> Result<String> {
        let desc = self.desc(declared)?;
        let (name, symbol) = (string(declared.name()), string(declared.symbol()));
        let is_constant = is_constant || declared.qualifiers().contains(Qualifiers::CONST);
        let is_thread_local = declared.is_thread_local();
        Ok(format!(
            "            ::rffi::VariableEntry {{ name: {name}, symbol: {symbol}, desc: {desc}, \
             is_constant: {is_constant}, is_thread_local: {is_thread_local} }},\n"
        ))
    }

    fn desc(&mut self, declared: &Declaration<'_>) -> Result<String> {
        let ty = declared.ty()?;
        self.descs.desc(&ty).map_err(|message| Error::Table {
            name: self.table.to_owned(),
            message: format!("`{}`: {message}", declared.name()),
        })
    }

    /// A function of Rust that C calls by its name: a library that is there already does not know it.
    fn callback(&self, declared: &Declaration<'_>) -> Error {
        Error::Table {
            name: self.table.to_owned(),
            message: format!(
                "`{}` is a function of Rust that C calls by its name, for which C must be compiled: use \
                 `Glue`; or give C a pointer, as that of `rffi::Closure`",
                declared.name()
            ),
        }
    }

    /// A type by its name in C. Of one that there is no description of, nobody can ask.
    fn named_type(&mut self, cdef: &Cdef, name: &str) -> Option<(String, String)> {
        let ty = cdef.type_of(name).ok()?;
        let desc = self.descs.desc(&ty).ok()?;
        Some((name.to_owned(), desc))
    }
}

/// What descriptions are written with.
const IMPORTS: &str = "ArrayDesc, ArrayLength, Convention, Desc, EnumDesc, FieldDesc, FuncDesc, Layout, \
                       OpaqueDesc, ParamDesc,\n        PointerDesc, Qualifiers, RecordAttrs, RecordDesc, \
                       Scalar, TypedefDesc, VectorDesc,";

fn constant(declared: &Declaration<'_>) -> String {
    let value = match declared.value() {
        Some(ConstantValue::Integer(value)) => format!("Integer({value})"),
        // As Rust prints it, it is read again without loss.
        Some(ConstantValue::Float(value)) => format!("Float({value:?})"),
        _ => return String::new(),
    };
    let name = string(declared.name());
    format!("            ({name}, ::rffi::ConstantEntry::{value}),\n")
}
