//! [`Line`]: one call as a line of text.

use crate::Error;

/// `LIBRARY ; PROTOTYPE ; ARGUMENTS`.
///
/// The first and the last ` ; ` separate, so that a prototype may have others in it; one within the quotes
/// of an argument does not. Without arguments, the line ends with ` ;`.
///
/// ```
/// use ccall::Line;
///
/// let line = Line::parse(b"libm.so.6 ; double cos(double) ; 0.5")?.unwrap();
/// assert_eq!(line.library, b"libm.so.6");
/// assert_eq!(line.prototype, "double cos(double)");
/// assert_eq!(line.arguments, [b"0.5"]);
/// assert!(Line::parse(b"# a comment")?.is_none());
/// # Ok::<(), ccall::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'l> {
    /// The name of the library.
    pub library: &'l [u8],
    /// The declaration of the function.
    pub prototype: &'l str,
    /// The arguments.
    pub arguments: Vec<&'l [u8]>,
}

impl<'l> Line<'l> {
    /// Reads a line; `None` if there is no call on it.
    ///
    /// # Errors
    /// It is not written as a call.
    pub fn parse(line: &'l [u8]) -> Result<Option<Line<'l>>, Error> {
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            return Ok(None);
        }
        let not_a_call = || not_a_call(line);
        let first = separators(line).next().ok_or_else(not_a_call)?;
        let (library, rest) = (line[..first].trim_ascii(), &line[first + 1..]);
        let (prototype, arguments) = split_arguments(rest).ok_or_else(not_a_call)?;
        let prototype = core::str::from_utf8(prototype).map_err(|_| {
            let text = crate::print::quoted(prototype);
            Error::Prototype(format!("the prototype is no UTF-8: {text}"))
        })?;
        if library.is_empty() {
            let message = "the library is missing; `-` stands for the process itself";
            return Err(Error::Line(message.to_owned()));
        }
        Ok(Some(Line {
            library,
            prototype: prototype.trim(),
            arguments: words(arguments),
        }))
    }
}

fn not_a_call(line: &[u8]) -> Error {
    let line = String::from_utf8_lossy(line);
    let message = format!(
        "`{line}` is no call: it is written `LIBRARY ; PROTOTYPE ; ARGUMENTS`, and without arguments \
         `LIBRARY ; PROTOTYPE ;`"
    );
    Error::Line(message)
}

fn is_blank(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| byte.is_ascii_whitespace())
}

/// The semicolons between blanks. The last one may end the line.
fn separators(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let is_separator = |index: &usize| {
        let is_alone = *index > 0 && is_blank(text.get(index - 1)) && is_blank(text.get(index + 1));
        text[*index] == b';' && is_alone
    };
    (0..text.len()).filter(is_separator)
}

/// What stands before and behind the last separator.
fn split_arguments(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let quoted = quoted(text);
    let is_outside = |index: &usize| !quoted.iter().any(|range| range.contains(index));
    let outside = separators(text).filter(is_outside).last();
    let last = outside.or_else(|| separators(text).last())?;
    Some((&text[..last], &text[last + 1..]))
}

/// The parts between quotes.
fn quoted(text: &[u8]) -> Vec<core::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let length = match byte {
            b'"' => quote_length(&text[at..]),
            // One letter or escape: any other is an apostrophe.
            b'\'' => quote_length(&text[at..]).filter(|length| *length <= 12),
            _ => None,
        };
        if let Some(length) = length {
            found.push(at..at + length);
        }
        at += length.unwrap_or(1);
    }
    found
}

/// The length of what is between quotes, with them; `None` if it does not end.
fn quote_length(text: &[u8]) -> Option<usize> {
    let quote = *text.first()?;
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            byte if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Arguments, separated by blanks that are not in quotes, brackets or braces.
fn words(text: &[u8]) -> Vec<&[u8]> {
    let mut words = Vec::new();
    let mut rest = text.trim_ascii();
    while !rest.is_empty() {
        let (word, behind) = rest.split_at(word_length(rest));
        words.push(word);
        rest = behind.trim_ascii_start();
    }
    words
}

fn word_length(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0_u32, 0);
    // A cast or a `&` belongs to what follows.
    let mut is_open = false;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' | b'\'' => {
                at += quote_length(&text[at..]).unwrap_or(1);
                is_open = false;
                continue;
            }
            b'[' | b'{' | b'(' => depth += 1,
            b']' | b'}' | b')' => depth = depth.saturating_sub(1),
            byte if byte.is_ascii_whitespace() && depth == 0 && !is_open => break,
            _ => {}
        }
        is_open = match byte {
            b'&' => at == 0 || is_open,
            b')' => depth == 0 && text.starts_with(b"(") || is_open,
            byte if byte.is_ascii_whitespace() => is_open,
            _ => false,
        };
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(line: &str) -> (String, String, Vec<String>) {
        let line = Line::parse(line.as_bytes()).unwrap().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let arguments = line
            .arguments
            .iter()
            .map(|argument| text(argument))
            .collect();
        (text(line.library), line.prototype.to_owned(), arguments)
    }

    #[test]
    fn the_first_and_the_last_separator_count() {
        let (library, prototype, arguments) =
            parse("lib foo.so ; struct p { int x ; double y; } ; struct p mk(int, double) ; 1 2.5");
        assert_eq!(library, "lib foo.so");
        assert_eq!(
            prototype,
            "struct p { int x ; double y; } ; struct p mk(int, double)"
        );
        assert_eq!(arguments, ["1", "2.5"]);
        let (_, prototype, arguments) = parse("- ; int getpid(void) ;");
        assert_eq!(prototype, "int getpid(void)");
        assert!(arguments.is_empty());
    }

    #[test]
    fn blanks_separate_arguments() {
        let (_, _, arguments) = parse("- ; f ; \"a ; b\" 'c' {1, 2} & 3 (long) 4 [ 5 , 6 ] x");
        assert_eq!(
            arguments,
            [
                "\"a ; b\"",
                "'c'",
                "{1, 2}",
                "& 3",
                "(long) 4",
                "[ 5 , 6 ]",
                "x"
            ]
        );
        let (_, _, arguments) = parse("- ; f ; ' ' '\\'' \"\\\" \"");
        assert_eq!(arguments, ["' '", "'\\''", "\"\\\" \""]);
    }

    #[test]
    fn lines_that_are_no_calls() {
        for line in ["cos", "libm.so.6 ; double cos(double)", "; f ; 1", " ; f ;"] {
            assert!(Line::parse(line.as_bytes()).is_err(), "{line}");
        }
        assert!(Line::parse(b"- ; \xff ;").is_err());
        assert_eq!(Line::parse(b" \t\r").unwrap(), None);
    }

    proptest! {
        #[test]
        fn any_line_is_read_or_refused(line: Vec<u8>) {
            let _ = Line::parse(&line);
        }

        #[test]
        fn any_arguments_are_found(arguments in "[ \\[\\]{}()&\"'\\\\;a1,]*") {
            let line = format!("- ; f ; {arguments}");
            let _ = Line::parse(line.as_bytes());
        }
    }
}
