//! What needs no terminal.

use core::ffi::CStr;

#[test]
fn names_keys() {
    // SAFETY: both give texts that stay.
    let (name, version) = unsafe {
        let name = CStr::from_ptr(ncurses::keyname(3).into());
        (name, CStr::from_ptr(ncurses::curses_version().into()))
    };
    assert_eq!(name, c"^C");
    assert!(version.to_str().unwrap().starts_with("ncurses"));
}

#[test]
fn variables_are_there() {
    // SAFETY: nobody writes it, because no terminal was opened.
    assert_eq!(unsafe { ncurses::COLOR_PAIRS() }, 0);
}
