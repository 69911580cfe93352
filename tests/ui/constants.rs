//! Constants whose value the C compiler knows.

use rffi::{INT, LONG, llexternal};

llexternal! {
    /// Documented.
    pub const BEST: INT = _;
    const SECOND: LONG = ;
    const THIRD: LONG = _
    #[save_errno]
    const FOURTH: LONG = _;

    unsafe extern "C" {
        safe fn abs(number: INT) -> INT;
    }
}

fn main() {
    let _ = abs(BEST);
}
