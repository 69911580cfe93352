// The glue `small`, which rffi-build writes of its declarations.
#[allow(
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unused_imports,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "the names are those of C"
)]
mod rffi_glue_small {
    #[doc = "C's `struct pair`."]
    #[derive(::rffi::CStruct, ::core::clone::Clone, ::core::marker::Copy)]
    #[repr(C)]
    #[cstruct(name = "struct pair")]
    pub struct pair {
        #[doc = "`int first`"]
        #[cstruct(name = "first")]
        pub first: ::rffi::INT,
        #[doc = "`long second`"]
        #[cstruct(name = "second")]
        pub second: ::rffi::LONG,
    }
    const _: () = assert!(::core::mem::size_of::<pair>() == 16 && ::core::mem::align_of::<pair>() == 8);
    #[doc = "C's `struct part`."]
    #[derive(::core::clone::Clone, ::core::marker::Copy)]
    #[repr(C, align(4))]
    pub struct part {
        _padding_0: [::core::primitive::u8; 8],
        #[doc = "`int known`"]
        pub known: ::rffi::INT,
    }
    const _: () = assert!(::core::mem::offset_of!(part, known) == 8);
    // SAFETY: the compiler of C said how large it is, which is compared below.
    unsafe impl ::rffi::LowLevelType for part {
        const DESC: &'static ::rffi::Desc = &::rffi::Desc::Opaque(::rffi::OpaqueDesc {
            name: "struct part",
            layout: ::core::option::Option::Some(::rffi::lltype::Layout { size: 12, align: 4 }),
            gc: false,
        });
    }
    const _: () = assert!(::core::mem::size_of::<part>() == 12 && ::core::mem::align_of::<part>() == 4);
    #[doc = "C's `enum mood`."]
    pub type mood = ::rffi::UINT;
    #[doc = "C's `CALM`."]
    pub const CALM: mood = 3;
    #[doc = "C's `WILD`."]
    pub const WILD: mood = 4;
    #[doc = "C's `LIMIT`."]
    pub const LIMIT: ::rffi::INT = 7;
    #[doc = "C's `typedef uint16_t count_t`."]
    pub type count_t = ::rffi::UINT16_T;
    ::rffi::llexternal! {
        list = pub EXTERNALS;
        unsafe extern "C" {
            #[doc = "`count_t number(const struct pair *, double)`"]
            #[name = "rffi_small_number"]
            pub unsafe fn number(pair: ::rffi::ConstPtr<pair>, x: ::rffi::DOUBLE) -> count_t;
            #[doc = "`struct pair swapped(struct pair)`"]
            #[name = "rffi_small_swapped"]
            unsafe fn swapped_by_pointer(rffi_result: ::rffi::Ptr<pair>, pair: ::rffi::ConstPtr<pair>);
            #[doc = "`int format(const char *, ...)`"]
            #[name = "format"]
            pub unsafe fn format(text: ::rffi::ConstPtr<::rffi::CHAR>, ...) -> ::rffi::INT;
            #[doc = "The address of `int counter`."]
            #[name = "rffi_small_counter"]
            pub unsafe fn counter() -> ::rffi::Ptr<::rffi::INT>;
            #[doc = "The value of `const char *const name`."]
            #[name = "rffi_small_name"]
            pub unsafe fn name() -> ::rffi::ConstPtr<::rffi::CHAR>;
            #[doc = "Sets the function of Rust that C calls by the name `ready`: `int ready(int)`. What C has by value crosses by pointer.\n\nWithout one, such a call is told on the standard error, and gives zero."]
            #[name = "rffi_small_ready"]
            pub unsafe fn set_ready(function: ::core::option::Option<unsafe extern "C" fn(::rffi::INT) -> ::rffi::INT>);
        }
    }
    #[doc = "`struct pair swapped(struct pair)`"]
    ///
    /// # Safety
    /// As in C.
    #[inline]
    pub unsafe fn swapped(pair: pair) -> pair {
        let mut rffi_result = ::core::mem::MaybeUninit::<pair>::uninit();
        // SAFETY: the caller's word; C reads the arguments and writes the result.
        unsafe {
            swapped_by_pointer(rffi_result.as_mut_ptr().into(), (&raw const pair).into());
            rffi_result.assume_init()
        }
    }
}
#[allow(unused_imports, unreachable_pub, reason = "who includes it decides")]
pub use self::rffi_glue_small::*;
