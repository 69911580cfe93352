//! Many cases at once, and what came out.

use std::collections::BTreeMap;

use llcall::Backend;

use super::call::{Mode, Ready};
use super::exclusion;
use super::{Case, Library, Memory, Signature, Skip, child};
use crate::compiler::Compiler;

/// What the text of a failure begins with, if there is nothing to call.
pub(super) const REFUSED: &str = "the compiler refuses it";

/// What is tested, and how.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The compiler of the C side.
    pub compiler: Compiler,
    /// How it optimizes.
    pub optimization: &'static str,
    /// Which ways calls go.
    pub modes: &'static [Mode],
    /// Who calls.
    pub backend: Backend,
    /// A mistake in what Rust is told of the signature.
    pub mistake: Option<fn(&Signature) -> Signature>,
}

/// What came out of one signature, in one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All arrived.
    Passed,
    /// It was not called.
    Skipped(Skip),
    /// What did not arrive.
    Failed(String),
}

impl Check {
    /// With a compiler, in both directions.
    #[must_use]
    pub fn new(compiler: Compiler) -> Self {
        Check {
            compiler,
            optimization: "-O1",
            modes: &[Mode::Calls, Mode::Callbacks],
            backend: Backend::DEFAULT,
            mistake: None,
        }
    }

    /// The same by a backend, in the directions that it has: callbacks, only the own one makes all of.
    #[must_use]
    pub fn by(self, backend: Backend) -> Self {
        let modes: &[Mode] = match backend {
            Backend::Own => self.modes,
            _ => &[Mode::Calls],
        };
        Check {
            backend,
            modes,
            ..self
        }
    }

    /// The outcomes of signatures, for each mode.
    #[must_use]
    pub fn outcomes(&self, signatures: &[Signature], memory: &Memory) -> Vec<(Mode, Vec<Outcome>)> {
        let cases: Vec<_> = signatures.iter().map(|one| self.case(one)).collect();
        let here: Vec<&Case> = cases.iter().flatten().collect();
        let library = match Library::new(&self.compiler, self.optimization, &here) {
            Ok(library) => library,
            Err(_) if signatures.len() > 1 => return self.halves(signatures, memory),
            Err(printed) => {
                let refused = Outcome::Failed(format!("{REFUSED}: {printed}"));
                return vec![(self.modes[0], vec![refused])];
            }
        };
        library.connect(memory);
        let modes = self.modes.iter();
        let outcome = |&mode| (mode, self.run(&cases, mode, &library, memory));
        modes.map(outcome).collect()
    }

    /// One of them is refused: which?
    fn halves(&self, signatures: &[Signature], memory: &Memory) -> Vec<(Mode, Vec<Outcome>)> {
        let (one, other) = signatures.split_at(signatures.len() / 2);
        let mut all = self.outcomes(one, memory);
        all.extend(self.outcomes(other, memory));
        all
    }

    fn case(&self, signature: &Signature) -> Result<Case, Skip> {
        let case = Case::new(signature.clone(), &self.compiler.target)?;
        match exclusion::of(&case, &self.compiler) {
            Some(skip) => Err(skip),
            None => Ok(case),
        }
    }

    fn run(
        &self,
        cases: &[Result<Case, Skip>],
        mode: Mode,
        library: &Library,
        memory: &Memory,
    ) -> Vec<Outcome> {
        let ready = cases.iter().map(|case| {
            let case = case.as_ref().map_err(Skip::clone)?;
            let claim = match self.mistake {
                Some(mistake) => self.case(&mistake(&case.signature))?,
                None => case.clone(),
            };
            exclusion::of_mode(case, mode)?;
            Ok((case, Ready::new(case, &claim, mode, self.backend)?))
        });
        let ready: Vec<Result<_, Skip>> = ready.collect();
        // Functions have the numbers that they have among the cases that were compiled.
        let mut numbers = 0..;
        let numbers = cases
            .iter()
            .map(|case| case.as_ref().ok().and_then(|_| numbers.next()));
        let numbers: Vec<Option<usize>> = numbers.collect();
        let results = child::each(cases.len(), |index| match (&ready[index], numbers[index]) {
            (Ok((case, ready)), Some(number)) => ready.run(case, library, memory, number),
            _ => Ok(()),
        });
        let outcomes = ready.iter().zip(results);
        let outcomes = outcomes.map(|outcome| match outcome {
            (Err(skip), _) => Outcome::Skipped(skip.clone()),
            (_, Err(error)) => Outcome::Failed(error),
            _ => Outcome::Passed,
        });
        outcomes.collect()
    }
}

/// How many came out how.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Where all arrived.
    pub passed: usize,
    /// What did not arrive.
    pub failed: Vec<String>,
    /// What was not called, by the reason.
    pub skipped: BTreeMap<Skip, usize>,
}

impl Summary {
    /// Adds what came out of others.
    pub fn add(&mut self, other: Summary) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        for (skip, count) in other.skipped {
            *self.skipped.entry(skip).or_default() += count;
        }
    }
}
