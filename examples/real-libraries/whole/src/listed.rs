//! What headers declare, as the example `layout` lists it.

use std::io::Write;
use std::process::{Command, Stdio};

use rffi::{ExternalCompilationInfo, Field};
use serde_json::Value;

use crate::{Kind, Module, Names};

/// What the library's own files declare. `layout` does not tell files, so it lists everything, and then everything
/// that the other files declare.
pub(crate) fn own(module: &Module<'_>) -> Names {
    let text = preprocessed(module.info);
    let others = without(&text, module.files);
    let own = &names(&layout(&text)) - &names(&layout(&others));
    assert!(!own.is_empty(), "no file is one of {:?}", module.files);
    own
}

/// What `cc -E` prints.
fn preprocessed(info: &ExternalCompilationInfo) -> String {
    let mut compiler = Command::new("cc");
    let mut header = String::new();
    for package in info.list(Field::PkgConfig).iter() {
        let mut pkg_config = Command::new("pkg-config");
        let flags = output(pkg_config.args(["--cflags", package]), "");
        // As rffi-build takes them.
        let flags = ExternalCompilationInfo::from_compiler_flags(&flags).unwrap();
        for folder in flags.list(Field::IncludeDirs).iter() {
            compiler.arg("-I").arg(folder);
        }
        compiler.args(flags.list(Field::CompileExtra).iter());
        header += &flags.c_header();
    }
    header += &info.c_header();
    output(compiler.args(["-E", "-"]), &header)
}

/// The lines that are not from these files.
fn without(text: &str, files: &[&str]) -> String {
    let mut is_own = false;
    let lines = text.lines().filter(|line| {
        if let Some(path) = line
            .strip_prefix("# ")
            .and_then(|marker| marker.split('"').nth(1))
        {
            is_own = files.iter().any(|file| path.contains(file));
        }
        !is_own
    });
    lines.map(|line| format!("{line}\n")).collect()
}

fn layout(text: &str) -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "run",
        "--quiet",
        "--package",
        "cdef",
        "--example",
        "layout",
        "--",
        "--json",
        "-",
    ]);
    cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    serde_json::from_str(&output(&mut cargo, text)).unwrap()
}

/// The functions, the types that have a name, and the constants of enumerations.
fn names(json: &Value) -> Names {
    let listed = |key: &str| {
        json[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["name"].as_str().unwrap())
    };
    let functions = listed("functions").map(|name| (Kind::Function, name));
    let types = ["structs", "enums", "typedefs"]
        .into_iter()
        .flat_map(listed);
    let types = types
        .map(|name| name.rsplit(' ').next().unwrap())
        .filter(|name| !name.starts_with('<'));
    let constants = json["constants"].as_object().unwrap().keys();
    let constants = constants.map(|name| (Kind::Constant, name.as_str()));
    let all = functions
        .chain(types.map(|name| (Kind::Type, name)))
        .chain(constants);
    all.map(|(kind, name)| (kind, name.to_owned())).collect()
}

/// What a program prints that reads this.
fn output(command: &mut Command, input: &str) -> String {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{command:?}: {}", output.status);
    String::from_utf8(output.stdout).unwrap()
}
