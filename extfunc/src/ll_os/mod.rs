//! Operations on files, from POSIX. The fakes see the [`FakeFiles`] of the thread instead.
//!
//! ```
//! use extfunc::ll_os::{self, FakeFiles};
//! use extfunc::{Executor, HighValue};
//!
//! FakeFiles::new().with_file("/etc/motd", "hello").install();
//! let open = ll_os::open::EXTFUNC;
//! let fd = open.call(Executor::Interpreter, &["/etc/motd".into(), 0.into(), 0.into()])?;
//! let read = ll_os::read::EXTFUNC;
//! assert_eq!(read.call(Executor::Interpreter, &[fd, 100.into()])?, HighValue::Bytes(b"hello".into()));
//!
//! // From Rust, and with `Executor::Native`, it is the real file system.
//! assert_eq!(ll_os::open("/no/such/file", 0, 0).unwrap_err().raw_os_error(), Some(2));
//! # Ok::<(), extfunc::CallError>(())
//! ```

use std::io;

use lltype::{ConstPtr, Ptr};
use rffi::{CHAR, ExternalCompilationInfo, INT, SIZE_T, SSIZE_T, UINT, llexternal};

use crate::{Bytes, register_external};

mod fake;

pub use fake::FakeFiles;

static LL_OS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["fcntl.h", "sys/types.h", "unistd.h", "rffi.h"])
    .post_include_bits(&[include_str!("../../c/ll_os.h")])
    .separate_module_sources(&[include_str!("../../c/ll_os.c")]);

llexternal! {
    compilation_info = LL_OS;

    unsafe extern "C" {
        #[save_errno]
        unsafe fn ll_os_open(path: ConstPtr<CHAR>, flags: INT, mode: UINT) -> INT;
        #[save_errno]
        unsafe fn ll_os_read(fd: INT, count: SIZE_T) -> Ptr<Bytes>;
        #[save_errno]
        #[name = "write"]
        unsafe fn c_write(fd: INT, data: ConstPtr<core::ffi::c_void>, length: SIZE_T) -> SSIZE_T;
        #[save_errno]
        #[name = "close"]
        safe fn c_close(fd: INT) -> INT;
    }
}

register_external! {
    list = pub EXTFUNCS;

    /// Opens a file, with the `O_` flags of `fcntl.h`; `mode` is the permissions of one that is
    /// created.
    ///
    /// # Errors
    /// As `open` of POSIX.
    pub fn open(path: &str, flags: i32, mode: u32) -> io::Result<i32> = "os.open" {
        export_name: "ll_os.ll_os_open",
        // SAFETY: it follows the text to its NUL, and nothing else.
        external: unsafe ll_os_open,
        llfakeimpl: fake::open,
    }

    /// Reads at most `count` bytes; none at the end of the file.
    ///
    /// # Errors
    /// As `read` of POSIX; or there is no memory for `count` bytes.
    pub fn read(fd: i32, count: usize) -> io::Result<Vec<u8>> = "os.read" {
        export_name: "ll_os.ll_os_read",
        // SAFETY: any descriptor and count may be given; it gives away what `Bytes` says.
        external: unsafe ll_os_read,
        llfakeimpl: fake::read,
    }

    /// Writes bytes, perhaps not all; the result says how many.
    ///
    /// # Errors
    /// As `write` of POSIX.
    pub fn write(fd: i32, data: &[u8]) -> io::Result<usize> = "os.write" {
        export_name: "ll_os.ll_os_write",
        // SAFETY: it reads the bytes that are passed, as many as there are.
        external: unsafe c_write,
        llfakeimpl: fake::write,
    }

    /// Closes a file.
    ///
    /// # Errors
    /// As `close` of POSIX.
    pub fn close(fd: i32) -> io::Result<()> = "os.close" {
        export_name: "ll_os.ll_os_close",
        external: c_close,
        llfakeimpl: fake::close,
    }
}
