//! Operations on files and the process, from POSIX. The fakes see the [`FakeFiles`] and the
//! [`FakeEnvironment`] of the thread instead. Errors carry their errno.
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
//!
//! # Descriptors are not owned
//!
//! A descriptor is a number here, as in RPython and Python: nothing says whose file it is, and a
//! program that closes or writes to any number may hit a file that a [`File`](std::fs::File) owns.
//! Whoever lets foreign programs call these operations gives them the fakes, or other operations.

use std::io;

use lltype::{ConstPtr, Ptr};
use rffi::{CHAR, ExternalCompilationInfo, INT, LONGLONG, SIZE_T, SSIZE_T, UINT, llexternal};

use crate::{Bytes, register_external};

mod environment;
mod fake;
mod folder;

pub use environment::FakeEnvironment;
pub use fake::FakeFiles;

static LL_OS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    // Files may be larger than 2 GiB, also where `long` has 32 bits.
    .pre_include_bits(&["#define _FILE_OFFSET_BITS 64"])
    .includes(&["fcntl.h", "sys/stat.h", "sys/types.h", "unistd.h", "rffi.h"])
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
        unsafe fn c_close(fd: INT) -> INT;
        #[save_errno]
        safe fn ll_os_lseek(fd: INT, offset: LONGLONG, how: INT) -> LONGLONG;
        #[save_errno]
        unsafe fn ll_os_stat(
            path: ConstPtr<CHAR>,
            ino: Ptr<LONGLONG>,
            dev: Ptr<LONGLONG>,
            nlink: Ptr<LONGLONG>,
            uid: Ptr<LONGLONG>,
            gid: Ptr<LONGLONG>,
            size: Ptr<LONGLONG>,
            atime: Ptr<LONGLONG>,
            mtime: Ptr<LONGLONG>,
            ctime: Ptr<LONGLONG>,
        ) -> LONGLONG;
        #[save_errno]
        unsafe fn ll_os_getenv(name: ConstPtr<CHAR>) -> Ptr<Bytes>;
        safe fn ll_os_getpid() -> INT;
        #[save_errno]
        #[name = "unlink"]
        unsafe fn c_unlink(path: ConstPtr<CHAR>) -> INT;
        #[save_errno]
        unsafe fn ll_os_mkdir(path: ConstPtr<CHAR>, mode: UINT) -> INT;
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
        // SAFETY: it reads the bytes that are passed, as many as there are. Any descriptor may be
        // given; it is not owned, as the module says.
        external: unsafe c_write,
        llfakeimpl: fake::write,
    }

    /// Closes a file.
    ///
    /// # Errors
    /// As `close` of POSIX.
    pub fn close(fd: i32) -> io::Result<()> = "os.close" {
        export_name: "ll_os.ll_os_close",
        // SAFETY: any number may be given; descriptors are not owned, as the module says.
        external: unsafe c_close,
        llfakeimpl: fake::close,
    }

    /// Sets the place in a file where the next byte is read or written: `offset` from its start, from
    /// where it is, or from its end, by the `SEEK_` numbers of `unistd.h`. Gives the place from the
    /// start.
    ///
    /// # Errors
    /// As `lseek` of POSIX.
    pub fn lseek(fd: i32, offset: i64, how: i32) -> io::Result<i64> = "os.lseek" {
        export_name: "ll_os.ll_os_lseek",
        external: ll_os_lseek,
        llfakeimpl: fake::lseek,
    }

    /// What is known of a file: mode, inode, device, number of links, user, group, size in bytes, and
    /// in whole seconds when it was read, written and changed, as in RPython's `stat_result`.
    ///
    /// # Errors
    /// As `stat` of POSIX.
    pub fn stat(path: &str) -> io::Result<(i64, i64, i64, i64, i64, i64, i64, i64, i64, i64)> = "os.stat" {
        export_name: "ll_os.ll_os_stat",
        // SAFETY: it follows the text to its NUL, and writes a `long long` through each pointer.
        external: unsafe ll_os_stat,
        llfakeimpl: fake::stat,
    }

    /// The value of a variable of the environment.
    ///
    /// # Errors
    /// `ENOENT` if it is not set; or there is no memory.
    pub fn getenv(name: &str) -> io::Result<Vec<u8>> = "os.getenv" {
        export_name: "ll_os.ll_os_getenv",
        // SAFETY: it follows the text to its NUL, and gives away what `Bytes` says. Generated programs
        // call it, which have no `std::env::set_var`.
        external: unsafe ll_os_getenv,
        // SAFETY: it follows the text to its NUL, and gives away what `Bytes` says.
        llimpl: unsafe environment::ll_getenv,
        llfakeimpl: environment::getenv,
    }

    /// The number of the process.
    pub fn getpid() -> i32 = "os.getpid" {
        export_name: "ll_os.ll_os_getpid",
        external: ll_os_getpid,
        llfakeimpl: environment::getpid,
    }

    /// Removes the name of a file; the file is there as long as it is open.
    ///
    /// # Errors
    /// As `unlink` of POSIX.
    pub fn unlink(path: &str) -> io::Result<()> = "os.unlink" {
        export_name: "ll_os.ll_os_unlink",
        // SAFETY: it follows the text to its NUL.
        external: unsafe c_unlink,
        llfakeimpl: fake::unlink,
    }

    /// Makes a folder; `mode` is its permissions.
    ///
    /// # Errors
    /// As `mkdir` of POSIX.
    pub fn mkdir(path: &str, mode: u32) -> io::Result<()> = "os.mkdir" {
        export_name: "ll_os.ll_os_mkdir",
        // SAFETY: it follows the text to its NUL.
        external: unsafe ll_os_mkdir,
        llfakeimpl: fake::mkdir,
    }
}
