//! Suite `cdef`: what reading C declarations costs.
//!
//! The texts are what the C compiler prints for the headers of this machine; a row whose headers, or whose
//! Python package `cffi`, are not there is left out, and a line says so.

use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use ::cdef::Cdef;
use lltype::Target as Machine;

use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};
use crate::{Error, cargo, clock};

/// The headers that are read together: some 245 kB without attributes and intrinsics, 1.7 MB as the
/// compiler prints them.
const HEADERS: &str = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <math.h>\n\
                       #include <zlib.h>\n#include <sqlite3.h>\n#include <SDL2/SDL.h>\n";

/// What CFFI takes of them.
const FOR_CFFI: &str = "#include <sqlite3.h>\n";

/// What takes attributes, and headers of intrinsics, out.
const STRIPPED: &[&str] = &[
    "-P",
    "-D__attribute__(x)=",
    "-D__extension__=",
    "-D__asm__(x)=",
    "-DSDL_DISABLE_IMMINTRIN_H",
    "-DSDL_DISABLE_MMINTRIN_H",
    "-DSDL_DISABLE_XMMINTRIN_H",
    "-DSDL_DISABLE_EMMINTRIN_H",
    "-DSDL_DISABLE_PMMINTRIN_H",
    "-DSDL_DISABLE_MM3DNOW_H",
    "-I/usr/include/SDL2",
];

const RAW: &[&str] = &["-I/usr/include/SDL2"];

const PROTOTYPE: &str = "char *strtok(char *s, const char *delim)";

/// Measures the suite.
///
/// # Errors
/// The crate cannot be built anew.
pub fn rows(effort: Effort) -> Result<Vec<Row>, Error> {
    let words = "split_ascii_whitespace";
    let mut rows = Vec::new();
    let texts = [
        ("headers, stripped", STRIPPED, 5.0),
        ("headers, as cc -E prints them", RAW, 30.0),
    ];
    for (case, flags, milliseconds) in texts {
        match preprocessed(HEADERS, flags) {
            Some(text) => rows.push(
                Row::new("cdef", case, words, read(effort, &text))
                    .target(Target::Absolute(milliseconds * 1e6)),
            ),
            None => eprintln!("skipped: {case} (needs cc, zlib, SQLite and SDL2)"),
        }
    }
    rows.push(
        Row::new(
            "cdef",
            "one prototype to a type",
            "String::from",
            prototype(effort),
        )
        .target(Target::Absolute(2000.0)),
    );
    match beside_cffi(effort) {
        Some(comparison) => rows.push(
            Row::new("cdef", "sqlite3.h", "CFFI's cdef", comparison).target(Target::Ratio(0.01)),
        ),
        None => eprintln!("skipped: sqlite3.h beside CFFI (needs cc, SQLite, and Python's cffi)"),
    }
    if effort == Effort::Full {
        rows.push(
            Row::new(
                "cdef",
                "debug build of the crate",
                "of what it needs",
                build()?,
            )
            .target(Target::Absolute(5e9)),
        );
    }
    Ok(rows)
}

/// What the C compiler makes of headers; `None` if it fails.
fn preprocessed(headers: &str, flags: &[&str]) -> Option<Arc<str>> {
    let folder = tempfile::tempdir().ok()?;
    let source = folder.path().join("headers.c");
    std::fs::write(&source, headers).ok()?;
    let output = Command::new("cc")
        .arg("-E")
        .args(flags)
        .arg(&source)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.into())
}

fn parse(text: &Arc<str>) -> Option<Cdef> {
    let builder = Cdef::builder(&Machine::HOST).text("headers.c", Arc::clone(text));
    builder.build().ok()
}

/// Reading a text with all its types, beside finding its words.
fn read(effort: Effort, text: &Arc<str>) -> Comparison {
    assert!(parse(text).is_some(), "the headers have errors");
    compare(
        effort,
        |calls| (0..calls).for_each(|_| drop(black_box(parse(black_box(text))))),
        |calls| {
            for _ in 0..calls {
                black_box(black_box(text).split_ascii_whitespace().count());
            }
        },
    )
}

fn prototype(effort: Effort) -> Comparison {
    let cdef = Cdef::parse("").ok();
    compare(
        effort,
        |calls| {
            for _ in 0..calls {
                let cdef = black_box(&cdef).as_ref();
                let _ = black_box(cdef.map(|cdef| cdef.prototype(black_box(PROTOTYPE))));
            }
        },
        |calls| {
            for _ in 0..calls {
                drop(black_box(String::from(black_box(PROTOTYPE))));
            }
        },
    )
}

/// Prints how many seconds of CPU time the best of some readings took.
const PYTHON: &str = "
import sys, time, cffi
text = open(sys.argv[1]).read()
best = None
for _ in range(int(sys.argv[2])):
    start = time.process_time()
    cffi.FFI().cdef(text, override=True)
    taken = time.process_time() - start
    best = taken if best is None else min(best, taken)
print(best)
";

/// One text, read by both.
fn beside_cffi(effort: Effort) -> Option<Comparison> {
    let flags = [STRIPPED, &["-D__builtin_va_list=void *"]].concat();
    let text = preprocessed(FOR_CFFI, &flags)?;
    let folder = tempfile::tempdir().ok()?;
    let (script, input) = (
        folder.path().join("measure.py"),
        folder.path().join("sqlite3.h"),
    );
    std::fs::write(&script, PYTHON).ok()?;
    std::fs::write(&input, &*text).ok()?;
    let rounds = match effort {
        Effort::Quick => 1,
        Effort::Full => 5,
    };
    let rounds: Option<Vec<[f64; 2]>> = (0..rounds)
        .map(|_| {
            let theirs = python(&script, &input)? * 1e9;
            parse(&text)?;
            // The best of three, as Python's is.
            let once = || crate::measure::time(|| drop(black_box(parse(&text)))).as_secs_f64();
            let ours = (0..3).map(|_| once()).reduce(f64::min)?;
            Some([ours * 1e9, theirs])
        })
        .collect();
    Some(Comparison::of_rounds(&rounds?))
}

fn python(script: &Path, input: &Path) -> Option<f64> {
    let mut command = Command::new("python3");
    command.args([script, input]).arg("3").stderr(Stdio::null());
    let output = command.output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// The CPU time of building `cdef`, beside that of the crates that it needs.
fn build() -> Result<Comparison, Error> {
    let folder = cargo::target_dir()?.join("cold-cdef");
    let run = |subcommand: &str| {
        let mut command = cargo::command(subcommand);
        command.args(["--offline", "--package", "cdef", "--target-dir"]);
        command
            .arg(&folder)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let start = clock::children();
        cargo::run(&mut command)?;
        Ok::<f64, Error>((clock::children() - start).as_secs_f64() * 1e9)
    };
    let mut rounds = Vec::new();
    for _ in 0..5 {
        // A folder that is not there is as good as an empty one.
        let _ = std::fs::remove_dir_all(&folder);
        let all = run("build")?;
        run("clean")?;
        let alone = run("build")?;
        rounds.push([alone, all - alone]);
    }
    Ok(Comparison::of_rounds(&rounds))
}
