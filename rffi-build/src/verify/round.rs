//! [`Round`]: the claims under one compilation info, and what the compiler says to them.

use std::path::{Path, PathBuf};

use lltype::Target;
use rffi::{ExternalCompilationInfo, Field};

use super::judge::{Judge, is_unknown};
use super::{Claim, Finding};
use crate::ask::{Answered, Asked, Question, Store};
use crate::{Result, Toolchain};

/// The claims that are compared with the headers of one compilation info.
pub(crate) struct Round {
    info: ExternalCompilationInfo,
    claims: Vec<Claim>,
}

/// What came of a round.
pub(crate) struct Outcome {
    /// For each claim, in order; nothing where it is right.
    pub(crate) findings: Vec<Option<Finding>>,
    /// Why some were not compared.
    pub(crate) not_checked: Vec<String>,
    /// The files that were read.
    pub(crate) inputs: Vec<PathBuf>,
    /// The files in which the answers are kept.
    pub(crate) kept: Vec<PathBuf>,
    /// What else was asked, in order.
    pub(crate) answers: Vec<Answered>,
}

impl Round {
    /// Of a compilation info whose packages are resolved.
    pub(crate) fn new(info: ExternalCompilationInfo) -> Self {
        Round {
            info,
            claims: Vec::new(),
        }
    }

    pub(crate) fn info(&self) -> &ExternalCompilationInfo {
        &self.info
    }

    pub(crate) fn add(&mut self, claim: Claim) {
        self.claims.push(claim);
    }

    /// The same, with the flags of the info's packages.
    pub(crate) fn resolved(&self, toolchain: &Toolchain) -> Result<Round> {
        Ok(Round {
            info: toolchain.resolve(&self.info)?,
            claims: self.claims.clone(),
        })
    }

    /// Asks the compiler, and compares. `more` is asked as well; answers are kept in the folder `answers`.
    ///
    /// # Errors
    /// There is no compiler, or it cannot read the headers.
    pub(crate) fn run(
        &self,
        toolchain: &Toolchain,
        folder: Option<&Path>,
        answers: Option<&Path>,
        more: &[Question],
    ) -> Result<Outcome> {
        let each: Vec<Vec<Question>> = (self.claims.iter())
            .map(|claim| claim.subject.questions())
            .collect();
        let mut questions = each.concat();
        questions.extend_from_slice(more);
        let ask = |info: &ExternalCompilationInfo, questions: &[Question]| {
            let store = Store {
                toolchain,
                info,
                package: folder,
                folder: answers.map(Path::to_owned),
            };
            store.ask(questions)
        };
        let Asked {
            answers: first,
            mut inputs,
            target,
            kept,
        } = ask(&self.info, &questions)?;
        let mut answers = first.into_vec();
        let mut kept = Vec::from_iter(kept);
        for module in self.modules(folder) {
            let unknown: Vec<usize> = (0..answers.len())
                .filter(|index| is_unknown(&answers[*index]))
                .collect();
            if unknown.is_empty() {
                break;
            }
            let again: Vec<_> = unknown
                .iter()
                .map(|index| questions[*index].clone())
                .collect();
            // One that does not compile here is the build's to report.
            if let Ok(asked) = ask(&module, &again) {
                inputs.extend(asked.inputs);
                kept.extend(asked.kept);
                for (index, answer) in unknown.into_iter().zip(asked.answers.into_vec()) {
                    answers[index] = answer;
                }
            }
        }
        let outcome = self.judged(&each, answers, &target);
        Ok(Outcome {
            inputs,
            kept,
            ..outcome
        })
    }

    fn judged(&self, each: &[Vec<Question>], answers: Vec<Answered>, target: &Target) -> Outcome {
        let mut answers = answers.into_iter();
        let mut judge = Judge::new(&self.info, *target);
        let mut findings = Vec::new();
        for (claim, questions) in self.claims.iter().zip(each) {
            let own: Vec<_> = answers.by_ref().take(questions.len()).collect();
            findings.push(judge.claim(claim, &own));
        }
        Outcome {
            findings,
            not_checked: judge.not_checked,
            inputs: Vec::new(),
            kept: Vec::new(),
            answers: answers.collect(),
        }
    }

    /// The info with each of its own modules behind the headers: what only these declare, no header need
    /// declare.
    fn modules(&self, folder: Option<&Path>) -> Vec<ExternalCompilationInfo> {
        let texts = self.info.list(Field::SeparateModuleSources).iter();
        let texts = texts.map(|text| self.info.clone().post_include_bit(text));
        let files = self.info.list(Field::SeparateModuleFiles).iter();
        let files = files.map(|file| {
            let path = folder.map_or(PathBuf::from(file), |folder| folder.join(file));
            let include = format!("#include \"{}\"", path.display());
            self.info.clone().post_include_bit(include)
        });
        texts.chain(files).collect()
    }
}

/// Whether a compilation info names a header at all.
pub(crate) fn has_headers(info: &ExternalCompilationInfo) -> bool {
    let lists = [
        Field::PreIncludeBits,
        Field::Includes,
        Field::PostIncludeBits,
    ];
    lists.iter().any(|field| !info.list(*field).is_empty())
}
