//! Mistakes in `llexternal!("name", ..)`.

use rffi::{LONG, llexternal};

fn main() {
    let _ = llexternal!("3labs", [LONG], LONG);
    let _ = llexternal!("labs", LONG, LONG);
    let _ = llexternal!("labs", [LONG]);
    let _ = llexternal!("labs", [LONG], LONG, save_erno);
    let _ = llexternal!("labs", [LONG], LONG, save_errno, save_errno);
    let _ = llexternal!("labs", [String], LONG, elidible = true, compilation_info = ECI);
    let _ = llexternal!("labs", [LONG] LONG);
    let _ = llexternal!("printf", [rffi::CONST_CCHARP, ...], rffi::INT);
    let _ = llexternal!("printf", [..., LONG], rffi::INT);
    let labs = llexternal!("labs", [LONG], LONG);
    labs(3);
    // SAFETY: any number may be given.
    unsafe { labs(1, 2) };
}
