//! Whether what the user wrote can be the name of what the compiler knows.

use lltype::{Desc, Scalar, Target};

/// Whether a name, which the tokens of a declaration say, has the representation of the type that it
/// names.
pub(crate) const fn is_name_of(spelled: &Desc, actual: &Desc) -> bool {
    match (spelled, actual) {
        (Desc::Scalar(spelled), Desc::Scalar(actual)) => same_representation(*spelled, *actual),
        (Desc::Pointer(_), Desc::Pointer(_)) => true,
        _ => false,
    }
}

const fn same_representation(a: Scalar, b: Scalar) -> bool {
    const HOST: &Target = &Target::HOST;
    a.size(HOST) == b.size(HOST) && a.class(HOST) as u8 == b.class(HOST) as u8
}

/// Whether two functions have pointers at the same places, but for the first `skipped` of `actual`.
/// The names in them are checked one by one.
pub(crate) const fn same_pointers(spelled: &Desc, actual: &Desc, skipped: usize) -> bool {
    let (Desc::Function(spelled), Desc::Function(actual)) = (spelled, actual) else {
        return false;
    };
    let mut index = 0;
    while index < spelled.params.len() {
        let actual = actual.params[index + skipped].desc;
        if crosses_as_pointer(spelled.params[index].desc) != is_pointer(actual) {
            return false;
        }
        index += 1;
    }
    skipped > 0 || is_pointer(spelled.result) == is_pointer(actual.result)
}

const fn is_pointer(desc: &Desc) -> bool {
    matches!(desc, Desc::Pointer(_))
}

/// Whether Rust passes a pointer: also to what it cannot pass as C does.
const fn crosses_as_pointer(desc: &Desc) -> bool {
    is_pointer(desc) || is_wide(desc)
}

/// Whether Rust cannot pass the type as C does.
pub(crate) const fn is_wide(desc: &Desc) -> bool {
    matches!(
        desc,
        Desc::Scalar(
            Scalar::LongDouble
                | Scalar::FloatComplex
                | Scalar::DoubleComplex
                | Scalar::LongDoubleComplex
        )
    )
}
