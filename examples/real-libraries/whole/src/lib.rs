//! Whether a module that was made of headers has all that they declare, and says what they say.
//!
//! What they declare says another reader of C: the example `layout` of `cdef`, over what the C compiler's
//! preprocessor prints.

mod declared;
mod listed;

use std::collections::BTreeSet;

use rffi::ExternalCompilationInfo;

/// The tests of a library: its crate, and the files whose declarations are its own, by parts of their paths.
#[macro_export]
macro_rules! tests {
    ($library:ident, $files:expr) => {
        const MODULE: $crate::Module<'_> = $crate::Module {
            info: &$library::ECI,
            files: $files,
            text: include_str!(concat!(env!("OUT_DIR"), "/ffi.rs")),
            compared: include_str!(concat!(env!("OUT_DIR"), "/rffi/compared")),
        };

        #[test]
        fn it_is_whole() {
            MODULE.assert_whole();
        }

        #[test]
        fn the_build_compared_all_of_it() {
            MODULE.assert_compared();
        }
    };
}

/// A function, a type or a constant, by its name in C: `struct`, `union` and `enum` are no part of it.
type Names = BTreeSet<(Kind, String)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Function,
    Type,
    Constant,
}

/// A module, and the headers that it was made of.
pub struct Module<'a> {
    /// How the headers are found.
    pub info: &'a ExternalCompilationInfo,
    /// The files whose declarations are the library's, by parts of their paths.
    pub files: &'a [&'a str],
    /// The Rust.
    pub text: &'a str,
    /// What the build script says that it compared.
    pub compared: &'a str,
}

impl Module<'_> {
    /// Every declaration of the library's files is in the module or in its list of what is left out, and that has
    /// at most one of a hundred.
    ///
    /// # Panics
    /// If not.
    pub fn assert_whole(&self) {
        let listed = listed::own(self);
        let declared = declared::names(self.text);
        let left_out = left_out(self.text);
        let absent = listed.difference(&declared);
        let (told, untold): (BTreeSet<_>, BTreeSet<_>) =
            absent.partition(|(_, name)| left_out.contains(name.as_str()));
        let count = |kind| listed.iter().filter(|(known, _)| *known == kind).count();
        println!(
            "{} functions, {} types, {} constants; left out: {told:?}",
            count(Kind::Function),
            count(Kind::Type),
            count(Kind::Constant),
        );
        assert!(
            untold.is_empty(),
            "in the headers, and neither in the module nor in its list: {untold:?}"
        );
        assert!(
            told.len() * 100 <= listed.len(),
            "{} of {} are left out: {told:?}",
            told.len(),
            listed.len()
        );
    }

    /// The build script compared every function, variable and struct with the headers, and found nothing.
    ///
    /// # Panics
    /// If not.
    pub fn assert_compared(&self) {
        println!("{}", self.compared);
        let lines: Vec<&str> = self.compared.lines().collect();
        let [line] = lines[..] else {
            panic!(
                "not all is compared, or not all is right:\n{}",
                self.compared
            );
        };
        let count = line.strip_suffix(" declarations compared");
        let count: usize = count.and_then(|count| count.parse().ok()).unwrap();
        assert_eq!(count, declared::compared(self.text));
    }
}

/// The names in the list at the end of a module: `// name: reason`.
fn left_out(module: &str) -> BTreeSet<&str> {
    let list = module
        .rsplit_once("// Left out:")
        .map_or("", |(_, list)| list);
    let rows = list
        .lines()
        .filter_map(|line| line.strip_prefix("// ")?.split_once(": "));
    rows.map(|(name, _)| name.rsplit(' ').next().unwrap_or(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    static INFO: ExternalCompilationInfo = ExternalCompilationInfo::new().pre_include_bits(&[
        "struct point { int x; }; enum color { RED }; int f(struct point *p);",
    ]);

    const TEXT: &str = "
        #[derive(CStruct)] #[cstruct(name = \"struct point\")] pub struct Point { pub x: INT }
        #[derive(CEnum)] pub enum color { RED }
        llexternal! { unsafe extern \"C\" { pub unsafe fn f(p: Ptr<Point>) -> INT; } }
        ";

    fn module<'a>(text: &'a str, compared: &'a str) -> Module<'a> {
        Module {
            info: &INFO,
            files: &["<stdin>"],
            text,
            compared,
        }
    }

    #[test]
    fn a_whole_module() {
        module(TEXT, "").assert_whole();
        module(TEXT, "2 declarations compared").assert_compared();
    }

    #[test]
    #[should_panic(expected = "neither in the module nor in its list: {(Function, \"f\")}")]
    fn a_module_without_a_function() {
        module(&TEXT.replace("fn f", "fn g"), "").assert_whole();
    }

    #[test]
    #[should_panic(expected = "1 of 4 are left out: {(Function, \"f\")}")]
    fn a_module_with_a_long_list() {
        let text = TEXT.replace("fn f", "fn g") + "// Left out:\n//\n// f: it is too long\n";
        module(&text, "").assert_whole();
    }

    #[test]
    #[should_panic(expected = "not all is compared")]
    fn a_module_with_a_mistake() {
        let compared = "src/lib.rs:1: error: no\n1 declarations compared";
        module(TEXT, compared).assert_compared();
    }

    #[test]
    #[should_panic(expected = "left: 1\n right: 2")]
    fn a_module_that_is_not_compared() {
        module(TEXT, "1 declarations compared").assert_compared();
    }
}
