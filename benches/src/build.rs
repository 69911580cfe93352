//! Suite `build`: what asking the C compiler costs.
//!
//! A probe is made in a process of its own, as a build script is one. Time is that of the wall, with the
//! start of the process.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, io};

use rffi::ExternalCompilationInfo;
use rffi_build::{Entry, Probe};

use crate::measure::{Comparison, Effort};
use crate::row::{Row, Target};
use crate::{Error, verified};

/// The first argument of the process that makes one probe; the second is the folder of its cache, or
/// nothing.
pub const ONE_PROBE: &str = "--one-probe";

/// Measures the suite.
///
/// # Errors
/// The processes cannot be started, or fail.
pub fn rows(effort: Effort) -> Result<Vec<Row>, Error> {
    let five_milliseconds = Target::Absolute(5e6);
    let mut rows = verified::rows(effort)?;
    rows.push(
        Row::new(
            "build",
            "probe, answered from the cache",
            "the compiler is asked",
            cached_probe(effort)?,
        )
        .target(five_milliseconds),
    );
    Ok(rows)
}

fn cached_probe(effort: Effort) -> Result<Comparison, Error> {
    let rounds = match effort {
        Effort::Quick => 5,
        Effort::Full => 51,
    };
    let cache = tempfile::tempdir().map_err(|source| Error::Write {
        path: env::temp_dir(),
        source,
    })?;
    // Fills the cache.
    process(cache.path())?;
    let round = || Ok([process(cache.path())?, process(Path::new(""))?]);
    let rounds: Result<Vec<_>, Error> = (0..rounds).map(|_| round()).collect();
    Ok(Comparison::of_rounds(&rounds?))
}

/// How long one process takes, in nanoseconds.
fn process(cache: &Path) -> Result<f64, Error> {
    let mut command = Command::new(env::current_exe().map_err(Error::NoExecutable)?);
    command.arg(ONE_PROBE).arg(cache);
    let started = Instant::now();
    let status = command.status().map_err(|source| Error::Start {
        command: format!("{command:?}"),
        source,
    })?;
    let time = started.elapsed();
    match status.success() {
        true => Ok(time.as_secs_f64() * 1e9),
        false => Err(Error::Failed {
            command: format!("{command:?}"),
            status,
        }),
    }
}

/// Makes one probe: what the process does.
///
/// # Errors
/// There is no C compiler.
pub fn one_probe(cache: &OsString) -> Result<(), Box<dyn std::error::Error>> {
    let info = ExternalCompilationInfo::new().includes(&[
        "stdio.h",
        "stdlib.h",
        "time.h",
        "sys/stat.h",
        "errno.h",
    ]);
    let mut probe = Probe::new(&info);
    match cache.is_empty() {
        true => probe.without_cache(),
        false => probe.cache(cache),
    };
    let facts = probe
        .entry("stat", Entry::structure("struct stat"))
        .entry(
            "tm",
            Entry::structure("struct tm").fields(&["tm_year", "tm_mon"]),
        )
        .entry("EAGAIN", Entry::constant_integer("EAGAIN"))
        .entry("NONE", Entry::defined_constant_integer("NO_SUCH_NAME"))
        .entry("time_t", Entry::simple_type("time_t"))
        .entry("has", Entry::has("printf"))
        .run()?;
    match facts.integer("EAGAIN")? {
        0 => Err(io::Error::other("a wrong answer").into()),
        _ => Ok(()),
    }
}
