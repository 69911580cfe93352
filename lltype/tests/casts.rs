//! Casts between numbers and between pointers.

use std::ffi::{c_char, c_void};

use lltype::{
    CastError, Desc, FieldDesc, LowLevelType, OpaqueDesc, Ptr, RecordDesc, Scalar, Type, Value,
    cast, cast_int_to_ptr, cast_opaque_ptr, cast_pointer, cast_primitive, cast_ptr_to_int,
    cast_value, scoped_alloc,
};

/// Writes structs with their descriptions.
macro_rules! structs {
    ($($name:ident $c:literal { $($field:ident: $ty:ty),* })*) => {
        $(
            #[repr(C)]
            struct $name { $($field: $ty),* }

            // SAFETY: described as it is.
            unsafe impl LowLevelType for $name {
                const DESC: &'static Desc = &Desc::Record(RecordDesc::structure(
                    $c,
                    &[$(FieldDesc::new(stringify!($field), <$ty>::DESC)),*],
                ));
            }
        )*
    };
}

structs! {
    Small "struct small" { x: i32 }
    Middle "struct middle" { small: Small, y: i32 }
    Large "struct large" { middle: Middle, second: Small }
    Holder "struct holder" { before: i64, larges: [Large; 2] }
    Link "struct link" { next: Ptr<c_void>, value: i64 }
}

lltype::opaque! {
    struct Hidden = "struct hidden";
}

#[test]
fn b035_structs_are_cast_along_first_members() {
    let large = scoped_alloc::<Large>(3).unwrap();
    // SAFETY: there are three.
    let large = unsafe { large.add(1) };
    let small = cast_pointer::<Small, _>(large).unwrap();
    assert_eq!(small.addr(), large.addr());
    assert_eq!(cast_pointer::<Large, _>(small).unwrap(), large);
    assert_eq!(
        cast_pointer::<Middle, _>(small).unwrap().addr(),
        large.addr()
    );

    let error = cast_pointer::<i64, _>(large).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`struct large` cannot be cast to `int64_t`"
    );
    // The second member is no large.
    let second = Ptr::<Small>::from(large.as_ptr().wrapping_byte_add(8).cast());
    let error = cast_pointer::<Large, _>(second).unwrap_err();
    assert!(matches!(error, CastError::NotInside { .. }), "{error}");
    let lone = scoped_alloc::<Small>(9).unwrap();
    let line = line!() - 1;
    let error = cast_pointer::<Middle, _>(*lone).unwrap_err();
    let address = lone.addr();
    assert!(
        error.to_string().starts_with(&format!(
            "{address:#x} is not the start of a `struct middle`: it lies in a block of `struct small` \
             malloc'ed at {}:{line}:",
            file!()
        )),
        "{error}"
    );
}

#[test]
fn structs_in_arrays_in_structs_are_found() {
    let holder = scoped_alloc::<Holder>(2).unwrap();
    let start = holder.as_ptr();
    let offset = size_of::<Holder>() + std::mem::offset_of!(Holder, larges) + size_of::<Large>();
    let small = Ptr::<Small>::from(start.wrapping_byte_add(offset).cast());
    assert!(cast_pointer::<Large, _>(small).is_ok());
    let behind = Ptr::<Small>::from(start.wrapping_byte_add(offset + 8).cast());
    assert!(cast_pointer::<Middle, _>(behind).is_err());
    // C's own memory: nobody knows better.
    let mut own = Small { x: 1 };
    assert!(cast_pointer::<Large, _>(Ptr::from(&raw mut own)).is_ok());
    assert_eq!(own.x, 1);
}

