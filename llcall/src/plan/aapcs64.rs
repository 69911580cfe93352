//! 64-bit Arm: "Procedure Call Standard for the Arm 64-bit Architecture (AAPCS64)", section 6 of which
//! gives the rules, by letters and numbers; and what Apple does otherwise ("Writing ARM64 code for Apple
//! platforms").

use lltype::Target;

use super::homogeneous::Homogeneous;
use super::leaf::{Leaf, LeafKind, Shape};
use super::natural::natural_align;
use super::walk::{Refusal, Rules, walk};
use super::{Signature, Unsupported, Value};
use crate::Abi;
use crate::placement::{Extension, Passing, Piece, Place, Placement, Register};

/// `x0` to `x7`, and `v0` to `v7`.
const REGISTERS: u8 = 8;

/// `x8`: where room for the result is.
const RESULT_POINTER: Register = Register::integer(8);

pub(super) fn plan(signature: &Signature, abi: Abi, target: &Target) -> Result<Placement, Refusal> {
    let places = Places {
        target,
        is_apple: abi == Abi::AppleArm64,
        integers: 0,
        vectors: 0,
        stack: 0,
    };
    walk(signature, abi, places)
}

/// What is used up so far.
struct Places<'t> {
    target: &'t Target,
    is_apple: bool,
    /// The document's NGRN.
    integers: u8,
    /// The document's NSRN.
    vectors: u8,
    /// The document's NSAA.
    stack: u64,
}

impl Rules for Places<'_> {
    fn stack(&self) -> u64 {
        self.stack
    }

    /// Section 6.9: as if it were the first argument, but for what is passed by its address.
    fn result(&mut self, value: &Value) -> Result<Passing, Unsupported> {
        let shape = &value.shape;
        if self.is_nothing(shape)? {
            return Ok(Passing::Nothing);
        }
        if let Some(homogeneous) = self.homogeneity(value)? {
            return Ok(Passing::Direct(in_vectors(homogeneous, 0)));
        }
        Ok(match shape.size {
            ..=16 => Passing::Direct(self.in_integers(shape, 0)),
            _ => Passing::Indirect {
                pointer: Place::Register(RESULT_POINTER),
                align: shape.align,
            },
        })
    }

    fn argument(&mut self, value: &Value, is_variadic: bool) -> Result<Passing, Unsupported> {
        let shape = &value.shape;
        if self.is_nothing(shape)? {
            return Ok(Passing::Nothing);
        }
        let homogeneous = self.homogeneity(value)?;
        if homogeneous.is_none() && shape.size > 16 {
            return Ok(self.by_address(shape, is_variadic));
        }
        let align = self.align(value, homogeneous)?;
        if is_variadic && self.is_apple {
            // Clang's callers and callees align it in different ways.
            if shape.is_record && homogeneous.is_some_and(|of| of.base.size == 16) {
                return Err(Unsupported::NoRules);
            }
            return Ok(Passing::Direct(vec![self.on_stack(shape, align.max(8), 8)]));
        }
        Ok(Passing::Direct(match homogeneous {
            Some(homogeneous) => self.homogeneous(shape, homogeneous, align)?,
            None => self.integers(shape, align),
        }))
    }
}

