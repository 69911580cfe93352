//! Passes over files that cannot matter: parsing is nearly all of the time that a build without C
//! takes, and most files of a large package neither declare C functions nor lead to others.

/// Whether a file has a declaration, a compilation info, a `mod name;`, or a `use` that others can
/// go through. May be wrongly true, as for a word in a comment.
pub(crate) fn may_matter(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut before = "";
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (gap, tail) = rest.split_at(start);
        let (word, after) = tail.split_at(tail.find(|c| !is_word(c)).unwrap_or(tail.len()));
        let matters = match word {
            "llexternal" | "ExternalCompilationInfo" => true,
            "use" => before == "pub" || gap.trim_end().ends_with(')'),
            _ => before == "mod" && after.trim_start().starts_with(';'),
        };
        if matters {
            return true;
        }
        // `mod r#fn;`
        if word != "r" || !after.starts_with('#') {
            before = word;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_on_matters() {
        for text in [
            "fn f() { rffi::llexternal! { } }",
            "static A: ExternalCompilationInfo = b();",
            "pub mod child;",
            "mod r#fn ;",
            "#[cfg(unix)] mod\n  child\n;",
            "pub use a::B;",
            "pub(in crate::a) use a::B;",
            "pub\nuse a::B;",
        ] {
            assert!(may_matter(text), "{text}");
        }
    }

    #[test]
    fn most_files_do_not() {
        for text in [
            "",
            "use a::B; fn f(x: u8) -> (u8) { x }",
            "#[cfg(test)] mod tests { use super::*; #[test] fn t() {} }",
            "struct Use; fn modify() {} // externals",
        ] {
            assert!(!may_matter(text), "{text}");
        }
    }
}
