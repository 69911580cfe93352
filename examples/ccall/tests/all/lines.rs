//! Calls line by line.

use crate::support::{Run, library, lines, run, run_with_input};

#[test]
fn one_result_for_each_line() {
    let found = lines(&[
        "libm.so.6 ; double cos(double) ; 0",
        "",
        "# libm.so.6 ; double cos(double) ; 0",
        "libc.so.6 ; size_t strlen(const char *s) ; \"a ; b\"",
        "libc.so.6 ; int abs(int) ; x",
        "- ; int getpagesize(void) ;",
        "libm.so.6 ; double frexp(double, int *) ; 10 &0",
        "libc.so.6 ; abs ; -3",
    ]);
    assert_eq!(
        found,
        [
            "1",
            "5",
            "error: `abs`: argument 1: `x` is no constant that is declared; a string is written `\"x\"`",
            "4096",
            "0.625 ; arg 2: 4",
            "3",
        ]
    );
}

#[test]
fn declarations_are_kept() {
    let Some(library) = library() else { return };
    let library = library.display();
    let define = "struct p { int x; double y; };";
    let text = format!(
        "{library} ; {define} struct p mk(int, double) ; 1 2.5\n\
         {library} ; double total(struct p, struct p *) ; {{1, 2}} &{{3, 4}}\n\
         {library} ; struct p {{ int x ; double y ; }} ; struct p mk(int, double) ; 2 -1\n\
         {library} ; {define} double total(struct p, struct p *) ; {{1, 2}} [{{3, 4}}]\n\
         {library} ; struct p {{ long x; }}; int calls(void) ;\n\
         {library} ; mk ; 3 4\n\
         {library} ; enum color {{ RED, GREEN = 5, BLUE }}; enum color next(enum color c) ; RED\n\
         {library} ; next ; GREEN\r\n\
         {library} ; enum color next(enum color c) ; 9"
    );
    let run = run_with_input(&["-f", "-"], text.as_bytes());
    assert_eq!(run.stderr, "");
    assert_eq!(run.status, Some(0));
    let found: Vec<_> = run.stdout.lines().collect();
    assert_eq!(
        found,
        [
            "{x: 1, y: 2.5}",
            "10 ; arg 2: {x: 4, y: 6}",
            "{x: 2, y: -1}",
            "10",
            "1",
            "{x: 3, y: 4}",
            "5",
            "6",
            "77",
        ]
    );
}

/// A line's own definitions win, and what was declared with the earlier ones keeps its meaning.
#[test]
fn later_definitions_win() {
    let found = lines(&[
        "- ; struct n { long n; }; typedef struct n outer; long labs(struct n) ; {-1}",
        "- ; struct n { int n; }; int abs(struct n) ; {-2}",
        "- ; long labs(outer) ; {-4294967296}",
        "- ; int abs(struct n) ; {4294967296}",
        "- ; struct n { long n; }; typedef struct n outer; long labs(struct n) ; {-4294967297}",
        "- ; enum e { A = 1, B = -5 }; int abs(enum e) ; B",
        "- ; enum e { B = -6 }; int abs(enum e) ; B",
        "- ; abs ; A",
        "- ; typedef struct { struct n n; } twice; typedef twice outer; long labs(outer) ; {{-7}}",
        "- ; long labs(struct n n) ; (struct n){-8}",
        "- ; typedef int number; int abs(number) ; -9",
        "- ; typedef long number; long labs(number) ; -9876543210",
    ]);
    let refused = "error: `abs`: argument 1: member `n`: 4294967296 does not fit in `int`";
    assert!(found[3].starts_with(refused), "{}", found[3]);
    let others = [&found[..3], &found[4..]].concat();
    let expected = [
        "1",
        "2",
        "4294967296",
        "4294967297",
        "5",
        "6",
        "1",
        "7",
        "8",
        "9",
        "9876543210",
    ];
    assert_eq!(others, expected);
}

/// What a line needs is found on the lines before it, however long ago they were.
#[test]
fn lines_need_what_is_declared_anywhere() {
    let mut text = String::new();
    for index in 0..2000 {
        let before = match index {
            0 | 1000 => "long n;".to_owned(),
            _ => format!("struct s{} before;", index - 1),
        };
        let define = match index % 10 {
            9 => format!("struct s{index} {{ long n; }};"),
            _ => format!("struct s{index} {{ {before} }};"),
        };
        text += &format!("- ; {define} long labs(struct s{index}) ; {{}}\n");
    }
    text += "- ; long labs(struct s3 *, struct s1003 s) ; null {{{{-1}}}}\n";
    let run = run_with_input(&["-f", "-"], text.as_bytes());
    let found: Vec<_> = run.stdout.lines().collect();
    assert_eq!((run.status, found.len()), (Some(0), 2001), "{}", found[0]);
    assert!(found.iter().all(|line| *line == "0"));
}

#[test]
fn files_and_lines_in_their_order() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("calls of mine.txt");
    std::fs::write(&file, "- ; int abs(int) ; -1\n- ; abs ; -2").unwrap();
    let file = file.to_str().unwrap();
    let run = run([
        "-e",
        "- ; long labs(long) ; -7",
        "-f",
        file,
        "-e",
        "- ; abs ; -3",
    ]);
    assert_eq!((run.status, &*run.stdout), (Some(0), "7\n1\n2\n3\n"));
}

#[test]
fn wrong_lines_do_not_stop_others() {
    let input = b"cos\n\
        libm.so.6 ; double cos(double)\n\
        gone.so ; int f(void) ;\n\
        libm.so.6 ; double coss(double) ; 1\n\
        libm.so.6 ; double cos(doubel) ; 1\n\
        libm.so.6 ; double cos(double) ; 1 2\n\
        libm.so.6 ; double cos(double) ; {1\n\
        libm.so.6 ; \xff cos(double) ; 1\n\
        \xff\xfe ; int f(void) ;\n\
        libc.so.6 ; size_t strlen(const char *) ; \xff\xfe\n";
    let Run { status, stdout, .. } = run_with_input(&["-f", "-"], input);
    assert_eq!(status, Some(1));
    let found: Vec<_> = stdout.lines().collect();
    assert_eq!(found.len(), 10, "{stdout}");
    assert!(
        found[..9].iter().all(|line| line.starts_with("error: ")),
        "{stdout}"
    );
    assert_eq!(found[9], "2");
    assert!(found[0].contains("`cos` is no call"), "{stdout}");
    assert!(found[2].contains("gone.so"), "{stdout}");
    assert!(
        found[3].contains("coss") && found[3].contains("did you mean"),
        "{stdout}"
    );
    assert_eq!(
        found[4],
        "error: unknown type `doubel`; did you mean `double`?"
    );
    assert_eq!(
        found[5],
        "error: `double cos(double)` takes 1 argument, got 2"
    );
    assert_eq!(
        found[6],
        "error: `cos`: argument 1: `{1`: `}` is missing at the end"
    );
}

#[test]
fn options_stay_on_the_line() {
    let lines = ["--errno", "-e", "libc.so.6 ; int close(int) ; -1"];
    assert_eq!(run(lines).stdout, "-1 ; errno: 9\n");
    let lines = ["--explain", "-e", "libm.so.6 ; double cos(double x) ; 0"];
    assert_eq!(
        run(lines).stdout,
        "# 1 x: double -> xmm0\n# result: double <- xmm0\n1\n"
    );
}
