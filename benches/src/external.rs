//! Suite `external`: what a call of C costs.

use std::cell::Cell;
use std::hint::black_box;

use rffi::{INT, Value};

use crate::callee::{add, add_save_errno, by_hand, chain};
use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};
use crate::{Error, cargo};

/// Measures the suite.
///
/// # Errors
/// The executable with fakes compiled in cannot be built or run.
pub fn rows(effort: Effort) -> Result<Vec<Row>, Error> {
    let [none_active, one_active] = with_fakes(effort)?;
    let row = |case, baseline, comparison| Row::new("external", case, baseline, comparison);
    let hand = "extern \"C\" by hand";
    let fakes = "llexternal!, fakes compiled in";
    let by_values = against_hand(effort, values_call());
    Ok(vec![
        row("llexternal!", hand, against_hand(effort, add)).target(Target::Ratio(1.0)),
        row(fakes, hand, none_active).target(Target::Ratio(1.1)),
        row("#[save_errno]", "by hand, errno kept", save_errno(effort)),
        row("External::call", hand, by_values),
        row("llexternal!, a fake active", hand, one_active),
    ])
}

/// A way to call the function, against the plain one.
pub fn against_hand(effort: Effort, call: impl Fn(INT, INT) -> INT) -> Comparison {
    compare(
        effort,
        |calls| chain(calls, &call),
        |calls| chain(calls, |a, b| by_hand::add(a, b)),
    )
}

fn save_errno(effort: Effort) -> Comparison {
    thread_local!(static KEPT: Cell<i32> = const { Cell::new(0) });
    let by_hand = |a, b| {
        let sum = by_hand::add(a, b);
        let errno = std::io::Error::last_os_error().raw_os_error();
        KEPT.set(errno.unwrap_or(0));
        sum
    };
    let comparison = compare(
        effort,
        |calls| chain(calls, add_save_errno),
        |calls| chain(calls, by_hand),
    );
    black_box(KEPT.get());
    comparison
}

/// The call of an interpreter, which knows the function as a description only.
fn values_call() -> impl Fn(INT, INT) -> INT {
    let external = black_box(add::EXTERNAL);
    move |a, b| {
        // SAFETY: any two numbers may be given.
        let sum = unsafe { external.call(&[Value::from(a), Value::from(b)]) };
        let sum = sum.ok().and_then(|sum| sum.as_integer()?.try_into().ok());
        sum.expect("the sum of two ints")
    }
}

/// What the executable `with_fakes` measures: no fake active, and one.
fn with_fakes(effort: Effort) -> Result<[Comparison; 2], Error> {
    let mut command = cargo::command("run");
    command
        .args(["--release", "--features", "fakes", "--bin", "with_fakes"])
        .args(["--manifest-path", env!("CARGO_MANIFEST_PATH")])
        .arg("--target-dir")
        .arg(cargo::target_dir()?);
    if effort == Effort::Quick {
        command.args(["--", "--quick"]);
    }
    let output = cargo::run(&mut command)?;
    let comparisons: Option<Vec<_>> = output.lines().map(|line| line.parse().ok()).collect();
    let comparisons = comparisons.and_then(|comparisons| comparisons.try_into().ok());
    comparisons.ok_or(Error::Output(output))
}
