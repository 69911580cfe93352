//! [`Builder`]: writes a value as bytes of a type.

use cdef::Cdef;
use lltype::{Kind, Target, Type};

use super::{Arena, Block, BuildError, MAX_SIZE, Problem};
use crate::Literal;

pub(super) type Built<T = ()> = Result<T, BuildError>;

/// Writes values as bytes of types.
///
/// Constants, and the types of casts, are those of a [`Cdef`]. What pointers point to is kept in the
/// builder's [`Arena`], which must live as long as C uses it.
///
/// ```
/// use ccall::{Builder, Literal};
/// use cdef::Cdef;
///
/// let cdef = Cdef::parse("struct point { char kind; int x; };")?;
/// let mut builder = Builder::new(&cdef);
/// let point = Literal::parse(b"{'p', 0x102}")?;
/// let bytes = builder.bytes(&cdef.type_of("struct point")?, &point)?;
/// assert_eq!(bytes[0], b'p');
/// assert_eq!(bytes[4..], 0x102_i32.to_ne_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Builder<'c> {
    pub(super) cdef: &'c Cdef,
    pub(super) target: Target,
    pub(super) arena: Arena,
}

/// An argument that is ready.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The bytes of its value.
    pub bytes: Vec<u8>,
    /// What it points to, if it is written with `&`: the type, and where it is.
    pub shown: Option<(Type, Block)>,
}

impl<'c> Builder<'c> {
    /// With the constants and types of declarations.
    #[must_use]
    pub fn new(cdef: &'c Cdef) -> Self {
        Builder {
            cdef,
            target: *cdef.target(),
            arena: Arena::new(),
        }
    }

    /// The memory that was built.
    #[must_use]
    pub fn into_arena(self) -> Arena {
        self.arena
    }

    /// The bytes of a value of a type.
    ///
    /// # Errors
    /// The value does not fit the type.
    pub fn bytes(&mut self, ty: &Type, value: &Literal) -> Built<Vec<u8>> {
        let mut bytes = self.room(ty, 0)?;
        self.write(ty, value, &mut bytes)?;
        Ok(bytes)
    }

    /// As [`bytes`](Self::bytes), with what has to be printed again after the call.
    ///
    /// # Errors
    /// The value does not fit the type.
    pub fn argument(&mut self, ty: &Type, value: &Literal) -> Built<Argument> {
        let shown = match self.reference(ty, value)? {
            Some((pointee, inner)) => Some(self.block(&pointee, inner)?),
            None => None,
        };
        let bytes = match &shown {
            Some((_, block)) => self.address_bytes(block.address()),
            None => self.bytes(ty, value)?,
        };
        Ok(Argument { bytes, shown })
    }

    /// What a value with `&` points to.
    fn reference<'v>(&self, ty: &Type, value: &'v Literal) -> Built<Option<(Type, &'v Literal)>> {
        let Some(pointee) = ty.pointee() else {
            return Ok(None);
        };
        Ok(match value {
            Literal::Reference(inner) => Some((pointee, inner)),
            Literal::Cast(text, value) => match (&**value, self.type_of(text)?.pointee()) {
                (Literal::Reference(inner), Some(pointee)) => Some((pointee, inner)),
                _ => None,
            },
            _ => None,
        })
    }

    /// Zeros for a value of a type, and `more` bytes behind it.
    pub(super) fn room(&self, ty: &Type, more: u64) -> Built<Vec<u8>> {
        let layout = self.target.layout(ty);
        let layout = layout.map_err(|error| Problem::no_layout(ty, &error))?;
        let size = layout.size.saturating_add(more);
        let too_large = || Problem::TooLarge(ty.clone());
        let size = usize::try_from(size.min(MAX_SIZE + 1)).map_err(|_| too_large())?;
        if size as u64 > MAX_SIZE {
            return Err(too_large().into());
        }
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(size).map_err(|_| too_large())?;
        bytes.resize(size, 0);
        Ok(bytes)
    }

    pub(super) fn type_of(&self, text: &str) -> Built<Type> {
        self.cdef
            .type_of(text)
            .map_err(|errors| Problem::BadType(crate::error::one_line(&errors)).into())
    }

    /// Writes a value over zeros.
    pub(super) fn write(&mut self, ty: &Type, value: &Literal, into: &mut [u8]) -> Built {
        match ty.kind() {
            Kind::Scalar(scalar) => {
                let number = self.number(ty, value)?;
                self.scalar(ty, scalar, &number, into)
            }
            Kind::Enum(enumeration) => {
                let scalar = enumeration.base(&self.target);
                let number = self.number(ty, value)?;
                self.scalar(ty, scalar, &number, into)
            }
            Kind::Pointer { pointee, .. } => {
                let address = self.address(ty, &pointee, value)?;
                into.copy_from_slice(&self.address_bytes(address));
                Ok(())
            }
            _ => self.aggregate(ty, value, into),
        }
    }

    fn aggregate(&mut self, ty: &Type, value: &Literal, into: &mut [u8]) -> Built {
        if let Literal::Cast(text, inner) = value {
            return match self.type_of(text)? == *ty {
                true => self.write(ty, inner, into),
                false => Err(wrong_kind(ty, value)),
            };
        }
        match (ty.kind(), value) {
            (Kind::Record(record), Literal::Braces(items)) => self.record(ty, &record, items, into),
            (Kind::Array { item, .. }, Literal::Array(items) | Literal::Braces(items)) => {
                self.items(ty, &item, items, into)
            }
            (Kind::Vector(vector), Literal::Array(items) | Literal::Braces(items)) => {
                self.items(ty, &vector.item.into(), items, into)
            }
            (Kind::Array { item, .. }, Literal::Text(text)) => self.string(ty, &item, text, into),
            _ => Err(wrong_kind(ty, value)),
        }
    }

    pub(super) fn address_bytes(&self, address: usize) -> Vec<u8> {
        self.integer_bytes(address as u128, self.target.pointer.into())
    }

    /// The low bytes of a number, in the order of the target.
    pub(super) fn integer_bytes(&self, number: u128, size: usize) -> Vec<u8> {
        let mut bytes = number.to_le_bytes()[..size.min(16)].to_vec();
        if !self.target.is_little_endian() {
            bytes.reverse();
        }
        bytes
    }
}

/// A value is of another kind than its type, with what would be right.
pub(super) fn wrong_kind(ty: &Type, value: &Literal) -> BuildError {
    let help = match (ty.kind(), value) {
        (Kind::Record(_), Literal::Reference(_)) => {
            Some("it is passed by value: leave the `&` out".to_owned())
        }
        (Kind::Record(_), _) => Some("a struct is written `{1, 2.5}` or `{.name = 1}`".to_owned()),
        (Kind::Pointer { .. }, Literal::Braces(_)) => {
            Some("a pointer to a new one is written `&{..}`".to_owned())
        }
        (Kind::Pointer { pointee, .. }, Literal::Integer(_) | Literal::Character(_)) => {
            Some(match super::pointer::is_text(&pointee) {
                true => "a string is written `\"..\"`, an address `(void *)0x1000`".to_owned(),
                false => "a new number is written `&3`, an address `(void *)0x1000`".to_owned(),
            })
        }
        (Kind::Array { .. } | Kind::Vector(_), _) => Some("it is written `[1, 2]`".to_owned()),
        _ => None,
    };
    Problem::Kind {
        expected: ty.clone(),
        got: value.to_string(),
        help,
    }
    .into()
}
