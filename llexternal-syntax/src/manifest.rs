//! What the build script tells the macro, as a file.
//!
//! ```text
//! rffi-manifest 1
//! package /home/me/mypackage
//! block 5f0c23a1b2c3d4e5
//! link dylib z
//! link static rffi_mypackage_0123456789abcdef
//! error this list is not written as string literals
//! ```

use core::fmt;
use core::str::FromStr;
use std::collections::BTreeMap;

use crate::Fingerprint;

/// The environment variable with the path of the manifest. The build script sets it for the
/// package's compilations.
pub const MANIFEST_VARIABLE: &str = "RFFI_MANIFEST";

const HEADER: &str = "rffi-manifest 1";

/// What the build script found out about the blocks of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The folder of the package: the variable reaches programs that Cargo runs for it, too, and
    /// these may compile other packages.
    pub package: String,
    /// For each block it has seen.
    pub blocks: BTreeMap<Fingerprint, Links>,
}

/// What a block needs linked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Links {
    /// The libraries, in order.
    pub libraries: Vec<Library>,
    /// What the build script could not read in the block's compilation info.
    pub error: Option<String>,
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
}

impl LinkKind {
    /// Rust's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LinkKind::Dylib => "dylib",
            LinkKind::Static => "static",
        }
    }
}

impl Manifest {
    /// Of a package without blocks.
    pub fn new(package: impl Into<String>) -> Self {
        Manifest {
            package: package.into(),
            blocks: BTreeMap::new(),
        }
    }

    /// Adds what a block needs. Two blocks of the same text have one fingerprint, and both need
    /// what either needs.
    pub fn add(&mut self, block: Fingerprint, links: Links) {
        let known = self.blocks.entry(block).or_default();
        for library in links.libraries {
            if !known.libraries.contains(&library) {
                known.libraries.push(library);
            }
        }
        known.error = known.error.take().or(links.error);
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        writeln!(f, "package {}", self.package)?;
        for (block, links) in &self.blocks {
            writeln!(f, "block {block}")?;
            for library in &links.libraries {
                writeln!(f, "link {} {}", library.kind.name(), library.name)?;
            }
            if let Some(error) = &links.error {
                writeln!(f, "error {}", error.replace('\n', "\\n"))?;
            }
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
    current: &mut Option<Fingerprint>,
) -> Option<()> {
    if index == 0 {
        return (line == HEADER).then_some(());
    }
    let (word, rest) = line.split_once(' ')?;
    if word == "package" {
        manifest.package = rest.to_owned();
        return Some(());
    }
    if word == "block" {
        let block = rest.parse().ok()?;
        manifest.blocks.entry(block).or_default();
        *current = Some(block);
        return Some(());
    }
    let links = manifest.blocks.get_mut(&(*current)?)?;
    match word {
        "link" => {
            let (kind, name) = rest.split_once(' ')?;
            let kind = [LinkKind::Dylib, LinkKind::Static]
                .into_iter()
                .find(|known| known.name() == kind)?;
            links.libraries.push(Library {
                kind,
                name: name.to_owned(),
            });
        }
        "error" => links.error = Some(rest.replace("\\n", "\n")),
        _ => return None,
    }
    Some(())
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
            error: error.map(str::to_owned),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut manifest = Manifest::new("/a b/c");
        let [a, b] = ["1f", "ffffffffffffffff"].map(|text| text.parse().unwrap());
        manifest.add(a, links(&["z", "a b"], None));
        manifest.add(a, links(&["m", "z"], Some("two\nlines")));
        manifest.add(b, links(&[], None));
        assert_eq!(
            manifest.blocks[&a],
            links(&["z", "a b", "m"], Some("two\nlines"))
        );
        assert_eq!(manifest.to_string().parse(), Ok(manifest));
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
            "block 1\nlink z",
            "block 1\nhello 3",
        ] {
            let text = format!("{HEADER}\n{bad}\n");
            assert!(text.parse::<Manifest>().is_err(), "{bad}");
        }
    }
}
