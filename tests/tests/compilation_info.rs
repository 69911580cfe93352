//! `ExternalCompilationInfo` as data, and what becomes of it.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use std::fs;
use std::path::Path;
use std::process::Command;

use rffi::{CompilationInfoError, ExternalCompilationInfo, Field};
use rffi_build::{compile_executable, compile_shared_lib, convert_sources_to_files};

static FULL: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .pre_include_bits(&["#define A 1"])
    .includes(&["a.h", "b.h"])
    .include_dirs(&["inc"])
    .post_include_bits(&["int f(void);"])
    .libraries(&["m", "z"])
    .library_dirs(&["lib"])
    .separate_module_sources(&["int f(void) { return A; }"])
    .separate_module_files(&["c/f.c"])
    .compile_extra(&["-O1", "-O1"])
    .link_extra(&["-s"])
    .link_files(&["lib/x.a"])
    .frameworks(&["CoreFoundation"])
    .testonly_libraries(&["fake"])
    .pkg_config(&["zlib >= 1.2"])
    .use_cpp_linker()
    .platform("x86_64-unknown-linux-gnu");

fn at_run_time() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new()
        .for_target("x86_64-unknown-linux-gnu")
        .use_cpp_linker()
        .pkg_config_package("zlib >= 1.2")
        .testonly_library("fake")
        .framework("CoreFoundation")
        .link_file("lib/x.a")
        .link_flag("-s")
        .compile_flag("-O1")
        .compile_flag("-O1")
        .separate_module_file("c/f.c")
        .separate_module_source("int f(void) { return A; }")
        .library_dir("lib")
        .library("m")
        .library(String::from("z"))
        .post_include_bit("int f(void);")
        .include_dir("inc")
        .include("a.h")
        .include("b.h")
        .pre_include_bit("#define A 1")
}

fn items(info: &ExternalCompilationInfo, field: Field) -> Vec<String> {
    info.list(field).iter().map(str::to_owned).collect()
}

#[test]
fn content_decides_equality_and_hash() {
    let (hasher, built) = (RandomState::new(), at_run_time());
    assert_eq!(FULL, built);
    assert_eq!(hasher.hash_one(&FULL), hasher.hash_one(&built));
    let set: HashSet<_> = [FULL.clone(), built.clone(), built.library("y")].into();
    assert_eq!(set.len(), 2);
}

#[test]
fn the_same_text_in_another_list_is_another_info() {
    let as_library = ExternalCompilationInfo::new().library("x");
    let as_include = ExternalCompilationInfo::new().include("x");
    assert_ne!(as_library, as_include);
    let hasher = RandomState::new();
    assert_ne!(hasher.hash_one(&as_library), hasher.hash_one(&as_include));
}

#[test]
fn order_counts() {
    let ab = ExternalCompilationInfo::new().library("a").library("b");
    let ba = ExternalCompilationInfo::new().library("b").library("a");
    assert_ne!(ab, ba);
}

#[test]
fn merge_keeps_the_order_of_first_sight() {
    let first = ExternalCompilationInfo::new()
        .library("a")
        .library("b")
        .compile_flag("-x");
    let second = ExternalCompilationInfo::new()
        .library("c")
        .library("a")
        .compile_flag("-x");
    let merged = first.merge([&second]).unwrap();
    assert_eq!(items(&merged, Field::Libraries), ["a", "b", "c"]);
    // Flags may come in pairs: `-Xclang -a -Xclang -b`.
    assert_eq!(items(&merged, Field::CompileExtra), ["-x", "-x"]);
    assert_eq!(items(&first, Field::Libraries), ["a", "b"]);
}

#[test]
fn merge_drops_also_what_one_info_repeats() {
    let twice = ExternalCompilationInfo::new()
        .libraries(&["a", "b", "a"])
        .compile_extra(&["-x", "-x"]);
    let merged = twice.merge([]).unwrap();
    assert_eq!(items(&merged, Field::Libraries), ["a", "b"]);
    assert_eq!(items(&merged, Field::CompileExtra), ["-x", "-x"]);
}

