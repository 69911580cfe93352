//! Structs, arrays, enumerations and typedefs as values: equality, words, what they are made of.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use lltype::{
    ArrayLength, Complex, Convention, Desc, EnumDesc, EnumSpec, FieldDesc, FieldSpec, FunctionSpec,
    Kind, LongFloat, LowLevelType, Ptr, Qualifiers, RecordAttrs, RecordDesc, RecordSpec, Scalar,
    Target, Type, TypeBuilder, TypedefDesc, Value, cast_value,
};

fn int() -> Type {
    Scalar::Int.into()
}

fn hash(ty: &Type) -> u64 {
    let mut hasher = DefaultHasher::new();
    ty.hash(&mut hasher);
    hasher.finish()
}

#[track_caller]
fn assert_same(a: &Type, b: &Type) {
    assert_eq!(a, b);
    assert_eq!(b, a);
    assert_eq!(hash(a), hash(b), "{a} and {b}");
}

/// `struct node { struct node *next; int value; }`.
fn node(member: &str) -> Type {
    let mut builder = TypeBuilder::new();
    let this = builder.forward();
    let next = builder.pointer(this, Qualifiers::NONE).unwrap();
    let int = builder.import(int());
    let record = RecordSpec::structure("struct node");
    let record = record.field(member, next).field("value", int);
    let record = builder.record(record).unwrap();
    builder.resolve(this, record).unwrap();
    builder.freeze().unwrap().get(this).unwrap()
}

#[repr(C)]
struct Node {
    next: Ptr<Node>,
    value: i32,
}

// SAFETY: described as it is.
unsafe impl LowLevelType for Node {
    const DESC: &'static Desc = &Desc::Record(RecordDesc::structure(
        "struct node",
        &[
            FieldDesc::new("next", <Ptr<Node>>::DESC),
            FieldDesc::new("value", Scalar::Int.desc()),
        ],
    ));
}

#[test]
fn b001_structs_are_equal_by_name_and_fields_also_recursive_ones() {
    assert_same(&node("next"), &node("next"));
    assert_same(&node("next"), &Type::of::<Node>());
    assert_ne!(node("next"), node("other"));
    let pair = |name: &str| RecordSpec::structure(name).field("a", int());
    let pair = |name: &str| Type::record(pair(name).field("b", int())).unwrap();
    assert_same(&pair("struct s"), &pair("struct s"));
    assert_ne!(pair("struct s"), pair("struct t"));
}

#[test]
fn b002_a_forward_reference_becomes_its_type() {
    let node = node("next");
    let (index, next) = node.as_record().unwrap().field("next").unwrap();
    assert_eq!(index, 0);
    assert_same(&next.ty, &Type::pointer_to(&node, Qualifiers::NONE));
    assert_same(&next.ty.pointee().unwrap(), &node);
    // Of the wrong memory kind, it is refused: see `forward_references_keep_their_memory_kind`.
}

#[test]
fn every_part_of_a_struct_counts() {
    let field = |name: &str, ty: Type| FieldSpec::new(name, ty);
    let base = || RecordSpec::structure("struct s").member(field("x", int()));
    let ty = |spec| Type::record(spec).unwrap();
    let others = [
        ty(RecordSpec::union("struct s").field("x", int())),
        ty(RecordSpec::structure("struct s").field("y", int())),
        ty(RecordSpec::structure("struct s").field("x", Scalar::UInt.into())),
        ty(RecordSpec::structure("struct s").bits("x", int(), 32)),
        ty(RecordSpec::structure("struct s").member(FieldSpec {
            align: Some(4),
            ..field("x", int())
        })),
        ty(RecordSpec::structure("struct s").member(FieldSpec {
            qualifiers: Qualifiers::CONST,
            ..field("x", int())
        })),
        ty(base().field("y", int())),
        ty(base().packed()),
        ty(base().pack(4)),
        ty(base().aligned(4)),
        ty(base().gc()),
        Type::opaque("struct s"),
    ];
    let base = ty(base());
    for (index, other) in others.iter().enumerate() {
        assert_ne!(&base, other, "{index}");
    }
}

