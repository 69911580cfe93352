//! [`Words`]: which names a text has in it, and which of them it defines itself.

use std::collections::HashSet;

/// The names in a text of C, found without understanding it. Names are taken for mentioned rather
/// than not; which ones the text defines itself only spares it the texts that define them, too.
#[derive(Debug, Default)]
pub(super) struct Words<'t> {
    /// All of them.
    pub(super) mentioned: HashSet<&'t str>,
    /// Tags whose members or constants it has.
    pub(super) tags: HashSet<&'t str>,
    /// Typedefs, macros and constants of enums.
    pub(super) names: HashSet<&'t str>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'t> {
    Name(&'t str),
    Sign(u8),
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut reader = Reader::default();
        tokens(text, |token| reader.token(token));
        reader.words
    }

    /// Whether the text defines a tag or a name itself.
    pub(super) fn defines(&self, word: &str) -> bool {
        self.tags.contains(word) || self.names.contains(word)
    }
}

/// Where a [`Words`] is within its text.
#[derive(Debug, Default)]
struct Reader<'t> {
    words: Words<'t>,
    depth: u32,
    before: Option<Token<'t>>,
    /// Behind `struct`, `union`, `enum`: the depth, and the tag.
    tag: Option<(u32, Option<&'t str>)>,
    is_enum: bool,
    /// The depth within the braces of an enum.
    constants: Option<u32>,
    /// Behind `typedef`: the depth, and the name.
    typedef: Option<(u32, Option<&'t str>)>,
    /// Behind `#`, `#define`.
    directive: u32,
}

impl<'t> Reader<'t> {
    fn token(&mut self, token: Token<'t>) {
        match token {
            Token::Name(name) => self.name(name),
            Token::Sign(sign) => self.sign(sign),
        }
        self.before = Some(token);
    }

    fn name(&mut self, name: &'t str) {
        self.words.mentioned.insert(name);
        let is_item = matches!(self.before, Some(Token::Sign(b'{' | b',')));
        let is_constant = is_item && self.constants == Some(self.depth);
        if is_constant || self.directive == 2 {
            self.words.names.insert(name);
        }
        self.directive = match (self.directive, name) {
            (1, "define") => 2,
            _ => 0,
        };
        match name {
            "struct" | "union" | "enum" => {
                self.tag = Some((self.depth, None));
                self.is_enum = name == "enum";
            }
            "typedef" => self.typedef = Some((self.depth, None)),
            _ if name.starts_with("__attribute") || name.starts_with("_Alignas") => {}
            _ => self.maybe_defined(name),
        }
    }

    /// A name that may be the tag, or what a typedef declares.
    fn maybe_defined(&mut self, name: &'t str) {
        if let Some((depth, tag)) = &mut self.tag
            && *depth == self.depth
        {
            *tag = Some(name);
        }
        let is_pointer = self.before == Some(Token::Sign(b'*'));
        if let Some((depth, found)) = &mut self.typedef
            && (*depth == self.depth || is_pointer && *depth + 1 == self.depth)
        {
            *found = Some(name);
        }
    }

    fn sign(&mut self, sign: u8) {
        match sign {
            b'#' => self.directive = 1,
            b'{' | b'(' | b'[' => self.open(sign),
            b'}' | b')' | b']' => {
                if self.constants == Some(self.depth) {
                    self.constants = None;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            // An enum may say what holds it.
            b':' if self.is_enum => self.define_tag(),
            b';' | b',' => self.end(sign),
            _ => self.tag = None,
        }
    }

    fn open(&mut self, sign: u8) {
        if sign == b'{' && self.tag.is_some_and(|(depth, _)| depth == self.depth) {
            self.define_tag();
        }
        if sign == b'{' && self.is_enum {
            self.constants = Some(self.depth + 1);
            self.is_enum = false;
        }
        self.depth += 1;
    }

    fn define_tag(&mut self) {
        let tag = self.tag.take().and_then(|(_, tag)| tag);
        self.words.tags.extend(tag);
    }

    fn end(&mut self, sign: u8) {
        self.tag = None;
        let Some((depth, name)) = self.typedef.filter(|(depth, _)| *depth == self.depth) else {
            return;
        };
        self.words.names.extend(name);
        self.typedef = (sign == b',').then_some((depth, None));
    }
}

/// The names and signs of a text, without comments, strings and numbers.
fn tokens<'t>(text: &'t str, mut each: impl FnMut(Token<'t>)) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => quoted(rest, first),
            _ if is_part(first) => rest.find(|next| !is_part(next)).unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at(length);
        match first {
            '0'..='9' => {}
            _ if is_part(first) => each(Token::Name(token)),
            _ if length == 1 && first.is_ascii_punctuation() => {
                each(Token::Sign(token.as_bytes()[0]));
            }
            _ => {}
        }
        rest = behind;
    }
}

fn is_part(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '$'
}

/// The length of what is between quotes, with them; one that nothing ends stands alone.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, next)| {
        let is_end = *next == quote && !is_escaped;
        is_escaped = *next == '\\' && !is_escaped;
        is_end
    });
    end.map_or(1, |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(words: &HashSet<&str>) -> Vec<String> {
        let mut words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        words.sort();
        words
    }

    #[test]
    fn what_a_text_defines_itself() {
        let words = Words::of(
            "struct a { struct b *b; union c { int x; } c; enum { ONE, TWO = X + 1, } e; };
             struct __attribute__((packed)) d { char /* struct no { */ c; } f(struct g g);
             enum h : char { THREE }; struct i *j(enum k k);
             #define FOUR (4)
             typedef struct { int x; } l, *m; typedef int (*n)(int o, int p), q[2];
             typedef float r __attribute__((vector_size(16)));
             typedef struct s s; int t(char *u, char v = '{');",
        );
        assert_eq!(sorted(&words.tags), ["a", "c", "d", "h"]);
        let names = ["FOUR", "ONE", "THREE", "TWO", "l", "m", "n", "q", "r", "s"];
        assert_eq!(sorted(&words.names), names);
        assert!(words.mentioned.contains("X") && words.mentioned.contains("i"));
        assert!(!words.mentioned.contains("no"));
    }
}
