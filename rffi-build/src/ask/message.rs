//! Which question a message of the compiler is about.

use std::collections::BTreeMap;

use super::question::FILE;

/// The first error of each question that has one.
pub(super) fn of_questions(messages: &str) -> BTreeMap<usize, String> {
    let mut errors = BTreeMap::new();
    for line in messages.lines() {
        if let Some((index, message)) = of_line(line) {
            errors.entry(index).or_insert_with(|| message.to_owned());
        }
    }
    errors
}

/// `rffi-question:7:12: error: ..`, without a column as well.
fn of_line(line: &str) -> Option<(usize, &str)> {
    let rest = line.strip_prefix(FILE)?.strip_prefix(':')?;
    let (number, rest) = rest.split_once(':')?;
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    let (_, message) = rest.split_once("error: ")?;
    Some((index, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gcc_and_clang_name_the_question() {
        let messages = "In file included from x.h:1:\n\
            rffi-question:1:5: error: 'strlenn' undeclared here (not in a function)\n\
            rffi-question:1:9: error: another\n\
            rffi-question:3: warning: nothing\n\
            rffi-question:12:1: fatal error: too much\n\
            x.h:3:4: error: in a header\n";
        let errors = of_questions(messages);
        let expected = [
            (
                0,
                "'strlenn' undeclared here (not in a function)".to_owned(),
            ),
            (11, "too much".to_owned()),
        ];
        assert_eq!(errors, BTreeMap::from(expected));
    }
}
