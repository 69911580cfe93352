//! 64-bit RISC-V with registers for `double`s: "RISC-V Calling Conventions", with LP64D.

use lltype::Target;

use super::flatten::{Part, flatten};
use super::leaf::{Leaf, LeafKind, Shape};
use super::walk::{Refusal, Rules, walk};
use super::{Signature, Unsupported, Value};
use crate::Abi;
use crate::placement::{Extension, Passing, Piece, Place, Placement, Register};

/// `a0`, and `fa0`.
const FIRST: u8 = 10;
/// `a0` to `a7` for arguments, `a0` and `a1` for results.
const ARGUMENTS: u8 = 8;
const RESULTS: u8 = 2;

pub(super) fn plan(signature: &Signature, abi: Abi, target: &Target) -> Result<Placement, Refusal> {
    let places = Places {
        target,
        integers: Bank::new(ARGUMENTS),
        floats: Bank::new(ARGUMENTS),
        stack: 0,
    };
    walk(signature, abi, places)
}

/// Registers of a kind.
#[derive(Debug, Clone, Copy)]
struct Bank {
    used: u8,
    count: u8,
}

impl Bank {
    const fn new(count: u8) -> Self {
        Bank { used: 0, count }
    }

    fn left(self) -> usize {
        usize::from(self.count.saturating_sub(self.used))
    }

    /// The number of the next one.
    fn next(&mut self) -> Option<u8> {
        (self.left() > 0).then(|| {
            self.used += 1;
            FIRST + self.used - 1
        })
    }
}

/// What is used up so far.
struct Places<'t> {
    target: &'t Target,
    integers: Bank,
    floats: Bank,
    stack: u64,
}

impl Rules for Places<'_> {
    fn stack(&self) -> u64 {
        self.stack
    }

    /// As a first argument, but that there are two registers of each kind.
    fn result(&mut self, value: &Value) -> Result<Passing, Unsupported> {
        let mut places = Places {
            target: self.target,
            integers: Bank::new(RESULTS),
            floats: Bank::new(RESULTS),
            stack: 0,
        };
        let passing = places.argument(value, false)?;
        if matches!(passing, Passing::Indirect { .. }) {
            self.integers.used = 1;
        }
        Ok(passing)
    }

    fn argument(&mut self, value: &Value, is_variadic: bool) -> Result<Passing, Unsupported> {
        let shape = &value.shape;
        if shape.size == 0 {
            // To GCC, there is no room for it on the stack, but it is aligned.
            return match shape.align > 8 && self.integers.left() == 0 {
                true => Err(Unsupported::NoRules),
                false => Ok(Passing::Nothing),
            };
        }
        // GCC passes what Clang takes for empty, and Clang passes the items of a vector.
        let is_vector = matches!(shape.scalar(), Some(leaf) if leaf.kind == LeafKind::Vector);
        if is_vector || shape.is_padding() {
            return Err(Unsupported::NoRules);
        }
        // "Variadic arguments are passed in integer registers".
        let parts = match is_variadic {
            true => None,
            false => flatten(&value.ty, self.target)?,
        };
        if let Some(pieces) = parts.and_then(|parts| self.flattened(&parts)) {
            return Ok(Passing::Direct(pieces));
        }
        Ok(match shape.size {
            ..=16 => Passing::Direct(self.in_integers(shape, is_variadic)),
            _ => Passing::Indirect {
                pointer: self.next_integer(8),
                align: shape.align,
            },
        })
    }
}

impl Places<'_> {
    /// Each part in a register, all or none.
    fn flattened(&mut self, parts: &[Part]) -> Option<Vec<Piece>> {
        let floats = parts.iter().filter(|part| part.is_float).count();
        if floats > self.floats.left() || parts.len() - floats > self.integers.left() {
            return None;
        }
        let piece = |part: &Part| {
            let (register, extension) = match part.is_float {
                true => (Register::vector(self.floats.next()?), ones(part)),
                // It is not extended.
                false => (Register::integer(self.integers.next()?), Extension::None),
            };
            Some(Piece {
                offset: part.offset,
                size: part.size,
                place: Place::Register(register),
                extension,
            })
        };
        parts.iter().map(piece).collect()
    }

    /// "Integer calling convention": in one or two registers, or on the stack, or one half in each.
    fn in_integers(&mut self, shape: &Shape, is_variadic: bool) -> Vec<Piece> {
        let align = shape.align.clamp(8, 16);
        // "Aligned register pairs", which are for variadic arguments alone.
        if is_variadic && align == 16 {
            self.integers.used = self.integers.used.next_multiple_of(2);
        }
        let extension = extension(shape);
        let piece = |offset: u64, size, place| Piece {
            offset,
            size,
            place,
            extension,
        };
        if self.integers.left() == 0 {
            let place = Place::Stack(self.slot(shape.size, align));
            return vec![piece(0, shape.size, place)];
        }
        let offsets = (0..shape.size).step_by(8);
        let pieces = offsets.map(|offset| {
            let place = self.next_integer(8);
            piece(offset, (shape.size - offset).min(8), place)
        });
        pieces.collect()
    }

    fn next_integer(&mut self, align: u64) -> Place {
        match self.integers.next() {
            Some(number) => Place::Register(Register::integer(number)),
            None => Place::Stack(self.slot(8, align)),
        }
    }

    fn slot(&mut self, size: u64, align: u64) -> u64 {
        let offset = self.stack.next_multiple_of(align);
        self.stack = offset + size.next_multiple_of(8);
        offset
    }
}

/// "NaN-boxing": a narrower number than the register.
fn ones(part: &Part) -> Extension {
    match part.size {
        8.. => Extension::None,
        _ => Extension::Ones,
    }
}

/// "Scalars narrower than XLEN bits are widened according to the sign of their type up to 32 bits, then
/// sign-extended to XLEN bits".
fn extension(shape: &Shape) -> Extension {
    match shape.scalar() {
        Some(Leaf {
            kind: LeafKind::Integer,
            size,
            ..
        }) if size < 8 => match shape.is_signed || size == 4 {
            true => Extension::Sign(8),
            false => Extension::Zero(8),
        },
        _ => Extension::None,
    }
}
