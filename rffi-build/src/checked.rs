//! [`Checked`]: what came of the comparisons: verdicts for the macro, and a report.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use llexternal_syntax::{Manifest, RecordVerdict, Severity, Value, Verdict};
use lltype::Level;

use crate::ask::{Answer, Answered};
use crate::checking::{Batch, Declaration};
use crate::verify::{Finding, Judgement, Outcome, Report, Strictness};

/// What came of the comparisons so far.
pub(crate) struct Checked {
    strictness: Strictness,
    report: Report,
    /// Why the compiler could not be asked.
    pub(crate) unasked: BTreeSet<String>,
    /// Why functions and variables were not compared.
    unknown: BTreeSet<String>,
    /// Structs: why not, or nothing for those that some header defines.
    records: BTreeMap<Declaration, Option<String>>,
    /// The files with answers that were used.
    pub(crate) kept: BTreeSet<PathBuf>,
}

impl Checked {
    pub(crate) fn new(strictness: Strictness, unknown: BTreeSet<String>) -> Self {
        Checked {
            strictness,
            report: Report::default(),
            unasked: BTreeSet::new(),
            unknown,
            records: BTreeMap::new(),
            kept: BTreeSet::new(),
        }
    }

    /// Takes what was said of a batch; `records` are its structs.
    pub(crate) fn take(
        &mut self,
        batch: &Batch,
        records: &[Declaration],
        outcome: Outcome,
        manifest: &mut Manifest,
    ) {
        self.kept.extend(outcome.kept);
        let mut judgements = outcome.judgements.into_iter();
        for ((block, index), judgement) in batch.claimed.iter().zip(judgements.by_ref()) {
            if let Some((severity, message)) = self.shown(&judgement) {
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
            match judgement {
                Err(reason) => {
                    self.unknown.insert(reason);
                }
                compared => self.report.add(compared),
            }
        }
        for (record, judgement) in records.iter().zip(judgements) {
            self.record(record, judgement, manifest);
        }
        for ((block, index), answer) in batch.constants.iter().zip(&outcome.answers) {
            manifest.add_value(block, *index, value(answer));
        }
    }

    /// Takes what was said of a struct, which may be in another header, too.
    fn record(&mut self, record: &Declaration, judgement: Judgement, manifest: &mut Manifest) {
        let (name, file) = record.clone();
        let is_known = manifest.records.iter().any(|known| known.name == name);
        if let (Some((severity, message)), false) = (self.shown(&judgement), is_known) {
            manifest.records.push(RecordVerdict {
                name,
                file,
                severity,
                message,
            });
        }
        let known = self.records.get(record);
        let is_new = !matches!(known, Some(None));
        match judgement {
            Err(reason) if known.is_none() => {
                self.records.insert(record.clone(), Some(reason));
            }
            Err(_) => {}
            Ok(finding) if is_new => {
                self.records.insert(record.clone(), None);
                self.report.add(Ok(finding));
            }
            Ok(finding) => self.report.findings.extend(finding),
        }
    }

    /// How a finding is shown, if it is.
    fn shown(&self, judgement: &Judgement) -> Option<(Severity, String)> {
        let Finding { level, message, .. } = judgement.as_ref().ok()?.as_ref()?;
        let severity = match (level, self.strictness) {
            (Level::Error, _) | (Level::Warning, Strictness::Strict) => Severity::Error,
            (Level::Warning, _) => Severity::Warning,
            (Level::Note, _) => return None,
        };
        Some((severity, message.clone()))
    }

    /// Why declarations were not compared, as far as the user is told without asking.
    pub(crate) fn shown_reasons(&self) -> impl Iterator<Item = &String> {
        let unknown = self.unknown.iter();
        let unknown = unknown.filter(|_| self.strictness == Strictness::Strict);
        self.unasked.iter().chain(unknown)
    }

    /// All of it.
    pub(crate) fn into_report(self) -> Report {
        let mut report = self.report;
        if self.strictness == Strictness::Off {
            report.not_checked("the package or `RFFI_VERIFY` says `off`".to_owned());
        }
        let records = self.records.into_values().flatten();
        let reasons = self.unasked.into_iter().chain(self.unknown).chain(records);
        reasons.for_each(|reason| report.not_checked(reason));
        report
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
