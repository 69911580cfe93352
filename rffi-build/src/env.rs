//! The one place that reads the environment.
//!
//! Cargo runs a build script again when one of its own variables changes. It must be told of those
//! that are the C compiler's: `cc` does that.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::hash::Hash;
use std::path::{Path, PathBuf};

use crate::directives::{LINK_ARGUMENTS, LINK_ARGUMENTS_SEPARATOR};
use crate::{Cfg, Error, Package, Result, Strictness, Toolchain};

/// Set where docs.rs builds: without a network, and without what the package may need.
pub(crate) const DOCS_RS: &str = "DOCS_RS";

impl Package {
    /// The package whose build script this is.
    ///
    /// # Errors
    /// If a variable is missing that Cargo sets for build scripts.
    pub fn from_env() -> Result<Self> {
        Ok(Package {
            name: variable("CARGO_PKG_NAME")?,
            folder: variable("CARGO_MANIFEST_DIR")?.into(),
            out_dir: variable("OUT_DIR")?.into(),
            cfg: Cfg::from_variables(env::vars_os().filter_map(|(name, value)| {
                // Cargo's names and values are text.
                Some((name.into_string().ok()?, value.into_string().ok()?))
            })),
            toolchain: Toolchain {
                target: variable("TARGET")?,
                host: variable("HOST")?,
                opt_level: variable("OPT_LEVEL")?,
                debug: variable("DEBUG")? != "false",
                compiler: None,
                cpp_compiler: None,
            },
            roots: Vec::new(),
            library: None,
            include_dirs: Vec::new(),
            library_dirs: Vec::new(),
            link_arguments: link_arguments(),
            documentation_only: read(DOCS_RS).is_some(),
        })
    }
}

/// The variables that change what gcc and clang make of the same command.
pub(crate) const OF_THE_COMPILER: [&str; 7] = [
    "CPATH",
    "CPLUS_INCLUDE_PATH",
    "C_INCLUDE_PATH",
    "COMPILER_PATH",
    "GCC_EXEC_PREFIX",
    "LIBRARY_PATH",
    "SOURCE_DATE_EPOCH",
];

/// How much is an error when declarations are compared with headers.
pub(crate) const VERIFY: &str = "RFFI_VERIFY";

/// What [`VERIFY`] says.
pub(crate) fn strictness() -> Result<Strictness> {
    let word = read(VERIFY).unwrap_or_default();
    Strictness::parse(&word.to_string_lossy()).map_err(|message| Error::Strictness { message })
}

/// The values of [`OF_THE_COMPILER`].
pub(crate) fn of_the_compiler() -> impl Hash {
    OF_THE_COMPILER.map(read)
}

/// The forms of a variable that may be of one target alone, the first that is set counts: as the
/// crates `cc` and `pkg-config` have them.
pub(crate) fn forms(toolchain: &Toolchain, name: &str) -> [String; 4] {
    let target = &toolchain.target;
    let kind = match toolchain.host == *target {
        true => "HOST",
        false => "TARGET",
    };
    [
        format!("{name}_{target}"),
        format!("{name}_{}", target.replace('-', "_")),
        format!("{kind}_{name}"),
        name.to_owned(),
    ]
}

/// The value of such a variable.
pub(crate) fn for_target(toolchain: &Toolchain, name: &str) -> Option<OsString> {
    forms(toolchain, name).iter().find_map(|name| read(name))
}

/// What the packages that this one depends on directly, and that have a key `links`, leave for the
/// linker.
fn link_arguments() -> Vec<String> {
    let variables = env::vars_os().filter_map(|(name, value)| {
        let (name, value) = (name.into_string().ok()?, value.into_string().ok()?);
        let is_ours = name.starts_with("DEP_") && name.ends_with(LINK_ARGUMENTS);
        is_ours.then_some((name, value))
    });
    // In an order of their own.
    let values: BTreeMap<String, String> = variables.collect();
    let values = values.values();
    let arguments = values.flat_map(|value| value.split(LINK_ARGUMENTS_SEPARATOR));
    arguments.map(str::to_owned).collect()
}

/// The file that the system starts by this name.
pub(crate) fn find_program(name: &Path) -> Option<PathBuf> {
    if name.components().count() > 1 {
        return Some(name.to_owned());
    }
    let mut file = name.to_owned().into_os_string();
    if !cfg!(unix) && name.extension().is_none() {
        file.push(env::consts::EXE_SUFFIX);
    }
    let path = read("PATH")?;
    let mut files = env::split_paths(&path).map(|folder| folder.join(&file));
    files.find(|file| file.is_file())
}

fn variable(name: &'static str) -> Result<String> {
    let value = read(name).ok_or(Error::NotInBuildScript { variable: name })?;
    value
        .into_string()
        .map_err(|value| Error::PathNotText { path: value.into() })
}

fn read(name: &str) -> Option<OsString> {
    #[expect(
        clippy::disallowed_methods,
        reason = "this function is the one place that reads them"
    )]
    env::var_os(name)
}
