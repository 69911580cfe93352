//! Code of the program once more, at another address, with memory behind it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use crate::callback::CallbackError;

/// The page of the machine.
pub(super) const PAGE: usize = 4096;

/// Maps `size` bytes of the program's code that begin at `code` once more, from the file that they are
/// of, with `room` bytes of memory directly behind them, all zeros. It stays for ever.
///
/// # Errors
/// The file cannot be found or read any more, is not what is running, or the system refuses.
pub(super) fn again(code: usize, size: usize, room: usize) -> Result<*mut u8, CallbackError> {
    let origin = Origin::of(code).map_err(CallbackError::Map)?;
    let start = reserve(size + room).map_err(CallbackError::Map)?;
    // The program itself can be opened also if it was removed since it was started. Whether a file is the
    // right one, its bytes tell.
    let mut mapped = Err(other("the program's code is mapped from no file"));
    for path in [PathBuf::from("/proc/self/exe"), origin.path.clone()] {
        mapped = fill(start, &path, origin.offset, code, size);
        if mapped.is_ok() {
            return Ok(start);
        }
    }
    // SAFETY: it was reserved just now, and nobody has it.
    unsafe { libc::munmap(start.cast(), size + room) };
    mapped.map(|()| start).map_err(CallbackError::Map)
}

/// Where in which file code is.
struct Origin {
    path: PathBuf,
    offset: u64,
}

impl Origin {
    /// What the system says. Names of files are bytes.
    fn of(code: usize) -> io::Result<Self> {
        let maps = fs::read("/proc/self/maps")?;
        let mut lines = maps.split(|byte| *byte == b'\n');
        let origin = lines.find_map(|line| Self::parse(line, code));
        origin.ok_or_else(|| other("the program's code is mapped from no file"))
    }

    /// A line of `/proc/self/maps`, if `address` is in it: `start-end rwxp offset device inode path`.
    fn parse(line: &[u8], address: usize) -> Option<Self> {
        let mut parts = line.splitn(6, |byte| *byte == b' ');
        let mut text = || core::str::from_utf8(parts.next()?).ok();
        let (start, end) = text()?.split_once('-')?;
        let hex = |digits| usize::from_str_radix(digits, 16).ok();
        let (start, end) = (hex(start)?, hex(end)?);
        if !(start..end).contains(&address) {
            return None;
        }
        let _access = text()?;
        let offset = u64::from_str_radix(text()?, 16).ok()?;
        let path = parts.nth(2)?.trim_ascii_start();
        Some(Origin {
            path: unescaped(path),
            offset: offset + (address - start) as u64,
        })
    }
}

/// The path of a file: the system writes line breaks as `\012`.
fn unescaped(path: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, tail @ ..] = rest {
        let (byte, behind) = match tail.strip_prefix(b"012") {
            Some(behind) if *first == b'\\' => (b'\n', behind),
            _ => (*first, tail),
        };
        bytes.push(byte);
        rest = behind;
    }
    PathBuf::from(OsString::from_vec(bytes))
}

fn reserve(size: usize) -> io::Result<*mut u8> {
    // SAFETY: new memory, at no given place.
    let start = unsafe {
        libc::mmap(
            core::ptr::null_mut(),
            size,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    match start {
        libc::MAP_FAILED => Err(io::Error::last_os_error()),
        start => Ok(start.cast()),
    }
}

/// Puts the code, as the file has it, in place of the first part of the memory.
fn fill(start: *mut u8, path: &Path, offset: u64, code: usize, size: usize) -> io::Result<()> {
    let file = File::open(path)?;
    // What is behind the end of a file cannot be read.
    if file.metadata()?.len() < offset + size as u64 {
        return Err(other(
            "the file of the program was cut since it was started",
        ));
    }
    let offset = libc::off_t::try_from(offset).map_err(io::Error::other)?;
    // SAFETY: the memory is ours alone.
    let mapped = unsafe {
        libc::mmap(
            start.cast(),
            size,
            libc::PROT_READ | libc::PROT_EXEC,
            libc::MAP_PRIVATE | libc::MAP_FIXED,
            file.as_raw_fd(),
            offset,
        )
    };
    if mapped == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `size` bytes of code are there, and as many were just mapped.
    let (expected, found) = unsafe {
        (
            core::slice::from_raw_parts(core::ptr::with_exposed_provenance::<u8>(code), size),
            core::slice::from_raw_parts(start, size),
        )
    };
    match expected == found {
        true => Ok(()),
        false => Err(other(
            "the file of the program was changed since it was started",
        )),
    }
}

fn other(message: &str) -> io::Error {
    io::Error::other(message.to_owned())
}
