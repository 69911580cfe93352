//! Types at the edge of what C takes.

use std::time::{Duration, Instant};

use lltype::{
    BitRange, Desc, EnumSpec, FieldDesc, FieldSpec, FunctionSpec, Layout, LayoutError, Qualifiers,
    RecordDesc, RecordSpec, Scalar, Target, Type, TypeBuilder, TypeError, layout_of,
};

const HOST: &Target = &Target::HOST;

fn int() -> Type {
    Scalar::Int.into()
}

/// A type that is used twice in the next one, so many times.
fn doubled(levels: u32, twice: impl Fn(Type) -> RecordSpec<Type>) -> Type {
    (0..levels).fold(
        Type::record(RecordSpec::structure("").member(FieldSpec {
            bits: Some(3),
            ..FieldSpec::new("", int())
        }))
        .unwrap(),
        |inner, _| Type::record(twice(inner)).unwrap(),
    )
}

#[test]
fn a_struct_that_names_itself_by_a_typedef_has_a_tag() {
    let mut builder = TypeBuilder::new();
    let node = builder.forward();
    let next = builder.pointer(node, Qualifiers::NONE).unwrap();
    let item = builder.import(int());
    let spec = RecordSpec::structure("node_t")
        .field("next", next)
        .field("item", item);
    let record = builder.record(spec).unwrap();
    builder.resolve(node, record).unwrap();
    let node = builder.freeze().unwrap().get(node).unwrap();
    assert_eq!(
        node.definition().unwrap(),
        "typedef struct node_t node_t;\nstruct node_t {\n    node_t *next;\n    int item;\n};"
    );
    let other =
        RecordSpec::structure("list_t").field("first", Type::pointer_to(&node, Qualifiers::NONE));
    assert_eq!(
        Type::record(other).unwrap().definition().unwrap(),
        "typedef struct {\n    node_t *first;\n} list_t;"
    );
}

