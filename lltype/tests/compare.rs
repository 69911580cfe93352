//! Differences between declarations, and their words.

use std::ffi::c_void;

use lltype::{
    ArrayLength, Cause, ConstPtr, Convention, Difference, EnumSpec, FunctionSpec, Layout, Level,
    Prototype, Ptr, Qualifiers, RecordSpec, Scalar, Target, Type, TypeBuilder, compare,
    compare_types,
};

const HOST: Target = Target::X86_64_LINUX_GNU;

fn pointer_to(ty: &Type) -> Type {
    Type::pointer_to(ty, Qualifiers::NONE)
}

fn function(params: &[Type], result: &Type) -> Prototype {
    Prototype::new("f", Type::function(params, result, false).unwrap()).unwrap()
}

/// The differences between two parameters.
fn params(declared: &Type, found: &Type) -> Vec<Difference> {
    let of = |ty: &Type| function(std::slice::from_ref(ty), &Type::VOID);
    compare(&of(declared), &of(found), &HOST)
}

#[track_caller]
fn one(differences: &[Difference]) -> (Level, String) {
    match differences {
        [difference] => (difference.level, difference.to_string()),
        other => panic!("{other:#?}"),
    }
}

#[track_caller]
fn assert_one(differences: &[Difference], level: Level, words: &str) {
    assert_eq!(one(differences), (level, words.to_owned()));
}

fn int() -> Type {
    Scalar::Int.into()
}

#[test]
fn the_same_declaration_has_no_differences() {
    type F = unsafe extern "C" fn(ConstPtr<i8>, Ptr<Ptr<c_void>>, f32, bool) -> i64;
    let f = Prototype::of::<F>("f");
    assert_eq!(compare(&f, &f, &HOST), []);
    // Names do not count, and neither do typedefs.
    let spec = |name: &str, ty| FunctionSpec::returning(int()).param(name, ty);
    let number = Type::typedef_of("number", &int());
    let a = Prototype::new("f", Type::function_of(spec("a", int())).unwrap()).unwrap();
    let b = Prototype::new("g", Type::function_of(spec("b", number)).unwrap()).unwrap();
    assert_eq!(compare(&a, &b, &HOST), []);
}

#[test]
fn the_shape_of_the_function() {
    let base = function(&[int()], &int());
    let more = function(&[int(), int()], &int());
    assert_one(
        &compare(&base, &more, &HOST),
        Level::Error,
        "declared with 1 parameter, but it has 2",
    );
    let variadic = Type::function(&[int()], &int(), true).unwrap();
    let variadic = Prototype::new("f", variadic).unwrap();
    assert_one(
        &compare(&base, &variadic, &HOST),
        Level::Error,
        "declared without `...`, but it takes further arguments",
    );
    assert_one(
        &compare(&variadic, &base, &HOST),
        Level::Error,
        "declared with `...`, but it takes no further arguments",
    );
    let stdcall = FunctionSpec::returning(int()).param("", int());
    let stdcall = Type::function_of(stdcall.convention(Convention::Stdcall)).unwrap();
    let stdcall = Prototype::new("f", stdcall).unwrap();
    assert_one(
        &compare(&base, &stdcall, &Target::I686_WINDOWS_MSVC),
        Level::Error,
        "declared as `extern \"C\"`, but it is `extern \"stdcall\"`",
    );
    // Elsewhere the word means nothing.
    assert_eq!(compare(&base, &stdcall, &HOST), []);
    let void = function(&[int()], &Type::VOID);
    assert_one(
        &compare(&void, &base, &HOST),
        Level::Error,
        "result: declared as `void`, but it is `int`",
    );
    let constant = FunctionSpec::returning(int()).param("", Type::VOID);
    let constant = Type::function_of(constant.param("", int())).unwrap();
    let constant = Prototype::new("f", constant).unwrap();
    assert_eq!(compare(&constant, &base, &HOST), []);
}

