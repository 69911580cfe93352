//! Linker scripts: texts of GNU ld's that stand where a library would, and name the true ones.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What a script names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) name: InputName,
    /// Whether the linker takes it only where it is needed: `AS_NEEDED`.
    pub(super) as_needed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum InputName {
    /// A file.
    File(OsString),
    /// `-lNAME`.
    Library(String),
}

/// No script is longer.
const MAX_SIZE: u64 = 1 << 16;

/// What the script at `path` names; `None` if there is none. Archives are left out: only a linker can use
/// them.
pub(super) fn read(path: &Path) -> Option<Vec<Input>> {
    let size = path.metadata().ok().filter(|file| file.is_file())?.len();
    if size > MAX_SIZE {
        return None;
    }
    let text = std::fs::read_to_string(path).ok()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let inputs: Vec<Input> = parse(&text)?
        .into_iter()
        .filter(|(name, _)| !name.ends_with(".a"))
        .map(|(name, as_needed)| Input {
            name: place(name, folder),
            as_needed,
        })
        .collect();
    Some(inputs)
}

/// A relative file lies beside the script, or where the system has it.
fn place(name: &str, folder: &Path) -> InputName {
    if let Some(name) = name.strip_prefix("-l") {
        return InputName::Library(name.to_owned());
    }
    let name = name.strip_prefix("$SYSROOT").unwrap_or(name);
    let name = name.strip_prefix('=').unwrap_or(name);
    let beside: PathBuf = folder.join(name);
    InputName::File(match beside.is_file() {
        true => beside.into(),
        false => name.into(),
    })
}

/// The names in `INPUT(..)` and `GROUP(..)`, and whether they are in `AS_NEEDED(..)`; `None` if there is
/// neither.
fn parse(text: &str) -> Option<Vec<(&str, bool)>> {
    let mut tokens = Tokens(text);
    let mut names = Vec::new();
    let mut is_script = false;
    while let Some(token) = tokens.next() {
        let opens = tokens.peek() == Some("(");
        match token {
            "INPUT" | "GROUP" if opens => {
                tokens.next();
                is_script = true;
                inputs(&mut tokens, &mut names)?;
            }
            _ => {}
        }
    }
    is_script.then_some(names)
}

/// What stands up to the closing parenthesis.
fn inputs<'t>(tokens: &mut Tokens<'t>, names: &mut Vec<(&'t str, bool)>) -> Option<()> {
    let mut as_needed = false;
    loop {
        match tokens.next()? {
            "AS_NEEDED" if tokens.peek() == Some("(") => {
                tokens.next();
                as_needed = true;
            }
            ")" if as_needed => as_needed = false,
            ")" => return Some(()),
            "," => {}
            name => names.push((name, as_needed)),
        }
    }
}

#[derive(Clone, Copy)]
struct Tokens<'t>(&'t str);

impl<'t> Tokens<'t> {
    fn peek(self) -> Option<&'t str> {
        let mut ahead = self;
        ahead.next()
    }

    fn next(&mut self) -> Option<&'t str> {
        self.skip();
        if let Some(quoted) = self.0.strip_prefix('"') {
            let (name, rest) = quoted.split_once('"')?;
            self.0 = rest;
            return Some(name);
        }
        let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '"');
        let end = match self.0.chars().next()? {
            first if is_end(first) => first.len_utf8(),
            _ => self.0.find(is_end).unwrap_or(self.0.len()),
        };
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(token)
    }

    /// Blanks and comments.
    fn skip(&mut self) {
        loop {
            self.0 = self.0.trim_start();
            match self.0.strip_prefix("/*") {
                Some(comment) => {
                    self.0 = comment.split_once("*/").map_or("", |(_, rest)| rest);
                }
                None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn names_are_read_with_comments_quotes_and_as_needed() {
        let text = "/* GNU ld script ( */ OUTPUT_FORMAT(elf64-x86-64)\n\
                    GROUP ( /lib/libc.so.6 /usr/lib/libc_nonshared.a  AS_NEEDED ( /lib64/ld.so.2 ) b.so )\
                    INPUT(-lm, \"with blank.so\")";
        let expected = [
            ("/lib/libc.so.6", false),
            ("/usr/lib/libc_nonshared.a", false),
            ("/lib64/ld.so.2", true),
            ("b.so", false),
            ("-lm", false),
            ("with blank.so", false),
        ];
        assert_eq!(parse(text).unwrap(), expected);
    }

    #[test]
    fn other_texts_are_no_scripts() {
        for text in [
            "",
            "hello",
            "INPUT",
            "INPUT(a",
            "GROUP ( \"a )",
            "/* INPUT(a) */",
            "(",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("INPUT()"), Some(vec![]));
    }
}
