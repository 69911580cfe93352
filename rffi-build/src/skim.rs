//! Passes over files that cannot matter: parsing is nearly all of the time that a build without C
//! takes, and most files of a large package neither declare C functions nor lead to others.

/// Whether a file has a declaration, a compilation info, a type of C's, a `mod name;`, an `include!`, or a `use`
/// that others can go through. May be wrongly true, as for words in a comment.
pub(crate) fn may_matter(text: &str) -> bool {
    text.split_inclusive([';', '{', '}']).any(leads_on)
}

/// Whether this part of a file, up to the next `;` or brace, does.
fn leads_on(part: &str) -> bool {
    let mut is_public = false;
    let mut is_module = false;
    for word in part.split(|c: char| !c.is_alphanumeric() && c != '_') {
        match word {
            "llexternal"
            | "ExternalCompilationInfo"
            | "CStruct"
            | "CEnum"
            | "opaque"
            | "include" => {
                return true;
            }
            "use" if is_public => return true,
            "pub" => is_public = true,
            "mod" => is_module = true,
            _ => {}
        }
    }
    is_module && part.ends_with(';')
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
            "mod /* c */ child;",
            "mod // c\n child // d\n;",
            "pub /* x */ use a::A;",
            "pub(crate) // x\nuse a::A;",
            "include!(\"a.rs\");",
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
