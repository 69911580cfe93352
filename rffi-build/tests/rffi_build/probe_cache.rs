//! When a probe asks the compiler again. A script in its place counts how often it is run.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use rffi::{ExternalCompilationInfo, Field};
use rffi_build::{Entry, Facts, Probe, Toolchain};
use tempfile::TempDir;

use crate::support::run_again;

/// A folder with a header, a cache and a compiler that notes its command lines.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Desk(
            tempfile::Builder::new()
                .prefix("d\u{e9}sk of probes ")
                .tempdir()
                .unwrap(),
        );
        for folder in ["first", "second"] {
            fs::create_dir(desk.path(folder)).unwrap();
        }
        desk.compiler("");
        desk.header("second/value.h", "#define VALUE 1\n");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// What has just been edited is not kept: it may be edited again before the clock moves.
    fn header(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        thread::sleep(Duration::from_millis(20));
    }

    /// With a line of the shell.
    fn compiler(&self, line: &str) {
        let script = self.path("cc");
        let log = self.path("log");
        let text = format!(
            "#!/bin/sh\n{line}\necho \"$*\" >> '{}'\nexec cc \"$@\"\n",
            log.display()
        );
        fs::write(&script, text).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        thread::sleep(Duration::from_millis(20));
    }

    fn probe(&self) -> Probe {
        self.probe_with(&["first", "second"])
    }

    fn probe_with(&self, folders: &[&str]) -> Probe {
        probe_in(self.0.path(), folders)
    }

    fn value(&self) -> i128 {
        self.probe().run().unwrap().integer("VALUE").unwrap()
    }

    /// Whether the compiler runs.
    fn asks(&self, work: impl FnOnce()) -> bool {
        let _ = fs::remove_file(self.path("log"));
        work();
        self.path("log").exists()
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.path("cache")).unwrap();
        files.map(|file| file.unwrap().path()).collect()
    }
}

/// At the desk in a folder, with some of its folders of headers.
fn probe_in(desk: &Path, folders: &[&str]) -> Probe {
    let folders = folders.iter();
    let folders = folders.map(|folder| desk.join(folder).display().to_string());
    let info = ExternalCompilationInfo::new().include("value.h");
    let info = info.extended(Field::IncludeDirs, folders.collect::<Vec<_>>());
    let mut toolchain = Toolchain::host();
    toolchain.compiler = Some(desk.join("cc"));
    let mut probe = Probe::new(&info);
    probe.toolchain(&toolchain).cache(desk.join("cache"));
    probe
        .entry("VALUE", Entry::constant_integer("VALUE"))
        .entry("BAD", Entry::constant_integer("NOWHERE"))
        .entry("S", Entry::structure("struct { int a; char b; }"));
    probe
}

fn shown(facts: &Facts) -> String {
    let entries: Vec<_> = facts.iter().collect();
    format!("{entries:?} {:?} {:?}", facts.inputs(), facts.target())
}

#[test]
fn the_second_time_the_compiler_is_not_run() {
    let desk = Desk::new();
    let mut first = None;
    assert!(desk.asks(|| first = Some(desk.probe().run().unwrap())));
    let mut second = None;
    assert!(!desk.asks(|| second = Some(desk.probe().run().unwrap())));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(shown(&first), shown(&second));
    // The failure and its text, too.
    assert!(
        second
            .integer("BAD")
            .unwrap_err()
            .to_string()
            .contains("NOWHERE")
    );
    assert_eq!(desk.files().len(), 1);
}

#[test]
fn other_contents_of_a_header_are_seen() {
    let desk = Desk::new();
    assert_eq!(desk.value(), 1);
    let header = desk.path("second/value.h");
    let modified = fs::metadata(&header).unwrap().modified().unwrap();
    desk.header("second/value.h", "#define VALUE 2\n");
    // Of the same size and age.
    fs::File::open(&header)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    assert_eq!(desk.value(), 2);
    // The same contents written again are the same.
    desk.header("second/value.h", "#define VALUE 2\n");
    assert!(!desk.asks(|| assert_eq!(desk.value(), 2)));
}