#[test]
fn a_library_for_tests_that_is_a_path_moves() {
    let moved = ExternalCompilationInfo::new()
        .testonly_libraries(&["fake", "fakes/libz.so", "/abs/libz.so"])
        .relative_to("/pkg");
    assert_eq!(
        items(&moved, Field::TestonlyLibraries),
        ["fake", "/pkg/fakes/libz.so", "/abs/libz.so"]
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_with_so_inside_is_no_name_of_a_file() {
    let info = ExternalCompilationInfo::new().libraries(&["a.sound", "libb.so.6", "c.so"]);
    let files = ["liba.sound.so", "libb.so.6", "c.so"].map(std::path::PathBuf::from);
    assert_eq!(info.run_time_libraries(), files);
}

#[test]
fn merge_with_its_equal_or_with_nothing_changes_nothing() {
    let nothing = ExternalCompilationInfo::new();
    let equal = at_run_time();
    for merged in [
        FULL.merge([&equal]),
        FULL.merge([&nothing, &FULL, &equal]),
        nothing.merge([&FULL, &equal]),
        FULL.merge([]),
    ] {
        assert_eq!(merged.as_ref(), Ok(&FULL));
    }
}

#[test]
fn paths_move_and_other_lists_stay() {
    let moved = FULL.relative_to("/pkg");
    assert_eq!(items(&moved, Field::IncludeDirs), ["/pkg/inc"]);
    assert_eq!(items(&moved, Field::LibraryDirs), ["/pkg/lib"]);
    assert_eq!(items(&moved, Field::SeparateModuleFiles), ["/pkg/c/f.c"]);
    assert_eq!(items(&moved, Field::LinkFiles), ["/pkg/lib/x.a"]);
    assert_eq!(moved.relative_to("/other"), moved);
    for field in [
        Field::Includes,
        Field::Libraries,
        Field::SeparateModuleSources,
    ] {
        assert_eq!(moved.list(field), FULL.list(field));
    }
}

#[test]
fn the_header_is_in_cs_order() {
    assert_eq!(
        FULL.c_header(),
        "#define A 1\n#include <a.h>\n#include <b.h>\nint f(void);\n"
    );
}

#[test]
fn debug_is_the_builder() {
    let info = ExternalCompilationInfo::new().include("a.h").library("m");
    assert_eq!(
        format!("{info:?}"),
        r#"ExternalCompilationInfo::new().includes(&["a.h"]).libraries(&["m"])"#
    );
    let info = info.copy_without(&[Field::Includes]).use_cpp_linker();
    assert_eq!(
        format!("{:?}", info.for_target("a-b-c")),
        r#"ExternalCompilationInfo::new().libraries(&["m"]).use_cpp_linker().platform("a-b-c")"#
    );
}

#[test]
fn every_list_has_a_name_and_is_reached() {
    let names: HashSet<_> = Field::ALL.iter().map(|field| field.name()).collect();
    assert_eq!(names.len(), Field::ALL.len());
    for field in Field::ALL {
        assert!(!FULL.list(*field).is_empty(), "{}", field.name());
        let extended = ExternalCompilationInfo::new().extended(*field, ["x".to_owned()]);
        assert_eq!(items(&extended, *field), ["x"]);
        assert!(!extended.is_empty());
    }
    assert!(ExternalCompilationInfo::new().is_empty());
}

#[test]
fn a_list_given_twice_is_refused() {
    let twice = || {
        ExternalCompilationInfo::new()
            .libraries(&["a"])
            .libraries(&["b"])
    };
    assert!(std::panic::catch_unwind(twice).is_err());
    let twice = || ExternalCompilationInfo::new().platform("a").platform("a");
    assert!(std::panic::catch_unwind(twice).is_err());
    let twice = || {
        ExternalCompilationInfo::new()
            .use_cpp_linker()
            .use_cpp_linker()
    };
    assert!(std::panic::catch_unwind(twice).is_err());
}

#[test]
fn what_needs_a_build_script() {
    let needs = |info: &ExternalCompilationInfo| {
        (
            info.needs_build_script(true),
            info.needs_build_script(false),
        )
    };
    assert_eq!(
        needs(&ExternalCompilationInfo::new().include("a.h")),
        (false, false)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().library("m")),
        (false, true)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().separate_module_file("a.c")),
        (true, true)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().library_dir("lib")),
        (true, true)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().framework("CoreFoundation")),
        (false, true)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().testonly_library("fake")),
        (false, false)
    );
    for info in [
        ExternalCompilationInfo::new().pkg_config_package("zlib"),
        ExternalCompilationInfo::new().use_cpp_linker(),
        ExternalCompilationInfo::new().platform("x86_64-unknown-linux-gnu"),
    ] {
        assert_eq!(needs(&info), (true, true));
        assert!(!info.is_empty());
    }
}

