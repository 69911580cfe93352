//! The saved errno, and what a call does with C's.

use std::thread;

use rffi::private::{errno_after, errno_before};
use rffi::{
    INT, RFFI_ALT_ERRNO, RFFI_ERR_NONE, RFFI_FULL_ERRNO, RFFI_FULL_ERRNO_ZERO,
    RFFI_READSAVED_ERRNO, RFFI_SAVE_ERRNO, RFFI_ZERO_ERRNO_BEFORE, SIZE_T, SSIZE_T, SaveErr, VOIDP,
    get_saved_alterlasterror, get_saved_alterrno, get_saved_errno, get_saved_lasterror, llexternal,
    set_saved_alterlasterror, set_saved_alterrno, set_saved_errno, set_saved_lasterror,
};
use tests::callbacks::callbacks_see_errno;
use tests::tests_fail_unsaved;

llexternal! {
    unsafe extern "C" {
        #[save_errno]
        unsafe fn write(fd: INT, data: VOIDP, count: SIZE_T) -> SSIZE_T;
    }
}

fn write_to_nothing() {
    // SAFETY: the descriptor is wrong: nothing is read.
    assert_eq!(unsafe { write(-1, VOIDP::NULL, 0) }, -1);
}

#[test]
fn b061_calls_without_the_option_leave_the_saved_errno() {
    write_to_nothing();
    assert_eq!(tests_fail_unsaved(libc::EDOM), -1);
    assert_eq!(get_saved_errno(), libc::EBADF);
}

#[test]
fn b062_the_saved_errno_is_what_was_set_or_saved_last() {
    set_saved_errno(12);
    assert_eq!(get_saved_errno(), 12);
    write_to_nothing();
    assert_eq!(get_saved_errno(), libc::EBADF);
}

#[test]
fn b063_each_thread_has_its_own() {
    set_saved_errno(40);
    set_saved_alterrno(50);
    let threads = [41, 42].map(|errno| {
        thread::spawn(move || {
            assert_eq!((get_saved_errno(), get_saved_alterrno()), (0, 0));
            set_saved_errno(errno);
            set_saved_alterrno(errno + 10);
            thread::yield_now();
            (get_saved_errno(), get_saved_alterrno())
        })
    });
    let seen = threads.map(|thread| thread.join().unwrap());
    assert_eq!(seen, [(41, 51), (42, 52)]);
    assert_eq!((get_saved_errno(), get_saved_alterrno()), (40, 50));
}

/// What C sees before the call, and what is saved after it, where 11 and 22 were saved and errno is
/// 77; C leaves 33.
#[inline]
fn seen_and_saved(options: SaveErr) -> [INT; 3] {
    set_saved_errno(11);
    set_saved_alterrno(22);
    tests_fail_unsaved(77);
    errno_before(options);
    let seen = callbacks_see_errno();
    errno_after(options);
    [seen, get_saved_errno(), get_saved_alterrno()]
}

#[test]
fn options_do_what_rpythons_do() {
    let cases = [
        (RFFI_ERR_NONE, [77, 11, 22]),
        (RFFI_SAVE_ERRNO, [77, 33, 22]),
        (RFFI_READSAVED_ERRNO, [11, 11, 22]),
        (RFFI_ZERO_ERRNO_BEFORE, [0, 11, 22]),
        (RFFI_FULL_ERRNO, [11, 33, 22]),
        (RFFI_FULL_ERRNO_ZERO, [0, 33, 22]),
        (RFFI_ALT_ERRNO, [77, 11, 22]),
        (RFFI_SAVE_ERRNO | RFFI_ALT_ERRNO, [77, 11, 33]),
        (RFFI_FULL_ERRNO | RFFI_ALT_ERRNO, [22, 11, 33]),
        (RFFI_FULL_ERRNO_ZERO | RFFI_ALT_ERRNO, [0, 11, 33]),
        // Reading wins.
        (RFFI_FULL_ERRNO | RFFI_ZERO_ERRNO_BEFORE, [11, 33, 22]),
    ];
    for (options, expected) in cases {
        assert_eq!(seen_and_saved(options), expected, "{options:?}");
    }
}

#[test]
fn the_last_errors_of_windows_have_their_places_everywhere() {
    set_saved_lasterror(5);
    set_saved_alterlasterror(6);
    assert_eq!((get_saved_lasterror(), get_saved_alterlasterror()), (5, 6));
}
