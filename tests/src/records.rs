//! The structs of c/records.h, in Rust, and its functions.

use std::ffi::{c_char, c_int, c_long, c_longlong, c_schar, c_short, c_uchar, c_uint, c_ulonglong};

use lltype::{Array, CStruct, FlexArray};
use rffi::{
    ConstPtr, ExternalCompilationInfo, INT, LONG, LONGLONG, Ptr, SIZE_T, VOIDP, llexternal,
};

/// A bit-field behind which a byte stands.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C, align(4))]
#[cstruct(name = "struct rec_bits")]
pub struct Bits {
    #[cstruct(bits(ready: c_uint = 1, mode: c_uint = 3, _: c_uint = 2, level: c_int = 4))]
    pub(crate) bits: [u8; 2],
    /// The byte.
    pub behind: c_uchar,
}

/// Bit-fields of all types.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C, align(8))]
#[cstruct(name = "struct rec_mixed")]
pub struct Mixed {
    pub(crate) head: c_char,
    #[cstruct(bits(a: c_ulonglong = 33, b: c_uint = 7, c: c_short = 9, on: bool = 1))]
    pub(crate) low: [u8; 7],
    #[cstruct(bits(d: c_longlong = 60, _: c_uint = 0))]
    pub(crate) high: [u8; 8],
    pub(crate) tail: c_int,
}

/// Nothing is aligned.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C, packed)]
#[cstruct(name = "struct rec_packed")]
pub struct Packed {
    pub(crate) kind: c_schar,
    pub(crate) value: c_long,
    #[cstruct(bits(low: c_uint = 5, wide: c_ulonglong = 64))]
    pub(crate) bits: [u8; 9],
    pub(crate) last: c_short,
}

/// Aligned to two bytes at most.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C, packed(2))]
#[cstruct(name = "struct rec_pack2")]
pub struct Pack2 {
    pub(crate) a: c_schar,
    pub(crate) b: c_longlong,
    pub(crate) c: c_int,
}

/// Aligned to 32 bytes.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C, align(32))]
#[cstruct(name = "struct rec_aligned")]
pub struct Aligned {
    pub(crate) a: c_int,
    pub(crate) b: c_short,
}

/// A union.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "union rec_number")]
pub union Number {
    pub(crate) number: c_int,
    pub(crate) wide: c_longlong,
    pub(crate) bytes: [c_uchar; 12],
}

/// A struct without a name.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "")]
pub struct Point {
    pub(crate) x: c_short,
    pub(crate) y: c_short,
}

/// A union without a name.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "")]
pub union Payload {
    #[cstruct(anonymous)]
    pub(crate) point: Point,
    pub(crate) whole: c_long,
}

/// It has the members of both.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct rec_event")]
pub struct Event {
    pub(crate) kind: c_int,
    #[cstruct(anonymous)]
    pub(crate) payload: Payload,
    pub(crate) after: c_int,
}

/// A struct in others.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C)]
#[cstruct(name = "struct rec_inner")]
pub struct Inner {
    pub(crate) a: c_short,
    pub(crate) b: c_long,
}

/// A struct of others.
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C)]
#[cstruct(name = "struct rec_outer")]
pub struct Outer {
    pub(crate) first: Inner,
    pub(crate) pair: [Inner; 2],
    pub(crate) last: c_int,
}

/// A list.
#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "struct rec_node")]
pub struct Node {
    pub(crate) next: Ptr<Node>,
    pub(crate) value: c_int,
}

/// Words behind their number: what C writes as a struct is RPython's array.
pub type Words = Array<c_long>;

/// Text at the end, in what would be padding.
#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct rec_message")]
pub struct Message {
    pub(crate) kind: c_long,
    pub(crate) sender: c_char,
    pub(crate) text: FlexArray<c_char>,
}

/// What c/records.c needs.
pub static RECORDS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["records.h"])
    .include_dirs(&["c"])
    .separate_module_files(&["c/records.c"]);

