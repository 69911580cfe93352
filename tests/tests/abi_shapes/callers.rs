//! Callers and callbacks that are used more than once.

use llcall::{Callback, Caller, Policy};
use lltype::{Prototype, Value};

#[test]
fn callbacks_run_in_threads() {
    // libffi: closures in threads.
    let prototype = Prototype::of::<unsafe extern "C" fn(i64, f64) -> f64>("sum");
    let callback = Callback::new(&prototype, |call| {
        let sum = call.value(0).as_integer().unwrap() as f64 + f64::from_bits(call.word(1));
        call.set(Value::from(sum)).unwrap();
    });
    let (callback, caller) = (callback.unwrap(), Caller::new(&prototype).unwrap());
    let run = |thread: i64| {
        for number in 0..2000 {
            let args = [Value::from(thread * 10_000 + number), Value::from(0.5)];
            // SAFETY: it is what the prototype says.
            let result = unsafe { caller.call(callback.address(), &args) };
            let expected = (thread * 10_000 + number) as f64 + 0.5;
            assert_eq!(result.unwrap(), Value::from(expected));
        }
    };
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let run = &run;
            scope.spawn(move || run(thread));
        }
    });
}

#[test]
fn a_caller_serves_many_functions() {
    // libffi: plan_reuse. One caller, two functions, in turns.
    extern "C" fn add(one: i32, other: i32) -> i32 {
        one + other
    }
    extern "C" fn subtract(one: i32, other: i32) -> i32 {
        one - other
    }
    let prototype = Prototype::of::<unsafe extern "C" fn(i32, i32) -> i32>("any");
    let caller = Caller::new(&prototype).unwrap();
    for number in 0..100_i32 {
        let args = [Value::from(number), Value::from(7)];
        // SAFETY: both are what the prototype says.
        let results = unsafe {
            [add as *const (), subtract as *const ()].map(|function| caller.call(function, &args))
        };
        let results = results.map(Result::unwrap);
        assert_eq!(results, [Value::from(number + 7), Value::from(number - 7)]);
    }
}

#[test]
fn conversions_and_slots_agree() {
    // What is called with values is what is called with words: here with numbers of other types.
    extern "C" fn narrow(a: i8, b: u16, c: f32) -> i32 {
        i32::from(a) + i32::from(b) + c as i32
    }
    let prototype = Prototype::of::<unsafe extern "C" fn(i8, u16, f32) -> i32>("narrow");
    let caller = Caller::new(&prototype).unwrap().policy(Policy::DEFAULT);
    let words = [-5_i64 as u64, 60_000, u64::from(2.0_f32.to_bits())];
    let values = [
        Value::from(-5_i64),
        Value::from(60_000_i32),
        Value::from(2.0_f64),
    ];
    // SAFETY: it is what the prototype says.
    let (word, value) = unsafe {
        let function = narrow as *const ();
        (
            caller.call_slots(function, &words),
            caller.call(function, &values).unwrap(),
        )
    };
    assert_eq!((word, value), (59_997, Value::from(59_997_i32)));
}
