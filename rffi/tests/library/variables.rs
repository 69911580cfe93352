//! Variables of types that Rust knows, and thread-local ones.

use cdef::Cdef;
use rffi::{DOUBLE, INT, LibraryError, LowLevelType, Policy, SymbolKind, Value, Var};

use crate::c::library;

fn get<T: LowLevelType + Copy>(var: &Var<T>) -> T {
    // SAFETY: nobody writes it, and C wrote what its type has.
    unsafe { var.get() }.unwrap()
}

#[test]
fn variables_are_read_and_written() {
    let (_folder, library) = library();
    // SAFETY: the texts are those of the library.
    let (v_i, v_d, items) = unsafe {
        (
            library.var::<INT>("extern int v_i;").unwrap(),
            library.var::<DOUBLE>("double v_d").unwrap(),
            library.var::<[INT; 3]>("int v_items[3]").unwrap(),
        )
    };
    assert_eq!((get(&v_i), get(&v_d), get(&items)), (42, 1.5, [1, 2, 3]));
    // SAFETY: nobody else uses it.
    unsafe { v_i.set(-7) }.unwrap();
    assert_eq!(get(&v_i), -7);
    assert_eq!(v_i.as_ptr().unwrap().cast(), library.addr("v_i").unwrap());
    assert_eq!(items.to_string(), "int v_items[3]");
    assert!(!v_i.is_thread_local());
}

#[test]
fn variables_are_declared_by_name_too() {
    let (_folder, library) = library();
    let text = "extern const int v_constant; typedef int number; number v_i;
                int other __asm__(\"v_i\"); int f32i(int); enum { SOME = 3 };";
    let library = library.with_cdef(Cdef::parse(text).unwrap());
    // SAFETY: the texts are those of the library.
    unsafe {
        assert_eq!(get(&library.var::<INT>("v_i").unwrap()), 42);
        assert_eq!(get(&library.var::<INT>("other").unwrap()), 42);
        assert_eq!(
            get(&library
                .var::<INT>("number another __asm__(\"v_i\")")
                .unwrap()),
            42
        );
        assert_eq!(
            library.variable("v_i").unwrap().get().unwrap(),
            Value::from(42)
        );
        let constant = library.var::<INT>("v_constant").unwrap();
        assert_eq!(get(&constant), 7);
        let error = constant.set(8).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`v_constant` is declared `const`, and cannot be written"
        );
        let constant = library.variable("const int v_constant").unwrap();
        assert!(matches!(
            constant.set(Value::from(1)),
            Err(LibraryError::Constant(_))
        ));
        let error = library.var::<INT>("f32i").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`f32i` is declared as a function, and is no variable"
        );
        assert!(library.var::<INT>("SOME").is_err());
    }
}

#[test]
fn wrong_variables_are_refused() {
    let (_folder, library) = library();
    // SAFETY: nothing is made.
    unsafe {
        let error = library.var::<DOUBLE>("int v_i").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the type of Rust is not that of `int v_i`: declared as `double`, but it is `int`"
        );
        let error = library.var::<[INT; 4]>("int v_items[3]").unwrap_err();
        assert!(matches!(error, LibraryError::Differs(_)), "{error}");
        let error = library.var::<INT>("int v_j").unwrap_err().to_string();
        assert!(
            error.starts_with("variable 'v_j' not found in library '"),
            "{error}"
        );
        assert!(error.contains("did you mean "), "{error}");
        assert!(matches!(
            library.var::<INT>("in v_i"),
            Err(LibraryError::Declaration(_))
        ));
        assert!(library.var::<INT>("").is_err());
        assert!(library.var::<INT>("typedef int v_i").is_err());
    }
}

