//! [`Arena`]: the memory of descriptions of types.

use core::ptr;

use libffi_sys::ffi_type;

/// Descriptions of types and lists of them, at addresses that stay. They are freed with it.
///
/// libffi writes size and alignment into a description when it first meets it. Each arena has its own, so
/// that no two preparations write to one; those of numbers, which all share, are complete from the start.
#[derive(Debug, Default)]
pub(super) struct Arena {
    types: Vec<*mut ffi_type>,
    lists: Vec<*mut [*mut ffi_type]>,
}

/// A list of types that ends with a null pointer, as libffi wants it.
pub(super) type List = *mut *mut ffi_type;

impl Arena {
    pub(super) fn list(&mut self, types: &[*mut ffi_type]) -> List {
        let all = types.iter().copied().chain([ptr::null_mut()]);
        let list = Box::into_raw(all.collect::<Box<[_]>>());
        self.lists.push(list);
        list.cast()
    }

    /// A type of these parts, whose size and alignment libffi is to find.
    pub(super) fn aggregate(&mut self, code: u16, parts: &[*mut ffi_type]) -> *mut ffi_type {
        let elements = self.list(parts);
        let ty = Box::into_raw(Box::new(ffi_type {
            size: 0,
            alignment: 0,
            type_: code,
            elements,
        }));
        self.types.push(ty);
        ty
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for ty in &self.types {
            // SAFETY: it was a box, and is freed once.
            drop(unsafe { Box::from_raw(*ty) });
        }
        for list in &self.lists {
            // SAFETY: as above.
            drop(unsafe { Box::from_raw(*list) });
        }
    }
}
