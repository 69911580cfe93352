//! [`Line`]: an instruction, split.

use super::byte::Base;

/// An instruction of an assembly text.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) name: &'a str,
    pub(crate) operands: Vec<&'a str>,
}

impl<'a> Line<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        Line {
            text,
            name,
            operands: split(rest.trim()),
        }
    }

    pub(crate) fn operand(&self, index: usize) -> Result<&'a str, String> {
        let operand = self.operands.get(index).copied();
        operand.ok_or_else(|| self.text.to_owned())
    }

    pub(crate) fn unknown<T>(&self) -> Result<T, String> {
        Err(self.text.to_owned())
    }
}

/// At the commas that are in no parentheses.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let pieces = text.split(move |c| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    pieces
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// The bodies of the functions `call0`, `call1`, ... of an assembly text, by number.
pub(crate) fn callers<'a>(assembly: &'a str, comments: &[&str]) -> Vec<(usize, Vec<&'a str>)> {
    let mut callers: Vec<(usize, Vec<&'a str>)> = Vec::new();
    let mut is_inside = false;
    for line in assembly.lines() {
        let line = without_comment(line, comments).trim();
        if let Some(label) = line.strip_suffix(':') {
            let number = label.trim_start_matches('_').strip_prefix("call");
            if let Some(number) = number.and_then(|number| number.parse().ok()) {
                callers.push((number, Vec::new()));
                is_inside = true;
            } else if !label.starts_with(['.', 'L']) && !label.starts_with("\"") {
                is_inside = false;
            }
            continue;
        }
        if let Some((_, body)) = callers.last_mut()
            && is_inside
            && !line.is_empty()
            && !line.starts_with('.')
        {
            body.push(line);
        }
    }
    callers
}

fn without_comment<'a>(line: &'a str, comments: &[&str]) -> &'a str {
    let starts = comments.iter().filter_map(|mark| line.find(mark));
    starts.min().map_or(line, |start| &line[..start])
}

/// The address that a symbol and a number stand for: `g7_2+8` is byte 8 of argument 2 of call 7, which
/// may be written `8+g7_2`.
pub(crate) fn symbol(text: &str) -> Option<(Base, i64)> {
    let text = text.trim_matches(['(', ')']);
    if let Some((number, name)) = text.split_once('+')
        && let Some(number) = integer(number)
    {
        let (base, offset) = symbol(name)?;
        return Some((base, offset + number));
    }
    let text = text.trim_start_matches(".refptr.").trim_start_matches('_');
    let end = text.find(['+', '-']).unwrap_or(text.len());
    let (name, offset) = text.split_at(end);
    let offset = match offset.trim_start_matches('+') {
        "" => 0,
        offset => integer(offset)?,
    };
    if name
        .strip_prefix('r')
        .is_some_and(|rest| rest.parse::<usize>().is_ok())
    {
        return Some((Base::Result, offset));
    }
    let (_, argument) = name.strip_prefix('g')?.split_once('_')?;
    Some((Base::Argument(argument.parse().ok()?), offset))
}

/// A number of any form.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let value = match digits.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok()?.cast_signed(),
        None => digits.parse::<u64>().ok()?.cast_signed(),
    };
    Some(value.wrapping_mul(sign))
}
