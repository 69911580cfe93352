//! In-line API mode: the same as API mode when the program runs. The first time, a compiler is needed; later,
//! the library is found in the cache.

use modes::{SECONDS, day};
use rffi::{Library, Value};
use rffi_build::Glue;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cache = std::env::temp_dir().join("rffi-modes");
    let made = Glue::new("time")
        .cdef(include_str!("../partial.cdef"))
        .source("#include <time.h>")
        .compile_shared_lib(&cache)?;
    let cdef = made.cdef();
    // SAFETY: it is the C library's headers that were compiled.
    let library = unsafe { Library::open(made.library()) }?.with_cdef(cdef.clone());
    // SAFETY: the compiler compared the text with what it has.
    let gmtime = unsafe { library.function("gmtime_r") }?;

    let size = usize::try_from(cdef.sizeof("struct tm")?)?;
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
        let offset = usize::try_from(cdef.offsetof("struct tm", &[name.into()])?)?;
        // SAFETY: the compiler says that an `int` lies there.
        Ok(unsafe { place.add(offset).cast::<i32>().read() })
    };
    println!(
        "{}",
        day(member("tm_year")?, member("tm_mon")?, member("tm_mday")?)
    );
    Ok(())
}
