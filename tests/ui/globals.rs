//! Mistakes in declarations of variables.

use rffi::{CCHARP, INT, llexternal};

llexternal! {
    unsafe extern "C" {
        static a: INT;
        safe static mut b: INT;
        unsafe static c: INT = 3;
        unsafe static d;
        #[save_errno]
        unsafe static e: INT;
        #[c_macro]
        unsafe static mut f: INT;
        #[c_macro] #[declare]
        safe static g: INT;
        unsafe static h: String;
        unsafe static i: &str;
        unsafe static j: CCHARP
        unsafe static k: INT;
        unsafe static k: CCHARP;
    }
}

fn main() {
    // SAFETY: a test of messages, which never runs.
    let _ = unsafe { (a(), b(), c(), e(), f(), k()) };
    let _ = g();
}
