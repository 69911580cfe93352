//! What the build script tells the macro, as a file.
//!
//! ```text
//! rffi-manifest 3
//! package /home/me/mypackage
//! block 5f0c23a1b2c3d4e5 12 /home/me/mypackage/src/lib.rs
//! link dylib z
//! link static rffi_mypackage_0123456789abcdef
//! wrappers rffi_mypackage_fedcba9876543210
//! link framework CoreFoundation
//! error this list is not written as string literals
//! verdict 3 error `labs` is declared as ..
//! value 0 integer 42
//! record Tm error `struct tm` is declared otherwise than in <time.h>
//! ```

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeMap;
use std::path::Path;

use crate::verdict::{lines, one_line};
use crate::{Fingerprint, RecordVerdict, Value, Verdict};

/// The environment variable with the path of the manifest. The build script sets it for the
/// package's compilations.
pub const MANIFEST_VARIABLE: &str = "RFFI_MANIFEST";

const HEADER: &str = "rffi-manifest 3";

/// What the build script found out about the blocks of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The folder of the package: the variable reaches programs that Cargo runs for it, too, and
    /// these may compile other packages.
    pub package: String,
    /// For each block it has seen.
    pub blocks: BTreeMap<BlockId, Links>,
    /// What is wrong with structs and unions.
    pub records: Vec<RecordVerdict>,
}

/// Names a block: two of the same text may mean different things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId {
    /// Its text.
    pub text: Fingerprint,
    /// The line of its first token.
    pub line: usize,
    /// Its file, as [`file_id`] writes it.
    pub file: String,
}

/// The one way to write the path of a source file.
#[must_use]
pub fn file_id(path: &Path) -> String {
    let canonical = path.canonicalize();
    let path = canonical.as_deref().unwrap_or(path);
    path.to_string_lossy().into_owned()
}

/// What a block needs linked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The libraries, in order.
    pub libraries: Vec<Library>,
    /// How the names of the functions begin that were written for the block, if there are some.
    pub wrappers: Option<String>,
    /// What the build script could not read in the block's compilation info.
    pub error: Option<String>,
    /// Which of its declarations are not as the headers say.
    pub verdicts: Vec<Verdict>,
    /// The values of its constants, by their places among them.
    pub values: BTreeMap<usize, Value>,
}

/// A library to link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// How.
    pub kind: LinkKind,
    /// Its name, without prefix and suffix.
    pub name: String,
}

/// How a library is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// As the linker finds it.
    Dylib,
    /// An archive that the build script made.
    Static,
    /// One of Apple's frameworks.
    Framework,
}

impl LinkKind {
    const ALL: [LinkKind; 3] = [LinkKind::Dylib, LinkKind::Static, LinkKind::Framework];

    /// Rust's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LinkKind::Dylib => "dylib",
            LinkKind::Static => "static",
            LinkKind::Framework => "framework",
        }
    }
}

impl Manifest {
    /// Of a package without blocks.
    pub fn new(package: impl Into<String>) -> Self {
        Manifest {
            package: package.into(),
            blocks: BTreeMap::new(),
            records: Vec::new(),
        }
    }

    /// Adds what a block needs. A file that is a module of several crates has its blocks once.
    pub fn add(&mut self, block: BlockId, links: Links) {
        let known = self.blocks.entry(block).or_insert_with(|| links.clone());
        if known.libraries != links.libraries {
            known.error.get_or_insert_with(|| DIFFERENT.to_owned());
        }
        known.wrappers = known.wrappers.take().or(links.wrappers);
        known.error = known.error.take().or(links.error);
    }

    /// Adds what was found about a declaration.
    pub fn add_verdict(&mut self, block: &BlockId, verdict: Verdict) {
        if let Some(links) = self.blocks.get_mut(block)
            && !links.verdicts.contains(&verdict)
        {
            links.verdicts.push(verdict);
        }
    }

    /// Adds the value of a constant.
    pub fn add_value(&mut self, block: &BlockId, index: usize, value: Value) {
        if let Some(links) = self.blocks.get_mut(block) {
            links.values.insert(index, value);
        }
    }

    /// What a block of this text needs. A compiler that does not know its place, such as an editor's,
    /// takes the first.
    #[must_use]
    pub fn find(&self, text: Fingerprint, place: Option<(usize, &str)>) -> Option<&Links> {
        let mut blocks = self.blocks.iter().filter(|(block, _)| block.text == text);
        let found = blocks.find(|(block, _)| {
            place.is_none_or(|place| (block.line, block.file.as_str()) == place)
        });
        found.map(|(_, links)| links)
    }
}

const DIFFERENT: &str = "this file is a module of several crates of the package, and in each this \
    name is another `static`; put the `static` into this file";

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        writeln!(f, "package {}", self.package)?;
        for (block, links) in &self.blocks {
            writeln!(f, "block {} {} {}", block.text, block.line, block.file)?;
            for library in &links.libraries {
                writeln!(f, "link {} {}", library.kind.name(), library.name)?;
            }
            if let Some(prefix) = &links.wrappers {
                writeln!(f, "wrappers {prefix}")?;
            }
            if let Some(error) = &links.error {
                writeln!(f, "error {}", one_line(error))?;
            }
            for verdict in &links.verdicts {
                writeln!(f, "verdict {}", verdict.line())?;
            }
            for (index, value) in &links.values {
                writeln!(f, "value {index} {}", value.line())?;
            }
        }
        for record in &self.records {
            writeln!(f, "record {}", record.line())?;
        }
        Ok(())
    }
}

