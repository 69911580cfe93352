//! [`Patterns`]: which names are imported.

use regex::Regex;

use super::Import;
use crate::{Error, Result};

/// The regular expressions of an [`Import`], for whole names, as bindgen takes them.
pub(super) struct Patterns {
    allow: Vec<Regex>,
    block: Vec<Regex>,
}

impl Patterns {
    pub(super) fn of(what: &Import) -> Result<Self> {
        Ok(Patterns {
            allow: compiled(&what.allow)?,
            block: compiled(&what.block)?,
        })
    }

    /// Whether a name is asked for. Without a pattern in `allow`, all are.
    pub(super) fn choose(&self, name: &str) -> bool {
        let is_in = |patterns: &[Regex]| patterns.iter().any(|pattern| pattern.is_match(name));
        (self.allow.is_empty() || is_in(&self.allow)) && !is_in(&self.block)
    }
}

/// bindgen passes over what is no regular expression.
fn compiled(patterns: &[String]) -> Result<Vec<Regex>> {
    let patterns = patterns.iter().map(|pattern| {
        Regex::new(&format!("^({pattern})$")).map_err(|error| Error::Pattern {
            pattern: pattern.clone(),
            message: error.to_string(),
        })
    });
    patterns.collect()
}
