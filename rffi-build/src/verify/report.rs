//! [`Report`]: what came of a comparison.

use core::fmt;

use lltype::Level;

use super::{Finding, Judgement, Strictness};

/// What came of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What is not as the headers say, in the order of the declarations.
    pub findings: Vec<Finding>,
    /// Why some declarations were not compared, each reason once.
    pub not_checked: Vec<String>,
    /// How many declarations were compared.
    pub checked: usize,
}

impl Report {
    /// The findings that are errors.
    pub fn errors(&self, strictness: Strictness) -> impl Iterator<Item = &Finding> {
        let least = match strictness {
            Strictness::Strict => Level::Warning,
            Strictness::Default | Strictness::Off => Level::Error,
        };
        (self.findings.iter()).filter(move |finding| finding.level >= least)
    }

    pub(crate) fn add(&mut self, judgement: Judgement) {
        match judgement {
            Ok(finding) => {
                self.checked += 1;
                self.findings.extend(finding);
            }
            Err(reason) => self.not_checked(reason),
        }
    }

    pub(crate) fn not_checked(&mut self, reason: String) {
        if !self.not_checked.contains(&reason) {
            self.not_checked.push(reason);
        }
    }
}

impl fmt::Display for Report {
    /// A line or more for each finding, and one for each reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        for reason in &self.not_checked {
            writeln!(f, "not checked: {reason}")?;
        }
        write!(f, "{} declarations compared", self.checked)
    }
}
