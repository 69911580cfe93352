//! [`Checking`]: what a package declares, compared with the headers while it is built, and the values of
//! its constants.

use std::collections::BTreeSet;
use std::mem;
use std::path::{Path, PathBuf};

use llexternal_syntax::{
    Block, BlockId, ConstantKind, Flag, Function, Global, Manifest, Options, RecordVerdict,
    Severity, Value, Verdict, file_id,
};
use lltype::Level;
use proc_macro2::Ident;
use rffi::ExternalCompilationInfo;

use crate::ask::{Answer, Answered, Question};
use crate::directives::Directives;
use crate::error::error_chain;
use crate::import::word;
use crate::scope::{Call, ScopeId, Sources};
use crate::verify::{Claim, Finding, Outcome, Round, Strictness, Subject, has_headers};
use crate::{Package, Result, env};

/// What is to be compared and asked, under each compilation info.
pub(crate) struct Checking<'a> {
    package: &'a Package,
    sources: &'a Sources,
    strictness: Strictness,
    rounds: Vec<Batch>,
}

/// The declarations under one compilation info.
struct Batch {
    round: Round,
    /// The crates of the package that have declarations in it.
    crates: BTreeSet<ScopeId>,
    /// Whose claims those of the round are, in order.
    claimed: Vec<(BlockId, usize)>,
    /// The constants.
    constants: Vec<(BlockId, usize)>,
    questions: Vec<Question>,
}

/// The name of a struct in Rust, and its file.
type Declaration = (String, String);

impl<'a> Checking<'a> {
    pub(crate) fn new(package: &'a Package, sources: &'a Sources, strictness: Strictness) -> Self {
        Checking {
            package,
            sources,
            strictness,
            rounds: Vec::new(),
        }
    }

    /// Takes the declarations of a block. `info` is its compilation info, with its packages.
    pub(crate) fn add(
        &mut self,
        scope: ScopeId,
        Call { block, file }: &Call,
        id: &BlockId,
        info: &ExternalCompilationInfo,
    ) {
        let root = self.sources.root(scope);
        let mut claims = Vec::new();
        if self.strictness != Strictness::Off && has_headers(info) {
            let functions = block.sound().filter(|function| is_of_a_header(function));
            claims.extend(
                functions.filter_map(|f| Some((f.index, self.function(root, f, block, file)?))),
            );
            let globals = block.sound_globals().filter(|global| has_type(global));
            claims.extend(globals.filter_map(|g| Some((g.index, self.variable(root, g, file)?))));
        }
        if claims.is_empty() && block.constants.is_empty() {
            return;
        }
        let batch = self.batch(info);
        batch.crates.insert(root);
        for (index, claim) in claims {
            batch.round.add(claim);
            batch.claimed.push((id.clone(), index));
        }
        for (index, constant) in block.constants.iter().enumerate() {
            batch.constants.push((id.clone(), index));
            batch
                .questions
                .push(question(&word(&constant.ident), constant.kind()));
        }
    }

    fn function(
        &self,
        root: ScopeId,
        function: &Function,
        block: &Block,
        file: &Path,
    ) -> Option<Claim> {
        let visible = self.sources.visible(root);
        let prototype = visible
            .prototype(function, &block.abi, self.is_host())
            .ok()?;
        Some(Claim {
            subject: Subject::Function(prototype),
            number: function.index,
            place: place(&function.ident, file),
        })
    }

    fn variable(&self, root: ScopeId, global: &Global, file: &Path) -> Option<Claim> {
        let ty = self
            .sources
            .visible(root)
            .variable(global, self.is_host())
            .ok()?;
        Some(Claim {
            subject: Subject::Variable {
                name: global.c_name(),
                ty,
            },
            number: global.index,
            place: place(&global.ident, file),
        })
    }

    fn is_host(&self) -> bool {
        self.package.toolchain.target == self.package.toolchain.host
    }

    fn batch(&mut self, info: &ExternalCompilationInfo) -> &mut Batch {
        let known = self
            .rounds
            .iter()
            .position(|batch| batch.round.info() == info);
        let index = known.unwrap_or_else(|| {
            self.rounds.push(Batch {
                round: Round::new(info.clone()),
                crates: BTreeSet::new(),
                claimed: Vec::new(),
                constants: Vec::new(),
                questions: Vec::new(),
            });
            self.rounds.len() - 1
        });
        &mut self.rounds[index]
    }

