//! Types as values: equality, hash, words, types made at run time.

use std::collections::hash_map::DefaultHasher;
use std::ffi::{c_char, c_int, c_void};
use std::hash::{Hash, Hasher};

use lltype::{
    ArrayLength, ConstPtr, LowLevelType, Prototype, Ptr, Qualifiers, Scalar, Target, Type,
    TypeBuilder, TypeError,
};

fn hash(ty: &Type) -> u64 {
    let mut hasher = DefaultHasher::new();
    ty.hash(&mut hasher);
    hasher.finish()
}

/// Equal both ways, and by hash.
fn assert_same(a: &Type, b: &Type) {
    assert_eq!(a, b);
    assert_eq!(b, a);
    assert_eq!(hash(a), hash(b), "{a} and {b}");
}

#[test]
fn declared_and_built_types_are_equal() {
    type F = unsafe extern "C" fn(ConstPtr<c_char>, Ptr<c_void>) -> f64;
    let declared = Type::of::<F>();
    let text = Type::pointer_to(&Type::of::<c_char>(), Qualifiers::CONST);
    let data = Type::pointer_to(&Type::VOID, Qualifiers::NONE);
    let function = Type::function(&[text, data], &Type::of::<f64>(), false).unwrap();
    assert_same(&declared, &Type::pointer_to(&function, Qualifiers::NONE));
}

#[test]
fn every_part_of_a_type_counts() {
    let int = Type::from(Scalar::Int);
    let base = Type::function(std::slice::from_ref(&int), &int, false).unwrap();
    let others = [
        Type::function(std::slice::from_ref(&int), &int, true).unwrap(),
        Type::function(&[int.clone(), int.clone()], &int, false).unwrap(),
        Type::function(std::slice::from_ref(&int), &Type::VOID, false).unwrap(),
        Type::function(&[Scalar::Long.into()], &int, false).unwrap(),
        Type::pointer_to(&base, Qualifiers::NONE),
        int.clone(),
    ];
    for other in &others {
        assert_ne!(&base, other);
    }
    assert_ne!(
        Type::pointer_to(&int, Qualifiers::NONE),
        Type::pointer_to(&int, Qualifiers::CONST)
    );
    assert_ne!(Type::opaque("FILE"), Type::opaque("DIR"));
    assert_ne!(Type::from(Scalar::Long), Type::from(Scalar::LongLong));
}

#[test]
fn parameter_names_are_no_part_of_the_type() {
    let named = |name: &str| {
        let mut builder = TypeBuilder::new();
        let int = builder.import(Scalar::Int.into());
        let function = builder.function(&[(name, int)], int, false).unwrap();
        builder.freeze().unwrap().get(function).unwrap()
    };
    assert_same(&named("x"), &named("y"));
    assert_eq!(named("x").declaration("f"), "int f(int x)");
}

/// A function that gets a pointer to itself, `unrolled` times unrolled.
fn recursive(unrolled: usize) -> Type {
    let mut builder = TypeBuilder::new();
    let void = builder.import(Type::VOID);
    let itself = builder.forward();
    let mut function = itself;
    for _ in 0..=unrolled {
        let pointer = builder.pointer(function, Qualifiers::NONE).unwrap();
        function = builder.function(&[("next", pointer)], void, false).unwrap();
    }
    builder.resolve(itself, function).unwrap();
    builder.freeze().unwrap().get(function).unwrap()
}

#[test]
fn recursive_types_compare_hash_and_print() {
    assert_same(&recursive(0), &recursive(0));
    assert_same(&recursive(0), &recursive(4));
    assert!(recursive(0).to_string().contains("..."));
    assert!(recursive(0).rpython().to_string().contains("..."));
}

#[test]
fn a_million_pointers_neither_overflow_nor_stall() {
    let build = || {
        let mut ty = Type::of::<u8>();
        for _ in 0..1_000_000 {
            ty = Type::pointer_to(&ty, Qualifiers::NONE);
        }
        ty
    };
    let (a, b) = (build(), build());
    assert_same(&a, &b);
    assert!(a.to_string().starts_with("... *"));
    drop(a);
    assert_ne!(b, Type::pointer_to(&b, Qualifiers::NONE));
}

#[test]
fn dropping_the_last_owner_frees_a_recursive_set() {
    // The set refers to itself by index only, so its count goes to zero; valgrind and
    // AddressSanitizer see a leak if it does not.
    for _ in 0..1_000 {
        drop(recursive(3));
    }
}

#[test]
fn declarations_read_as_c_programmers_write_them() {
    let char_ = Type::from(Scalar::Char);
    let text = Type::pointer_to(&char_, Qualifiers::CONST);
    let texts = Type::pointer_to(&text, Qualifiers::CONST | Qualifiers::VOLATILE);
    assert_eq!(
        texts.declaration("argv"),
        "const char *const volatile *argv"
    );
    assert_eq!(texts.to_string(), "const char *const volatile *");

    let compare = Type::function(&[text.clone(), text.clone()], &Scalar::Int.into(), false);
    let pointer = Type::pointer_to(&compare.unwrap(), Qualifiers::NONE);
    assert_eq!(
        pointer.declaration("compare"),
        "int (*compare)(const char *, const char *)"
    );
    let chooser = Type::function(std::slice::from_ref(&pointer), &pointer, false).unwrap();
    assert_eq!(
        chooser.declaration("choose"),
        "int (*choose(int (*)(const char *, const char *)))(const char *, const char *)"
    );
    let nothing = Type::function(&[], &Type::VOID, false).unwrap();
    assert_eq!(nothing.declaration("tick"), "void tick(void)");
    let opaque = Type::pointer_to(&Type::opaque("FILE"), Qualifiers::NONE);
    assert_eq!(opaque.declaration("stream"), "FILE *stream");
}

