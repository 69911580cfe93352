//! Comments of headers as documentation.

use quote::ToTokens;
use syn::{Attribute, Expr, Lit, Meta};

/// The lines of the documentation that bindgen made of a comment.
pub(super) fn lines(attributes: &[Attribute]) -> Vec<String> {
    let texts = attributes.iter().filter_map(text);
    let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    cleaned(lines)
}

fn text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    if !attribute.path().is_ident("doc") {
        return None;
    }
    match &pair.value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Lines that rustdoc shows as text: without code, which it would compile, links and tags.
pub(super) fn cleaned(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.map(|line| clean(&line)).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !line.is_empty());
    lines.drain(..first.unwrap_or(lines.len()));
    lines.dedup_by(|next, line| next.is_empty() && line.is_empty());
    lines
}

fn clean(line: &str) -> String {
    // `<` points back to what is documented.
    let line = line.trim_start().strip_prefix('<').unwrap_or(line);
    let words: Vec<String> = line.split_whitespace().map(word).collect();
    let text = words.join(" ");
    // Four signs of their own would be a heading or a rule below it.
    match text.chars().all(|c| "=-*#_~+".contains(c)) {
        true => String::new(),
        false => text,
    }
}

fn word(word: &str) -> String {
    if word.starts_with("http://") || word.starts_with("https://") {
        let end = word.trim_end_matches(['.', ',', ')', '>', ';']);
        return format!("<{end}>{}", escaped(&word[end.len()..]));
    }
    escaped(word)
}

fn escaped(word: &str) -> String {
    let mut escaped = String::new();
    for c in word.chars() {
        if "[]<>*_`~|#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    // An address in the middle of a word.
    escaped.replace("://", ":\u{200b}//")
}

/// The tokens of all attributes of this name.
pub(super) fn tokens(attributes: &[Attribute], name: &str) -> Vec<String> {
    let found = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident(name));
    found
        .map(|attribute| {
            attribute
                .meta
                .to_token_stream()
                .to_string()
                .replace(' ', "")
        })
        .collect()
}
