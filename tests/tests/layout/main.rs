//! Layouts are those of the compilers: random types, and every scalar.
//!
//! A C file with all types is compiled for a target, and the answers are read from the object file:
//! nothing is run, so every compiler that is installed can be asked. A type on which the two
//! disagree is shrunk.
//!
//! * `LLTYPE_LAYOUTS=20000` compares so many types with each compiler.
//! * `LLTYPE_LAYOUT_SEED=7` repeats a run.

mod answer;
mod build;
mod check;
mod compiler;
mod refused;
mod scalars;
mod shape;
mod source;

use std::env;
use std::hash::{BuildHasher, RandomState};

use compiler::Compiler;
use lltype::{EnumRules, RecordRules, Target};

/// Types per compiler of the host, and per other one.
const HOST_TYPES: usize = 2000;
const CROSS_TYPES: usize = 400;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads variables here"
)]
fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is no number")),
    )
}

/// Every compiler that can be asked, and a test for each: how many types, the command, its flags, the
/// package that it is in, the target.
macro_rules! compilers {
    ($($name:ident: $count:ident, $command:literal $flags:expr, $package:literal, $target:ident;)*) => {
        fn compilers() -> Vec<Compiler> {
            vec![$(Compiler {
                test: stringify!($name),
                command: $command,
                flags: &$flags,
                package: $package,
                target: by_compiler($command, Target::$target),
            }),*]
        }

        $(
            #[test]
            fn $name() {
                agree(stringify!($name), $count);
            }
        )*
    };
}

compilers! {
    gcc_of_the_host: HOST_TYPES, "gcc" [], "gcc", HOST;
    clang_of_the_host: HOST_TYPES, "clang" [], "clang", HOST;
    gcc_i686: CROSS_TYPES, "i686-linux-gnu-gcc" ["-msse2"], "gcc-i686-linux-gnu", I686_LINUX_GNU;
    gcc_aarch64: CROSS_TYPES, "aarch64-linux-gnu-gcc" [], "gcc-aarch64-linux-gnu", AARCH64_LINUX_GNU;
    gcc_armhf: CROSS_TYPES, "arm-linux-gnueabihf-gcc" [], "gcc-arm-linux-gnueabihf", ARMV7_LINUX_GNUEABIHF;
    gcc_riscv64: CROSS_TYPES, "riscv64-linux-gnu-gcc" [], "gcc-riscv64-linux-gnu", RISCV64_LINUX_GNU;
    gcc_s390x: CROSS_TYPES, "s390x-linux-gnu-gcc" [], "gcc-s390x-linux-gnu", S390X_LINUX_GNU;
    gcc_powerpc64: CROSS_TYPES, "powerpc64-linux-gnu-gcc" [], "gcc-powerpc64-linux-gnu", POWERPC64_LINUX_GNU;
    mingw_x86_64: CROSS_TYPES, "x86_64-w64-mingw32-gcc" [], "gcc-mingw-w64-x86-64-posix", X86_64_WINDOWS_GNU;
    mingw_i686: CROSS_TYPES, "i686-w64-mingw32-gcc" [], "gcc-mingw-w64-i686-posix", I686_WINDOWS_GNU;
    clang_i686: CROSS_TYPES, "clang" ["--target=i686-linux-gnu"], "clang", I686_LINUX_GNU;
    clang_aarch64: CROSS_TYPES, "clang" ["--target=aarch64-linux-gnu"], "clang", AARCH64_LINUX_GNU;
    clang_armhf: CROSS_TYPES, "clang" ["--target=arm-linux-gnueabihf"], "clang", ARMV7_LINUX_GNUEABIHF;
    clang_riscv64: CROSS_TYPES, "clang" ["--target=riscv64-linux-gnu"], "clang", RISCV64_LINUX_GNU;
    clang_s390x: CROSS_TYPES, "clang" ["--target=s390x-linux-gnu"], "clang", S390X_LINUX_GNU;
    clang_powerpc64: CROSS_TYPES, "clang" ["--target=powerpc64-linux-gnu"], "clang", POWERPC64_LINUX_GNU;
    clang_powerpc64le: CROSS_TYPES, "clang" ["--target=powerpc64le-linux-gnu"], "clang", POWERPC64LE_LINUX_GNU;
    clang_musl: CROSS_TYPES, "clang" ["--target=x86_64-linux-musl"], "clang", X86_64_LINUX_MUSL;
    clang_aarch64_musl: CROSS_TYPES, "clang" ["--target=aarch64-linux-musl"], "clang", AARCH64_LINUX_MUSL;
    clang_aarch64_android: CROSS_TYPES, "clang" ["--target=aarch64-linux-android"], "clang", AARCH64_ANDROID;
    clang_msvc_x86_64: CROSS_TYPES, "clang" ["--target=x86_64-pc-windows-msvc"], "clang", X86_64_WINDOWS_MSVC;
    clang_msvc_i686: CROSS_TYPES, "clang" ["--target=i686-pc-windows-msvc"], "clang", I686_WINDOWS_MSVC;
    clang_macos_aarch64: CROSS_TYPES, "clang" ["--target=arm64-apple-macos"], "clang", AARCH64_MACOS;
    clang_macos_x86_64: CROSS_TYPES, "clang" ["--target=x86_64-apple-macos"], "clang", X86_64_MACOS;
    clang_wasm32: CROSS_TYPES, "clang" ["--target=wasm32-wasi"], "clang", WASM32_WASI;
}

