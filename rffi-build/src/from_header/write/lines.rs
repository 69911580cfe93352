//! Types on more lines, where rustfmt would break them.

use super::WIDTH;

/// A type behind this text, on more lines where rustfmt would break it.
pub(super) fn wrapped(ty: &str, before: &str) -> String {
    let indent: String = before.chars().take_while(|c| *c == ' ').collect();
    let Some(inner) = ty
        .strip_prefix("Option<")
        .and_then(|rest| rest.strip_suffix('>'))
    else {
        return ty.to_owned();
    };
    if before.len() + ty.len() < WIDTH {
        return ty.to_owned();
    }
    let row = format!("{indent}    {inner},");
    if row.len() <= WIDTH {
        return format!("Option<\n{row}\n{indent}>");
    }
    let Some((head, rest)) = inner.split_once('(') else {
        return ty.to_owned();
    };
    let (params, tail) = split_at_closing(rest);
    let rows: String = params
        .iter()
        .map(|param| format!("{indent}        {param},\n"))
        .collect();
    format!("Option<\n{indent}    {head}(\n{rows}{indent}    ){tail},\n{indent}>")
}

/// The parameters up to the `)` that closes them, and what follows.
fn split_at_closing(text: &str) -> (Vec<&str>, &str) {
    let (mut depth, mut start, mut params) = (0_u32, 0, Vec::new());
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' if depth == 0 => {
                params.push(text[start..at].trim());
                params.retain(|param| !param.is_empty());
                return (params, &text[at + 1..]);
            }
            // Not that of `->`.
            '>' if last == '-' => {}
            ')' | '>' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                params.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        last = c;
    }
    (params, "")
}
