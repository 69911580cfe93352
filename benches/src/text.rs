//! The part of suite `external` in which text crosses to C.

use std::ffi::CString;
use std::hint::black_box;

use rffi::INT;

use crate::callee::{first, first_of_c};
use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};

/// Measures `&str` arguments against a `CString` made for the call.
pub(crate) fn rows(effort: Effort) -> [Row; 2] {
    [
        ("&str argument, 16 bytes", 16),
        ("&str argument, 1 KiB", 1024),
    ]
    .map(|(case, size)| {
        let comparison = text(effort, size);
        Row::new("external", case, "CString::new", comparison).target(Target::Ratio(0.35))
    })
}

fn text(effort: Effort, size: usize) -> Comparison {
    let text = "x".repeat(size);
    compare(
        effort,
        |calls| repeat(calls, &text, converted),
        |calls| repeat(calls, &text, by_hand),
    )
}

fn converted(text: &str) -> INT {
    // SAFETY: any text may be given.
    unsafe { first(text) }.unwrap_or(0)
}

fn by_hand(text: &str) -> INT {
    // SAFETY: as above.
    CString::new(text).map_or(0, |text| unsafe { first_of_c(&text) })
}

fn repeat(calls: u32, text: &str, call: impl Fn(&str) -> INT) {
    for _ in 0..calls {
        assert_eq!(call(black_box(text)), INT::from(b'x'));
    }
}
