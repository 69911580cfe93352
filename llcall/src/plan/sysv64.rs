//! The System V ABI for x86-64: section 3.2.3 of its supplement for the processor.

use lltype::Target;

use super::leaf::{Leaf, LeafKind, Shape};
use super::walk::{Refusal, Rules, walk};
use super::{Signature, Unsupported, Value};
use crate::Abi;
use crate::placement::{Extension, Passing, Piece, Place, Placement, Register};

/// `rdi`, `rsi`, `rdx`, `rcx`, `r8`, `r9`.
const INTEGER_ARGUMENTS: [u8; 6] = [7, 6, 2, 1, 8, 9];
const VECTOR_ARGUMENTS: u8 = 8;
/// `rax`, `rdx`.
const INTEGER_RESULTS: [u8; 2] = [0, 2];

/// The class of eight bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    No,
    Integer,
    Sse,
    SseUp,
    X87,
    X87Up,
    Memory,
}

impl Class {
    /// The class of eight bytes that two members share.
    fn merge(self, other: Class) -> Class {
        match (self, other) {
            (one, other) if one == other => one,
            (Class::No, class) | (class, Class::No) => class,
            (Class::Memory, _) | (_, Class::Memory) => Class::Memory,
            (Class::Integer, _) | (_, Class::Integer) => Class::Integer,
            (Class::X87 | Class::X87Up, _) | (_, Class::X87 | Class::X87Up) => Class::Memory,
            _ => Class::Sse,
        }
    }
}

/// Where a value goes, if there are registers enough.
enum Way {
    Nothing,
    Memory,
    /// The classes of the first and the second eight bytes.
    Registers([Class; 2]),
}

fn way(shape: &Shape) -> Way {
    if shape.size == 0 {
        return Way::Nothing;
    }
    if shape.size > 16 {
        return Way::Memory;
    }
    let Some(classes) = classes(&shape.leaves) else {
        return Way::Memory;
    };
    match classes {
        [Class::Memory, _] | [_, Class::Memory] => Way::Memory,
        [first, Class::X87Up] if first != Class::X87 => Way::Memory,
        [Class::No, Class::No] => Way::Nothing,
        [first, Class::SseUp] if first != Class::Sse => Way::Registers([first, Class::Sse]),
        classes => Way::Registers(classes),
    }
}

/// The classes of what is not larger than 16 bytes; `None` if a member makes the whole go to memory.
fn classes(leaves: &[Leaf]) -> Option<[Class; 2]> {
    let mut classes = [Class::No; 2];
    leaves
        .iter()
        .all(|leaf| add(&mut classes, leaf))
        .then_some(classes)
}

/// Whether a member by itself has the upper half of a `long double` without the lower: it goes to memory
/// then, and takes along what it is in.
pub(super) fn is_broken(leaves: &[Leaf]) -> bool {
    let has_x87 = leaves.iter().any(|leaf| leaf.kind == LeafKind::X87);
    has_x87 && matches!(classes(leaves), Some([first, Class::X87Up]) if first != Class::X87)
}

/// Adds the class of a member; `false` if it makes the whole go to memory.
fn add(classes: &mut [Class; 2], leaf: &Leaf) -> bool {
    let up = match leaf.kind {
        LeafKind::Bits { is_named: false } => return true,
        LeafKind::Bits { .. } => Class::Integer,
        _ if !leaf.offset.is_multiple_of(leaf.align) => return false,
        LeafKind::LoneFloat | LeafKind::Broken => return false,
        LeafKind::Integer => Class::Integer,
        // Vectors that are narrower than any register for vectors.
        LeafKind::Vector if leaf.size < 8 => Class::Integer,
        LeafKind::Float | LeafKind::Vector => Class::SseUp,
        LeafKind::X87 => Class::X87Up,
    };
    let first = leaf.offset / 8;
    for index in first..(leaf.offset + leaf.size).div_ceil(8) {
        let class = match up {
            Class::SseUp if index == first => Class::Sse,
            Class::X87Up if index == first => Class::X87,
            class => class,
        };
        // The value has two.
        let Some(slot) = classes.get_mut(usize::from(index == 1)) else {
            return false;
        };
        *slot = slot.merge(class);
    }
    true
}

pub(super) fn plan(signature: &Signature, abi: Abi, _: &Target) -> Result<Placement, Refusal> {
    walk(signature, abi, Places::default())
}

/// What is used up so far.
#[derive(Default)]
struct Places {
    integers: usize,
    vectors: u8,
    stack: u64,
    align: u64,
}

