//! Declarations of every sort, of c/declarations.c and of the C library.

#![allow(missing_docs, reason = "named as in C")]

use std::ffi::CStr;
use std::io;

use lltype::CStruct;
use rffi::{
    CCHARP, CONST_CCHARP, ConstPtr, DOUBLE, DOUBLE_COMPLEX, ExternalCompilationInfo, FLOAT,
    FLOAT_COMPLEX, INT, LONG, LONGDOUBLE, NulError, Ptr, SIZE_T, llexternal,
};

/// What c/declarations.c needs.
pub static DECLARATIONS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["declarations.h", "ctype.h"])
    .include_dirs(&["c"])
    .separate_module_files(&["c/declarations.c"])
    .libraries(&["m"]);

rffi::opaque! {
    /// C's `FILE`.
    pub struct File = "FILE";
}

/// `struct decl_pair`.
#[derive(Debug, Clone, Copy, PartialEq, CStruct)]
#[cstruct(name = "struct decl_pair")]
#[repr(C)]
pub struct Pair {
    /// A number.
    pub first: i16,
    /// Another.
    pub second: f64,
}

llexternal! {
    compilation_info = DECLARATIONS;
    list = pub FUNCTIONS;
    variables = pub VARIABLES;

    unsafe extern "C" {
        // Variables.
        pub unsafe static mut decl_counter: INT;
        pub safe static decl_ratio: DOUBLE;
        pub unsafe static mut decl_table: [INT; 4];
        pub unsafe static decl_words: [CCHARP; 3];
        pub unsafe static mut decl_local: INT;
        #[declare]
        pub unsafe static mut decl_hidden: LONG;
        pub unsafe static stdin: Ptr<File>;
        #[name = "errno"]
        pub unsafe static mut c_errno: INT;
        #[name = "decl_counter"] #[descriptor(CounterDescription)]
        pub unsafe static counter_again: INT;

        // Macros.
        #[c_macro] #[name = "DECL_LIMIT"]
        pub safe static decl_limit: INT;
        #[c_macro] #[name = "DECL_NAME"]
        pub safe static decl_name: CONST_CCHARP;
        #[c_macro] #[name = "DECL_SELF"]
        pub safe static decl_self: Ptr<INT>;
        #[c_macro] #[name = "DECL_PAIR"]
        pub safe static decl_one_pair: Pair;
        #[c_macro]
        pub safe fn decl_fn(x: INT) -> INT;
        #[c_macro] #[name = "decl_fn"]
        pub safe fn decl_fn_double(x: DOUBLE) -> DOUBLE;
        #[c_macro] #[name = "DECL_ADD"]
        pub safe fn decl_add(i: INT) -> INT;
        #[c_macro] #[name = "DECL_FILE_ERROR"]
        pub unsafe fn decl_file_error(file: Ptr<File>) -> INT;
        #[c_macro]
        pub safe fn isdigit(c: INT) -> INT;
        #[c_macro] #[cfg(any())]
        pub safe fn no_such_macro() -> INT;

        // What Rust cannot pass.
        pub safe fn decl_long(a: LONGDOUBLE, b: INT) -> LONGDOUBLE;
        pub safe fn decl_long_sign(a: LONGDOUBLE) -> INT;
        pub safe fn decl_round(a: LONGDOUBLE) -> DOUBLE;
        pub safe fn decl_conjugate(z: DOUBLE_COMPLEX) -> DOUBLE_COMPLEX;
        pub safe fn decl_length(z: FLOAT_COMPLEX) -> FLOAT;

        // Variadic.
        /// The sum of as many numbers.
        ///
        /// # Safety
        /// `count` numbers follow.
        pub unsafe fn decl_sum(count: INT, ...) -> INT;
        #[name = "decl_sum"] #[descriptor(Sum3)]
        pub safe fn sum3(count: INT, ..., a: INT, b: INT, c: INT) -> INT;
        #[save_errno]
        pub safe fn decl_fail(cause: INT, ..., scale: DOUBLE) -> INT;

        #[c_macro] #[name = "decl_sum"]
        pub unsafe fn sum2_by_macro(count: INT, ..., a: INT, b: INT) -> INT;

        // Text.
        pub unsafe fn decl_strlen(text: &str) -> Result<SIZE_T, NulError>;
        #[name = "decl_strlen"]
        pub unsafe fn strlen_bytes(text: &[u8]) -> io::Result<SIZE_T>;
        #[name = "decl_strlen"]
        pub unsafe fn strlen_c(text: &CStr) -> SIZE_T;
        #[name = "decl_strlen"]
        pub unsafe fn strlen_option(text: Option<&str>) -> Result<SIZE_T, NulError>;
        #[name = "decl_strlen"]
        pub unsafe fn strlen_raw(text: ConstPtr<rffi::CHAR>) -> SIZE_T;
        pub unsafe fn decl_compare(a: &str, b: &str) -> Result<INT, NulError>;

        /// In no header.
        #[declare] #[elidable] #[sandbox_safe]
        pub safe fn decl_undeclared(a: INT) -> INT;
    }
}

llexternal! {
    compilation_info = DECLARATIONS;

    unsafe extern "C-unwind" {
        #[c_macro] #[name = "DECL_CALL"]
        pub unsafe fn decl_call(
            function: Option<unsafe extern "C-unwind" fn(INT) -> INT>, number: INT,
        ) -> INT;
    }
}
