//! One entry, without a probe around it: RPython's `getconstantinteger`, `has` and their like.

use lltype::Type;
use rffi::ExternalCompilationInfo;

use super::links::Linker;
use super::{Entry, Facts, Probe, ProbeError, StructFact};
use crate::{Error, Result, Toolchain, env};

/// The name of the one entry.
const NAME: &str = "it";

fn probed(info: &ExternalCompilationInfo, entry: Entry) -> Result<Facts> {
    Probe::new(info).entry(NAME, entry).run()
}

fn or_error<T>(found: Result<T, ProbeError>) -> Result<T> {
    found.map_err(Error::Probe)
}

/// The value of a constant expression.
///
/// ```
/// # if !std::process::Command::new("cc").arg("--version").output().is_ok_and(|cc| cc.status.success()) {
/// #     return Ok(()); // there is no C compiler here
/// # }
/// let info = rffi::ExternalCompilationInfo::new().include("limits.h");
/// assert_eq!(rffi_build::constant_integer(&info, "CHAR_BIT")?, 8);
/// # Ok::<(), rffi_build::Error>(())
/// ```
///
/// # Errors
/// If C has no such constant, or the headers do not compile.
#[doc(alias = "getconstantinteger")]
pub fn constant_integer(info: &ExternalCompilationInfo, expression: &str) -> Result<i128> {
    or_error(probed(info, Entry::constant_integer(expression))?.integer(NAME))
}

/// The value of a macro or an enum's constant, if there is one.
///
/// # Errors
/// If it is no integer, or the headers do not compile.
#[doc(alias = "getdefinedinteger")]
pub fn defined_constant_integer(
    info: &ExternalCompilationInfo,
    name: &str,
) -> Result<Option<i128>> {
    or_error(probed(info, Entry::defined_constant_integer(name))?.integer_if_defined(NAME))
}

/// Whether an expression compiles below the headers. Headers that do not have nothing.
///
/// # Errors
/// If no C compiler can be asked.
pub fn has(info: &ExternalCompilationInfo, expression: &str) -> Result<bool> {
    match probed(info, Entry::has(expression)) {
        Ok(facts) => or_error(facts.flag(NAME)),
        Err(Error::Compile { .. } | Error::NoHeader { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a function or variable is in the info's libraries.
///
/// # Errors
/// If no C compiler can be asked, or the headers do not compile.
pub fn has_symbol(info: &ExternalCompilationInfo, name: &str) -> Result<bool> {
    or_error(probed(info, Entry::has_symbol(name))?.flag(NAME))
}

/// The size of a type.
///
/// # Errors
/// If C has no such type, or the headers do not compile.
#[doc(alias = "sizeof")]
pub fn size_of(info: &ExternalCompilationInfo, name: &str) -> Result<i128> {
    or_error(probed(info, Entry::size_of(name))?.integer(NAME))
}

/// The number, enumeration or pointer that a name stands for.
///
/// # Errors
/// If C has no such type, or the headers do not compile.
#[doc(alias = "getsimpletype")]
pub fn simple_type(info: &ExternalCompilationInfo, name: &str) -> Result<Type> {
    or_error(
        probed(info, Entry::simple_type(name))?
            .simple_type(NAME)
            .cloned(),
    )
}

/// A struct or union with all its members.
///
/// # Errors
/// If C has no such struct, or the headers do not compile.
#[doc(alias = "getstruct")]
pub fn structure(info: &ExternalCompilationInfo, name: &str) -> Result<StructFact> {
    or_error(
        probed(info, Entry::structure(name))?
            .structure(NAME)
            .cloned(),
    )
}

/// The alignment that memory for anything needs on this machine.
///
/// # Errors
/// If no C compiler can be asked.
pub fn memory_alignment() -> Result<i128> {
    let info = ExternalCompilationInfo::new();
    or_error(probed(&info, Entry::memory_alignment())?.integer(NAME))
}

/// Checks that a program with the info's headers, sources and libraries can be made.
///
/// # Errors
/// If not, with what the compiler or linker wrote.
pub fn verify_eci(info: &ExternalCompilationInfo) -> Result<()> {
    let toolchain = env::toolchain().unwrap_or_else(Toolchain::host);
    let folder = env::cache_folder();
    let linker = Linker {
        toolchain: &toolchain,
        info: &toolchain.resolve(info)?,
        folder: folder.as_deref(),
    };
    linker.works()
}
