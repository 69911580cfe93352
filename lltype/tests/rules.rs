//! What a type may be made of: each rule, and the words of its error.

use lltype::{
    ArrayLength, EnumProblem, EnumSpec, FieldSpec, ItemProblem, Layout, Qualifiers, RecordSpec,
    Scalar, Type, TypeBuilder, TypeError,
};

fn int() -> Type {
    Scalar::Int.into()
}

fn array(length: ArrayLength) -> Type {
    Type::array_of(&int(), length).unwrap()
}

fn structure(name: &str) -> RecordSpec<Type> {
    RecordSpec::structure(name)
}

fn gc_struct() -> Type {
    Type::record(structure("struct object").field("type", int()).gc()).unwrap()
}

/// The message of the error that a spec gives.
#[track_caller]
fn refused(spec: RecordSpec<Type>) -> String {
    Type::record(spec).unwrap_err().to_string()
}

#[test]
fn b003_an_array_is_last_and_a_var_sized_struct_is_not_inlined() {
    for length in [ArrayLength::NoLength, ArrayLength::Header] {
        let spec = || {
            let spec = structure("struct s").field("count", int());
            spec.field("items", array(length))
        };
        let error = Type::record(spec().field("after", int())).unwrap_err();
        assert!(matches!(error, TypeError::ArrayNotLast(_)), "{error}");
        let union = RecordSpec::union("union u").field("items", array(length));
        assert!(matches!(
            Type::record(union).unwrap_err(),
            TypeError::ArrayNotLast(_)
        ));

        let var_sized = Type::record(spec()).unwrap();
        assert!(var_sized.is_var_sized());
        let error = Type::record(structure("struct outer").field("inner", var_sized.clone()));
        assert!(matches!(error.unwrap_err(), TypeError::VarSizedInlined(_)));
        assert!(matches!(
            Type::array_of(&var_sized, ArrayLength::Fixed(2)).unwrap_err(),
            TypeError::Item {
                problem: ItemProblem::VarSized,
                ..
            }
        ));
    }
    let spec = structure("struct s").field("items", array(ArrayLength::NoLength));
    assert_eq!(
        refused(spec.field("after", int())),
        "member `items` of `struct s`: `int[]` has no fixed length and must be the last member of a \
         struct"
    );
}

#[test]
fn b004_what_a_garbage_collector_owns_is_first_in_a_struct_of_its_own() {
    let object = gc_struct();
    let first = structure("struct sub").field("base", object.clone());
    assert!(Type::record(first.clone().gc()).unwrap().is_gc());
    let raw = Type::record(first).unwrap_err();
    assert!(matches!(raw, TypeError::GcInlined(_)), "{raw}");
    let second = structure("struct sub").field("x", int());
    let second = Type::record(second.field("base", object.clone()).gc());
    assert!(matches!(second.unwrap_err(), TypeError::GcInlined(_)));
    assert!(matches!(
        Type::array_of(&object, ArrayLength::Fixed(2)).unwrap_err(),
        TypeError::Item {
            problem: ItemProblem::Gc,
            ..
        }
    ));
    let items = Type::gc_array_of(&int()).unwrap();
    let list = structure("struct list").field("items", items).gc();
    assert!(matches!(
        Type::record(list).unwrap_err(),
        TypeError::GcInlined(_)
    ));
    let parameter = Type::function(std::slice::from_ref(&object), &int(), false);
    assert!(matches!(parameter.unwrap_err(), TypeError::ByValue(_)));
    let pointer = Type::pointer_to(&object, Qualifiers::NONE);
    assert!(Type::record(structure("struct raw").field("object", pointer)).is_ok());
}

#[test]
fn b005_an_array_without_length_lies_in_raw_structs_alone() {
    let spec = || structure("struct s").field("n", int());
    let raw = spec().field("items", array(ArrayLength::NoLength));
    assert!(Type::record(raw.clone()).is_ok());
    let error = Type::record(raw.gc()).unwrap_err();
    assert!(matches!(error, TypeError::NoLengthInGc(_)), "{error}");
    let header = spec().field("items", array(ArrayLength::Header)).gc();
    assert!(Type::record(header).is_ok());
}

#[test]
fn b008_a_function_is_no_member() {
    let function = Type::function(&[], &Type::VOID, false).unwrap();
    assert_eq!(
        refused(structure("struct s").field("f", function.clone())),
        "member `f` of `struct s`: a function cannot be a member; use a pointer to it"
    );
    assert_eq!(
        Type::array_of(&function, ArrayLength::Fixed(1))
            .unwrap_err()
            .to_string(),
        "`void (void)` cannot be the item of an array: it is a function; use a pointer to it"
    );
}

#[test]
fn names_are_unique_with_those_of_anonymous_members() {
    let twice = structure("struct s").field("x", int()).field("x", int());
    assert_eq!(
        refused(twice),
        "member `x` of `struct s`: there is another of this name"
    );
    let inner = Type::record(RecordSpec::union("").field("x", int()).field("y", int())).unwrap();
    let outer = || structure("struct s").anonymous(inner.clone());
    assert!(Type::record(outer().field("z", int())).is_ok());
    assert_eq!(
        refused(outer().field("y", int())),
        "member `y` of `struct s`: there is another of this name"
    );
    assert_eq!(
        refused(structure("struct s").field("", int())),
        "member `#0` of `struct s` has no name; only structs, unions and bit-fields can do without"
    );
}

