//! [`Register`]: a register of the machine.

use core::fmt;

use crate::Abi;

/// A register, by the number that the machine's manual gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Register {
    /// Of what kind it is.
    pub bank: Bank,
    /// Its number: `rax` is 0, `rcx` 1, `rdx` 2 on x86-64.
    pub number: u8,
}

/// The kinds of registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bank {
    /// For integers and addresses.
    Integer,
    /// For floating-point numbers and vectors.
    Vector,
    /// x86's stack of floating-point numbers.
    X87,
}

impl Register {
    /// One for integers and addresses.
    #[must_use]
    pub const fn integer(number: u8) -> Self {
        Register {
            bank: Bank::Integer,
            number,
        }
    }

    /// One for floating-point numbers and vectors.
    #[must_use]
    pub const fn vector(number: u8) -> Self {
        Register {
            bank: Bank::Vector,
            number,
        }
    }

    /// One of x86's stack of floating-point numbers.
    #[must_use]
    pub const fn x87(number: u8) -> Self {
        Register {
            bank: Bank::X87,
            number,
        }
    }

    /// What assemblers call it, where it holds `size` bytes.
    #[must_use]
    pub fn name(self, abi: Abi, size: u64) -> impl fmt::Display {
        Name {
            register: self,
            abi,
            size,
        }
    }
}

struct Name {
    register: Register,
    abi: Abi,
    size: u64,
}

const X86: [&str; 16] = [
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13",
    "r14", "r15",
];

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Register { bank, number } = self.register;
        match (self.abi, bank) {
            (Abi::SysV64 | Abi::Win64, Bank::Integer) => {
                let name = X86.get(usize::from(number)).copied().unwrap_or("?");
                match (name.strip_prefix('r'), number) {
                    (Some(rest), ..8) if self.size <= 4 => write!(f, "e{rest}"),
                    (_, 8..) if self.size <= 4 => write!(f, "{name}d"),
                    _ => f.write_str(name),
                }
            }
            (Abi::SysV64 | Abi::Win64, Bank::Vector) => write!(f, "xmm{number}"),
            (_, Bank::X87) => write!(f, "st({number})"),
            (Abi::Aapcs64 | Abi::AppleArm64, Bank::Integer) => match self.size {
                ..=4 => write!(f, "w{number}"),
                _ => write!(f, "x{number}"),
            },
            (Abi::Aapcs64 | Abi::AppleArm64, Bank::Vector) => match self.size {
                ..=2 => write!(f, "h{number}"),
                3..=4 => write!(f, "s{number}"),
                5..=8 => write!(f, "d{number}"),
                _ => write!(f, "q{number}"),
            },
            // The registers for arguments alone.
            (Abi::Riscv64, Bank::Integer) => write!(f, "a{}", number.wrapping_sub(10)),
            (Abi::Riscv64, Bank::Vector) => write!(f, "fa{}", number.wrapping_sub(10)),
        }
    }
}
