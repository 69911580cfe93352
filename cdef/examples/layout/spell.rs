//! Declarations in C.

use core::fmt::Display;

use cdef::Member;

/// A member as type and name, the two columns of `pahole`: `int (*compare)(void)` as `int` and `(*compare)(void)`; the name is empty for an anonymous member.
pub(crate) fn columns<'m>(member: &'m Member<'_>) -> (&'m str, &'m str) {
    let declared = member.declared.as_str();
    let Some(at) = name_at(member) else {
        return (declared, "");
    };
    // The parentheses are the declarator's, as is what is within.
    let at = declared[..at].find('(').unwrap_or(at);
    let (ty, name) = declared.split_at(at);
    (ty.trim_end(), name)
}

/// Where the name is in the declaration: without it, that is the type. The type may have the same word:
/// `struct stat stat`, `size (*size)(size)`.
fn name_at(member: &Member<'_>) -> Option<usize> {
    let Member { name, declared, .. } = member;
    let places = declared.rmatch_indices(name.as_str()).map(|(at, _)| at);
    let mut places = places.filter(|_| !name.is_empty());
    let letters = |text: &str| text.replace(' ', "");
    let ty = letters(&member.spelled);
    places.find(|at| {
        let (before, behind) = (&declared[..*at], &declared[at + name.len()..]);
        letters(before) + &letters(behind) == ty
    })
}

/// What stands before the braces of a struct, union or enum, and what behind them: it has a tag, or the
/// name of a typedef, or none.
pub(crate) fn heading(keyword: impl Display, name: Option<String>) -> (String, String) {
    match name {
        None => (keyword.to_string(), String::new()),
        Some(name) if name.contains(' ') => (name, String::new()),
        Some(name) => (format!("typedef {keyword}"), format!(" {name}")),
    }
}
