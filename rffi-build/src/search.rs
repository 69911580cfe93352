//! [`Search`]: where the compiler looks for headers, and which it looked for in vain.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::output;
use crate::compiler::Compiler;
use crate::kept::Files;

/// The folders in which the compiler looks for headers.
pub(crate) struct Search {
    /// In their order, but for one in which this crate writes.
    pub(crate) folders: Vec<PathBuf>,
    /// Folders that are passed over, because they are not there.
    absent: Vec<PathBuf>,
}

/// A header by the name that some text gives it.
#[derive(Debug, PartialEq, Eq)]
struct Mention {
    name: PathBuf,
    /// Whether it is first looked for beside the text.
    is_quoted: bool,
    /// Whether it is looked for behind the place where it was found: `#include_next`.
    is_next: bool,
}

impl Search {
    /// `None` if the compiler does not tell. `work` is a folder to write to.
    pub(crate) fn of(compiler: &Compiler, work: &Path) -> Option<Self> {
        let source = work.join("rffi_search.c");
        fs::write(&source, "").ok()?;
        let mut command = compiler.command();
        command.env("LC_ALL", "C").args(["-E", "-v"]);
        command
            .arg(&source)
            .arg("-o")
            .arg(source.with_extension("i"));
        let output = output(&mut command).ok()?;
        Self::parse(&String::from_utf8_lossy(&output.stderr), work)
    }

    /// What a compiler with `-v` says.
    pub(crate) fn parse(text: &str, work: &Path) -> Option<Self> {
        let (before, list) = text.split_once("#include \"...\" search starts here:\n")?;
        let (list, _) = list.split_once("End of search list.")?;
        let absent = before.lines().filter_map(|line| {
            let folder = line.strip_prefix("ignoring nonexistent directory \"")?;
            Some(PathBuf::from(folder.strip_suffix('"')?))
        });
        let folders = list.lines().filter_map(|line| line.strip_prefix(' '));
        let folders = folders.map(|folder| folder.trim_end_matches(" (framework directory)"));
        let folders = folders.map(PathBuf::from).filter(|folder| folder != work);
        Some(Search {
            folders: folders.collect(),
            absent: absent.collect(),
        })
    }

    /// The files on which it depends what is read: those that were `read`, which `text` includes, the headers that
    /// would be read or asked for otherwise, and what would come before. Of some that are `missing`, only the
    /// names are known. `place` leads to the file of a path.
    pub(crate) fn files(
        &self,
        text: &str,
        read: &BTreeSet<PathBuf>,
        missing: &BTreeSet<PathBuf>,
        place: impl Fn(&Path) -> PathBuf,
    ) -> Files {
        let mut files = Files {
            read: read.clone(),
            absent: self.absent.iter().cloned().collect(),
        };
        let mut look = |own: Option<&Path>, mention: Mention| {
            let own = own.filter(|_| mention.is_quoted).into_iter();
            for folder in own.chain(self.folders.iter().map(|folder| &**folder)) {
                let path = folder.join(&mention.name);
                let there = place(&path);
                if there.is_file() {
                    files.read.insert(path);
                    match mention.is_next {
                        true => continue,
                        false => break,
                    }
                }
                if !there.exists() {
                    files.absent.insert(path);
                }
            }
        };
        mentions(text).for_each(|mention| look(None, mention));
        for path in read {
            let contents = fs::read(place(path)).unwrap_or_default();
            let contents = String::from_utf8_lossy(&contents);
            mentions(&contents).for_each(|mention| look(path.parent(), mention));
            // Where its name was put together, it is that of the file.
            let names = self.folders.iter();
            let names = names.filter_map(|folder| path.strip_prefix(folder).ok());
            names.for_each(|name| look(None, Mention::of(name)));
        }
        // One that is there may also be the name of one that is missing.
        let relative = read.iter().filter(|path| path.is_relative());
        let names = missing.iter().chain(relative);
        names.for_each(|name| look(None, Mention::of(name)));
        files
    }
}

impl Mention {
    fn of(name: &Path) -> Self {
        Mention {
            name: name.to_owned(),
            is_quoted: false,
            is_next: false,
        }
    }
}

/// The headers that a text includes, or asks for by `__has_include`, whatever its conditions say; rather too
/// many than one too few.
fn mentions(text: &str) -> impl Iterator<Item = Mention> {
    let lines = text.lines().filter(|line| {
        let is_directive = line.trim_start().starts_with(['#', '%']) && line.contains("include");
        is_directive || line.contains("__has_") || is_definition(line)
    });
    lines.flat_map(|line| {
        let is_next = line.contains("_next");
        let mention = move |name: &str, is_quoted| Mention {
            name: name.into(),
            is_quoted,
            is_next,
        };
        let quoted = between(line, '"', '"').map(move |name| mention(name, true));
        quoted.chain(between(line, '<', '>').map(move |name| mention(name, false)))
    })
}

/// Whether a line defines a macro that may stand for a header.
fn is_definition(line: &str) -> bool {
    line.trim_start().starts_with('#') && line.contains("define") && line.contains(".h")
}

fn between(line: &str, open: char, close: char) -> impl Iterator<Item = &str> {
    let mut rest = line;
    core::iter::from_fn(move || {
        let (_, behind) = rest.split_once(open)?;
        let (name, behind) = behind.split_once(close)?;
        rest = behind;
        Some(name)
    })
    .filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_folders_is_read() {
        let text = "gcc version 12\nignoring nonexistent directory \"a b\"\n\
            ignoring duplicate directory \"x\"\n#include \"...\" search starts here:\n q\n\
            #include <...> search starts here:\n inc\n /tmp/work\n /usr/include\n \
            /System (framework directory)\nEnd of search list.\nmore\n";
        let work = Path::new("/tmp/work");
        let search = Search::parse(text, work).unwrap();
        assert_eq!(
            search.folders,
            ["q", "inc", "/usr/include", "/System"].map(PathBuf::from)
        );
        assert_eq!(search.absent, [PathBuf::from("a b")]);
        assert!(Search::parse("cc: unknown option", work).is_none());
    }

    #[test]
    fn headers_are_found_in_a_text() {
        let text = "# include <a/b.h> // <c>\n  #include_next \"d.h\"\nint x = y < z; char *s = \"no.h\";\n\
            #if defined(A) && __has_include(\"e.h\") && __has_include(<f>)\n#define HEADER <g.h>\n\
            #define TEXT \"no\"\n";
        let names = mentions(text).map(|m| (m.name, m.is_quoted, m.is_next));
        let expected = [
            ("a/b.h", false, false),
            ("c", false, false),
            ("d.h", true, true),
            ("e.h", true, false),
            ("f", false, false),
            ("g.h", false, false),
        ];
        let expected = expected.map(|(name, quoted, next)| (PathBuf::from(name), quoted, next));
        assert_eq!(names.collect::<Vec<_>>(), expected);
    }
}
