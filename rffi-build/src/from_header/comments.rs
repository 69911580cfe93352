//! [`Comments`]: those that are no documentation to clang, as most of C's are.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::docs;
use super::facts::Facts;
use super::items::{Items, TypeItem};

/// Finds the comment of what is declared on a line.
type Finder = fn(&[String], usize) -> Vec<String>;

/// The lines of the files.
#[derive(Default)]
pub(super) struct Comments(HashMap<PathBuf, Vec<String>>);

impl Comments {
    /// Adds them to what has no documentation yet.
    pub(super) fn add(mut self, items: &mut Items, facts: &Facts) {
        for function in &mut items.functions {
            let place = facts.places.of_value(&function.name);
            self.fill(&mut function.docs, place, &[above, below]);
        }
        for variable in &mut items.variables {
            let place = facts.places.of_value(&variable.name);
            self.fill(&mut variable.docs, place, &[beside, above, below]);
        }
        for constant in &mut items.constants {
            self.fill(
                &mut constant.docs,
                facts.places.of_value(&constant.name),
                &[beside],
            );
        }
        for item in &mut items.types {
            let place = facts.places.of_type(item.name());
            match item {
                TypeItem::Record(record) => self.fill(&mut record.docs, place, &[above]),
                TypeItem::Opaque(opaque) => self.fill(&mut opaque.docs, place, &[above]),
                TypeItem::Enumeration(found) => self.fill(&mut found.docs, place, &[above]),
                TypeItem::Alias(alias) => self.fill(&mut alias.docs, place, &[above]),
            }
        }
    }

    fn fill(
        &mut self,
        docs: &mut Vec<String>,
        place: Option<&(PathBuf, usize)>,
        finders: &[Finder],
    ) {
        let (Some((file, line)), true) = (place, docs.is_empty()) else {
            return;
        };
        let lines = self.lines(file);
        let mut found = finders
            .iter()
            .map(|find| find(lines, line.saturating_sub(1)));
        *docs = found.find(|found| !found.is_empty()).unwrap_or_default();
    }

    fn lines(&mut self, file: &Path) -> &[String] {
        self.0.entry(file.to_owned()).or_insert_with(|| {
            // One that cannot be read has no comments.
            let text = fs::read(file).unwrap_or_default();
            String::from_utf8_lossy(&text)
                .lines()
                .map(str::to_owned)
                .collect()
        })
    }
}

/// The comment that ends on the line before.
fn above(lines: &[String], at: usize) -> Vec<String> {
    let Some(last) = at.checked_sub(1).and_then(|last| lines.get(last)) else {
        return Vec::new();
    };
    let is_line = |line: &String| line.trim_start().starts_with("//");
    if is_line(last) {
        let count = lines[..at]
            .iter()
            .rev()
            .take_while(|line| is_line(line))
            .count();
        return text(&lines[at - count..at]);
    }
    if !last.trim_end().ends_with("*/") {
        return Vec::new();
    }
    let start = lines[..at].iter().rposition(|line| line.contains("/*"));
    match start {
        Some(start) if lines[start].trim_start().starts_with("/*") => text(&lines[start..at]),
        _ => Vec::new(),
    }
}

/// The comment that begins on the line behind the declaration, and belongs to nothing below it.
fn below(lines: &[String], at: usize) -> Vec<String> {
    const LONGEST: usize = 20;
    let rest = lines.get(at..).unwrap_or_default();
    let Some(end) = rest
        .iter()
        .take(LONGEST)
        .position(|line| line.trim_end().ends_with(';'))
    else {
        return Vec::new();
    };
    let rest = &rest[end + 1..];
    if !rest
        .first()
        .is_some_and(|line| line.trim_start().starts_with("/*"))
    {
        return Vec::new();
    }
    let Some(last) = rest.iter().position(|line| line.trim_end().ends_with("*/")) else {
        return Vec::new();
    };
    match rest.get(last + 1).is_none_or(|next| next.trim().is_empty()) {
        true => text(&rest[..=last]),
        false => Vec::new(),
    }
}

/// The comment at the end of the line.
fn beside(lines: &[String], at: usize) -> Vec<String> {
    let line = lines.get(at).map_or("", String::as_str);
    let comment = line
        .split_once("/*")
        .filter(|(_, rest)| rest.trim_end().ends_with("*/"));
    match comment.or_else(|| line.split_once("//")) {
        // `//` of an address.
        Some((before, _)) if before.contains('"') => Vec::new(),
        Some((_, rest)) => text(&[format!("/*{rest}")]),
        None => Vec::new(),
    }
}

/// Without the signs of the comment.
fn text(lines: &[String]) -> Vec<String> {
    let lines = lines.iter().map(|line| {
        let line = line.trim();
        let line = line.strip_suffix("*/").unwrap_or(line);
        line.trim_start_matches(['/', '*', '!', '<'])
            .trim()
            .trim_end_matches('*')
            .to_owned()
    });
    docs::cleaned(lines)
}