#[test]
fn lists_can_be_left_out() {
    let rest = FULL.copy_without(&[Field::Libraries, Field::PkgConfig]);
    assert!(rest.list(Field::Libraries).is_empty());
    assert!(rest.list(Field::PkgConfig).is_empty());
    assert_eq!(rest.list(Field::Includes), FULL.list(Field::Includes));
    let nothing = FULL.copy_without(Field::ALL);
    assert!(nothing.uses_cpp_linker() && nothing.target().is_some());

    let (files, rest) = FULL.get_module_files();
    assert_eq!(files, [Path::new("c/f.c")]);
    assert_eq!(rest, FULL.copy_without(&[Field::SeparateModuleFiles]));
}

fn compiler_flags(flags: &str) -> Result<ExternalCompilationInfo, CompilationInfoError> {
    ExternalCompilationInfo::from_compiler_flags(flags)
}

fn linker_flags(flags: &str) -> Result<ExternalCompilationInfo, CompilationInfoError> {
    ExternalCompilationInfo::from_linker_flags(flags)
}

/// What splitting at blanks gets wrong.
#[test]
fn flags_are_split_as_a_shell_does() {
    let quoted = compiler_flags(r#"-I'a b' "-DNAME=\"x y\"" -DE= '-f g'"#).unwrap();
    assert_eq!(items(&quoted, Field::IncludeDirs), ["a b"]);
    assert_eq!(
        items(&quoted, Field::PreIncludeBits),
        ["#define NAME \"x y\"", "#define E "]
    );
    assert_eq!(items(&quoted, Field::CompileExtra), ["-f g"]);

    let blanks = compiler_flags("-I dir -D X -U Y -D Z=1").unwrap();
    assert_eq!(items(&blanks, Field::IncludeDirs), ["dir"]);
    assert_eq!(
        items(&blanks, Field::PreIncludeBits),
        ["#define X 1", "#undef Y", "#define Z 1"]
    );

    let equals = compiler_flags("-DX=a=b '-DF(x)=(x==1)'").unwrap();
    assert_eq!(
        items(&equals, Field::PreIncludeBits),
        ["#define X a=b", "#define F(x) (x==1)"]
    );

    let linker = linker_flags("-L 'a b' -l m -framework 'Core X'").unwrap();
    assert_eq!(items(&linker, Field::LibraryDirs), ["a b"]);
    assert_eq!(items(&linker, Field::Libraries), ["m"]);
    assert_eq!(items(&linker, Field::Frameworks), ["Core X"]);
}

#[test]
fn some_flags_are_not_what_they_look_like() {
    // RPython drops it, whatever its value.
    assert!(
        compiler_flags("-D_XOPEN_SOURCE=600 -D_XOPEN_SOURCE")
            .unwrap()
            .is_empty()
    );
    let extra = "-Xclang -Iabc -isystem dir";
    let info = compiler_flags(extra).unwrap();
    assert_eq!(items(&info, Field::CompileExtra).join(" "), extra);
    assert!(info.list(Field::IncludeDirs).is_empty());
    // A definition of two lines would be no definition.
    let info = compiler_flags("'-DX=1\nint y;'").unwrap();
    assert_eq!(items(&info, Field::CompileExtra), ["-DX=1\nint y;"]);
    // A file, and what is for the linker behind the driver.
    let extra = "-l:libz.a -Xlinker -lz /usr/lib/x.a";
    let info = linker_flags(extra).unwrap();
    assert_eq!(items(&info, Field::LinkExtra).join(" "), extra);
    assert!(info.list(Field::Libraries).is_empty());
}

#[test]
fn flags_in_the_wrong_place_are_errors() {
    let flag = |text: &str| text.to_owned();
    for wrong in ["-lm", "-L/lib", "-L", "-l m"] {
        let word = flag(wrong.split(' ').next().unwrap());
        let error = CompilationInfoError::NotForCompiler { flag: word };
        assert_eq!(compiler_flags(wrong), Err(error));
    }
    for wrong in ["-DX", "-I/include"] {
        let error = CompilationInfoError::NotForLinker { flag: flag(wrong) };
        assert_eq!(linker_flags(wrong), Err(error));
    }
    for wrong in ["-a -I", "-D", "-U", "-Xclang"] {
        let word = flag(wrong.split(' ').next_back().unwrap());
        let error = CompilationInfoError::MissingArgument { flag: word };
        assert_eq!(compiler_flags(wrong), Err(error));
    }
    for wrong in ["-L", "-l", "-framework"] {
        assert!(linker_flags(wrong).is_err(), "{wrong}");
    }
    for wrong in ["-I'a", "\"", "a\\"] {
        let error = CompilationInfoError::UnbalancedQuotes { flags: flag(wrong) };
        assert_eq!(compiler_flags(wrong), Err(error.clone()));
        assert_eq!(linker_flags(wrong), Err(error));
    }
    let error = rffi::Error::from(compiler_flags("-lm").unwrap_err());
    assert_eq!(
        error.to_string(),
        "`-lm` is a flag for the linker, not for the compiler; give it to `from_linker_flags`"
    );
}

/// Whether there is a C compiler; the tests of rffi-build fail where one must be.
fn has_c_compiler() -> bool {
    let version = Command::new("cc").arg("--version").output();
    version.is_ok_and(|version| version.status.success())
}

/// Runs a program of this text, and of `info`, with a folder in which libraries are searched.
fn status(info: &ExternalCompilationInfo, main: &str, libraries: &Path) -> Option<i32> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("main.c");
    fs::write(&file, main).unwrap();
    let program = folder.path().join("program");
    compile_executable(&[file], info, &program).unwrap();
    let mut command = Command::new(program);
    command.env("LD_LIBRARY_PATH", libraries);
    command.status().unwrap().code()
}

