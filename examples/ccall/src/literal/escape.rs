//! Escapes of strings and characters, as C has them.

/// Reads what follows a backslash at the start of `text`: the code, whether it is a character (not a
/// byte), and how much was read.
pub(super) fn escape(text: &[u8]) -> Result<(u32, bool, usize), &'static str> {
    let simple = |code: u8| Ok((u32::from(code), false, 1));
    match text.first() {
        None => Err("`\\` stands at the end"),
        Some(b'n') => simple(b'\n'),
        Some(b't') => simple(b'\t'),
        Some(b'r') => simple(b'\r'),
        Some(b'a') => simple(7),
        Some(b'b') => simple(8),
        Some(b'f') => simple(12),
        Some(b'v') => simple(11),
        Some(b'e') => simple(27),
        Some(code @ (b'\\' | b'"' | b'\'' | b'?')) => simple(*code),
        Some(b'0'..=b'7') => byte(text, 0, 3, 8),
        // Never more than a byte needs: what is printed can be read.
        Some(b'x') => byte(text, 1, 2, 16),
        Some(b'u') => character(text, 4),
        Some(b'U') => character(text, 8),
        Some(_) => Err("there is no such escape"),
    }
}

/// How many digits of a base there are, at most `most`.
fn digits(text: &[u8], most: usize, base: u32) -> usize {
    let digits = text.iter().take(most);
    digits
        .take_while(|digit| char::from(**digit).is_digit(base))
        .count()
}

fn number(text: &[u8], base: u32) -> Option<u32> {
    u32::from_str_radix(core::str::from_utf8(text).ok()?, base).ok()
}

fn byte(
    text: &[u8],
    from: usize,
    most: usize,
    base: u32,
) -> Result<(u32, bool, usize), &'static str> {
    let count = digits(&text[from..], most, base);
    if count == 0 {
        return Err("`\\x` needs digits");
    }
    let code = number(&text[from..from + count], base);
    match code.filter(|code| *code <= 0xff) {
        Some(code) => Ok((code, false, from + count)),
        None => Err("an escape is greater than a byte"),
    }
}

fn character(text: &[u8], count: usize) -> Result<(u32, bool, usize), &'static str> {
    let code = match digits(&text[1..], count, 16) == count {
        true => number(&text[1..=count], 16),
        false => None,
    };
    match code.and_then(char::from_u32) {
        Some(character) => Ok((character.into(), true, count + 1)),
        None => Err("`\\u` needs the four digits of a character, `\\U` eight"),
    }
}
