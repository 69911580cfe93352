//! The files that a compilation read, as the compiler lists them for `make`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The target that the compiler is told to write, so that no path stands before the colon.
pub(crate) const TARGET: &str = "object";

/// Reads the list.
pub(crate) fn read(path: &Path) -> Result<Vec<PathBuf>> {
    let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
    Ok(parse(&text).into_iter().map(PathBuf::from).collect())
}

fn parse(text: &str) -> Vec<String> {
    let list = text
        .strip_prefix(TARGET)
        .and_then(|text| text.strip_prefix(':'));
    let mut chars = list.unwrap_or(text).chars().peekable();
    let mut paths = vec![String::new()];
    while let Some(c) = chars.next() {
        let escaped = match c {
            '\\' => chars.next_if(|next| [' ', '#', '\n'].contains(next)),
            '$' => chars.next_if_eq(&'$'),
            _ => None,
        };
        match (escaped.unwrap_or(c), paths.last_mut()) {
            ('\n', _) => paths.push(String::new()),
            (c, _) if c.is_whitespace() && escaped.is_none() => paths.push(String::new()),
            (c, Some(path)) => path.push(c),
            (_, None) => {}
        }
    }
    paths.retain(|path| !path.is_empty());
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_make_escapes_is_read() {
        let text = "object: c/a.c \\\n two\\ words.h \\\n  c:\\dir\\b.h cash$$.h\\#\n";
        let paths = ["c/a.c", "two words.h", "c:\\dir\\b.h", "cash$.h#"];
        assert_eq!(parse(text), paths);
        assert!(parse("object:\n").is_empty());
    }
}
