//! Under construction.

mod cache;
mod cfg;
mod compiler;
mod depfile;
mod directives;
mod env;
mod error;
mod executable;
mod info;
mod package;
mod resolve;
mod roots;
mod scope;
mod sources;
mod toolchain;
mod unit;

pub use cfg::Cfg;
pub use env::{build, try_build};
pub use error::{Error, Result};
pub use executable::compile_executable;
pub use package::Package;
pub use toolchain::Toolchain;
