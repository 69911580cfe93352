//! Builds packages in temporary folders, in this process, and looks at what came out.

mod archives;
mod directives;
mod executable;
mod libraries;
mod packages;
mod probe;
mod probe_cache;
mod refusals;
mod resolution;
mod sources;
mod stdout;
mod support;