#[test]
fn types_that_share_types_take_no_time() {
    let start = Instant::now();
    let shared = doubled(40, |inner| {
        RecordSpec::structure("")
            .anonymous(inner.clone())
            .anonymous(inner)
    });
    let whole = RecordSpec::structure("struct s")
        .anonymous(shared)
        .field("last", int());
    let whole = Type::record(whole).unwrap();
    assert!(HOST.offsetof(&whole, "last").is_ok());
    let missing = HOST.offsetof(&whole, "missing").unwrap_err();
    assert!(matches!(missing, LayoutError::NoSuchField { .. }));
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_name_in_a_shared_anonymous_member_is_there_twice() {
    let inner = Type::record(RecordSpec::structure("").field("x", int())).unwrap();
    let outer = RecordSpec::structure("").anonymous(inner);
    let outer = Type::record(outer).unwrap();
    let twice = RecordSpec::structure("struct s")
        .anonymous(outer.clone())
        .anonymous(outer);
    assert!(matches!(
        Type::record(twice).unwrap_err(),
        TypeError::RepeatedField(_)
    ));
}

#[test]
fn an_array_without_a_length_needs_a_member_before_it() {
    let items = Type::array_of(&int(), lltype::ArrayLength::NoLength).unwrap();
    let alone = RecordSpec::structure("struct s").field("items", items.clone());
    assert_eq!(
        Type::record(alone).unwrap_err().to_string(),
        "member `items` of `struct s`: an array without a length is no struct by itself; put a member \
         before it"
    );
    let padded = RecordSpec::structure("struct s")
        .bits("", int(), 3)
        .field("items", items.clone());
    assert!(matches!(
        Type::record(padded).unwrap_err(),
        TypeError::ArrayAlone(_)
    ));
    let good = RecordSpec::structure("struct s")
        .field("n", int())
        .field("items", items);
    assert!(Type::record(good).is_ok());
}

#[test]
fn names_are_those_that_c_takes() {
    let refused = |spec| matches!(Type::record(spec), Err(TypeError::Name(_)));
    for name in ["struct a b", "a b", "1a", "struct ", "x;", "a.b", "int"] {
        assert!(refused(RecordSpec::structure(name)), "{name}");
    }
    for name in ["struct a", "a_1", "_t", "a$b", "gr\u{fc}n", "union u", ""] {
        assert!(!refused(RecordSpec::structure(name)), "{name}");
    }
    assert!(refused(RecordSpec::structure("s").field("struct x", int())));
    assert!(refused(RecordSpec::structure("s").field("while", int())));
    assert_eq!(
        Type::record(RecordSpec::structure("s").field("a-b", int()))
            .unwrap_err()
            .to_string(),
        "`a-b` is no name in C: letters, digits and `_`, no keyword; before the name of a type may \
         stand `struct`, `union` or `enum`"
    );
    let constant = EnumSpec::named("enum e").constant("A B", 1);
    assert!(matches!(
        Type::enumeration(constant),
        Err(TypeError::Name(_))
    ));
    let parameter = FunctionSpec::returning(int()).param("a)", int());
    assert!(matches!(
        Type::function_of(parameter),
        Err(TypeError::Name(_))
    ));
    let mut builder = TypeBuilder::new();
    builder.opaque("FILE *");
    assert!(matches!(builder.freeze(), Err(TypeError::Name(_))));
    let mut builder = TypeBuilder::new();
    let int = builder.import(int());
    builder.typedef("struct t", int).unwrap();
    assert!(matches!(builder.freeze(), Err(TypeError::Name(_))));
}

#[test]
fn an_enumeration_beyond_every_integer_has_no_layout() {
    let spec = || EnumSpec::named("enum wide").constant("LEAST", -1);
    let ty = Type::enumeration(spec().constant("MOST", u64::MAX.into())).unwrap();
    let linux = &Target::X86_64_LINUX_GNU;
    assert_eq!(
        linux.sizeof(&ty).unwrap_err().to_string(),
        "no integer has all the constants of `enum wide`: some are negative, and others above 2^63"
    );
    let bits = RecordSpec::structure("struct s").bits("x", ty.clone(), 3);
    assert!(linux.sizeof(&Type::record(bits).unwrap()).is_err());
    assert_eq!(Target::X86_64_WINDOWS_MSVC.sizeof(&ty), Ok(4));
    let fits = Type::enumeration(spec().constant("MOST", i64::MAX.into())).unwrap();
    assert_eq!(linux.sizeof(&fits), Ok(8));

    static WIDE: Desc = Desc::Enum(lltype::EnumDesc {
        name: "enum wide",
        base: None,
        constants: &[("LEAST", -1), ("MOST", u64::MAX as i128)],
    });
    assert_eq!(layout_of(&WIDE, linux), None);
}

#[test]
fn vectors_and_opaque_types_are_not_larger_than_memory() {
    let target = &Target::I686_LINUX_GNU;
    let vector = Type::vector(Scalar::LongLong, 1 << 30).unwrap();
    assert!(matches!(
        target.sizeof(&vector),
        Err(LayoutError::TooLarge(_))
    ));
    let mut builder = TypeBuilder::new();
    let size = 1 << 62;
    let huge = builder.sized_opaque("huge_t", Layout { size, align: 8 });
    let huge = builder.freeze().unwrap().get(huge).unwrap();
    assert!(matches!(HOST.sizeof(&huge), Err(LayoutError::TooLarge(_))));
}

#[test]
fn a_static_that_contains_itself_has_no_layout() {
    static ENDLESS: Desc = Desc::Record(RecordDesc::structure(
        "struct endless",
        &[
            FieldDesc::new("first", &ENDLESS),
            FieldDesc::new("second", &ENDLESS),
        ],
    ));
    assert_eq!(layout_of(&ENDLESS, HOST), None);
    let ty = Type::from_desc(&ENDLESS);
    assert!(matches!(HOST.sizeof(&ty), Err(LayoutError::TooDeep(_))));
    assert!(!ty.is_var_sized());
}

#[test]
fn bits_are_counted_without_overflow() {
    let bits = BitRange {
        position: 7,
        width: u32::MAX,
    };
    assert_eq!(bits.byte_count(), 1 << 29 | 1);
    assert_eq!(bits.shift(&Target::X86_64_LINUX_GNU), 7);
    assert_eq!(bits.shift(&Target::S390X_LINUX_GNU), 2);
}

#[test]
fn what_is_null_is_told() {
    // SAFETY: null is refused.
    let (text, wide, list) = unsafe {
        (
            lltype::charp2str(lltype::CCHARP::NULL).unwrap_err(),
            lltype::wcharp2unicode(lltype::CWCHARP::NULL).unwrap_err(),
            lltype::charpp2liststr(lltype::CCHARPP::NULL).unwrap_err(),
        )
    };
    assert_eq!(text.to_string(), "the C string is the null pointer");
    assert_eq!(wide.to_string(), "the wide string is the null pointer");
    assert_eq!(
        list.to_string(),
        "the list of C strings is the null pointer"
    );
}

#[test]
fn fast_integers_of_android_are_wide() {
    let android = Target::find("aarch64-linux-android").unwrap();
    assert_eq!(Scalar::IntFast16.size(android), 8);
}
