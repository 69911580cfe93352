//! What a linker reads, as GNU ld tells it: also what it looked for in vain, and when it fails.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::output;
use crate::kept::Files;

/// Links again, to learn on which files it depends whether that goes well. `work` is a folder of this crate.
/// `None` where the linker does not tell (as gold, lld and mold), or would say something else the next time.
///
/// Not seen is a new library that comes before one which only another library needs.
pub(crate) fn files(mut command: Command, goes_well: bool, work: &Path) -> Option<Files> {
    command.env("LC_ALL", "C").arg("-Wl,--verbose");
    let output = output(&mut command).ok()?;
    let is_final = match output.status.success() {
        true => goes_well,
        false => !goes_well && is_about_files(&String::from_utf8_lossy(&output.stderr)),
    };
    let mut files = parse(&String::from_utf8_lossy(&output.stdout)).filter(|_| is_final)?;
    let [own, real] = [Some(work.to_owned()), work.canonicalize().ok()];
    files.read.retain(|file| {
        let mut folders = own.iter().chain(&real);
        !folders.any(|folder| file.starts_with(folder))
    });
    Some(files)
}

/// Whether the same files would be refused again: that the disk is full passes by.
fn is_about_files(messages: &str) -> bool {
    const FINAL: [&str; 3] = [
        "undefined reference to",
        "cannot find ",
        "multiple definition of",
    ];
    const PASSING: [&str; 3] = ["No space left", "annot allocate", "memory exhausted"];
    let says = |texts: &[&str]| texts.iter().any(|text| messages.contains(text));
    says(&FINAL) && !says(&PASSING)
}

fn parse(text: &str) -> Option<Files> {
    let mut files = Files::default();
    let mut needed: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(attempt) = line.strip_prefix("attempt to open ") {
            if let Some(file) = attempt.strip_suffix(" succeeded") {
                files.read.insert(PathBuf::from(file));
            } else if let Some(file) = attempt.strip_suffix(" failed") {
                files.absent.insert(PathBuf::from(file));
            }
        } else if let Some((name, _)) = line.split_once(" needed by ") {
            needed.push(name);
        } else if let Some((name, file)) = line
            .strip_prefix("found ")
            .and_then(|found| found.split_once(" at "))
        {
            needed.retain(|needed| *needed != name);
            files.read.insert(PathBuf::from(file));
        }
    }
    // Where one that is needed was searched, is not said.
    (needed.is_empty() && !files.read.is_empty()).then_some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_of_gnu_ld_is_read() {
        let text = "GNU ld (GNU Binutils) 2.40\nattempt to open a b/libz.so failed\n\
            attempt to open /lib/libz.so succeeded\n/lib/libz.so\n\
            libc.so.6 needed by /lib/libz.so\nfound libc.so.6 at /lib/libc.so.6\n";
        let files = parse(text).unwrap();
        let paths = |paths: &[&str]| paths.iter().map(PathBuf::from).collect();
        assert_eq!(files.read, paths(&["/lib/libz.so", "/lib/libc.so.6"]));
        assert_eq!(files.absent, paths(&["a b/libz.so"]));
        assert!(parse("").is_none());
        assert!(parse("attempt to open x succeeded\nb.so needed by x\n").is_none());
    }

    #[test]
    fn what_passes_by_is_not_about_files() {
        assert!(is_about_files("x.c: undefined reference to `f'\n"));
        assert!(!is_about_files(
            "ld: final link failed: No space left on device\n"
        ));
        assert!(!is_about_files(
            "collect2: fatal error: cannot find: No space left\n"
        ));
        assert!(!is_about_files("ld terminated with signal 9\n"));
    }
}