impl Rules for Places {
    fn result(&mut self, value: &Value) -> Result<Passing, Unsupported> {
        Ok(
            match complex_x87(&value.shape).unwrap_or_else(|| way(&value.shape)) {
                Way::Nothing => Passing::Nothing,
                Way::Memory if value.shape.is_nothing_to_gcc => Passing::Nothing,
                Way::Memory => {
                    // Room for it is passed like a first argument.
                    let pointer = Place::Register(Register::integer(INTEGER_ARGUMENTS[0]));
                    self.integers = 1;
                    let align = value.shape.align;
                    Passing::Indirect { pointer, align }
                }
                Way::Registers([Class::X87, second]) => {
                    let half = |index: u8| Piece {
                        offset: u64::from(index) * 16,
                        size: 16,
                        place: Place::Register(Register::x87(index)),
                        extension: Extension::None,
                    };
                    let count = if second == Class::X87 { 2 } else { 1 };
                    Passing::Direct((0..count).map(half).collect())
                }
                Way::Registers(classes) => {
                    let (mut integers, mut vectors) = (INTEGER_RESULTS.into_iter(), 0..2);
                    let registers = |class| match class {
                        Class::Integer => integers.next().map(Register::integer),
                        _ => vectors.next().map(Register::vector),
                    };
                    Passing::Direct(pieces(&value.shape, classes, registers))
                }
            },
        )
    }

    fn argument(&mut self, value: &Value, _: bool) -> Result<Passing, Unsupported> {
        let shape = &value.shape;
        Ok(match way(shape) {
            Way::Nothing => {
                if shape.aligns_stack {
                    self.align(shape);
                }
                Passing::Nothing
            }
            Way::Registers([Class::X87, _]) | Way::Memory => self.on_stack(shape),
            Way::Registers(classes) => self
                .in_registers(shape, classes)
                .unwrap_or_else(|| self.on_stack(shape)),
        })
    }

    fn stack(&self) -> u64 {
        self.stack
    }

    fn stack_align(&self) -> u64 {
        self.align.max(16)
    }

    fn vector_count(&self) -> Option<u8> {
        Some(self.vectors)
    }
}

impl Places {
    /// All in registers, or nothing.
    fn in_registers(&mut self, shape: &Shape, classes: [Class; 2]) -> Option<Passing> {
        let count = |wanted| classes.iter().filter(|class| **class == wanted).count();
        let free = INTEGER_ARGUMENTS.get(self.integers..)?;
        let vectors = self.vectors..VECTOR_ARGUMENTS;
        if count(Class::Integer) > free.len() || count(Class::Sse) > vectors.len() {
            return None;
        }
        let (mut integers, mut vectors) = (free.iter().copied(), vectors);
        let registers = |class| match class {
            Class::Integer => integers.next().map(Register::integer),
            _ => vectors.next().map(Register::vector),
        };
        let pieces = pieces(shape, classes, registers);
        self.integers = INTEGER_ARGUMENTS.len() - integers.len();
        self.vectors = vectors.start;
        Some(Passing::Direct(pieces))
    }

    /// Where the next argument lies, if it is this.
    fn align(&mut self, shape: &Shape) -> u64 {
        let align = shape.align.max(8);
        self.align = self.align.max(align);
        self.stack = self.stack.next_multiple_of(align);
        self.stack
    }

    fn on_stack(&mut self, shape: &Shape) -> Passing {
        if shape.is_nothing_to_gcc {
            return Passing::Nothing;
        }
        let offset = self.align(shape);
        self.stack = offset + shape.size.next_multiple_of(8);
        Passing::Direct(vec![Piece {
            offset: 0,
            size: shape.size,
            place: Place::Stack(offset),
            extension: extension(shape),
        }])
    }
}

/// `long double _Complex`, which is returned in two registers, though it has 32 bytes.
fn complex_x87(shape: &Shape) -> Option<Way> {
    let is_x87 = shape.leaves.iter().all(|leaf| leaf.kind == LeafKind::X87);
    (shape.is_complex && is_x87).then_some(Way::Registers([Class::X87; 2]))
}

/// The eight bytes of each class, in the registers that are given for it.
fn pieces(
    shape: &Shape,
    classes: [Class; 2],
    mut register: impl FnMut(Class) -> Option<Register>,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(2);
    for (class, offset) in classes.into_iter().zip([0, 8]) {
        match class {
            Class::Integer | Class::Sse => pieces.extend(register(class).map(|register| Piece {
                offset,
                size: (shape.size - offset).min(8),
                place: Place::Register(register),
                extension: extension(shape),
            })),
            // More of the register before.
            Class::SseUp => pieces.iter_mut().for_each(|piece| piece.size = shape.size),
            _ => {}
        }
    }
    pieces
}

/// Compilers rely on narrow integers being extended to 32 bits, though the document is silent.
fn extension(shape: &Shape) -> Extension {
    match shape.scalar() {
        Some(Leaf {
            kind: LeafKind::Integer,
            size: ..4,
            ..
        }) if shape.is_signed => Extension::Sign(4),
        Some(Leaf {
            kind: LeafKind::Integer,
            size: ..4,
            ..
        }) => Extension::Zero(4),
        _ => Extension::None,
    }
}
