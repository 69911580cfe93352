//! A child process: what a call with a wrong signature does is not done to the tests.
//!
//! # Safety
//!
//! Only the thread that forks goes on in the child. It takes no lock that another may have had, beside
//! `malloc`'s, which the C library keeps usable; and it ends with `_exit`.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::FromRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A child may take so many seconds.
const SECONDS: u32 = 120;

/// Runs a job for each number in a child. If it dies, the number that it was at has failed, and another
/// goes on with the next.
///
/// # Panics
/// There can be no child.
pub fn each(count: usize, job: impl Fn(usize) -> Result<(), String>) -> Vec<Result<(), String>> {
    let mut results = Vec::with_capacity(count);
    while results.len() < count {
        let first = results.len();
        let (output, status) = fork(|mut pipe| {
            for index in first..count {
                let job = AssertUnwindSafe(|| job(index));
                let result = catch_unwind(job).unwrap_or_else(|_| Err("a panic".to_owned()));
                let text = result.err().unwrap_or_default();
                // Who reads is there for as long as this process.
                let _ = pipe.write_all(format!("{text}\0").as_bytes());
            }
        });
        let texts = output.split_terminator('\0').map(|text| match text {
            "" => Ok(()),
            text => Err(text.to_owned()),
        });
        results.extend(texts);
        if results.len() < count {
            results.push(Err(format!("the call ended the process: {status}")));
        }
    }
    results
}

fn fork(job: impl FnOnce(File)) -> (String, String) {
    let mut ends = [0; 2];
    // SAFETY: there is room for both.
    assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0, "pipe");
    // SAFETY: see the head of this file.
    let child = unsafe { libc::fork() };
    // SAFETY: both are new, and nobody else's.
    let [mut reader, writer] = ends.map(|end| unsafe { File::from_raw_fd(end) });
    match child {
        -1 => panic!("fork"),
        0 => {
            // SAFETY: it ends this process, if it takes too long.
            unsafe { libc::alarm(SECONDS) };
            job(writer);
            // SAFETY: this process has nothing to clean up.
            unsafe { libc::_exit(0) }
        }
        _ => drop(writer),
    }
    let mut output = Vec::new();
    // What was read until then is the output.
    let _ = reader.read_to_end(&mut output);
    let mut status = 0;
    // SAFETY: it is this process's child.
    unsafe { libc::waitpid(child, &raw mut status, 0) };
    let status = match libc::WIFSIGNALED(status) {
        true => format!("signal {}", libc::WTERMSIG(status)),
        false => format!("status {}", libc::WEXITSTATUS(status)),
    };
    (String::from_utf8_lossy(&output).into_owned(), status)
}
