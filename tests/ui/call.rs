//! Calls that do not fit the declaration.

use rffi::{INT, llexternal};

llexternal! {
    unsafe extern "C" {
        safe fn abs(number: INT) -> INT;
    }
}

fn main() {
    abs(1_i64);
    abs();
    abs("1");
    let _guard = abs::fake(|number: i64| number);
    let _guard = abs::fake(|| 3);
    let text = String::new();
    let _guard = abs::fake(|_| text.len() as INT);
}
