//! Runs bindgen, which asks libclang.

use std::fs;

use bindgen::{Bindings, Builder, EnumVariation, Formatter, NonCopyUnionStyle};
use rffi::{ExternalCompilationInfo, Field};

use super::Import;
use super::facts::{Facts, Listener};
use super::macros::Macros;
use crate::{Error, Result};

/// Reads the headers twice. bindgen says nothing of functions that are `static inline`, and does not tell
/// inline ones from others: so the second time, the word `static` means nothing, and what is new are
/// they.
pub(super) fn read(
    what: &Import,
    info: &ExternalCompilationInfo,
    macros: &Macros,
) -> Result<Facts> {
    // bindgen panics without it.
    clang_sys::load().map_err(|reason| Error::NoLibclang { reason })?;
    let listener = Listener::default();
    // For values of macros that clang alone can work out.
    let work = tempfile::tempdir().map_err(Error::io("make a folder in", std::env::temp_dir()))?;
    // A file, because the fallback does not see what is none.
    let header = work.path().join("headers.h");
    fs::write(&header, info.c_header()).map_err(Error::io("write", &header))?;
    let header = header.into_os_string().into_string();
    let header = header.map_err(|path| Error::PathNotText { path: path.into() })?;
    let builder = builder(what, info, macros)
        .header(header)
        .clang_macro_fallback()
        .clang_macro_fallback_build_dir(work.path());
    let plain = builder.clone().parse_callbacks(Box::new(listener.clone()));
    let file = generate(plain, info)?;
    let inline = builder
        .parse_callbacks(Box::new(listener.clone()))
        .generate_inline_functions(true)
        .clang_arg("-Dstatic=");
    // What is wrong with it then is nobody's mistake: the inline functions are missing.
    let with_inline = generate(inline, info).ok();
    Ok(Facts {
        file,
        with_inline,
        places: listener.places.take(),
    })
}

fn builder(what: &Import, info: &ExternalCompilationInfo, macros: &Macros) -> Builder {
    let mut builder = bindgen::builder()
        .formatter(Formatter::None)
        .layout_tests(false)
        .derive_copy(true)
        .derive_debug(false)
        .default_enum_style(EnumVariation::Rust {
            non_exhaustive: false,
        })
        .default_non_copy_union_style(NonCopyUnionStyle::ManuallyDrop)
        // The names of typedefs are C's words.
        .size_t_is_usize(false)
        // So that `f64` stands for `long double` alone.
        .no_convert_floats()
        // Structs and typedefs of one name are two types.
        .c_naming(true)
        .clang_args(clang_args(what, info, macros));
    for name in &what.allow {
        builder = builder.allowlist_item(name);
    }
    for name in &what.block {
        builder = builder.blocklist_item(name);
    }
    builder
}

fn clang_args(what: &Import, info: &ExternalCompilationInfo, macros: &Macros) -> Vec<String> {
    let mut args = vec![
        format!("--target={}", what.toolchain.target),
        "-fretain-comments-from-system-headers".to_owned(),
        // These are the library's mistakes.
        "-w".to_owned(),
    ];
    let folders = info.list(Field::IncludeDirs).iter();
    args.extend(folders.map(|folder| format!("-I{folder}")));
    args.extend(info.list(Field::CompileExtra).iter().map(str::to_owned));
    // Behind clang's own: where there is libclang alone, and for other machines.
    for folder in &macros.folders {
        args.extend(["-idirafter".to_owned(), folder.clone()]);
    }
    args
}

fn generate(builder: Builder, info: &ExternalCompilationInfo) -> Result<syn::File> {
    let refused = |reason: String| Error::Headers {
        headers: super::headers(info).map(str::to_owned).collect(),
        reason,
    };
    let bindings: Bindings = builder
        .generate()
        .map_err(|error| refused(error.to_string()))?;
    syn::parse_file(&bindings.to_string()).map_err(|error| refused(error.to_string()))
}
