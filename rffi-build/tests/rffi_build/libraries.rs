//! Objects, files and shared libraries that are made at run time.

use std::fs;
use std::path::Path;
use std::process::Command;

use rffi::{ExternalCompilationInfo, Field};
use rffi_build::{
    Error, Toolchain, compile_executable, compile_objects, compile_shared_lib,
    convert_sources_to_files,
};
use tempfile::TempDir;

use crate::support::{has_c_compiler, has_program};

fn folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    builder.prefix("two words ").tempdir().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The status of a program that is made of this text, and of `info`.
fn status(info: &ExternalCompilationInfo, main: &str) -> Option<i32> {
    let folder = folder();
    let file = folder.path().join("main.c");
    fs::write(&file, main).unwrap();
    let program = folder.path().join("program");
    compile_executable(&[file], info, &program).unwrap();
    Command::new(program).status().unwrap().code()
}

#[test]
fn objects_come_in_order_and_nothing_else_is_left() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let file = folder.path().join("six.c");
    fs::write(&file, "int six(void) { return 6; }").unwrap();
    let out = folder.path().join("out/objects");
    let info = ExternalCompilationInfo::new()
        .separate_module_sources(&["int one(void) { return 1; }", "int two(void) { return 2; }"])
        .separate_module_file(file.to_str().unwrap());
    let objects = compile_objects(&info, &out).unwrap();
    assert_eq!(objects.len(), 3);
    assert_eq!(names(&out).len(), 3);
    // Those of another info may be beside them.
    let other = ExternalCompilationInfo::new().separate_module_source("int one = 1;");
    let [other] = &compile_objects(&other, &out).unwrap()[..] else {
        panic!("one object");
    };
    assert!(!objects.contains(other));

    for (object, (name, value)) in objects.iter().zip([("one", 1), ("two", 2), ("six", 6)]) {
        let info = ExternalCompilationInfo::new().link_file(object.to_str().unwrap());
        let main = format!("int {name}(void); int main(void) {{ return {name}(); }}");
        assert_eq!(status(&info, &main), Some(value));
    }
}

/// Whether an object has what only a compiler of the same version can link.
fn is_for_lto(object: &Path) -> bool {
    let bytes = fs::read(object).unwrap();
    let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    has(b".gnu.lto_") || bytes.starts_with(b"BC")
}

#[test]
fn objects_are_never_for_the_link_of_another_compiler() {
    for compiler in ["gcc", "clang"] {
        if !has_program(compiler) {
            continue;
        }
        let folder = folder();
        let mut toolchain = Toolchain::host();
        toolchain.compiler = Some(compiler.into());
        let info = ExternalCompilationInfo::new()
            .separate_module_source("int f(void) { return 1; }")
            .compile_extra(&["-flto"]);
        let [object] = &toolchain.compile_objects(&info, folder.path()).unwrap()[..] else {
            panic!("one object");
        };
        assert!(!is_for_lto(object), "{compiler}");
    }
}

#[test]
fn converted_sources_are_written_once() {
    let folder = folder();
    let info = ExternalCompilationInfo::new()
        .pre_include_bits(&["#define ONE 1"])
        .separate_module_sources(&["int x = ONE;", "int y = ONE;"]);
    let converted = convert_sources_to_files(&info, folder.path()).unwrap();
    let (files, rest) = converted.get_module_files();
    assert_eq!(
        rest,
        ExternalCompilationInfo::new().pre_include_bits(&["#define ONE 1"])
    );
    assert_eq!(
        fs::read_to_string(&files[1]).unwrap(),
        "#define ONE 1\nint y = ONE;\n"
    );
    let before = fs::metadata(&files[0]).unwrap().modified().unwrap();
    assert_eq!(
        convert_sources_to_files(&info, folder.path()).unwrap(),
        converted
    );
    assert_eq!(fs::metadata(&files[0]).unwrap().modified().unwrap(), before);
    assert_eq!(names(folder.path()).len(), 2);

    // Half of a file is not taken for the whole.
    fs::write(&files[0], "#define").unwrap();
    convert_sources_to_files(&info, folder.path()).unwrap();
    assert_eq!(
        fs::read_to_string(&files[0]).unwrap(),
        "#define ONE 1\nint x = ONE;\n"
    );
}

