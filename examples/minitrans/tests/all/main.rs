//! Tests of the translator, through its public functions and its program.

mod diagnostics;
mod faults;
mod language;
mod random;
mod report;
mod support;
