//! What needs C, in a package without a build script.

use rffi::{INT, LONGDOUBLE, llexternal};

llexternal! {
    unsafe extern "C" {
        #[c_macro]
        safe fn isdigit(c: INT) -> INT;
        safe fn sinl(x: LONGDOUBLE) -> LONGDOUBLE;
        unsafe static mut environ: rffi::CCHARPP;
        safe fn abs(number: INT) -> INT;
    }
}

fn main() {
    let _ = (isdigit(1), abs(1));
    let _ = abs::EXTERNAL;
}
