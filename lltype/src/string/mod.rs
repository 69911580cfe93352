//! C's strings: units up to a NUL, in C's memory.
//!
//! | | bytes | wide |
//! |---|---|---|
//! | made, freed by hand | [`str2charp`], [`free_charp`] | [`unicode2wcharp`], [`free_wcharp`] |
//! | made for a scope | [`scoped_str2charp`], [`scoped_view_charp`] | [`scoped_unicode2wcharp`] |
//! | copied into an array of C's | [`str2chararray`], [`str2rawmem`] | [`unicode2wchararray`], [`unicode2rawmem`] |
//! | read up to the NUL | [`charp2str`], [`charp2bytes`] | [`wcharp2unicode`] |
//! | ... and up to a limit | [`charp2strn`], [`charp2bytesn`] | [`wcharp2unicoden`] |
//! | ... of a known size | [`charpsize2str`], [`charpsize2bytes`] | [`wcharpsize2unicode`] |
//! | for C to fill | [`scoped_alloc_buffer`] | [`scoped_alloc_unicodebuffer`] |
//!
//! Lists of strings are in [`liststr2charpp`] and its kin.

mod array;
mod buffer;
mod charp;
mod charpp;
mod encoding;
mod error;
mod read;
mod scoped;
mod text;
mod types;
mod unit;
mod view;
mod wide;
mod wide_read;

pub use array::{str2chararray, str2rawmem, unicode2rawmem, unicode2wchararray};
pub use buffer::{ScopedBuffer, scoped_alloc_buffer, scoped_alloc_unicodebuffer};
pub use charp::{
    free_charp, free_charp_untracked, scoped_str2charp, scoped_str2charp_no_nul, str2charp,
    str2charp_no_nul, str2charp_untracked, str2constcharp,
};
pub use charpp::{
    ScopedCharpp, charpp2listbytes, charpp2liststr, free_charpp, liststr2charpp,
    scoped_liststr2charpp,
};
pub use error::CharpError;
pub use read::{
    charp_as_cstr, charp2bytes, charp2bytesn, charp2str, charp2strn, charpsize2bytes, charpsize2str,
};
pub use scoped::{ScopedCharp, ScopedString, ScopedWcharp};
pub use text::{CharpText, OptionalCharpText};
pub use types::{CCHARP, CCHARPP, CONST_CCHARP, CONST_CWCHARP, CWCHARP};
pub use unit::{Unit, WideUnit};
pub use view::{CharpView, scoped_view_charp};
pub use wide::{
    free_wcharp, scoped_unicode2wcharp, scoped_unicode2wide, unicode2wcharp, unicode2wide,
};
pub use wide_read::{wcharp2unicode, wcharp2unicode_lossy, wcharp2unicoden, wcharpsize2unicode};