#[test]
fn every_part_of_arrays_enums_vectors_and_functions_counts() {
    let array = |item: &Type, length| Type::array_of(item, length).unwrap();
    let constants = |a, b| EnumSpec::named("enum e").constant("A", a).constant("B", b);
    let named = |spec| Type::enumeration(spec).unwrap();
    let function = |spec: FunctionSpec<Type>| Type::function_of(spec).unwrap();
    let types = [
        array(&int(), ArrayLength::Fixed(2)),
        array(&int(), ArrayLength::Fixed(3)),
        array(&int(), ArrayLength::NoLength),
        array(&int(), ArrayLength::Header),
        Type::gc_array_of(&int()).unwrap(),
        array(&Scalar::UInt.into(), ArrayLength::Fixed(2)),
        named(constants(0, 1)),
        named(constants(0, 2)),
        named(constants(0, 1).constant("C", 2)),
        named(constants(0, 1).base(Scalar::UInt)),
        named(EnumSpec::named("enum f").constant("A", 0).constant("B", 1)),
        Type::vector(Scalar::Float, 4).unwrap(),
        Type::vector(Scalar::Float, 2).unwrap(),
        Type::vector(Scalar::Int, 4).unwrap(),
        function(FunctionSpec::returning(int())),
        function(FunctionSpec::returning(int()).variadic()),
        function(FunctionSpec::returning(int()).convention(Convention::Stdcall)),
        Type::opaque("a"),
        Type::sized_opaque("a", lltype::Layout { size: 4, align: 4 }),
    ];
    for (i, a) in types.iter().enumerate() {
        for (j, b) in types.iter().enumerate() {
            assert_eq!(a == b, i == j, "{a} and {b}");
        }
    }
}

#[test]
fn b006_a_typedef_of_a_typedef_is_the_innermost_type() {
    static INNER: Desc = Desc::Typedef(TypedefDesc {
        name: "inner_t",
        of: Scalar::Int.desc(),
    });
    static OUTER: Desc = Desc::Typedef(TypedefDesc {
        name: "outer_t",
        of: &INNER,
    });
    let inner = Type::typedef_of("inner_t", &int());
    let built = Type::typedef_of("outer_t", &inner);
    for outer in [built, Type::from_desc(&OUTER)] {
        assert_same(&outer, &int());
        assert_same(&outer, &inner);
        assert!(matches!(outer.kind(), Kind::Scalar(Scalar::Int)));
        assert!(outer.unaliased().typedef().is_none());
        let (name, of) = outer.typedef().unwrap();
        assert_eq!((name, of.to_string()), ("outer_t", "inner_t".to_owned()));
        assert_eq!(outer.declaration("x"), "outer_t x");
        assert_eq!(Target::HOST.sizeof(&outer), Ok(4));
    }
    let mut builder = TypeBuilder::new();
    let int_id = builder.import(int());
    let inner = builder.typedef("inner_t", int_id).unwrap();
    let outer = builder.typedef("outer_t", inner).unwrap();
    let outer = builder.freeze().unwrap().get(outer).unwrap();
    assert_same(&outer, &int());
    assert_eq!(outer.definition().unwrap(), "typedef inner_t outer_t;");
}

#[test]
fn b007_a_pointer_to_a_typedef_is_a_pointer_to_the_type() {
    let number = Type::typedef_of("number", &int());
    let pointer = Type::pointer_to(&number, Qualifiers::CONST);
    assert_same(&pointer, &Type::pointer_to(&int(), Qualifiers::CONST));
    assert_eq!(pointer.to_string(), "const number *");
    let array = |item| Type::array_of(item, ArrayLength::NoLength).unwrap();
    assert_same(&array(&number), &array(&int()));
}

#[test]
fn b009_void_parameters_are_no_true_parameters() {
    let spec = FunctionSpec::returning(int()).param("a", int());
    let spec = spec.param("constant", Type::VOID).param("b", int());
    let function = Type::function_of(spec).unwrap();
    let view = function.as_function().unwrap();
    assert_eq!(view.arity(), 3);
    let names: Vec<_> = view.true_params().map(|param| param.name).collect();
    assert_eq!(names, [Some("a"), Some("b")]);
    assert_eq!(function.declaration("f"), "int f(int a, int b)");
    assert_eq!(
        function.rpython().to_string(),
        "Func ( INT, Void, INT ) -> INT"
    );
}

