//! [`scoped_alloc_buffer`]: room for C to write a text into.

use core::ffi::c_char;
use core::fmt;

use super::encoding::decode;
use super::unit::terminated;
use crate::{AllocError, CharpError, Ptr, ScopedAlloc, Unit, WideUnit};

/// Room for C to write units into, until the end of the scope.
///
/// All units are 0 at first, and behind the last stands a NUL.
#[must_use = "the buffer is freed as soon as this is dropped"]
pub struct ScopedBuffer<U> {
    /// One unit more than the buffer: the NUL.
    block: ScopedAlloc<U>,
}

/// Makes a buffer of `size` bytes.
///
/// ```
/// let mut buffer = lltype::scoped_alloc_buffer(16)?;
/// // SAFETY: there is room for three bytes: this stands for C's `read(fd, raw, 16)`.
/// unsafe { lltype::str2chararray("abc", buffer.raw(), 16)? };
/// assert_eq!(buffer.str(3)?, "abc");
/// assert!(buffer.str(17).is_err());
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[doc(alias = "alloc_buffer")]
#[track_caller]
pub fn scoped_alloc_buffer(size: usize) -> Result<ScopedBuffer<c_char>, AllocError> {
    ScopedBuffer::new(size)
}

/// Makes a buffer of `size` `wchar_t`s.
///
/// ```
/// let mut buffer = lltype::scoped_alloc_unicodebuffer(16)?;
/// // SAFETY: there is room for three units.
/// unsafe { lltype::unicode2wchararray("abc", buffer.raw(), 16)? };
/// assert_eq!(buffer.str(3)?, "abc");
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// As [`malloc`](crate::malloc).
#[track_caller]
pub fn scoped_alloc_unicodebuffer(size: usize) -> Result<ScopedBuffer<libc::wchar_t>, AllocError> {
    ScopedBuffer::new(size)
}

impl<U: Unit> ScopedBuffer<U> {
    /// Makes a buffer of `size` units.
    ///
    /// ```
    /// let mut buffer = lltype::ScopedBuffer::<u16>::new(2)?;
    /// // SAFETY: there is room for two units.
    /// unsafe { lltype::unicode2wchararray("\u{1f600}", buffer.raw(), 2)? };
    /// assert_eq!(buffer.units(2)?, [0xd83d, 0xde00]);
    /// assert_eq!(buffer.str(2)?, "\u{1f600}");
    /// # Ok::<(), lltype::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`malloc`](crate::malloc).
    #[track_caller]
    pub fn new(size: usize) -> Result<Self, AllocError> {
        let block = terminated::<U>(size)?;
        // SAFETY: the block is fresh and has room for `size` units, of which each may be 0.
        unsafe { block.as_ptr().write_bytes(0, size) };
        Ok(Self { block })
    }

    /// Where C writes.
    pub fn raw(&mut self) -> Ptr<U> {
        self.block.ptr()
    }

    /// How many units it has room for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.block.len() - 1
    }

    /// Whether it has room for none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first `count` units.
    ///
    /// # Errors
    /// [`CharpError::BeyondBuffer`]: it has not so many.
    pub fn units(&self, count: usize) -> Result<&[U], CharpError> {
        let (asked, room) = (count, self.len());
        if asked > room {
            return Err(CharpError::BeyondBuffer { asked, room });
        }
        // SAFETY: the block has so many units, all written in `new`. Who writes to it since does so
        // in an `unsafe` block, and sees to it that nobody reads meanwhile: `raw` borrows it.
        Ok(unsafe { core::slice::from_raw_parts(self.block.as_ptr(), count) })
    }
}

impl ScopedBuffer<c_char> {
    /// The first `count` bytes.
    ///
    /// # Errors
    /// [`CharpError::BeyondBuffer`]: it has not so many.
    pub fn bytes(&self, count: usize) -> Result<&[u8], CharpError> {
        let units = self.units(count)?;
        // SAFETY: `char` and `u8` have the same layout, and every value of each is one of the other.
        Ok(unsafe { core::slice::from_raw_parts(units.as_ptr().cast(), units.len()) })
    }

    /// The first `count` bytes as text.
    ///
    /// # Errors
    /// [`CharpError::BeyondBuffer`]: it has not so many. [`CharpError::NotUtf8`].
    pub fn str(&self, count: usize) -> Result<&str, CharpError> {
        core::str::from_utf8(self.bytes(count)?).map_err(CharpError::NotUtf8)
    }

    /// The first `count` bytes as a `String`. The buffer is freed.
    ///
    /// # Errors
    /// As [`str`](Self::str).
    pub fn into_string(self, count: usize) -> Result<String, CharpError> {
        self.str(count).map(str::to_owned)
    }
}

impl<U: WideUnit> ScopedBuffer<U> {
    /// The first `count` units as text.
    ///
    /// # Errors
    /// [`CharpError::BeyondBuffer`]: it has not so many. [`CharpError::NotUnicode`].
    pub fn str(&self, count: usize) -> Result<String, CharpError> {
        decode(self.units(count)?)
    }
}

impl<U> fmt::Debug for ScopedBuffer<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ScopedBuffer({:?} x {})",
            self.block.ptr(),
            self.block.len() - 1
        )
    }
}
