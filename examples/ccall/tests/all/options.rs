//! The options of the command line.

use crate::support::{library, printed, refused, run};

#[test]
fn declarations_of_a_file() {
    let Some(library) = library() else { return };
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("my declarations.h");
    let text = "#define START 41\nstruct p { int x; double y; };\nstruct p mk(int, double);\nint calls(void);\n";
    std::fs::write(&file, text).unwrap();
    let (file, library) = (file.to_str().unwrap(), library.to_str().unwrap());
    assert_eq!(
        printed(["--cdef", file, library, "mk", "START", "1"]),
        "{x: 41, y: 1}"
    );
    let line = format!("{library} ; struct p mk(int, double) ; 1 2");
    assert_eq!(printed(["--cdef", file, "-e", &line]), "{x: 1, y: 2}");
    let error = refused(["--cdef", file, library, "mkk", "1"]);
    assert!(error.contains("did you mean `mk`?"), "{error}");
    let time = printed(["--cdef", file, "--time", "100", library, "calls"]);
    assert!(time.starts_with("1\ntime: "), "{time}");

    let error = refused(["--cdef", "/no/such file", library, "mk"]);
    assert!(error.starts_with("/no/such file: "), "{error}");
    std::fs::write(directory.path().join("bad.h"), "int f(size_type);").unwrap();
    let bad = directory.path().join("bad.h");
    let error = refused(["--cdef", bad.to_str().unwrap(), library, "mk"]);
    assert!(error.contains("bad.h:1:7"), "{error}");
}

#[test]
fn placement() {
    let words = [
        "--explain",
        "libm.so.6",
        "double ldexp(double x, int power)",
    ];
    let table = "1 x: double -> xmm0\n2 power: int -> edi\nresult: double <- xmm0";
    assert_eq!(printed(words), table);
    let words = words.into_iter().chain(["1.5", "2"]);
    assert_eq!(printed(words), format!("{table}\n6"));
    let variadic = [
        "--explain",
        "libc.so.6",
        "int printf(const char *, ...)",
        "%g\n",
        "1.5",
    ];
    assert!(printed(variadic).contains("xmm0"));
}

#[test]
fn time_is_measured() {
    let found = printed(["--time", "1000", "libm.so.6", "double cos(double)", "0"]);
    let time = found.strip_prefix("1\ntime: ").unwrap();
    let time: f64 = time.strip_suffix(" ns per call").unwrap().parse().unwrap();
    assert!(time > 0.0);
    assert!(
        printed(["--time", "1", "libm.so.6", "double cos(double)", "0"]).contains("ns per call")
    );
}

#[test]
fn errno_is_the_calls_own() {
    let Some(library) = library() else { return };
    let library = library.to_str().unwrap();
    let fail = ["--errno", library, "int fail(int)", "42"];
    assert_eq!(printed(fail), "-1\nerrno: 42");
    assert_eq!(
        printed(["--errno", library, "short sh(short)", "1"]),
        "1\nerrno: 0"
    );
}

#[test]
fn backends() {
    let cos = ["libm.so.6", "double cos(double)", "0"];
    assert_eq!(printed(["--backend", "own"].into_iter().chain(cos)), "1");
    let libffi = run(["--backend", "libffi"].into_iter().chain(cos));
    match llcall::Backend::Libffi.is_available() {
        true => assert_eq!(libffi.stdout, "1\n"),
        false => assert!(libffi.stderr.contains("libffi"), "{}", libffi.stderr),
    }
}

#[test]
fn wrong_command_lines() {
    let cases: &[&[&str]] = &[
        &[],
        &["libm.so.6"],
        &["--time", "0", "libm.so.6", "double cos(double)", "0"],
        &["--time", "x", "libm.so.6", "double cos(double)", "0"],
        &["--backend", "gcc", "libm.so.6", "double cos(double)", "0"],
        &["--unknown", "libm.so.6"],
        &["-e"],
        &["-e", "- ; f ;", "libm.so.6"],
    ];
    for case in cases {
        let run = run(*case);
        assert_eq!((run.status, &*run.stdout), (Some(2), ""), "{case:?}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
    assert!(printed(["--help"]).starts_with("usage: ccall"));
}
