//! `cdef` against a compiler: many declarations at a time, and one that shrinks.

use cdef::Cdef;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tests::random::shape::{Shape, shapes};
use tests::random::{PRELUDE, index_in, text};

use crate::probe::{Claims, Compiler};

/// How many records are in one file.
const BATCH: usize = 500;

/// How many steps a mismatch is shrunk.
const STEPS: u32 = 1000;

/// Compares so many random declarations of a seed.
///
/// # Errors
/// The smallest text that was found on which the two disagree, and how they do.
pub(crate) fn compare(compiler: &Compiler, seed: u64, count: usize) -> Result<(), String> {
    let mut runner = runner(seed);
    let mut left = count;
    while left > 0 {
        let batch = left.min(BATCH);
        let strategy = shapes();
        let mut trees: Vec<_> = (0..batch)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let shapes: Vec<Shape> = trees.iter().map(ValueTree::current).collect();
        if let Some(index) = first_mismatch(compiler, &shapes) {
            return Err(shrink(compiler, &mut trees[index]));
        }
        left -= batch;
    }
    Ok(())
}

fn runner(seed: u64) -> TestRunner {
    let bytes = [seed, 0, 0, 0].map(u64::to_le_bytes).concat();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config::default(), rng)
}

/// The index of a shape about which the two disagree.
fn first_mismatch(compiler: &Compiler, shapes: &[Shape]) -> Option<usize> {
    let wrong = mismatches(compiler, &declarations(compiler, shapes));
    let first = wrong.first()?;
    // A message about no name is about a text that one of the two refuses.
    let is_wrong = |shape: &Shape| {
        let text = declarations(compiler, std::slice::from_ref(shape));
        !mismatches(compiler, &text).is_empty()
    };
    let index = wrong.iter().find_map(|message| index_in(message));
    index
        .or_else(|| shapes.iter().position(is_wrong))
        .or_else(|| panic!("{first}"))
}

fn declarations(compiler: &Compiler, shapes: &[Shape]) -> String {
    let shapes = shapes.iter().enumerate();
    let texts = shapes.map(|(index, shape)| text(shape, index, &compiler.target));
    PRELUDE.to_owned() + &texts.collect::<String>()
}

/// Everything that the two do not agree on.
fn mismatches(compiler: &Compiler, text: &str) -> Vec<String> {
    let cdef = match Cdef::builder(&compiler.target).text("random", text).build() {
        Ok(cdef) => cdef,
        Err(errors) => return vec![format!("cdef: {errors}")],
    };
    let claims = Claims::of(&cdef);
    match claims.wrong_to(compiler, text) {
        Ok(wrong) => [claims.errors, wrong].concat(),
        Err(printed) => vec![format!("{}: {printed}", compiler.command)],
    }
}

/// Makes it smaller, as long as the two disagree.
fn shrink(compiler: &Compiler, tree: &mut impl ValueTree<Value = Shape>) -> String {
    let report = |shape: &Shape| {
        let text = declarations(compiler, std::slice::from_ref(shape));
        let wrong = mismatches(compiler, &text);
        let text = &text[PRELUDE.len()..];
        (!wrong.is_empty()).then(|| format!("{text}{}", wrong.join("\n")))
    };
    let mut smallest = report(&tree.current()).unwrap_or_default();
    let mut goes_on = tree.simplify();
    for _ in 0..STEPS {
        if !goes_on {
            break;
        }
        goes_on = match report(&tree.current()) {
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
    } = compiler;
    format!(
        "{command} {} ({})\n{smallest}",
        flags.join(" "),
        target.name
    )
}
