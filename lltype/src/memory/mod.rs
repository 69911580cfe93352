//! C's memory, tracked: `malloc`, `free` and their kin.
//!
//! Blocks come from the C library, so C may use and keep them. Beside them stands a table, keyed by
//! address, that knows every block: it names leaks by the line of their `malloc`, and turns a wrong
//! `free` into an error.
//!
//! A block is of one of three kinds, and only the first is reported as a leak:
//!
//! | made by | given back by |
//! |---|---|
//! | [`malloc`], [`malloc_zeroed`], [`malloc_array`], [`scoped_alloc`] | [`free`], the end of the scope |
//! | [`malloc_untracked`], [`malloc_untracked_zeroed`] | [`free_untracked`] |
//! | [`immortal`], [`render_immortal`] | nothing |
//!
//! [`untrack`] hands a block to C, which then frees it.
//!
//! The table knows untracked and immortal blocks, too: else a block that goes to the wrong `free`
//! could not be told from memory of somebody else, and a pointer of somebody else could not be
//! refused.
//!
//! The table has no locks. So a child of `fork` may malloc and free, whatever the other threads of
//! its parent were doing, as far as the C library's own `malloc` allows that (that of Linux, the BSDs
//! and macOS does); it has a table of its own, which begins as a copy.

mod alloc_error;
mod array;
mod block;
mod entry;
mod free_error;
mod immortal;
mod malloc;
mod mapped;
mod pages;
mod refusal;
mod scoped;
mod table;
mod untracked;

pub use alloc_error::AllocError;
pub use array::{malloc_array, malloc_array_zeroed, scoped_alloc_array};
pub use block::Block;
pub(crate) use block::{Birth, blocks, next_epoch};
pub use free_error::FreeError;
pub use immortal::{immortal, render_immortal};
pub(crate) use malloc::begin_free;
pub use malloc::{free, malloc, malloc_zeroed};
pub use scoped::{ScopedAlloc, scoped_alloc, scoped_alloc_zeroed};
pub(crate) use table::{distance, enclosing};
pub use untracked::{free_untracked, malloc_untracked, malloc_untracked_zeroed, untrack};
