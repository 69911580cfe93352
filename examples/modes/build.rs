//! What is made of texts before the programs are compiled: a table, and glue.

use rffi_build::{Glue, write_table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Out-of-line ABI mode.
    let path = "src/whole.cdef";
    let text = std::fs::read_to_string(path)?;
    let cdef = cdef::Cdef::parse_for(&text, rffi_build::build_target()?)?;
    write_table(&cdef, "TIME_TABLE")?;
    println!("cargo::rerun-if-changed={path}");

    // API mode.
    Glue::new("time")
        .cdef_file("src/partial.cdef")?
        .source("#include <time.h>")
        .build();
    Ok(())
}
