//! Functions by signatures that are known at run time.

use cdef::Cdef;
use llcall::Policy;
use lltype::{LongFloat, Prototype, Scalar};
use rffi::{Function, INT, Library, LibraryCallError, LibraryError, Value};

use crate::c::library;

fn function(library: &Library, text: &str) -> Function {
    // SAFETY: the texts are those of the library.
    unsafe { library.function(text) }.unwrap()
}

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Pair {
    first: i32,
    second: f64,
}

const PAIR: &str = "struct pair { int first; double second; };";

fn pointer<T>(place: &mut T) -> Value {
    Value::from_pointer(core::ptr::from_mut(place).cast())
}

#[test]
fn structs_and_wide_numbers_go_through_memory() {
    let (_folder, library) = library();
    let library = library.with_cdef(Cdef::parse(PAIR).unwrap());
    let swap = function(&library, "struct pair swap(struct pair pair, int more)");
    let mut pair = Pair {
        first: 3,
        second: 4.0,
    };
    let args = [pointer(&mut pair), Value::from(10)];
    let mut result = Pair::default();
    let place = core::ptr::from_mut(&mut result).cast();
    // SAFETY: the struct is as C has it, and there is room for another.
    unsafe {
        assert_eq!(swap.call_into(&args, place).unwrap(), Value::VOID);
        let expected = Pair {
            first: 14,
            second: 3.0,
        };
        assert_eq!(result, expected);
        result = Pair::default();
        let words = [args[0].word(), 10];
        swap.call_slots_into(&words, core::ptr::from_mut(&mut result).cast());
        assert_eq!(result, expected);
        assert!(swap.call_errno_into(&args, place).is_ok());
        let error = swap.call(&args).unwrap_err().to_string();
        assert!(error.ends_with("give one to `call_into`"), "{error}");
    }
    let half = function(&library, "long double half(long double)");
    let mut result = LongFloat::from(0.0);
    let place = core::ptr::from_mut(&mut result).cast();
    // SAFETY: there is room for the result.
    unsafe { half.call_into(&[Value::from(5)], place) }.unwrap();
    assert_eq!(result.to_f64(), 2.5);
}

