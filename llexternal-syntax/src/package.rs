//! `name >= 1.2`, as `pkg-config` understands it.

/// The relations of versions.
const RELATIONS: [&str; 6] = ["=", "!=", "<", ">", "<=", ">="];

/// Checks an item of the list `pkg_config`: a name, or a name, a relation and a version with blanks
/// between them.
///
/// # Errors
/// What is wrong with it, for the user.
pub fn check_package(item: &str) -> Result<(), String> {
    let words: Vec<&str> = item.split_whitespace().collect();
    let right = match &words[..] {
        [name] => is_word(name),
        [name, relation, version] => {
            is_word(name) && RELATIONS.contains(relation) && is_word(version)
        }
        _ => false,
    };
    match right {
        true => Ok(()),
        false => Err(format!(
            "`{item}` is no package for pkg-config; write one name, or a name and a version with \
             blanks between them: `name >= 1.2`"
        )),
    }
}

/// Whether it may be a name or a version. `pkg-config` takes some others, too, and options.
fn is_word(word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "+-_.:~/@".contains(c);
    !word.starts_with('-') && word.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_package_with_or_without_a_version() {
        for right in [
            "zlib",
            "gtk+-3.0",
            "zlib >= 1.2",
            " zlib  =  1 ",
            "a != 1:2~3",
        ] {
            assert_eq!(check_package(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            " ",
            "zlib>=1.2",
            "zlib >= ",
            "zlib 1.2",
            "zlib => 1.2",
            "zlib libpng",
            "--libs",
            "zlib >= -1",
            "a = 1 b",
            "a;b",
            "a\0",
        ] {
            assert!(check_package(wrong).is_err(), "{wrong}");
        }
    }
}
