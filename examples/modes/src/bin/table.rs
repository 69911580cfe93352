//! Out-of-line ABI mode: the build script makes a table of the text. Nothing is parsed when the program runs.

use modes::{SECONDS, day};
use rffi::lltype::Target;
use rffi::{Library, Value};

include!(concat!(env!("OUT_DIR"), "/time_table.rs"));

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let process = Library::process().with_table(&TIME_TABLE);
    // SAFETY: the text says what the C library has.
    let gmtime = unsafe { process.function("gmtime_r") }?;

    let tm = TIME_TABLE
        .type_of("struct tm")
        .ok_or("the text has no `struct tm`")?;
    let size = usize::try_from(Target::HOST.sizeof(&tm)?)?;
    let mut time = vec![0_u64; size.div_ceil(size_of::<u64>())];
    let place = time.as_mut_ptr().cast::<u8>();
    let seconds = SECONDS;
    let args = [
        Value::from_pointer((&raw const seconds).cast_mut().cast()),
        Value::from_pointer(place.cast()),
    ];
    // SAFETY: there are a number of seconds, and room for the result.
    unsafe { gmtime.call(&args) }?;

    let member = |name: &str| -> Result<i32, Box<dyn std::error::Error>> {
        let offset = usize::try_from(Target::HOST.offsetof(&tm, name)?.offset)?;
        // SAFETY: the text says that an `int` lies there.
        Ok(unsafe { place.add(offset).cast::<i32>().read() })
    };
    println!(
        "{}",
        day(member("tm_year")?, member("tm_mon")?, member("tm_mday")?)
    );
    Ok(())
}
