//! [`Loadable`]: glue as a shared library, compiled when the program runs: CFFI's in-line API mode.

use std::path::{Path, PathBuf};

use cdef::{Cdef, Declaration, DeclarationKind, TypeShape};
use lltype::{Prototype, Qualifiers, Type};

use super::signature::Signature;
use super::{Glue, c};
use crate::{Error, Result};

/// Glue as a shared library: what [`Glue::compile_shared_lib`] makes.
///
/// Its [`cdef`](Self::cdef) is for `rffi::Library::with_cdef`: functions are found by their names.
#[derive(Debug, Clone)]
pub struct Loadable {
    library: PathBuf,
    cdef: Cdef,
    glue: Glue,
}

impl Glue {
    /// Compiles the glue to a shared library for this machine, or finds it: the folder is a cache, as for
    /// [`compile_shared_lib`](crate::compile_shared_lib()).
    ///
    /// ```
    /// use rffi_build::Glue;
    /// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
    /// #     return Ok(()); // there is no C compiler here
    /// # }
    /// # let folder = tempfile::tempdir()?;
    /// # let cache = folder.path();
    /// let twice = Glue::new("twice")
    ///     .cdef("int twice(int n);\n#define LIMIT ...")
    ///     .source("#define LIMIT 1000\nstatic inline int twice(int n) { return 2 * n; }")
    ///     .compile_shared_lib(cache)?;
    /// assert_eq!(twice.cdef().constant("LIMIT")?, 1000);
    /// assert!(twice.library().is_file());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the declarations, and in which the compiler disagrees; there is no
    /// compiler; the folder cannot be written.
    pub fn compile_shared_lib(&self, folder: &Path) -> Result<Loadable> {
        let toolchain = self.used_toolchain();
        let cdef = self.answered(&toolchain, None, Some(folder))?.cdef;
        let info = self.compiled_info();
        // What the glue says of its includes stands in its own file.
        let text = c::CWriter::file(self, &self.parse(cdef.target())?);
        let alone = info.copy_without(&c::INCLUDES).separate_module_source(text);
        let made = toolchain.compile_shared_lib(&alone, folder)?;
        let library = made.run_time_libraries().pop();
        let library = library.ok_or_else(|| Error::Glue {
            name: self.name.clone(),
            message: "no library was made".to_owned(),
        })?;
        Ok(Loadable {
            library,
            cdef: cdef.with_symbols(|declared| loaded_symbol(self, declared)),
            glue: self.clone(),
        })
    }
}

/// By which symbol the shared library has a function.
fn loaded_symbol(glue: &Glue, declared: &Declaration<'_>) -> Option<String> {
    let name = declared.name();
    let TypeShape::Function(function) = declared.type_view().unaliased() else {
        return None;
    };
    if declared.kind() != DeclarationKind::Function || function.is_variadic() {
        return None;
    }
    Some(match Signature::of(&function).is_direct() {
        true => glue.symbol(name),
        false => glue.symbol(&c::by_value(name)),
    })
}

impl Loadable {
    /// The library.
    #[must_use]
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// What it has, with everything that the compiler knows. Constants have their values; functions are
    /// called by the symbols of the glue.
    #[must_use]
    pub fn cdef(&self) -> &Cdef {
        &self.cdef
    }

    /// The function that gives the address of a variable: `int *(void)`. Variables may be macros, or one for
    /// each thread, and so the library has no symbol of their own.
    #[must_use]
    pub fn address_of(&self, variable: &str) -> Option<Prototype> {
        let declared = self.cdef.get(variable)?;
        if declared.kind() != DeclarationKind::Variable {
            return None;
        }
        let pointer = Type::pointer_to(&declared.ty().ok()?, declared.qualifiers());
        self.without_params(variable, &pointer)
    }

    /// The function that gives the value of a constant that only the running program knows.
    #[must_use]
    pub fn value_of(&self, constant: &str) -> Option<Prototype> {
        let declared = self.cdef.get(constant)?;
        let is_constant = declared.kind() == DeclarationKind::Constant;
        if !is_constant || declared.value().is_some() {
            return None;
        }
        self.without_params(constant, &declared.ty().ok()?)
    }

    /// The function that sets which function C calls by a name that is declared as `extern "Python"`:
    /// `void (void *)`.
    #[must_use]
    pub fn setter_of(&self, callback: &str) -> Option<Prototype> {
        let kind = self.cdef.get(callback)?.kind();
        if !matches!(
            kind,
            DeclarationKind::Callback | DeclarationKind::CallbackFromC
        ) {
            return None;
        }
        let pointer = Type::pointer_to(&Type::VOID, Qualifiers::NONE);
        let function = Type::function(&[pointer], &Type::VOID, false).ok()?;
        Prototype::new(self.glue.symbol(callback), function).ok()
    }

    fn without_params(&self, name: &str, result: &Type) -> Option<Prototype> {
        let function = Type::function(&[], result, false).ok()?;
        Prototype::new(self.glue.symbol(name), function).ok()
    }
}
