//! Suite `registry`: operations called with values, as interpreters call them.

use std::collections::HashMap;
use std::hint::black_box;
use std::io;

use extfunc::{
    CallError, Executor, ExtFunc, HighParam, HighType, HighValue, Registry, register_external,
};
use rffi::{INT, llexternal};

use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};

/// How many operations a large registry has.
const COUNT: usize = 100_000;

llexternal! {
    compilation_info = rffi::ExternalCompilationInfo::new().includes(&["stdlib.h"]);
    unsafe extern "C" {
        #[name = "abs"]
        safe fn c_abs(number: INT) -> INT;
    }
}

register_external! {
    fn abs(number: i32) -> i32 = "bench.abs" { external: c_abs }
}

/// Measures the suite.
///
/// # Panics
/// If an operation cannot be called.
#[must_use]
pub fn rows(effort: Effort) -> Vec<Row> {
    let row = |case, baseline, comparison| Row::new("registry", case, baseline, comparison);
    let large = Large::new();
    vec![
        row("by handle", "the typed call", by_handle(effort)).target(Target::Absolute(12.0)),
        row(
            "by handle, described at run time",
            "the typed call",
            described(effort, &large),
        ),
        row(
            "by name, 100 of 100,000",
            "the look-up alone",
            by_name(effort, &large, 100),
        )
        .target(Target::Absolute(80.0)),
        row(
            "by name, each of 100,000",
            "the look-up alone",
            by_name(effort, &large, COUNT),
        ),
    ]
}

fn by_handle(effort: Effort) -> Comparison {
    compare(effort, |calls| call_handle(abs::EXTFUNC, calls), typed)
}

fn described(effort: Effort, large: &Large) -> Comparison {
    compare(
        effort,
        |calls| call_handle(large.operations[0], calls),
        typed,
    )
}

fn call_handle(operation: &'static ExtFunc, calls: u32) {
    let args = [HighValue::Int(-3)];
    for _ in 0..calls {
        let result = black_box(operation).call(Executor::Native, black_box(&args));
        black_box(int(&result));
    }
}

/// What an interpreter takes out of a result.
fn int(result: &Result<HighValue, CallError>) -> i64 {
    match result {
        Ok(HighValue::Int(number)) => *number,
        other => panic!("no int: {other:?}"),
    }
}

fn typed(calls: u32) {
    for _ in 0..calls {
        black_box(abs(black_box(-3)));
    }
}

/// A registry of many operations, and their names in an order that no cache foresees.
struct Large {
    registry: Registry,
    operations: Vec<&'static ExtFunc>,
    /// What a registry is made of.
    map: HashMap<&'static str, &'static ExtFunc>,
    /// Copies: who asks has the name from somewhere else.
    names: Vec<String>,
}

impl Large {
    fn new() -> Self {
        let operations: Vec<&ExtFunc> = operations().iter().collect();
        // A step without a common divisor visits all.
        let order = (0..COUNT).map(|index| index * 61_803 % COUNT);
        Large {
            registry: Registry::new().with(&operations).expect("distinct names"),
            map: operations
                .iter()
                .map(|operation| (operation.name(), *operation))
                .collect(),
            names: order
                .map(|index| operations[index].name().to_owned())
                .collect(),
            operations,
        }
    }
}

/// Operations as a translator makes them at run time: kept until the program ends, and side by side,
/// as the compiler lays `static`s.
fn operations() -> &'static [ExtFunc] {
    const PARAMS: &[HighParam] = &[HighParam::new("number", HighType::Int)];
    let name = |index| format!("module{}.operation{index}\n", index % 100);
    let names: &str = String::leak((0..COUNT).map(name).collect());
    let operation = |name| ExtFunc::new(name, PARAMS, HighType::Int, &absolute);
    Vec::leak(names.lines().map(operation).collect())
}

fn absolute(args: &[HighValue]) -> io::Result<HighValue> {
    match args {
        [HighValue::Int(number)] => Ok(HighValue::Int(number.wrapping_abs())),
        _ => Ok(HighValue::None),
    }
}

/// Calls of operations described at run time, each by its name: of the first `count` names, in turn.
fn by_name(effort: Effort, large: &Large, count: usize) -> Comparison {
    let args = [HighValue::Int(-3)];
    let names = || large.names[..count].iter().cycle();
    let mut next = names();
    let case = |calls: u32| {
        for name in next.by_ref().take(calls as usize) {
            let result = large
                .registry
                .call(name, Executor::Native, black_box(&args));
            black_box(int(&result));
        }
    };
    let mut next = names();
    let baseline = |calls: u32| {
        for name in next.by_ref().take(calls as usize) {
            black_box(large.map.get(name.as_str()));
        }
    };
    compare(effort, case, baseline)
}
