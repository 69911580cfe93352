//! [`Abi`]: the rules by which calls are made.

use core::fmt;

use lltype::{Convention, Target};

/// The rules by which arguments and results are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Abi {
    /// x86-64 on Unix: the System V ABI.
    SysV64,
    /// x86-64 on Windows.
    Win64,
    /// 64-bit Arm: AAPCS64, as on Linux.
    Aapcs64,
    /// 64-bit Arm, as Apple has it.
    AppleArm64,
    /// 64-bit RISC-V with floating-point registers for `double`: LP64D.
    Riscv64,
}

impl Abi {
    /// What a convention means on a target; `None` where no rules are known here.
    ///
    /// ```
    /// use llcall::Abi;
    /// use lltype::{Convention, Target};
    /// let linux = &Target::X86_64_LINUX_GNU;
    /// assert_eq!(Abi::of(Convention::C, linux), Some(Abi::SysV64));
    /// assert_eq!(Abi::of(Convention::Win64, linux), Some(Abi::Win64));
    /// assert_eq!(Abi::of(Convention::C, &Target::I686_LINUX_GNU), None);
    /// ```
    #[must_use]
    pub fn of(convention: Convention, target: &Target) -> Option<Abi> {
        match convention.on(target) {
            Convention::C => Self::of_c(target),
            Convention::Win64 => Some(Abi::Win64),
            Convention::SysV64 => Some(Abi::SysV64),
            _ => None,
        }
    }

    fn of_c(target: &Target) -> Option<Abi> {
        if target.pointer != 8 {
            return None;
        }
        match target.arch() {
            "x86_64" if target.is_windows() => Some(Abi::Win64),
            "x86_64" => Some(Abi::SysV64),
            "aarch64" | "arm64" if target.is_apple() => Some(Abi::AppleArm64),
            "aarch64" if !target.is_windows() && target.is_little_endian() => Some(Abi::Aapcs64),
            "riscv64gc" | "riscv64" => Some(Abi::Riscv64),
            _ => None,
        }
    }
}

impl fmt::Display for Abi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Abi::SysV64 => "x86-64 System V",
            Abi::Win64 => "x86-64 Windows",
            Abi::Aapcs64 => "AAPCS64",
            Abi::AppleArm64 => "Apple's arm64",
            Abi::Riscv64 => "RISC-V LP64D",
        })
    }
}
