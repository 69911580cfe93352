//! What can be asked about types: by the words that C has for them.

use lltype::{BitRange, Class, Type};

use crate::cdef::{Cdef, question_place};
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::{self, MemberError, Question};
use crate::scope::{Keyword, Unit};
use crate::types::{Body, Enumerator, Field, NoSize, Node, RecordLayout, TypeId};
use crate::{ErrorKind, Errors, Result};

/// One step of a path to a part of a type: see [`Cdef::offsetof`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'p> {
    /// A member of a struct or union.
    Field(&'p str),
    /// An item of an array; of a pointer, as the first step.
    Index(u64),
}

impl<'p> From<&'p str> for Step<'p> {
    fn from(name: &'p str) -> Self {
        Step::Field(name)
    }
}

impl From<u64> for Step<'_> {
    fn from(index: u64) -> Self {
        Step::Index(index)
    }
}

/// A member of a struct or union, found by its name: see [`Cdef::fields`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldInfo {
    /// Its name.
    pub name: String,
    /// The offset in bytes; of a bit-field, of the byte in which it begins.
    pub offset: u64,
    /// The size in bytes: 0 for an array without a length; of a bit-field, that of its type.
    pub size: u64,
    /// Where the bits of a bit-field lie.
    pub bits: Option<BitRange>,
}

impl Question {
    pub(crate) fn place(&self) -> Place {
        Place {
            file: std::sync::Arc::clone(&self.file),
            span: self.file.whole(),
        }
    }
}