#[test]
#[cfg(unix)]
fn converted_sources_may_be_read_by_whom_other_files_may() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    let info = ExternalCompilationInfo::new().separate_module_source("int x;");
    let (files, _) = convert_sources_to_files(&info, folder.path())
        .unwrap()
        .get_module_files();
    let usual = folder.path().join("usual");
    fs::write(&usual, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&files[0]), mode(&usual));
}

fn number_info(folder: &TempDir) -> ExternalCompilationInfo {
    let headers = folder.path().join("headers");
    fs::create_dir_all(&headers).unwrap();
    ExternalCompilationInfo::new()
        .includes(&["rffi.h", "number.h"])
        .include_dir(headers.to_str().unwrap())
        .separate_module_source("RFFI_EXPORT int number(void) { return NUMBER; }")
}

fn write_number(folder: &TempDir, number: u8) {
    let header = folder.path().join("headers/number.h");
    fs::write(&header, format!("#define NUMBER {number}\n")).unwrap();
    // As old as in every build but the first.
    let past =
        std::time::SystemTime::now() - std::time::Duration::from_secs(100 + u64::from(number));
    let file = fs::File::options().write(true).open(header).unwrap();
    file.set_modified(past).unwrap();
}

#[test]
fn a_shared_library_is_made_once_and_again_when_something_changed() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let info = number_info(&folder);
    let cache = folder.path().join("cache");
    let make = |info: &ExternalCompilationInfo| compile_shared_lib(info, &cache).unwrap();
    let main = "int number(void); int main(void) { return number(); }";

    write_number(&folder, 3);
    let three = make(&info);
    assert_eq!(status(&three, main), Some(3));
    let kept = names(&cache);
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert_eq!(make(&info), three);
    assert_eq!(names(&cache), kept);

    write_number(&folder, 4);
    let four = make(&info);
    assert_ne!(four, three);
    assert_eq!(status(&four, main), Some(4));
    // One that is loaded does not change.
    assert_eq!(status(&three, main), Some(3));

    let flagged = make(&info.clone().compile_flag("-DNUMBER=5"));
    assert_ne!(flagged, four);
    // A library that somebody removed is made again.
    fs::remove_file(&four.run_time_libraries()[0]).unwrap();
    assert_eq!(status(&make(&info), main), Some(4));
}

#[test]
fn a_shared_library_is_not_compiled_twice() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let info = number_info(&folder);
    write_number(&folder, 3);
    let cache = folder.path().join("cache");
    let made = compile_shared_lib(&info, &cache).unwrap();
    // What is there is not looked at.
    let library = &made.run_time_libraries()[0];
    fs::write(library, "kept").unwrap();
    compile_shared_lib(&info, &cache).unwrap();
    assert_eq!(fs::read(library).unwrap(), b"kept");
}

#[test]
fn threads_share_a_cache() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let info = number_info(&folder);
    write_number(&folder, 9);
    let (info, cache) = (&info, &folder.path().join("cache"));
    let made: Vec<ExternalCompilationInfo> = std::thread::scope(|scope| {
        let make = || scope.spawn(move || compile_shared_lib(info, cache).unwrap());
        let threads: Vec<_> = (0..4).map(|_| make()).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(made.iter().all(|info| *info == made[0]));
    assert_eq!(names(cache).len(), 2);
    let main = "int number(void); int main(void) { return number(); }";
    assert_eq!(status(&made[0], main), Some(9));
}

#[test]
#[cfg(target_os = "linux")]
fn a_shared_library_calls_its_own_functions() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let info = ExternalCompilationInfo::new()
        .includes(&["rffi.h"])
        .separate_module_sources(&[
            "RFFI_EXPORT int value(void) { return 7; }",
            "int value(void); RPY_EXPORTED int call(void) { return value(); }",
        ]);
    let library = compile_shared_lib(&info, folder.path()).unwrap();
    let main = "int call(void); int value(void) { return 1; } int main(void) { return call(); }";
    assert_eq!(status(&library, main), Some(7));
}

#[test]
fn rpythons_words_say_what_is_seen() {
    if !has_c_compiler() {
        return;
    }
    let source =
        "RPY_EXTERN int value(void) { return 7; }\nRPY_EXPORTED int other(void) { return 1; }";
    let info = ExternalCompilationInfo::new()
        .includes(&["rffi.h"])
        .separate_module_source(source);
    let main = "int value(void); int other(void); int main(void) { return value() + other(); }";
    let folder = folder();
    let library = compile_shared_lib(&info, folder.path()).unwrap();
    assert_eq!(status(&library, main), Some(8));
    // In a program, too.
    assert_eq!(status(&info, main), Some(8));
}

