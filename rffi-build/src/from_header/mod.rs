//! Declarations from headers: [`import`].

mod alias;
mod bits;
mod c_module;
mod check;
mod comments;
mod docs;
mod enumeration;
mod facts;
mod files;
mod function;
mod items;
mod left_out;
mod libclang;
mod macros;
mod names;
mod opaque;
mod patterns;
mod read;
mod record;
mod script;
mod spell;
mod ty;
mod unseen;
mod values;
mod variable;
mod wide;
mod write;

use std::path::PathBuf;

use rffi::{ExternalCompilationInfo, Field};

pub use left_out::LeftOut;
pub use script::{try_write_module, write_module};

use self::patterns::Patterns;
use crate::{Result, Toolchain, env};

/// Which declarations of which headers are imported.
///
/// ```no_run
/// use rffi::ExternalCompilationInfo;
///
/// let info = ExternalCompilationInfo::new().includes(&["zlib.h"]).pkg_config(&["zlib"]);
/// let mut what = rffi_build::Import::new(info);
/// what.allow = vec!["deflate.*".to_owned()];
/// let module = rffi_build::import(&what)?;
/// println!("{}", module.text);
/// # Ok::<(), rffi_build::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Import {
    /// The headers, with how they are found: the module has it as its `static`.
    pub compilation_info: ExternalCompilationInfo,
    /// The name of that `static`.
    pub static_name: String,
    /// Regular expressions for whole names. What matches one is imported, with the types that it needs,
    /// wherever it is declared. Without any, it is everything that the headers' own files declare.
    pub allow: Vec<String>,
    /// Regular expressions for the names that are not imported.
    pub block: Vec<String>,
    /// Further files that are the headers' own, by the end of their paths: `ncurses_dll.h`.
    pub files: Vec<String>,
    /// The target, and the C compiler that lists the macros: at first those of the build script that this is,
    /// or this machine and its compiler.
    pub toolchain: Toolchain,
}

impl Import {
    /// Everything in the own files of the headers that the info includes.
    ///
    /// A header's own files are itself, what it includes in quotes, and what lies in its folder if it is
    /// included with one, as `SDL2/SDL.h` is.
    #[must_use]
    pub fn new(compilation_info: ExternalCompilationInfo) -> Self {
        Import {
            compilation_info,
            static_name: "ECI".to_owned(),
            allow: Vec::new(),
            block: Vec::new(),
            files: Vec::new(),
            toolchain: env::toolchain().unwrap_or_else(Toolchain::host),
        }
    }
}

/// What was made of headers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The file of a Rust module. It ends with the list of what was left out, as comments.
    pub text: String,
    /// What was asked for and is not in the module, and why.
    pub left_out: Vec<LeftOut>,
}

/// Makes a Rust module of headers: functions, variables and constants as `llexternal!`, structs, unions
/// and enums with their derives, typedefs, opaque types.
///
/// libclang reads the headers, through `bindgen`; the C compiler lists their macros.
///
/// # Errors
/// If there is no libclang; if a header is not there or is refused, with what clang writes; if a package of
/// `pkg_config` or the C compiler is not there.
pub fn import(what: &Import) -> Result<Imported> {
    let info = what.toolchain.resolve(&what.compilation_info)?;
    imported(what, &info).map(|(module, _)| module)
}

/// The module, and the files that were read; `info` is that of `what` with its packages.
fn imported(what: &Import, info: &ExternalCompilationInfo) -> Result<(Imported, Vec<PathBuf>)> {
    let patterns = Patterns::of(what)?;
    let macros = macros::list(what, info)?;
    let own = files::own(what, info, &macros);
    let facts = libclang::read(what, info, &macros)?;
    let module = read::module(&facts, &macros, &own, &patterns, what, info)?;
    let left_out = module.left_out.clone();
    let text = write::module(&module, what);
    let is_real = |file: &PathBuf| file.is_file();
    let inputs = macros.files.into_iter().filter(is_real).collect();
    Ok((Imported { text, left_out }, inputs))
}

/// The headers by their names.
fn headers(info: &ExternalCompilationInfo) -> impl Iterator<Item = &str> {
    info.list(Field::Includes).iter()
}
