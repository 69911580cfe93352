//! errno: by value, and in the saved places.

use rffi::{
    Errno, Function, INT, Library, RFFI_ALT_ERRNO, RFFI_ERR_NONE, RFFI_FULL_ERRNO,
    RFFI_READSAVED_ERRNO, RFFI_SAVE_ERRNO, RFFI_ZERO_ERRNO_BEFORE, Value, get_saved_alterrno,
    get_saved_errno, set_saved_alterrno, set_saved_errno,
};

use crate::c::library;

fn function(library: &Library, text: &str) -> Function {
    // SAFETY: the texts are those of the library.
    unsafe { library.function(text) }.unwrap()
}

fn call(function: &Function, args: &[Value]) -> (Value, Errno) {
    // SAFETY: they take any numbers.
    unsafe { function.call_errno(args) }.unwrap()
}

#[test]
fn errno_is_given_with_the_result() {
    let (_folder, library) = library();
    let fail = function(&library, "int fail(int error, int result)");
    for number in [2, 0, 34, 12345] {
        let (result, errno) = call(&fail, &[Value::from(number), Value::from(-1)]);
        assert_eq!((result, errno), (Value::from(-1), Errno::from_raw(number)));
    }
    assert_eq!(
        Errno::from_raw(2).to_io_error().kind(),
        std::io::ErrorKind::NotFound
    );
    assert_eq!(format!("{:?}", Errno::from_raw(2)), "Errno(2)");
    // Where values are converted, too.
    let args = [Value::from(7_i64), Value::from(1_u8)];
    assert_eq!(call(&fail, &args), (Value::from(1), Errno::from_raw(7)));
}

#[test]
fn errno_is_zero_before_where_that_is_said() {
    let (_folder, library) = library();
    let fail = function(&library, "int fail(int error, int result)");
    let now = function(&library, "int errno_now(void)");
    call(&fail, &[Value::from(5), Value::from(0)]);
    assert_eq!(call(&now, &[]), (Value::from(5), Errno::from_raw(5)));
    let zeroed = now.clone().save_err(RFFI_ZERO_ERRNO_BEFORE);
    assert_eq!(call(&zeroed, &[]), (Value::from(0), Errno::from_raw(0)));

    let strtol = function(
        &Library::process(),
        "long strtol(const char *, char **, int)",
    );
    let strtol = strtol.save_err(RFFI_ZERO_ERRNO_BEFORE);
    let parse = |text: &core::ffi::CStr| {
        let text = Value::from_pointer(text.as_ptr().cast_mut().cast());
        call(&strtol, &[text, Value::NULL, Value::from(10)])
    };
    assert_eq!(
        parse(c"99999999999999999999"),
        (Value::from(i64::MAX), Errno::from_raw(34))
    );
    assert_eq!(
        parse(c"9223372036854775807"),
        (Value::from(i64::MAX), Errno::from_raw(0))
    );
}

#[test]
fn errno_is_saved_and_set_as_declarations_do_it() {
    let (_folder, library) = library();
    let fail = function(&library, "int fail(int error, int result)").save_err(RFFI_SAVE_ERRNO);
    let args = |error: i32| [Value::from(error), Value::from(0)];
    set_saved_errno(0);
    set_saved_alterrno(0);
    // SAFETY: it takes any numbers.
    unsafe {
        fail.call(&args(11)).unwrap();
        assert_eq!((get_saved_errno(), get_saved_alterrno()), (11, 0));
        fail.clone()
            .save_err(RFFI_SAVE_ERRNO | RFFI_ALT_ERRNO)
            .call(&args(12))
            .unwrap();
        assert_eq!((get_saved_errno(), get_saved_alterrno()), (11, 12));
        // Where both are asked for.
        assert_eq!(fail.call_errno(&args(13)).unwrap().1, Errno::from_raw(13));
        assert_eq!(get_saved_errno(), 13);
        // Words are passed without it.
        assert_eq!(fail.call_slots(&[14, 0]), 0);
        assert_eq!(get_saved_errno(), 13);
    }
    let now = function(&library, "int errno_now(void)").save_err(RFFI_READSAVED_ERRNO);
    set_saved_errno(21);
    assert_eq!(call(&now, &[]).0, Value::from(21));
    set_saved_errno(22);
    assert_eq!(call(&now.save_err(RFFI_FULL_ERRNO), &[]).0, Value::from(22));
}

#[test]
fn what_is_not_called_changes_nothing() {
    let (_folder, library) = library();
    let fail = function(&library, "int fail(int error, int result)");
    call(&fail, &[Value::from(31), Value::from(0)]);
    set_saved_errno(32);
    let zeroed = fail
        .clone()
        .save_err(RFFI_ZERO_ERRNO_BEFORE | RFFI_SAVE_ERRNO);
    // SAFETY: it is not called.
    assert!(unsafe { zeroed.call(&[]) }.is_err());
    assert_eq!(get_saved_errno(), 32);
    let now = function(&library, "int errno_now(void)");
    call(&fail, &[Value::from(33), Value::from(0)]);
    // SAFETY: it is not called.
    let error = unsafe { zeroed.call(&[Value::from(1.5), Value::from(0)]) };
    assert_eq!(call(&now, &[]).0, Value::from(33));
    assert!(error.is_err());
}

#[test]
fn typed_functions_give_errno_too() {
    let (_folder, library) = library();
    // SAFETY: the texts are those of the library.
    let (fail, now) = unsafe {
        let fail = library.func::<unsafe extern "C" fn(INT, INT) -> INT>("int fail(int, int)");
        let now = library.func::<unsafe extern "C" fn() -> INT>("int errno_now(void)");
        (fail.unwrap(), now.unwrap())
    };
    // SAFETY: they take any numbers.
    unsafe {
        let result = fail.call_errno((41, -1), RFFI_ERR_NONE).unwrap();
        assert_eq!(result, (-1, Errno::from_raw(41)));
        let result = now.call_errno((), RFFI_ZERO_ERRNO_BEFORE).unwrap();
        assert_eq!(result, (0, Errno::from_raw(0)));
    }
}
