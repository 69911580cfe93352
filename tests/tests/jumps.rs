//! `longjmp` over calls with values: nothing is left behind that would have to be dropped.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use llcall::Caller;
use lltype::{FunctionSpec, Prototype, Scalar, Type, Value};
use rffi::{Ptr, VOIDP};
use tests::jumps::{jumps_away, jumps_away_last, jumps_away_mixed, jumps_catch};

struct Call {
    caller: Caller,
    target: *const (),
    args: Vec<Value>,
}

impl Call {
    fn new(params: &[Scalar], target: *const (), args: &[Value]) -> Self {
        let nothing = FunctionSpec::returning(Type::VOID);
        let spec = params
            .iter()
            .fold(nothing, |spec, scalar| spec.param("", (*scalar).into()));
        let prototype = Prototype::new("jump", Type::function_of(spec).unwrap()).unwrap();
        Call {
            caller: Caller::new(&prototype).unwrap(),
            target,
            args: args.to_vec(),
        }
    }

    fn jumps(&self) -> bool {
        unsafe extern "C" fn make(data: VOIDP) {
            // SAFETY: it points to a call, which is what its caller says.
            unsafe {
                let call = &*data.cast::<Call>().as_ptr().cast_const();
                let _ = call.caller.call(call.target, &call.args);
            }
        }
        let data = Ptr::from((&raw const *self).cast_mut()).cast();
        // SAFETY: the frames between have nothing to drop.
        unsafe { jumps_catch(Some(make), data) == 1 }
    }
}

#[test]
fn a_jump_leads_over_each_way_to_call() {
    let mixed = [Scalar::Int, Scalar::Double];
    let args = [Value::from(3), Value::from(0.5)];
    let words = Call::new(&[], jumps_away::PTR as *const (), &[]);
    let image = Call::new(&mixed, jumps_away_mixed::PTR as *const (), &args);
    let numbers: Vec<_> = (1..=8).map(Value::from).collect();
    let frame = Call::new(
        &[Scalar::Int; 8],
        jumps_away_last::PTR as *const (),
        &numbers,
    );
    for _ in 0..1000 {
        assert!(words.jumps());
        assert!(image.jumps());
        assert!(frame.jumps());
    }
    // What does not jump comes back.
    let args = [Value::from(4), Value::from(0.5)];
    assert!(!Call::new(&mixed, jumps_away_mixed::PTR as *const (), &args).jumps());
}