#[test]
fn a_header_that_now_comes_before_is_seen() {
    let desk = Desk::new();
    assert_eq!(desk.value(), 1);
    desk.header("first/value.h", "#define VALUE 7\n");
    assert_eq!(desk.value(), 7);
    fs::remove_file(desk.path("first/value.h")).unwrap();
    assert_eq!(desk.value(), 1);
}

#[test]
fn another_compiler_is_asked() {
    let desk = Desk::new();
    desk.value();
    desk.compiler("# a new version");
    assert!(desk.asks(|| assert_eq!(desk.value(), 1)));
    assert!(!desk.asks(|| assert_eq!(desk.value(), 1)));
}

#[test]
fn other_entries_and_flags_are_asked() {
    let desk = Desk::new();
    desk.value();
    assert!(desk.asks(|| {
        desk.probe()
            .entry("MORE", Entry::constant_integer("VALUE + 1"))
            .run()
            .unwrap();
    }));
    let mut toolchain = Toolchain::host();
    toolchain.compiler = Some(desk.path("cc"));
    toolchain.opt_level = "s".to_owned();
    assert!(desk.asks(|| {
        desk.probe().toolchain(&toolchain).run().unwrap();
    }));
}

#[test]
fn a_broken_file_is_as_none() {
    let desk = Desk::new();
    desk.value();
    let file = desk.files().remove(0);
    let bytes = fs::read(&file).unwrap();
    for broken in [
        &bytes[..0],
        &bytes[..bytes.len() / 2],
        &bytes[..bytes.len() - 1],
        b"nonsense",
    ] {
        fs::write(&file, broken).unwrap();
        assert!(desk.asks(|| assert_eq!(desk.value(), 1)));
        assert_eq!(fs::read(&file).unwrap().len(), bytes.len());
    }
}

#[test]
fn a_header_that_may_be_there_is_seen() {
    let desk = Desk::new();
    desk.header(
        "second/value.h",
        "#if __has_include(\"more.h\")\n#define VALUE 8\n#else\n#define VALUE 1\n#endif\n",
    );
    assert_eq!(desk.value(), 1);
    assert!(!desk.asks(|| assert_eq!(desk.value(), 1)));
    desk.header("first/more.h", "");
    assert_eq!(desk.value(), 8);
    fs::remove_file(desk.path("first/more.h")).unwrap();
    assert_eq!(desk.value(), 1);
}

#[test]
fn a_header_beside_the_one_that_includes_it_is_seen() {
    let desk = Desk::new();
    fs::create_dir(desk.path("second/inside")).unwrap();
    desk.header("second/value.h", "#include \"inside/a.h\"\n");
    desk.header("second/inside/a.h", "#include \"b.h\"\n");
    desk.header("second/b.h", "#define VALUE 1\n");
    assert_eq!(desk.value(), 1);
    assert!(!desk.asks(|| assert_eq!(desk.value(), 1)));
    desk.header("second/inside/b.h", "#define VALUE 2\n");
    assert_eq!(desk.value(), 2);
}

/// What is refused, the first time and the second, when the compiler is not run.
#[track_caller]
fn refused_twice(probe: impl Fn() -> Probe, desk: &Desk) -> String {
    let mut errors = [const { String::new() }; 2];
    for (number, error) in errors.iter_mut().enumerate() {
        let is_asked = desk.asks(|| *error = probe().run().unwrap_err().to_string());
        assert_eq!(is_asked, number == 0, "{error}");
    }
    let [first, second] = errors;
    assert_eq!(first, second);
    first
}

#[test]
fn headers_that_are_refused_are_asked_again_when_they_change() {
    let desk = Desk::new();
    desk.header("second/value.h", "#include <stddef.h>\n#error no luck\n");
    let error = refused_twice(|| desk.probe(), &desk);
    assert!(error.contains("no luck"), "{error}");
    desk.header("second/value.h", "#define VALUE 1\nint int;\n");
    let error = refused_twice(|| desk.probe(), &desk);
    assert!(error.contains("value.h:2:"), "{error}");
    assert_eq!(desk.files().len(), 1);
    // One that comes before.
    desk.header("first/value.h", "#define VALUE 7\n");
    assert_eq!(desk.value(), 7);
    fs::remove_file(desk.path("first/value.h")).unwrap();
    assert!(desk.probe().run().is_err());
    desk.header("second/value.h", "#define VALUE 3\n");
    assert_eq!(desk.value(), 3);
}

