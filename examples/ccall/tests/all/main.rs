//! Tests of the program: it runs against the C library, and against `library.c`.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

mod arguments;
mod errors;
mod lines;
mod options;
mod random;
mod readme;
mod results;
mod support;
