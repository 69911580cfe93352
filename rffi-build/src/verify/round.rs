//! [`Round`]: the claims under one compilation info, and what the compiler says to them.

use std::path::{Path, PathBuf};

use lltype::Target;
use rffi::{ExternalCompilationInfo, Field};

use super::Claim;
use super::judge::{Judge, Judgement, is_unknown};
use crate::ask::{Answered, Asked, Question, Store};
use crate::{Result, Toolchain};

/// The claims that are compared with the headers of one compilation info.
pub(crate) struct Round {
    info: ExternalCompilationInfo,
    claims: Vec<Claim>,
}

/// Where the compiler is asked.
pub(crate) struct Desk<'a> {
    pub(crate) toolchain: &'a Toolchain,
    /// To which paths are relative; `None` for the current folder.
    pub(crate) package: Option<&'a Path>,
    /// The folder in which answers are kept, if they are.
    pub(crate) answers: Option<&'a Path>,
}

/// What came of a round.
pub(crate) struct Outcome {
    /// For each claim, in order.
    pub(crate) judgements: Vec<Judgement>,
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

    /// Asks the compiler, and compares. `more` is asked as well.
    ///
    /// # Errors
    /// There is no compiler, or it cannot read the headers.
    pub(crate) fn run(&self, desk: &Desk<'_>, more: &[Question]) -> Result<Outcome> {
        let (each, questions) = self.questions(more);
        let mut replies = Replies::of(desk.store(&self.info).ask(&questions)?);
        for module in self.modules(desk.package) {
            replies.ask_again(&desk.store(&module), &questions);
        }
        Ok(self.judged(&each, replies))
    }

    /// The file in which it is kept that the headers are refused.
    pub(crate) fn refusal(&self, desk: &Desk<'_>, more: &[Question]) -> Option<PathBuf> {
        let (_, questions) = self.questions(more);
        desk.store(&self.info).file(&questions)
    }

    /// Those of each claim, and all together with `more`.
    fn questions(&self, more: &[Question]) -> (Vec<Vec<Question>>, Vec<Question>) {
        let each = self.claims.iter().map(|claim| claim.subject.questions());
        let each: Vec<Vec<Question>> = each.collect();
        let mut questions = each.concat();
        questions.extend_from_slice(more);
        (each, questions)
    }

    fn judged(&self, each: &[Vec<Question>], replies: Replies) -> Outcome {
        let mut answers = replies.answers.into_iter();
        let mut judge = Judge::new(&self.info, replies.target);
        let claims = self.claims.iter().zip(each).map(|(claim, questions)| {
            let own = answers.by_ref().take(questions.len());
            (claim, own.collect::<Vec<_>>())
        });
        let claims: Vec<_> = claims.collect();
        for (claim, answers) in &claims {
            judge.notice(claim, answers);
        }
        let judgements = claims.iter();
        let judgements = judgements.map(|(claim, answers)| judge.claim(claim, answers));
        Outcome {
            judgements: judgements.collect(),
            inputs: replies.inputs,
            kept: replies.kept,
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

/// What the compiler said so far.
struct Replies {
    answers: Vec<Answered>,
    inputs: Vec<PathBuf>,
    target: Target,
    kept: Vec<PathBuf>,
}

impl Replies {
    fn of(asked: Asked) -> Self {
        Replies {
            answers: asked.answers.into_vec(),
            inputs: asked.inputs,
            target: asked.target,
            kept: Vec::from_iter(asked.kept),
        }
    }

    /// Asks elsewhere for the names that nothing has.
    fn ask_again(&mut self, store: &Store<'_>, questions: &[Question]) {
        let unknown: Vec<usize> = (0..self.answers.len())
            .filter(|index| is_unknown(&self.answers[*index]))
            .collect();
        let again: Vec<_> = unknown
            .iter()
            .map(|index| questions[*index].clone())
            .collect();
        if again.is_empty() {
            return;
        }
        self.kept.extend(store.file(&again));
        // What does not compile here is the build's to report.
        if let Ok(asked) = store.ask(&again) {
            self.inputs.extend(asked.inputs);
            for (index, answer) in unknown.into_iter().zip(asked.answers.into_vec()) {
                self.answers[index] = answer;
            }
        }
    }
}

impl Desk<'_> {
    fn store<'a>(&'a self, info: &'a ExternalCompilationInfo) -> Store<'a> {
        Store {
            toolchain: self.toolchain,
            info,
            package: self.package,
            folder: self.answers.map(Path::to_owned),
        }
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
