//! [`Convention`]: how a function is called.

use core::fmt;

use crate::Target;

/// How a function is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Convention {
    /// The C convention of the target.
    #[default]
    C,
    /// 32-bit x86: arguments on the stack, taken off by the function.
    Stdcall,
    /// 32-bit x86: two arguments in registers.
    Fastcall,
    /// 32-bit x86: the first argument in a register.
    Thiscall,
    /// x86: more arguments in vector registers.
    Vectorcall,
    /// x86-64: as Windows does, on any system.
    Win64,
    /// x86-64: as Unix does, on any system.
    SysV64,
    /// 32-bit Arm: without floating-point registers.
    Aapcs,
    /// 32-bit x86: the first argument in a register (GCC's `regparm(1)`). Rust has no name for it.
    Regparm1,
    /// 32-bit x86: two arguments in registers (GCC's `regparm(2)`). Rust has no name for it.
    Regparm2,
    /// 32-bit x86: three arguments in registers (GCC's `regparm(3)`). Rust has no name for it.
    Regparm3,
}

impl Convention {
    /// What Rust's `extern "system"` is on the target the crate is compiled for: Windows calls its own
    /// functions so.
    pub const SYSTEM: Convention = match cfg!(all(windows, target_arch = "x86")) {
        true => Convention::Stdcall,
        false => Convention::C,
    };

    /// What it means on a target: most are of one machine, and nothing elsewhere.
    ///
    /// ```
    /// use lltype::{Convention, Target};
    /// assert_eq!(Convention::Stdcall.on(&Target::X86_64_WINDOWS_MSVC), Convention::C);
    /// assert_eq!(Convention::Stdcall.on(&Target::I686_WINDOWS_MSVC), Convention::Stdcall);
    /// ```
    #[must_use]
    pub fn on(self, target: &Target) -> Convention {
        let is_i686 = target.is_x86() && !target.is_x86_64();
        let is_meant = match self {
            Convention::C => true,
            Convention::Stdcall
            | Convention::Fastcall
            | Convention::Thiscall
            | Convention::Regparm1
            | Convention::Regparm2
            | Convention::Regparm3 => is_i686,
            Convention::Vectorcall => target.is_x86(),
            Convention::Win64 => target.is_x86_64() && !target.is_windows(),
            Convention::SysV64 => target.is_x86_64() && target.is_windows(),
            Convention::Aapcs => target.is_arm(),
        };
        if is_meant { self } else { Convention::C }
    }

    /// The word that C compilers know, written before the name of the function; empty for
    /// [`Convention::C`].
    ///
    /// ```
    /// assert_eq!(lltype::Convention::Stdcall.c_attribute(), "__attribute__((stdcall))");
    /// ```
    #[must_use]
    pub const fn c_attribute(self) -> &'static str {
        match self {
            Convention::C => "",
            Convention::Stdcall => "__attribute__((stdcall))",
            Convention::Fastcall => "__attribute__((fastcall))",
            Convention::Thiscall => "__attribute__((thiscall))",
            Convention::Vectorcall => "__attribute__((vectorcall))",
            Convention::Win64 => "__attribute__((ms_abi))",
            Convention::SysV64 => "__attribute__((sysv_abi))",
            Convention::Aapcs => "__attribute__((pcs(\"aapcs\")))",
            Convention::Regparm1 => "__attribute__((regparm(1)))",
            Convention::Regparm2 => "__attribute__((regparm(2)))",
            Convention::Regparm3 => "__attribute__((regparm(3)))",
        }
    }
}

impl fmt::Display for Convention {
    /// The name of Rust's `extern "…"`; of what Rust has no name for, GCC's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Convention::C => "C",
            Convention::Stdcall => "stdcall",
            Convention::Fastcall => "fastcall",
            Convention::Thiscall => "thiscall",
            Convention::Vectorcall => "vectorcall",
            Convention::Win64 => "win64",
            Convention::SysV64 => "sysv64",
            Convention::Aapcs => "aapcs",
            Convention::Regparm1 => "regparm(1)",
            Convention::Regparm2 => "regparm(2)",
            Convention::Regparm3 => "regparm(3)",
        })
    }
}
