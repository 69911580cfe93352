//! [`Convention`]: how a function is called.

use core::fmt;

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
}

impl Convention {
    /// What Rust's `extern "system"` is on the target the crate is compiled for: Windows calls its own
    /// functions so.
    pub const SYSTEM: Convention = match cfg!(all(windows, target_arch = "x86")) {
        true => Convention::Stdcall,
        false => Convention::C,
    };

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
        }
    }
}

impl fmt::Display for Convention {
    /// The name of Rust's `extern "…"`.
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
        })
    }
}
