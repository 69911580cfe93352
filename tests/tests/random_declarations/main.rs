//! Random declarations: what `cdef` reads out of a text is what compilers do.
//!
//! Structs and unions are written in C, with all that changes layouts: bit-fields, attributes on types,
//! members and typedefs, `_Alignas`, `#pragma pack`, constant expressions. `cdef` and a compiler read the
//! same text, and sizes, alignments, offsets, types and bits are compared; nothing is run. A text on which
//! the two disagree is shrunk.
//!
//! * `LLTYPE_DECLARATIONS=20000` compares so many with each compiler.
//! * `LLTYPE_DECLARATION_SEED=7` repeats a run.

mod check;
#[path = "../probe/mod.rs"]
mod probe;

use std::env;
use std::hash::{BuildHasher, RandomState};

use lltype::{RecordRules, Target};
use probe::{Compiler, say};

/// Declarations per compiler of the host, and per other one.
const HOST: usize = 2000;
const CROSS: usize = 300;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads variables here"
)]
fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

/// A test for each compiler.
macro_rules! compilers {
    ($($name:ident: $count:ident, $command:literal $flags:expr, $package:literal, $target:ident;)*) => {
        $(
            #[test]
            fn $name() {
                agree($count, &Compiler {
                    command: $command,
                    flags: &$flags,
                    package: $package,
                    target: by_compiler($command, Target::$target),
                });
            }
        )*
    };
}

compilers! {
    gcc_of_the_host: HOST, "gcc" [], "gcc", HOST;
    clang_of_the_host: HOST, "clang" [], "clang", HOST;
    gcc_i686: CROSS, "i686-linux-gnu-gcc" ["-msse2"], "gcc-i686-linux-gnu", I686_LINUX_GNU;
    gcc_aarch64: CROSS, "aarch64-linux-gnu-gcc" [], "gcc-aarch64-linux-gnu", AARCH64_LINUX_GNU;
    gcc_armhf: CROSS, "arm-linux-gnueabihf-gcc" [], "gcc-arm-linux-gnueabihf", ARMV7_LINUX_GNUEABIHF;
    gcc_riscv64: CROSS, "riscv64-linux-gnu-gcc" [], "gcc-riscv64-linux-gnu", RISCV64_LINUX_GNU;
    gcc_s390x: CROSS, "s390x-linux-gnu-gcc" [], "gcc-s390x-linux-gnu", S390X_LINUX_GNU;
    gcc_powerpc64: CROSS, "powerpc64-linux-gnu-gcc" [], "gcc-powerpc64-linux-gnu", POWERPC64_LINUX_GNU;
    mingw_x86_64: CROSS, "x86_64-w64-mingw32-gcc" [], "gcc-mingw-w64-x86-64-posix", X86_64_WINDOWS_GNU;
    mingw_i686: CROSS, "i686-w64-mingw32-gcc" [], "gcc-mingw-w64-i686-posix", I686_WINDOWS_GNU;
    clang_msvc_x86_64: CROSS, "clang" ["--target=x86_64-pc-windows-msvc"], "clang", X86_64_WINDOWS_MSVC;
    clang_msvc_i686: CROSS, "clang" ["--target=i686-pc-windows-msvc"], "clang", I686_WINDOWS_MSVC;
    clang_macos_aarch64: CROSS, "clang" ["--target=arm64-apple-macos"], "clang", AARCH64_MACOS;
    clang_wasm32: CROSS, "clang" ["--target=wasm32-wasi"], "clang", WASM32_WASI;
}

/// The target as Clang sees it, where GCC is the compiler of the system.
fn by_compiler(command: &str, mut target: Target) -> Target {
    if let RecordRules::Gnu { unnamed_bits_align } = target.records
        && command == "clang"
    {
        target.records = RecordRules::Clang { unnamed_bits_align };
    }
    target
}

fn agree(count: usize, compiler: &Compiler) {
    if !compiler.is_here() {
        let Compiler {
            command,
            package,
            target,
            ..
        } = compiler;
        say(&format!(
            "skipped: declarations for {} with {command} (needs the package {package})",
            target.name
        ));
        return;
    }
    let seed = number("LLTYPE_DECLARATION_SEED").unwrap_or_else(|| RandomState::new().hash_one(0));
    let count =
        number("LLTYPE_DECLARATIONS").map_or(count, |count| usize::try_from(count).unwrap());
    if let Err(report) = check::compare(compiler, seed, count) {
        panic!("LLTYPE_DECLARATION_SEED={seed}\n{report}");
    }
}

/// A target that is wrong in one way: the comparison finds it, and shrinks to what shows it.
#[test]
fn a_wrong_target_is_seen() {
    let compiler = Compiler {
        command: "gcc",
        flags: &[],
        package: "gcc",
        target: Target {
            align8: 2,
            ..Target::HOST
        },
    };
    if compiler.is_here() {
        let report = check::compare(&compiler, 1, CROSS).unwrap_err();
        assert!(
            report.lines().count() <= 12 && report.contains("ours "),
            "{report}"
        );
    }
}
