//! Types of `lltype`, and constants that describe the same, from shapes.

use lltype::{
    ArrayDesc, Desc, EnumDesc, EnumSpec, FieldDesc, FieldSpec, Kind, PointerDesc, Qualifiers,
    Record, RecordDesc, RecordRules, RecordSpec, Scalar, Target, Type, TypedefDesc,
};
use lltype::{ArrayLength, RecordKind};

use crate::shape::{Bits, Enum, Integer, Item, Member, Shape};

/// The types that `lltype` has beyond C's keywords, by what every compiler defines.
pub(crate) const TYPES: &str = "
typedef __WCHAR_TYPE__ wchar_t;
typedef __CHAR16_TYPE__ char16_t;
typedef __CHAR32_TYPE__ char32_t;
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t, ssize_t;
typedef __INTPTR_TYPE__ intptr_t;
typedef __UINTPTR_TYPE__ uintptr_t;
typedef __INTMAX_TYPE__ intmax_t;
typedef __UINTMAX_TYPE__ uintmax_t;
typedef __INT8_TYPE__ int8_t, int_least8_t;
typedef __UINT8_TYPE__ uint8_t, uint_least8_t;
typedef __INT16_TYPE__ int16_t, int_least16_t;
typedef __UINT16_TYPE__ uint16_t, uint_least16_t;
typedef __INT32_TYPE__ int32_t, int_least32_t;
typedef __UINT32_TYPE__ uint32_t, uint_least32_t;
typedef __INT64_TYPE__ int64_t, int_least64_t;
typedef __UINT64_TYPE__ uint64_t, uint_least64_t;
";

/// The definitions that all types share.
pub(crate) fn prelude() -> String {
    let enums = Enum::ALL.map(|which| which.ty().definition().unwrap() + "\n");
    TYPES.to_owned() + &enums.concat()
}

/// A struct or union with all that it is made of.
pub(crate) struct Built {
    pub(crate) ty: Type,
    /// In the order of C: what is named is defined before.
    pub(crate) definitions: Vec<String>,
}

/// The type of a shape, as far as the target has it.
pub(crate) fn build(shape: &Shape, index: usize, target: &Target) -> Built {
    let mut builder = Builder {
        target,
        index,
        names: 0,
        definitions: Vec::new(),
    };
    let ty = builder.record(shape, true);
    Built {
        ty,
        definitions: builder.definitions,
    }
}

impl Enum {
    /// The type. Microsoft's compiler has no wide ones.
    pub(crate) fn ty(self) -> Type {
        let spec = match self {
            Enum::Plain => EnumSpec::named("enum plain").constant("PLAIN", 3),
            Enum::Negative => EnumSpec::named("enum negative").constant("NEGATIVE", -1),
            Enum::Wide => EnumSpec::named("enum wide").constant("WIDE", 1 << 40),
            Enum::WideNegative => EnumSpec::named("enum wide_negative")
                .constant("WIDE_NEGATIVE", -1)
                .constant("WIDE_POSITIVE", 1 << 31),
        };
        Type::enumeration(spec).unwrap()
    }
}

struct Builder<'t> {
    target: &'t Target,
    index: usize,
    names: u32,
    definitions: Vec<String>,
}

