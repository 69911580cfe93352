//! [`RecordView`] and [`EnumView`]: the structs, unions and enums that texts define.

use lltype::{BitRange, Layout, RecordAttrs, RecordKind, Scalar};

use crate::cdef::Cdef;
use crate::types::{At, Body, EnumId, Enumerator, Field, Node, Qualified, RecordId, RecordLayout};
use crate::{DeclarationKind, Location};

/// A struct or union whose members are known: a view into a [`Cdef`].
///
/// ```
/// use cdef::Cdef;
///
/// let cdef = Cdef::parse("typedef struct { char kind; union { int i; float f; }; } value;")?;
/// let value = cdef.records().next().unwrap();
/// assert_eq!(value.name().as_deref(), Some("value"));
/// assert_eq!(value.layout().size, 8);
/// let union = value.members()[1].record().unwrap();
/// assert_eq!(union.members()[1].name, "f");
/// # Ok::<(), cdef::Errors>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct RecordView<'c> {
    cdef: &'c Cdef,
    id: RecordId,
}

/// A member of a struct or union.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Member<'c> {
    /// Its name; empty for an anonymous struct or union, and for bits that only pad.
    pub name: String,
    /// Its type as it was written, with typedefs and qualifiers: `const char *`.
    pub spelled: String,
    /// Its declaration in C, but for bits and the semicolon: `void (*handler)(int)`.
    pub declared: String,
    /// Its type in one line: see [`Cdef::canonical`].
    pub canonical: String,
    /// The offset in bytes; of a bit-field, of the byte in which it begins.
    pub offset: u64,
    /// The size in bytes: 0 for an array without a length; of a bit-field, that of its type.
    pub size: u64,
    /// Where the bits of a bit-field lie.
    pub bits: Option<BitRange>,
    record: Option<RecordView<'c>>,
    inner: Option<RecordView<'c>>,
}

impl<'c> Member<'c> {
    /// The struct or union that it is, if it is one.
    #[must_use]
    pub fn record(&self) -> Option<RecordView<'c>> {
        self.record
    }

    /// The struct or union that it is, that it has as items, or that it points to.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("struct line { struct { int x, y; } ends[2]; };")?;
    /// let line = cdef.records().next().unwrap();
    /// let end = line.members()[0].inner_record().unwrap();
    /// assert_eq!(end.layout().size, 8);
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    #[must_use]
    pub fn inner_record(&self) -> Option<RecordView<'c>> {
        self.inner
    }
}

impl PartialEq for RecordView<'_> {
    /// Whether it is the same struct of the same texts.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.cdef.is(other.cdef)
    }
}

impl Eq for RecordView<'_> {}

impl PartialEq for EnumView<'_> {
    /// Whether it is the same enum of the same texts.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.cdef.is(other.cdef)
    }
}

impl Eq for EnumView<'_> {}

impl<'c> RecordView<'c> {
    fn record(&self) -> &'c crate::types::Record {
        self.cdef.unit().types.record_at(self.id)
    }

    /// What C calls it: with its keyword, or the typedef that is its only name; `None` if it has none.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let unit = self.cdef.unit();
        unit.types.record_name(&unit.names, self.id)
    }

    /// Struct or union.
    #[must_use]
    pub fn kind(&self) -> RecordKind {
        self.record().kind
    }

    /// What changes its layout.
    #[must_use]
    pub fn attrs(&self) -> RecordAttrs {
        self.record().attrs
    }

    /// Its size and alignment.
    #[must_use]
    pub fn layout(&self) -> Layout {
        match &self.record().layout {
            RecordLayout::Known { whole, .. } => whole.layout(),
            // There are views of those alone that are laid out.
            _ => Layout { size: 0, align: 1 },
        }
    }

    /// Where its members are written.
    #[must_use]
    pub fn location(&self) -> Location {
        self.cdef.location(self.record().at)
    }

    /// Its members, in order; anonymous ones, and bits that only pad, have no name.
    #[must_use]
    pub fn members(&self) -> Vec<Member<'c>> {
        let record = self.record();
        let RecordLayout::Known { fields, .. } = &record.layout else {
            return Vec::new();
        };
        let places = record.fields.iter().zip(fields);
        places
            .map(|(field, place)| self.member(field, place))
            .collect()
    }

    fn member(&self, field: &Field, place: &lltype::FieldLayout) -> Member<'c> {
        let unit = self.cdef.unit();
        let qualified = Qualified {
            ty: field.ty,
            qualifiers: field.qualifiers,
        };
        let name = field.name.map_or("", |name| unit.names.text(name));
        Member {
            name: name.to_owned(),
            spelled: unit.types.spelled(&unit.names, qualified, ""),
            declared: unit.types.spelled(&unit.names, qualified, name),
            canonical: unit.types.canonical(&unit.names, field.ty, ""),
            offset: place.offset,
            size: unit.types.known_size(field.ty),
            bits: place.bits,
            record: unit
                .types
                .as_record(field.ty)
                .and_then(|id| self.cdef.record_view(id)),
            inner: unit
                .types
                .inner_record(field.ty)
                .and_then(|id| self.cdef.record_view(id)),
        }
    }
}

