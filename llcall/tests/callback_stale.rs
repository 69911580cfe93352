//! A hook that panics does not end the program. Alone in its program: it sets the hook.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::process::Command;

use llcall::{Callback, set_stale_hook};
use lltype::Prototype;

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("again");
    }
}

#[test]
#[ignore = "may end the process"]
fn start() {
    set_stale_hook(Some(|_| std::panic::panic_any(Bomb)));
    let callback = Callback::new(&Prototype::of::<unsafe extern "C" fn()>("bomb"), |_| {}).unwrap();
    let address = callback.address();
    drop(callback);
    // SAFETY: a callback of this type was there.
    unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn()>(address)() };
}

/// "A panic of the hook does not get to C, and is forgotten."
#[test]
fn what_a_hook_throws_is_forgotten() {
    let mut program = Command::new(std::env::current_exe().unwrap());
    let output = program
        .args(["--exact", "start", "--ignored"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", output.status);
}