#[test]
fn b010_a_fixed_array_has_so_many_items() {
    let array = Type::of::<[i32; 5]>();
    let host = Target::HOST;
    for index in 0..5 {
        let place = host.offsetof(&array, &format!("[{index}]")).unwrap();
        assert_eq!(place.offset, 4 * index);
    }
    assert!(matches!(
        array.kind(),
        Kind::Array {
            length: ArrayLength::Fixed(5),
            ..
        }
    ));
    assert_eq!(
        host.offsetof(&array, "[5]").unwrap_err().to_string(),
        "`int32_t[5]` has no item 5"
    );
    assert_eq!(
        host.offsetof(&array, "[-1]").unwrap_err().to_string(),
        "`[-1]` is no path to a member: it is written as `member.member[index]`"
    );
}

#[test]
fn b011_every_integer_name_has_a_type_a_pointer_and_wraps() {
    let names = "signed char|unsigned char|short|unsigned short|int|unsigned int|long|unsigned \
                 long|long long|unsigned long \
                 long|size_t|ssize_t|wchar_t|ptrdiff_t|intptr_t|uintptr_t|intmax_t|uintmax_t|__int128|\
                 unsigned __int128";
    let widths = [8, 16, 32, 64];
    let of_width = widths.iter().flat_map(|width| {
        ["int", "uint"].iter().flat_map(move |kind| {
            ["", "_least", "_fast"]
                .iter()
                .map(move |middle| format!("{kind}{middle}{width}_t"))
        })
    });
    let names: Vec<String> = names
        .split('|')
        .map(str::to_owned)
        .chain(of_width)
        .collect();
    assert_eq!(names.len(), 20 + 24);
    let host = &Target::HOST;
    for name in names {
        let scalar = Scalar::from_c_name(&name).unwrap_or_else(|| panic!("{name}"));
        let pointer = Type::pointer_to(&scalar.into(), Qualifiers::NONE);
        assert_eq!(pointer.to_string(), format!("{name} *"));
        let range = scalar.range(host).unwrap();
        let bits = scalar.size(host) * 8;
        if bits < 128 {
            let behind = range.end() + 1;
            assert_eq!(behind - range.start(), 1 << bits, "{name}");
        }
        if bits <= 64 {
            let all = cast_value(Value::from(-1), &scalar.into()).unwrap();
            let expected = match range.start() {
                0 => *range.end(),
                _ => -1,
            };
            assert_eq!(all.as_integer(), Some(expected), "{name}");
        }
    }
}

#[test]
fn b013_size_t_of_minus_one_is_the_largest() {
    assert_eq!(lltype::cast::<lltype::Unsigned>(-1), usize::MAX);
    let largest = cast_value(Value::from(-1), &Scalar::Size.into()).unwrap();
    assert_eq!(largest.as_integer(), Some(usize::MAX as i128));
}

#[test]
fn b015_a_void_pointer_says_void_with_its_hints() {
    let pointer = |qualifiers| Type::pointer_to(&Type::VOID, qualifiers);
    assert_eq!(
        pointer(Qualifiers::NONE).rpython().to_string(),
        "* Array of void { nolength, render_as_void }"
    );
    assert_eq!(
        pointer(Qualifiers::CONST).rpython().to_string(),
        "* Array of void { nolength, render_as_void, render_as_const }"
    );
}

