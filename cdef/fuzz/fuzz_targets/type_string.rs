//! Any type string, asked of one text.
//!
//! ```sh
//! sh seeds.sh && cargo +nightly fuzz run type_string
//! ```

#![no_main]

use std::sync::LazyLock;

use cdef::{Cdef, Step};
use libfuzzer_sys::fuzz_target;

static CDEF: LazyLock<Cdef> = LazyLock::new(|| {
    let text = "typedef struct foo_s { int a, b : 3; struct { char c; } d[2]; } foo_t, *foo_p;
        union bar_u { int x; double y; }; enum e { A, B = 5 }; struct opaque; typedef ... gap;
        struct tail { int n; char bytes[]; }; typedef int v4 __attribute__((vector_size(16)));";
    Cdef::parse(text).expect("a right text")
});

fuzz_target!(|text: &str| {
    let _ = (CDEF.type_of(text), CDEF.canonical(text), CDEF.prototype(text));
    let _ = (CDEF.sizeof(text), CDEF.alignof(text), CDEF.sizeof_with(text, 3), CDEF.is_signed(text));
    let _ = (CDEF.fields(text), CDEF.enumerators(text), CDEF.getctype(text, "*x"));
    let _ = CDEF.offsetof(text, &[Step::Index(1), Step::Field("a")]);
});
