//! The rows on C strings of suite `memory`.

use std::ffi::{CStr, CString};
use std::hint::black_box;

use lltype::leakfinder::assert_no_leaks;
use lltype::{
    CCHARP, CharpError, charp2str, free_charp, scoped_str2charp, str2charp, str2charp_no_nul,
};

use crate::measure::{Comparison, Effort, compare};
use crate::memory::repeat;
use crate::row::{Row, Target};

/// Measures them.
///
/// # Panics
/// If there is no memory.
pub(crate) fn rows(effort: Effort) -> [Row; 6] {
    let made = |case, size| {
        let comparison = make(effort, size, |text| Ok(str2charp(text)?));
        Row::new("memory", case, CSTRING, comparison).target(Target::Ratio(1.2))
    };
    let checked = |case, size| {
        let comparison = make(effort, size, |text| str2charp_no_nul(text));
        Row::new("memory", case, CSTRING, comparison)
    };
    let read = |case, size| {
        Row::new("memory", case, TO_OWNED, read(effort, size)).target(Target::Ratio(1.1))
    };
    [
        made("str2charp, free_charp; 16 bytes", 16),
        made("str2charp, free_charp; 1 KiB", 1024),
        checked("str2charp_no_nul, free_charp; 16 bytes", 16),
        checked("str2charp_no_nul, free_charp; 1 KiB", 1024),
        read("charp2str; 16 bytes", 16),
        read("charp2str; 1 KiB", 1024),
    ]
}

const CSTRING: &str = "CString::new, drop";
const TO_OWNED: &str = "CStr::from_ptr, to_str, to_owned";

fn make(
    effort: Effort,
    size: usize,
    str2charp: impl Fn(&str) -> Result<CCHARP, CharpError>,
) -> Comparison {
    let text = "x".repeat(size);
    assert_no_leaks(|| {
        compare(
            effort,
            repeat(|| {
                let copy = black_box(str2charp(black_box(&text)).expect("a small block"));
                // SAFETY: nobody else has it.
                unsafe { free_charp(copy) }.expect("a block of malloc");
            }),
            repeat(|| drop(black_box(CString::new(black_box(text.as_str()))))),
        )
    })
}

fn read(effort: Effort, size: usize) -> Comparison {
    let text = scoped_str2charp("x".repeat(size)).expect("a small block");
    compare(
        effort,
        repeat(|| {
            // SAFETY: a C string.
            let copy = unsafe { charp2str(black_box(*text)) };
            drop(black_box(copy.expect("ASCII")));
        }),
        repeat(|| {
            // SAFETY: as above.
            let text = unsafe { CStr::from_ptr(black_box(*text).as_ptr()) };
            drop(black_box(text.to_str().expect("ASCII").to_owned()));
        }),
    )
}
