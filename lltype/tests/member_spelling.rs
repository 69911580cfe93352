//! Members are described in C's words, and types of the user's may have the names of lltype's.

use std::ffi::{c_char, c_double, c_int, c_long, c_void};
use std::ptr::NonNull;

use lltype::{CStruct, FlexArray, Ptr, Type, free, malloc_array};

fn definition<T: lltype::LowLevelType>() -> String {
    Type::of::<T>().definition().unwrap()
}

#[test]
fn members_are_described_in_the_words_of_their_types() {
    const COUNT: usize = 3;

    #[derive(CStruct)]
    #[repr(C)]
    struct Words {
        name: [c_char; 4 * COUNT],
        table: [[Ptr<c_long>; 2]; COUNT],
        next: Option<NonNull<Self>>,
        text: *const c_char,
        data: *mut c_void,
        compare: Option<unsafe extern "C" fn(a: *const c_long, Ptr<Self>) -> c_int>,
        clock: libc::time_t,
        mode: libc::mode_t,
        size: libc::size_t,
        ratio: c_double,
        rusts: i64,
        flag: bool,
    }
    assert_eq!(
        definition::<Words>(),
        "struct Words {\n    char name[12];\n    long *table[3][2];\n    struct Words *next;\n    \
         const char *text;\n    void *data;\n    \
         int (*compare)(const long *a, struct Words *);\n    time_t clock;\n    mode_t mode;\n    \
         size_t size;\n    double ratio;\n    int64_t rusts;\n    _Bool flag;\n};"
    );
}

/// Gives types to a derive through a macro, which the derive sees as groups.
macro_rules! message {
    ($name:ident: $kind:ty, $items:ty) => {
        #[derive(CStruct)]
        #[repr(C)]
        struct $name {
            kind: $kind,
            items: $items,
        }
    };
}

message!(Bytes: c_int, FlexArray<c_char>);
message!(Counted: c_int, lltype::Array<c_long>);

#[test]
fn a_tail_that_a_macro_gives_is_seen() {
    assert_eq!(
        definition::<Bytes>(),
        "struct Bytes {\n    int kind;\n    char items[];\n};"
    );
    let bytes = malloc_array::<Bytes>(3).unwrap();
    let counted = malloc_array::<Counted>(2).unwrap();
    // SAFETY: both have their items, and are not used after `free`.
    unsafe {
        bytes.field(Bytes::ITEMS).items().add(2).write(7);
        assert_eq!(counted.field(Counted::ITEMS).len(), 2);
        free(bytes).unwrap();
        free(counted).unwrap();
    }
}

mod own {
    use lltype::CStruct;

    #[derive(CStruct, Clone, Copy)]
    #[repr(C)]
    pub(super) struct Array {
        pub(super) length: u32,
    }

    /// An array of so many, not lltype's.
    pub(super) type FlexArray<T> = [T; 2];

    #[derive(CStruct, Clone, Copy)]
    #[repr(C)]
    pub(super) struct Ends {
        pub(super) kind: u16,
        pub(super) items: Array,
    }

    #[derive(CStruct)]
    #[repr(C)]
    pub(super) struct Alias {
        pub(super) kind: u16,
        pub(super) items: FlexArray<u16>,
    }
}

#[test]
fn a_type_of_the_users_may_be_called_as_an_array_of_ours() {
    let ends = own::Ends {
        kind: 1,
        items: own::Array { length: 2 },
    };
    assert_eq!(ends.items.length + u32::from(ends.kind), 3);
    assert_eq!(
        definition::<own::Ends>(),
        "struct Ends {\n    uint16_t kind;\n    struct Array items;\n};"
    );
    assert_eq!(
        definition::<own::Alias>(),
        "struct Alias {\n    uint16_t kind;\n    uint16_t items[2];\n};"
    );
    let alias = own::Alias {
        kind: 1,
        items: [2, 3],
    };
    assert_eq!(alias.items[1] - alias.kind, 2);
    assert_eq!(own::Ends::ITEMS.offset(), 4);
    assert_eq!(own::Array::LENGTH.offset(), 0);
}
