//! Members whose types have the names of others.

use lltype::CStruct;

#[allow(non_camel_case_types)]
type c_long = i32;

#[derive(CStruct)]
#[repr(C)]
struct Shadowed {
    count: c_long,
    table: [*const c_long; 2],
}

mod pointer {
    type Ptr<T> = T;

    #[derive(lltype::CStruct)]
    #[repr(C)]
    struct NoPointer {
        number: Ptr<std::ffi::c_int>,
    }
}

mod bits {
    #[allow(non_camel_case_types)]
    type UINT = i32;

    #[derive(lltype::CStruct)]
    #[repr(C)]
    struct Flags {
        #[cstruct(bits(ready: UINT = 1))]
        flags: u32,
    }
}

mod array {
    // Not lltype's: nothing is wrong with it here.
    #[derive(lltype::CStruct)]
    #[repr(C)]
    struct Array {
        length: u32,
    }

    #[derive(lltype::CStruct)]
    #[repr(C)]
    struct Message {
        kind: u32,
        items: Array,
    }

    fn is_of_fixed_size() {
        let _ = lltype::malloc_array::<Message>(3);
    }
}

fn main() {}
