//! Suite `external`: what a call of C costs.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

use lltype::Primitive;
use rffi::private::{errno_after, errno_before};
use rffi::{GilHooks, INT, RFFI_FULL_ERRNO_ZERO, Value, set_gil_hooks, without_gil};

use crate::callee::{add, add_save_errno, by_hand, chain};
use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};
use crate::{Error, callback, cargo, text};

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
    let mut rows = vec![
        row("llexternal!", hand, against_hand(effort, add)).target(Target::Ratio(1.0)),
        row(fakes, hand, none_active).target(Target::Ratio(1.1)),
        row("#[save_errno]", hand, against_hand(effort, add_save_errno)).target(Target::Over(2.0)),
        row("errno zeroed and saved", hand, zero_and_save(effort)),
        row("without_gil, no hooks", hand, without_hooks(effort)),
        row("without_gil, hooks", hand, with_hooks(effort)),
        row("External::call", hand, by_values).target(Target::Ratio(1.3)),
        row("llexternal!, a fake active", hand, one_active),
    ];
    rows.extend(text::rows(effort));
    rows.extend(callback::rows(effort));
    Ok(rows)
}

/// A way to call the function, against the plain one.
pub fn against_hand(effort: Effort, call: impl Fn(INT, INT) -> INT) -> Comparison {
    compare(
        effort,
        |calls| chain(calls, &call),
        |calls| chain(calls, |a, b| by_hand::add(a, b)),
    )
}

/// What a call with `RFFI_FULL_ERRNO_ZERO` costs.
fn zero_and_save(effort: Effort) -> Comparison {
    against_hand(effort, |a, b| {
        errno_before(RFFI_FULL_ERRNO_ZERO);
        let sum = add(a, b);
        errno_after(RFFI_FULL_ERRNO_ZERO);
        sum
    })
}

fn without_hooks(effort: Effort) -> Comparison {
    against_hand(effort, |a, b| without_gil(|| add(a, b)))
}

/// Hooks that do what the least of locks does.
fn with_hooks(effort: Effort) -> Comparison {
    static HELD: AtomicBool = AtomicBool::new(true);
    static HOOKS: GilHooks = GilHooks {
        release: || HELD.store(false, Ordering::Release),
        acquire: || HELD.store(true, Ordering::Relaxed),
        is_held: || HELD.load(Ordering::Relaxed),
    };
    set_gil_hooks(Some(&HOOKS));
    let comparison = without_hooks(effort);
    set_gil_hooks(None);
    comparison
}

/// The call of an interpreter, which knows the function as a description only.
fn values_call() -> impl Fn(INT, INT) -> INT {
    let external = black_box(add::EXTERNAL);
    move |a, b| {
        // SAFETY: any two numbers may be given.
        let sum = unsafe { external.call(&[Value::from(a), Value::from(b)]) };
        sum.ok()
            .and_then(|sum| INT::from_value(sum).ok())
            .expect("the sum of two ints")
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