#[test]
fn variables_of_run_time_types_are_checked() {
    let (_folder, library) = library();
    let cdef = Cdef::parse("struct pair { int first; double second; }; struct pair v_pair;");
    let library = library.with_cdef(cdef.unwrap());
    // SAFETY: the texts are those of the library; nobody else uses it.
    unsafe {
        let v_b = library.variable("signed char v_b").unwrap();
        v_b.set(Value::from(127_u64)).unwrap();
        assert_eq!(v_b.get().unwrap(), Value::from(127_i8));
        let error = v_b.set(Value::from(128)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`v_b`: 128 does not fit in `signed char`"
        );
        let v_bool = library.variable("_Bool v_bool").unwrap();
        assert_eq!(v_bool.get().unwrap(), Value::from(true));
        v_bool.set(Value::from(0)).unwrap();
        assert_eq!(v_bool.get().unwrap(), Value::from(false));
        assert!(v_bool.set(Value::from(2)).is_err());
        let v_f = library.variable("float v_f").unwrap();
        v_f.set(Value::from(0.1)).unwrap();
        assert_eq!(v_f.get().unwrap(), Value::from(0.1_f32));
        v_f.set(Value::from(1 << 24)).unwrap();
        assert!(v_f.set(Value::from((1 << 24) + 1)).is_err());
        let mut wrapping = Policy::DEFAULT;
        wrapping.wrap_integers = true;
        let nearest = v_f.clone().policy(wrapping);
        nearest.set(Value::from((1 << 24) + 1)).unwrap();
        assert_eq!(v_f.get().unwrap(), Value::from(16_777_216_f32));
        v_f.set(Value::from(true)).unwrap();
        assert_eq!(v_f.get().unwrap(), Value::from(1_f32));
        let error = v_f.set(Value::NULL).unwrap_err().to_string();
        assert_eq!(error, "`v_f`: expected `float`, got NULL (a pointer)");
        let pair = library.variable("v_pair").unwrap();
        let error = pair.get().unwrap_err().to_string();
        assert!(error.ends_with("is no number and no pointer; take its address by `as_ptr`"));
        assert_eq!(pair.as_ptr().unwrap().cast::<INT>().read(), 3);
        let s = library.variable("const char *v_s").unwrap().get().unwrap();
        let text = std::ffi::CStr::from_ptr(s.as_pointer().unwrap().cast());
        assert_eq!(text, c"text");
    }
}

#[test]
fn each_thread_has_its_own_thread_local() {
    let (_folder, library) = library();
    // SAFETY: the texts are those of the library.
    let (typed, dynamic, place) = unsafe {
        (
            library.var::<INT>("int v_thread").unwrap(),
            library
                .variable("extern _Thread_local int v_thread")
                .unwrap(),
            library.function("int *where_is_v_thread(void)").unwrap(),
        )
    };
    assert!(typed.is_thread_local() && dynamic.is_thread_local());
    let check = |new: INT| {
        // SAFETY: each thread uses its own.
        unsafe {
            assert_eq!(typed.get().unwrap(), 5);
            typed.set(new).unwrap();
            assert_eq!(dynamic.get().unwrap(), Value::from(new));
            let place = place.call(&[]).unwrap().as_pointer().unwrap();
            assert_eq!(typed.as_ptr().unwrap().as_ptr().cast(), place);
        }
    };
    check(1);
    std::thread::scope(|scope| {
        scope.spawn(|| check(2));
        scope.spawn(|| check(3));
    });
    assert_eq!(get(&typed), 1);
}

#[test]
fn symbols_are_listed_with_what_they_are() {
    let (_folder, library) = library();
    let symbols = library.symbols().unwrap();
    let find = |name: &str| symbols.iter().find(|symbol| symbol.name == name);
    let is = |name: &str, kind, size| {
        let symbol = find(name).unwrap();
        assert_eq!((symbol.kind, symbol.size), (kind, size), "{name}");
    };
    is("v_i", SymbolKind::Variable, 4);
    is("v_pair", SymbolKind::Variable, 16);
    is("v_thread", SymbolKind::ThreadLocal, 4);
    assert!(find("v_thread").unwrap().is_thread_local());
    assert_eq!(find("f8i").unwrap().kind, SymbolKind::Function);
    assert!(find("f8i").unwrap().size > 0);
    // What it needs of others, and what is its own alone.
    for name in ["__errno_location", "unloaded", "end", "known_as"] {
        assert!(find(name).is_none(), "{name}");
    }
    assert!(symbols.is_sorted_by(|a, b| a.name < b.name));
    let process = rffi::Library::process().symbols().unwrap();
    assert!(process.iter().any(|symbol| symbol.name == "malloc"));
}