#[test]
#[cfg(target_os = "linux")]
fn b060_a_library_in_a_folder_of_its_own_is_found_with_and_without_lib() {
    if !has_c_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = ExternalCompilationInfo::new()
        .includes(&["rffi.h"])
        .separate_module_source("RPY_EXTERN int sum(int a, int b) { return a + b; }");
    let made = compile_shared_lib(&source, &folder.path().join("cache")).unwrap();
    let made = &made.run_time_libraries()[0];
    for name in ["c_file.so", "libc_file.so"] {
        let libraries = folder.path().join(name.trim_end_matches(".so"));
        fs::create_dir(&libraries).unwrap();
        let file = libraries.join(name);
        fs::copy(made, &file).unwrap();
        let info = ExternalCompilationInfo::new()
            .library("c_file")
            .library_dir(libraries.to_str().unwrap());
        assert_eq!(info.run_time_libraries(), [file]);
        let main = "int sum(int, int); int main(void) { return sum(40, 2); }";
        assert_eq!(status(&info, main, &libraries), Some(42), "{name}");
    }
}

#[test]
fn libraries_for_tests_come_first_and_are_never_linked() {
    let info = ExternalCompilationInfo::new()
        .libraries(&["m"])
        .testonly_libraries(&["rffi_not_there"]);
    let name = |name: &str| {
        let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
        format!("{prefix}{name}{suffix}")
    };
    let files = ["rffi_not_there", "m"].map(|file| Path::new(&name(file)).to_owned());
    assert_eq!(info.run_time_libraries(), files);
    if has_c_compiler() {
        let main = "int main(void) { return 3; }";
        assert_eq!(status(&info, main, Path::new("")), Some(3));
    }
}

