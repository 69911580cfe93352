//! A [`Placement`] as text.

use core::fmt;

use super::{Argument, Passing, Piece, Place, Placement};
use crate::Abi;

impl fmt::Display for Placement {
    /// A line for each argument, and one for the result.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, argument) in self.arguments.iter().enumerate() {
            write!(f, "{}", index + 1)?;
            if let Some(name) = &argument.name {
                write!(f, " {name}")?;
            }
            write!(f, ": {} -> ", argument.ty)?;
            passing(f, argument, self.abi)?;
            f.write_str("\n")?;
        }
        write!(f, "result: {}", self.result.ty)?;
        if self.result.passing != Passing::Nothing || self.result.size != 0 {
            f.write_str(" <- ")?;
            passing(f, &self.result, self.abi)?;
        }
        f.write_str("\n")?;
        if let Some(count) = self.vector_count {
            writeln!(f, "al: {count}")?;
        }
        match self.stack {
            0 => Ok(()),
            bytes => writeln!(f, "stack: {bytes} bytes"),
        }
    }
}

fn passing(f: &mut fmt::Formatter<'_>, argument: &Argument, abi: Abi) -> fmt::Result {
    match &argument.passing {
        Passing::Nothing => f.write_str("nowhere"),
        Passing::Indirect { pointer, .. } => {
            f.write_str("memory, at ")?;
            place(f, *pointer, 8, abi)
        }
        Passing::Direct(pieces) => {
            for (index, piece) in pieces.iter().enumerate() {
                if index > 0 {
                    f.write_str(", ")?;
                }
                one(f, piece, argument, abi)?;
            }
            Ok(())
        }
    }
}

fn one(f: &mut fmt::Formatter<'_>, piece: &Piece, argument: &Argument, abi: Abi) -> fmt::Result {
    if piece.size < argument.size {
        let end = piece.offset + piece.size;
        write!(f, "bytes {}..{end} ", piece.offset)?;
    }
    place(f, piece.place, piece.size, abi)
}

fn place(f: &mut fmt::Formatter<'_>, place: Place, size: u64, abi: Abi) -> fmt::Result {
    match place {
        Place::Register(register) => write!(f, "{}", register.name(abi, size)),
        Place::Stack(offset) => write!(f, "[sp+{offset}]"),
    }
}
