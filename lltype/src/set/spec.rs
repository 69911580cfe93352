//! What a type is made of, on its way into a [`TypeBuilder`](crate::TypeBuilder).
//!
//! A spec holds `T` where the type holds a type: an id of the builder, or a [`Type`](crate::Type).

use crate::{Convention, Qualifiers, RecordAttrs, RecordKind, Scalar};

/// A struct or union to be built.
///
/// ```
/// use lltype::{RecordSpec, Scalar, Type};
///
/// let spec = RecordSpec::structure("struct flags")
///     .bits("ready", Scalar::UInt.into(), 1)
///     .field("count", Scalar::Long.into())
///     .aligned(16);
/// assert_eq!(
///     Type::record(spec)?.definition().unwrap(),
///     "struct __attribute__((aligned(16))) flags {\n    unsigned int ready : 1;\n    long count;\n};"
/// );
/// # Ok::<(), lltype::TypeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RecordSpec<T> {
    pub(super) kind: RecordKind,
    pub(super) name: String,
    pub(super) fields: Vec<FieldSpec<T>>,
    pub(super) attrs: RecordAttrs,
}

/// A member to be built.
#[derive(Debug, Clone)]
pub struct FieldSpec<T> {
    /// The name; empty for an anonymous struct or union, and for bits that only pad.
    pub name: String,
    /// The type.
    pub ty: T,
    /// The qualifiers of the member itself.
    pub qualifiers: Qualifiers,
    /// The width, if it is a bit-field.
    pub bits: Option<u32>,
    /// `__attribute__((aligned(n)))` of the member.
    pub align: Option<u32>,
    /// `__attribute__((packed))` of the member: it begins at the next byte, or bit.
    pub packed: bool,
}

impl<T> FieldSpec<T> {
    /// A member without attributes.
    pub fn new(name: &str, ty: T) -> Self {
        FieldSpec {
            name: name.to_owned(),
            ty,
            qualifiers: Qualifiers::NONE,
            bits: None,
            align: None,
            packed: false,
        }
    }
}

impl<T> RecordSpec<T> {
    /// A struct that C calls `name`: with its keyword (`struct tm`), or the typedef that it is known
    /// by (`div_t`). Empty for one without a name.
    #[must_use]
    pub fn structure(name: &str) -> Self {
        RecordSpec {
            kind: RecordKind::Struct,
            name: name.to_owned(),
            fields: Vec::new(),
            attrs: RecordAttrs::NONE,
        }
    }

    /// A union, named as a [`structure`](Self::structure) is.
    #[must_use]
    pub fn union(name: &str) -> Self {
        RecordSpec {
            kind: RecordKind::Union,
            ..Self::structure(name)
        }
    }

    /// Adds a member.
    #[must_use]
    pub fn field(self, name: &str, ty: T) -> Self {
        self.member(FieldSpec::new(name, ty))
    }

    /// Adds a bit-field of `width` bits; without a name, it only pads.
    #[must_use]
    pub fn bits(self, name: &str, ty: T, width: u32) -> Self {
        self.member(FieldSpec {
            bits: Some(width),
            ..FieldSpec::new(name, ty)
        })
    }

    /// Adds a struct or union without a name, whose members count as this one's own.
    #[must_use]
    pub fn anonymous(self, ty: T) -> Self {
        self.field("", ty)
    }

    /// Adds a member with all its attributes.
    #[must_use]
    pub fn member(mut self, field: FieldSpec<T>) -> Self {
        self.fields.push(field);
        self
    }

    /// `__attribute__((packed))`.
    #[must_use]
    pub fn packed(mut self) -> Self {
        self.attrs.packed = true;
        self
    }

    /// `#pragma pack(bytes)`.
    #[must_use]
    pub fn pack(mut self, bytes: u32) -> Self {
        self.attrs.pack = Some(bytes);
        self
    }