#[test]
fn without_sources_there_is_no_library() {
    let folder = folder();
    let info = ExternalCompilationInfo::new()
        .library("m")
        .include("math.h");
    let mut toolchain = Toolchain::host();
    toolchain.compiler = Some(folder.path().join("no compiler"));
    assert_eq!(
        toolchain.compile_shared_lib(&info, folder.path()).unwrap(),
        info
    );
    assert!(
        toolchain
            .compile_objects(&info, folder.path())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_program_with_cpp_in_it_is_linked_by_the_cpp_compiler() {
    if !has_c_compiler() || !has_program("c++") {
        return;
    }
    let folder = folder();
    let file = folder.path().join("length.cc");
    fs::write(
        &file,
        "#include <string>\n#include <stdlib.h>\n\
         extern \"C\" int length(int n) { return (int)std::string(n, 'x').append(\"yz\").size(); }",
    )
    .unwrap();
    let info = ExternalCompilationInfo::new().separate_module_file(file.to_str().unwrap());
    let main = "int length(int); int main(void) { return length(40); }";
    assert_eq!(status(&info.clone().use_cpp_linker(), main), Some(42));

    let program = folder.path().join("program");
    let main_file = folder.path().join("main.c");
    fs::write(&main_file, main).unwrap();
    let error = compile_executable(&[main_file], &info, &program).unwrap_err();
    assert!(matches!(error, Error::Link { .. }), "{error:?}");
}

#[test]
fn what_is_for_one_platform_is_not_compiled_for_another() {
    let folder = folder();
    let info = ExternalCompilationInfo::new().separate_module_source("int x;");
    let other = info.clone().platform("s390x-unknown-linux-gnu");
    let error = compile_objects(&other, folder.path()).unwrap_err();
    assert!(matches!(error, Error::OtherPlatform { .. }), "{error:?}");
    assert!(
        error.to_string().contains("`s390x-unknown-linux-gnu`"),
        "{error}"
    );
    if has_c_compiler() {
        let target = Toolchain::host().target;
        compile_objects(&info.for_target(target), folder.path()).unwrap();
    }
}

#[test]
fn what_is_refused_is_left_in_a_file_until_it_goes_well() {
    if !has_c_compiler() {
        return;
    }
    let folder = folder();
    let program = folder.path().join("program");
    let errors = folder.path().join("program.errors");
    let info = |text: &str| ExternalCompilationInfo::new().separate_module_source(text);
    let make = |text: &str| compile_executable(&[] as &[&str], &info(text), &program);
    let Err(Error::Link { stderr, .. }) = make("int x;") else {
        panic!("it was linked");
    };
    assert!(stderr.contains("main"), "{stderr}");
    assert_eq!(fs::read_to_string(&errors).unwrap(), stderr);
    make("int main(void) { return 0; }").unwrap();
    assert!(!errors.exists());
}

#[test]
fn a_static_library_that_changed_is_linked_again() {
    if !has_c_compiler() || !has_program("ar") {
        return;
    }
    let folder = folder();
    let cache = folder.path().join("cache");
    let info = ExternalCompilationInfo::new()
        .includes(&["rffi.h"])
        .post_include_bit("int inner(void);")
        .separate_module_source("RFFI_EXPORT int number(void) { return inner(); }")
        .library("inner")
        .library_dir(folder.path().to_str().unwrap());
    for number in [3, 4] {
        let text = format!("int inner(void) {{ return {number}; }}");
        let inner = ExternalCompilationInfo::new()
            .compile_flag("-fPIC")
            .separate_module_source(text);
        let objects = compile_objects(&inner, folder.path()).unwrap();
        let archive = folder.path().join("libinner.a");
        drop(fs::remove_file(&archive));
        let made = Command::new("ar")
            .arg("rc")
            .arg(&archive)
            .args(objects)
            .status();
        assert!(made.unwrap().success());
        let past = std::time::SystemTime::now() - std::time::Duration::from_secs(100 + number);
        let file = fs::File::options().write(true).open(archive).unwrap();
        file.set_modified(past).unwrap();
        let made = compile_shared_lib(&info, &cache).unwrap();
        // The library alone.
        let made = made.copy_without(&[Field::PostIncludeBits]);
        let main = "int number(void); int main(void) { return number(); }";
        assert_eq!(status(&made, main), Some(i32::try_from(number).unwrap()));
    }
}
