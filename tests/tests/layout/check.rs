//! `lltype` against a compiler: many types at a time, and one that shrinks.

use std::fmt::Write;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::answer::{Answer, of_lltype};
use crate::build::build;
use crate::compiler::Compiler;
use crate::shape::{Shape, shapes};
use crate::source::{blocks, source};

/// A type of which compiler and `lltype` say different things.
#[derive(Debug)]
pub(crate) struct Mismatch {
    pub(crate) shape: Shape,
    pub(crate) report: String,
}

/// How many types are in one file.
const BATCH: usize = 2000;

/// How many steps a mismatch is shrunk.
const STEPS: u32 = 2000;

/// Compares so many random types of a seed. The mismatch is the smallest that was found.
pub(crate) fn compare(compiler: &Compiler, seed: u64, count: usize) -> Result<(), Box<Mismatch>> {
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
            let mismatch = shrink(compiler, &mut trees[index]);
            return Err(Box::new(mismatch));
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
    let answers = ask(compiler, shapes).unwrap_or_else(|error| panic!("{error}"));
    answers.iter().position(|(ours, theirs)| ours != theirs)
}

/// What `lltype` and the compiler say of each shape.
fn ask(compiler: &Compiler, shapes: &[Shape]) -> Result<Vec<(Answer, Answer)>, String> {
    let target = &compiler.target;
    let types = shapes.iter().enumerate();
    let types: Vec<_> = types
        .map(|(index, shape)| build(shape, index, target))
        .collect();
    let object = compiler.object(&source(&types))?;
    let mut blocks = blocks(&object);
    blocks.sort_by_key(|block| block.index());
    assert_eq!(blocks.len(), shapes.len(), "a block for each type");
    let pairs = types.iter().zip(&blocks);
    let answers =
        pairs.map(|(built, block)| (of_lltype(&built.ty, target), block.answer(&built.ty)));
    Ok(answers.collect())
}

/// Makes it smaller, as long as the two disagree.
fn shrink(compiler: &Compiler, tree: &mut impl ValueTree<Value = Shape>) -> Mismatch {
    let disagree = |shape: Shape| first_mismatch(compiler, &[shape]).is_some();
    let mut smallest = tree.current();
    let mut goes_on = tree.simplify();
    for _ in 0..STEPS {
        if !goes_on {
            break;
        }
        goes_on = match disagree(tree.current()) {
            true => {
                smallest = tree.current();
                tree.simplify()
            }
            false => tree.complicate(),
        };
    }
    let report = report(compiler, &smallest);
    Mismatch {
        shape: smallest,
        report,
    }
}

fn report(compiler: &Compiler, shape: &Shape) -> String {
    let mut text = String::new();
    let built = build(shape, 0, &compiler.target);
    let (ours, theirs) = ask(compiler, std::slice::from_ref(shape))
        .unwrap()
        .remove(0);
    let Compiler { command, flags, .. } = compiler;
    let _ = writeln!(
        text,
        "{command} {} ({})",
        flags.join(" "),
        compiler.target.name
    );
    let _ = writeln!(text, "{}", built.definitions.join("\n"));
    let _ = writeln!(text, "lltype:   {ours:?}");
    let _ = writeln!(text, "compiler: {theirs:?}");
    text
}