impl Builder<'_> {
    fn record(&mut self, shape: &Shape, named: bool) -> Type {
        let is_outermost = self.names == 0;
        let keyword = if shape.is_union { "union" } else { "struct" };
        let name = match named {
            true => format!("{keyword} {}", self.name("s")),
            false => String::new(),
        };
        let mut spec = match shape.is_union {
            true => RecordSpec::union(&name),
            false => RecordSpec::structure(&name),
        };
        for member in &shape.members {
            spec = spec.member(self.member(member));
        }
        if let Some(tail) = &shape.tail
            && is_outermost
            && can_have_tail(shape)
        {
            let items = self.array_item(tail);
            let items = Type::array_of(&items, ArrayLength::NoLength).unwrap();
            spec = spec.field(&self.name("m"), items);
        }
        let ty = Type::record(with_attributes(spec, shape)).unwrap();
        self.definitions.extend(ty.definition());
        ty
    }

    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}_{}", self.index, self.names)
    }

    fn member(&mut self, member: &Member) -> FieldSpec<Type> {
        match member {
            Member::Field(item, attrs) => {
                let ty = self.item(item);
                FieldSpec {
                    align: attrs.align,
                    // To GCC, a member declared as a vector of `char` is no more than a `char` when
                    // it reads `packed`, which it then ignores.
                    packed: attrs.packed && !item.is_vectors(),
                    ..FieldSpec::new(&self.name("m"), ty)
                }
            }
            Member::Bits(bits) => self.bits(bits),
            Member::Anonymous(shape) => FieldSpec::new("", self.record(shape, false)),
        }
    }

    fn bits(&mut self, bits: &Bits) -> FieldSpec<Type> {
        let ty = match bits.of {
            Integer::Scalar(scalar) => self.scalar(scalar).into(),
            Integer::Enum(which) => which.ty(),
        };
        let most = match bits.of {
            Integer::Scalar(Scalar::Bool) => 1,
            _ => u32::try_from(self.target.sizeof(&ty).unwrap() * 8).unwrap(),
        };
        let width = match bits.width {
            width if width <= most => width,
            width => width % most + 1,
        };
        let ty = match bits.typedef {
            Some(align) if self.is_settled(&ty, align, width) => self.aligned(&ty, align),
            _ => ty,
        };
        // For the sake of the same registers, GCC for i686 aligns a bit-field of 64 bits with an
        // attribute, even one of 1 byte, to 8, if it lies so: there are no such bit-fields.
        let align = bits
            .attrs
            .align
            .filter(|_| !(self.is_gcc_i686() && width == 64));
        let name = match bits.named && width > 0 {
            true => self.name("m"),
            false => String::new(),
        };
        FieldSpec {
            bits: Some(width),
            align,
            packed: bits.attrs.packed,
            ..FieldSpec::new(&name, ty)
        }
    }

    fn item(&mut self, item: &Item) -> Type {
        match item {
            Item::Scalar(scalar) => self.scalar(*scalar).into(),
            Item::Pointer => Type::pointer_to(&Type::VOID, Qualifiers::NONE),
            Item::Enum(which) => which.ty(),
            Item::Vector(item, lanes) => Type::vector(*item, self.lanes(*item, *lanes)).unwrap(),
            Item::Array(item, count) => {
                // GCC takes no vectors declared as `v x[0]`.
                let count = if item.is_vectors() {
                    *count.max(&1)
                } else {
                    *count
                };
                Type::array_of(&self.array_item(item), ArrayLength::Fixed(count)).unwrap()
            }
            Item::Aligned(item, align) => {
                let ty = self.item(item);
                match self.has_asked(&ty) {
                    true => ty,
                    false => self.aligned(&ty, *align),
                }
            }
            Item::Record(shape) => self.record(shape, true),
        }
    }

    /// A type that can be the item of an array: its size is a multiple of its alignment.
    fn array_item(&mut self, item: &Item) -> Type {
        let ty = self.item(item);
        let layout = self.target.layout(&ty).unwrap();
        match layout.size.is_multiple_of(layout.align) {
            true => ty,
            false => ty.unaliased(),
        }
    }

    /// Whether it is a rule by which compilers put a bit-field of a typedef with an alignment. GCC heeds
    /// one above the size or not, by how it will access the bits, and aligns what is as wide as a
    /// register by itself. One that is the size, to Microsoft, is more than the size alone, which the
    /// layout of an integer does not tell.
    fn is_settled(&self, ty: &Type, align: u32, width: u32) -> bool {
        let size = self.target.sizeof(ty).unwrap();
        match self.target.records {
            RecordRules::Microsoft => u64::from(align) < size,
            _ => u64::from(align) <= size && !matches!(width, 16 | 32 | 64 | 128),
        }
    }

    /// Whether Microsoft's compiler takes the alignment of a struct for one that was asked for, which a
    /// typedef then takes back to what was really asked.
    fn has_asked(&self, ty: &Type) -> bool {
        let attrs = ty.as_record().map(|record| record.attrs());
        let is_microsoft = self.target.records == RecordRules::Microsoft;
        is_microsoft && attrs.is_some_and(|attrs| attrs.align.is_some())
    }

    fn aligned(&mut self, ty: &Type, align: u32) -> Type {
        let ty = Type::aligned_typedef_of(&self.name("t"), ty, align).unwrap();
        self.definitions.extend(ty.definition());
        ty
    }

    /// GCC for i686 aligns a struct of one vector of 8 bytes to 8, and a union of one to 4, by how it
    /// keeps them in registers. There is no rule to follow, so there are no such vectors.
    fn lanes(&self, item: Scalar, lanes: u32) -> u32 {
        let size = item.size(self.target) * lanes as usize;
        match self.is_gcc_i686() && size == 8 {
            true => 2 * lanes,
            false => lanes,
        }
    }

    fn is_gcc_i686(&self) -> bool {
        let is_gcc = matches!(self.target.records, RecordRules::Gnu { .. });
        is_gcc && self.target.name == Target::I686_LINUX_GNU.name
    }

    fn scalar(&self, scalar: Scalar) -> Scalar {
        match scalar.exists(self.target) {
            true => scalar,
            false => Scalar::LongLong,
        }
    }
}

