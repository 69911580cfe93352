//! Programs that are compiled at run time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rffi::{ExternalCompilationInfo, Field};
use rffi_build::{Error, Toolchain, compile_executable, compile_objects};
use tempfile::TempDir;

use crate::support::{assert_names_the_missing_compiler, has_c_compiler};

/// A folder with blanks in its name, for one test.
fn folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    builder.prefix("two words ").tempdir().unwrap()
}

fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

fn output(program: &Path) -> String {
    let output = Command::new(program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sources_texts_files_and_libraries_become_one_program() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let main = write(
        &folder,
        "main file.c",
        "#include <stdio.h>\n#include \"shared.h\"\n\
         int main(void) { printf(\"%d %d\", root_of(SIXTEEN), FLAG + seven()); return 0; }",
    );
    write(
        &folder,
        "head ers/shared.h",
        "#define SIXTEEN 16\nint root_of(int n); int seven(void);\n",
    );
    write(&folder, "seven.c", "int seven(void) { return 7; }");
    // The root of a number that the compiler does not know is libm's.
    let info = ExternalCompilationInfo::new()
        .includes(&["math.h"])
        .include_dirs(&["head ers"])
        .separate_module_sources(&["int root_of(int n) { return (int)sqrt(n); }"])
        .separate_module_files(&["seven.c"])
        .compile_extra(&["-DFLAG=10", "-fno-builtin"])
        .libraries(&["m"])
        .relative_to(folder.path());
    let program = folder.path().join("the program");
    compile_executable(&[main], &info, &program).unwrap();
    assert_eq!(output(&program), "4 17");
    // Only the program is left.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn objects_and_folders_of_libraries_are_linked() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let text = "extern int value; int main(void) { return value; }";
    let main = write(&folder, "main.c", text);
    let object = folder.path().join("value.o");
    let value = ExternalCompilationInfo::new()
        .separate_module_source("int value = 0;")
        .link_flag("-r")
        .link_flag("-nostdlib");
    compile_executable(&[] as &[&Path], &value, &object).unwrap();

    let program = folder.path().join("program");
    let info = ExternalCompilationInfo::new().link_file(object.to_str().unwrap());
    compile_executable(&[&main], &info, &program).unwrap();
    assert_eq!(output(&program), "");

    fs::rename(&object, folder.path().join("libvalue.a")).unwrap();
    let info = ExternalCompilationInfo::new()
        .library("value")
        .library_dir(folder.path().to_str().unwrap());
    compile_executable(&[&main], &info, &program).unwrap();
    assert_eq!(output(&program), "");
}

#[test]
fn the_same_sources_give_the_same_program() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let main = write(
        &folder,
        "main.c",
        "int f(void); int main(void) { return f(); }",
    );
    let info = ExternalCompilationInfo::new().separate_module_source("int f(void) { return 0; }");
    for debug in [false, true] {
        let mut toolchain = Toolchain::host();
        toolchain.debug = debug;
        let programs = ["a", "b"].map(|name| {
            let program = folder.path().join(name);
            toolchain
                .compile_executable(&[&main], &info, &program)
                .unwrap();
            fs::read(program).unwrap()
        });
        assert!(programs[0] == programs[1], "debug: {debug}");
    }
}

#[test]
fn threads_do_not_meet() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let folder = &folder;
            scope.spawn(move || {
                let text = format!("int main(void) {{ return {number}; }}");
                let info = ExternalCompilationInfo::new().separate_module_source(text);
                let program = folder.path().join(format!("program{number}"));
                compile_executable(&[] as &[&str], &info, &program).unwrap();
                let status = Command::new(program).status().unwrap();
                assert_eq!(status.code(), Some(number));
            });
        }
    });
}