/// An enumeration: a view into a [`Cdef`].
#[derive(Debug, Clone, Copy)]
pub struct EnumView<'c> {
    cdef: &'c Cdef,
    id: EnumId,
}

impl<'c> EnumView<'c> {
    pub(crate) fn new(cdef: &'c Cdef, id: EnumId) -> Self {
        EnumView { cdef, id }
    }

    /// What C calls it: with its keyword, or the typedef that is its only name; `None` if it has none.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let unit = self.cdef.unit();
        unit.types.enum_name(&unit.names, self.id)
    }

    /// The integer that holds it.
    #[must_use]
    pub fn base(&self) -> Scalar {
        let base = self.cdef.unit().types.enum_base(self.id);
        // Of one whose constants no integer holds, no text was read.
        base.unwrap_or(Scalar::Int)
    }

    /// The constants that the text says, with their values, in order.
    pub fn constants(&self) -> impl Iterator<Item = (&'c str, i128)> + use<'c> {
        let unit = self.cdef.unit();
        let constants = unit.types.enum_at(self.id).constants.iter();
        constants.filter_map(|(name, value)| match value {
            Enumerator::Value(value) => Some((unit.names.text(*name), *value)),
            Enumerator::Ask => None,
        })
    }

    /// The names of all constants, in order.
    pub fn names(&self) -> impl Iterator<Item = &'c str> + use<'c> {
        let unit = self.cdef.unit();
        let constants = unit.types.enum_at(self.id).constants.iter();
        constants.map(|(name, _)| unit.names.text(*name))
    }

    /// Whether there are constants that are left to the compiler.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.cdef.unit().types.is_asked(self.id)
    }

    /// Where its constants are written.
    #[must_use]
    pub fn location(&self) -> Location {
        self.cdef
            .location(self.cdef.unit().types.enum_at(self.id).at)
    }
}

impl Cdef {
    /// Every struct and union whose members are known, in the order in which they are first named; those
    /// that are members, too.
    pub fn records(&self) -> impl Iterator<Item = RecordView<'_>> {
        let unit = self.unit();
        let is_written = |id: &RecordId| !unit.file(unit.types.record_at(*id).at.file).is_builtin();
        let ids = unit.types.own_records().filter(is_written);
        ids.filter_map(|id| self.record_view(id))
    }

    pub(crate) fn record_view(&self, id: RecordId) -> Option<RecordView<'_>> {
        let record = self.unit().types.record_at(id);
        let is_known = matches!(record.layout, RecordLayout::Known { .. });
        is_known.then_some(RecordView { cdef: self, id })
    }

    /// Every enum whose constants are known, in the order in which they are first named.
    pub fn enums(&self) -> impl Iterator<Item = EnumView<'_>> {
        let types = &self.unit().types;
        let ids = types.own().filter_map(|ty| match types.node(ty) {
            Node::Enum(id) => Some(id),
            _ => None,
        });
        let known = ids.filter(|id| matches!(types.enum_at(*id).body, Body::Known | Body::Partial));
        known.map(|id| EnumView { cdef: self, id })
    }

    /// The functions that are declared, in the order of the texts.
    pub fn functions(&self) -> impl Iterator<Item = crate::Declaration<'_>> {
        let is_function = |kind| {
            use DeclarationKind::{Callback, CallbackFromC, Function};
            matches!(kind, Function | Callback | CallbackFromC)
        };
        self.declarations()
            .filter(move |found| is_function(found.kind()))
    }

    fn location(&self, at: At) -> Location {
        let file = self.unit().file(at.file);
        file.locate(file.original(at.span.start))
    }
}
