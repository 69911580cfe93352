//! Out-of-line ABI mode: the build script makes a table of a text, and the program parses nothing.
//!
//! ```toml
//! [dependencies]
//! rffi = { version = "0.1", features = ["dynamic"] }
//!
//! [build-dependencies]
//! rffi-build = "0.1"
//! cdef = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let text = std::fs::read_to_string("src/math.cdef")?;
//!     let cdef = cdef::Cdef::parse_for(&text, rffi_build::build_target()?)?;
//!     rffi_build::write_table(&cdef, "MATH")?;
//!     println!("cargo::rerun-if-changed=src/math.cdef");
//!     Ok(())
//! }
//! ```
//!
//! ```ignore
//! // src/main.rs
//! use rffi::{Library, Value};
//!
//! include!(concat!(env!("OUT_DIR"), "/math.rs"));
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let libm = unsafe { Library::open("libm.so.6") }?.with_table(&MATH);
//!     let cos = unsafe { libm.function("cos") }?;
//!     println!("{:?}", unsafe { cos.call(&[Value::from(0.0)]) }?);
//!     Ok(())
//! }
//! ```
//!
//! * [`rffi::Table`] is data of constants: functions with their prototypes, variables, constants, types by their
//!   names in C. A library takes it in the place of a `Cdef`, and everything is asked for by its name.
//! * An entry may be given in the place of a name, as `libm.function(MATH.function("cos").unwrap())`: then not
//!   even the parser is in the program.
//! * A text for another target is laid out for that: [`build_target`](crate::build_target) is the one that Cargo
//!   builds for.
//! * What constants cannot describe is an error of the build script: arrays of a typedef with an alignment. So
//!   are `...`, which [API mode](super::api) asks the compiler for, and `extern "Python"`.