#[test]
fn b101_merged_lists_are_in_the_order_of_first_sight_without_repetitions() {
    let infos = [["x1"], ["x2"], ["x3"]].map(|[name]| {
        ExternalCompilationInfo::new()
            .pre_include_bit(name)
            .pre_include_bit("p")
            .include("p2")
            .include(name)
            .link_file("p3")
            .link_file(name)
            .link_flag("-s")
    });
    let [first, second, third] = &infos;
    let merged = first.merge([second, third, second]).unwrap();
    assert_eq!(
        items(&merged, Field::PreIncludeBits),
        ["x1", "p", "x2", "x3"]
    );
    assert_eq!(items(&merged, Field::Includes), ["p2", "x1", "x2", "x3"]);
    assert_eq!(items(&merged, Field::LinkFiles), ["p3", "x1", "x2", "x3"]);
    assert_eq!(items(&merged, Field::LinkExtra), ["-s", "-s", "-s"]);
    let cpp = ExternalCompilationInfo::new().use_cpp_linker();
    assert!(first.merge([second, &cpp]).unwrap().uses_cpp_linker());
    assert!(cpp.merge([first]).unwrap().uses_cpp_linker());
    assert!(!merged.uses_cpp_linker());
}

#[test]
fn b102_texts_become_files_behind_those_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let info = ExternalCompilationInfo::new()
        .pre_include_bits(&["#define X 42"])
        .separate_module_files(&["there.c"])
        .separate_module_sources(&["int get(void) { return X; }"]);
    let converted = convert_sources_to_files(&info, folder.path()).unwrap();
    assert!(converted.list(Field::SeparateModuleSources).is_empty());
    let (files, rest) = converted.get_module_files();
    let [there, written] = &files[..] else {
        panic!("{files:?}");
    };
    assert_eq!(there, Path::new("there.c"));
    assert!(written.starts_with(folder.path()));
    let text = fs::read_to_string(written).unwrap();
    assert_eq!(text, "#define X 42\nint get(void) { return X; }\n");
    assert_eq!(
        rest,
        ExternalCompilationInfo::new().pre_include_bits(&["#define X 42"])
    );
    // Nothing to convert.
    assert_eq!(
        convert_sources_to_files(&converted, folder.path()).unwrap(),
        converted
    );
}

