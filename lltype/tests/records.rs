//! Structs, unions and enums that Rust declares: layouts, tokens, bit-fields, sizes that vary.

use std::collections::hash_map::DefaultHasher;
use std::ffi::{c_char, c_int, c_long, c_short, c_uint};
use std::hash::{Hash, Hasher};
use std::mem::offset_of;

use lltype::{
    AccessError, Array, ArrayLength, CEnum, CStruct, ConstPtr, Error, FlexArray, LowLevelType, Ptr,
    Qualifiers, RecordSpec, Scalar, Target, Type, TypeBuilder, VarSized, direct_arrayitems,
    direct_fieldptr, free, getintfield, leakfinder, malloc_array, ptradd, scoped_alloc,
    scoped_alloc_array, setintfield,
};

fn hash(ty: &Type) -> u64 {
    let mut hasher = DefaultHasher::new();
    ty.hash(&mut hasher);
    hasher.finish()
}

/// The offset that the layout engine gives a member, by its name in C.
fn offset<T: LowLevelType>(name: &str) -> usize {
    let place = Target::HOST.offsetof(&Type::of::<T>(), name).unwrap();
    usize::try_from(place.offset).unwrap()
}

/// A struct of this file lies in memory as libc's does: by its tokens and by the layout engine.
macro_rules! assert_as_in_libc {
    ($ours:ty, $theirs:ty: $($token:ident $field:ident)*) => {
        assert_eq!(size_of::<$ours>(), size_of::<$theirs>());
        assert_eq!(align_of::<$ours>(), align_of::<$theirs>());
        let size = Target::HOST.sizeof(&Type::of::<$ours>()).unwrap();
        assert_eq!(size, size_of::<$theirs>() as u64);
        $(
            assert_eq!(<$ours>::$token.offset(), offset_of!($theirs, $field));
            assert_eq!(<$ours>::$token.name(), stringify!($field));
            assert_eq!(offset::<$ours>(stringify!($field)), offset_of!($theirs, $field));
        )*
    };
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct tm")]
struct Tm {
    #[cstruct(name = "tm_sec")]
    sec: c_int,
    #[cstruct(name = "tm_min")]
    min: c_int,
    #[cstruct(name = "tm_hour")]
    hour: c_int,
    #[cstruct(name = "tm_mday")]
    mday: c_int,
    #[cstruct(name = "tm_mon")]
    mon: c_int,
    #[cstruct(name = "tm_year")]
    year: c_int,
    #[cstruct(name = "tm_wday")]
    wday: c_int,
    #[cstruct(name = "tm_yday")]
    yday: c_int,
    #[cstruct(name = "tm_isdst")]
    isdst: c_int,
    #[cfg(unix)]
    #[cstruct(name = "tm_gmtoff")]
    gmtoff: c_long,
    #[cfg(unix)]
    #[cstruct(name = "tm_zone")]
    zone: ConstPtr<c_char>,
}

#[test]
fn b014_sizes_and_offsets_are_those_of_c() {
    #[derive(CStruct)]
    #[repr(C)]
    struct S {
        a: c_short,
        b: c_int,
        c: c_int,
    }
    assert_eq!(Target::HOST.sizeof(&Type::of::<S>()), Ok(12));
    assert_eq!((S::A.offset(), S::B.offset(), S::C.offset()), (0, 4, 8));

    assert_as_in_libc!(Tm, libc::tm: SEC tm_sec HOUR tm_hour YEAR tm_year ISDST tm_isdst);
    #[cfg(unix)]
    assert_as_in_libc!(Tm, libc::tm: GMTOFF tm_gmtoff ZONE tm_zone);

    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(name = "struct timeval")]
    struct Timeval {
        tv_sec: libc::time_t,
        tv_usec: libc::suseconds_t,
    }
    assert_as_in_libc!(Timeval, libc::timeval: TV_SEC tv_sec TV_USEC tv_usec);

    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(name = "struct pollfd")]
    struct Pollfd {
        fd: c_int,
        events: c_short,
        revents: c_short,
    }
    assert_as_in_libc!(Pollfd, libc::pollfd: FD fd EVENTS events REVENTS revents);
}

