//! [`Arena`]: memory that lives as long as a call needs it.
//!
//! # Safety
//! Blocks are allocated here alone, with the layout that is kept beside them, and freed with the arena.

use core::fmt;
use core::ptr::NonNull;
use std::alloc::{self, Layout};

/// Memory for C: blocks that keep their place, and are freed together.
///
/// ```
/// use ccall::Arena;
/// let mut arena = Arena::new();
/// let block = arena.keep(&[1, 2, 3], 1).unwrap();
/// assert_eq!(arena.bytes(block), [1, 2, 3]);
/// ```
#[derive(Default)]
pub struct Arena {
    blocks: Vec<(NonNull<u8>, Layout)>,
}

/// A block of an [`Arena`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    index: usize,
    address: usize,
    size: usize,
}

impl Block {
    /// Where it is.
    #[must_use]
    pub fn address(self) -> usize {
        self.address
    }
}

impl Arena {
    /// Without blocks.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A new block with these bytes; `None` if there is no memory, or no such alignment.
    pub fn keep(&mut self, bytes: &[u8], align: u64) -> Option<Block> {
        // C may ask where something lies that has no bytes.
        let size = bytes.len().max(1);
        let layout = Layout::from_size_align(size, usize::try_from(align).ok()?).ok()?;
        // SAFETY: the size is not 0.
        let start = NonNull::new(unsafe { alloc::alloc_zeroed(layout) })?;
        // SAFETY: the block is new, and has room for the bytes.
        unsafe {
            start
                .as_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len())
        };
        self.blocks.push((start, layout));
        Some(Block {
            index: self.blocks.len() - 1,
            address: start.as_ptr().expose_provenance(),
            size: bytes.len(),
        })
    }

    /// The start of a block.
    #[must_use]
    pub fn pointer(&self, block: Block) -> *mut u8 {
        self.blocks
            .get(block.index)
            .map_or(core::ptr::null_mut(), |(start, _)| start.as_ptr())
    }

    /// The bytes of a block, as they are now; none of a block of another arena.
    #[must_use]
    pub fn bytes(&self, block: Block) -> Vec<u8> {
        match self.blocks.get(block.index) {
            Some((start, layout)) => {
                let size = block.size.min(layout.size());
                // SAFETY: the block has so many bytes, all of them written when it was made, and C is not
                // running.
                unsafe { core::slice::from_raw_parts(start.as_ptr(), size) }.to_vec()
            }
            None => Vec::new(),
        }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for (start, layout) in self.blocks.drain(..) {
            // SAFETY: it was allocated with this layout.
            unsafe { alloc::dealloc(start.as_ptr(), layout) };
        }
    }
}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Arena({} blocks)", self.blocks.len())
    }
}
