//! [`write_module`]: headers are imported while a package is built.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::PathBuf;

use rffi::{ExternalCompilationInfo, Field};

use super::{Import, imported};
use crate::directives::Directives;
use crate::generated::write;
use crate::script::tell;
use crate::{Error, Package, Result, env, leftovers, stamp};

/// Imports headers while a package is built: the module `name`, in the file `OUT_DIR/name.rs`, for `include!`. So
/// it is that of the library which is installed there, and no version of it is in the repository.
///
/// Headers are read again when they, the compiler's variables or the package's flags change. With
/// [`build`](crate::build) behind it, the declarations are compared and linked as those of the package.
///
/// ```no_run
/// // build.rs
/// use rffi::ExternalCompilationInfo;
///
/// let info = ExternalCompilationInfo::new().include("zlib.h").pkg_config_package("zlib");
/// rffi_build::write_module(&rffi_build::Import::new(info), "zlib");
/// rffi_build::build();
/// ```
///
/// ```ignore
/// // src/lib.rs
/// include!(concat!(env!("OUT_DIR"), "/zlib.rs"));
///
/// let version = unsafe { zlib::zlibVersion() };
/// ```
///
/// An error is told to Cargo, which shows it and ends the build.
pub fn write_module(what: &Import, name: &str) {
    if let Err(error) = try_write_module(what, name) {
        tell(&error);
    }
}

/// The same as [`write_module`], with the error as a value. Gives the path of the file.
///
/// # Errors
/// As for [`import`](crate::import); `name` is no name for a module; this is no build script; the file cannot be
/// written.
pub fn try_write_module(what: &Import, name: &str) -> Result<PathBuf> {
    let is_name = syn::parse_str::<syn::Ident>(name).is_ok();
    if !is_name {
        let name = name.to_owned();
        return Err(Error::ModuleName { name });
    }
    let package = Package::from_env()?;
    let toolchain = &what.toolchain;
    let info = toolchain.resolve(&what.compilation_info)?;
    let path = package.out_dir.join(format!("{name}.rs"));
    let folder = package.out_dir.join(format!("rffi_module_{name}"));
    fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
    let stamp = folder.join(format!("{:016x}.stamp", key(what, &info)));
    let inputs = match stamp::read(&stamp, &package.folder) {
        Some((inputs, _)) if path.is_file() => inputs,
        _ => {
            leftovers::remove(&folder, |path| leftovers::has_extension(path, "stamp"))?;
            let started = stamp::begin(&stamp)?;
            let (module, inputs) = imported(what, &info)?;
            write(&path, &format!("pub mod {name} {{\n{}}}\n", module.text))?;
            if let Some(text) = stamp::text(&inputs, &package.folder, started, "") {
                fs::write(&stamp, text).map_err(Error::io("write", &stamp))?;
            }
            inputs
        }
    };
    let mut directives = Directives::default();
    directives.watch_compiler(toolchain);
    for name in what.compilation_info.list(Field::PkgConfig).iter() {
        directives.watch_package(toolchain, name, &folder);
    }
    inputs.into_iter().for_each(|input| directives.watch(input));
    directives.write(&package.folder, &mut io::stdout())?;
    Ok(path)
}

/// Everything that the module depends on, but for the contents of files.
fn key(what: &Import, info: &ExternalCompilationInfo) -> u64 {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    format!("{what:?} {info:?}").hash(&mut hasher);
    env::of_cc().hash(&mut hasher);
    hasher.finish()
}