/// C wants a named member before an array without a length.
fn can_have_tail(shape: &Shape) -> bool {
    let is_named = |member: &Member| matches!(member, Member::Field(..));
    !shape.is_union && shape.members.iter().any(is_named)
}

fn with_attributes(mut spec: RecordSpec<Type>, shape: &Shape) -> RecordSpec<Type> {
    let attrs = shape.attrs;
    if attrs.packed {
        spec = spec.packed();
    }
    if let Some(bytes) = attrs.pack {
        spec = spec.pack(bytes);
    }
    match attrs.align {
        Some(bytes) => spec.aligned(bytes),
        None => spec,
    }
}

/// Whether there is a typedef with an alignment in a type, which constants do not describe.
pub(crate) fn has_aligned_typedef(ty: &Type) -> bool {
    let is_inside = match ty.kind() {
        Kind::Array { item, .. } => has_aligned_typedef(&item),
        Kind::Record(record) => record.fields().any(|field| has_aligned_typedef(&field.ty)),
        _ => false,
    };
    is_inside || ty.typedef_align().is_some()
}

/// A constant that describes the same type. It is never freed: descriptions are constants.
pub(crate) fn describe(ty: &Type) -> &'static Desc {
    if let Some((name, of)) = ty.typedef() {
        let of = describe(&of);
        return leak(Desc::Typedef(TypedefDesc {
            name: name.to_owned().leak(),
            of,
        }));
    }
    let desc = match ty.kind() {
        Kind::Scalar(scalar) => return scalar.desc(),
        Kind::Pointer { qualifiers, .. } => Desc::Pointer(PointerDesc {
            pointee: || &Desc::Void,
            qualifiers,
        }),
        Kind::Array { item, length, gc } => Desc::Array(ArrayDesc {
            item: describe(&item),
            length,
            gc,
        }),
        Kind::Record(record) => Desc::Record(describe_record(&record)),
        Kind::Enum(enumeration) => {
            let constants = enumeration.constants();
            let constants = constants.map(|(name, value)| (&*name.to_owned().leak(), value));
            Desc::Enum(EnumDesc {
                name: enumeration.name().unwrap_or("").to_owned().leak(),
                base: enumeration.declared_base(),
                constants: constants.collect::<Vec<_>>().leak(),
            })
        }
        Kind::Vector(vector) => Desc::Vector(vector),
        _ => Desc::Void,
    };
    leak(desc)
}

fn leak(desc: Desc) -> &'static Desc {
    Box::leak(Box::new(desc))
}

fn describe_record(record: &Record<'_>) -> RecordDesc {
    let fields = record.fields().map(|field| FieldDesc {
        name: field.name.unwrap_or("").to_owned().leak(),
        desc: describe(&field.ty),
        qualifiers: field.qualifiers,
        bits: field.bits,
        align: field.align,
        packed: field.packed,
    });
    let fields: &'static [FieldDesc] = fields.collect::<Vec<_>>().leak();
    let name = record.name().unwrap_or("").to_owned().leak();
    let desc = match record.kind() {
        RecordKind::Struct => RecordDesc::structure(name, fields),
        RecordKind::Union => RecordDesc::union(name, fields),
    };
    desc.with(record.attrs())
}
