//! Whether what the user wrote can be the name of what the compiler knows.

use lltype::{Desc, LowLevelType, Scalar};

/// Whether two functions have pointers at the same places. A wide result is the first parameter of
/// `actual`. The names in them are checked one by one.
pub(crate) const fn same_pointers(spelled: &Desc, actual: &Desc) -> bool {
    let (Desc::Function(spelled), Desc::Function(actual)) = (spelled, actual) else {
        return false;
    };
    let skipped = is_wide(spelled.result) as usize;
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

/// Whether a type is a pointer that is never null: then there is room for `None`.
pub(crate) const fn is_never_null<T: LowLevelType>() -> bool {
    is_pointer(T::DESC) && size_of::<Option<T>>() == size_of::<T>()
}