#[test]
fn a_struct_does_not_lie_behind_the_end_of_its_block() {
    // Room for a Small only, as a block of Larges of too few bytes.
    let block = scoped_alloc::<Large>(1).unwrap();
    let end = Ptr::<Small>::from(block.as_ptr().wrapping_add(1).cast());
    // Just behind the end there is no block, or another one.
    match cast_pointer::<Large, _>(end) {
        Ok(_) | Err(CastError::NotInside { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn b036_null_stays_null() {
    assert!(cast_pointer::<Large, Small>(Ptr::NULL).unwrap().is_null());
    assert!(cast_pointer::<Small, Large>(Ptr::NULL).unwrap().is_null());
    let hidden = cast_opaque_ptr::<Hidden, Small>(Ptr::NULL).unwrap();
    assert!(cast_opaque_ptr::<Small, _>(hidden).unwrap().is_null());
}

#[test]
fn b037_an_opaque_pointer_is_revealed_as_what_it_hides() {
    let large = scoped_alloc::<Large>(1).unwrap();
    let hidden = cast_opaque_ptr::<Hidden, _>(*large).unwrap();
    assert_eq!(cast_opaque_ptr::<Large, _>(hidden).unwrap(), *large);
    let error = cast_opaque_ptr::<Link, _>(hidden).unwrap_err();
    assert!(matches!(error, CastError::NotInside { .. }), "{error}");
    let error = cast_opaque_ptr::<Link, _>(*large).unwrap_err();
    assert!(matches!(error, CastError::Unrelated { .. }), "{error}");

    struct Object;
    // SAFETY: of unknown size, and never a value.
    unsafe impl LowLevelType for Object {
        const DESC: &'static Desc = &Desc::Opaque(OpaqueDesc {
            gc: true,
            ..OpaqueDesc::named("object")
        });
    }
    let error = cast_opaque_ptr::<Object, _>(*large).unwrap_err();
    assert!(matches!(error, CastError::MemoryKind { .. }), "{error}");
    let error = cast_pointer::<Object, _>(*large).unwrap_err();
    assert!(matches!(error, CastError::MemoryKind { .. }), "{error}");
}

#[test]
fn b038_odd_numbers_stand_for_pointers() {
    let small: Ptr<Small> = cast_int_to_ptr(21).unwrap();
    let large = cast_pointer::<Large, _>(small).unwrap();
    assert_eq!(cast_ptr_to_int(large), 21);
    assert_eq!(cast_ptr_to_int(cast_int_to_ptr::<u8>(-1).unwrap()), -1);
    assert!(cast_int_to_ptr::<u8>(0).unwrap().is_null());
    assert_eq!(
        cast_int_to_ptr::<u8>(20).unwrap_err().to_string(),
        "20 cannot stand for a pointer: only odd numbers and 0 can"
    );
}

#[test]
fn b041_primitives_convert_where_it_means_something() {
    use Scalar::{Bool, Char, Double, Float, Long, ULong, WChar};
    let convert = |value: Value, from, to| cast_primitive(value, from, to).unwrap();
    assert_eq!(convert(1_i64.into(), Long, Double), Value::from(1.0));
    assert_eq!(convert(1.0.into(), Double, Long), Value::from(1_i64));
    assert_eq!(convert((-1.9).into(), Double, Long), Value::from(-1_i64));
    let all = u64::MAX >> (64 - std::ffi::c_ulong::BITS);
    assert_eq!(convert((-1_i64).into(), Long, ULong).word(), all);
    assert_eq!(convert(b'x'.into(), Char, Long), Value::from(120_i64));
    assert_eq!(convert(false.into(), Bool, Char).word(), 0);
    assert_eq!(convert(7_i64.into(), Long, Bool), Value::from(true));
    assert_eq!(convert(1.5.into(), Double, Bool), Value::from(true));
    // As RPython, which takes the whole number first.
    assert_eq!(convert(0.5.into(), Double, Bool), Value::from(false));
    assert_eq!(convert(65.9.into(), Double, Char).word(), 65);
    // The number of a character has no sign.
    assert_eq!(convert((-1_i8).into(), Char, Long), Value::from(255_i64));
    assert_eq!(
        convert(0xe9_i64.into(), Long, Char).word() & 0xff,
        0xe9,
        "a byte of a character"
    );
    assert_eq!(convert(0.5_f32.into(), Float, Double), Value::from(0.5));
    assert_eq!(convert(0.5.into(), Double, Float), Value::from(0.5_f32));

    let refuse = |value: Value, from, to| cast_primitive(value, from, to).unwrap_err();
    let range = |error: CastError| assert!(matches!(error, CastError::Range { .. }), "{error}");
    range(refuse(256_i64.into(), Long, Char));
    range(refuse((-1_i64).into(), Long, Char));
    range(refuse(0x11_0000_i64.into(), Long, WChar));
    range(refuse(1e30.into(), Double, Long));
    range(refuse(f64::NAN.into(), Double, Long));
    range(refuse((2.0_f64.powi(63)).into(), Double, Scalar::LongLong));
    assert!(cast_primitive((-(2.0_f64.powi(63))).into(), Double, Scalar::LongLong).is_ok());
    let unrelated =
        |error: CastError| assert!(matches!(error, CastError::Unrelated { .. }), "{error}");
    unrelated(refuse(0.5_f32.into(), Float, Long));
    unrelated(refuse(1_i64.into(), Long, Float));
    unrelated(refuse(1_i64.into(), Double, Long));
    unrelated(refuse(Value::VOID, Long, Long));
    // The value is of another type than it is said to be.
    unrelated(refuse(300.into(), Char, Long));
    unrelated(refuse(70_000.into(), Scalar::Short, Long));
    unrelated(refuse(300.into(), Bool, Long));
    unrelated(refuse(Value::NULL, Long, Long));
    unrelated(refuse(1.into(), Scalar::FloatComplex, Long));
    unrelated(refuse(1.0_f32.into(), Double, Long));
    unrelated(refuse(1_i64.into(), Long, Scalar::LongDouble));
}

#[test]
fn b042_narrow_integers_keep_the_low_bits() {
    assert_eq!(cast::<i8>(0x12_3481), -127);
    assert_eq!(cast::<u8>(0x12_3481), 0x81);
    assert_eq!(cast::<c_char>(0x12_3481).to_ne_bytes(), [0x81]);
    let value = |to: Scalar| cast_value(Value::from(0x12_3481), &to.into()).unwrap();
    assert_eq!(value(Scalar::SChar), Value::from(-127_i8));
    assert_eq!(value(Scalar::UChar), Value::from(0x81_u8));
}

#[test]
fn b043_floats_lose_what_is_behind_the_point() {
    assert_eq!(cast::<i32>(42.5), 42);
    assert_eq!(cast::<i32>(-42.5), -42);
    let single = cast::<f32>(12.3);
    assert_eq!(cast::<f32>(cast::<f64>(single)), single);
    assert!(cast::<bool>(0.5));
    assert!(!cast::<bool>(0.0));
    assert_eq!(
        cast_value(Value::from(42.5), &Scalar::Int.into()),
        Ok(Value::from(42))
    );
    assert_eq!(cast::<f64>(u64::MAX), u64::MAX as f64);
}

#[test]
fn b044_widening_keeps_the_value() {
    assert_eq!(cast::<i64>(0xaaaa_bbbb_u32), 0xaaaa_bbbb);
    assert_eq!(
        cast::<i128>(0xaaaa_bbbb_cccc_dddd_u64),
        0xaaaa_bbbb_cccc_dddd
    );
    assert_eq!(cast::<i128>(-1_i8), -1);
    assert_eq!(cast::<u128>(-1_i8), u128::MAX);
}

#[test]
fn b045_an_array_is_seen_as_bytes_and_back() {
    let mut numbers = [0x0102_0304_i32, -1];
    let ints = Ptr::from(numbers.as_mut_ptr());
    let chars: Ptr<c_char> = cast(ints);
    // SAFETY: there are eight bytes.
    let bytes: Vec<c_char> = (0..8).map(|i| unsafe { chars.add(i).read() }).collect();
    let bytes: Vec<u8> = bytes.into_iter().map(cast).collect();
    assert_eq!(bytes[..4], 0x0102_0304_i32.to_ne_bytes());
    assert_eq!(bytes[4..], [0xff; 4]);
    let void: Ptr<c_void> = cast(chars);
    let back: Ptr<i32> = cast(void);
    // SAFETY: it is the array.
    assert_eq!(unsafe { back.add(1).read() }, -1);
}

#[test]
fn b046_null_is_zero_and_zero_is_no_function() {
    type Callback = Option<unsafe extern "C" fn(i32) -> i32>;
    unsafe extern "C" fn twice(n: i32) -> i32 {
        2 * n
    }
    assert_eq!(cast::<isize>(Ptr::<c_void>::NULL), 0);
    assert!(cast::<Callback>(0).is_none());
    let address: usize = cast(Some(twice as unsafe extern "C" fn(i32) -> i32));
    let again = cast::<Callback>(address).unwrap();
    // SAFETY: it is `twice`.
    assert_eq!(unsafe { again(21) }, 42);
}

#[test]
fn b048_a_free_list_works_through_casts_alone() {
    const COUNT: usize = 10;
    let chunk = scoped_alloc::<Link>(COUNT).unwrap();
    let mut free: Ptr<c_void> = Ptr::NULL;
    for index in 0..COUNT {
        // SAFETY: inside of the chunk.
        let link = unsafe { chunk.add(index) };
        // SAFETY: nobody else uses it.
        unsafe {
            link.write(Link {
                next: free,
                value: cast(index),
            });
        }
        free = cast(link);
    }
    let mut seen = Vec::new();
    while !free.is_null() {
        let link: Ptr<Link> = cast(free);
        // SAFETY: written above.
        let value: usize = cast(unsafe { (*link.as_ptr()).value });
        seen.push(value);
        // SAFETY: as above.
        free = unsafe { (*link.as_ptr()).next };
    }
    assert_eq!(seen, (0..COUNT).rev().collect::<Vec<_>>());
}

#[test]
fn b049_the_same_place_is_equal_however_it_was_computed() {
    let holder = scoped_alloc::<Holder>(1).unwrap();
    let base: usize = cast(*holder);
    let offset = |path: &str| {
        let place = lltype::Target::HOST.offsetof(&Type::of::<Holder>(), path);
        usize::try_from(place.unwrap().offset).unwrap()
    };
    let field: Ptr<i32> = cast(base + offset("larges[1].second.x"));
    // SAFETY: only the address is taken.
    let rust = unsafe { &raw mut (*holder.as_ptr()).larges[1].second.x };
    assert_eq!(field, Ptr::from(rust));
    assert_ne!(field, cast(base + offset("larges[0].second.x")));
}

#[test]
fn a_value_is_cast_to_every_scalar_or_refused() {
    for scalar in Scalar::ALL {
        let is_cast = cast_value(Value::from(1), &(*scalar).into()).is_ok();
        let host = &lltype::Target::HOST;
        let fits = scalar.size(host) <= 8 && scalar.class(host) != lltype::Class::Complex;
        let is_of_rust = !matches!(
            scalar,
            Scalar::LongDouble | Scalar::Float16 | Scalar::BFloat16
        );
        assert_eq!(is_cast, fits && is_of_rust, "{scalar}");
    }
    let pointer = Type::of::<Ptr<u8>>();
    assert_eq!(cast_value(Value::from(0), &pointer), Ok(Value::NULL));
    assert!(cast_value(Value::from(0.0), &pointer).is_err());
    assert!(cast_value(Value::NULL, &Scalar::Double.into()).is_err());
    assert_eq!(cast_value(Value::NULL, &Type::VOID), Ok(Value::VOID));
    assert!(cast_value(Value::VOID, &Scalar::Int.into()).is_err());
    assert!(cast_value(Value::from(1), &Type::of::<Small>()).is_err());
    let color = lltype::EnumSpec::named("enum color").constant("RED", -1);
    let color = Type::enumeration(color).unwrap();
    assert_eq!(
        cast_value(Value::from(-1_i64), &color),
        Ok(Value::from(-1_i32))
    );
}

#[test]
fn a_float_that_no_integer_is_near_to_becomes_the_nearest() {
    assert_eq!(cast::<u8>(300.0), 255);
    assert_eq!(cast::<u8>(-1.0), 0);
    assert_eq!(cast::<i64>(1e30), i64::MAX);
    assert_eq!(cast::<i32>(f64::NAN), 0);
    assert_eq!(cast::<i128>(-(2.0_f64.powi(100))), -(1 << 100));
}

#[test]
fn bytes_may_hold_a_struct_if_there_is_room() {
    let bytes = scoped_alloc::<c_void>(size_of::<Large>()).unwrap();
    let small = bytes.ptr().cast::<Small>();
    assert!(cast_pointer::<Large, _>(small).is_ok());
    let behind = Ptr::<Small>::from(small.as_ptr().wrapping_byte_add(4));
    let error = cast_pointer::<Large, _>(behind).unwrap_err();
    assert!(matches!(error, CastError::NotInside { .. }), "{error}");
}

#[test]
fn a_bit_field_is_no_first_member() {
    #[repr(C)]
    struct Flags(u32);
    // SAFETY: described as it is.
    unsafe impl LowLevelType for Flags {
        const DESC: &'static Desc = &Desc::Record(RecordDesc::structure(
            "struct flags",
            &[FieldDesc::new("b", Scalar::UInt.desc()).bits(3)],
        ));
    }
    let error = cast_pointer::<u32, Flags>(Ptr::NULL).unwrap_err();
    assert!(matches!(error, CastError::Unrelated { .. }), "{error}");
}
