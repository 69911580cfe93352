//! Code of the program once more, at another address, with memory behind it.

use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;

use crate::callback::CallbackError;

/// The page of the machine.
pub(super) const PAGE: usize = 4096;

/// Maps `size` bytes of the program's code that begin at `code` once more, from the file that they are
/// of, with `room` bytes of memory directly behind them, all zeros. It stays for ever.
///
/// # Errors
/// The file cannot be found or read any more, is not what is running, or the system refuses.
pub(super) fn again(code: usize, size: usize, room: usize) -> Result<*mut u8, CallbackError> {
    let origin = Origin::of(code, size).map_err(CallbackError::Map)?;
    let start = reserve(size + room).map_err(CallbackError::Map)?;
    match fill(start, &origin, code, size) {
        Ok(()) => Ok(start),
        Err(error) => {
            // SAFETY: it was reserved just now, and nobody has it.
            unsafe { libc::munmap(start.cast(), size + room) };
            Err(CallbackError::Map(error))
        }
    }
}

/// Where in which file code is.
struct Origin {
    file: File,
    offset: libc::off_t,
}

impl Origin {
    fn of(code: usize, size: usize) -> io::Result<Self> {
        let maps = fs::read_to_string("/proc/self/maps")?;
        let line = maps.lines().find_map(|line| Line::parse(line, code));
        let line = line.ok_or_else(|| other("the program's code is mapped from no file"))?;
        // The program itself can be opened also if it was removed since it was started.
        let is_program =
            fs::read_link("/proc/self/exe").is_ok_and(|program| program.as_os_str() == line.path);
        let path = if is_program {
            "/proc/self/exe"
        } else {
            line.path
        };
        let offset = line.offset + (code - line.start) as u64;
        let file = File::open(path)?;
        // What is behind the end of a file cannot be read.
        if file.metadata()?.len() < offset + size as u64 {
            return Err(other(
                "the file of the program was cut since it was started",
            ));
        }
        Ok(Origin {
            file,
            offset: libc::off_t::try_from(offset).map_err(io::Error::other)?,
        })
    }
}

/// A line of `/proc/self/maps`: `start-end rwxp offset device inode path`.
struct Line<'a> {
    start: usize,
    offset: u64,
    path: &'a str,
}

impl<'a> Line<'a> {
    /// The line, if `address` is in it.
    fn parse(line: &'a str, address: usize) -> Option<Self> {
        let mut parts = line.splitn(6, ' ');
        let (start, end) = parts.next()?.split_once('-')?;
        let hex = |digits| usize::from_str_radix(digits, 16).ok();
        let (start, end) = (hex(start)?, hex(end)?);
        if !(start..end).contains(&address) {
            return None;
        }
        let offset = u64::from_str_radix(parts.nth(1)?, 16).ok()?;
        let path = parts.nth(2)?.trim_start();
        Some(Line {
            start,
            offset,
            path,
        })
    }
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

/// Puts the code in place of the first part of the memory.
fn fill(start: *mut u8, origin: &Origin, code: usize, size: usize) -> io::Result<()> {
    // SAFETY: the memory is ours alone.
    let mapped = unsafe {
        libc::mmap(
            start.cast(),
            size,
            libc::PROT_READ | libc::PROT_EXEC,
            libc::MAP_PRIVATE | libc::MAP_FIXED,
            origin.file.as_raw_fd(),
            origin.offset,
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
