//! More callbacks than the program has stubs. Alone in its program: it needs all stubs.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::process::Command;

use llcall::{Backend, Callback};
use lltype::Prototype;

fn make_many() {
    let prototype = Prototype::of::<unsafe extern "C" fn()>("many");
    for index in 0..600 {
        match Callback::new(&prototype, |_| {}) {
            Ok(callback) => _ = callback.leak(),
            Err(error) => panic!("callback {index}: {error}"),
        }
    }
}

/// Names of files are bytes.
#[test]
fn a_file_with_another_name_is_mapped() {
    if Backend::DEFAULT != Backend::Own {
        return;
    }
    let path = std::env::temp_dir().join(OsStr::from_bytes(b"llcall-\xff\xfe"));
    std::fs::write(&path, [0; 4096]).unwrap();
    let file = File::open(&path).unwrap();
    // SAFETY: new memory, which nobody uses.
    let mapped = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            4096,
            libc::PROT_READ,
            libc::MAP_PRIVATE,
            file.as_raw_fd(),
            0,
        )
    };
    assert_ne!(mapped, libc::MAP_FAILED);
    std::fs::remove_file(&path).unwrap();
    make_many();
}

/// The program is in a directory with a line break.
#[test]
#[ignore = "starts itself"]
fn start() {
    make_many();
}

#[test]
fn the_program_has_a_strange_path() {
    let strange: [&[u8]; 3] = [b"a b", b"line\nbreak", b"back\\slash"];
    let mut failures = Vec::new();
    for name in strange {
        let directory = tempdir(name);
        let program = directory.join("program (deleted)");
        std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let args = ["--exact", "start", "--ignored"];
        let output = Command::new(&program).args(args).output().unwrap();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            failures.push(format!("{directory:?}: {said}"));
        }
        std::fs::remove_dir_all(&directory).unwrap();
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

fn tempdir(name: &[u8]) -> std::path::PathBuf {
    let mut own = format!("llcall-{}-", std::process::id()).into_bytes();
    own.extend(name);
    let path = std::env::temp_dir().join(OsStr::from_bytes(&own));
    std::fs::create_dir_all(&path).unwrap();
    path
}
