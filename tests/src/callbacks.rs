//! Functions of c/callbacks.c, which call back.

use std::ffi::{c_schar, c_short};

use rffi::{DOUBLE, ExternalCompilationInfo, FLOAT, INT, LONG, Ptr, SIZE_T, VOIDP, llexternal};

/// What c/callbacks.c needs.
pub static CALLBACKS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["callbacks.h"])
    .include_dirs(&["c"])
    .separate_module_files(&["c/callbacks.c"])
    .libraries(&["pthread"]);

/// What most functions call: a number, then the `void *`.
pub type Function = unsafe extern "C" fn(INT, VOIDP) -> INT;

llexternal! {
    compilation_info = CALLBACKS;

    unsafe extern "C" {
        /// Calls back once.
        ///
        /// # Safety
        /// As of all here: the function may be called with the data.
        pub unsafe fn callbacks_apply(
            f: Option<unsafe extern "C" fn(INT, VOIDP) -> INT>, data: VOIDP, x: INT,
        ) -> INT;

        /// The same, with the data first.
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_apply_first(
            f: Option<unsafe extern "C" fn(VOIDP, INT) -> INT>, data: VOIDP, x: INT,
        ) -> INT;

        /// The same, without data.
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_apply_plain(
            f: Option<unsafe extern "C" fn(INT) -> INT>, x: INT,
        ) -> INT;

        /// Calls back with 0, 1, ..
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_sum(
            f: Option<unsafe extern "C" fn(INT, VOIDP) -> INT>, data: VOIDP, calls: INT,
        ) -> INT;

        /// Passes nothing but the data.
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_tell(f: Option<unsafe extern "C" fn(VOIDP)>, data: VOIDP);

        /// Passes one of each.
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_seven(
            f: Option<unsafe extern "C" fn(
                c_schar, c_short, INT, LONG, FLOAT, DOUBLE, VOIDP, VOIDP,
            ) -> DOUBLE>,
            data: VOIDP,
        ) -> DOUBLE;

        /// Calls a function of an array.
        ///
        /// # Safety
        /// The array has an item at `index`.
        pub unsafe fn callbacks_call_item(
            functions: Ptr<Option<unsafe extern "C" fn(INT) -> INT>>, index: SIZE_T, x: INT,
        ) -> INT;

        /// Keeps a function for later.
        ///
        /// # Safety
        /// `place` is less than 16, and no other test's.
        pub unsafe fn callbacks_store(
            place: SIZE_T, f: Option<unsafe extern "C" fn(INT, VOIDP) -> INT>, data: VOIDP,
        );

        /// Calls what was kept.
        ///
        /// # Safety
        /// The function may be called.
        pub unsafe fn callbacks_fire(place: SIZE_T, x: INT) -> INT;

        /// The same, on a thread of C's.
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_fire_on_a_thread(place: SIZE_T, x: INT) -> INT;

        /// errno after a callback, before which it was 11.
        ///
        /// # Safety
        /// As above.
        pub unsafe fn callbacks_errno(
            f: Option<unsafe extern "C" fn(INT, VOIDP) -> INT>, data: VOIDP,
        ) -> INT;

        /// errno before the call; afterwards it is 33.
        pub safe fn callbacks_see_errno() -> INT;
    }
}
