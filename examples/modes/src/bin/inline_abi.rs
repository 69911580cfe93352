//! In-line ABI mode: a text and a library, when the program runs. No compiler is needed, and nothing is
//! checked.

use modes::{SECONDS, day};
use rffi::{Cdef, Library, Value};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cdef = Cdef::parse(include_str!("../whole.cdef"))?;
    let process = Library::process().with_cdef(cdef.clone());
    // SAFETY: the text says what the C library has.
    let gmtime = unsafe { process.function("gmtime_r") }?;

    // Wide enough, and aligned as the largest member is.
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
        // SAFETY: the text says that an `int` lies there.
        Ok(unsafe { place.add(offset).cast::<i32>().read() })
    };
    println!(
        "{}",
        day(member("tm_year")?, member("tm_mon")?, member("tm_mday")?)
    );
    Ok(())
}
