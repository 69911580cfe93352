//! What the tests that cross crates share: functions of c/tests.c, c/callbacks.c and
//! c/jumps.c, structs of c/records.c; compilers, and random declarations for them.

#[cfg(unix)]
pub mod abi;
pub mod by_value;
pub mod callbacks;
pub mod compiler;
pub mod declarations;
pub mod headers;
pub mod jumps;
pub mod mutants;
pub mod random;
pub mod records;

use rffi::{
    CCHARP, CCHARPP, CHAR, ConstPtr, DOUBLE, ExternalCompilationInfo, FLOAT, INT, LONG, LONGLONG,
    Ptr, SIZE_T, SSIZE_T, UINT, ULONG, ULONGLONG, VOIDP, llexternal,
};

/// What c/tests.c needs.
pub static TESTS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["tests.h"])
    .include_dirs(&["c"])
    .separate_module_files(&["c/tests.c"]);

llexternal! {
    compilation_info = TESTS;
    list = pub EXTERNALS;

    unsafe extern "C" {
        /// One more than the last time.
        pub safe fn tests_next() -> INT;

        /// Fails with `errno`.
        #[save_errno]
        pub safe fn tests_fail(cause: INT) -> INT;

        /// The same, without `#[save_errno]`.
        #[name = "tests_fail"]
        pub safe fn tests_fail_unsaved(cause: INT) -> INT;

        /// Fills a buffer.
        ///
        /// # Safety
        /// `buffer` has room for `length` bytes.
        pub unsafe fn tests_fill(buffer: CCHARP, length: SIZE_T, with: CHAR);

        /// The sum of one of each type.
        pub safe fn tests_each(
            a: CHAR, b: INT, c: UINT, d: LONG, e: ULONG, f: LONGLONG, g: ULONGLONG,
            h: SIZE_T, i: SSIZE_T, j: FLOAT, k: DOUBLE,
        ) -> LONGLONG;

        /// The sum of each times its place.
        pub safe fn tests_sum16(
            a: INT, b: INT, c: INT, d: INT, e: INT, f: INT, g: INT, h: INT,
            i: INT, j: INT, k: INT, l: INT, m: INT, n: INT, o: INT, p: INT,
        ) -> INT;

        /// Pointers of every sort.
        ///
        /// # Safety
        /// All are valid, and the last two for writing.
        pub unsafe fn tests_pointers(
            a: *const LONGLONG, b: ConstPtr<CHAR>, c: Ptr<ConstPtr<LONG>>, r#type: *mut SIZE_T,
            e: *mut u8, f: CCHARPP,
        ) -> VOIDP;

        /// No such function: the declaration must vanish.
        #[cfg(any())]
        pub safe fn tests_absent() -> Nothing;
    }
}