#[test]
fn numbers() {
    let of = |a: Scalar, b: Scalar| params(&a.into(), &b.into());
    assert_one(
        &of(Scalar::Long, Scalar::Int),
        Level::Error,
        "parameter 1: declared as `long`, but it is `int`: 8 bytes instead of 4",
    );
    assert_one(
        &of(Scalar::Double, Scalar::Long),
        Level::Error,
        "parameter 1: declared as `double`, but it is `long`",
    );
    assert_one(
        &of(Scalar::Float, Scalar::Double),
        Level::Error,
        "parameter 1: declared as `float`, but it is `double`: 4 bytes instead of 8",
    );
    assert_one(
        &of(Scalar::UInt, Scalar::Int),
        Level::Error,
        "parameter 1: declared as `unsigned int`, but it is `int`: the sign differs, and it is \
         narrower than a register",
    );
    assert_one(
        &of(Scalar::Size, Scalar::Long),
        Level::Warning,
        "parameter 1: declared as `size_t`, but it is `long`: the sign differs",
    );
    assert_one(
        &of(Scalar::Long, Scalar::LongLong),
        Level::Warning,
        "parameter 1: declared as `long`, but it is `long long`: the same on this target alone",
    );
    assert_one(
        &of(Scalar::Int32, Scalar::Int),
        Level::Note,
        "parameter 1: declared as `int32_t`, but it is `int`: another name for the same number",
    );
    assert_eq!(one(&of(Scalar::Bool, Scalar::UChar)).0, Level::Error);
    assert_eq!(
        one(&of(Scalar::DoubleComplex, Scalar::Double)).0,
        Level::Error
    );
    // A register of 32 bits is full.
    let (a, b) = (
        function(&[int()], &int()),
        function(&[Scalar::UInt.into()], &int()),
    );
    let i686 = compare(&a, &b, &Target::I686_LINUX_GNU);
    assert_eq!(one(&i686).0, Level::Warning);
    // The sign of `char` is the target's.
    let chars = |target| {
        let of = |scalar: Scalar| function(&[scalar.into()], &Type::VOID);
        one(&compare(&of(Scalar::Char), &of(Scalar::SChar), target)).0
    };
    assert_eq!(chars(&HOST), Level::Warning);
    assert_eq!(chars(&Target::AARCH64_LINUX_GNU), Level::Error);
}

#[test]
fn pointers() {
    let of = |a: &Type, b: &Type| params(&pointer_to(a), &pointer_to(b));
    let void = Type::VOID;
    let callback = Type::function(&[], &void, false).unwrap();
    assert_eq!(of(&void, &int()), []);
    assert_eq!(of(&int(), &void), []);
    assert_eq!(of(&void, &Type::opaque("FILE")), []);
    assert_eq!(one(&of(&void, &callback)).0, Level::Error);
    assert_one(
        &of(&int(), &Scalar::Float.into()),
        Level::Error,
        "parameter 1: pointer to another type: declared as `int *`, but it is `float *`",
    );
    assert_eq!(one(&of(&int(), &Scalar::Long.into())).0, Level::Error);
    assert_one(
        &of(&int(), &Scalar::UInt.into()),
        Level::Warning,
        "parameter 1: declared as `int`, but it is `unsigned int`: the sign differs",
    );
    assert_eq!(
        one(&of(&Scalar::Long.into(), &Scalar::LongLong.into())).0,
        Level::Warning
    );
    assert_eq!(
        one(&of(&Type::opaque("FILE"), &Type::opaque("DIR"))).0,
        Level::Error
    );
    assert_eq!(one(&of(&pointer_to(&int()), &int())).0, Level::Error);
    let file = Type::typedef_of("FILE", &Type::opaque("struct _IO_FILE"));
    assert_eq!(of(&Type::opaque("FILE"), &file), []);
    let text = |qualifiers| Type::pointer_to(&Scalar::Char.into(), qualifiers);
    assert_one(
        &params(&text(Qualifiers::NONE), &text(Qualifiers::CONST)),
        Level::Note,
        "parameter 1: declared without qualifiers, but it is `const`",
    );
    assert_one(
        &of(&callback, &Type::function(&[int()], &void, false).unwrap()),
        Level::Error,
        "parameter 1: declared with 0 parameters, but it has 1",
    );
    let items = |count| Type::array_of(&int(), ArrayLength::Fixed(count)).unwrap();
    assert_eq!(one(&of(&items(2), &items(3))).0, Level::Warning);
    assert_eq!(
        one(&compare_types(&items(2), &items(3), &HOST)).0,
        Level::Error
    );
    assert_eq!(
        one(&params(&pointer_to(&int()), &Scalar::Long.into())).0,
        Level::Error
    );
}

