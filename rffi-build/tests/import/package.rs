//! Packages with an imported module, built by Cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{everything, folder, imported};

const MANIFEST: &str = r#"
[package]
name = "NAME"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
rffi = { path = "WORKSPACE/rffi" }
[build-dependencies]
rffi-build = { path = "WORKSPACE/rffi-build" }
"#;

const MAIN: &str = r#"
mod everything;

use everything::*;
use rffi::lltype::LongFloat;
use rffi::{CONST_CCHARP, INT, Ptr, VOIDP};

unsafe extern "C" fn visited(user: VOIDP, _text: CONST_CCHARP) -> INT {
    user.is_null().into()
}

fn main() {
    unsafe {
        assert_eq!(add(2, 3), 5);
        assert_eq!(length(c"four".as_ptr().into()), 4);
        assert_eq!(half(LongFloat::from(5.0)).to_f64(), 2.5);
        assert_eq!(add_all(2, 3, 4), 7);
        assert_eq!(visit(Some(visited), VOIDP::NULL), 1);
        let turned = mirrored(point { x: 1, y: 2 });
        assert_eq!((turned.x, turned.y), (2, 1));
        assert_eq!(color::try_from(next_color(RED as u32)), Ok(BLUE));
        assert!(AZURE == BLUE);
        assert_eq!(r#type(4, 2), 42);
        assert_eq!(twin(Ptr::from(&mut everything::twin { x: 9 } as *mut _).into()), 9);
        assert_eq!(by_label(), 5);
        assert_eq!(doubled(21), 42);
        assert!(reveal().is_null());
        assert_eq!(counter(), 3);
        counter::set(4);
        assert_eq!(counter(), 4);
        assert_eq!(origin().y, 2);
    }
    let mut bits = bits { bits_0: [0; 7], last: 1 };
    bits.set_d(70_000);
    assert_eq!((bits.d(), bits.c()), (70_000, 0));
    assert_eq!(TEXT, c"hello");
    println!("works");
}
"#;

/// A package with the module; `change` is made in it.
fn package(name: &str, change: impl Fn(String) -> String) -> Option<PathBuf> {
    let module = imported(&everything())?;
    let text = module.text.replace(folder().to_str().unwrap(), ".");
    let includes = "    .includes(&[\"everything.h\"])\n";
    let sources = "    .separate_module_sources(&[include_str!(\"../everything.c\")])\n";
    assert!(text.contains(includes));
    let text = text.replace(includes, &format!("{includes}{sources}"));
    let text = change(text);
    let [header, source] = ["everything.h", "everything.c"]
        .map(|file| fs::read_to_string(folder().join(file)).unwrap());
    let files = [
        ("everything.h", &*header),
        ("everything.c", &source),
        ("src/everything.rs", &text),
        ("src/main.rs", MAIN),
    ];
    Some(write(name, &files))
}

/// A package with these files and a build script.
pub(crate) fn write(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("imported modules")
        .join(name);
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("src")).unwrap();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = MANIFEST
        .replace("NAME", name)
        .replace("WORKSPACE", workspace.to_str().unwrap());
    fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let build = "fn main() { rffi_build::build(); }\n";
    for (path, text) in files
        .iter()
        .chain(&[("Cargo.toml", &*manifest), ("build.rs", build)])
    {
        fs::write(root.join(path), text).unwrap();
    }
    root
}

/// Runs the package's program. Whatever differs from the headers is an error.
pub(crate) fn run(root: &Path) -> Output {
    let target = root.with_file_name("target");
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--offline", "--quiet", "--color", "never"])
        .current_dir(root)
        .env("RFFI_VERIFY", "strict");
    command.env("CARGO_TARGET_DIR", target).output().unwrap()
}

#[test]
fn the_module_compiles_and_works() {
    let Some(root) = package("imported-works", |text| text) else {
        return;
    };
    let output = run(&root);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(output.stdout, b"works\n", "{errors}");
}

/// The derive compares the layout: a member that bindgen had told wrong would be seen.
#[test]
fn a_wrong_layout_does_not_compile() {
    let Some(root) = package("imported-wrong", |text| {
        text.replace("pub bits_0: [u8; 7]", "pub bits_0: [u8; 9]")
    }) else {
        return;
    };
    let output = run(&root);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(errors.contains("bits"), "{errors}");
}

const BY_BUILD_SCRIPT: &str = "
use rffi::ExternalCompilationInfo;

fn main() {
    let info = ExternalCompilationInfo::new().include(\"own.h\").include_dir(\"the headers\");
    rffi_build::write_module(&rffi_build::Import::new(info), \"ffi\");
    rffi_build::build();
}
";

const INCLUDING: &str = "
include!(concat!(env!(\"OUT_DIR\"), \"/ffi.rs\"));

fn main() {
    println!(\"{}\", unsafe { ffi::labs(-3) } + ffi::LIMIT as i64);
}
";

/// A package whose build script imports a header of its own.
fn importing(name: &str) -> PathBuf {
    let root = write(name, &[("src/main.rs", INCLUDING)]);
    let manifest = root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace("/rffi-build\"", "/rffi-build\", features = [\"import\"]");
    let text = text.replace(
        "[build-dependencies]\n",
        "[build-dependencies]\nrffi.workspace = true\n",
    );
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let rffi = format!("rffi = {{ path = {:?} }}", workspace.join("rffi"));
    let text = text.replace("rffi.workspace = true", &rffi);
    fs::write(manifest, text).unwrap();
    fs::write(root.join("build.rs"), BY_BUILD_SCRIPT).unwrap();
    fs::create_dir(root.join("the headers")).unwrap();
    fs::write(root.join("the headers/own.h"), HEADER).unwrap();
    root
}

const HEADER: &str = "enum { LIMIT = 39 };\nlong labs(long);\n";

#[test]
fn a_build_script_imports() {
    if imported(&everything()).is_none() {
        return;
    }
    let root = importing("imported-by-script");
    let output = run(&root);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.stdout, b"42\n", "{errors}");

    // The header's new words count.
    let header = root.join("the headers/own.h");
    fs::write(&header, HEADER.replace("39", "40")).unwrap();
    assert_eq!(run(&root).stdout, b"43\n");

    // Nothing is imported again where no header changed.
    let stamp = stamp_of("imported-by-script");
    let written = fs::metadata(&stamp).unwrap().modified().unwrap();
    fs::write(root.join("src/main.rs"), format!("{INCLUDING}\n")).unwrap();
    assert_eq!(run(&root).stdout, b"43\n");
    assert_eq!(stamp_of("imported-by-script"), stamp);
    assert_eq!(fs::metadata(&stamp).unwrap().modified().unwrap(), written);

    fs::write(&header, HEADER.replace("long", "no_such_type")).unwrap();
    let output = run(&root);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(errors.contains("libclang refuses `own.h`"), "{errors}");
}

/// The file by which the build script of a package knows that nothing changed.
fn stamp_of(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("imported modules/target");
    let folders = fs::read_dir(target.join("debug/build")).unwrap();
    let folders = folders.map(|folder| folder.unwrap().path().join("out/rffi_module_ffi"));
    let start = format!("{name}-");
    let folders = folders.filter(|folder| folder.to_str().unwrap().contains(&start));
    let files = folders
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten();
    let files = files.map(|file| file.unwrap().path());
    let mut stamps = files.filter(|file| file.extension().is_some_and(|end| end == "stamp"));
    stamps.next().unwrap()
}