#[test]
fn rpython_words_of_structures() {
    let words = |ty: &Type| ty.rpython().to_string();
    let node = node("next");
    assert_eq!(words(&node), "Struct node { next, value }");
    assert_eq!(
        words(&Type::pointer_to(&node, Qualifiers::NONE)),
        "* Struct node { next, value }"
    );
    let object = RecordSpec::structure("object").field("x", int()).gc();
    assert_eq!(
        words(&Type::record(object).unwrap()),
        "GcStruct object { x }"
    );
    let array = |length| Type::array_of(&Scalar::IntPtr.into(), length).unwrap();
    assert_eq!(
        words(&array(ArrayLength::Fixed(5))),
        "FixedSizeArray of 5 Signed"
    );
    assert_eq!(words(&array(ArrayLength::Header)), "Array of Signed");
    assert_eq!(
        words(&array(ArrayLength::NoLength)),
        "Array of Signed { nolength }"
    );
    assert_eq!(words(&Type::gc_array_of(&int()).unwrap()), "GcArray of INT");
    assert_eq!(words(&Type::of::<i128>()), "SignedLongLongLong");
    assert_eq!(words(&Type::of::<LongFloat>()), "LongFloat");
}

#[test]
fn declarations_of_arrays_and_structs() {
    let array = Type::array_of(&Type::of::<[i32; 3]>(), ArrayLength::Fixed(2)).unwrap();
    assert_eq!(array.declaration("x"), "int32_t x[2][3]");
    assert_eq!(array.to_string(), "int32_t[2][3]");
    let pointer = Type::pointer_to(&array, Qualifiers::CONST);
    assert_eq!(pointer.declaration("p"), "const int32_t (*p)[2][3]");
    let pointers = Type::array_of(&Type::of::<Ptr<f64>>(), ArrayLength::NoLength).unwrap();
    assert_eq!(pointers.declaration("table"), "double *table[]");
    let header = Type::array_of(&Scalar::Char.into(), ArrayLength::Header).unwrap();
    assert_eq!(
        header.declaration("s"),
        "struct { intptr_t length; char items[]; } s"
    );
    let vector = Type::vector(Scalar::Float, 4).unwrap();
    assert_eq!(
        vector.declaration("v"),
        "float __attribute__((vector_size(16))) v"
    );
    assert_eq!(Type::of::<Complex<f64>>().to_string(), "double _Complex");
    let callback = FunctionSpec::returning(int()).convention(Convention::Stdcall);
    let callback = Type::function_of(callback).unwrap();
    assert_eq!(
        Type::pointer_to(&callback, Qualifiers::NONE).declaration("f"),
        "int (__attribute__((stdcall)) *f)(void)"
    );
    assert_eq!(
        callback.declaration("f"),
        "int __attribute__((stdcall)) f(void)"
    );
}

#[test]
fn definitions() {
    let inner = RecordSpec::union("").field("d", Scalar::Double.into());
    let inner = Type::record(inner.field("bytes", Type::of::<[u8; 8]>())).unwrap();
    let spec = RecordSpec::structure("struct value")
        .bits("kind", Scalar::UInt.into(), 3)
        .bits("", Scalar::UInt.into(), 0)
        .anonymous(inner)
        .member(FieldSpec {
            qualifiers: Qualifiers::CONST,
            align: Some(16),
            ..FieldSpec::new("name", Type::of::<Ptr<u8>>())
        })
        .field("nothing", Type::VOID)
        .packed()
        .pack(2);
    assert_eq!(
        Type::record(spec).unwrap().definition().unwrap(),
        "#pragma pack(push, 2)\n\
         struct __attribute__((packed)) value {\n    \
             unsigned int kind : 3;\n    \
             unsigned int : 0;\n    \
             _Pragma(\"pack(push)\") _Pragma(\"pack()\") union { double d; uint8_t bytes[8]; }; \
         _Pragma(\"pack(pop)\")\n    \
             uint8_t *const name __attribute__((aligned(16)));\n\
         };\n\
         #pragma pack(pop)"
    );
    let color = EnumSpec::named("enum color").base(Scalar::LongLong);
    let color = color
        .constant("LEAST", i128::from(i64::MIN))
        .constant("MOST", i128::from(i64::MAX));
    assert_eq!(
        Type::enumeration(color).unwrap().definition().unwrap(),
        "enum color : long long {\n    LEAST = (-9223372036854775807 - 1),\n    MOST = \
         9223372036854775807,\n};"
    );
    assert_eq!(int().definition(), None);
    assert_eq!(
        Type::record(RecordSpec::structure(""))
            .unwrap()
            .definition(),
        None
    );
}