#[test]
fn the_same_mistake_in_two_parameters_is_told_twice() {
    let (a, b) = (Type::of::<Ptr<i32>>(), Type::of::<Ptr<f32>>());
    let declared = function(&[a.clone(), a], &Type::VOID);
    let found = function(&[b.clone(), b], &Type::VOID);
    let places: Vec<_> = compare(&declared, &found, &HOST)
        .into_iter()
        .map(|difference| difference.place)
        .collect();
    assert_eq!(places, ["parameter 1", "parameter 2"]);
}

#[test]
fn structs() {
    let spec = || RecordSpec::structure("struct tm").field("sec", int());
    let ty = |spec| Type::record(spec).unwrap();
    let base = ty(spec().field("min", int()));
    let of = |other: &Type| params(&pointer_to(&base), &pointer_to(other));

    let other = ty(spec().field("min", Scalar::Long.into()));
    let words: Vec<_> = of(&other).iter().map(Difference::to_string).collect();
    assert_eq!(
        words,
        [
            "parameter 1: the size of `struct tm` is declared as 8, but it is 16",
            "parameter 1: the alignment of `struct tm` is declared as 4, but it is 8",
            "parameter 1, member `min` of `struct tm`: declared at byte 4, but it is at byte 8",
            "parameter 1, member `min` of `struct tm`: declared as `int`, but it is `long`: 4 bytes \
             instead of 8",
        ]
    );
    let renamed = ty(spec().field("minute", int()));
    assert_one(
        &of(&renamed),
        Level::Warning,
        "parameter 1, member `min` of `struct tm`: the member at this place is called `minute`",
    );
    let shorter = of(&ty(spec()));
    let words: Vec<_> = shorter.iter().map(Difference::to_string).collect();
    assert_eq!(
        words,
        [
            "parameter 1: the size of `struct tm` is declared as 8, but it is 4",
            "parameter 1, member `min` of `struct tm`: declared, but there is no such member",
        ]
    );
    let inner = ty(RecordSpec::structure("").field("min", int()));
    assert_eq!(of(&ty(spec().anonymous(inner))), []);
    let tail = |spec: RecordSpec<Type>| ty(spec.field("tail", Scalar::Char.into()));
    let aligned = |spec: RecordSpec<Type>| spec.aligned(8);
    let short = ty(aligned(spec()));
    assert_one(
        &params(&pointer_to(&short), &pointer_to(&tail(aligned(spec())))),
        Level::Note,
        "parameter 1: member `tail` is not declared",
    );
    assert_eq!(
        one(&of(&ty(spec().field("min", int()).gc()))).0,
        Level::Error
    );
    let swapped = RecordSpec::structure("struct tm").field("min", int());
    let swapped = of(&ty(swapped.field("sec", int())));
    assert_eq!(swapped.len(), 2);
    assert!(
        swapped
            .iter()
            .all(|d| matches!(d.cause, Cause::Offset { .. }))
    );

    let unsigned = ty(spec().field("min", Scalar::UInt.into()));
    assert_eq!(one(&of(&unsigned)).0, Level::Warning);
    let other_name = RecordSpec::structure("struct time").field("sec", int());
    let other_name = ty(other_name.field("min", int()));
    assert_eq!(one(&of(&other_name)).0, Level::Warning);
    assert_eq!(of(&Type::typedef_of("struct tm", &other_name)), []);
    assert_eq!(of(&Type::opaque("struct tm")), []);
    assert_eq!(one(&of(&Type::opaque("struct stat"))).0, Level::Error);
    let union = RecordSpec::union("struct tm").field("sec", int());
    assert_eq!(one(&of(&ty(union.field("min", int())))).0, Level::Error);
    // Without names there is nothing to differ in.
    let unnamed = || ty(RecordSpec::structure("").field("x", int()));
    assert_eq!(params(&unnamed(), &unnamed()), []);
    // By value, too.
    assert!(!params(&base, &other).is_empty());
    assert_eq!(params(&base, &base), []);
}

