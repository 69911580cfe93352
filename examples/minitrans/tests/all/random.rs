//! Random programs do the same interpreted natively and as C.

mod generate;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use self::generate::generate;
use crate::support::Batch;

const PROGRAMS: usize = 300;
/// How many are compiled at once.
const BATCH: usize = 20;

/// With the seed of the variable `PROPTEST_RNG_SEED`, if it is set, and else with a new one.
fn runner() -> TestRunner {
    let mut config = Config {
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    };
    if config.rng_seed == RngSeed::Random {
        let new = std::hash::RandomState::new();
        config.rng_seed = RngSeed::Fixed(std::hash::BuildHasher::hash_one(&new, ()));
    }
    if let RngSeed::Fixed(seed) = config.rng_seed {
        eprintln!("PROPTEST_RNG_SEED={seed}");
    }
    TestRunner::new(config)
}

fn agrees(batch: &Batch, index: usize) -> Result<bool, TestCaseError> {
    let (interpreted, compiled) = batch.run_both(index);
    match compiled {
        Some(compiled) if compiled != interpreted => Err(TestCaseError::fail(format!(
            "compiled:\n{compiled:?}\ninterpreted:\n{interpreted:?}"
        ))),
        _ => Ok(interpreted.end.is_ok()),
    }
}

#[test]
fn random_programs() {
    let mut runner = runner();
    // A program is what its choices say, so it shrinks as they do.
    let strategy = vec(any::<u8>(), 0..600);
    let mut ended = 0;
    for _ in 0..PROGRAMS / BATCH {
        let trees: Vec<_> = (0..BATCH)
            .map(|_| strategy.new_tree(&mut runner).unwrap())
            .collect();
        let batch = Batch::new(trees.iter().map(|tree| generate(&tree.current())));
        for (index, tree) in trees.into_iter().enumerate() {
            match agrees(&batch, index) {
                Ok(good) => ended += usize::from(good),
                Err(_) => shrink(&mut runner, tree),
            }
        }
    }
    // A generator whose programs all fail at once would test nothing.
    assert!(ended > PROGRAMS / 3, "only {ended} programs ended well");
}

fn shrink(runner: &mut TestRunner, tree: impl ValueTree<Value = Vec<u8>>) {
    let result = runner.run_one(tree, |choices| {
        agrees(&Batch::new([generate(&choices)]), 0).map(drop)
    });
    if let Err(error) = result {
        let proptest::test_runner::TestError::Fail(reason, choices) = error else {
            panic!("{error}");
        };
        panic!("{}\n{reason}", generate(&choices));
    }
    panic!("a program of a batch behaves otherwise alone");
}