impl Cdef {
    /// Reads a type string, and lets `answer` work on it.
    fn ask<R>(
        &self,
        text: &str,
        answer: impl FnOnce(&mut Unit<'_>, &Question) -> Result<R>,
    ) -> Result<R> {
        let mut unit = Unit::over(self.unit());
        let question = parse::type_string(&mut unit, text, &self.question_options())?;
        answer(&mut unit, &question)
    }

    /// The type that C calls so: `int(*)[5]`, `struct stat *`; also with a name in it, as a declaration
    /// has. A function is none: it has a [`prototype`](Self::prototype), or a pointer to it is meant.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("struct point { int x, y; };")?;
    /// let line = cdef.type_of("struct point[2]")?;
    /// assert_eq!(line.declaration("line"), "struct point line[2]");
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the string; [`ErrorKind::FunctionType`]; [`ErrorKind::Opaque`] or
    /// [`ErrorKind::NeedsCompiler`] if it is a function that takes or gives what cannot be passed.
    pub fn type_of(&self, text: &str) -> Result<Type> {
        self.ask(text, |unit, question| {
            refuse_function(unit, question)?;
            self.freeze_in(unit, question, question.ty.ty)
        })
    }

    /// The name of a type in one line, as CFFI writes it: one space before each `*`, without
    /// qualifiers, without typedefs but those of structs that have no other name.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("typedef unsigned int natural;")?;
    /// assert_eq!(cdef.canonical("const natural *(*)(void)")?, "unsigned int *(*)()");
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// As [`type_of`](Self::type_of).
    pub fn canonical(&self, text: &str) -> Result<String> {
        self.getctype(text, "")
    }

    /// The same with something at the place where a declaration has the name: CFFI's `getctype`.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("")?;
    /// assert_eq!(cdef.getctype("int[5]", "*")?, "int(*)[5]");
    /// assert_eq!(cdef.getctype("int *", "x")?, "int * x");
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// As [`type_of`](Self::type_of).
    pub fn getctype(&self, text: &str, extra: &str) -> Result<String> {
        self.ask(text, |unit, question| {
            refuse_function(unit, question)?;
            let extra = extra.trim();
            let is_array = matches!(unit.types.kind(question.ty.ty), Node::Array { .. });
            let inner = match extra.chars().next() {
                None => String::new(),
                Some('*') if is_array => format!("({extra})"),
                Some('[' | '(') => extra.to_owned(),
                Some(_) => format!(" {extra}"),
            };
            Ok(unit.types.canonical(&unit.names, question.ty.ty, &inner))
        })
    }

    /// C's `sizeof(T)`, in bytes.
    ///
    /// # Errors
    /// Everything that is wrong with the string; the type has no size: [`ErrorKind::Opaque`],
    /// [`ErrorKind::UnknownLength`], [`ErrorKind::NeedsCompiler`], [`ErrorKind::FunctionType`].
    pub fn sizeof(&self, text: &str) -> Result<u64> {
        self.ask(text, |unit, question| {
            let layout = unit.types.usable_layout(question.ty.ty);
            layout
                .map(|layout| layout.size)
                .map_err(|reason| told(unit, reason, question))
        })
    }

    /// C's `_Alignof(T)`, in bytes: of an array, its items'.
    ///
    /// # Errors
    /// As [`sizeof`](Self::sizeof).
    pub fn alignof(&self, text: &str) -> Result<u64> {
        self.ask(text, |unit, question| {
            let mut ty = question.ty.ty;
            loop {
                let layout = unit.types.usable_layout(ty);
                ty = match (layout, unit.types.kind(ty)) {
                    // An array without a length is aligned as its items are.
                    (Err(NoSize::Length(_)), Node::Array { item, .. }) => item,
                    (layout, _) => {
                        let align = layout.map(|layout| layout.align);
                        return align.map_err(|reason| told(unit, reason, question));
                    }
                };
            }
        })
    }

    /// The size of a struct that ends in an array without a length, with so many items in it.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("struct text { int length; char bytes[]; };")?;
    /// assert_eq!(cdef.sizeof_with("struct text", 10)?, 14);
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// As [`sizeof`](Self::sizeof); [`ErrorKind::NoSuchField`] if it ends in no such array;
    /// [`ErrorKind::SizeOverflow`].
    pub fn sizeof_with(&self, text: &str, count: u64) -> Result<u64> {
        self.ask(text, |unit, question| {
            let ty = self.freeze_in(unit, question, question.ty.ty)?;
            // It has a size at all.
            let layout = unit.types.usable_layout(question.ty.ty);
            let layout = layout.map_err(|reason| told(unit, reason, question))?;
            if let Some(size) = partial_size(unit, question.ty.ty, layout.size, count) {
                return Ok(size);
            }
            if !ty.is_var_sized() {
                let message = format!("`{text}` does not end in an array without a length");
                let error = Diagnostic::new(ErrorKind::NoSuchField, question.place(), message);
                return Err(error.into());
            }
            let size = self.target().sizeof_n(&ty, count);
            size.map_err(|_| told(unit, NoSize::TooLarge(question.ty.ty), question))
        })
    }

    /// Whether an integer type has a sign; an enum, whether the integer has that holds it.
    ///
    /// # Errors
    /// Everything that is wrong with the string; [`ErrorKind::BadConstant`] if it is no integer.
    pub fn is_signed(&self, text: &str) -> Result<bool> {
        self.ask(text, |unit, question| {
            let scalar = match unit.types.kind(question.ty.ty) {
                Node::Scalar(scalar) => Some(scalar),
                Node::Enum(id) => unit.types.enum_base(id),
                _ => None,
            };
            match scalar.map(|scalar| scalar.class(self.target())) {
                Some(Class::Signed) => Ok(true),
                Some(Class::Unsigned) => Ok(false),
                _ => {
                    let message = format!("`{text}` is no integer");
                    Err(Diagnostic::new(ErrorKind::BadConstant, question.place(), message).into())
                }
            }
        })
    }

    /// C's `offsetof(T, path)`, in bytes. Members of anonymous members are found by their own name.
    ///
    /// ```
    /// use cdef::{Cdef, Step};
    ///
    /// let cdef = Cdef::parse("struct line { char kind; struct { int x, y; } ends[2]; };")?;
    /// let path = [Step::Field("ends"), Step::Index(1), Step::Field("y")];
    /// assert_eq!(cdef.offsetof("struct line", &path)?, 16);
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// As [`sizeof`](Self::sizeof); [`ErrorKind::NoSuchField`], [`ErrorKind::NotAStruct`],
    /// [`ErrorKind::BitfieldOffset`].
    pub fn offsetof(&self, text: &str, path: &[Step<'_>]) -> Result<u64> {
        self.ask(text, |unit, question| {
            let (mut ty, mut offset) = (question.ty.ty, 0_u64);
            for (index, step) in path.iter().enumerate() {
                let (inner, more) = match step {
                    Step::Field(name) => {
                        let (inner, offset, bits) = field_step(unit, ty, name, question)?;
                        if bits.is_some() {
                            return Err(bit_offset(name));
                        }
                        (inner, offset)
                    }
                    Step::Index(item) => index_step(unit, ty, *item, index == 0, question)?,
                };
                let sum = offset.checked_add(more);
                offset = sum.ok_or_else(|| told(unit, NoSize::TooLarge(ty), question))?;
                ty = inner;
            }
            Ok(offset)
        })
    }

    /// Where the bits of a bit-field lie.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("struct flags { unsigned a : 3, b : 5; };")?;
    /// let bits = cdef.bits_of("struct flags", "b")?;
    /// assert_eq!((bits.position, bits.width), (3, 5));
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// As [`offsetof`](Self::offsetof); [`ErrorKind::BadBitfieldType`] if the member is no bit-field.
    pub fn bits_of(&self, text: &str, field: &str) -> Result<BitRange> {
        self.ask(text, |unit, question| {
            let (_, _, bits) = field_step(unit, question.ty.ty, field, question)?;
            bits.ok_or_else(|| {
                let message = format!("`{field}` is no bit-field");
                let place = question_place(field);
                Diagnostic::new(ErrorKind::BadBitfieldType, place, message).into()
            })
        })
    }

    /// The type of a member, in one line.
    ///
    /// # Errors
    /// As [`offsetof`](Self::offsetof).
    pub fn field_type(&self, text: &str, field: &str) -> Result<String> {
        self.ask(text, |unit, question| {
            let (ty, ..) = field_step(unit, question.ty.ty, field, question)?;
            Ok(unit.types.canonical(&unit.names, ty, ""))
        })
    }

    /// The members of a struct or union, in order: name, offset and size in bytes, bits. Those of anonymous
    /// members are among them. [`records`](Self::records) have the whole tree.
    ///
    /// # Errors
    /// As [`sizeof`](Self::sizeof); [`ErrorKind::NotAStruct`].
    pub fn fields(&self, text: &str) -> Result<Vec<FieldInfo>> {
        self.ask(text, |unit, question| {
            let ty = question.ty.ty;
            if unit.types.as_record(ty).is_none() {
                let message = format!("`{text}` is neither struct nor union: it has no members");
                let error = Diagnostic::new(ErrorKind::NotAStruct, question.place(), message);
                return Err(error.into());
            }
            let layout = unit.types.usable_layout(ty);
            layout.map_err(|reason| told(unit, reason, question))?;
            let mut members = Vec::new();
            flatten(unit, ty, 0, &mut members);
            Ok(members)
        })
    }

    /// The constants of an enum, in order.
    ///
    /// # Errors
    /// Everything that is wrong with the string; [`ErrorKind::NotAStruct`] if it is no enum;
    /// [`ErrorKind::NeedsCompiler`].
    pub fn enumerators(&self, text: &str) -> Result<Vec<(String, i128)>> {
        self.ask(text, |unit, question| {
            let Node::Enum(id) = unit.types.kind(question.ty.ty) else {
                let message = format!("`{text}` is no enum");
                let error = Diagnostic::new(ErrorKind::NotAStruct, question.place(), message);
                return Err(error.into());
            };
            let mut values = Vec::new();
            let enumeration = unit.types.enum_at(id);
            for (name, value) in &enumeration.constants {
                match value {
                    Enumerator::Value(value) if enumeration.body != Body::Partial => {
                        values.push((unit.names.text(*name).to_owned(), *value));
                    }
                    _ => return Err(told(unit, NoSize::NeedsCompiler(question.ty.ty), question)),
                }
            }
            Ok(values)
        })
    }

    /// The names of all typedefs, and the tags of all structs and unions, each sorted: CFFI's
    /// `list_types`.
    #[must_use]
    pub fn typenames(&self) -> [Vec<String>; 3] {
        let typedefs = self.declarations();
        let typedefs = typedefs.filter(|d| d.kind() == crate::DeclarationKind::Typedef);
        let mut names = [
            typedefs
                .map(|declaration| declaration.name().to_owned())
                .collect(),
            Vec::new(),
            Vec::new(),
        ];
        for (name, tag) in self.unit().all_tags() {
            match tag.keyword {
                Keyword::Struct => names[1].push(name),
                Keyword::Union => names[2].push(name),
                Keyword::Enum => {}
            }
        }
        names.iter_mut().for_each(|names| names.sort());
        names
    }
}

impl crate::Declaration<'_> {
    /// The type as CFFI's `typeof(lib.name)` has it: in one line; of a function, a pointer to it.
    ///
    /// # Errors
    /// As [`ty`](Self::ty).
    pub fn ctype(&self) -> Result<String> {
        self.ty()?;
        let unit = self.cdef.unit();
        let (ty, inner) = match unit.types.kind(self.ty_id()) {
            Node::Function(_) => (self.ty_id(), "(*)"),
            // The compiler does not know the length either: the address of the first item is what there is.
            Node::Array { item, .. }
                if self.cdef.is_answered() && unit.types.is_open_array(self.ty_id()) =>
            {
                let inner = match unit.types.kind(item) {
                    Node::Array { .. } => "(*)",
                    _ => " *",
                };
                (item, inner)
            }
            _ => (self.ty_id(), ""),
        };
        Ok(unit.types.canonical(&unit.names, ty, inner))
    }
}

/// The size of a struct of which the compiler knows more than the text, and whose text has an array without a
/// length.
fn partial_size(unit: &mut Unit<'_>, ty: TypeId, size: u64, count: u64) -> Option<u64> {
    let id = unit.types.as_record(ty)?;
    let record = unit.types.record_at(id);
    let RecordLayout::Known { fields, .. } = &record.layout else {
        return None;
    };
    let mut members = record.fields.iter().zip(fields);
    let is_open = |field: &Field| unit.types.is_open_array(field.ty);
    let (field, place) = members.find(|(field, _)| is_open(field))?;
    let Node::Array { item, .. } = unit.types.kind(field.ty) else {
        return None;
    };
    let (offset, is_partial) = (place.offset, record.body == Body::Partial);
    let item = unit.types.layout(item).ok().filter(|_| is_partial)?;
    let end = item.size.checked_mul(count)?.checked_add(offset)?;
    Some(end.max(size))
}

fn refuse_function(unit: &Unit<'_>, question: &Question) -> Result<()> {
    if !matches!(unit.types.kind(question.ty.ty), Node::Function(_)) {
        return Ok(());
    }
    let pointer = unit.types.canonical(&unit.names, question.ty.ty, "(*)");
    let message = "this is a function, and a value or a pointer is needed";
    let error = Diagnostic::new(ErrorKind::FunctionType, question.place(), message);
    Err(error
        .help(Some(format!("a pointer to it is `{pointer}`")))
        .into())
}

/// The error that says why a type has no size.
fn told(unit: &Unit<'_>, reason: NoSize, question: &Question) -> Errors {
    let error = unit.no_size(reason, question.place());
    let error = error.unwrap_or_else(|| {
        let message = "this type was told to be wrong";
        Diagnostic::new(ErrorKind::Syntax, question.place(), message)
    });
    error.into()
}

fn bit_offset(name: &str) -> Errors {
    let message = format!("`{name}` is a bit-field, which begins within a byte");
    let help = "`bits_of` tells where its bits lie".to_owned();
    let error = Diagnostic::new(ErrorKind::BitfieldOffset, question_place(name), message);
    error.help(Some(help)).into()
}

/// The type and the place of a member.
fn field_step(
    unit: &mut Unit<'_>,
    ty: TypeId,
    field: &str,
    question: &Question,
) -> Result<(TypeId, u64, Option<BitRange>)> {
    let (name, _) = unit.names.intern(field);
    match unit.member(ty, name, question_place(field)) {
        Ok(member) => Ok((member.ty, member.offset, member.bits)),
        Err(Some(MemberError::Told(error))) => Err((*error).into()),
        Err(Some(MemberError::NoSize(reason))) => Err(told(unit, reason, question)),
        Err(None) => Err(told(unit, NoSize::Error, question)),
    }
}

/// The type and the place of an item.
fn index_step(
    unit: &mut Unit<'_>,
    ty: TypeId,
    index: u64,
    is_first: bool,
    question: &Question,
) -> Result<(TypeId, u64)> {
    let item = match unit.types.kind(ty) {
        Node::Array { item, .. } => item,
        Node::Pointer(to) if is_first => to.ty,
        _ => {
            let name = unit.types.canonical(&unit.names, ty, "");
            let message = format!("`{name}` is no array: it has no item {index}");
            let error = Diagnostic::new(ErrorKind::NotAStruct, question.place(), message);
            return Err(error.into());
        }
    };
    let layout = unit.types.layout(item);
    let size = layout.map_err(|reason| told(unit, reason, question))?.size;
    let offset = size.checked_mul(index);
    let offset = offset.ok_or_else(|| told(unit, NoSize::TooLarge(ty), question))?;
    Ok((item, offset))
}

/// The members with their names, those of anonymous members among them. The type is laid out.
fn flatten(unit: &Unit<'_>, ty: TypeId, base: u64, into: &mut Vec<FieldInfo>) {
    let Some(id) = unit.types.as_record(ty) else {
        return;
    };
    let record = unit.types.record_at(id);
    let RecordLayout::Known { fields: places, .. } = &record.layout else {
        return;
    };
    for (field, place) in record.fields.iter().zip(places) {
        let offset = base + place.offset;
        match field.name {
            None if field.is_anonymous() => flatten(unit, field.ty, offset, into),
            None => {}
            Some(name) => into.push(FieldInfo {
                name: unit.names.text(name).to_owned(),
                offset,
                size: unit.types.known_size(field.ty),
                bits: place.bits.map(|bits| BitRange {
                    position: bits.position + base * 8,
                    ..bits
                }),
            }),
        }
    }
}