#[test]
fn a_missing_library_is_named() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let main = write(&folder, "main.c", "int main(void) { return 0; }");
    let info = ExternalCompilationInfo::new().library("rffi_not_there");
    let program = folder.path().join("program");
    let error = compile_executable(&[&main], &info, &program).unwrap_err();
    assert!(matches!(error, Error::Link { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with("cannot link `"), "{message}");
    assert!(message.contains("-lrffi_not_there"), "{message}");
    assert!(!program.exists());

    // A program that was there stays.
    fs::write(&program, "before").unwrap();
    compile_executable(&[&main], &info, &program).unwrap_err();
    assert_eq!(fs::read(&program).unwrap(), b"before");
}

#[test]
fn a_refused_source_is_named() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let program = folder.path().join("program");
    let none = ExternalCompilationInfo::new();
    let main = write(&folder, "wrong.c", "int main(void) {\n return wrong; }");
    let error = compile_executable(&[&main], &none, &program).unwrap_err();
    let message = error.to_string();
    let start = format!("the C compiler refuses `{}`\n", main.display());
    assert!(message.starts_with(&start), "{message}");
    assert!(message.contains("wrong.c:2:"), "{message}");

    let info = none
        .separate_module_source("int x;")
        .separate_module_source("\nint wrong");
    let error = compile_executable(&[] as &[&str], &info, &program).unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("\nseparate_module_sources[1]:2:"),
        "{message}"
    );
}

#[test]
fn a_missing_compiler_is_named() {
    let folder = folder();
    let main = write(&folder, "main.c", "int main(void) { return 0; }");
    let mut toolchain = Toolchain::host();
    toolchain.compiler = Some(folder.path().join("no compiler"));
    let program = folder.path().join("program");
    let none = ExternalCompilationInfo::new();
    let error = toolchain
        .compile_executable(&[main], &none, &program)
        .unwrap_err();
    assert_names_the_missing_compiler(&error);
}

#[test]
#[cfg(unix)]
fn a_program_that_runs_is_replaced_and_a_device_is_not() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let none = ExternalCompilationInfo::new();
    let program = folder.path().join("program");
    let text = "#include <unistd.h>\nint main(void) { char c; return read(0, &c, 1); }";
    let waiting = write(&folder, "waiting.c", text);
    compile_executable(&[&waiting], &none, &program).unwrap();
    let mut command = Command::new(&program);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    let main = write(&folder, "main.c", "int main(void) { return 0; }");
    compile_executable(&[&main], &none, &program).unwrap();
    assert_eq!(output(&program), "");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());

    let null = folder.path().join("null");
    std::os::unix::fs::symlink("/dev/null", &null).unwrap();
    compile_executable(&[&main], &none, &null).unwrap();
    assert!(!fs::metadata(&null).unwrap().is_file());
}

#[test]
fn what_is_named_twice_is_compiled_and_linked_once() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let main = write(
        &folder,
        "main.c",
        "int one(void); int main(void) { return one() - 1; }",
    );
    let none = ExternalCompilationInfo::new();
    let text = "int one(void) { return 1; }";
    let [object] =
        &compile_objects(&none.clone().separate_module_source(text), folder.path()).unwrap()[..]
    else {
        panic!("one object");
    };
    let program = folder.path().join("program");
    let object = object.to_str().unwrap();
    let linked = none.clone().link_file(object).link_file(object);
    compile_executable(&[&main, &main], &linked, &program).unwrap();
    assert_eq!(output(&program), "");
    let compiled = none
        .separate_module_source(text)
        .separate_module_source(text)
        .separate_module_file(main.to_str().unwrap());
    compile_executable(&[&main], &compiled, &program).unwrap();
    assert_eq!(output(&program), "");
}

#[test]
fn the_language_of_the_sources_is_not_that_of_the_objects() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let main = write(&folder, "main.text", "int main(void) { return 0; }");
    let program = folder.path().join("program");
    for words in [&["-x", "c"][..], &["-xc"]] {
        let words = words.iter().map(|word| (*word).to_owned());
        let info = ExternalCompilationInfo::new().extended(Field::CompileExtra, words);
        compile_executable(&[&main], &info, &program).unwrap();
        assert_eq!(output(&program), "");
    }
}
