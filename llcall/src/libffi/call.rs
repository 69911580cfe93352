//! Calls: what this crate has, handed over to libffi.

use core::ffi::c_void;
use core::mem::MaybeUninit;
use core::ptr;

use libffi_sys as ffi;
use libffi_sys::{ffi_cif, ffi_type};
use lltype::Tag;

use super::cif::{Prepared, Source};
use super::returned::{Returned, Room};
use super::types::integer;
use crate::caller::Call;
use crate::plan::MAX_ARGUMENTS;

// With another type than `libffi-sys` gives it: what is called may unwind, and libffi lets that pass.
unsafe extern "C-unwind" {
    fn ffi_call(
        cif: *mut ffi_cif,
        function: *const (),
        result: *mut c_void,
        arguments: *mut *mut c_void,
    );
}

/// Where the arguments are.
type Addresses = [MaybeUninit<*mut c_void>; MAX_ARGUMENTS];

impl Prepared {
    /// Calls a function, and writes its result to `call.result`. If it is a word, that is returned as
    /// well, and `call.result` may be null.
    ///
    /// # Safety
    /// The function is what this was made for; there is a word for each argument, and room for the
    /// result.
    pub(crate) unsafe fn run(&self, call: &Call<'_>) -> u64 {
        let mut addresses: Addresses = [const { MaybeUninit::uninit() }; MAX_ARGUMENTS];
        // SAFETY: the caller's word.
        unsafe {
            self.fill(&mut addresses, call);
            match call.more {
                [] => self.call(self.cif, call, &mut addresses),
                more => self.call_with_more(more, call, &mut addresses),
            }
        }
    }

    /// # Safety
    /// As for [`run`](Self::run).
    unsafe fn fill(&self, addresses: &mut Addresses, call: &Call<'_>) {
        let more = call.more.iter().map(|tag| source(*tag));
        let sources = self.sources.iter().copied().chain(more);
        for (index, (address, source)) in addresses.iter_mut().zip(sources).enumerate() {
            let word = call.words.wrapping_add(index);
            address.write(match source {
                // libffi reads what it is given, and no more.
                Source::Word { offset } => {
                    let word = word.cast::<c_void>().cast_mut();
                    word.wrapping_byte_add(usize::from(offset))
                }
                // SAFETY: the caller says that the word is there.
                Source::Address => pointer(unsafe { *word }),
            });
        }
    }

    /// A call with variadic arguments that were not prepared.
    ///
    /// # Safety
    /// As for [`run`](Self::run).
    unsafe fn call_with_more(
        &self,
        more: &[Tag],
        call: &Call<'_>,
        addresses: &mut Addresses,
    ) -> u64 {
        let mut types = [ptr::null_mut(); MAX_ARGUMENTS];
        let prepared = self.sources.len();
        let count = prepared + more.len();
        // SAFETY: the list has as many types as were prepared.
        let known = unsafe { core::slice::from_raw_parts(self.cif.arg_types, prepared) };
        let all = known
            .iter()
            .copied()
            .chain(more.iter().map(|tag| type_of(*tag)));
        types.iter_mut().zip(all).for_each(|(to, ty)| *to = ty);
        // SAFETY: the first are complete, and so are libffi's own; both outlive the call.
        let cif = unsafe { self.prepare(types.as_mut_ptr(), count) };
        // The convention is known, and words are passed by all.
        let cif = cif.expect("libffi passes integers, `double` and pointers");
        // SAFETY: the caller's word.
        unsafe { self.call(cif, call, addresses) }
    }

    /// # Safety
    /// As for [`run`](Self::run), and the addresses are those of the arguments.
    unsafe fn call(&self, mut cif: ffi_cif, call: &Call<'_>, addresses: &mut Addresses) -> u64 {
        let mut room = Room::uninit();
        let own = room.as_mut_ptr().cast::<c_void>();
        let is_direct =
            matches!(self.returned, Returned::Memory { size } if size > size_of::<Room>());
        let result = if is_direct { call.result.cast() } else { own };
        // SAFETY: the caller's word; libffi may change the call interface and the addresses, which are
        // this call's own.
        unsafe {
            ffi_call(
                &raw mut cif,
                call.target,
                result,
                addresses.as_mut_ptr().cast(),
            )
        };
        if !is_direct && !call.result.is_null() {
            let from = own.cast::<u8>().wrapping_add(self.returned.offset());
            // SAFETY: there is room for the result, which was written.
            unsafe { ptr::copy_nonoverlapping(from, call.result, self.returned.size()) };
        }
        // SAFETY: libffi wrote the result.
        unsafe { self.returned.word(&room) }
    }
}

/// Where a promoted argument is in its word.
fn source(tag: Tag) -> Source {
    let offset = match tag {
        Tag::I32 | Tag::U32 => 4,
        #[expect(clippy::cast_possible_truncation, reason = "at most 8")]
        Tag::Pointer => 8 - size_of::<usize>() as u8,
        _ => 0,
    };
    match cfg!(target_endian = "big") {
        true => Source::Word { offset },
        false => Source::Word { offset: 0 },
    }
}

/// The type of a promoted argument.
fn type_of(tag: Tag) -> *mut ffi_type {
    let described = match tag {
        Tag::F64 => None,
        Tag::Pointer => Some(&raw mut ffi::ffi_type_pointer),
        Tag::U32 => integer(4, false),
        Tag::I64 => integer(8, true),
        Tag::U64 => integer(8, false),
        _ => integer(4, true),
    };
    described.unwrap_or(&raw mut ffi::ffi_type_double)
}

/// The address in a word.
#[expect(clippy::cast_possible_truncation, reason = "the word is an address")]
fn pointer(word: u64) -> *mut c_void {
    ptr::with_exposed_provenance_mut(word as usize)
}
