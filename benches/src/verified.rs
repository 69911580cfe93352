//! What it costs that declarations are compared with their header: a part of suite `build`.
//!
//! A generated package has 1,000 declarations, a header and a build script. Its build script runs anew, and
//! compares or not, in turns; what it depends on is built before, as Cargo builds it for build scripts:
//! without optimisation. Time is CPU time of cargo and all it starts.

use std::path::{Path, PathBuf};

use crate::measure::{Comparison, Effort};
use crate::row::{Row, Target};
use crate::{Error, cargo, clock};

const NAME: &str = "verified";
const COUNT: usize = 1000;

/// Measures it.
///
/// # Errors
/// The package cannot be written or built.
pub fn rows(effort: Effort) -> Result<Vec<Row>, Error> {
    let package = Package::write()?;
    let rounds = match effort {
        Effort::Quick => 1,
        Effort::Full => 7,
    };
    for strictness in ["off", "default"] {
        package.check(strictness)?;
    }
    let compared = (0..rounds).map(|_| Ok([package.anew("default")?, package.anew("off")?]));
    let compared = compared.collect::<Result<Vec<_>, Error>>()?;
    package.check("default")?;
    let unchanged = (0..rounds).map(|_| Ok([package.again("default")?, cargo_alone()?]));
    let unchanged = unchanged.collect::<Result<Vec<_>, Error>>()?;
    let row = |case, beside, rounds: &[[f64; 2]], seconds| {
        Row::new("build", case, beside, Comparison::of_rounds(rounds))
            .target(Target::Over(seconds * 1e9))
    };
    Ok(vec![
        row("1000 declarations compared", "not compared", &compared, 1.0),
        row("nothing changed", "cargo alone", &unchanged, 0.05),
    ])
}

/// The generated package.
struct Package {
    dir: PathBuf,
}

impl Package {
    fn write() -> Result<Self, Error> {
        let dir = cargo::target_dir()?.join("benches-build");
        let package = Package { dir };
        package.file("Cargo.toml", &manifest())?;
        // The versions that are already here.
        package.file("Cargo.lock", include_str!("../../Cargo.lock"))?;
        package.file("build.rs", "fn main() { rffi_build::build(); }\n")?;
        package.file("include/thousand.h", &header())?;
        package.file("src/lib.rs", &source())?;
        Ok(package)
    }

    fn file(&self, path: &str, text: &str) -> Result<(), Error> {
        let path = self.dir.join(path);
        let folder = path.parent().unwrap_or(&path);
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|source| Error::Write { path, source })
    }

    /// The CPU time of a check after the source was edited, in nanoseconds.
    fn anew(&self, strictness: &str) -> Result<f64, Error> {
        self.check(strictness)?;
        self.file("src/lib.rs", &source())?;
        self.again(strictness)
    }

    /// That of a check as things are.
    fn again(&self, strictness: &str) -> Result<f64, Error> {
        let start = clock::children();
        self.check(strictness)?;
        Ok((clock::children() - start).as_secs_f64() * 1e9)
    }

    fn check(&self, strictness: &str) -> Result<(), Error> {
        let mut command = cargo::command("check");
        command
            .args(["--offline", "--manifest-path"])
            .arg(self.dir.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.dir.join("target"))
            .env("RFFI_VERIFY", strictness);
        cargo::run(&mut command).map(drop)
    }
}

/// What cargo takes to say its version.
fn cargo_alone() -> Result<f64, Error> {
    let start = clock::children();
    cargo::run(&mut cargo::command("version"))?;
    Ok((clock::children() - start).as_secs_f64() * 1e9)
}

fn manifest() -> String {
    let path = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
        path.display().to_string()
    };
    let (rffi, build) = (path("rffi"), path("rffi-build"));
    format!(
        "[package]\nname = '{NAME}'\nedition = '2024'\n[workspace]\n\
         [dependencies]\nrffi.path = '{rffi}'\n[build-dependencies]\nrffi-build.path = '{build}'\n"
    )
}

/// Types in Rust and in C.
const TYPES: [(&str, &str); 8] = [
    ("INT", "int"),
    ("CCHARP", "char *"),
    ("SIZE_T", "size_t"),
    ("VOIDP", "void *"),
    ("DOUBLE", "double"),
    ("LONG", "long"),
    ("CONST_CCHARP", "const char *"),
    ("Ptr<ULONGLONG>", "unsigned long long *"),
];

/// The parameters of a function.
fn params(number: usize) -> impl Iterator<Item = (&'static str, &'static str)> {
    (0..number % 8).map(move |index| TYPES[(number * 7 + index * 3) % TYPES.len()])
}

fn source() -> String {
    let function = |number| {
        let params = params(number).enumerate();
        let params = params.map(|(index, (rust, _))| format!("p{index}: {rust}"));
        let params = params.collect::<Vec<_>>().join(", ");
        let (result, _) = TYPES[number % TYPES.len()];
        format!("pub unsafe fn function_{number}({params}) -> {result};\n")
    };
    let functions: String = (0..COUNT).map(function).collect();
    format!(
        "use rffi::*;\nllexternal! {{\ncompilation_info = ExternalCompilationInfo::new()\n\
         .includes(&[\"thousand.h\"]).include_dirs(&[\"include\"]);\n\
         unsafe extern \"C\" {{\n{functions}}}\n}}\n"
    )
}

fn header() -> String {
    let function = |number| {
        let params = params(number).map(|(_, c)| c);
        let params = params.collect::<Vec<_>>().join(", ");
        let (_, result) = TYPES[number % TYPES.len()];
        let params = if params.is_empty() { "void" } else { &params };
        format!("{result} function_{number}({params});\n")
    };
    let functions: String = (0..COUNT).map(function).collect();
    format!("#include <stddef.h>\n#include <stdio.h>\n{functions}")
}
