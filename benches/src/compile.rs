//! Suite `compile`: what 1,000 declarations cost.
//!
//! Two generated packages, one with the declarations, one with none, are built from nothing again
//! and again; what they depend on is built before. Time is CPU time of cargo and all it starts.

use std::path::{Path, PathBuf};

use crate::measure::{Comparison, Effort};
use crate::row::{Row, Target};
use crate::{Error, cargo, clock};

const SOME: &str = "declarations";
const NONE: &str = "no_declarations";

/// Measures the suite.
///
/// # Errors
/// The packages cannot be written or built.
pub fn rows(effort: Effort) -> Result<Vec<Row>, Error> {
    let packages = Packages::write()?;
    let row = |case, comparison, seconds| {
        Row::new("compile", case, "no declarations", comparison).target(Target::Over(seconds * 1e9))
    };
    let debug = packages.measure(effort, "dev")?;
    let release = packages.measure(effort, "release")?;
    Ok(vec![
        row("1000 declarations, debug", debug, 1.5),
        row("1000 declarations, release", release, 3.0),
    ])
}

/// The workspace of the generated packages.
struct Packages {
    dir: PathBuf,
}

impl Packages {
    fn write() -> Result<Self, Error> {
        let dir = cargo::target_dir()?.join("benches-compile");
        let members = format!("[workspace]\nresolver = \"3\"\nmembers = ['{SOME}', '{NONE}']\n");
        write(&dir.join("Cargo.toml"), &members)?;
        // The versions that are already here.
        write(&dir.join("Cargo.lock"), include_str!("../../Cargo.lock"))?;
        for (package, count) in [(SOME, 1000), (NONE, 0)] {
            write(&dir.join(package).join("Cargo.toml"), &manifest(package))?;
            write(&dir.join(package).join("src/lib.rs"), &source(count))?;
        }
        Ok(Self { dir })
    }

    fn measure(&self, effort: Effort, profile: &str) -> Result<Comparison, Error> {
        let rounds = match effort {
            Effort::Quick => 1,
            Effort::Full => 7,
        };
        self.cargo("build", SOME, profile)?;
        let rounds =
            (0..rounds).map(|_| Ok([self.build(SOME, profile)?, self.build(NONE, profile)?]));
        Ok(Comparison::of_rounds(
            &rounds.collect::<Result<Vec<_>, Error>>()?,
        ))
    }

    /// The CPU time of building a package anew, in nanoseconds.
    fn build(&self, package: &str, profile: &str) -> Result<f64, Error> {
        self.cargo("clean", package, profile)?;
        let start = clock::children();
        self.cargo("build", package, profile)?;
        Ok((clock::children() - start).as_secs_f64() * 1e9)
    }

    fn cargo(&self, subcommand: &str, package: &str, profile: &str) -> Result<(), Error> {
        let mut command = cargo::command(subcommand);
        command
            .args(["--offline", "--package", package, "--profile", profile])
            .arg("--manifest-path")
            .arg(self.dir.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.dir.join("target"));
        cargo::run(&mut command).map(drop)
    }
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let dir = path.parent().unwrap_or(path);
    std::fs::create_dir_all(dir)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|source| Error::Write {
            path: path.into(),
            source,
        })
}

fn manifest(package: &str) -> String {
    format!(
        "[package]\nname = '{package}'\nedition = '2024'\n\
         [dependencies]\nrffi.path = {}\n",
        toml_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../rffi"))
    )
}

/// A basic string of TOML, whose escapes are not quite Rust's.
fn toml_string(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// So many declarations, as a header's would be; 40 signatures take turns.
fn source(count: usize) -> String {
    if count == 0 {
        return String::new();
    }
    let function = |n| {
        format!(
            "/// Number {n}.\npub unsafe fn function_{n}{};\n",
            signature(n)
        )
    };
    let functions: String = (0..count).map(function).collect();
    format!(
        "use rffi::*;\n\
         llexternal! {{\n\
         compilation_info = ExternalCompilationInfo::new().includes(&[\"header.h\"]);\n\
         list = pub EXTERNALS;\n\
         unsafe extern \"C\" {{\n{functions}}}\n}}\n"
    )
}

/// One of 40: up to 7 parameters, and a result four times of five.
fn signature(number: usize) -> String {
    const TYPES: [&str; 10] = [
        "INT",
        "CCHARP",
        "SIZE_T",
        "VOIDP",
        "DOUBLE",
        "LONG",
        "UINT",
        "CCHARPP",
        "ConstPtr<CHAR>",
        "Ptr<ULONGLONG>",
    ];
    let number = number % 40;
    let ty = |index: usize| TYPES[(number * 7 + index * 3) % TYPES.len()];
    let params = (0..number % 8).map(|index| format!("p{index}: {}", ty(index)));
    let params = params.collect::<Vec<_>>().join(", ");
    match number % 5 {
        0 => format!("({params})"),
        _ => format!("({params}) -> {}", ty(9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_signatures_differ() {
        let signatures: std::collections::BTreeSet<_> = (0..1000).map(signature).collect();
        assert_eq!(signatures.len(), 40);
    }
}