#[test]
fn static_and_built_structs_print_alike() {
    static FLAGS: Desc = Desc::Record(
        RecordDesc::union(
            "flags_t",
            &[
                FieldDesc::new("bits", Scalar::UInt.desc()).bits(3),
                FieldDesc::new("all", Scalar::UInt.desc()).aligned(8),
            ],
        )
        .with(RecordAttrs {
            align: Some(32),
            ..RecordAttrs::NONE
        }),
    );
    static COLOR: Desc = Desc::Enum(EnumDesc {
        name: "",
        base: None,
        constants: &[("RED", 0)],
    });
    let built = RecordSpec::union("flags_t")
        .bits("bits", Scalar::UInt.into(), 3)
        .member(FieldSpec {
            align: Some(8),
            ..FieldSpec::new("all", Scalar::UInt.into())
        })
        .aligned(32);
    let built = Type::record(built).unwrap();
    let declared = Type::from_desc(&FLAGS);
    assert_same(&declared, &built);
    assert_eq!(declared.definition(), built.definition());
    assert_eq!(
        declared.definition().unwrap(),
        "typedef union __attribute__((aligned(32))) {\n    unsigned int bits : 3;\n    unsigned int \
         all __attribute__((aligned(8)));\n} flags_t;"
    );
    let color = Type::enumeration(EnumSpec::named("").constant("RED", 0)).unwrap();
    assert_same(&color, &Type::from_desc(&COLOR));
    assert_eq!(color.to_string(), "unsigned int");
}

#[test]
fn deep_types_neither_overflow_nor_stall() {
    let build = || {
        let mut ty = Type::of::<u8>();
        for _ in 0..20_000 {
            ty = Type::record(RecordSpec::structure("").field("x", ty)).unwrap();
        }
        ty
    };
    let (a, b) = (build(), build());
    assert_same(&a, &b);
    assert!(a.to_string().contains("/* ... */"));
    let error = Target::HOST.sizeof(&a).unwrap_err();
    assert!(matches!(error, lltype::LayoutError::TooDeep(_)));
    let mut typedef = int();
    for _ in 0..100_000 {
        typedef = Type::typedef_of("t", &typedef);
    }
    assert_same(&typedef, &int());
}

#[test]
fn the_integer_of_an_enumeration_is_the_compilers() {
    let base = |values: &[i128], target: &Target| {
        let spec = values.iter().zip(["A", "B"]);
        let spec = spec.fold(EnumSpec::named("enum e"), |spec, (value, name)| {
            spec.constant(name, *value)
        });
        let ty = Type::enumeration(spec).unwrap();
        ty.as_enum().unwrap().base(target)
    };
    let (linux, i686) = (&Target::X86_64_LINUX_GNU, &Target::I686_LINUX_GNU);
    assert_eq!(base(&[0, 1], linux), Scalar::UInt);
    assert_eq!(base(&[-1, 1], linux), Scalar::Int);
    assert_eq!(base(&[0, 1 << 31], linux), Scalar::UInt);
    assert_eq!(base(&[-1, 1 << 31], linux), Scalar::Long);
    assert_eq!(base(&[-1, 1 << 31], i686), Scalar::LongLong);
    assert_eq!(base(&[-(1 << 31) - 1, 0], linux), Scalar::Long);
    assert_eq!(base(&[0, 1 << 32], linux), Scalar::ULong);
    assert_eq!(base(&[0, 1 << 32], i686), Scalar::ULongLong);
    assert_eq!(
        base(&[-1, 1 << 40], &Target::X86_64_WINDOWS_MSVC),
        Scalar::Int
    );
}

#[test]
fn an_anonymous_member_is_written_out_though_its_type_has_a_name() {
    let inner = RecordSpec::structure("struct inner").field("x", int());
    let inner = Type::record(inner).unwrap();
    for inner in [Type::typedef_of("inner_t", &inner), inner] {
        let outer = RecordSpec::structure("struct outer").anonymous(inner);
        assert_eq!(
            Type::record(outer).unwrap().definition().unwrap(),
            "struct outer {\n    struct { int x; };\n};"
        );
    }
}
