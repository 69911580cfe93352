//! For which machine an object is. A compiler for another one is often noticed by the linker only,
//! in words about archives.

use std::fs;
use std::path::Path;

use object::{Architecture, Object};

use crate::{Error, Result};

/// Checks that an object is for the target. What is not known is right.
pub(crate) fn check(object: &Path, compiler: &Path, target: &str) -> Result<()> {
    let bytes = fs::read(object).map_err(Error::io("read", object))?;
    let Ok(file) = object::File::parse(&*bytes) else {
        return Ok(());
    };
    let made = file.architecture();
    match expected(target) {
        Some(expected) if expected != made && made != Architecture::Unknown => {
            Err(Error::WrongCompiler {
                compiler: compiler.to_owned(),
                target: target.to_owned(),
                made: format!("{made:?}"),
            })
        }
        _ => Ok(()),
    }
}

/// The architecture of a target, in Rust's words.
fn expected(target: &str) -> Option<Architecture> {
    let (machine, rest) = target.split_once('-')?;
    let is_short = rest.ends_with("x32") || rest.ends_with("ilp32");
    Some(match machine {
        "x86_64" | "x86_64h" if is_short => Architecture::X86_64_X32,
        "x86_64" | "x86_64h" => Architecture::X86_64,
        "i386" | "i586" | "i686" => Architecture::I386,
        "aarch64" | "aarch64_be" | "arm64" | "arm64e" if is_short => Architecture::Aarch64_Ilp32,
        "aarch64" | "aarch64_be" | "arm64" | "arm64e" => Architecture::Aarch64,
        "s390x" => Architecture::S390x,
        "powerpc64" | "powerpc64le" => Architecture::PowerPc64,
        "powerpc" => Architecture::PowerPc,
        "mips" | "mipsel" => Architecture::Mips,
        "m68k" => Architecture::M68k,
        "alpha" => Architecture::Alpha,
        "hppa" => Architecture::Hppa,
        "loongarch64" => Architecture::LoongArch64,
        "sparc64" | "sparcv9" => Architecture::Sparc64,
        _ if machine.starts_with("arm") || machine.starts_with("thumb") => Architecture::Arm,
        _ if machine.starts_with("riscv64") => Architecture::Riscv64,
        _ if machine.starts_with("riscv32") => Architecture::Riscv32,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_architectures() {
        for (target, architecture) in [
            ("x86_64-unknown-linux-gnu", Some(Architecture::X86_64)),
            (
                "x86_64-unknown-linux-gnux32",
                Some(Architecture::X86_64_X32),
            ),
            ("i686-pc-windows-gnu", Some(Architecture::I386)),
            ("aarch64-apple-darwin", Some(Architecture::Aarch64)),
            ("armv7-unknown-linux-gnueabihf", Some(Architecture::Arm)),
            ("thumbv7em-none-eabi", Some(Architecture::Arm)),
            ("riscv64gc-unknown-linux-gnu", Some(Architecture::Riscv64)),
            ("m68k-unknown-linux-gnu", Some(Architecture::M68k)),
            ("wasm32-unknown-unknown", None),
            ("mine.json", None),
        ] {
            assert_eq!(expected(target), architecture, "{target}");
        }
    }
}