#[test]
fn integers_must_fit_unless_they_are_to_be_cut() {
    let (_folder, library) = library();
    let f8i = function(&library, "signed char f8i(signed char)");
    let mut wrapping = Policy::DEFAULT;
    wrapping.wrap_integers = true;
    // A function that is shared, and one that is not.
    let cutting = [
        f8i.clone().policy(wrapping),
        function(&library, "signed char f8i(signed char)").policy(wrapping),
    ];
    // SAFETY: it takes any number.
    unsafe {
        let error = f8i.call(&[Value::from(128)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`f8i`: argument 1: 128 does not fit in `signed char`"
        );
        assert!(matches!(error, LibraryCallError::Call(_)));
        for f8i in cutting {
            assert_eq!(f8i.call(&[Value::from(128)]).unwrap(), Value::from(-127_i8));
        }
    }
    let mut strict = Policy::DEFAULT;
    strict.refuse_null = true;
    let is_null = function(&library, "int is_null(const void *pointer)").policy(strict);
    // SAFETY: it is not called.
    let error = unsafe { is_null.call(&[Value::NULL]) }.unwrap_err();
    assert!(error.to_string().contains("`pointer`"), "{error}");
}

#[test]
fn variadic_functions_are_prepared_or_called_as_they_are() {
    let (_folder, library) = library();
    let sum = function(&library, "int sum(int count, ...)");
    let args = [3, 10, 20, 30].map(Value::from);
    let prepared =
        sum.with_varargs(&[Scalar::Int.into(), Scalar::Short.into(), Scalar::Int.into()]);
    // SAFETY: there are as many as are said.
    unsafe {
        assert_eq!(sum.call(&args).unwrap(), Value::from(60));
        assert_eq!(prepared.unwrap().call(&args).unwrap(), Value::from(60));
    }
    let f8i = function(&library, "signed char f8i(signed char)");
    let error = f8i.with_varargs(&[Scalar::Int.into()]).unwrap_err();
    assert!(matches!(error, LibraryError::Plan(_)));
}

#[test]
fn the_policy_stays_when_more_arguments_are_prepared() {
    let (_folder, library) = library();
    let mut wrapping = Policy::DEFAULT;
    wrapping.wrap_integers = true;
    let sum = function(&library, "int sum(int count, ...)").policy(wrapping);
    let sum = sum.with_varargs(&[Scalar::Int.into()]).unwrap();
    let shared = sum.clone();
    for sum in [sum.policy(wrapping), shared] {
        let args = [Value::from(1), Value::from((1_i64 << 32) + 8)];
        // SAFETY: there is one more, as is said.
        assert_eq!(unsafe { sum.call(&args) }.unwrap(), Value::from(8));
    }
}

#[test]
fn functions_are_found_by_what_the_linker_calls_them() {
    let (_folder, library) = library();
    let text = "int known_as(void) __asm__(\"linked_as\")";
    let declared = library
        .clone()
        .with_cdef(Cdef::parse(&format!("{text};")).unwrap());
    for known_as in [function(&library, text), function(&declared, "known_as")] {
        // SAFETY: it takes nothing.
        assert_eq!(unsafe { known_as.call(&[]) }.unwrap(), Value::from(77));
        assert_eq!(known_as.to_string(), "int known_as(void)");
    }
    // SAFETY: it is not there.
    let error = unsafe { library.function("int known_as(void)") }.unwrap_err();
    assert!(matches!(error, LibraryError::NotFound(_)));
}

#[test]
fn declarations_come_in_every_form() {
    let (_folder, library) = library();
    let library =
        library.with_cdef(Cdef::parse("typedef int number; number f32i(number);").unwrap());
    let prototype = Prototype::of::<unsafe extern "C" fn(i32) -> i32>("f32i");
    // SAFETY: all of them say what `f32i` is.
    let functions = unsafe {
        [
            library.function("f32i"),
            library.function(" f32i "),
            library.function("extern number f32i(number x);"),
            library.function(&"int f32i(int)".to_owned()),
            library.function(&prototype),
            library.function(prototype),
        ]
    };
    for function in functions {
        // SAFETY: it takes any number.
        let five = unsafe { function.unwrap().call(&[Value::from(4)]) };
        assert_eq!(five.unwrap(), Value::from(5));
    }
}

#[test]
fn wrong_declarations_are_told() {
    let (_folder, library) = library();
    // SAFETY: nothing is made.
    let error = |library: &Library, text: &str| unsafe { library.function(text) }.unwrap_err();
    let wrong = error(&library, "int f32i(itn x)");
    assert!(matches!(wrong, LibraryError::Declaration(_)));
    let wrong = wrong.to_string();
    assert!(
        wrong.contains("unknown type `itn`") && wrong.contains('^'),
        "{wrong}"
    );

    let wrong = error(&library, "f32i");
    assert_eq!(
        wrong.to_string(),
        "`f32i` is a mere name, and nothing declares it; write its declaration in C, or give the \
         library declarations by `with_cdef`"
    );
    let declared = library
        .clone()
        .with_cdef(Cdef::parse("int f32i(int); int v_i;").unwrap());
    let wrong = error(&declared, "f32").to_string();
    assert!(wrong.contains("did you mean `f32i`?"), "{wrong}");
    let wrong = error(&declared, "v_i").to_string();
    assert_eq!(wrong, "`v_i` is declared as a variable, and is no function");

    let other = Cdef::parse_for("int f32i(int);", &lltype::Target::I686_LINUX_GNU).unwrap();
    let wrong = error(&library.clone().with_cdef(other), "f32i").to_string();
    assert!(
        wrong.starts_with("the declarations of the library are laid out for i686"),
        "{wrong}"
    );

    let empty = Prototype::of::<unsafe extern "C" fn() -> INT>("");
    // SAFETY: nothing is made.
    let wrong = unsafe { library.function(empty) }.unwrap_err().to_string();
    assert_eq!(wrong, "a symbol without a name cannot be looked for");
    let wrong = library.addr("f32i\0").unwrap_err().to_string();
    assert_eq!(
        wrong,
        "the symbol \"f32i\\0\" cannot be looked for: there is a NUL byte in its name"
    );
}

#[test]
fn what_is_in_memory_is_called_and_null_is_not() {
    let (_folder, library) = library();
    let f32i = function(&library, "int f32i(int)");
    let address = library.addr("f32i").unwrap();
    // SAFETY: it is not called without the library.
    let pointer = unsafe { f32i.pointer() };
    assert_eq!(pointer, address.as_ptr().cast_const().cast());
    // SAFETY: there is `f32i`, as long as the library is open.
    let function = unsafe { Function::at(address.as_ptr(), f32i.prototype()) }.unwrap();
    // SAFETY: it takes any number.
    let nine = unsafe { function.call(&[Value::from(8)]) }.unwrap();
    assert_eq!(nine, Value::from(9));
    // SAFETY: it takes any number.
    assert_eq!(unsafe { function.call_slots(&[6]) }, 7);
    assert_eq!(function.library().name(), "memory");
    // SAFETY: nothing is made.
    let error = unsafe { Function::at(core::ptr::null(), f32i.prototype()) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`f32i` is at address zero, where nothing can be used"
    );
}

#[test]
fn descriptions_are_those_of_the_declaration() {
    let (_folder, library) = library();
    let f32i = function(&library, "int f32i(int x)");
    assert_eq!(f32i.prototype().to_string(), "int f32i(int x)");
    assert!(format!("{f32i:?}").starts_with("Function { prototype: Prototype(int f32i(int x))"));
    assert_eq!(
        f32i.explain().is_some(),
        cfg!(all(target_arch = "x86_64", unix))
    );
    assert_eq!(f32i.caller().types().len(), 1);
    assert_eq!(f32i.library().to_string(), library.name());
}
