//! Functions of types that Rust knows.

use lltype::{Cause, Prototype, Signature};
use rffi::{CCHARP, DOUBLE, INT, Library, LibraryError, SHORT, UCHAR, VOIDP};

use crate::c::library;

fn differs<F: Signature>(library: &Library, text: &str) -> (Cause, String) {
    // SAFETY: nothing is made.
    let error = match unsafe { library.func::<F>(text) } {
        Ok(_) => panic!("{text}"),
        Err(error) => error,
    };
    let text = error.to_string();
    match error {
        LibraryError::Differs(differs) => (differs.differences[0].cause.clone(), text),
        _ => panic!("{text}"),
    }
}

#[test]
fn functions_of_the_declared_type_are_called_directly() {
    let (_folder, library) = library();
    type Argorder = unsafe extern "C" fn(INT, DOUBLE, INT, f32, UCHAR, i64) -> DOUBLE;
    let text = "double argorder(int, double, int, float, unsigned char, long)";
    // SAFETY: that is its type.
    let argorder = unsafe { library.func::<Argorder>(text) }.unwrap();
    // SAFETY: it takes any numbers.
    unsafe {
        assert_eq!(argorder.call((1, 2.0, 3, 4.0, 5, 6)).unwrap(), 91.0);
        assert_eq!(argorder.pointer()(1, 2.0, 3, 4.0, 5, 6), 91.0);
    }
    assert_eq!(argorder.to_string(), text);
    assert_eq!(argorder.library().name(), library.name());
    let clone = argorder.clone();
    drop(argorder);
    // SAFETY: as above.
    assert_eq!(unsafe { clone.call((1, 0.0, 0, 0.0, 0, 0)) }.unwrap(), 1.0);
}

#[test]
fn every_sort_of_difference_is_refused() {
    let (_folder, library) = library();
    let (cause, text) = differs::<unsafe extern "C" fn(INT, INT) -> INT>(&library, "int f32i(int)");
    assert!(
        matches!(
            cause,
            Cause::Arity {
                declared: 2,
                found: 1
            }
        ),
        "{text}"
    );
    assert_eq!(
        text,
        "the type of Rust is not that of `int f32i(int)`: declared with 2 parameters, but it has 1"
    );
    let (cause, text) = differs::<unsafe extern "C" fn(SHORT) -> INT>(&library, "int f32i(int)");
    assert!(matches!(cause, Cause::Width { .. }), "{text}");
    let (cause, text) = differs::<unsafe extern "C" fn(DOUBLE) -> INT>(&library, "int f32i(int)");
    assert!(matches!(cause, Cause::Class(_)), "{text}");
    let (cause, text) =
        differs::<unsafe extern "C" fn(i8) -> u8>(&library, "unsigned char f8u(unsigned char)");
    assert!(
        matches!(
            cause,
            Cause::Sign {
                is_extended: true,
                ..
            }
        ),
        "{text}"
    );
    let (cause, text) = differs::<unsafe extern "C" fn(INT) -> INT>(&library, "int sum(int, ...)");
    assert!(
        matches!(cause, Cause::Variadic { declared: false }),
        "{text}"
    );
    let (cause, text) = differs::<unsafe extern "C" fn(INT)>(&library, "int f32i(int)");
    assert!(matches!(cause, Cause::Class(_)), "{text}");
    // Of the result, too.
    let (cause, text) = differs::<unsafe extern "C" fn(INT) -> i64>(&library, "int f32i(int)");
    assert!(matches!(cause, Cause::Width { .. }), "{text}");
    assert!(text.contains("result: "), "{text}");
}

#[test]
fn taste_is_not_refused() {
    let (_folder, library) = library();
    // SAFETY: each of them can be called so.
    unsafe {
        assert!(
            library
                .func::<unsafe extern "C" fn(VOIDP) -> INT>("int is_null(const void *)")
                .is_ok()
        );
        assert!(
            library
                .func::<unsafe extern "C" fn() -> CCHARP>("const char *text(void)")
                .is_ok()
        );
        assert!(
            library
                .func::<unsafe extern "C" fn(u32) -> i32>("int f32i(int)")
                .is_err()
        );
        let prototype = Prototype::of::<unsafe extern "C" fn(INT) -> INT>("f32i");
        assert!(
            library
                .func::<unsafe extern "C" fn(INT) -> INT>(prototype)
                .is_ok()
        );
    }
}

#[test]
fn the_type_is_compared_before_the_function_is_looked_for() {
    let (_folder, library) = library();
    let (_, text) = differs::<unsafe extern "C" fn() -> INT>(&library, "int not_there(int)");
    assert!(text.contains("`int not_there(int)`"), "{text}");
}
