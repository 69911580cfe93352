//! Builds packages in temporary folders, in this process, and looks at what came out.

mod archives;
#[path = "../../../cdef/examples/support/cases.rs"]
mod cases;
#[path = "../../examples/support/compiled.rs"]
mod compiled;
mod conformance;
mod cross;
mod directives;
mod executable;
mod glue;
mod glue_cache;
mod glue_docs;
mod libraries;
mod packages;
mod probe;
mod probe_cache;
mod questions;
mod refusals;
mod resolution;
mod sources;
mod stdout;
mod support;
