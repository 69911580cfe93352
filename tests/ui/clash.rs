//! A declared name that is taken already.

mod function {
    fn abs(number: i32) -> i32 {
        number
    }

    rffi::llexternal! {
        unsafe extern "C" {
            safe fn abs(number: rffi::INT) -> rffi::INT;
        }
    }
}

mod ty {
    struct abs;

    rffi::llexternal! {
        unsafe extern "C" {
            safe fn abs(number: rffi::INT) -> rffi::INT;
        }
    }
}

fn main() {}
