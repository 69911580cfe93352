//! When glue asks the compiler again. A script in its place notes what it is started for.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rffi::{ExternalCompilationInfo, Field};
use rffi_build::{Glue, Package, Toolchain};
use tempfile::TempDir;

use crate::support::{recorded, recording_compiler};

/// A folder with two folders of headers, a compiler that notes its arguments, and what it made.
struct Desk(TempDir);

/// What the compiler was started for.
#[derive(Debug, PartialEq)]
struct Started {
    to_answer: bool,
    to_compile: bool,
}

const FOR_NOTHING: Started = Started {
    to_answer: false,
    to_compile: false,
};
const TO_COMPILE: Started = Started {
    to_answer: false,
    to_compile: true,
};
const FOR_BOTH: Started = Started {
    to_answer: true,
    to_compile: true,
};

impl Desk {
    fn new() -> Self {
        let desk = Desk(
            tempfile::Builder::new()
                .prefix("a d\u{e9}sk ")
                .tempdir()
                .unwrap(),
        );
        desk.write("second/limit.h", "#define LIMIT 3\n");
        fs::create_dir(desk.path("first")).unwrap();
        recording_compiler(&desk.path(""));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What has just been edited is not kept: it may be edited again before the clock moves.
    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        thread::sleep(Duration::from_millis(20));
    }

    fn toolchain(&self) -> Toolchain {
        let mut toolchain = Toolchain::host();
        toolchain.compiler = Some(self.path("recording-cc"));
        toolchain
    }

    fn started<T>(&self, work: impl FnOnce() -> T) -> (Started, T) {
        let _ = fs::remove_file(self.path("arguments"));
        let made = work();
        let calls = recorded(&self.path(""));
        let asks = |call: &Vec<String>| call.iter().any(|word| word.ends_with("/rffi_ask.c"));
        let started = Started {
            to_answer: calls.iter().any(asks),
            to_compile: !calls.iter().all(asks),
        };
        (started, made)
    }
}

fn glue() -> Glue {
    Glue::new("limit")
        .cdef("#define LIMIT ...\nint half(int n);")
        .source("#include <limit.h>\nstatic int half(int n) { return n / 2; }")
}

fn answers(folder: &Path) -> usize {
    let files = fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "answers")
        })
        .count()
}

#[test]
fn a_shared_library_asks_when_a_header_says_something_else() {
    let desk = Desk::new();
    let folders = ["first", "second"].map(|folder| desk.path(folder).display().to_string());
    let info = ExternalCompilationInfo::new().extended(Field::IncludeDirs, folders);
    let glue = glue().compilation_info(&info).toolchain(&desk.toolchain());
    let limit = || {
        desk.started(|| {
            let made = glue.compile_shared_lib(&desk.path("cache")).unwrap();
            made.cdef().constant("LIMIT").unwrap()
        })
    };
    assert_eq!(limit(), (FOR_BOTH, 3));
    assert_eq!(limit(), (FOR_NOTHING, 3));
    // Newer, and the same: the library is made again.
    desk.write("second/limit.h", "#define LIMIT 3\n");
    assert_eq!(limit(), (TO_COMPILE, 3));
    desk.write("second/limit.h", "#define LIMIT 4\n");
    assert_eq!(limit(), (FOR_BOTH, 4));
    desk.write("first/limit.h", "#define LIMIT 5\n");
    assert_eq!(limit().1, 5);
    assert_eq!(answers(&desk.path("cache")), 1);
}

#[test]
fn a_build_script_keeps_answers_in_its_folder() {
    let desk = Desk::new();
    desk.write("package/more.c", "int more;\n");
    let mut package = Package::new("my-pack", desk.path("package"), desk.path("out"));
    package.include_dirs.push(desk.path("second"));
    package.toolchain = desk.toolchain();
    let info = ExternalCompilationInfo::new().separate_module_file("more.c");
    let glue = glue().compilation_info(&info);
    let build = |glue: &Glue| {
        let mut out = Vec::new();
        let (started, ()) = desk.started(|| glue.compile_for(&package, &mut out).unwrap());
        let directives = String::from_utf8(out).unwrap();
        let header = desk.path("second/limit.h").display().to_string();
        let is_watched = format!("cargo::rerun-if-changed={header}\n");
        assert!(directives.contains(&is_watched), "{directives}");
        started
    };
    let folder = desk.path("out/rffi_limit");
    assert_eq!(build(&glue), FOR_BOTH);
    assert_eq!(build(&glue), FOR_NOTHING);
    // This was not read for an answer.
    desk.write("package/more.c", "int more = 2;\n");
    assert_eq!(build(&glue), TO_COMPILE);
    let other = glue
        .cdef("#define SIX 6")
        .source("#include <limit.h>\n#define SIX 6\nint half(int);");
    assert_eq!(build(&other), FOR_BOTH);
    // Those to the old text are of no use.
    assert_eq!(answers(&folder), 1);
}