    /// Asks the compiler what is not in the folder `answers`, and writes what it says into the manifest. Where it cannot be asked, the
    /// declarations are not checked, which is said once. Returns the files that it used of the folder.
    pub(crate) fn run(
        mut self,
        answers: &Path,
        manifest: &mut Manifest,
        directives: &mut Directives,
    ) -> BTreeSet<PathBuf> {
        directives.watch_variable(env::VERIFY);
        if !self.rounds.is_empty() {
            directives.watch_compiler(&self.package.toolchain);
        }
        let mut unchecked: Vec<String> = Vec::new();
        let mut kept = BTreeSet::new();
        for mut batch in mem::take(&mut self.rounds) {
            let records = self.records(&batch.crates);
            records
                .iter()
                .for_each(|(_, claim)| batch.round.add(claim.clone()));
            match self.outcome(&batch, answers) {
                Ok(outcome) => {
                    self.report(&batch, &outcome, &records, manifest, directives);
                    kept.extend(outcome.kept);
                }
                Err(error) => {
                    let reason = error_chain(&error);
                    batch.missing(&reason, manifest);
                    unchecked.push(reason);
                }
            }
        }
        unchecked.sort();
        unchecked.dedup();
        for reason in unchecked {
            directives.warning(&format!(
                "declarations are not checked against their headers: {reason}"
            ));
        }
        kept
    }

    /// The structs of crates: each may be in any header that they include.
    fn records(&self, crates: &BTreeSet<ScopeId>) -> Vec<(Declaration, Claim)> {
        if self.strictness == Strictness::Off {
            return Vec::new();
        }
        let visible = crates.iter().map(|root| self.sources.visible(*root));
        let records = visible.flat_map(|visible| visible.records(self.is_host()));
        let records = records.map(|(record, file, ty)| {
            let claim = Claim {
                subject: Subject::Type {
                    name: record.name.clone(),
                    ty,
                },
                number: 0,
                place: String::new(),
            };
            let file = file_id(&self.package.folder.join(file));
            ((word(&record.ident), file), claim)
        });
        records.collect()
    }

    fn outcome(&self, batch: &Batch, answers: &Path) -> Result<Outcome> {
        let Package {
            toolchain, folder, ..
        } = self.package;
        batch
            .round
            .run(toolchain, Some(folder), Some(answers), &batch.questions)
    }

    fn report(
        &self,
        batch: &Batch,
        outcome: &Outcome,
        records: &[(Declaration, Claim)],
        manifest: &mut Manifest,
        directives: &mut Directives,
    ) {
        outcome
            .inputs
            .iter()
            .for_each(|input| directives.watch(input));
        let (own, of_records) = outcome.findings.split_at(batch.claimed.len());
        for ((block, index), finding) in batch.claimed.iter().zip(own) {
            if let Some((severity, message)) = self.shown(finding) {
                let index = *index;
                manifest.add_verdict(
                    block,
                    Verdict {
                        index,
                        severity,
                        message,
                    },
                );
            }
        }
        for (((name, file), _), finding) in records.iter().zip(of_records) {
            let is_known = manifest.records.iter().any(|known| known.name == *name);
            if let (Some((severity, message)), false) = (self.shown(finding), is_known) {
                let (name, file) = (name.clone(), file.clone());
                manifest.records.push(RecordVerdict {
                    name,
                    file,
                    severity,
                    message,
                });
            }
        }
        for ((block, index), answer) in batch.constants.iter().zip(&outcome.answers) {
            manifest.add_value(block, *index, value(answer));
        }
    }

    /// How a finding is shown, if it is.
    fn shown(&self, finding: &Option<Finding>) -> Option<(Severity, String)> {
        let Finding { level, message, .. } = finding.as_ref()?;
        let severity = match (level, self.strictness) {
            (Level::Error, _) | (Level::Warning, Strictness::Strict) => Severity::Error,
            (Level::Warning, _) => Severity::Warning,
            (Level::Note, _) => return None,
        };
        Some((severity, message.clone()))
    }
}

impl Batch {
    /// No constant has a value.
    fn missing(&self, reason: &str, manifest: &mut Manifest) {
        for (block, index) in &self.constants {
            manifest.add_value(block, *index, Value::Missing(reason.to_owned()));
        }
    }
}

/// Whether a header declares it as a function: of a macro, the compiler checks the call.
fn is_of_a_header(function: &Function) -> bool {
    is_compared(&function.options) && !function.options.has(Flag::CMacro)
}

fn has_type(global: &Global) -> bool {
    is_compared(&global.options) && !global.is_value()
}

fn is_compared(options: &Options) -> bool {
    !options.has(Flag::Declare) && !options.has(Flag::NoVerify)
}

fn place(ident: &Ident, file: &Path) -> String {
    format!("{}:{}", file.display(), ident.span().start().line)
}

fn question(name: &str, kind: ConstantKind) -> Question {
    match kind {
        ConstantKind::Integer => Question::integer(name),
        ConstantKind::Float => Question::double(name),
        ConstantKind::Text | ConstantKind::CText => Question::text_of(name),
    }
}

fn value(answer: &Answered) -> Value {
    match answer {
        Ok(Answer::Integer(value)) => Value::Integer(*value),
        Ok(Answer::Double(value)) => Value::Float(value.to_bits()),
        Ok(Answer::Text(bytes)) => Value::Text(bytes.clone()),
        Ok(_) => Value::Missing("it is not defined".to_owned()),
        Err(message) => Value::Missing(message.clone()),
    }
}
