//! Structs and unions by value: C takes and returns them, by a direct call and by values.

use lltype::LowLevelType;
use rffi::{External, Value};
use tests::by_value::*;

/// Calls with values; the struct is given and taken by pointers.
fn call<T: LowLevelType + Copy>(external: &External, mut args: [Value; 3], argument: T) -> T {
    let mut result = argument;
    args[1] = Value::from(&raw const argument);
    // SAFETY: both pointers are to what the function takes and returns.
    let value = unsafe { external.call_into(&args, (&raw mut result).cast()) };
    assert_eq!(value, Ok(Value::VOID), "{external}");
    result
}

fn around(before: i32, after: i32) -> [Value; 3] {
    [Value::from(before), Value::NULL, Value::from(after)]
}

#[test]
fn c_takes_and_returns_structs_of_every_class() {
    let small = Small { a: 1, b: 2 };
    assert_eq!(by_value_small(10, small, 20), Small { a: 11, b: 22 });
    let mixed = Mixed { d: 0.5, i: 3 };
    assert_eq!(by_value_mixed(2.0, mixed, 4.0), Mixed { d: 2.5, i: 7 });
    let floats = Floats {
        a: 1.0,
        b: 2.0,
        c: 3.0,
    };
    let sum = Floats {
        a: 2.0,
        b: 2.0,
        c: 5.0,
    };
    assert_eq!(by_value_floats(1, floats, 2.0), sum);
    let large = Large {
        items: [1, 2, 3, 4, 5],
    };
    let sum = Large {
        items: [11, 2, 3, 4, 25],
    };
    assert_eq!(by_value_large(10, large, 20), sum);
    let nested = by_value_nested(1, Nested { small, floats }, 2);
    assert_eq!((nested.small.b, nested.floats.c), (3, 5.0));
    let packed = by_value_packed(1, Packed { a: 2, b: 3 }, 4);
    assert_eq!(({ packed.a }, { packed.b }), (3, 7));
    assert_eq!(by_value_aligned(2, Aligned { a: 1 }, 3), Aligned { a: 123 });
    let mut bits = Bits { storage: 0 };
    bits.set_b(0x155);
    let bits = by_value_bits(5, bits, 0x7_7777);
    assert_eq!((bits.a(), bits.b(), bits.c()), (5, 0x155, 0x7_7777));
    // SAFETY: C writes this member.
    let real = unsafe { by_value_word(1, Word { number: 2 }, 3).real };
    assert_eq!(real, 6.0);
}

#[test]
fn structs_without_a_register_left_lie_in_memory() {
    let mixed = |number: i32| Mixed {
        d: f64::from(number),
        i: 10 * number,
    };
    let [a, b, c, d] = [mixed(1), mixed(2), mixed(3), mixed(4)];
    let expected = 11 * (1..=8).map(|n| n * n).sum::<i64>() + 7000;
    let small = Small { a: 7, b: 0 };
    assert_eq!(
        by_value_many(a, b, c, d, mixed(5), mixed(6), mixed(7), mixed(8), small),
        expected
    );
    let items: Vec<_> = (1..=8).map(mixed).collect();
    let mut args: Vec<_> = items
        .iter()
        .map(|item| Value::from(&raw const *item))
        .collect();
    args.push(Value::from(&raw const small));
    // SAFETY: the pointers are to what the function takes.
    let sum = unsafe { by_value_many::EXTERNAL.call(&args) };
    assert_eq!(sum, Ok(Value::from(expected)));
}

#[test]
fn values_are_pointers_to_the_structs() {
    let small = call(by_value_small::EXTERNAL, around(1, 2), Small { a: 3, b: 4 });
    assert_eq!(small, Small { a: 4, b: 6 });
    let args = [Value::from(1.0_f32), Value::NULL, Value::from(2.0_f32)];
    let mixed = call(by_value_mixed::EXTERNAL, args, Mixed { d: 0.5, i: 1 });
    assert_eq!(mixed, Mixed { d: 1.5, i: 3 });
    let large = Large { items: [1; 5] };
    let large = call(by_value_large::EXTERNAL, around(1, 2), large);
    assert_eq!(large.items, [2, 1, 1, 1, 3]);
    let aligned = call(by_value_aligned::EXTERNAL, around(2, 3), Aligned { a: 1 });
    assert_eq!(aligned, Aligned { a: 123 });
}

#[test]
fn a_fake_takes_and_returns_structs() {
    let _fake = by_value_small::fake(|_, small, _| Small { a: -small.a, b: 0 });
    assert_eq!(
        by_value_small(0, Small { a: 5, b: 1 }, 0),
        Small { a: -5, b: 0 }
    );
    let small = call(by_value_small::EXTERNAL, around(0, 0), Small { a: 6, b: 1 });
    assert_eq!(small, Small { a: -6, b: 0 });
}

#[test]
fn room_for_a_struct_must_be_given() {
    let small = Small { a: 1, b: 2 };
    let mut args = around(1, 2);
    args[1] = Value::from(&raw const small);
    // SAFETY: the pointer is to what the function takes.
    let error = unsafe { by_value_small::EXTERNAL.call(&args) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`by_value_small`: the pointer to room for the resulting `struct small` is null; give one to \
         `call_into`"
    );
}
