//! What libffi cannot pass, each with a test, and how many kinds there are.

use std::slice;

use llcall::{Abi, Backend, Caller, PlanProblem, Unsupported};
use lltype::{
    ArrayLength, Convention, FieldSpec, Layout, Prototype, RecordSpec, Scalar, Target, Type,
};

use crate::prototype;
use crate::types::{array, only_passed, pointer, scalar, structure, union};

fn problem(prototype: &Prototype) -> PlanProblem {
    let error = Caller::with_backend(prototype, &[], Backend::Libffi).unwrap_err();
    assert_eq!(error.function(), prototype.name());
    error.problem().clone()
}

pub(crate) fn assert_refused(prototype: &Prototype, expected: Option<usize>) {
    match problem(prototype) {
        PlanProblem::Type {
            parameter,
            problem: Unsupported::Backend(Backend::Libffi),
            ..
        } => assert_eq!(parameter, expected, "{prototype}"),
        other => panic!("{prototype}: {other}"),
    }
}

/// By themselves, as a member, in an array, and as a result.
fn assert_never_passed(ty: &Type) {
    let int = scalar(Scalar::Int);
    let inside = structure(&[int.clone(), ty.clone()]);
    let items = structure(&[array(ty, 2)]);
    for ty in [ty, &inside, &items] {
        assert_refused(
            &prototype("takes", &[int.clone(), ty.clone()], &int),
            Some(1),
        );
        assert_refused(&prototype("returns", slice::from_ref(&int), ty), None);
    }
    assert_refused(
        &prototype("f", &[union(&[int.clone(), ty.clone()])], &int),
        Some(0),
    );
}

fn packed(fields: &[Type]) -> Type {
    crate::types::record(RecordSpec::structure("struct p").packed(), fields)
}

fn unknown_numbers() -> Vec<Type> {
    let mut scalars = vec![
        Scalar::Float16,
        Scalar::Float128,
        Scalar::BFloat16,
        Scalar::Float16Complex,
        Scalar::Float128Complex,
    ];
    let wide = [Scalar::Int128, Scalar::UInt128].into_iter();
    scalars.extend(wide.filter(|scalar| scalar.exists(&Target::HOST)));
    let scalars = scalars.into_iter().map(scalar);
    let vectors = [(Scalar::Float, 4), (Scalar::Int, 2), (Scalar::Double, 2)];
    let vectors = vectors.map(|(item, lanes)| Type::vector(item, lanes).unwrap());
    scalars.chain(vectors).collect()
}

#[test]
fn numbers_that_libffi_does_not_know() {
    let types = unknown_numbers();
    assert_eq!(types.len(), 10);
    types.iter().for_each(assert_never_passed);
}

/// With layouts that are not the one of their members in order.
fn unusual_layouts() -> Vec<Type> {
    let [char, int, double] = [Scalar::Char, Scalar::Int, Scalar::Double].map(scalar);
    let record = |spec| Type::record(spec).unwrap();
    let aligned_int = Type::aligned_typedef_of("wide", &int, 16).unwrap();
    let unaligned_int = Type::aligned_typedef_of("narrow", &int, 1).unwrap();
    let aligned = FieldSpec {
        align: Some(16),
        ..FieldSpec::new("b", int.clone())
    };
    vec![
        packed(&[char.clone(), int.clone()]),
        packed(slice::from_ref(&int)),
        packed(&[double.clone(), int.clone()]),
        record(
            RecordSpec::structure("struct s")
                .field("a", int.clone())
                .aligned(8),
        ),
        record(
            RecordSpec::structure("struct s")
                .field("a", double.clone())
                .aligned(64),
        ),
        record(
            RecordSpec::structure("struct s")
                .field("a", char.clone())
                .field("b", double)
                .pack(4),
        ),
        record(
            RecordSpec::structure("struct s")
                .field("a", char.clone())
                .member(aligned),
        ),
        structure(&[char.clone(), aligned_int]),
        structure(&[char.clone(), unaligned_int]),
        record(
            RecordSpec::union("union u")
                .field("a", int.clone())
                .aligned(16),
        ),
        crate::types::record(RecordSpec::union("union u").packed(), &[char, int]),
    ]
}

#[test]
fn layouts_that_libffi_does_not_know() {
    let types = unusual_layouts();
    assert_eq!(types.len(), 11);
    types.iter().for_each(assert_never_passed);
}

#[test]
fn packed_to_no_effect_is_passed() {
    let ty = packed(&[scalar(Scalar::Char), scalar(Scalar::UChar)]);
    let prototype = prototype("f", slice::from_ref(&ty), &ty);
    assert_eq!(
        crate::callers(&prototype, &[]).len(),
        crate::backends().count()
    );
}

