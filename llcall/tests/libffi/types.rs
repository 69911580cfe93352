//! The types that tests are about.

use std::slice;

use lltype::{ArrayLength, EnumSpec, Qualifiers, RecordSpec, Scalar, Type};

pub(crate) fn scalar(scalar: Scalar) -> Type {
    scalar.into()
}

pub(crate) fn array(item: &Type, count: u64) -> Type {
    Type::array_of(item, ArrayLength::Fixed(count)).unwrap()
}

pub(crate) fn record(spec: RecordSpec<Type>, fields: &[Type]) -> Type {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    assert!(fields.len() <= names.len());
    let spec = fields
        .iter()
        .zip(names)
        .fold(spec, |spec, (ty, name)| spec.field(name, ty.clone()));
    Type::record(spec).unwrap()
}

pub(crate) fn structure(fields: &[Type]) -> Type {
    record(RecordSpec::structure("struct s"), fields)
}

pub(crate) fn union(fields: &[Type]) -> Type {
    record(RecordSpec::union("union u"), fields)
}

pub(crate) fn pointer() -> Type {
    Type::pointer_to(&Type::VOID, Qualifiers::NONE)
}

pub(crate) fn enumeration() -> Type {
    let spec = EnumSpec::named("enum e")
        .constant("LEAST", -7)
        .constant("MOST", 7);
    Type::enumeration(spec).unwrap()
}

/// What is a word.
pub(crate) fn words() -> Vec<Type> {
    let is_word = |scalar: &Scalar| {
        let ty = Type::from(*scalar);
        llcall::Carried::of(&ty) != llcall::Carried::Memory
    };
    let scalars = Scalar::ALL.iter().copied().filter(is_word);
    scalars
        .map(Type::from)
        .chain([pointer(), enumeration()])
        .collect()
}

/// What is wider than a word, or has members.
pub(crate) fn wide() -> Vec<Type> {
    let [char, short, int, long] =
        [Scalar::Char, Scalar::Short, Scalar::Int, Scalar::Long].map(scalar);
    let [float, double, long_double] =
        [Scalar::Float, Scalar::Double, Scalar::LongDouble].map(scalar);
    let [float_complex, double_complex, long_double_complex] = [
        Scalar::FloatComplex,
        Scalar::DoubleComplex,
        Scalar::LongDoubleComplex,
    ]
    .map(scalar);
    let inner = structure(&[float.clone(), int.clone()]);
    let of =
        |fields: &[&Type]| structure(&fields.iter().map(|ty| (*ty).clone()).collect::<Vec<_>>());
    let any = |fields: &[&Type]| union(&fields.iter().map(|ty| (*ty).clone()).collect::<Vec<_>>());
    vec![
        long_double.clone(),
        float_complex.clone(),
        double_complex.clone(),
        long_double_complex.clone(),
        of(&[&char]),
        of(&[&char, &short, &char]),
        of(&[&float]),
        of(&[&float, &float]),
        of(&[&float, &float, &float]),
        of(&[&float, &float, &float, &float]),
        of(&[&double]),
        of(&[&double, &double]),
        of(&[&double, &double, &double]),
        of(&[&long, &double]),
        of(&[&double, &char]),
        of(&[&int, &float, &double]),
        of(&[&float, &long]),
        of(&[&pointer(), &enumeration()]),
        of(&[&inner, &float]),
        of(&[&char, &inner]),
        of(&[&array(&float, 3)]),
        of(&[&array(&array(&short, 2), 3), &char]),
        of(&[&array(&inner, 2)]),
        of(&[&array(&inner, 5)]),
        of(&[&long_double, &char]),
        of(&[&float, &float_complex]),
        of(&[&double_complex]),
        of(&[&char, &long_double_complex]),
        any(&[&int]),
        any(&[&int, &float]),
        any(&[&float, &double]),
        any(&[&double, &long]),
        any(&[&char, &array(&float, 3)]),
        any(&[&array(&float, 3), &float_complex]),
        any(&[&array(&double, 2), &char]),
        any(&[&array(&double, 2), &array(&float, 3)]),
        any(&[&array(&char, 9), &double]),
        any(&[&array(&char, 3), &short]),
        any(&[&array(&char, 33), &long]),
        of(&[&int, &any(&[&array(&float, 2), &float])]),
        of(&[&int, &any(&[&array(&float, 3), &array(&char, 5)])]),
        of(&[&any(&[&double, &float]), &any(&[&int, &float])]),
        any(&[&of(&[&float, &int]), &of(&[&double, &double])]),
    ]
}

/// What is passed, but not returned: by x87's rules, which libffi does not know for structs.
pub(crate) fn only_passed() -> Vec<Type> {
    let long_double = scalar(Scalar::LongDouble);
    vec![
        structure(slice::from_ref(&long_double)),
        structure(&[structure(slice::from_ref(&long_double))]),
        union(slice::from_ref(&long_double)),
        union(&[long_double.clone(), scalar(Scalar::Int)]),
        structure(&[array(&long_double, 1)]),
    ]
}
