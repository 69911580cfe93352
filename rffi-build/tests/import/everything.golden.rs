//! What C declares in `everything.h`.

#![allow(
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused_imports,
    clippy::all,
    reason = "the names and the comments are the header's"
)]

use rffi::{
    CEnum, CHAR, CONST_CCHARP, CStruct, ConstPtr, DOUBLE, DOUBLE_COMPLEX, ExternalCompilationInfo,
    FLOAT, INT, LONG, LONGDOUBLE, Ptr, SIGNEDCHAR, SIZE_T, UCHAR, UINT, ULONG, VOIDP, llexternal,
};

/// How its headers and libraries are found.
pub static ECI: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["everything.h"])
    .include_dirs(&["FOLDER"]);

/// The opaque type of streams. This is the definition used elsewhere.
pub type FILE = _IO_FILE;

rffi::opaque! {
    /// The tag name of this struct is \_IO\_FILE to preserve historic
    /// C++ mangled names for functions taking FILE\* arguments.
    /// That name should not be used in new code.
    pub struct _IO_FILE = "struct _IO_FILE";
}

/// A color.
#[derive(CEnum, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
#[cenum(name = "enum color")]
pub enum color {
    /// like blood
    RED = 1,
    BLUE = 4,
}

/// As in C, its constants are names of their own.
pub use color::*;

/// Another name for `BLUE`.
pub const AZURE: color = color::BLUE;

#[derive(CEnum, Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
#[cenum(name = "mode_kind")]
pub enum mode_kind {
    MODE_A = 0,
    MODE_B = -3,
}

/// As in C, its constants are names of their own.
pub use mode_kind::*;

/// A point.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "point")]
pub struct point {
    /// to the right
    pub x: INT,
    pub y: INT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "quad")]
pub struct quad {
    pub a: LONG,
    pub b: ULONG,
    pub c: SIGNEDCHAR,
    pub d: CHAR,
    pub e: UCHAR,
    pub r#type: CONST_CCHARP,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct outer")]
pub struct outer {
    pub next: Ptr<outer>,
    #[cstruct(anonymous)]
    pub anonymous_1: outer_anonymous_1,
    #[cstruct(anonymous)]
    pub anonymous_2: outer_anonymous_2,
    pub inner: inner,
    pub color: UINT,
    pub mode: INT,
    pub X: INT,
    #[cstruct(token = X_)]
    pub x: INT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "")]
pub struct outer_anonymous_1 {
    pub first: INT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "")]
pub union outer_anonymous_2 {
    pub i: INT,
    pub f: FLOAT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct inner")]
pub struct inner {
    pub deep: INT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C, align(4))]
#[cstruct(name = "struct bits")]
pub struct bits {
    #[cstruct(bits(a: UINT = 3, b: INT = 4, _: UCHAR = 1, _: UCHAR = 1, c: UINT = 20, _: UCHAR = 3, d: UINT = 20))]
    pub bits_0: [u8; 7],
    pub last: UCHAR,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C, packed)]
#[cstruct(name = "struct packed")]
pub struct packed {
    pub a: CHAR,
    pub b: INT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C, packed(2))]
#[cstruct(name = "struct pack2")]
pub struct pack2 {
    pub a: CHAR,
    pub b: INT,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C, align(32))]
#[cstruct(name = "struct over")]
pub struct over {
    pub a: INT,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct flex")]
pub struct flex {
    pub n: INT,
    pub data: rffi::lltype::FlexArray<CHAR>,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C, align(16))]
#[cstruct(name = "struct wide")]
pub struct wide {
    pub x: LONGDOUBLE,
    pub z: DOUBLE_COMPLEX,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "union number")]
pub union number {
    pub i: INT,
    pub d: DOUBLE,
    pub c: [CHAR; 8],
}

rffi::opaque! {
    pub struct secret = "struct secret";
}

pub type secret_handle = Ptr<secret>;

pub type visitor = Option<unsafe extern "C" fn(user: VOIDP, text: CONST_CCHARP) -> INT>;

pub type printer = VOIDP;

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct twin")]
pub struct twin {
    pub x: INT,
}

rffi::opaque! {
    pub struct __va_list_tag = "struct __va_list_tag";
}

pub const TEXT: &core::ffi::CStr = c"hello";

pub const RATIO: DOUBLE = 0.25;

llexternal! {
    compilation_info = ECI;
    list = pub EXTERNALS;
    variables = pub VARIABLES;

    /// of everything
    pub const ANSWER: INT = _;
    pub const HIGH: UINT = _;
    pub const LOW: INT = _;
    pub const SUM: INT = _;
    pub const CAST: INT = _;
    pub const LETTER: INT = _;
    pub const NAMELESS: INT = _;

    unsafe extern "C" {
        /// The sum of both.
        /// With overflow undefined.
        pub unsafe fn add(a: INT, b: INT) -> INT;

        /// How long a text is.
        pub unsafe fn length(text: CONST_CCHARP) -> SIZE_T;

        pub unsafe fn half(x: LONGDOUBLE) -> LONGDOUBLE;

        pub unsafe fn twist(z: DOUBLE_COMPLEX) -> DOUBLE_COMPLEX;

        pub unsafe fn add_all(count: INT, ...) -> INT;

        pub unsafe fn add_list(count: INT, list: Ptr<__va_list_tag>) -> INT;

        pub unsafe fn visit(visitor: visitor, user: VOIDP) -> INT;

        pub unsafe fn mirrored(p: point) -> point;

        pub unsafe fn next_color(color: UINT) -> UINT;

        pub unsafe fn r#type(r#match: INT, self_: INT) -> INT;

        pub unsafe fn stat_like(file: Ptr<FILE>) -> INT;

        #[descriptor(twin_description)]
        pub unsafe fn twin(twin: ConstPtr<twin>) -> INT;

        #[c_macro]
        pub unsafe fn by_label() -> INT;

        pub unsafe fn reveal() -> secret_handle;

        pub unsafe fn takes_answer(ANSWER_: INT) -> INT;

        #[c_macro]
        pub unsafe fn doubled(x: INT) -> INT;

        pub unsafe static mut counter: INT;

        pub unsafe static origin: point;
    }
}

// Left out:
//
// printer: is `VOIDP` in the module: Rust has no type for a pointer to such a function
// many: it has 17 parameters, and a declaration has at most 16
// unknown_length: an array whose length the header does not say; declare it with its length
// EVERYTHING_H: a macro without a value
// TWICE: a macro with parameters, whose types are not known; declare it as a function with `#[c_macro]`
// NOTHING: a macro without a value
// POINTER: a macro that is no number and no text: `((void *)0)`