fn with_bits() -> Vec<Type> {
    let int = || scalar(Scalar::Int);
    let specs = [
        RecordSpec::structure("struct s")
            .bits("a", int(), 3)
            .field("b", int()),
        RecordSpec::structure("struct s")
            .field("b", int())
            .bits("", int(), 0),
        RecordSpec::structure("struct s").bits("a", int(), 32),
        RecordSpec::union("union u")
            .bits("a", int(), 3)
            .field("b", int()),
    ];
    specs.map(|spec| Type::record(spec).unwrap()).into()
}

#[test]
fn bit_fields() {
    let types = with_bits();
    assert_eq!(types.len(), 4);
    types.iter().for_each(assert_never_passed);
}

#[test]
fn records_without_members() {
    let empty = structure(&[]);
    assert_never_passed(&empty);
    assert_never_passed(&union(&[]));
    assert_never_passed(&structure(&[empty]));
}

#[test]
fn arrays_of_none_or_of_any_number() {
    let int = scalar(Scalar::Int);
    let none = structure(&[int.clone(), array(&int, 0)]);
    assert_never_passed(&none);
    let any = Type::array_of(&int, ArrayLength::NoLength).unwrap();
    let flexible = structure(&[int.clone(), any]);
    assert_refused(&prototype("f", slice::from_ref(&flexible), &int), Some(0));
    assert_refused(&prototype("f", &[], &flexible), None);
}

#[test]
fn values_of_more_than_64_kib() {
    let char = scalar(Scalar::Char);
    let largest = structure(&[array(&char, 65_536)]);
    let larger = structure(&[array(&char, 65_537)]);
    let prototype_of = |ty: &Type| prototype("f", slice::from_ref(ty), &Type::VOID);
    assert!(Caller::with_backend(&prototype_of(&largest), &[], Backend::Libffi).is_ok());
    assert_refused(&prototype_of(&larger), Some(0));
    let huge = structure(&[array(&structure(&[array(&char, 1 << 30)]), 1 << 10)]);
    assert_eq!(problem(&prototype_of(&huge)), PlanProblem::TooLarge);
}

#[test]
#[cfg(all(target_arch = "x86_64", unix))]
fn results_with_long_double_of_one_register() {
    let types = only_passed();
    assert_eq!(types.len(), 5);
    for ty in types {
        assert_refused(&prototype("f", &[], &ty), None);
        assert!(
            Caller::with_backend(&prototype("f", &[ty], &Type::VOID), &[], Backend::Libffi).is_ok()
        );
    }
}

#[test]
#[cfg(not(target_arch = "x86_64"))]
fn unions_of_floats_elsewhere() {
    let [int, float] = [Scalar::Int, Scalar::Float].map(scalar);
    assert_refused(
        &prototype("f", &[union(&[int.clone(), float.clone()])], &int),
        Some(0),
    );
    let inside = structure(&[float, union(slice::from_ref(&int))]);
    assert_refused(&prototype("f", &[inside], &int), Some(0));
    let integers = union(&[int.clone(), scalar(Scalar::Long)]);
    let prototype = prototype("f", slice::from_ref(&integers), &integers);
    assert!(Caller::with_backend(&prototype, &[], Backend::Libffi).is_ok());
}

#[test]
fn variadic_ones() {
    let int = scalar(Scalar::Int);
    let variadic = Type::function(slice::from_ref(&int), &int, true).unwrap();
    let variadic = Prototype::new("f", variadic).unwrap();
    let more = [int.clone(), scalar(Scalar::Float128)];
    let error = Caller::with_backend(&variadic, &more, Backend::Libffi).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`f`: parameter 3 of type `_Float128`: the backend \"libffi\" cannot pass it by value"
    );
    let error = Caller::with_backend(&prototype("g", &[], &int), &more, Backend::Libffi);
    assert_eq!(*error.unwrap_err().problem(), PlanProblem::NotVariadic);
}

/// What no backend can do is not libffi's to refuse.
#[test]
fn what_nobody_passes() {
    let int = scalar(Scalar::Int);
    let many = vec![int.clone(); 128];
    assert_eq!(
        problem(&prototype("f", &many, &int)),
        PlanProblem::TooManyArguments(128)
    );
    let reason = |ty: &Type| match problem(&prototype("f", slice::from_ref(ty), &int)) {
        PlanProblem::Type { problem, .. } => problem,
        other => panic!("{other}"),
    };
    let opaque = Type::sized_opaque("pthread_t", Layout { size: 8, align: 8 });
    let expected = match Abi::of(Convention::C, &Target::HOST).is_some() {
        true => Unsupported::NoRules,
        false => Unsupported::Backend(Backend::Libffi),
    };
    assert_eq!(reason(&opaque), expected);
    // In registers that not every processor has.
    #[cfg(target_arch = "x86_64")]
    for lanes in [4, 8] {
        let wide = Type::vector(Scalar::Double, lanes).unwrap();
        assert_eq!(reason(&wide), Unsupported::NoRules);
        assert_eq!(
            reason(&structure(slice::from_ref(&wide))),
            Unsupported::NoRules
        );
    }
    assert!(
        Caller::with_backend(&prototype("f", &[pointer()], &int), &[], Backend::Libffi).is_ok()
    );
}