#[test]
fn bit_fields_are_integers_of_some_bits() {
    let bits = |ty: Type, width| refused(structure("struct s").bits("b", ty, width));
    assert_eq!(
        bits(Scalar::Double.into(), 3),
        "member `b` of `struct s`: a bit-field is of an integer type, and `double` is none"
    );
    assert_eq!(
        bits(int(), 0),
        "member `b` of `struct s`: a bit-field of 0 bits only pads, and has no name"
    );
    assert_eq!(
        bits(int(), 33),
        "member `b` of `struct s`: 33 bits are more than `int` has"
    );
    // `long` has them somewhere.
    let long = structure("struct s").bits("b", Scalar::Long.into(), 64);
    assert!(Type::record(long).is_ok());
    assert!(bits(Scalar::Bool.into(), 2).contains("2 bits are more than `_Bool` has"));
    let good = structure("struct s")
        .bits("", int(), 0)
        .bits("b", int(), 32);
    assert!(Type::record(good).is_ok());
}

#[test]
fn alignments_are_powers_of_two() {
    let spec = || structure("struct s").field("x", int());
    for bad in [0, 3, 1 << 29] {
        let words =
            format!("`struct s`: {bad} is no alignment: it is a power of two, at most 2^28");
        assert_eq!(refused(spec().aligned(bad)), words);
        assert_eq!(refused(spec().pack(bad)), words);
        let member = FieldSpec {
            align: Some(bad),
            ..FieldSpec::new("y", int())
        };
        assert_eq!(refused(spec().member(member)), words);
    }
    assert!(Type::record(spec().aligned(64).pack(2)).is_ok());
}

#[test]
fn a_type_does_not_contain_itself() {
    let mut builder = TypeBuilder::new();
    let this = builder.forward();
    let array = builder.array(this, ArrayLength::Fixed(2)).unwrap();
    let record = RecordSpec::structure("struct s").field("items", array);
    let record = builder.record(record).unwrap();
    builder.resolve(this, record).unwrap();
    let error = builder.freeze().unwrap_err();
    assert!(matches!(error, TypeError::Infinite(_)), "{error}");

    let mut builder = TypeBuilder::new();
    let this = builder.forward();
    let typedef = builder.typedef("loop_t", this).unwrap();
    builder.resolve(this, typedef).unwrap();
    assert_eq!(
        builder.freeze().unwrap_err().to_string(),
        "`loop_t` contains itself and would be infinitely large; use a pointer to it"
    );

    // A type that is used twice is not in itself.
    let mut builder = TypeBuilder::new();
    let int = builder.import(int());
    let pair = RecordSpec::structure("struct pair");
    let pair = builder
        .record(pair.field("a", int).field("b", int))
        .unwrap();
    let quad = RecordSpec::structure("struct quad");
    let quad = builder
        .record(quad.field("a", pair).field("b", pair))
        .unwrap();
    assert!(builder.freeze().unwrap().get(quad).is_ok());
}

#[test]
fn enumerations_have_integers() {
    let problem = |spec| match Type::enumeration(spec).unwrap_err() {
        TypeError::Enum { problem, .. } => problem,
        other => panic!("{other}"),
    };
    let named = || EnumSpec::named("enum e");
    assert_eq!(problem(named()), EnumProblem::Empty);
    assert_eq!(
        problem(named().base(Scalar::Float)),
        EnumProblem::Base("float")
    );
    let large = problem(named().base(Scalar::UChar).constant("A", 256));
    assert_eq!(large.to_string(), "`A` = 256 does not fit in its integer");
    let huge = problem(named().constant("A", i128::from(u64::MAX) + 1));
    assert!(matches!(huge, EnumProblem::Range { .. }));
    assert!(Type::enumeration(named().base(Scalar::UChar).constant("A", 255)).is_ok());
    assert_eq!(
        problem(named().constant("A", 1).constant("A", 2)).to_string(),
        "it has two constants `A`"
    );
    // `char` has a sign somewhere, and `long` room.
    assert!(Type::enumeration(named().base(Scalar::Char).constant("A", -1)).is_ok());
    assert!(Type::enumeration(named().base(Scalar::Long).constant("A", 1 << 40)).is_ok());
}

#[test]
fn vectors_have_a_power_of_two_of_numbers() {
    assert!(Type::vector(Scalar::Float, 4).is_ok());
    assert!(Type::vector(Scalar::Float16, 8).is_ok());
    assert!(Type::vector(Scalar::BFloat16, 8).is_ok());
    for (item, lanes) in [
        (Scalar::Float, 0),
        (Scalar::Float, 3),
        (Scalar::DoubleComplex, 2),
        (Scalar::Bool, 8),
        (Scalar::LongDouble, 1),
        (Scalar::Float128, 1),
        (Scalar::Float16Complex, 2),
        (Scalar::Float16, 6),
    ] {
        let error = Type::vector(item, lanes).unwrap_err();
        assert!(matches!(error, TypeError::Vector { .. }), "{error}");
    }
}

#[test]
fn forward_references_keep_their_memory_kind() {
    let mut builder = TypeBuilder::new();
    let object = builder.import(gc_struct());
    let raw = builder.forward();
    builder.resolve(raw, object).unwrap();
    assert_eq!(
        builder.freeze().unwrap_err().to_string(),
        "forward reference #1 is to a type that is raw, and the type is owned by a garbage collector; \
         use `forward_gc`"
    );
    let mut builder = TypeBuilder::new();
    let gc = builder.forward_gc();
    let int = builder.import(int());
    builder.resolve(gc, int).unwrap();
    assert!(matches!(
        builder.freeze().unwrap_err(),
        TypeError::MemoryKind { gc: true, .. }
    ));
}

#[test]
fn an_opaque_type_of_known_size_can_be_a_member() {
    let layout = Layout { size: 8, align: 4 };
    let opaque = Type::sized_opaque("blob_t", layout);
    let spec = structure("struct s").field("x", Scalar::Char.into());
    let ty = Type::record(spec.field("blob", opaque)).unwrap();
    assert_eq!(lltype::Target::HOST.sizeof(&ty), Ok(12));
}