#[test]
fn bit_fields() {
    let spec = |width| RecordSpec::structure("struct s").bits("a", int(), width);
    let ty = |spec: RecordSpec<Type>| Type::record(spec.bits("b", int(), 4)).unwrap();
    let words: Vec<_> = compare_types(&ty(spec(3)), &ty(spec(5)), &HOST)
        .iter()
        .map(Difference::to_string)
        .collect();
    assert_eq!(
        words,
        [
            "member `a` of `struct s`: declared as a bit-field of 3 bits, but it is a bit-field of 5 \
             bits",
            "member `b` of `struct s`: declared at bit 3, but it is at bit 5",
        ]
    );
}

#[test]
fn a_tag_may_be_a_typedef_of_its_name() {
    let named = |name: &str| Type::record(RecordSpec::structure(name).field("a", int())).unwrap();
    assert_eq!(params(&named("point"), &named("struct point")), []);
    assert_eq!(
        one(&params(&named("dot"), &named("struct point"))).0,
        Level::Warning
    );
    let opaque = |name: &str| pointer_to(&Type::opaque(name));
    assert_eq!(params(&opaque("file"), &opaque("struct file")), []);
    assert_eq!(
        one(&params(&opaque("pipe"), &opaque("struct file"))).0,
        Level::Error
    );
}

#[test]
fn enumerations() {
    let color = |blue| {
        EnumSpec::named("enum color")
            .constant("RED", 0)
            .constant("BLUE", blue)
    };
    let ty = |spec| Type::enumeration(spec).unwrap();
    let base = ty(color(1));
    assert_eq!(params(&base, &base), []);
    assert_one(
        &params(&base, &ty(color(2))),
        Level::Error,
        "parameter 1: `BLUE` is declared as 1, but it is 2",
    );
    assert_one(
        &params(&ty(color(1).constant("GREEN", 7)), &base),
        Level::Error,
        "parameter 1: `GREEN` is declared, but there is no such constant",
    );
    let colour = EnumSpec::named("enum colour").constant("RED", 0);
    assert_one(
        &params(&ty(colour.constant("BLUE", 1)), &base),
        Level::Warning,
        "parameter 1: declared as `enum colour`, but it is `enum color`: another name for the same \
         layout",
    );
    // A constant that was left out does not matter.
    assert_eq!(params(&base, &ty(color(1).constant("GREEN", 7))), []);
    // An integer that has all the constants is as good; the sign is that of no value.
    assert_eq!(one(&params(&Scalar::UInt.into(), &base)).0, Level::Note);
    assert_eq!(one(&params(&int(), &base)).0, Level::Note);
    assert_eq!(one(&params(&base, &int())).0, Level::Note);
    assert_eq!(one(&params(&int(), &ty(color(1 << 31)))).0, Level::Error);
    assert_eq!(
        one(&params(&Scalar::UInt.into(), &ty(color(-1)))).0,
        Level::Error
    );
    assert_eq!(one(&params(&Scalar::Long.into(), &base)).0, Level::Error);
}

#[test]
fn what_has_no_layout_is_said() {
    let wide = |name: &str| RecordSpec::structure(name).field("x", Scalar::Int128.into());
    let wide = Type::record(wide("struct s")).unwrap();
    let other = RecordSpec::structure("struct s").field("x", int());
    let other = Type::record(other).unwrap();
    let differences = compare_types(&wide, &other, &Target::I686_LINUX_GNU);
    assert_one(
        &differences,
        Level::Error,
        "cannot be compared: there is no `__int128` on i686-unknown-linux-gnu",
    );
}

