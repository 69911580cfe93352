//! A header that is not there, in the words of gcc and clang: which one it is.

/// The header that a compiler did not find, and the file that includes it: a flag may do so, too.
pub(crate) fn named(messages: &str) -> Option<(&str, Option<&str>)> {
    messages.lines().find_map(|line| {
        let (place, message) = line.split_once(": fatal error: ")?;
        let header = match message.strip_suffix(": No such file or directory") {
            Some(header) => header,
            None => message
                .strip_prefix('\'')?
                .strip_suffix("' file not found")?,
        };
        Some((header, file(place)))
    })
}

/// The file of `file:line:column` or `file:line`.
pub(crate) fn file(place: &str) -> Option<&str> {
    let before_number = |text: &str| {
        let (rest, number) = text.rsplit_once(':')?;
        number.parse::<u32>().ok().map(|_| rest.len())
    };
    let first = before_number(place)?;
    let second = before_number(&place[..first]);
    Some(&place[..second.unwrap_or(first)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gcc_and_clang_name_the_header() {
        for (messages, expected) in [
            (
                "includes:1:10: fatal error: a b/c.h: No such file or directory\n    1 | #include",
                Some(("a b/c.h", Some("includes"))),
            ),
            (
                "In file included from includes:1:\n/usr/x.h:3:10: fatal error: 'c.h' file not found",
                Some(("c.h", Some("/usr/x.h"))),
            ),
            (
                "x.c:1: fatal error: c.h: No such file or directory",
                Some(("c.h", Some("x.c"))),
            ),
            (
                "cc1: fatal error: c.h: No such file or directory",
                Some(("c.h", None)),
            ),
            ("x.c:1:2: error: 'c.h' undeclared", None),
            ("x.c:1:2: fatal error: too many errors emitted", None),
        ] {
            assert_eq!(named(messages), expected);
        }
    }
}