impl Places<'_> {
    /// Whether there is nothing to pass. To Clang, that is so where there is nothing but padding.
    fn is_nothing(&self, shape: &Shape) -> Result<bool, Unsupported> {
        match shape.is_padding() {
            true if !self.is_apple => Err(Unsupported::NoRules),
            is_padding => Ok(shape.size == 0 || is_padding),
        }
    }

    /// Whether vector registers are for it. Of vectors that are neither of 8 nor of 16 bytes, the document
    /// knows none.
    fn homogeneity(&self, value: &Value) -> Result<Option<Homogeneous>, Unsupported> {
        let homogeneous = Homogeneous::of(&value.ty, self.target)?;
        let kind = value.shape.scalar().map(|leaf| leaf.kind);
        match (homogeneous, kind) {
            (None, Some(LeafKind::Vector)) => Err(Unsupported::NoRules),
            (homogeneous, _) => Ok(homogeneous),
        }
    }

    /// The alignment by which the value is placed: at most 16.
    fn align(&self, value: &Value, homogeneous: Option<Homogeneous>) -> Result<u64, Unsupported> {
        let align = match homogeneous {
            Some(homogeneous) if self.is_apple => homogeneous.base.size,
            _ if self.is_apple => value.shape.align,
            _ => natural_align(&value.ty, &value.shape, self.target)?,
        };
        Ok(align.min(16))
    }

    /// B.4: the caller makes a copy, and passes its address.
    fn by_address(&mut self, shape: &Shape, is_variadic: bool) -> Passing {
        let free = self.integers..REGISTERS;
        let pointer = match free.start {
            _ if (is_variadic && self.is_apple) || free.is_empty() => Place::Stack(self.slot(8, 8)),
            register => {
                self.integers += 1;
                Place::Register(Register::integer(register))
            }
        };
        Passing::Indirect {
            pointer,
            align: shape.align,
        }
    }

    /// C.1 to C.5: in vector registers, all of it or nothing.
    fn homogeneous(
        &mut self,
        shape: &Shape,
        homogeneous: Homogeneous,
        align: u64,
    ) -> Result<Vec<Piece>, Unsupported> {
        let first = self.vectors;
        if homogeneous.count <= REGISTERS - first {
            self.vectors += homogeneous.count;
            return Ok(in_vectors(homogeneous, first));
        }
        // To Clang, a packed one is aligned as its members are by themselves.
        if homogeneous.base.size > align.max(8) {
            return Err(Unsupported::NoRules);
        }
        // No later one goes into a register.
        self.vectors = REGISTERS;
        Ok(vec![self.on_stack(shape, align, 1)])
    }

    /// C.9 to C.14: in general-purpose registers, all of it or nothing.
    fn integers(&mut self, shape: &Shape, align: u64) -> Vec<Piece> {
        // C.10; Apple has no such rule.
        if align == 16 && !self.is_apple {
            self.integers = self.integers.next_multiple_of(2);
        }
        let count = if shape.size > 8 { 2 } else { 1 };
        if self.integers + count <= REGISTERS {
            let pieces = self.in_integers(shape, self.integers);
            self.integers += count;
            return pieces;
        }
        self.integers = REGISTERS;
        let size = if shape.is_record { 8 } else { 1 };
        vec![self.on_stack(shape, align.max(size), size)]
    }

    fn in_integers(&self, shape: &Shape, first: u8) -> Vec<Piece> {
        let piece = |(offset, number)| Piece {
            offset,
            size: (shape.size - offset).min(8),
            place: Place::Register(Register::integer(number)),
            extension: self.extension(shape),
        };
        let offsets = (0..shape.size).step_by(8);
        offsets.zip(first..).map(piece).collect()
    }

    /// C.14 to C.17; to Apple, `size` is what the size is a multiple of.
    fn on_stack(&mut self, shape: &Shape, align: u64, size: u64) -> Piece {
        let (align, multiple) = match self.is_apple {
            true => (align, size),
            false => (align.max(8), 8),
        };
        Piece {
            offset: 0,
            size: shape.size,
            place: Place::Stack(self.slot(shape.size.next_multiple_of(multiple), align)),
            extension: Extension::None,
        }
    }

    fn slot(&mut self, size: u64, align: u64) -> u64 {
        let offset = self.stack.next_multiple_of(align);
        self.stack = offset + size;
        offset
    }

    /// To Apple, the caller extends narrow integers; elsewhere the callee does.
    fn extension(&self, shape: &Shape) -> Extension {
        match shape.scalar() {
            Some(Leaf {
                kind: LeafKind::Integer,
                size: ..4,
                ..
            }) if self.is_apple => match shape.is_signed {
                true => Extension::Sign(4),
                false => Extension::Zero(4),
            },
            _ => Extension::None,
        }
    }
}

/// Each member in a register.
fn in_vectors(homogeneous: Homogeneous, first: u8) -> Vec<Piece> {
    let size = homogeneous.base.size;
    let piece = |(index, number)| Piece {
        offset: u64::from(index) * size,
        size,
        place: Place::Register(Register::vector(number)),
        extension: Extension::None,
    };
    (0..homogeneous.count).zip(first..).map(piece).collect()
}