#[cfg(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"))]
#[test]
fn structs_of_linux() {
    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(name = "struct stat")]
    struct Stat {
        st_dev: u64,
        st_ino: u64,
        st_nlink: u64,
        st_mode: u32,
        st_uid: u32,
        st_gid: u32,
        __pad0: c_int,
        st_rdev: u64,
        st_size: i64,
        st_blksize: i64,
        st_blocks: i64,
        st_atime: i64,
        st_atime_nsec: i64,
        st_mtime: i64,
        st_mtime_nsec: i64,
        st_ctime: i64,
        st_ctime_nsec: i64,
        __unused: [i64; 3],
    }
    assert_as_in_libc!(Stat, libc::stat:
        ST_DEV st_dev ST_INO st_ino ST_NLINK st_nlink ST_MODE st_mode ST_UID st_uid ST_GID st_gid
        ST_RDEV st_rdev ST_SIZE st_size ST_BLKSIZE st_blksize ST_BLOCKS st_blocks ST_ATIME st_atime
        ST_MTIME st_mtime ST_CTIME st_ctime ST_CTIME_NSEC st_ctime_nsec);

    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(name = "struct dirent")]
    struct Dirent {
        d_ino: u64,
        d_off: i64,
        d_reclen: u16,
        d_type: u8,
        d_name: [c_char; 256],
    }
    assert_as_in_libc!(Dirent, libc::dirent:
        D_INO d_ino D_OFF d_off D_RECLEN d_reclen D_TYPE d_type D_NAME d_name);

    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(name = "struct in_addr")]
    struct InAddr {
        s_addr: u32,
    }

    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(name = "struct sockaddr_in")]
    struct SockaddrIn {
        sin_family: u16,
        sin_port: u16,
        sin_addr: InAddr,
        sin_zero: [u8; 8],
    }
    assert_as_in_libc!(InAddr, libc::in_addr: S_ADDR s_addr);
    assert_as_in_libc!(SockaddrIn, libc::sockaddr_in:
        SIN_FAMILY sin_family SIN_PORT sin_port SIN_ADDR sin_addr SIN_ZERO sin_zero);

    // epoll_event is packed on x86-64 alone.
    #[derive(CStruct)]
    #[repr(C, packed)]
    #[cstruct(name = "struct epoll_event")]
    struct EpollEvent {
        events: u32,
        u64: u64,
    }
    assert_as_in_libc!(EpollEvent, libc::epoll_event: EVENTS events U64 u64);
}