/// The manifest is not one of this version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestError {
    line: usize,
    text: String,
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} of rffi's manifest is not understood: `{}`; do `rffi` and `rffi-build` have \
             the same version?",
            self.line, self.text
        )
    }
}

impl core::error::Error for ManifestError {}

impl FromStr for Manifest {
    type Err = ManifestError;

    fn from_str(text: &str) -> Result<Self, ManifestError> {
        let mut manifest = Manifest::new("");
        let mut current = None;
        for (index, line) in text.lines().enumerate() {
            read_line(index, line, &mut manifest, &mut current).ok_or_else(|| ManifestError {
                line: index + 1,
                text: line.to_owned(),
            })?;
        }
        Ok(manifest)
    }
}

fn read_line(
    index: usize,
    line: &str,
    manifest: &mut Manifest,
    current: &mut Option<BlockId>,
) -> Option<()> {
    if index == 0 {
        return (line == HEADER).then_some(());
    }
    let (word, rest) = line.split_once(' ')?;
    if word == "package" {
        manifest.package = rest.to_owned();
        return Some(());
    }
    if word == "record" {
        manifest.records.push(RecordVerdict::read(rest)?);
        return Some(());
    }
    if word == "block" {
        let block = read_block(rest)?;
        manifest.blocks.entry(block.clone()).or_default();
        *current = Some(block);
        return Some(());
    }
    let links = manifest.blocks.get_mut(current.as_ref()?)?;
    match word {
        "link" => {
            let (kind, name) = rest.split_once(' ')?;
            let kind = LinkKind::ALL
                .into_iter()
                .find(|known| known.name() == kind)?;
            links.libraries.push(Library {
                kind,
                name: name.to_owned(),
            });
        }
        "wrappers" => links.wrappers = Some(rest.to_owned()),
        "error" => links.error = Some(lines(rest)),
        "verdict" => links.verdicts.push(Verdict::read(rest)?),
        "value" => {
            let (index, value) = rest.split_once(' ')?;
            links
                .values
                .insert(index.parse().ok()?, Value::read(value)?);
        }
        _ => return None,
    }
    Some(())
}

fn read_block(text: &str) -> Option<BlockId> {
    let mut words = text.splitn(3, ' ');
    Some(BlockId {
        text: words.next()?.parse().ok()?,
        line: words.next()?.parse().ok()?,
        file: words.next()?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(names: &[&str], error: Option<&str>) -> Links {
        Links {
            libraries: names
                .iter()
                .map(|name| Library {
                    kind: LinkKind::Dylib,
                    name: (*name).to_owned(),
                })
                .collect(),
            wrappers: names.first().map(|name| format!("rffi_{name}")),
            error: error.map(str::to_owned),
            ..Links::default()
        }
    }

    fn block(text: &str, line: usize, file: &str) -> BlockId {
        BlockId {
            text: text.parse().unwrap(),
            line,
            file: file.to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut manifest = Manifest::new("/a b/c");
        manifest.add(block("1f", 3, "/a b/c/d e.rs"), links(&["z", "a b"], None));
        manifest.add(
            block("1f", 4, "/a b/c/d e.rs"),
            links(&[], Some("two\nlines")),
        );
        let mut kinds = links(&["z", "z", "z"], None);
        for (library, kind) in kinds.libraries.iter_mut().zip(LinkKind::ALL) {
            library.kind = kind;
        }
        manifest.add(block("ffffffffffffffff", 3, "f"), kinds);
        assert_eq!(manifest.to_string().parse(), Ok(manifest));
    }

    #[test]
    fn blocks_of_one_text_are_told_apart_by_their_place() {
        let mut manifest = Manifest::new("/");
        let places = [(1, "a"), (2, "a"), (1, "b")];
        for (index, (line, file)) in places.into_iter().enumerate() {
            manifest.add(block("1", line, file), links(&[&index.to_string()], None));
        }
        let find = |text: &str, place| manifest.find(text.parse().unwrap(), place);
        for (index, place) in places.into_iter().enumerate() {
            assert_eq!(
                find("1", Some(place)),
                Some(&links(&[&index.to_string()], None))
            );
        }
        assert_eq!(find("1", Some((2, "b"))), None);
        assert_eq!(find("2", Some((1, "a"))), None);
        assert_eq!(find("1", None), Some(&links(&["0"], None)));
    }

    #[test]
    fn one_place_with_two_meanings_is_an_error() {
        let mut manifest = Manifest::new("/");
        let id = block("1", 1, "a");
        manifest.add(id.clone(), links(&["m"], None));
        manifest.add(id.clone(), links(&["m"], None));
        assert_eq!(manifest.blocks[&id], links(&["m"], None));
        manifest.add(id.clone(), links(&["z"], None));
        assert_eq!(manifest.blocks[&id], links(&["m"], Some(DIFFERENT)));
    }

    #[test]
    fn another_version_is_refused() {
        let error = "rffi-manifest 9\n".parse::<Manifest>().unwrap_err();
        assert!(
            error.to_string().starts_with("line 1 of rffi's manifest"),
            "{error}"
        );
        for bad in [
            "link dylib z",
            "block x",
            "block 1 1",
            "block 1 1 a\nlink z",
            "block 1 1 a\nhello 3",
        ] {
            let text = format!("{HEADER}\n{bad}\n");
            assert!(text.parse::<Manifest>().is_err(), "{bad}");
        }
    }
}
