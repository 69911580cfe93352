//! Under construction.

mod building;
mod cache;
mod cfg;
mod compiler;
mod depfile;
mod directives;
mod directory;
mod env;
mod error;
mod executable;
mod import;
mod info;
mod package;
mod resolve;
mod roots;
mod scope;
mod script;
mod sources;
mod toolchain;
mod unit;

pub use cfg::Cfg;
pub use error::{Error, Result};
pub use executable::compile_executable;
pub use package::Package;
pub use script::{build, try_build};
pub use toolchain::Toolchain;
