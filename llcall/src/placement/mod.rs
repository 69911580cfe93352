//! [`Placement`]: where the arguments and the result of a call go, as data.

mod explain;
mod register;

use lltype::Type;

pub use register::{Bank, Register};

use crate::Abi;

/// Where each argument and the result of a function go on a target: what [`plan`](crate::plan)
/// answers.
///
/// It prints as a table, one line for each argument:
///
/// ```
/// use llcall::plan;
/// use lltype::{Prototype, Target};
///
/// let ldexp = Prototype::of::<unsafe extern "C" fn(f64, i32) -> f64>("ldexp");
/// let placement = plan(&ldexp, &Target::X86_64_LINUX_GNU)?;
/// assert_eq!(
///     placement.to_string(),
///     "1: double -> xmm0\n2: int32_t -> edi\nresult: double <- xmm0\n"
/// );
/// # Ok::<(), llcall::PlanError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The rules that were followed.
    pub abi: Abi,
    /// Of each argument, in order; those of type `void` are not among them.
    pub arguments: Vec<Argument>,
    /// Of the result.
    pub result: Argument,
    /// How many bytes of the stack the arguments take, with what the ABI keeps free in front of them: a
    /// multiple of [`stack_align`](Self::stack_align).
    pub stack: u64,
    /// How the stack pointer is aligned when the function is called: to 16, or to more for an argument
    /// that asks for it.
    pub stack_align: u64,
    /// How many vector registers have arguments, where a variadic function is told so (`al` on x86-64).
    pub vector_count: Option<u8>,
}

/// Where one argument goes, or where the result comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The name of the parameter, if it has one.
    pub name: Option<String>,
    /// Its type, after the promotions that a variadic argument has.
    pub ty: Type,
    /// How many bytes the value has.
    pub size: u64,
    /// How it is passed.
    pub passing: Passing,
}

/// How a value is passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passing {
    /// Not at all: it is empty, or `void`.
    Nothing,
    /// In these places. The same bytes may be in two of them.
    Direct(Vec<Piece>),
    /// By a pointer to memory that the caller provides: a copy of the argument, or room for the
    /// result.
    Indirect {
        /// Where the pointer is.
        pointer: Place,
        /// How the memory is aligned, in bytes.
        align: u64,
    },
}

/// Some bytes of a value, and where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The first of the bytes, counted from the start of the value.
    pub offset: u64,
    /// How many.
    pub size: u64,
    /// Where they are.
    pub place: Place,
    /// What is in the rest of the register or the slot of the stack.
    pub extension: Extension,
}

/// Where bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// In a register, from its lowest byte on.
    Register(Register),
    /// On the stack, so many bytes above where the stack pointer is when the function is called (on x86:
    /// before the return address is pushed).
    Stack(u64),
}

/// What is in the bits of a place that the value does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extension {
    /// Anything.
    None,
    /// Copies of the sign, up to so many bytes.
    Sign(u8),
    /// Zeros, up to so many bytes.
    Zero(u8),
    /// Ones, as RISC-V has it: a `float` in a register for `double`s.
    Ones,
}

impl Passing {
    /// The places that the value or its pointer is in.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let (pieces, pointer): (&[Piece], _) = match self {
            Passing::Nothing => (&[], None),
            Passing::Direct(pieces) => (pieces, None),
            Passing::Indirect { pointer, .. } => (&[], Some(*pointer)),
        };
        pieces.iter().map(|piece| piece.place).chain(pointer)
    }
}