llexternal! {
    compilation_info = RECORDS;

    unsafe extern "C" {
        safe fn rec_bits_size() -> SIZE_T;
        unsafe fn rec_bits_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_bits_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_mixed_size() -> SIZE_T;
        unsafe fn rec_mixed_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_mixed_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_packed_size() -> SIZE_T;
        unsafe fn rec_packed_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_packed_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_pack2_size() -> SIZE_T;
        unsafe fn rec_pack2_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_pack2_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_aligned_size() -> SIZE_T;
        unsafe fn rec_aligned_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_aligned_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_event_size() -> SIZE_T;
        unsafe fn rec_event_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_event_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_outer_size() -> SIZE_T;
        unsafe fn rec_outer_read(record: VOIDP, out: Ptr<LONGLONG>);
        unsafe fn rec_outer_write(record: VOIDP, r#in: ConstPtr<LONGLONG>);
        safe fn rec_number_size() -> SIZE_T;
        unsafe fn rec_number_byte(number: ConstPtr<Number>, index: SIZE_T) -> INT;
        unsafe fn rec_nodes(node: ConstPtr<Node>, limit: INT) -> INT;
        unsafe fn rec_follow(node: Ptr<Node>, steps: INT) -> Ptr<Node>;
        unsafe fn rec_words_sum(words: ConstPtr<Words>) -> LONG;
        unsafe fn rec_words_span(first: ConstPtr<LONG>, end: ConstPtr<LONG>) -> SIZE_T;
        safe fn rec_message_text() -> SIZE_T;
        safe fn rec_back(pointer: VOIDP) -> VOIDP;
        safe fn rec_address(item: ConstPtr<INT>) -> SIZE_T;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lltype::{
        ConstPtr, getintfield, leakfinder, malloc, malloc_array, ptradd, scoped_alloc,
        scoped_alloc_array, setintfield,
    };
    use std::mem::MaybeUninit;

    /// Numbers that are the same in every run.
    struct Random(u64);

    impl Random {
        fn next(&mut self, _member: &str) -> i64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0.cast_signed()
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "C's `long long` of the same bits"
    )]
    fn as_c(number: i128) -> i64 {
        number as i64
    }

    /// What Rust stores is what C reads, and the other way round; both leave the same bytes.
    macro_rules! assert_same_in_c {
        ($ty:ty, $size:ident, $read:ident, $write:ident: $([$($step:expr),+]),* $(,)?) => {{
            assert_eq!(size_of::<$ty>(), $size());
            let mut random = Random(0x9e37_79b9_7f4a_7c15);
            for _ in 0..500 {
                let numbers = [$(random.next(stringify!($($step),+))),*];
                let (mut by_rust, mut by_c) = (
                    MaybeUninit::<$ty>::zeroed(),
                    MaybeUninit::<$ty>::zeroed(),
                );
                let ours = Ptr::<$ty>::from(by_rust.as_mut_ptr());
                let theirs = Ptr::<$ty>::from(by_c.as_mut_ptr());
                let mut seen_by_c = [0_i64; 8];
                let mut number = numbers.iter().copied();
                // SAFETY: both are there, zeroed, and all of the members are integers; C reads and
                // writes as many numbers as there are members.
                let seen_by_rust = unsafe {
                    $(
                        member!(set ours, number.next().unwrap(); $($step),+);
                    )*
                    $read(ours.cast(), seen_by_c.as_mut_ptr().into());
                    $write(theirs.cast(), numbers.as_ptr().into());
                    [$(as_c(member!(get theirs; $($step),+))),*]
                };
                assert_eq!(seen_by_rust, seen_by_c[..numbers.len()], "{numbers:?}");
                // SAFETY: both are as long, and were zeroed.
                let bytes = |p: Ptr<$ty>| unsafe {
                    std::slice::from_raw_parts(p.as_ptr().cast::<u8>(), size_of::<$ty>())
                };
                assert_eq!(bytes(ours), bytes(theirs), "{numbers:?}");
            }
        }};
    }

    /// A member by its tokens, stored or read.
    macro_rules! member {
        (set $at:expr, $number:expr; $last:expr) => {
            setintfield($at, $last, $number)
        };
        (get $at:expr; $last:expr) => {
            getintfield($at, $last)
        };
        (set $at:expr, $number:expr; $first:expr, $($rest:expr),+) => {
            member!(set $at.field($first), $number; $($rest),+)
        };
        (get $at:expr; $first:expr, $($rest:expr),+) => {
            member!(get $at.field($first); $($rest),+)
        };
    }

    #[test]
    fn bit_fields_are_those_of_c() {
        assert_same_in_c!(Bits, rec_bits_size, rec_bits_read, rec_bits_write:
            [Bits::READY], [Bits::MODE], [Bits::LEVEL], [Bits::BEHIND]);
        assert_same_in_c!(Mixed, rec_mixed_size, rec_mixed_read, rec_mixed_write:
            [Mixed::HEAD], [Mixed::A], [Mixed::B], [Mixed::C],
            [Mixed::ON], [Mixed::D], [Mixed::TAIL]);
        assert_same_in_c!(Packed, rec_packed_size, rec_packed_read, rec_packed_write:
            [Packed::KIND], [Packed::VALUE], [Packed::LOW],
            [Packed::WIDE], [Packed::LAST]);
    }

    #[test]
    fn methods_of_bit_fields_are_those_of_c() {
        let mut bits = Bits::default();
        bits.set_level(-3);
        bits.set_mode(5);
        let mut out = [0; 8];
        // SAFETY: both are there.
        unsafe { rec_bits_read(Ptr::from(&raw mut bits).cast(), out.as_mut_ptr().into()) };
        assert_eq!(out[..3], [0, 5, -3]);
    }

    #[test]
    fn packed_and_aligned_structs_are_those_of_c() {
        assert_same_in_c!(Pack2, rec_pack2_size, rec_pack2_read, rec_pack2_write:
            [Pack2::A], [Pack2::B], [Pack2::C]);
        assert_same_in_c!(Aligned, rec_aligned_size, rec_aligned_read, rec_aligned_write:
            [Aligned::A], [Aligned::B]);
    }

    #[test]
    fn b083_what_either_side_writes_the_other_sees() {
        assert_same_in_c!(Event, rec_event_size, rec_event_read, rec_event_write:
            [Event::KIND], [Event::PAYLOAD, Payload::POINT, Point::X],
            [Event::PAYLOAD, Payload::POINT, Point::Y], [Event::AFTER]);

        assert_eq!(rec_number_size(), size_of::<Number>());
        let mut number = Number { bytes: [7; 12] };
        let pointer = Ptr::from(&raw mut number);
        // SAFETY: the union is there.
        unsafe {
            assert_eq!(rec_number_byte(pointer.into(), 11), 7);
            pointer.field(Number::WIDE).set(-1);
            assert_eq!(rec_number_byte(pointer.into(), 7), 255);
            assert_eq!(rec_number_byte(pointer.into(), 8), 7);
            assert_eq!(pointer.field(Number::NUMBER).get(), -1);
        }
    }

    #[test]
    fn b084_structs_inside_of_structs_are_seen_from_both_sides() {
        let first = |outer: Ptr<Outer>| outer.field(Outer::PAIR).item(0).unwrap();
        let second = |outer: Ptr<Outer>| outer.field(Outer::PAIR).item(1).unwrap();
        assert_eq!(rec_outer_size(), size_of::<Outer>());
        let mut outer = Outer::default();
        let pointer = Ptr::from(&raw mut outer);
        let numbers = [1, 2, 3, 4, 5, 6, 7_i64];
        let mut out = [0; 8];
        // SAFETY: the struct is there, and written.
        unsafe {
            // The inner one is taken before C writes, and sees it all the same.
            let inner = second(pointer);
            rec_outer_write(pointer.cast(), numbers.as_ptr().into());
            assert_eq!(inner.field(Inner::A).get(), 5);
            assert_eq!(first(pointer).field(Inner::B).get(), 4);
            assert_eq!(pointer.field(Outer::FIRST).field(Inner::B).get(), 2);
            inner.field(Inner::B).set(60);
            pointer.field(Outer::FIRST).set(Inner { a: 10, b: 20 });
            rec_outer_read(pointer.cast(), out.as_mut_ptr().into());
        }
        assert_eq!(out[..7], [10, 20, 3, 4, 5, 60, 7]);
        assert_eq!(outer.pair[1].b, 60);
    }

    #[test]
    fn b085_pointers_in_structs_lead_to_the_same_addresses() -> Result<(), lltype::Error> {
        let nodes = scoped_alloc::<Node>(3)?;
        let node = |index| ptradd(nodes.ptr(), index);
        let link = |from: Ptr<Node>, to, value| {
            // SAFETY: the block has room for three nodes.
            unsafe { from.write(Node { next: to, value }) }
        };
        link(node(0), node(1), 1);
        link(node(1), node(2), 2);
        link(node(2), Ptr::NULL, 3);
        // SAFETY: the nodes are there, and the steps stay among them.
        unsafe {
            assert_eq!(rec_nodes(nodes.ptr().into(), 9), 123);
            assert_eq!(rec_follow(node(0), 2), node(2));
            assert!(rec_follow(node(0), 3).is_null());
            link(node(2), node(2), 3);
            assert_eq!(rec_follow(node(2), 5), node(2));
            link(node(1), node(0), 2);
            assert_eq!(rec_nodes(node(0).into(), 5), 12121);
            assert_eq!(rec_follow(node(0), 7), node(1));
        }
        Ok(())
    }

    #[test]
    fn b088_arrays_have_the_words_that_c_counts() -> Result<(), lltype::Error> {
        let tracking = leakfinder::start_tracking_allocations();
        let bare = malloc_array::<FlexArray<c_long>>(10)?;
        let items = bare.items();
        // SAFETY: both are in or behind one block.
        let words = unsafe { rec_words_span(items.into(), ptradd(items, 10).into()) };
        assert_eq!(words, 10);
        let block = tracking.live_blocks().pop().unwrap();
        assert_eq!(block.size, 10 * size_of::<c_long>());
        // SAFETY: nobody uses it.
        unsafe { lltype::free(bare)? };
        assert!(tracking.stop().is_ok());

        let counted = scoped_alloc_array::<Words>(10)?;
        // SAFETY: all items are written before they are read.
        unsafe {
            for (index, value) in (1..=10).enumerate() {
                counted.item(index)?.write(value);
            }
            assert_eq!(rec_words_sum(counted.ptr().into()), 55);
        }
        assert_eq!(Message::TEXT.offset(), rec_message_text());
        Ok(())
    }

    #[test]
    fn b089_a_pointer_that_went_to_c_and_back_is_the_same() -> Result<(), lltype::Error> {
        let (one, other) = (malloc::<Inner>(1)?, malloc::<Inner>(1)?);
        let back: Ptr<Inner> = rec_back(one.cast()).cast();
        assert_eq!(back, one);
        assert_ne!(back, other);
        assert_ne!(back, Ptr::NULL);
        // SAFETY: nobody uses them, and the pointer that came back is as good.
        unsafe {
            lltype::free(back)?;
            lltype::free(other)?;
        }
        Ok(())
    }

    #[test]
    fn b090_a_pointer_into_an_array_is_its_start_and_the_items_before() {
        let array = [0; 5];
        let start = ConstPtr::from(&raw const array);
        let item = start.item(3).unwrap();
        assert_eq!(rec_address(item), start.addr() + 3 * size_of::<c_int>());
        assert_eq!(rec_address(item), item.addr());
    }
}
