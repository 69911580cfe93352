//! The functions that GCC sees, which its option `-aux-info` lists.

use std::collections::BTreeSet;

use crate::probe::Compiler;

/// The names of all functions that a text declares.
///
/// # Errors
/// What the compiler prints if it fails.
pub(crate) fn functions(compiler: &Compiler, text: &str) -> Result<BTreeSet<String>, String> {
    let list = compiler.file(&["-fsyntax-only", "-aux-info"], text)?;
    let lines = String::from_utf8_lossy(&list);
    let declarations = lines.lines().filter_map(|line| line.split_once("*/ "));
    declarations
        .map(|(_, declaration)| name(declaration))
        .collect()
}

/// The name in `extern void (*signal (int, void (*)(int))) (int);`: what is before the parenthesis that
/// does not open a declarator.
fn name(declaration: &str) -> Result<String, String> {
    let wrong = || format!("no function: {declaration}");
    let mut rest = declaration;
    loop {
        // One that was declared by a typedef has no parentheses.
        let (before, after) = rest.split_once(['(', ';']).ok_or_else(wrong)?;
        rest = after;
        if !after.starts_with('*') {
            let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
            let before = before.trim_end();
            let start = before
                .rfind(|letter| !is_part(letter))
                .map_or(0, |at| at + 1);
            return Ok(before[start..].to_owned());
        }
    }
}

#[test]
fn names_stand_before_the_parameters() {
    let names = [
        ("extern clock_t clock (void);", "clock"),
        (
            "extern void (*signal (int, void (*)(int))) (int);",
            "signal",
        ),
        ("extern handler_fn handler;", "handler"),
        ("extern char *strchr (const char *, int);", "strchr"),
    ];
    for (declaration, expected) in names {
        assert_eq!(name(declaration).unwrap(), expected);
    }
}
