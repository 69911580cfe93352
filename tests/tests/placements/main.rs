//! Placements are those of the compilers: random signatures.
//!
//! A C function that calls a function of the signature is compiled to assembly, for each argument with a
//! variable of its own. The assembly is read, not run: each byte of each variable is followed through
//! registers and memory to where it is when the function is called, and from where the result is to the
//! variable that it is put into. So every compiler that is installed can be asked. A signature on which
//! the two disagree is shrunk.
//!
//! * `LLTYPE_PLACEMENTS=20000` compares so many signatures with each compiler.
//! * `LLTYPE_PLACEMENT_SEED=7` compares others.

#[path = "../layout/build.rs"]
#[allow(dead_code, reason = "descriptions are what layouts are compared by")]
mod build;
mod call;
mod check;
mod expected;
mod machine;
mod otherwise;
mod planted;
#[path = "../probe/mod.rs"]
#[expect(dead_code, unused_imports, reason = "objects are what others ask for")]
mod probe;
#[path = "../layout/shape.rs"]
mod shape;
mod signature;

use std::env;

use check::Asked;
use lltype::{Convention, RecordRules, Target};
use machine::Machine;
use probe::{Compiler, say};

/// Signatures per compiler.
const COUNT: usize = 400;

/// The seed, if none is given: a run is the same as the one before.
const SEED: u64 = 1;

/// How many callers of a hundred may have instructions that are not understood.
const MISUNDERSTOOD: usize = 3;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads variables here"
)]
fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable}={text} is no number")))
}

/// A test for each compiler: the command, its flags, the package that it is in, the target, the machine,
/// the convention, and what the compiler does otherwise.
macro_rules! compilers {
    ($($name:ident: $command:literal $flags:expr, $package:literal, $target:ident, $machine:ident, $convention:ident, $excluded:expr, $change:expr;)*) => {
        fn compilers() -> Vec<(&'static str, Asked)> {
            vec![$((stringify!($name), Asked {
                compiler: Compiler {
                    command: $command,
                    flags: &$flags,
                    package: $package,
                    target: by_compiler($command, Target::$target),
                },
                machine: Machine::$machine,
                convention: Convention::$convention,
                is_excluded: $excluded,
                change: $change,
            })),*]
        }

        $(
            #[test]
            fn $name() {
                agree(stringify!($name));
            }
        )*
    };
}

compilers! {
    gcc_x86_64: "gcc" ["-fno-pic", "-fcf-protection=none", "-fno-stack-protector", "-fno-optimize-sibling-calls"], "gcc", X86_64_LINUX_GNU, X86_64, C, otherwise::gcc_x86_64, otherwise::unchanged;
    clang_x86_64: "clang" ["--target=x86_64-linux-gnu", "-fno-pic", "-fno-optimize-sibling-calls"], "clang", X86_64_LINUX_GNU, X86_64, C, otherwise::clang_x86_64, otherwise::unchanged;
    gcc_ms_abi: "gcc" ["-fno-pic", "-fcf-protection=none", "-fno-stack-protector", "-fno-optimize-sibling-calls"], "gcc", X86_64_LINUX_GNU, X86_64, Win64, otherwise::nothing, otherwise::unchanged;
    clang_ms_abi: "clang" ["--target=x86_64-linux-gnu", "-fno-pic", "-fno-optimize-sibling-calls"], "clang", X86_64_LINUX_GNU, X86_64, Win64, otherwise::nothing, otherwise::unchanged;
    mingw_x86_64: "x86_64-w64-mingw32-gcc" ["-fno-optimize-sibling-calls"], "gcc-mingw-w64-x86-64-posix", X86_64_WINDOWS_GNU, X86_64, C, otherwise::nothing, otherwise::unchanged;
    clang_msvc_x86_64: "clang" ["--target=x86_64-pc-windows-msvc", "-fno-optimize-sibling-calls"], "clang", X86_64_WINDOWS_MSVC, X86_64, C, otherwise::nothing, otherwise::unchanged;
    gcc_aarch64: "aarch64-linux-gnu-gcc" ["-fno-pic", "-fno-stack-protector", "-fno-section-anchors", "-fno-optimize-sibling-calls"], "gcc-aarch64-linux-gnu", AARCH64_LINUX_GNU, Aarch64, C, otherwise::nothing, otherwise::unchanged;
    clang_aarch64: "clang" ["--target=aarch64-linux-gnu", "-fno-pic", "-fno-optimize-sibling-calls"], "clang", AARCH64_LINUX_GNU, Aarch64, C, otherwise::nothing, otherwise::unchanged;
    clang_macos_aarch64: "clang" ["--target=arm64-apple-macos", "-fno-stack-protector", "-fno-optimize-sibling-calls"], "clang", AARCH64_MACOS, Aarch64, C, otherwise::nothing, otherwise::unchanged;
    gcc_riscv64: "riscv64-linux-gnu-gcc" ["-fno-pic", "-fno-stack-protector", "-fno-section-anchors", "-fno-optimize-sibling-calls"], "gcc-riscv64-linux-gnu", RISCV64_LINUX_GNU, Riscv64, C, otherwise::nothing, otherwise::unchanged;
    clang_riscv64: "clang" ["--target=riscv64-linux-gnu", "-march=rv64gc", "-mabi=lp64d", "-fno-pic", "-fno-optimize-sibling-calls"], "clang", RISCV64_LINUX_GNU, Riscv64, C, otherwise::clang_riscv64, otherwise::not_extended_on_stack;
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

fn agree(name: &str) {
    let compilers = compilers();
    let (_, asked) = compilers.iter().find(|(known, _)| *known == name).unwrap();
    let Compiler {
        command,
        package,
        target,
        ..
    } = asked.compiler;
    if !asked.compiler.is_here() {
        say(&format!(
            "skipped: placements for {} with {command} (needs the package {package})",
            target.name
        ));
        return;
    }
    let seed = number("LLTYPE_PLACEMENT_SEED").unwrap_or(SEED);
    let count = number("LLTYPE_PLACEMENTS").map_or(COUNT, |count| usize::try_from(count).unwrap());
    let tally = match check::compare(asked, seed, count) {
        Ok(tally) => tally,
        Err(report) => panic!("LLTYPE_PLACEMENT_SEED={seed}\n{report}"),
    };
    let misunderstood = tally.misunderstood.len();
    say(&format!(
        "{name}: {} compared, {} excluded, {misunderstood} not understood (LLTYPE_PLACEMENT_SEED={seed})",
        tally.compared, tally.excluded
    ));
    assert!(
        misunderstood * 100 <= MISUNDERSTOOD * count,
        "not understood: {:#?}",
        &tally.misunderstood[..misunderstood.min(40)]
    );
}
