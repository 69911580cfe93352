//! API mode: the build script asks the compiler for what the text leaves out, and compiles glue. What is
//! declared is Rust.

use std::mem::MaybeUninit;

use modes::{SECONDS, day};

mod time {
    include!(concat!(env!("OUT_DIR"), "/time.rs"));
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let seconds = time::time_t::try_from(SECONDS)?;
    let mut result = MaybeUninit::<time::tm>::uninit();
    // SAFETY: there are a number of seconds, and room for the result, which C writes.
    let result = unsafe {
        time::gmtime_r((&raw const seconds).into(), result.as_mut_ptr().into());
        result.assume_init()
    };
    println!("{}", day(result.tm_year, result.tm_mon, result.tm_mday));
    assert_eq!(time::CLOCKS_PER_SEC, 1_000_000);
    Ok(())
}