#[test]
fn a_header_that_was_missing_is_found_when_it_is_there() {
    for (text, name) in [
        ("#include \"more.h\"\n", "first/more.h"),
        ("#include \"more.h\"\n", "second/more.h"),
        ("#include <sub/more.h>\n", "first/sub/more.h"),
        ("#define NAME <more.h>\n#include NAME\n", "second/more.h"),
        (
            "#define NAME(x) <x.in>\n#include NAME(more)\n",
            "second/more.in",
        ),
        ("#include <more.h>\n", "third/more.h"),
    ] {
        let desk = Desk::new();
        let probe = || {
            let mut probe = desk.probe_with(&["first", "third", "second"]);
            probe.entry("MORE", Entry::constant_integer("MORE"));
            probe
        };
        desk.header("second/value.h", text);
        let error = refused_twice(probe, &desk);
        assert!(error.contains("more."), "{error}");
        fs::create_dir_all(desk.path(name).parent().unwrap()).unwrap();
        desk.header(name, "#define MORE 5\n");
        assert_eq!(probe().run().unwrap().integer("MORE"), Ok(5), "{text}");
    }
}

#[test]
fn what_is_not_about_the_headers_is_not_kept() {
    let desk = Desk::new();
    desk.compiler(
        "case \"$*\" in *' -c '*) echo 'cc1: fatal error: the disk is full' >&2; exit 1;; esac",
    );
    for _ in 0..2 {
        assert!(desk.asks(|| assert!(desk.probe().run().is_err())));
    }
    desk.compiler("");
    assert_eq!(desk.value(), 1);
}

/// Run by other processes, which say where.
#[test]
#[ignore = "a part of `processes_may_ask_at_once`"]
fn one_of_many_processes() {
    #[expect(clippy::disallowed_methods, reason = "it is the test's own")]
    let folder = std::env::var_os("RFFI_TEST_DESK").unwrap();
    let probe = probe_in(Path::new(&folder), &["first", "second"]);
    for _ in 0..3 {
        assert_eq!(probe.run().unwrap().integer("VALUE"), Ok(1));
    }
}

#[test]
fn processes_may_ask_at_once() {
    let desk = Desk::new();
    let folder = [("RFFI_TEST_DESK", desk.path(""))];
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| run_again("probe_cache::one_of_many_processes", &folder));
        }
    });
    assert_eq!(desk.files().len(), 1);
    assert!(!desk.asks(|| assert_eq!(desk.value(), 1)));
}

/// Makes the library `it` of a folder of the desk, of which functions are in it.
fn library(desk: &Desk, folder: &str, text: &str) {
    let source = desk.path("it.c");
    fs::write(&source, text).unwrap();
    fs::create_dir_all(desk.path(folder)).unwrap();
    let mut command = Command::new("cc");
    command.args(["-shared", "-fPIC"]).arg(&source);
    let library = desk.path(folder).join("libit.so");
    let made = command.arg("-o").arg(library).status().unwrap();
    assert!(made.success());
    thread::sleep(Duration::from_millis(20));
}