    /// `__attribute__((aligned(bytes)))`.
    #[must_use]
    pub fn aligned(mut self, bytes: u32) -> Self {
        self.attrs.align = Some(bytes);
        self
    }

    /// RPython's `GcStruct`.
    #[must_use]
    pub fn gc(mut self) -> Self {
        self.attrs.gc = true;
        self
    }

    /// The same with other types in it.
    pub(super) fn map<U>(self, mut f: impl FnMut(T) -> U) -> RecordSpec<U> {
        let fields = self.fields.into_iter().map(|field| FieldSpec {
            ty: f(field.ty),
            name: field.name,
            qualifiers: field.qualifiers,
            bits: field.bits,
            align: field.align,
            packed: field.packed,
        });
        RecordSpec {
            fields: fields.collect(),
            kind: self.kind,
            name: self.name,
            attrs: self.attrs,
        }
    }
}

/// A function type to be built.
///
/// ```
/// use lltype::{Convention, FunctionSpec, Scalar, Type};
///
/// let int = Type::from(Scalar::Int);
/// let spec = FunctionSpec::returning(int.clone()).param("code", int).convention(Convention::Stdcall);
/// let exit = Type::function_of(spec)?;
/// assert_eq!(exit.declaration("f"), "int __attribute__((stdcall)) f(int code)");
/// # Ok::<(), lltype::TypeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct FunctionSpec<T> {
    pub(super) params: Vec<(String, T)>,
    pub(super) result: T,
    pub(super) convention: Convention,
    pub(super) variadic: bool,
}

impl<T> FunctionSpec<T> {
    /// A function without parameters.
    #[must_use]
    pub fn returning(result: T) -> Self {
        FunctionSpec {
            params: Vec::new(),
            result,
            convention: Convention::C,
            variadic: false,
        }
    }

    /// Adds a parameter; its name may be empty.
    #[must_use]
    pub fn param(mut self, name: &str, ty: T) -> Self {
        self.params.push((name.to_owned(), ty));
        self
    }

    /// More arguments may follow, as in `printf(const char *, ...)`.
    #[must_use]
    pub fn variadic(mut self) -> Self {
        self.variadic = true;
        self
    }

    /// How it is called.
    #[must_use]
    pub fn convention(mut self, convention: Convention) -> Self {
        self.convention = convention;
        self
    }

    /// The same with other types in it.
    pub(super) fn map<U>(self, mut f: impl FnMut(T) -> U) -> FunctionSpec<U> {
        FunctionSpec {
            result: f(self.result),
            params: self
                .params
                .into_iter()
                .map(|(name, ty)| (name, f(ty)))
                .collect(),
            convention: self.convention,
            variadic: self.variadic,
        }
    }
}

/// An enumeration to be built.
///
/// ```
/// use lltype::{EnumSpec, Scalar, Type};
///
/// let color = Type::enumeration(EnumSpec::named("enum color").constant("RED", 0).constant("BLUE", 7))?;
/// assert_eq!(color.definition().unwrap(), "enum color {\n    RED = 0,\n    BLUE = 7,\n};");
/// # Ok::<(), lltype::TypeError>(())
/// ```
#[derive(Debug, Clone)]
pub struct EnumSpec {
    pub(super) name: String,
    pub(super) base: Option<Scalar>,
    pub(super) constants: Vec<(String, i128)>,
}

impl EnumSpec {
    /// An enumeration that C calls `name` (`enum color`); empty for one without a name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        EnumSpec {
            name: name.to_owned(),
            base: None,
            constants: Vec::new(),
        }
    }

    /// Held by this integer, as in C23's `enum color : uint8_t`.
    #[must_use]
    pub fn base(mut self, base: Scalar) -> Self {
        self.base = Some(base);
        self
    }

    /// Adds a constant.
    #[must_use]
    pub fn constant(mut self, name: &str, value: i128) -> Self {
        self.constants.push((name.to_owned(), value));
        self
    }
}
