//! How long libraries live.

use std::sync::atomic::{AtomicI32, Ordering};

use rffi::{Function, INT, Library, LibraryCallError, LibraryError, OpenFlags, Value};

use crate::c::{Folder, TEXT, library, open};

fn function(library: &Library, text: &str) -> Function {
    // SAFETY: the texts are those of the library.
    unsafe { library.function(text) }.unwrap()
}

/// Whether the library is in memory.
fn is_loaded(path: &std::path::Path) -> bool {
    // SAFETY: nothing is loaded.
    unsafe { Library::open_with(path, OpenFlags::NOLOAD) }.is_ok()
}

#[test]
fn a_closed_library_gives_errors() {
    let (_folder, library) = library();
    let clone = library.clone();
    // SAFETY: the texts are those of the library.
    let (f32i, typed, var, variable) = unsafe {
        (
            function(&library, "int f32i(int)"),
            library
                .func::<unsafe extern "C" fn(INT) -> INT>("int f32i(int)")
                .unwrap(),
            library.var::<INT>("int v_i").unwrap(),
            library.variable("int v_i").unwrap(),
        )
    };
    assert!(!library.is_closed());
    assert!(clone.close());
    assert!(library.is_closed());
    assert!(!library.close());
    let expected = format!(
        "`f32i`: the library `{}` was closed; open it again to use it",
        library.name()
    );
    // SAFETY: nothing is called or read.
    unsafe {
        let error = f32i.call(&[Value::from(1)]).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(matches!(error, LibraryCallError::Closed(closed) if closed.name() == "f32i"));
        assert!(f32i.call_errno(&[Value::from(1)]).is_err());
        assert!(
            f32i.call_into(&[Value::from(1)], core::ptr::null_mut())
                .is_err()
        );
        assert_eq!(typed.call((1,)).unwrap_err().to_string(), expected);
        assert!(matches!(var.get(), Err(LibraryError::Closed(_))));
        assert!(var.set(1).is_err() && var.as_ptr().is_err());
        assert!(variable.get().is_err() && variable.set(Value::from(1)).is_err());
        assert!(matches!(
            library.function("int f32i(int)"),
            Err(LibraryError::Closed(_))
        ));
    }
    assert!(library.addr("f32i").is_err());
    // It is still in memory, where nothing is checked.
    // SAFETY: it takes any number.
    assert_eq!(unsafe { f32i.call_slots(&[2]) }, 3);
    assert!(format!("{library:?}").contains("closed: true"));
}

#[test]
fn a_function_keeps_its_library_in_memory() {
    let folder = Folder::new();
    let path = folder.compile("libkept.so", TEXT);
    static UNLOADED: AtomicI32 = AtomicI32::new(0);
    let library = open(&path);
    let tell_end = function(&library, "void tell_end(int *)");
    let place = Value::from_pointer(UNLOADED.as_ptr().cast());
    // SAFETY: the flag lives for ever.
    unsafe { tell_end.call(&[place]) }.unwrap();
    let f32i = function(&library, "int f32i(int)");
    drop((library, tell_end));
    assert!(is_loaded(&path));
    // SAFETY: it takes any number.
    let three = unsafe { f32i.call(&[Value::from(2)]) }.unwrap();
    assert_eq!(three, Value::from(3));
    f32i.library().close();
    assert!(is_loaded(&path));
    assert_eq!(UNLOADED.load(Ordering::SeqCst), 0);
    drop(f32i);
    assert_eq!(UNLOADED.load(Ordering::SeqCst), 1);
    assert!(!is_loaded(&path));
}

#[test]
fn a_call_ends_though_another_thread_closes() {
    let (_folder, library) = library();
    let text = "int wait_for(const volatile int *flag, volatile int *is_waiting)";
    let wait_for = function(&library, text);
    let [flag, waiting] = [const { AtomicI32::new(0) }; 2];
    let args = [&flag, &waiting].map(|place| Value::from_pointer(place.as_ptr().cast()));
    std::thread::scope(|scope| {
        let wait_for = &wait_for;
        // SAFETY: both places outlive the call.
        let call = scope.spawn(move || unsafe { wait_for.call(&args) });
        while waiting.load(Ordering::Acquire) == 0 {
            std::thread::yield_now();
        }
        assert!(library.close());
        drop(library);
        // SAFETY: it is not called.
        assert!(unsafe { wait_for.call(&args) }.is_err());
        flag.store(1, Ordering::Release);
        assert_eq!(call.join().unwrap().unwrap(), Value::from(9));
    });
}

#[test]
fn many_threads_call_while_one_closes() {
    for _ in 0..20 {
        let (folder, library) = library();
        let f32i = function(&library, "int f32i(int)");
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let f32i = f32i.clone();
                scope.spawn(move || {
                    let mut calls = 0_u32;
                    // SAFETY: it takes any number.
                    while let Ok(value) = unsafe { f32i.call(&[Value::from(2)]) } {
                        assert_eq!(value, Value::from(3));
                        calls += 1;
                    }
                    calls
                });
            }
            drop(f32i);
            std::thread::yield_now();
            library.close();
            drop(library);
        });
        assert!(!is_loaded(&folder.path().join("libtests.so")));
    }
}

#[test]
fn a_foreign_handle_is_closed_only_if_asked() {
    let folder = Folder::new();
    let path = folder.compile("libforeign.so", TEXT);
    let dlopen = || {
        let file = std::ffi::CString::new(path.to_str().unwrap()).unwrap();
        let dlopen = function(&Library::process(), "void *dlopen(const char *, int)");
        let file = Value::from_pointer(file.as_ptr().cast_mut().cast());
        // SAFETY: the library may be loaded.
        let handle = unsafe { dlopen.call(&[file, Value::from(OpenFlags::NOW.bits())]) };
        handle.unwrap().as_pointer().unwrap()
    };
    // SAFETY: it stays open.
    let library = unsafe { Library::from_handle(dlopen()) };
    let f32i = function(&library, "int f32i(int)");
    assert!(library.name().starts_with("handle 0x"));
    assert!(
        library
            .symbols()
            .unwrap()
            .iter()
            .any(|symbol| symbol.name == "f32i")
    );
    drop(library);
    // SAFETY: it takes any number.
    let three = unsafe { f32i.call(&[Value::from(2)]) }.unwrap();
    assert_eq!(three, Value::from(3));
    drop(f32i);
    assert!(is_loaded(&path));
    // SAFETY: as above; it is the handle that was opened twice.
    let library = unsafe { Library::from_handle(dlopen()) };
    library.close();
    drop(library);
    // The first handle was left open.
    assert!(is_loaded(&path));
    // SAFETY: nobody else closes the first.
    let library = unsafe { Library::from_handle(dlopen()) };
    // SAFETY: as above.
    let first = unsafe { Library::from_handle(dlopen()) };
    library.close();
    first.close();
    drop((library, first));
    assert!(is_loaded(&path));
}

#[test]
fn values_of_this_crate_cross_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Library>();
    shared::<Function>();
    shared::<rffi::Func<unsafe extern "C" fn(INT) -> INT>>();
    shared::<rffi::Var<INT>>();
    shared::<rffi::Var<rffi::VOIDP>>();
    shared::<rffi::Variable>();
    shared::<LibraryError>();
    shared::<LibraryCallError>();
}