/// What the libraries `it` have, and whether a program with them is made.
fn linked(desk: &Desk, source: &str) -> [Option<bool>; 3] {
    let folders = ["libraries", "more libraries"].map(|name| desk.path(name).display().to_string());
    let info = ExternalCompilationInfo::new()
        .library("it")
        .separate_module_source(source);
    let info = info.extended(Field::LibraryDirs, folders);
    let info = info.include_dir(desk.path("second").display().to_string());
    let mut toolchain = Toolchain::host();
    toolchain.compiler = Some(desk.path("cc"));
    let mut probe = Probe::new(&info);
    probe.toolchain(&toolchain).cache(desk.path("cache"));
    probe
        .entry("one", Entry::has_symbol("rffi_one"))
        .entry("two", Entry::has_symbol("rffi_two"))
        .entry("works", Entry::works());
    let facts = probe.run().unwrap();
    ["one", "two", "works"].map(|name| facts.flag(name).ok())
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_linker_says_is_kept_until_a_library_changes() {
    let desk = Desk::new();
    desk.header("second/outer.h", "#include \"value.h\"\n");
    let source = "#include \"outer.h\"\n#if VALUE == 2\nint rffi_two;\n#endif\n";
    let nothing = [Some(false), Some(false), None];
    let kept = |expected| {
        for _ in 0..2 {
            assert_eq!(linked(&desk, source), expected);
        }
        assert!(!desk.asks(|| assert_eq!(linked(&desk, source), expected)));
    };
    // No library at all, and the second folder alone.
    kept(nothing);
    library(&desk, "more libraries", "int rffi_one;");
    let one = [Some(true), Some(false), Some(true)];
    kept(one);
    library(&desk, "libraries", "int rffi_other;");
    let none = [Some(false), Some(false), Some(true)];
    kept(none);
    library(&desk, "libraries", "int rffi_one, rffi_two;");
    let both = [Some(true), Some(true), Some(true)];
    kept(both);
    fs::remove_file(desk.path("libraries/libit.so")).unwrap();
    kept(one);
    // What is compiled with it.
    desk.header("second/value.h", "#define VALUE 2\n");
    kept(both);
    fs::remove_file(desk.path("more libraries/libit.so")).unwrap();
    kept(nothing);
}

#[cfg(target_os = "linux")]
#[test]
fn a_linker_that_has_no_room_is_asked_again() {
    let desk = Desk::new();
    desk.compiler("case \"$*\" in *' -c '*|*-E*|*-print*) ;; *) echo 'No space left on device' >&2; exit 1;; esac");
    for _ in 0..2 {
        assert!(desk.asks(|| assert_eq!(linked(&desk, "")[0], Some(false))));
    }
}

#[test]
fn threads_may_ask_at_once() {
    let desk = Desk::new();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(desk.value(), 1));
        }
    });
    assert_eq!(desk.files().len(), 1);
    assert!(!desk.asks(|| assert_eq!(desk.value(), 1)));
}

#[test]
fn where_nothing_can_be_written_there_is_no_cache() {
    let desk = Desk::new();
    // A file, so that root cannot write there either.
    fs::write(desk.path("cache"), "").unwrap();
    assert_eq!(desk.value(), 1);
    assert!(desk.asks(|| assert_eq!(desk.value(), 1)));
}

#[test]
fn the_command_compiles_and_runs_nothing() {
    let desk = Desk::new();
    desk.value();
    let log = fs::read_to_string(desk.path("log")).unwrap();
    let commands: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("rffi_ask.c"))
        .collect();
    // With the bad entry, and without it: gcc complains of a name once, and there are two questions.
    assert!((2..=3).contains(&commands.len()), "{log}");
    for command in commands {
        for flag in [
            "-c ",
            "-O0 -g -fno-lto",
            "-Wno-error",
            "-MD -MT object -MF",
            "-I ",
        ] {
            assert!(command.contains(flag), "{flag}: {command}");
        }
        let folder = |name: &str| Path::new(&desk.path(name)).display().to_string();
        assert!(command.contains(&folder("first")) && command.contains(&folder("second")));
    }
}

#[test]
fn cargo_is_told_what_was_read() {
    let desk = Desk::new();
    for _ in 0..2 {
        let facts = desk.probe().run().unwrap();
        let mut out = Vec::new();
        facts.write_directives(&mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let header = desk.path("second/value.h");
        assert!(
            out.contains(&format!("cargo::rerun-if-changed={}\n", header.display())),
            "{out}"
        );
        assert!(out.contains("cargo::rerun-if-env-changed=CC\n"), "{out}");
    }
}
