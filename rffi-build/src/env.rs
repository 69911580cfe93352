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
            toolchain: build_script_toolchain()?,
            roots: Vec::new(),
            library: None,
            include_dirs: Vec::new(),
            library_dirs: Vec::new(),
            link_arguments: link_arguments(),
            strictness: None,
            documentation_only: read(DOCS_RS).is_some(),
        })
    }
}

/// The folder that a build script may write to.
pub(crate) fn out_dir() -> Result<PathBuf> {
    Ok(variable("OUT_DIR")?.into())
}

/// For which target the package is built whose build script this is.
///
/// ```no_run
/// // build.rs
/// let target = rffi_build::build_target()?;
/// let cdef = cdef::Cdef::parse_for("long labs(long);", target)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// This is no build script, or the target is not known to `lltype`.
pub fn build_target() -> Result<&'static lltype::Target> {
    known_target(&variable("TARGET")?)
}

/// The key under which a package leaves an interface for others.
pub(crate) fn interface_key(name: &str) -> String {
    format!("RFFI_INTERFACE_{}", in_capitals(name))
}

/// The interface that a package with this key `links` leaves, on which this one depends directly.
pub(crate) fn interface(links: &str, name: &str) -> Result<PathBuf> {
    let variable = format!("DEP_{}_{}", in_capitals(links), interface_key(name));
    let path = read(&variable).ok_or_else(|| Error::NoInterface {
        links: links.to_owned(),
        name: name.to_owned(),
    })?;
    Ok(path.into())
}

/// As Cargo writes names in variables.
fn in_capitals(name: &str) -> String {
    let word = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.to_uppercase().chars().map(word).collect()
}

/// What `lltype` knows of a target.
pub(crate) fn known_target(name: &str) -> Result<&'static lltype::Target> {
    lltype::Target::find(name).ok_or_else(|| Error::UnknownTarget {
        target: name.to_owned(),
    })
}

/// The toolchain of the build script that this is; `None` elsewhere.
pub(crate) fn toolchain() -> Option<Toolchain> {
    build_script_toolchain().ok().filter(|_| is_build_script())
}

fn build_script_toolchain() -> Result<Toolchain> {
    Ok(Toolchain {
        target: variable("TARGET")?,
        host: variable("HOST")?,
        opt_level: variable("OPT_LEVEL")?,
        debug: variable("DEBUG")? != "false",
        compiler: None,
        cpp_compiler: None,
    })
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

/// What [`VERIFY`] says, or what holds where it says nothing.
pub(crate) fn strictness() -> Result<Strictness> {
    Ok(strictness_given()?.unwrap_or_default())
}

/// What [`VERIFY`] says.
pub(crate) fn strictness_given() -> Result<Option<Strictness>> {
    let word = read(VERIFY).filter(|word| !word.is_empty());
    let read = word.map(|word| Strictness::parse(&word.to_string_lossy()));
    read.transpose()
        .map_err(|message| Error::Strictness { message })
}

/// The values of [`OF_THE_COMPILER`].
pub(crate) fn of_the_compiler() -> impl Hash {
    OF_THE_COMPILER.map(read)
}

/// The variables on which it depends which compiler `cc` finds, with which flags, and what that does:
/// rather too many than one too few.
pub(crate) fn of_cc() -> BTreeMap<OsString, OsString> {
    const PARTS: [&str; 8] = [
        "CC",
        "CXX",
        "FLAGS",
        "CROSS_COMPILE",
        "SDK",
        "DEPLOYMENT_TARGET",
        "WASI",
        "RUSTC_WRAPPER",
    ];
    let variables = env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        name == "PATH"
            || OF_THE_COMPILER.contains(&&*name)
            || PARTS.iter().any(|part| name.contains(part))
    });
    variables.collect()
}

/// The variables by which a linker searches besides.
pub(crate) fn of_the_linker() -> BTreeMap<OsString, OsString> {
    let variables = env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        name.starts_with("LD")
    });
    variables.collect()
}

/// Where answers of the C compiler are kept: in a build script, its folder; elsewhere the user's folder
/// for what can be made again.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    let folder = |name| {
        read(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(out) = folder("OUT_DIR").filter(|_| is_build_script()) {
        // Files of the package's own are tidied up in the folder above.
        return Some(out.join("rffi/answers"));
    }
    folder("RFFI_CACHE_DIR")
        .or_else(|| Some(folder("XDG_CACHE_HOME")?.join("rffi")))
        .or_else(|| Some(folder("HOME")?.join(".cache/rffi")))
}

/// Cargo sets these together for build scripts alone.
fn is_build_script() -> bool {
    read("NUM_JOBS").is_some() && read("OPT_LEVEL").is_some()
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
