//! Bit-fields: the token, and the place it leads to.

use core::fmt;
use core::marker::PhantomData;

use super::{FieldToken, Integer, sealed};
use crate::{BitRange, ConstPtr, Desc, Ptr, Target, field_layout};

/// A bit-field of the struct `S`, of type `T`.
///
/// `#[derive(CStruct)]` makes one for each bit-field. Where the bits lie, the layout engine says.
pub struct BitField<S, T> {
    bits: BitRange,
    name: &'static str,
    types: PhantomData<fn(S) -> T>,
}

impl<S, T: Integer> BitField<S, T> {
    /// The bit-field that is member `index` of a described struct.
    ///
    /// # Panics
    /// There is no such bit-field, or it has no layout.
    ///
    /// # Safety
    /// `record` describes `S`, and the member is of type `T`.
    #[must_use]
    pub const unsafe fn new(record: &Desc, index: usize) -> Self {
        let Desc::Record(record) = record.unaliased() else {
            panic!("only structs have bit-fields");
        };
        let Some(layout) = field_layout(record, index, &Target::HOST) else {
            panic!("the bit-field has no layout");
        };
        let Some(bits) = layout.bits else {
            panic!("the member is no bit-field");
        };
        assert!(
            bits.width > 0 && bits.width <= T::BITS,
            "a bit-field has at least one bit, and no more than its type"
        );
        BitField {
            bits,
            name: record.fields[index].name,
            types: PhantomData,
        }
    }

    /// Where the bits lie, and how many.
    #[must_use]
    pub const fn bits(self) -> BitRange {
        self.bits
    }

    /// What C calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<S, T> Copy for BitField<S, T> {}

impl<S, T> Clone for BitField<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T> fmt::Debug for BitField<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BitRange { position, width } = self.bits;
        write!(f, "BitField({} at bit {position}, {width} wide)", self.name)
    }
}

impl<S, T> sealed::Sealed for BitField<S, T> {}

impl<S, T: Integer> FieldToken<S> for BitField<S, T> {
    type Place = BitPlace<T>;
    type ConstPlace = ConstBitPlace<T>;

    #[inline]
    fn place(self, record: Ptr<S>) -> BitPlace<T> {
        BitPlace(ConstBitPlace {
            record: record.as_ptr().cast(),
            bits: self.bits,
            of: PhantomData,
        })
    }

    #[inline]
    fn const_place(self, record: ConstPtr<S>) -> ConstBitPlace<T> {
        ConstBitPlace {
            record: record.as_ptr().cast_mut().cast(),
            bits: self.bits,
            of: PhantomData,
        }
    }
}

/// Where a bit-field lies, for reading.
pub struct ConstBitPlace<T> {
    /// The start of the struct.
    record: *mut u8,
    bits: BitRange,
    of: PhantomData<fn() -> T>,
}

/// Where a bit-field lies.
pub struct BitPlace<T>(ConstBitPlace<T>);

impl<T> Copy for ConstBitPlace<T> {}
impl<T> Copy for BitPlace<T> {}

impl<T> Clone for ConstBitPlace<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Clone for BitPlace<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Integer> ConstBitPlace<T> {
    /// The value, with its sign.
    ///
    /// # Safety
    /// It is in a struct that is not freed, and all bytes that have bits of it were written.
    #[inline]
    #[must_use]
    pub unsafe fn get(self) -> T {
        // SAFETY: the caller keeps this function's promise, which is the same.
        let bytes = unsafe { self.load() };
        let unused = 128 - self.bits.width;
        let top = bytes >> self.shift() << unused;
        T::truncate(match T::SIGNED {
            true => top.cast_signed() >> unused,
            false => (top >> unused).cast_signed(),
        })
    }

    fn shift(self) -> u32 {
        self.bits.shift(&Target::HOST)
    }

    /// The bytes that have bits of it, in order of their address.
    fn bytes(self) -> impl Iterator<Item = *mut u8> {
        // A struct of the host is no larger than its address space.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "an offset in a struct of the host"
        )]
        let first = self.record.wrapping_add(self.bits.first_byte() as usize);
        (0..self.bits.byte_count() as usize).map(move |index| first.wrapping_add(index))
    }

    /// The number that those bytes are.
    ///
    /// # Safety
    /// As [`get`](Self::get).
    #[inline]
    unsafe fn load(self) -> u128 {
        let mut word = 0;
        for (index, byte) in self.bytes().enumerate() {
            // SAFETY: the byte has bits of the bit-field, so the caller says that it was written.
            let byte = u128::from(unsafe { byte.read() });
            word = match cfg!(target_endian = "little") {
                true => word | byte << (8 * index),
                false => word << 8 | byte,
            };
        }
        word
    }

    /// Stores that number.
    ///
    /// # Safety
    /// As [`BitPlace::set`].
    #[inline]
    unsafe fn store(self, word: u128) {
        let count = self.bits.byte_count() as usize;
        for (index, byte) in self.bytes().enumerate() {
            let place = match cfg!(target_endian = "little") {
                true => index,
                false => count - 1 - index,
            };
            // SAFETY: the byte has bits of the bit-field, so the caller says that it is ours.
            unsafe { byte.write((word >> (8 * place)).to_le_bytes()[0]) };
        }
    }
}

impl<T: Integer> BitPlace<T> {
    /// The value, with its sign.
    ///
    /// # Safety
    /// As [`ConstBitPlace::get`].
    #[inline]
    #[must_use]
    pub unsafe fn get(self) -> T {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { self.0.get() }
    }

    /// Stores the low bits of a value, as C's assignment does; the others are lost. The bits beside
    /// it stay as they are.
    ///
    /// # Safety
    /// It is in a struct that nothing else is using, and all bytes that have bits of it were written:
    /// a new block is to be filled with zeros first.
    #[inline]
    pub unsafe fn set(self, value: T) {
        let place = self.0;
        let mask = u128::MAX >> (128 - place.bits.width) << place.shift();
        // SAFETY: the caller says that the bytes were written.
        let old = unsafe { place.load() };
        let new = value.widen().cast_unsigned() << place.shift();
        // SAFETY: the caller says that nothing else is using them.
        unsafe { place.store(old & !mask | new & mask) }
    }
}

impl<T> From<BitPlace<T>> for ConstBitPlace<T> {
    fn from(place: BitPlace<T>) -> Self {
        place.0
    }
}
