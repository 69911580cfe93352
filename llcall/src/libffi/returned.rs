//! [`Returned`]: how libffi hands results over.

use core::mem::MaybeUninit;

use libffi_sys as ffi;
use libffi_sys::ffi_type;

/// How libffi hands a result over.
///
/// An integer that is narrower than a word of the machine fills one: on a machine that has the highest
/// byte first, it does not begin where the room for it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returned {
    Nothing,
    Integer {
        size: u8,
        is_signed: bool,
    },
    Float,
    Double,
    /// By the address of room for it.
    Memory {
        size: usize,
    },
}

/// Room for what libffi writes: for some small structs, all registers that they may be in.
pub(super) type Room = MaybeUninit<[u128; 4]>;

impl Returned {
    /// # Safety
    /// It is a complete description.
    pub(super) unsafe fn of(ty: *const ffi_type) -> Returned {
        // SAFETY: the caller's word.
        let ty = unsafe { &*ty };
        let integer = |is_signed| Returned::Integer {
            #[expect(clippy::cast_possible_truncation, reason = "at most 8")]
            size: ty.size as u8,
            is_signed,
        };
        match ty.type_ {
            ffi::FFI_TYPE_VOID => Returned::Nothing,
            ffi::FFI_TYPE_FLOAT => Returned::Float,
            ffi::FFI_TYPE_DOUBLE => Returned::Double,
            ffi::FFI_TYPE_LONGDOUBLE | ffi::FFI_TYPE_STRUCT | ffi::FFI_TYPE_COMPLEX => {
                Returned::Memory { size: ty.size }
            }
            ffi::FFI_TYPE_SINT8
            | ffi::FFI_TYPE_SINT16
            | ffi::FFI_TYPE_SINT32
            | ffi::FFI_TYPE_SINT64 => integer(true),
            _ => integer(false),
        }
    }

    /// How many bytes the value has.
    pub(super) fn size(self) -> usize {
        match self {
            Returned::Nothing => 0,
            Returned::Integer { size, .. } => usize::from(size),
            Returned::Float => 4,
            Returned::Double => 8,
            Returned::Memory { size } => size,
        }
    }

    /// Where the value begins in what libffi wrote.
    pub(super) fn offset(self) -> usize {
        match self {
            Returned::Integer { size, .. } if cfg!(target_endian = "big") => {
                size_of::<usize>().saturating_sub(usize::from(size))
            }
            _ => 0,
        }
    }

    /// The word that is in what libffi wrote; of a wider result, nothing. What the type does not have of
    /// the word is 0.
    ///
    /// # Safety
    /// libffi wrote a result of this kind.
    pub(super) unsafe fn word(self, room: &Room) -> u64 {
        let from = room.as_ptr().cast::<u8>().wrapping_add(self.offset());
        // SAFETY: the caller's word.
        unsafe {
            match (self, self.size()) {
                (Returned::Nothing | Returned::Memory { .. }, _) => 0,
                (_, 1) => u64::from(from.read()),
                (_, 2) => u64::from(from.cast::<u16>().read_unaligned()),
                (_, 4) => u64::from(from.cast::<u32>().read_unaligned()),
                _ => from.cast::<u64>().read_unaligned(),
            }
        }
    }

    /// Widens what a function of ours wrote, to what libffi takes.
    ///
    /// # Safety
    /// There is a value of this kind at `value`, and room for what libffi takes at `to`.
    pub(super) unsafe fn widen(self, value: *const u8, to: *mut u8) {
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Returned::Integer { size, is_signed } if usize::from(size) < size_of::<usize>() => {
                    to.cast::<usize>().write(extended(value, size, is_signed));
                }
                _ => core::ptr::copy_nonoverlapping(value, to, self.size()),
            }
        }
    }
}

/// # Safety
/// There is an integer of so many bytes, fewer than a word has.
#[expect(
    clippy::cast_sign_loss,
    reason = "the sign is what a word is extended by"
)]
unsafe fn extended(value: *const u8, size: u8, is_signed: bool) -> usize {
    // SAFETY: the caller's word.
    unsafe {
        match (size, is_signed) {
            (1, true) => value.cast::<i8>().read() as usize,
            (1, false) => usize::from(value.read()),
            (2, true) => value.cast::<i16>().read_unaligned() as usize,
            (2, false) => usize::from(value.cast::<u16>().read_unaligned()),
            (_, true) => value.cast::<i32>().read_unaligned() as usize,
            (_, false) => value.cast::<u32>().read_unaligned() as usize,
        }
    }
}
