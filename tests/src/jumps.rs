//! Functions of c/jumps.c, which jump over those who called them.

use rffi::{ExternalCompilationInfo, INT, VOIDP, llexternal};

/// What c/jumps.c needs.
pub static JUMPS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["jumps.h"])
    .include_dirs(&["c"])
    .separate_module_files(&["c/jumps.c"]);

llexternal! {
    compilation_info = JUMPS;

    unsafe extern "C" {
        /// Calls, and tells whether a jump led out of it.
        ///
        /// # Safety
        /// A jump leads only over frames that may be left so.
        pub unsafe fn jumps_catch(call: Option<unsafe extern "C" fn(VOIDP)>, data: VOIDP) -> INT;

        /// Jumps out.
        ///
        /// # Safety
        /// In `jumps_catch`, as for that.
        pub unsafe fn jumps_away();

        /// Jumps out, if it gets 3 and 0.5.
        ///
        /// # Safety
        /// As for `jumps_away`.
        pub unsafe fn jumps_away_mixed(number: INT, fraction: rffi::DOUBLE);

        /// Jumps out, if it gets the numbers from 1 to 8.
        ///
        /// # Safety
        /// As for `jumps_away`.
        pub unsafe fn jumps_away_last(
            a: INT, b: INT, c: INT, d: INT, e: INT, f: INT, g: INT, h: INT,
        );
    }
}