/// The target as Clang sees it, where GCC is the compiler of the system.
fn by_compiler(command: &str, mut target: Target) -> Target {
    if let RecordRules::Gnu { unnamed_bits_align } = target.records
        && command == "clang"
    {
        target.records = RecordRules::Clang { unnamed_bits_align };
        if target.name == Target::S390X_LINUX_GNU.name {
            // Clang 14 aligns `__int128` to 16 bytes, GCC to 8: it is not asked for.
            target.int128_align = 0;
        }
    }
    target
}

fn agree(test: &str, count: usize) {
    let compilers = compilers();
    let compiler = compilers.iter().find(|one| one.test == test).unwrap();
    if !compiler.is_here() {
        compiler.skip();
        return;
    }
    let seed = number("LLTYPE_LAYOUT_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
    let count = number("LLTYPE_LAYOUTS").map_or(count, |count| usize::try_from(count).unwrap());
    if let Err(mismatch) = check::compare(compiler, seed, count) {
        panic!("LLTYPE_LAYOUT_SEED={seed}\n{}", mismatch.report);
    }
}

#[test]
fn b012_every_scalar_has_the_compilers_size_alignment_and_sign() {
    let mut wrong = Vec::new();
    for compiler in compilers().iter().filter(|compiler| compiler.is_here()) {
        let differences = scalars::differences(compiler);
        wrong.extend(
            differences
                .iter()
                .map(|text| format!("{}: {text}", compiler.test)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Targets that are wrong in one way each: the comparison finds it, and shrinks to what shows it.
#[test]
fn a_wrong_target_is_seen() {
    let gcc = compilers()[0];
    if !gcc.is_here() {
        return;
    }
    let host = gcc.target;
    let wrong = [
        Target { align8: 2, ..host },
        Target {
            vector_align: 4,
            ..host
        },
        Target {
            enums: EnumRules::Int,
            ..host
        },
        Target {
            records: RecordRules::MinGw,
            ..host
        },
    ];
    for target in wrong {
        let compiler = Compiler { target, ..gcc };
        let mismatch = check::compare(&compiler, 1, CROSS_TYPES).unwrap_err();
        let check::Mismatch { shape, report } = *mismatch;
        assert!(shape.members.len() <= 2, "{report}");
        assert!(
            report.contains("\nlltype: ") && report.contains("\ncompiler: "),
            "{report}"
        );
    }
}
