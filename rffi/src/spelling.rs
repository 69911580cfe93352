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
                | Scalar::Float16
                | Scalar::Float128
                | Scalar::Float16Complex
                | Scalar::Float128Complex
                | Scalar::BFloat16
        )
    )
}

/// Whether a type is a pointer that is never null, or an array of such: then there is room for `None`.
pub(crate) const fn is_never_null<T: LowLevelType>() -> bool {
    let mut desc = T::DESC.unaliased();
    while let Desc::Array(array) = desc {
        desc = array.item.unaliased();
    }
    is_pointer(desc) && size_of::<Option<T>>() == size_of::<T>()
}

#[cfg(test)]
mod tests {
    use core::ffi::c_int;
    use core::ptr::NonNull;

    use super::is_never_null;

    #[test]
    fn pointers_with_room_for_none_are_never_null() {
        assert!(is_never_null::<NonNull<c_int>>());
        assert!(is_never_null::<[NonNull<c_int>; 3]>());
        assert!(is_never_null::<[[extern "C" fn(c_int); 2]; 2]>());
        assert!(!is_never_null::<[Option<NonNull<c_int>>; 3]>());
        assert!(!is_never_null::<[*mut c_int; 3]>());
        // No pointer, though it has room.
        assert!(!is_never_null::<[bool; 2]>());
    }
}
