//! Where libraries are found: by a name, or as an `ExternalCompilationInfo` says.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::handle::{Handle, reason};
use super::linker_script::{self, Input, InputName};
use super::loader_cache;
use super::open_error::{OpenError, OpenProblem};
use super::open_flags::OpenFlags;
use super::opened::{Missing, Opened, Origin};
use crate::eci::is_path;
use crate::{ExternalCompilationInfo, Field};

/// How deep linker scripts may name each other.
const MAX_DEPTH: u32 = 8;

/// Opens what a name or path stands for: one library, or those that a linker script names.
///
/// # Safety
/// As for [`Handle::open`].
pub(super) unsafe fn open(name: &OsStr, flags: OpenFlags) -> Result<Vec<Handle>, OpenError> {
    let bytes = name.as_encoded_bytes();
    let problem = match () {
        () if bytes.is_empty() => OpenProblem::Empty,
        () if bytes.contains(&0) => OpenProblem::Nul,
        // SAFETY: the caller's word.
        () => return unsafe { open_nested(name, flags, 0) },
    };
    Err(OpenError::new(name, problem))
}

/// # Safety
/// As for [`Handle::open`].
unsafe fn open_nested(
    name: &OsStr,
    flags: OpenFlags,
    depth: u32,
) -> Result<Vec<Handle>, OpenError> {
    // SAFETY: the caller's word.
    let error = match unsafe { Handle::open(name, flags) } {
        Ok(handle) => return Ok(vec![handle]),
        Err(error) => error,
    };
    let Some(inputs) = script(name, &error) else {
        return Err(OpenError::new(name, OpenProblem::Loader(Arc::new(error))));
    };
    if depth == MAX_DEPTH {
        return Err(OpenError::new(name, OpenProblem::ScriptLoop));
    }
    let mut handles = Vec::new();
    for input in inputs {
        // SAFETY: the caller's word.
        match unsafe { open_input(&input, flags, depth + 1) } {
            Ok(opened) => handles.extend(opened),
            Err(_) if input.as_needed => {}
            Err(error) => return Err(OpenError::new(name, OpenProblem::Script(error))),
        }
    }
    Ok(handles)
}

/// What the script names that was to be opened as a library, if it is one.
fn script(name: &OsStr, error: &libloading::Error) -> Option<Vec<Input>> {
    if name.as_encoded_bytes().contains(&b'/') {
        return linker_script::read(Path::new(name));
    }
    // The loader found it somewhere: it says where before it says what is wrong.
    let said = reason(error);
    let (path, _) = said.split_once(": ")?;
    linker_script::read(Path::new(path))
}

/// # Safety
/// As for [`Handle::open`].
unsafe fn open_input(
    input: &Input,
    flags: OpenFlags,
    depth: u32,
) -> Result<Vec<Handle>, OpenError> {
    match &input.name {
        // SAFETY: the caller's word.
        InputName::File(file) => unsafe { open_nested(file, flags, depth) },
        InputName::Library(library) => {
            // SAFETY: the caller's word.
            unsafe { open_of_system(library, OsStr::new(&usual_name(library)), flags, depth) }
        }
    }
}

fn usual_name(library: &str) -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    format!("{DLL_PREFIX}{library}{DLL_SUFFIX}")
}

/// A library that the system has, by its name without prefix and version; `file` is tried last.
///
/// # Safety
/// As for [`Handle::open`].
unsafe fn open_of_system(
    library: &str,
    file: &OsStr,
    flags: OpenFlags,
    depth: u32,
) -> Result<Vec<Handle>, OpenError> {
    for version in loader_cache::versions(library) {
        // Those for other machines cannot be opened.
        // SAFETY: the caller's word.
        if let Ok(handle) = unsafe { Handle::open(OsStr::new(&version), flags) } {
            return Ok(vec![handle]);
        }
    }
    // SAFETY: the caller's word.
    unsafe { open_nested(file, flags, depth) }
}

/// Everything that an `ExternalCompilationInfo` names, and then the C library.
///
/// # Safety
/// As for [`Handle::open`].
pub(super) unsafe fn open_info(info: &ExternalCompilationInfo) -> Result<Opened, OpenError> {
    let libraries = libraries(info);
    let mut handles = Vec::new();
    let mut missing = Vec::new();
    for name in &libraries {
        // SAFETY: the caller's word.
        match unsafe { open_named(info, name) }? {
            Ok(found) => handles.extend(found),
            Err(reason) => missing.push(Missing {
                name: name.clone(),
                reason,
            }),
        }
    }
    // SAFETY: the C library is there already.
    handles.push(unsafe { open_c_library() });
    let name = match libraries.is_empty() {
        true => "the standard C library".to_owned(),
        false => libraries.join(", "),
    };
    Ok(Opened::new(
        name,
        handles,
        Origin::Info { libraries, missing },
    ))
}

/// RPython's order.
fn libraries(info: &ExternalCompilationInfo) -> Vec<String> {
    let lists = [Field::TestonlyLibraries, Field::Libraries].map(|field| info.list(field));
    let names = lists.into_iter().flat_map(|list| list.iter());
    let mut names: Vec<String> = names.map(str::to_owned).collect();
    if cfg!(target_vendor = "apple") {
        let frameworks = info.list(Field::Frameworks).iter();
        names.extend(frameworks.map(|name| format!("{name}.framework/{name}")));
    }
    names
}

/// One of the libraries; why it is not there, in the loader's words; or an error, if its file is there and
/// cannot be opened.
///
/// # Safety
/// As for [`Handle::open`].
unsafe fn open_named(
    info: &ExternalCompilationInfo,
    name: &str,
) -> Result<Result<Vec<Handle>, String>, OpenError> {
    let file: PathBuf = info.run_time_library(name);
    let flags = OpenFlags::DEFAULT;
    let is_path = file.to_str().is_none_or(is_path);
    let opened = match is_path {
        // SAFETY: the caller's word.
        true => unsafe { open(file.as_os_str(), flags) },
        // SAFETY: the caller's word.
        false => unsafe { open_of_system(name, file.as_os_str(), flags, 0) },
    };
    match opened {
        Ok(handles) => Ok(Ok(handles)),
        Err(error) if is_path && file.exists() => Err(error),
        Err(error) => Ok(Err(match error.problem() {
            OpenProblem::Loader(error) => reason(error),
            _ => error.to_string(),
        })),
    }
}

/// # Safety
/// As for [`Handle::open`].
unsafe fn open_c_library() -> Handle {
    let opened = loader_cache::versions("c").into_iter().find_map(|name| {
        let flags = OpenFlags::DEFAULT | OpenFlags::NOLOAD;
        // SAFETY: nothing is loaded.
        unsafe { Handle::open(OsStr::new(&name), flags) }.ok()
    });
    // Where it is part of the program, or has another name, the process has it.
    opened.unwrap_or_else(Handle::process)
}
