//! [`Round`]: the claims under one compilation info, and what the compiler says to them.

use std::path::{Path, PathBuf};

use lltype::Target;
use rffi::{ExternalCompilationInfo, Field};

use super::judge::Judge;
use super::{Claim, Finding};
use crate::ask::{self, Answer, Question};
use crate::compiler::{Compiler, Purpose};
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
    /// What else was asked, in order.
    pub(crate) answers: Vec<core::result::Result<Answer, String>>,
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

    /// Whether there is a header at all.
    pub(crate) fn has_headers(&self) -> bool {
        let lists = [
            Field::PreIncludeBits,
            Field::Includes,
            Field::PostIncludeBits,
        ];
        lists.iter().any(|field| !self.info.list(*field).is_empty())
    }

    /// Asks the compiler, and compares. `more` is asked as well.
    ///
    /// # Errors
    /// There is no compiler, or it cannot read the headers.
    pub(crate) fn run(
        &self,
        toolchain: &Toolchain,
        folder: Option<&Path>,
        work: &Path,
        more: &[Question],
    ) -> Result<Outcome> {
        let compiler = Compiler::find(toolchain, &self.info, work, Purpose::Objects)?;
        let compiler = match folder {
            Some(folder) => compiler.in_folder(folder),
            None => compiler,
        };
        let each: Vec<Vec<Question>> = self
            .claims
            .iter()
            .map(|claim| claim.subject.questions())
            .collect();
        let mut questions = each.concat();
        questions.extend_from_slice(more);
        let asked = compiler.ask(&questions, work)?;
        let mut answers = asked.answers.into_vec().into_iter();
        let target: Target = ask::target(compiler.target());
        let mut judge = Judge::new(&self.info, target);
        let mut findings = Vec::new();
        for (claim, questions) in self.claims.iter().zip(&each) {
            let own: Vec<_> = answers.by_ref().take(questions.len()).collect();
            findings.push(judge.claim(claim, &own));
        }
        Ok(Outcome {
            findings,
            not_checked: judge.not_checked,
            inputs: asked.inputs,
            answers: answers.collect(),
        })
    }
}