#[test]
#[cfg(target_os = "linux")]
fn b103_only_what_is_exported_is_seen_in_a_shared_library() {
    if !has_c_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let info = ExternalCompilationInfo::new()
        .includes(&["rffi.h"])
        .separate_module_sources(&["int hidden(void) { return 7; }
             RPY_EXPORTED int get(void) { return 35 + hidden(); }"]);
    let library = compile_shared_lib(&info, folder.path()).unwrap();
    assert!(library.list(Field::SeparateModuleSources).is_empty());
    let file = &library.run_time_libraries()[0];
    assert!(file.is_absolute() && file.is_file());
    let name = std::ffi::CString::new(file.to_str().unwrap()).unwrap();
    // SAFETY: the library runs nothing when it is loaded; `get` is what it is called as.
    unsafe {
        let handle = libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL);
        assert!(!handle.is_null());
        assert!(libc::dlsym(handle, c"hidden".as_ptr()).is_null());
        let get = libc::dlsym(handle, c"get".as_ptr());
        assert!(!get.is_null());
        let get: extern "C" fn() -> rffi::INT = core::mem::transmute(get);
        assert_eq!(get(), 42);
        libc::dlclose(handle);
    }
}

#[test]
fn b104_compiler_flags_become_lists() {
    let flags = "-I/some/include/path -I/other/include/path -DMACRO1 -D_MACRO2=baz -?1 -!2";
    let expected = ExternalCompilationInfo::new()
        .pre_include_bits(&["#define MACRO1 1", "#define _MACRO2 baz"])
        .include_dirs(&["/some/include/path", "/other/include/path"])
        .compile_extra(&["-?1", "-!2"]);
    assert_eq!(compiler_flags(flags), Ok(expected));
}

#[test]
fn b105_linker_flags_become_lists() {
    let flags = "-L/some/lib/path -L/other/lib/path -lmylib1 -lmylib2 -?1 -!2";
    let expected = ExternalCompilationInfo::new()
        .libraries(&["mylib1", "mylib2"])
        .library_dirs(&["/some/lib/path", "/other/lib/path"])
        .link_extra(&["-?1", "-!2"]);
    assert_eq!(linker_flags(flags), Ok(expected));
}

#[test]
fn b106_an_unknown_config_tool_is_missing() {
    let error = rffi_build::from_config_tool("rffi-missing-config").unwrap_err();
    assert!(
        matches!(error, rffi_build::Error::NoTool { .. }),
        "{error:?}"
    );
    let message = error.to_string();
    assert!(
        message.starts_with("cannot start `rffi-missing-config`"),
        "{message}"
    );
}

#[test]
fn b107_infos_for_different_platforms_are_different_and_do_not_merge() {
    static HOST: ExternalCompilationInfo =
        ExternalCompilationInfo::new().platform("x86_64-unknown-linux-gnu");
    let other = ExternalCompilationInfo::new().for_target("aarch64-unknown-linux-gnu");
    let any = ExternalCompilationInfo::new().library("m");
    let hasher = RandomState::new();
    assert_ne!(HOST, other);
    assert_ne!(hasher.hash_one(&HOST), hasher.hash_one(&other));
    assert_ne!(format!("{HOST:?}"), format!("{other:?}"));
    let same = ExternalCompilationInfo::new().for_target("x86_64-unknown-linux-gnu");
    assert_eq!(HOST, same);
    assert_eq!(hasher.hash_one(&HOST), hasher.hash_one(&same));

    let error = HOST.merge([&any, &other]).unwrap_err();
    let expected = CompilationInfoError::DifferentPlatforms {
        first: "x86_64-unknown-linux-gnu".to_owned(),
        second: "aarch64-unknown-linux-gnu".to_owned(),
    };
    assert_eq!(error, expected);
    let merged = any.merge([&other]).unwrap();
    assert_eq!(merged.target(), Some("aarch64-unknown-linux-gnu"));
    assert_eq!(HOST.merge([&any]).unwrap(), HOST.clone().library("m"));
}

#[test]
fn b118_what_the_compiler_says_is_in_the_error_and_in_a_file() {
    if !has_c_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.c");
    fs::write(&file, "int main(void) { return wrong_name; }").unwrap();
    let program = folder.path().join("program");
    let info = ExternalCompilationInfo::new();
    let error = compile_executable(&[&file], &info, &program).unwrap_err();
    let rffi_build::Error::Compile {
        stderr, command, ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert!(stderr.contains("wrong_name"), "{stderr}");
    assert!(command.contains("wrong.c"), "{command}");
    assert!(error.to_string().contains(stderr.trim_end()));
    let left = fs::read_to_string(folder.path().join("program.errors")).unwrap();
    assert_eq!(&left, stderr);
}