#[test]
fn recursive_types_end() {
    let list = |value: Scalar| {
        let mut builder = TypeBuilder::new();
        let this = builder.forward();
        let next = builder.pointer(this, Qualifiers::NONE).unwrap();
        let value = builder.import(value.into());
        let record = RecordSpec::structure("struct list");
        let record = record.field("next", next).field("value", value);
        let record = builder.record(record).unwrap();
        builder.resolve(this, record).unwrap();
        builder.freeze().unwrap().get(this).unwrap()
    };
    let (a, b) = (list(Scalar::Long), list(Scalar::LongLong));
    let differences = compare_types(&a, &b, &HOST);
    assert!(!differences.is_empty());
    assert!(differences.iter().all(|d| d.level == Level::Warning));
    assert_eq!(compare_types(&a, &a, &HOST), []);

    let mut builder = TypeBuilder::new();
    let this = builder.forward();
    let pointer = builder.pointer(this, Qualifiers::NONE).unwrap();
    let callback = builder
        .function(&[("next", pointer)], pointer, false)
        .unwrap();
    builder.resolve(this, callback).unwrap();
    let callback = builder.freeze().unwrap().get(callback).unwrap();
    let built = Type::function(
        &[Type::of::<Ptr<c_void>>()],
        &Type::of::<Ptr<c_void>>(),
        false,
    );
    assert!(!compare_types(&callback, &built.unwrap(), &HOST).is_empty());

    let deep = |end: Type| (0..100_000).fold(end, |ty, _| pointer_to(&ty));
    assert_one(
        &compare_types(&deep(int()), &deep(Scalar::UInt.into()), &HOST),
        Level::Warning,
        "declared as `int`, but it is `unsigned int`: the sign differs",
    );
}

#[test]
fn opaque_types_of_known_size() {
    let opaque = |size| Type::sized_opaque("struct s", Layout { size, align: 8 });
    assert_eq!(compare_types(&opaque(8), &opaque(8), &HOST), []);
    assert_one(
        &compare_types(&opaque(8), &opaque(16), &HOST),
        Level::Error,
        "the size of `struct s` is declared as 8, but it is 16",
    );
    let record = RecordSpec::structure("struct s").field("x", Scalar::Long.into());
    let record = Type::record(record).unwrap();
    assert_eq!(compare_types(&opaque(8), &record, &HOST), []);
    assert_eq!(one(&params(&opaque(16), &record)).0, Level::Error);
    assert_one(
        &compare_types(&Type::opaque("struct s"), &record, &HOST),
        Level::Error,
        "cannot be compared: the size of one `struct s` is not known",
    );
    assert_eq!(
        params(&pointer_to(&Type::opaque("struct s")), &pointer_to(&record)),
        []
    );
}

#[test]
fn a_pair_is_described_at_its_first_place() {
    let ty = |scalar: Scalar| {
        let spec = RecordSpec::structure("struct s").field("x", scalar.into());
        pointer_to(&Type::record(spec).unwrap())
    };
    let (a, b) = (ty(Scalar::Int), ty(Scalar::Long));
    let (declared, found) = (
        function(&[a.clone(), a], &Type::VOID),
        function(&[b.clone(), b], &Type::VOID),
    );
    let differences = compare(&declared, &found, &HOST);
    assert!(!differences.is_empty());
    assert!(
        differences
            .iter()
            .all(|d| d.place.starts_with("parameter 1"))
    );
}

#[test]
fn callbacks_of_callbacks_do_not_stall() {
    let chain = |end: Type| {
        (0..30_000).fold(end, |ty, _| {
            let parameter = pointer_to(&ty);
            Type::function(&[parameter], &Type::VOID, false).unwrap()
        })
    };
    let end = |scalar: Scalar| Type::function(&[scalar.into()], &Type::VOID, false).unwrap();
    let differences = compare_types(&chain(end(Scalar::Int)), &chain(end(Scalar::Long)), &HOST);
    assert_eq!(one(&differences).0, Level::Error);
}

#[test]
fn a_difference_says_in_which_struct_it_is() {
    let tagged = |tag: &str, of: Type| Type::record(RecordSpec::structure(tag).field("inner", of));
    let inner = |of: Scalar| tagged("struct inner", of.into()).unwrap();
    let outer = |inner: &Type| tagged("struct outer", pointer_to(inner)).unwrap();
    let (short, long) = (inner(Scalar::Int), inner(Scalar::Long));
    let differences = params(&pointer_to(&outer(&short)), &pointer_to(&outer(&long)));
    assert!(differences.len() > 2, "{differences:?}");
    let records = differences
        .iter()
        .map(|difference| difference.record.as_ref());
    assert!(
        records.clone().all(|record| record == Some(&short)),
        "{differences:?}"
    );

    // That it is another one is nothing about its inside.
    let other = tagged("struct other", Scalar::Int.into()).unwrap();
    let [difference] = &params(&pointer_to(&short), &pointer_to(&other))[..] else {
        panic!();
    };
    assert_eq!(difference.record, None);
    assert_eq!(params(&int(), &Scalar::Long.into())[0].record, None);
}
