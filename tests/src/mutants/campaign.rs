//! [`Campaign`]: how many mutants the check finds.

use lltype::Level;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use rffi_build::{Error, Report, Strictness, Toolchain, Verification};

use super::library::{Declarations, Library};
use super::mutation::{self, Mutant};

/// Mutants of headers.
#[derive(Debug, Clone, Copy)]
pub struct Campaign<'a> {
    /// The headers.
    pub libraries: &'a [Library],
    /// What the choice comes from.
    pub seed: u64,
    /// How many mistakes each library gives, at most.
    pub mistakes: usize,
    /// How many respellings each library gives, at most.
    pub respellings: usize,
}

/// What came of a campaign.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Mistakes that were found.
    pub caught: usize,
    /// Mistakes that were not, by name.
    pub missed: Vec<String>,
    /// Harmless respellings that no error was made of.
    pub quiet: usize,
    /// Harmless respellings and true declarations that were called errors, by name.
    pub false_alarms: Vec<String>,
    /// Headers that are not installed.
    pub skipped: Vec<String>,
}

/// A declaration on its way to the check.
type Claimed = Box<dyn Fn(Verification) -> Verification>;

impl Campaign<'_> {
    /// Asks the check about all mutants.
    ///
    /// # Panics
    /// The check fails otherwise than by finding mistakes.
    #[must_use]
    pub fn run(&self) -> Outcome {
        let mut outcome = Outcome::default();
        for (index, library) in self.libraries.iter().enumerate() {
            let Some(declarations) = library.declarations() else {
                let Library {
                    header, package, ..
                } = library;
                outcome
                    .skipped
                    .push(format!("{header} (needs the package {package})"));
                continue;
            };
            let mut seed = [0; 32];
            seed[..8].copy_from_slice(&self.seed.to_le_bytes());
            seed[8] = u8::try_from(index).unwrap_or(u8::MAX);
            let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
            self.library(library, &declarations, &mut rng, &mut outcome);
        }
        outcome
    }

    fn library(
        &self,
        library: &Library,
        declarations: &Declarations,
        rng: &mut TestRng,
        outcome: &mut Outcome,
    ) {
        let title = |what: &str| format!("{}: {what}", library.header);
        let plain = declarations.functions.iter().map(|function| {
            let what = format!("{}: as it is", function.name());
            function_claim(
                declarations,
                Mutant {
                    what,
                    changed: function.clone(),
                },
            )
        });
        let records = declarations.records.iter().map(|ty| {
            let what = format!("{ty}: as it is");
            record_claim(
                declarations,
                Mutant {
                    what,
                    changed: ty.clone(),
                },
            )
        });
        let constants = declarations.constants.iter().map(|(name, value)| {
            constant_claim(declarations, format!("{name}: as it is"), name, *value)
        });
        let mut harmless: Vec<(String, Claimed)> = Vec::new();
        let respelled = declarations
            .functions
            .iter()
            .flat_map(mutation::respellings);
        harmless.extend(respelled.map(|mutant| function_claim(declarations, mutant)));
        let mut harmless = chosen(harmless, self.respellings, rng);
        harmless.extend(plain.chain(records).chain(constants));
        for (what, is_error) in check(harmless) {
            match is_error {
                true => outcome.false_alarms.push(title(&what)),
                false => outcome.quiet += 1,
            }
        }
        for (what, is_error) in check(chosen(wrong(declarations), self.mistakes, rng)) {
            match is_error {
                true => outcome.caught += 1,
                false => outcome.missed.push(title(&what)),
            }
        }
    }
}

/// All mistakes that there are.
fn wrong(declarations: &Declarations) -> Vec<(String, Claimed)> {
    let Declarations {
        functions,
        records,
        constants,
        ..
    } = declarations;
    let functions = functions
        .iter()
        .flat_map(|f| mutation::mistakes(f, records));
    let functions = functions.map(|mutant| function_claim(declarations, mutant));
    let members = records.iter().flat_map(mutation::wrong_members);
    let members = members.map(|mutant| record_claim(declarations, mutant));
    let constants = constants.iter().map(|(name, value)| {
        constant_claim(declarations, format!("{name}: value"), name, value + 1)
    });
    functions.chain(members).chain(constants).collect()
}

/// So many of all, at random.
fn chosen(
    mut all: Vec<(String, Claimed)>,
    count: usize,
    rng: &mut TestRng,
) -> Vec<(String, Claimed)> {
    for index in (1..all.len()).rev() {
        let other = usize::try_from(rng.next_u64()).unwrap_or_default() % (index + 1);
        all.swap(index, other);
    }
    all.truncate(count);
    all
}

/// For each claim, whether the check calls it an error.
fn check(claims: Vec<(String, Claimed)>) -> Vec<(String, bool)> {
    // The compiler whose headers were read.
    let mut toolchain = Toolchain::host();
    toolchain.compiler = Some("cc".into());
    let mut verification = Verification::new()
        .strictness(Strictness::Default)
        .toolchain(toolchain);
    for (_, claim) in &claims {
        verification = claim(verification);
    }
    let report = match verification.run() {
        Ok(report) => report,
        Err(Error::Disagreement(report)) => *report,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(report.checked, claims.len(), "{report}");
    let errors = errors(&report);
    let all = claims.into_iter().enumerate();
    all.map(|(index, (what, _))| (what, errors.contains(&index)))
        .collect()
}

/// The numbers of the claims that are errors.
fn errors(report: &Report) -> Vec<usize> {
    let errors = report
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error);
    errors.map(|finding| finding.claim).collect()
}

fn function_claim(
    declarations: &Declarations,
    mutant: Mutant<lltype::Prototype>,
) -> (String, Claimed) {
    let (info, function) = (declarations.info.clone(), mutant.changed);
    (
        mutant.what,
        Box::new(move |to: Verification| to.prototype(&function, &info)),
    )
}

fn record_claim(declarations: &Declarations, mutant: Mutant<lltype::Type>) -> (String, Claimed) {
    let (info, ty) = (declarations.info.clone(), mutant.changed);
    (
        mutant.what,
        Box::new(move |to: Verification| to.ty(&ty, &info)),
    )
}

fn constant_claim(
    declarations: &Declarations,
    what: String,
    name: &str,
    value: i128,
) -> (String, Claimed) {
    let (info, name) = (declarations.info.clone(), name.to_owned());
    (
        what,
        Box::new(move |to: Verification| to.constant(&name, value, &info)),
    )
}
