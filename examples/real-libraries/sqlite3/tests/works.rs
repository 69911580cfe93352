//! Runs a query.

use core::ffi::CStr;

use ::sqlite3::*;
use rffi::{CONST_CCHARP, Ptr};

#[test]
fn answers_a_query() {
    let query = c"with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) \
                  select sum(i), 'total' from n";
    let (mut db, mut statement) = (Ptr::NULL, Ptr::NULL);
    // SAFETY: the database is open and the statement prepared where they are used, and each text ends with NUL.
    unsafe {
        let place = Ptr::from(&raw mut db);
        assert_eq!(sqlite3_open(c":memory:".as_ptr().into(), place), SQLITE_OK);
        let place = Ptr::from(&raw mut statement);
        let status = sqlite3_prepare_v2(db, query.as_ptr().into(), -1, place, Ptr::NULL);
        assert_eq!(status, SQLITE_OK);
        assert_eq!(sqlite3_step(statement), SQLITE_ROW);
        assert_eq!(sqlite3_column_int(statement, 0), 55);
        let text: CONST_CCHARP = sqlite3_column_text(statement, 1).cast();
        assert_eq!(CStr::from_ptr(text.into()), c"total");
        assert_eq!(sqlite3_finalize(statement), SQLITE_OK);
        assert_eq!(sqlite3_close(db), SQLITE_OK);
    }
}
