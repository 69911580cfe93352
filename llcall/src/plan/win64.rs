//! The calling convention of Windows for x86-64: "x64 calling convention" of Microsoft's documentation.
//! What that does not know, such as `__int128`, is as GCC has it, which Clang follows.

use lltype::Target;

use super::leaf::{LeafKind, Shape};
use super::walk::{Refusal, Rules, walk};
use super::{Signature, Unsupported, Value};
use crate::Abi;
use crate::placement::{Extension, Passing, Piece, Place, Placement, Register};

/// `rcx`, `rdx`, `r8`, `r9`: for the first four arguments, or `xmm0` to `xmm3`.
const INTEGER_ARGUMENTS: [u8; 4] = [1, 2, 8, 9];

/// On the stack, for the registers: the callee may put them there.
const SHADOW: u64 = 32;

/// How a copy of an argument is aligned that is passed by its address.
const COPY_ALIGN: u64 = 16;

/// In which kind of register a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Integer,
    Vector,
    Memory,
}

/// What compilers do not agree about: other vectors than those of 16 bytes; `_Float16`, an integer to
/// GCC alone; and structs of nothing but padding, which GCC does not pass.
fn is_unsettled(shape: &Shape) -> bool {
    match scalar_kind(shape) {
        Some(LeafKind::Vector | LeafKind::LoneFloat) => shape.size != 16,
        Some(LeafKind::Float) => shape.size < 4,
        _ => shape.is_padding(),
    }
}

/// "Parameter passing": what is not of 1, 2, 4 or 8 bytes is passed by its address, and structs are
/// passed as integers.
fn argument_class(shape: &Shape) -> Class {
    match shape.size {
        1 | 2 | 4 | 8 if is_float(shape) => Class::Vector,
        1 | 2 | 4 | 8 => Class::Integer,
        _ => Class::Memory,
    }
}

/// "Return values"; and GCC returns `__int128` as vectors of its size.
fn result_class(shape: &Shape) -> Class {
    match (shape.size, scalar_kind(shape)) {
        (16, Some(LeafKind::Vector | LeafKind::Integer)) => Class::Vector,
        _ => argument_class(shape),
    }
}

fn scalar_kind(shape: &Shape) -> Option<LeafKind> {
    shape.scalar().map(|leaf| leaf.kind)
}

/// Whether it is `float` or `double`.
fn is_float(shape: &Shape) -> bool {
    scalar_kind(shape) == Some(LeafKind::Float)
}

pub(super) fn plan(signature: &Signature, abi: Abi, _: &Target) -> Result<Placement, Refusal> {
    walk(signature, abi, Places { used: 0 })
}

/// How many arguments there were, room for the result among them: each has a place of 8 bytes.
struct Places {
    used: u64,
}

impl Places {
    /// The place of the next argument, in a register for integers and in one for vectors, which are the
    /// same on the stack.
    fn next(&mut self) -> [Place; 2] {
        let index = self.used;
        self.used += 1;
        let integers = INTEGER_ARGUMENTS.into_iter().zip(0u8..);
        match integers.zip(0..).find(|(_, position)| *position == index) {
            Some(((integer, vector), _)) => [
                Place::Register(Register::integer(integer)),
                Place::Register(Register::vector(vector)),
            ],
            None => [Place::Stack(index * 8); 2],
        }
    }
}

impl Rules for Places {
    fn stack(&self) -> u64 {
        (self.used * 8).max(SHADOW)
    }

    fn result(&mut self, value: &Value) -> Result<Passing, Unsupported> {
        let shape = &value.shape;
        // Clang has room for a struct without bytes, GCC has not.
        if is_unsettled(shape) || (shape.is_record && shape.size == 0) {
            return Err(Unsupported::NoRules);
        }
        Ok(match result_class(shape) {
            _ if shape.size == 0 => Passing::Nothing,
            Class::Memory => Passing::Indirect {
                pointer: self.next()[0],
                align: shape.align,
            },
            Class::Integer => direct(shape, &[Place::Register(Register::integer(0))]),
            Class::Vector => direct(shape, &[Place::Register(Register::vector(0))]),
        })
    }

    fn argument(&mut self, value: &Value, is_variadic: bool) -> Result<Passing, Unsupported> {
        let shape = &value.shape;
        if is_unsettled(shape) {
            return Err(Unsupported::NoRules);
        }
        let [integer, vector] = self.next();
        Ok(match argument_class(shape) {
            Class::Memory => Passing::Indirect {
                pointer: integer,
                align: shape.align.max(COPY_ALIGN),
            },
            Class::Integer => direct(shape, &[integer]),
            // "Varargs": the callee does not know of which kind it is.
            Class::Vector if is_variadic && integer != vector => direct(shape, &[vector, integer]),
            Class::Vector => direct(shape, &[vector]),
        })
    }
}

/// The whole value, in each of the places.
fn direct(shape: &Shape, places: &[Place]) -> Passing {
    let piece = |place: &Place| Piece {
        offset: 0,
        size: shape.size,
        place: *place,
        extension: Extension::None,
    };
    Passing::Direct(places.iter().map(piece).collect())
}
