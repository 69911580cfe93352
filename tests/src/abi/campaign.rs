//! Many random signatures of a seed, and one that shrinks.

use std::path::{Path, PathBuf};
use std::{fs, io};

use llcall::Caller;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::check::{Check, Outcome, REFUSED, Summary};
use super::random::{Random, signatures};
use super::shrink::candidates;
use super::{Case, Memory, Mode, Signature, source};

/// How many signatures are in one file.
const BATCH: usize = 200;

/// How many steps a failure is shrunk, and how many candidates are compiled at once.
const STEPS: usize = 200;
const CANDIDATES: usize = 40;

/// Random signatures of a seed, of which those that fail are written to a folder.
#[derive(Debug)]
pub struct Campaign<'a> {
    /// What is tested.
    pub check: Check,
    /// What the signatures come from.
    pub seed: u64,
    /// How many there are.
    pub count: usize,
    /// How many failures are shrunk, at most.
    pub shrunk: usize,
    /// Where programs are written that show what failed.
    pub folder: &'a Path,
}

impl Campaign<'_> {
    /// Tests all.
    ///
    /// # Panics
    /// A text is refused.
    #[must_use]
    pub fn run(&self) -> Summary {
        let memory = Memory::new();
        let mut runner = runner(self.seed);
        let strategy = signatures(self.check.compiler.command);
        let mut summary = Summary::default();
        let mut left = self.count;
        while left > 0 {
            let batch = left.min(BATCH);
            let trees = (0..batch).map(|_| strategy.new_tree(&mut runner).unwrap().current());
            let batch_of: Vec<Random> = trees.collect();
            summary.add(self.batch(&batch_of, &memory, summary.failed.len()));
            left -= batch;
        }
        summary
    }

    fn batch(&self, all: &[Random], memory: &Memory, known: usize) -> Summary {
        let signatures = self.signatures(all);
        let mut summary = Summary::default();
        for (mode, outcomes) in self.check.outcomes(&signatures, memory) {
            for (random, outcome) in all.iter().zip(outcomes) {
                let number = known + summary.failed.len();
                match outcome {
                    Outcome::Passed => summary.passed += 1,
                    Outcome::Skipped(skip) => *summary.skipped.entry(skip).or_default() += 1,
                    Outcome::Failed(text) if number < self.shrunk => {
                        let shrunk = self.shrink(mode, random, memory, number);
                        summary.failed.push(shrunk.unwrap_or(text));
                    }
                    Outcome::Failed(text) => summary.failed.push(text),
                }
            }
        }
        summary
    }

    fn signatures(&self, all: &[Random]) -> Vec<Signature> {
        let target = &self.check.compiler.target;
        let all = all.iter().enumerate();
        all.map(|(index, random)| random.signature(index, target))
            .collect()
    }

    /// Makes it smaller, as long as it fails, and says where the program is.
    fn shrink(&self, mode: Mode, of: &Random, memory: &Memory, number: usize) -> Option<String> {
        let modes: &[_] = match mode {
            Mode::Calls => &[Mode::Calls],
            Mode::Callbacks => &[Mode::Callbacks],
        };
        let check = Check {
            modes,
            ..self.check
        };
        let mut smallest = of.clone();
        for _ in 0..STEPS {
            let all = candidates(&smallest);
            let mut chunks = all.chunks(CANDIDATES);
            match chunks.find_map(|some| self.first_failure(&check, some, memory)) {
                Some(smaller) => smallest = smaller,
                None => break,
            }
        }
        let signature = smallest.signature(0, &check.compiler.target);
        let outcomes = check.outcomes(std::slice::from_ref(&signature), memory);
        let outcome = outcomes.into_iter().next()?.1.into_iter().next()?;
        let Outcome::Failed(text) = outcome else {
            return None;
        };
        let case = Case::new(signature, &check.compiler.target).ok()?;
        let report = report(&check, &case, &text);
        let place = match self.write(&check, &case, &report, number) {
            Ok(path) => path.display().to_string(),
            Err(error) => format!("the program cannot be written: {error}"),
        };
        Some(format!("{report}{place}\n"))
    }

    fn first_failure(&self, check: &Check, all: &[Random], memory: &Memory) -> Option<Random> {
        let is_failure = |outcome: Outcome| match outcome {
            Outcome::Failed(text) => !text.starts_with(REFUSED),
            _ => false,
        };
        let outcomes = check.outcomes(&self.signatures(all), memory);
        let mut outcomes = outcomes.into_iter().flat_map(|(_, outcomes)| outcomes);
        outcomes
            .position(is_failure)
            .map(|first| all[first].clone())
    }

    fn write(&self, check: &Check, case: &Case, text: &str, number: usize) -> io::Result<PathBuf> {
        let command = check.compiler.command;
        let path = self
            .folder
            .join(format!("abi-{command}-{}-{number}.c", self.seed));
        fs::write(&path, source::program(case, text))?;
        Ok(path)
    }
}

/// What is to be known of a failure.
#[must_use]
pub fn report(check: &Check, case: &Case, text: &str) -> String {
    let claim = check.mistake.map(|mistake| mistake(&case.signature));
    let claim = claim.and_then(|claim| Case::new(claim, &check.compiler.target).ok());
    let claim = claim.as_ref().unwrap_or(case);
    let plan = match Caller::with_backend(&claim.prototype, &claim.more, check.backend) {
        Ok(caller) => match caller.explain() {
            Some(placement) => placement.to_string(),
            None => String::new(),
        },
        Err(error) => format!("{error}\n"),
    };
    format!(
        "{} {} by {}, {:?}\n{}{}\n{plan}{text}\n",
        check.compiler.command,
        check.optimization,
        check.backend,
        check.modes,
        case.signature.definitions,
        claim.prototype,
    )
}

fn runner(seed: u64) -> TestRunner {
    let bytes = [seed, 0, 0, 0].map(u64::to_le_bytes).concat();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config::default(), rng)
}