#[test]
fn rpython_words() {
    let ty = Type::of::<unsafe extern "C" fn(isize, Ptr<Ptr<c_char>>, bool) -> f64>();
    assert_eq!(
        ty.rpython().to_string(),
        "* Func ( Signed, * Array of * Array of INT8_T, Bool ) -> Float"
    );
    let opaque = Type::pointer_to(&Type::opaque("FILE"), Qualifiers::NONE);
    assert_eq!(opaque.rpython().to_string(), "* FILE (opaque)");
}

#[test]
fn the_builder_refuses_what_makes_no_type() {
    let mut builder = TypeBuilder::new();
    let open = builder.forward();
    assert_eq!(
        TypeBuilder::new().pointer(open, Qualifiers::NONE),
        Err(TypeError::ForeignId)
    );
    assert_eq!(builder.freeze().unwrap_err(), TypeError::Unresolved(0));

    let mut builder = TypeBuilder::new();
    let (a, b) = (builder.forward(), builder.forward());
    builder.resolve(a, b).unwrap();
    builder.resolve(b, a).unwrap();
    assert_eq!(builder.resolve(a, b), Err(TypeError::NotForward(0)));
    assert_eq!(builder.freeze().unwrap_err(), TypeError::Circular(0));

    let function = Type::function(&[], &Type::VOID, false).unwrap();
    assert_eq!(
        Type::function(&[], &function, false),
        Err(TypeError::ByValue("void (void)".to_owned()))
    );
    assert_eq!(
        Prototype::new("f", Scalar::Int.into()),
        Err(TypeError::NotAFunction("int".to_owned()))
    );
}

#[test]
fn an_id_of_another_set_is_an_error() {
    let mut first = TypeBuilder::new();
    let id = first.opaque("FILE");
    let other = TypeBuilder::new().freeze().unwrap();
    assert_eq!(other.get(id), Err(TypeError::ForeignId));
    assert_eq!(
        first.freeze().unwrap().get(id).unwrap(),
        Type::opaque("FILE")
    );
}

#[test]
fn sizes_on_this_machine_are_rusts() {
    fn check<T: LowLevelType>() {
        if let lltype::Desc::Scalar(scalar) = T::DESC {
            let layout = scalar.layout(&Target::HOST);
            assert_eq!(layout.size, size_of::<T>() as u64, "{scalar}");
            assert_eq!(layout.align, align_of::<T>() as u64, "{scalar}");
        }
    }
    check::<bool>();
    check::<c_char>();
    check::<c_int>();
    check::<i64>();
    check::<usize>();
    check::<f32>();
    check::<f64>();
    assert!(
        Scalar::ALL
            .iter()
            .all(|s| Type::from(*s).to_string() == s.c_name())
    );
}

#[test]
fn types_cross_threads() {
    fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<Type>();
    assert_send_sync::<Prototype>();
    let ty = recursive(2);
    let there = std::thread::spawn(move || ty).join().unwrap();
    assert_same(&there, &recursive(0));
}

#[test]
fn what_is_not_passed_is_refused() {
    let int = Type::from(Scalar::Int);
    let opaque = Type::opaque("FILE");
    let array = Type::array_of(&int, ArrayLength::Fixed(2)).unwrap();
    assert_eq!(
        Type::function(&[int.clone(), array], &int, false),
        Err(TypeError::ByValue("int[2]".to_owned()))
    );
    assert!(Type::function(std::slice::from_ref(&opaque), &int, false).is_err());
    assert!(Type::function(&[], &opaque, false).is_err());
    let pointer = Type::pointer_to(&opaque, Qualifiers::NONE);
    assert!(Type::function(&[pointer], &Type::VOID, false).is_ok());
}

#[test]
fn a_type_that_holds_itself_many_times_has_words_of_bounded_length() {
    let mut builder = TypeBuilder::new();
    let this = builder.forward();
    let pointer = builder.pointer(this, Qualifiers::NONE).unwrap();
    let void = builder.import(Type::VOID);
    let params = [
        ("a", pointer),
        ("b", pointer),
        ("c", pointer),
        ("d", pointer),
    ];
    let function = builder.function(&params, void, false).unwrap();
    builder.resolve(this, function).unwrap();
    let ty = builder.freeze().unwrap().get(function).unwrap();
    let words = ty.to_string();
    assert!(words.starts_with("void (void (*a)("), "{}", &words[..60]);
    assert!(words.contains("/* ... */"));
    assert!(words.len() < 100_000, "{}", words.len());
    assert!(ty.rpython().to_string().len() < 100_000);
}

#[test]
fn a_long_chain_of_forward_references_is_followed_once() {
    let mut builder = TypeBuilder::new();
    let chain: Vec<_> = (0..100_000).map(|_| builder.forward()).collect();
    for pair in chain.windows(2) {
        builder.resolve(pair[0], pair[1]).unwrap();
    }
    let int = builder.import(Scalar::Int.into());
    builder.resolve(chain[chain.len() - 1], int).unwrap();
    let set = builder.freeze().unwrap();
    assert_eq!(set.get(chain[0]).unwrap(), Scalar::Int.into());
}