#[test]
fn libc_fills_a_declared_struct() -> Result<(), Error> {
    let tm = scoped_alloc::<Tm>(1)?;
    let time: libc::time_t = 86_400;
    // SAFETY: both pointers are valid, and gmtime_r writes the whole struct.
    unsafe {
        assert!(!libc::gmtime_r(&raw const time, tm.as_ptr().cast()).is_null());
        assert_eq!(tm.field(Tm::YEAR).get(), 70);
        assert_eq!(tm.field(Tm::MDAY).get(), 2);
        tm.field(Tm::YEAR).set(121);
        assert_eq!(libc::timegm(tm.as_ptr().cast()), 1_609_545_600);
    }
    Ok(())
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct node")]
struct Node {
    next: Ptr<Node>,
    tree: Ptr<Tree>,
    visit: Option<unsafe extern "C" fn(Ptr<Self>) -> c_int>,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct tree")]
struct Tree {
    nodes: [Ptr<Node>; 2],
    root: ConstPtr<Self>,
}

#[test]
fn recursive_structs_equal_those_made_at_run_time() -> Result<(), Error> {
    let mut builder = TypeBuilder::new();
    let (node, tree) = (builder.forward(), builder.forward());
    let node_ptr = builder.pointer(node, Qualifiers::NONE)?;
    let tree_ptr = builder.pointer(tree, Qualifiers::NONE)?;
    let tree_const = builder.pointer(tree, Qualifiers::CONST)?;
    let int = builder.import(Scalar::Int.into());
    let visit = builder.function(&[("", node_ptr)], int, false)?;
    let visit = builder.pointer(visit, Qualifiers::NONE)?;
    let node_type = builder.record(
        RecordSpec::structure("struct node")
            .field("next", node_ptr)
            .field("tree", tree_ptr)
            .field("visit", visit),
    )?;
    let nodes = builder.array(node_ptr, ArrayLength::Fixed(2))?;
    let tree_type = builder.record(
        RecordSpec::structure("struct tree")
            .field("nodes", nodes)
            .field("root", tree_const),
    )?;
    builder.resolve(node, node_type)?;
    builder.resolve(tree, tree_type)?;
    let set = builder.freeze()?;
    for (built, declared) in [
        (set.get(node_type).unwrap(), Type::of::<Node>()),
        (set.get(tree_type).unwrap(), Type::of::<Tree>()),
    ] {
        assert_eq!(built, declared);
        assert_eq!(hash(&built), hash(&declared));
    }
    assert_ne!(Type::of::<Node>(), Type::of::<Tree>());
    Ok(())
}

#[test]
fn attributes_reach_the_description() {
    #[derive(CStruct)]
    #[repr(C, packed(2))]
    struct Packed {
        kind: u8,
        value: u32,
    }
    #[derive(CStruct, Clone, Copy)]
    #[repr(C, align(32))]
    #[cstruct(name = "big_t")]
    struct Aligned {
        value: u8,
    }
    #[derive(CStruct)]
    #[repr(C)]
    union Either {
        number: u64,
        bytes: [u8; 12],
        aligned: Aligned,
    }
    #[derive(CStruct)]
    #[repr(C)]
    #[cstruct(gc)]
    struct Owned {
        r#type: u8,
    }
    let text = |ty: Type| ty.definition().unwrap();
    assert_eq!(
        text(Type::of::<Packed>()),
        "#pragma pack(push, 2)\nstruct Packed {\n    uint8_t kind;\n    uint32_t value;\n};\n\
         #pragma pack(pop)"
    );
    assert!(text(Type::of::<Aligned>()).contains("aligned(32)"));
    assert_eq!(Packed::VALUE.offset(), 2);
    assert_eq!(Type::of::<Either>().to_string(), "union Either");
    assert_eq!((Either::NUMBER.offset(), Either::BYTES.offset()), (0, 0));
    assert!(Type::of::<Owned>().is_gc());
    assert_eq!(Owned::TYPE.name(), "type");
}

#[test]
fn members_of_anonymous_members_are_found() {
    #[derive(CStruct, Clone, Copy)]
    #[repr(C)]
    #[cstruct(name = "")]
    union Payload {
        number: u64,
        #[cstruct(name = "c")]
        character: u8,
    }
    #[derive(CStruct)]
    #[repr(C)]
    struct Event {
        kind: u8,
        #[cstruct(anonymous)]
        payload: Payload,
    }
    assert_eq!(offset::<Event>("number"), 8);
    assert_eq!(offset::<Event>("c"), 8);
    assert_eq!(Event::PAYLOAD.name(), "");

    let event = scoped_alloc::<Event>(1).unwrap();
    // SAFETY: the block has room for one, and what is read was written.
    unsafe {
        event.field(Event::KIND).set(1);
        event.field(Event::PAYLOAD).field(Payload::NUMBER).set(0);
        event.field(Event::PAYLOAD).field(Payload::CHARACTER).set(7);
        let number = event.field(Event::PAYLOAD).field(Payload::NUMBER).get();
        assert_eq!(number.to_ne_bytes()[0], 7);
    }
}

/// Names of everything that the library itself uses around a struct.
#[derive(CStruct, Default, Debug, PartialEq)]
#[repr(C)]
struct Clash {
    desc: c_int,
    layouts: c_int,
    field: c_int,
    get: c_int,
    set: c_int,
    offset: c_int,
    name: c_int,
    new: c_int,
    private: c_int,
    lltype: c_int,
    core: c_int,
    r#impl: c_int,
    #[cstruct(name = "Self", token = SELF_)]
    self_: c_int,
    _hidden: c_int,
    items: c_int,
    length: c_int,
}

#[test]
fn b027_members_named_like_internals_do_not_clash() {
    let mut clash = Clash::default();
    let pointer = Ptr::from(&raw mut clash);
    let tokens = [
        Clash::DESC,
        Clash::LAYOUTS,
        Clash::FIELD,
        Clash::GET,
        Clash::SET,
        Clash::OFFSET,
        Clash::NAME,
        Clash::NEW,
        Clash::PRIVATE,
        Clash::LLTYPE,
        Clash::CORE,
        Clash::IMPL,
        Clash::SELF_,
        Clash::_HIDDEN,
        Clash::ITEMS,
        Clash::LENGTH,
    ];
    for (number, token) in (0..).zip(tokens) {
        // SAFETY: the struct is ours.
        unsafe { pointer.field(token).set(number) };
    }
    for (number, token) in (0..).zip(tokens) {
        // SAFETY: all were written.
        assert_eq!(unsafe { pointer.field(token).get() }, number);
    }
    assert_eq!((clash.desc, clash.r#impl, clash.length), (0, 11, 15));
    assert_eq!(Clash::_HIDDEN.name(), "_hidden");
}

#[derive(CStruct, Clone, Copy, Default)]
#[repr(C)]
struct Flags {
    #[cstruct(bits(ready: c_uint = 1, mode: c_uint = 3, _: c_uint = 2, level: c_int = 4))]
    flags: u32,
    after: u32,
}

/// The second bit-field has bits of nine bytes.
#[cfg(not(windows))]
#[derive(CStruct, Clone, Copy, Default)]
#[repr(C, packed)]
struct Crossing {
    #[cstruct(bits(low: u8 = 5, wide: u64 = 64, on: bool = 1, tiny: i8 = 2))]
    bytes: [u8; 9],
}

#[test]
fn bit_fields_truncate_and_keep_their_neighbours() {
    let mut flags = Flags {
        flags: u32::MAX,
        after: 77,
    };
    flags.set_level(-8);
    flags.set_mode(8 + 2);
    assert_eq!((flags.ready(), flags.mode(), flags.level()), (1, 2, -8));
    flags.set_level(7 + 16);
    flags.set_ready(2);
    assert_eq!((flags.ready(), flags.mode(), flags.level()), (0, 2, 7));
    // The bits that only pad, and those behind, were never touched.
    assert_eq!(flags.flags | 0x3cf, u32::MAX);
    assert_eq!(flags.after, 77);

    let bits = Flags::LEVEL.bits();
    assert_eq!(
        (bits.position, bits.width, Flags::LEVEL.name()),
        (6, 4, "level")
    );
}

#[cfg(not(windows))]
#[test]
fn bit_fields_cross_bytes() {
    let mut value = Crossing::default();
    value.set_wide(0x1234_5678_9abc_def1);
    value.set_low(0x15);
    value.set_tiny(-2);
    assert_eq!(value.wide(), 0x1234_5678_9abc_def1);
    assert_eq!((value.low(), value.on(), value.tiny()), (0x15, false, -2));
    value.set_on(true);
    value.set_wide(0);
    assert_eq!(
        (value.low(), value.wide(), value.on(), value.tiny()),
        (0x15, 0, true, -2)
    );
    if cfg!(target_endian = "little") {
        assert_eq!(value.bytes, [0x15, 0, 0, 0, 0, 0, 0, 0, 0xa0]);
    }
}

#[test]
fn integers_of_any_width_are_stored_and_read() {
    let mut flags = Flags::default();
    let pointer = Ptr::from(&raw mut flags);
    // SAFETY: the struct is ours, and written.
    unsafe {
        setintfield(pointer, Flags::AFTER, -2_i64);
        setintfield(pointer, Flags::LEVEL, 0xff_u8);
        setintfield(pointer, Flags::READY, true);
        assert_eq!(getintfield(pointer, Flags::AFTER), 0xffff_fffe);
        assert_eq!(getintfield(ConstPtr::from(pointer), Flags::LEVEL), -1);
        assert_eq!(getintfield(pointer, Flags::READY), 1);
    }
}

#[test]
fn members_of_packed_structs_are_read_where_they_are() {
    #[derive(CStruct)]
    #[repr(C, packed)]
    struct Packed {
        kind: u8,
        value: u64,
        pair: [u16; 2],
    }
    let block = scoped_alloc::<Packed>(2).unwrap();
    // SAFETY: the block has room for two, and what is read was written.
    unsafe {
        for index in 0..2 {
            let packed = ptradd(block.ptr(), index);
            packed.field(Packed::KIND).set(1);
            packed.field(Packed::VALUE).set(u64::MAX - 1);
            packed.field(Packed::PAIR).item(1).unwrap().set(7);
        }
        let second = ConstPtr::from(ptradd(block.ptr(), 1));
        assert_eq!(second.field(Packed::VALUE).get(), u64::MAX - 1);
        assert_eq!(second.field(Packed::PAIR).item(1).unwrap().get(), 7);
        assert_eq!(second.addr() - block.addr(), 13);
    }
}

#[derive(CStruct)]
#[repr(C)]
struct Point {
    x: c_int,
    y: c_int,
}

#[test]
fn b039_field_pointers_alias_the_member_and_null_is_an_error() -> Result<(), Error> {
    let point = scoped_alloc::<Point>(1)?;
    let y = direct_fieldptr(point.ptr(), Point::Y)?;
    // SAFETY: the block has room for one, and what is read was written.
    unsafe {
        point.field(Point::X).set(1);
        point.field(Point::Y).set(2);
        y.write(34);
        assert_eq!(point.field(Point::Y).get(), 34);
        assert_eq!(point.field(Point::X).get(), 1);
    }
    let null = direct_fieldptr(Ptr::NULL, Point::X).unwrap_err();
    assert_eq!(null, AccessError::Null { member: "x" });
    assert_eq!(
        null.to_string(),
        "member `x` of a struct at the null pointer"
    );
    Ok(())
}

#[test]
fn b040_item_pointers_are_shifted_both_ways() -> Result<(), Error> {
    let array = scoped_alloc::<[c_int; 5]>(1)?;
    // SAFETY: every item is inside of the block, and written before it is read.
    unsafe {
        for (index, value) in (10..15).enumerate() {
            array.item(index)?.write(value);
        }
        let shifted = ptradd(direct_arrayitems(array.ptr()), 3);
        assert_eq!(ptradd(shifted, -2).read(), 11);
        assert_eq!(ptradd(shifted, 1).read(), 14);
    }
    // Two further on, or four back, there is no item: the array says so.
    for index in [3_usize.wrapping_add(2), 3_usize.wrapping_sub(4)] {
        let error = array.item(index).unwrap_err();
        assert_eq!(error, AccessError::OutOfBounds { index, length: 5 });
    }
    Ok(())
}

#[test]
fn b047_ptradd_shifts_by_items_and_keeps_the_type() {
    let text = ConstPtr::from(c"hello, world!");
    let shifted: ConstPtr<c_char> = ptradd(text, 2);
    // SAFETY: the text goes on to a null byte.
    let rest = unsafe { std::ffi::CStr::from_ptr(shifted.as_ptr()) };
    assert_eq!(rest, c"llo, world!");
    assert_eq!(ptradd(shifted, -2), text);

    let words = Ptr::<u64>::from(std::ptr::without_provenance_mut(64));
    assert_eq!(ptradd(words, 2).addr(), 80);
    assert_eq!(ptradd(words, -1).addr(), 56);
}

#[test]
fn b018_items_out_of_bounds_are_an_error() -> Result<(), Error> {
    let array = scoped_alloc_array::<Array<c_int>>(4)?;
    let fixed = scoped_alloc::<[c_int; 4]>(1)?;
    for index in [4, usize::MAX] {
        let expected = AccessError::OutOfBounds { index, length: 4 };
        // SAFETY: the array has its length from the start.
        assert_eq!(unsafe { array.item(index) }.unwrap_err(), expected);
        assert_eq!(fixed.item(index).unwrap_err(), expected);
        // SAFETY: as above.
        let error = unsafe { ConstPtr::from(array.ptr()).item(index) }.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("index {index} in an array of 4 items")
        );
    }
    // SAFETY: as above.
    let last = unsafe { array.item(3) }?;
    assert_eq!(last.addr() - array.addr(), size_of::<usize>() + 12);
    Ok(())
}

#[test]
fn b026_a_cell_of_one_item_has_no_other() -> Result<(), Error> {
    let cell = scoped_alloc::<[isize; 1]>(1)?;
    // SAFETY: item 0 is inside, and written before it is read.
    unsafe {
        cell.item(0)?.write(123);
        assert_eq!(cell.item(0)?.read(), 123);
    }
    assert!(cell.item(1).is_err());
    assert!(cell.item(0_usize.wrapping_sub(1)).is_err());
    Ok(())
}

#[derive(CStruct)]
#[repr(C)]
struct Message {
    kind: u64,
    sender: u8,
    /// It begins in what would be padding of the struct.
    data: FlexArray<u8>,
}

#[derive(CStruct)]
#[repr(C)]
#[cstruct(name = "struct rpy_string")]
struct RpyString {
    hash: isize,
    chars: Array<c_char>,
}

#[derive(CStruct)]
#[repr(C, packed)]
struct PackedTail {
    kind: u8,
    items: Array<u32>,
}

#[test]
fn b020_var_sized_structs_take_a_length_and_their_array_has_it() -> Result<(), Error> {
    // That `malloc` does not take them is a message: tests/ui/cstruct_var_sized.rs.
    let text = scoped_alloc_array::<RpyString>(4)?;
    let packed = scoped_alloc_array::<PackedTail>(4)?;
    // SAFETY: the blocks have four items, and their lengths from the start.
    unsafe {
        assert_eq!(text.field(RpyString::CHARS).len(), 4);
        text.field(RpyString::CHARS).item(3)?.write(0);
        assert!(text.field(RpyString::CHARS).item(4).is_err());
        assert_eq!(packed.field(PackedTail::ITEMS).len(), 4);
        packed.field(PackedTail::ITEMS).item(3)?.set(u32::MAX);
    }
    assert_eq!(text.len(), 4);
    Ok(())
}

fn assert_sizes<S: VarSized>() {
    let ty = Type::of::<S>();
    assert!(ty.is_var_sized());
    for count in 0..40 {
        let expected = Target::HOST.sizeof_n(&ty, count as u64).unwrap();
        assert_eq!(
            S::size_for(count),
            usize::try_from(expected).ok(),
            "{ty} {count}"
        );
    }
    assert_eq!(S::size_for(usize::MAX), None);
}

#[test]
fn sizes_with_items_are_those_of_the_layout_engine() {
    assert_sizes::<Message>();
    assert_sizes::<RpyString>();
    assert_sizes::<PackedTail>();
    assert_sizes::<FlexArray<u16>>();
    assert_sizes::<Array<u16>>();
    assert_sizes::<Array<[u64; 3]>>();
    assert_eq!(Message::DATA.offset(), 9);
    assert_eq!(Message::size_for(7), Some(16));
    assert_eq!(Message::size_for(8), Some(17));
    assert_eq!(
        Type::of::<RpyString>().rpython().to_string(),
        "Struct rpy_string { hash, chars }"
    );
}

#[test]
fn var_sized_blocks_are_tracked_with_all_of_their_items() -> Result<(), Error> {
    let tracking = leakfinder::start_tracking_allocations();
    let message = malloc_array::<Message>(100)?;
    let leaks = tracking.stop().unwrap_err();
    let block = leaks.blocks().first().unwrap();
    assert_eq!((block.size, block.address), (109, message.addr()));
    assert_eq!(block.item, Type::of::<Message>());
    assert_eq!(block.location.file(), file!());
    // SAFETY: nobody uses the block.
    unsafe { free(message)? };

    for count in [usize::MAX, usize::MAX / 2, usize::MAX >> 2] {
        let error = malloc_array::<Message>(count).unwrap_err();
        assert!(
            error.to_string().contains("more than a block can have"),
            "{error}"
        );
    }
    Ok(())
}

#[derive(CEnum, Debug, Clone, Copy, PartialEq)]
#[repr(C)]
enum Signed {
    Less = -1,
    Equal,
    #[cenum(name = "GREATER")]
    More,
}

#[derive(CEnum, Debug, PartialEq)]
#[repr(u64)]
#[cenum(name = "")]
enum Wide {
    Zero,
    Most = u64::MAX,
}

#[test]
fn enums_are_described_and_converted() {
    assert_eq!(
        Type::of::<Signed>().definition().unwrap(),
        "enum Signed {\n    Less = -1,\n    Equal = 0,\n    GREATER = 1,\n};"
    );
    assert_eq!(Signed::try_from(-1), Ok(Signed::Less));
    assert_eq!(c_int::from(Signed::More), 1);
    let error = Signed::try_from(2).unwrap_err();
    assert_eq!(error.to_string(), "`enum Signed` has no constant 2");

    assert_eq!(Wide::try_from(u64::MAX), Ok(Wide::Most));
    assert_eq!(u64::from(Wide::Zero), 0);
    let ty = Type::of::<Wide>();
    let constants: Vec<_> = ty.as_enum().unwrap().constants().collect();
    assert_eq!(constants, [("Zero", 0), ("Most", i128::from(u64::MAX))]);

    #[derive(CStruct)]
    #[repr(C)]
    struct Compared {
        order: Signed,
        next: u8,
    }
    assert_eq!(Compared::NEXT.offset(), 4);
    let compared = Compared {
        order: Signed::More,
        next: 0,
    };
    let order = ConstPtr::from(&raw const compared).field(Compared::ORDER);
    // SAFETY: the struct is there.
    assert_eq!(unsafe { order.get() }, Signed::More);
}

mod renamed {
    pub(super) mod low {
        pub(crate) use lltype::*;
    }
}

#[test]
fn the_crate_can_be_elsewhere() {
    #[derive(renamed::low::CStruct)]
    #[repr(C)]
    #[cstruct(crate = renamed::low)]
    struct Elsewhere {
        value: c_int,
    }
    assert_eq!(Elsewhere::VALUE.offset(), 0);
}

#[test]
fn b025_cleared_memory_is_zero() -> Result<(), Error> {
    let array = lltype::malloc_array_zeroed::<Array<c_int>>(3)?;
    // SAFETY: the array has its length from the start, and all else is zero.
    unsafe {
        assert_eq!(array.len(), 3);
        for index in 0..3 {
            assert_eq!(array.item(index)?.read(), 0);
        }
        free(array)?;
    }
    // Before it is cleared, reading it is an error of checked access.
    Ok(())
}

#[test]
fn bit_fields_may_have_the_names_of_keywords() {
    #[derive(CStruct)]
    #[repr(C)]
    struct Header {
        #[cstruct(bits(r#type: c_uint = 3, r#mod: c_int = 5))]
        bits: u32,
    }
    let mut header = Header { bits: 0 };
    header.set_type(5);
    header.set_mod(-3);
    assert_eq!((header.r#type(), header.r#mod()), (5, -3));
    let ty = Type::of::<Header>();
    assert!(ty.as_record().unwrap().field("type").is_some());
}

#[test]
fn constants_of_the_users_do_not_clash() {
    #![expect(non_upper_case_globals, reason = "a name that the expansion might use")]
    const DESC: usize = 4;
    const layouts: u8 = 1;
    #[derive(CStruct)]
    #[repr(C)]
    struct Shadowed {
        #[cstruct(bits(low: c_uint = 3))]
        bits: [u8; DESC],
        word: u32,
    }
    let shadowed = Shadowed {
        bits: [layouts; DESC],
        word: 2,
    };
    assert_eq!((shadowed.low(), shadowed.word), (1, 2));
}

#[test]
fn the_largest_alignment_holds() {
    #[derive(CStruct)]
    #[repr(C, align(16), align(8))]
    struct Aligned {
        a: c_int,
    }
    assert_eq!(Target::HOST.alignof(&Type::of::<Aligned>()), Ok(16));
}

/// Each has the one before twice: the compiler must not look at all 2^15 of the first.
#[test]
fn structs_that_share_structs_compile() {
    macro_rules! doubled {
        ($first:ident) => {};
        ($first:ident $second:ident $($rest:ident)*) => {
            #[derive(CStruct)]
            #[repr(C)]
            struct $second {
                left: $first,
                right: [$first; 1],
            }
            doubled!($second $($rest)*);
        };
    }
    #[derive(CStruct)]
    #[repr(C)]
    struct S0 {
        byte: u8,
    }
    doubled! { S0 S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11 S12 S13 S14 S15 }
    assert_eq!(Target::HOST.sizeof(&Type::of::<S15>()), Ok(1 << 15));
}
