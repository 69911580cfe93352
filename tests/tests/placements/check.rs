//! Placements against a compiler: many calls at a time, and one that shrinks.

use llcall::{Placement, PlanProblem, plan_variadic};
use lltype::{Convention, Scalar};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::build::prelude;
use crate::call::Call;
use crate::expected::{differences, fill_room, return_result};
use crate::machine::{Machine, Misunderstood, callers};
use crate::probe::Compiler;
use crate::shape::{Item, is_optional};
use crate::signature::{Signature, signatures};

/// A compiler, and how it is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) compiler: Compiler,
    pub(crate) machine: Machine,
    pub(crate) convention: Convention,
    /// A signature that the compiler passes in another way than the ABI says.
    pub(crate) is_excluded: fn(&Call, &Placement) -> bool,
    /// What the compiler does otherwise, made out of a placement before it is compared.
    pub(crate) change: fn(&mut Placement),
}

/// What came out.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) compared: usize,
    /// There are no rules for a type, or the compiler has others.
    pub(crate) excluded: usize,
    /// Callers that could not be read, with the instruction.
    pub(crate) misunderstood: Vec<Misunderstood>,
}

enum Verdict {
    Same,
    Excluded,
    Misunderstood(Misunderstood),
    Different(String),
}

/// How many calls are in one file.
const BATCH: usize = 100;

/// How many steps a mismatch is shrunk.
const STEPS: u32 = 150;

/// Compares so many random calls of a seed.
///
/// # Errors
/// The smallest call that was found on which the two disagree, and how they do.
pub(crate) fn compare(asked: &Asked, seed: u64, count: usize) -> Result<Tally, String> {
    let mut runner = runner(seed);
    let mut tally = Tally::default();
    let missing = &missing(&asked.compiler);
    let mut left = count;
    while left > 0 {
        let batch = left.min(BATCH);
        let strategy = signatures().prop_map(|signature| signature.without(missing));
        let mut trees: Vec<_> = (0..batch)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let signatures: Vec<Signature> = trees.iter().map(ValueTree::current).collect();
        for (verdict, tree) in judge(asked, &signatures)?.into_iter().zip(&mut trees) {
            match verdict {
                Verdict::Same => tally.compared += 1,
                Verdict::Excluded => tally.excluded += 1,
                Verdict::Misunderstood(text) => tally.misunderstood.push(text),
                Verdict::Different(report) => return Err(shrink(asked, tree, report)),
            }
        }
        left -= batch;
    }
    Ok(tally)
}

/// The types that a compiler does not have, or cannot pass.
fn missing(compiler: &Compiler) -> Vec<Scalar> {
    let optional = Scalar::ALL.iter().copied();
    let optional = optional.filter(|scalar| is_optional(*scalar));
    let has = |scalar: &Scalar| {
        let source = format!("void f({scalar}); {scalar} g; void c(void) {{ f(g); }}");
        compiler.object(&source).is_ok()
    };
    optional.filter(|scalar| !has(scalar)).collect()
}

fn runner(seed: u64) -> TestRunner {
    let bytes = [seed, 0, 0, 0].map(u64::to_le_bytes).concat();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config::default(), rng)
}

/// What becomes of each call.
fn judge(asked: &Asked, signatures: &[Signature]) -> Result<Vec<Verdict>, String> {
    let calls = signatures.iter().enumerate();
    let calls: Vec<Option<(Call, Placement)>> = calls
        .map(|(index, signature)| {
            let (call, placement) = settle(asked, signature.clone(), index)?;
            (!(asked.is_excluded)(&call, &placement)).then_some((call, placement))
        })
        .collect();
    let sources = calls.iter().flatten().map(|(call, _)| call.source());
    let text = prelude() + &sources.collect::<String>();
    let assembly = asked
        .compiler
        .run(&["-O1", "-S", "-o", "-", "-x", "c", "-"], &text)?;
    let callers = callers(&assembly, asked.machine.comments());
    let verdict = |call: &Option<(Call, Placement)>| {
        let Some((call, placement)) = call else {
            return Verdict::Excluded;
        };
        let body = callers.iter().find(|(index, _)| *index == call.index);
        match body {
            Some((_, body)) => judge_one(asked, call, placement, body),
            None => Verdict::Misunderstood(format!("no function call{}", call.index)),
        }
    };
    Ok(calls.iter().map(verdict).collect())
}

/// The call, with another type wherever there are no rules for the one there is; `None` if there are
/// types that are too large.
fn settle(asked: &Asked, mut signature: Signature, index: usize) -> Option<(Call, Placement)> {
    let target = &asked.compiler.target;
    loop {
        let call = Call::new(&signature, index, asked.convention, target)?;
        match plan_variadic(&call.prototype, &call.more, target) {
            Ok(mut placement) => {
                (asked.change)(&mut placement);
                return Some((call, placement));
            }
            Err(error) => match error.problem() {
                PlanProblem::Type {
                    parameter: Some(parameter),
                    ..
                } => signature.parameters[*parameter] = Item::Scalar(Scalar::Int),
                PlanProblem::Type { .. } => signature.result = None,
                _ => panic!("{error}"),
            },
        }
    }
}

fn judge_one(asked: &Asked, call: &Call, placement: &Placement, body: &[&str]) -> Verdict {
    let target = &asked.compiler.target;
    let is_windows = target.is_windows();
    let seen = asked.machine.read(body, is_windows, |at_call, state| {
        return_result(placement, state);
        fill_room(placement, at_call, state);
    });
    let seen = match seen {
        Ok(seen) => seen,
        Err(problem) => return Verdict::Misunderstood(problem),
    };
    let wrong = differences(placement, &seen, target);
    match wrong.is_empty() {
        true => Verdict::Same,
        false => Verdict::Different(format!(
            "{}\n{placement}\n{}\n{}",
            call.source(),
            wrong.join("\n"),
            body.join("\n")
        )),
    }
}

/// Makes it smaller, as long as the two disagree.
fn shrink(
    asked: &Asked,
    tree: &mut impl ValueTree<Value = Signature>,
    mut smallest: String,
) -> String {
    let report = |signature: Signature| match judge(asked, &[signature]) {
        Ok(verdicts) => verdicts.into_iter().find_map(|verdict| match verdict {
            Verdict::Different(report) => Some(report),
            _ => None,
        }),
        Err(_) => None,
    };
    let mut goes_on = tree.simplify();
    for _ in 0..STEPS {
        if !goes_on {
            break;
        }
        goes_on = match report(tree.current()) {
            Some(smaller) => {
                smallest = smaller;
                tree.simplify()
            }
            None => tree.complicate(),
        };
    }
    let Compiler {
        command,
        flags,
        target,
        ..
    } = asked.compiler;
    format!(
        "{command} {} ({})\n{smallest}",
        flags.join(" "),
        target.name
    )
}
