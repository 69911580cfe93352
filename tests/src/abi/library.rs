//! [`Library`]: what a compiler made of a source, loaded.
//!
//! # Safety
//!
//! It is what [`source`](super::source) writes, which does nothing when it is loaded, and declares its
//! variables as they are written here.

use std::ffi::{CString, c_ulong, c_void};
use std::os::unix::ffi::OsStrExt;

use super::{Case, Memory, source};
use crate::compiler::Compiler;

/// What a compiler made of a source, loaded until it is dropped.
#[derive(Debug)]
pub struct Library(*mut c_void);

impl Library {
    /// Compiles and loads functions for cases.
    ///
    /// # Errors
    /// What the compiler prints, or the loader.
    pub fn new(compiler: &Compiler, optimization: &str, cases: &[&Case]) -> Result<Self, String> {
        let args = [optimization, "-shared", "-fPIC", "-o"];
        let file = compiler.written(&args, &source::source(cases))?;
        let path = CString::new(file.path().as_os_str().as_bytes()).map_err(|e| e.to_string())?;
        // SAFETY: it runs nothing.
        let handle = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        match handle.is_null() {
            true => Err(format!("{} cannot be loaded", file.path().display())),
            false => Ok(Library(handle)),
        }
    }

    /// The address of a function or a variable.
    ///
    /// # Panics
    /// There is none.
    #[must_use]
    pub fn address(&self, name: &str) -> *mut c_void {
        let c = CString::new(name).unwrap_or_default();
        // SAFETY: it is loaded.
        let address = unsafe { libc::dlsym(self.0, c.as_ptr()) };
        assert!(!address.is_null(), "no `{name}`");
        address
    }

    /// Says where the buffers are.
    pub fn connect(&self, memory: &Memory) {
        let buffers = [
            ("abi_args", memory.args),
            ("abi_seen", memory.seen),
            ("abi_result", memory.result),
            ("abi_returned", memory.returned),
        ];
        for (name, buffer) in buffers {
            // SAFETY: such are the variables.
            unsafe { self.address(name).cast::<*mut u8>().write(buffer) };
        }
    }

    /// Which argument did not lie as it should, counted from 1; it is forgotten then.
    #[must_use]
    pub fn misplaced(&self) -> c_ulong {
        // SAFETY: such is the variable.
        unsafe { self.address("abi_misplaced").cast::<c_ulong>().replace(0) }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        // SAFETY: it is loaded, and nobody is in it.
        unsafe { libc::dlclose(self.0) };
    }
}
