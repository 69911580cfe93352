//! When a probe asks the compiler again. A script in its place counts how often it is run.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rffi::{ExternalCompilationInfo, Field};
use rffi_build::{Entry, Facts, Probe, Toolchain};
use tempfile::TempDir;

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

    fn compiler(&self, comment: &str) {
        let script = self.path("cc");
        let log = self.path("log");
        let text = format!(
            "#!/bin/sh\n# {comment}\necho \"$*\" >> '{}'\nexec cc \"$@\"\n",
            log.display()
        );
        fs::write(&script, text).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
        thread::sleep(Duration::from_millis(20));
    }

    fn probe(&self) -> Probe {
        let folders = ["first", "second"].map(|folder| self.path(folder).display().to_string());
        let info = ExternalCompilationInfo::new().include("value.h");
        let info = info.extended(Field::IncludeDirs, folders);
        let mut toolchain = Toolchain::host();
        toolchain.compiler = Some(self.path("cc"));
        let mut probe = Probe::new(&info);
        probe.toolchain(&toolchain).cache(self.path("cache"));
        probe
            .entry("VALUE", Entry::constant_integer("VALUE"))
            .entry("BAD", Entry::constant_integer("NOWHERE"))
            .entry("S", Entry::structure("struct { int a; char b; }"));
        probe
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
    desk.compiler("a new version");
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
