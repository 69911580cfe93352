//! CFFI's four modes, each in a program that prints which day it was so many seconds after 1970.
//!
//! | program | mode | who lays structs out |
//! |---|---|---|
//! | `inline_abi` | in-line ABI: the text is read when the program runs | the text |
//! | `table` | out-of-line ABI: the build script makes a table of the text | the text |
//! | `api` | API: the build script asks the compiler, and compiles glue | the compiler |
//! | `inline_api` | in-line API: the same when the program runs | the compiler |
//!
//! `rffi_build::modes` says which is for what.

/// The seconds that the programs begin with: the second day of 1971.
pub const SECONDS: i64 = 366 * 24 * 60 * 60;

/// A day in the words of ISO 8601, of the members of C's `struct tm`.
///
/// ```
/// assert_eq!(modes::day(71, 0, 2), "1971-01-02");
/// ```
#[must_use]
pub fn day(year: i32, month: i32, day: i32) -> String {
    format!("{:04}-{:02}-{day:02}", year + 1900, month + 1)
}
