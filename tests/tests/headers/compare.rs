//! `cdef` against a compiler, about one text.

use std::collections::BTreeMap;
use std::fmt::Write;

use cdef::Cdef;

use crate::functions::functions;
use crate::probe::{Answer, Claims, Compiler, Form, Question};

/// The types that are other names of `float`, `double`, `long double` or `_Float128` to `cdef`.
pub(crate) const FLOATS: [&str; 4] = ["_Float32", "_Float64", "_Float32x", "_Float64x"];

/// How the two compare.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    /// Everything of which they say different things.
    pub(crate) mismatches: Vec<String>,
    counts: BTreeMap<&'static str, usize>,
    skipped: BTreeMap<&'static str, usize>,
}

impl Comparison {
    /// How much was compared, in one line.
    pub(crate) fn summary(&self) -> String {
        let join = |counts: &BTreeMap<&str, usize>| {
            let parts = counts.iter().map(|(sort, count)| format!("{count} {sort}"));
            parts.collect::<Vec<_>>().join(", ")
        };
        let mut text = join(&self.counts);
        if !self.skipped.is_empty() {
            let _ = write!(text, "; skipped: {}", join(&self.skipped));
        }
        text
    }
}

/// Compares what `cdef` says of one text, and the compiler of another: the same, if all is well.
pub(crate) fn compare(compiler: &Compiler, name: &str, ours: &str, theirs: &str) -> Comparison {
    let cdef = match Cdef::builder(&compiler.target).text(name, ours).build() {
        Ok(cdef) => cdef,
        Err(errors) => return Comparison::failed(format!("cdef: {errors}")),
    };
    let claims = Claims::of(&cdef);
    let theirs = &with_plain_floats(&cdef, theirs);
    let mut mismatches = claims.errors.clone();
    let results = [
        claims.wrong_to(compiler, theirs),
        wrongly_incomplete(compiler, theirs, &claims),
        wrong_functions(compiler, theirs, &cdef),
    ];
    for result in results {
        match result {
            Ok(wrong) => mismatches.extend(wrong),
            Err(printed) => mismatches.push(format!("{}: {printed}", compiler.command)),
        }
    }
    Comparison {
        mismatches,
        counts: claims.counts,
        skipped: claims.skipped,
    }
}

impl Comparison {
    pub(crate) fn failed(message: String) -> Self {
        Comparison {
            mismatches: vec![message],
            ..Comparison::default()
        }
    }
}

/// A text with the types of ISO/IEC 60559 as those that have their layouts. To C they are types of their
/// own; to `cdef` they are other names.
fn with_plain_floats(cdef: &Cdef, text: &str) -> String {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let words = text
        .split_inclusive(|letter| !is_part(letter))
        .map(|piece| {
            let word = piece.trim_end_matches(|letter| !is_part(letter));
            let plain = FLOATS
                .contains(&word)
                .then(|| cdef.canonical(word).ok())
                .flatten();
            plain.map_or(piece.to_owned(), |plain| piece.replace(word, &plain))
        });
    words.collect()
}

/// Types of which the compiler knows the size, and `cdef` does not.
fn wrongly_incomplete(
    compiler: &Compiler,
    text: &str,
    claims: &Claims,
) -> Result<Vec<String>, String> {
    let sizes = claims
        .incomplete
        .iter()
        .map(|name| Question::Number(format!("sizeof({name})")));
    let questions: Vec<Question> = sizes.collect();
    let answers = Form::new(text, &questions).ask(compiler)?;
    let both = claims.incomplete.iter().zip(answers);
    let known = both.filter_map(|(name, answer)| match answer {
        Answer::Refused(_) => None,
        _ => Some(format!(
            "sizeof({name}): ours unknown, the compiler's {}",
            answer
        )),
    });
    Ok(known.collect())
}

fn wrong_functions(compiler: &Compiler, text: &str, cdef: &Cdef) -> Result<Vec<String>, String> {
    let ours = cdef
        .functions()
        .map(|found| found.name().to_owned())
        .collect();
    let theirs = functions(compiler, text)?;
    let missing = theirs
        .difference(&ours)
        .map(|name| format!("{name}: a function that is not listed"));
    let excess = ours
        .difference(&theirs)
        .map(|name| format!("{name}: no function to the compiler"));
    Ok(missing.chain(excess).collect())
}
