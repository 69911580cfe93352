//! From the bytes of a [`Type`] to text: [`Show`].
//!
//! # Safety
//! A `char *` is followed to the string at it, if that was asked for by [`Show::with_strings`], whose caller
//! says that there is one.

mod scalar;
mod text;

use core::fmt::{self, Display, Write};

use lltype::{ArrayLength, Field, FieldLayout, Kind, Record, Scalar, Target, Type};

pub(crate) use text::quoted;

use crate::memory::read_bits;

/// Prints the bytes of a value as its type says: `3`, `1.5`, `"text"`, `{x: 1, y: [2, 3]}`.
///
/// Pointers are addresses; what has no size prints as `?`.
///
/// ```
/// use ccall::Show;
/// use cdef::Cdef;
///
/// let cdef = Cdef::parse("struct point { short x; _Bool visible : 1; };")?;
/// let point = cdef.type_of("struct point")?;
/// assert_eq!(Show::new(&point, &[7, 0, 1, 0]).to_string(), "{x: 7, visible: true}");
/// # Ok::<(), cdef::Errors>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Show<'a> {
    ty: &'a Type,
    bytes: &'a [u8],
    strings: bool,
    is_member: bool,
}

impl<'a> Show<'a> {
    /// The value of a type, on this machine.
    #[must_use]
    pub fn new(ty: &'a Type, bytes: &'a [u8]) -> Self {
        Show {
            ty,
            bytes,
            strings: false,
            is_member: false,
        }
    }

    /// With the strings at each `char *`.
    ///
    /// # Safety
    /// Each `char *` in the value that is not null points to a string that ends with NUL, as long as this
    /// is used.
    #[must_use]
    pub unsafe fn with_strings(self) -> Self {
        Show {
            strings: true,
            ..self
        }
    }

    fn part<'p>(self, ty: &'p Type, bytes: &'p [u8]) -> Show<'p>
    where
        'a: 'p,
    {
        Show { ty, bytes, ..self }
    }

    fn size(ty: &Type) -> Option<usize> {
        usize::try_from(Target::HOST.sizeof(ty).ok()?).ok()
    }

    fn pointer(self, pointee: &Type, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = scalar::unsigned(self.bytes);
        let address = usize::try_from(address).unwrap_or_default();
        match (address, pointee.kind()) {
            (0, _) => f.write_str("NULL"),
            (_, Kind::Scalar(Scalar::Char)) if self.strings => {
                let start = core::ptr::with_exposed_provenance(address);
                // SAFETY: the word of who called `with_strings`.
                f.write_str(&unsafe { text::at(start) })
            }
            _ => write!(f, "{address:#x}"),
        }
    }

    fn record(self, record: &Record<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(layout) = Target::HOST.record_layout(self.ty) else {
            return f.write_char('?');
        };
        let fields = record.fields().zip(layout.fields);
        let is_value = |field: &Field<'_>| field.name.is_some() || field.is_anonymous();
        f.write_char('{')?;
        for (index, (field, place)) in fields.filter(|(field, _)| is_value(field)).enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            if let Some(name) = field.name {
                write!(f, "{name}: ")?;
            }
            self.field(&field, place, f)?;
        }
        f.write_char('}')
    }

    fn field(
        self,
        field: &Field<'_>,
        place: FieldLayout,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        if let Some(bits) = place.bits {
            let number = read_bits(bits, &Target::HOST, self.bytes);
            return scalar::integer(&field.ty, number, bits.width, f);
        }
        let start = usize::try_from(place.offset).unwrap_or(usize::MAX);
        let size = match field.ty.kind() {
            // An array without a length has all that is there.
            Kind::Array { length, .. } if !matches!(length, ArrayLength::Fixed(_)) => {
                Some(self.bytes.len().saturating_sub(start))
            }
            _ => Self::size(&field.ty),
        };
        let end = size.and_then(|size| start.checked_add(size));
        match end.and_then(|end| self.bytes.get(start..end)) {
            Some(bytes) => Show {
                is_member: true,
                ..self.part(&field.ty, bytes)
            }
            .fmt(f),
            None => f.write_char('?'),
        }
    }

    /// Characters: those before the first NUL. A member of a struct need not be text, and has all but the
    /// NULs at its end.
    fn text(self) -> &'a [u8] {
        let end = match self.is_member {
            true => self
                .bytes
                .iter()
                .rposition(|byte| *byte != 0)
                .map_or(0, |last| last + 1),
            false => self
                .bytes
                .iter()
                .position(|byte| *byte == 0)
                .unwrap_or(self.bytes.len()),
        };
        &self.bytes[..end]
    }

    fn items(self, item: &Type, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(item.kind(), Kind::Scalar(Scalar::Char)) {
            return f.write_str(&quoted(self.text()));
        }
        f.write_char('[')?;
        let size = Self::size(item).filter(|size| *size > 0);
        let items = self.bytes.chunks_exact(size.unwrap_or(usize::MAX));
        for (index, bytes) in items.enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            self.part(item, bytes).fmt(f)?;
        }
        f.write_char(']')
    }
}

impl Display for Show<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = match self.ty.kind() {
            Kind::Array { length, .. } if !matches!(length, ArrayLength::Fixed(_)) => {
                Some(self.bytes)
            }
            _ => Self::size(self.ty).and_then(|size| self.bytes.get(..size)),
        };
        match (self.ty.kind(), whole) {
            (Kind::Void, _) => f.write_str("void"),
            (_, None) => f.write_char('?'),
            (Kind::Record(record), _) => self.record(&record, f),
            (Kind::Scalar(scalar), Some(bytes)) => scalar::scalar(self.ty, scalar, bytes, f),
            (Kind::Enum(enumeration), Some(bytes)) => {
                let base = enumeration.base(&Target::HOST);
                scalar::scalar(self.ty, base, bytes, f)
            }
            (Kind::Pointer { pointee, .. }, Some(bytes)) => {
                self.part(self.ty, bytes).pointer(&pointee, f)
            }
            (Kind::Array { item, .. }, Some(bytes)) => self.part(self.ty, bytes).items(&item, f),
            (Kind::Vector(vector), Some(bytes)) => {
                self.part(self.ty, bytes).items(&vector.item.into(), f)
            }
            _ => f.write_char('?'),
        }
    }
}
