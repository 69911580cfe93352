//! What the example `layout` prints, and what it says when it cannot.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const LINUX: &str = "x86_64-unknown-linux-gnu";

/// What the example did.
struct Printed {
    code: i32,
    out: String,
    err: String,
}

/// Runs it with words, names of files among them; the text is its standard input.
fn layout(args: &[&str], text: &[u8]) -> Printed {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--manifest-path", manifest]);
    command.args(["--example", "layout", "--"]).args(args);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may end without having read.
    let _ = child.stdin.take().unwrap().write_all(text);
    let output = child.wait_with_output().unwrap();
    Printed {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// What it prints for a text on a target.
#[track_caller]
fn printed(target: &str, text: &str, names: &[&str]) -> String {
    let args = [&["--target", target, "-", "--"], names].concat();
    let printed = layout(&args, text.as_bytes());
    assert_eq!(
        (printed.code, printed.err.as_str()),
        (0, ""),
        "{}",
        printed.out
    );
    printed.out
}

#[track_caller]
fn json_of(target: &str, text: &str) -> Value {
    let printed = layout(&["--json", "--target", target, "-"], text.as_bytes());
    assert_eq!(
        (printed.code, printed.err.as_str()),
        (0, ""),
        "{}",
        printed.out
    );
    serde_json::from_str(&printed.out).unwrap()
}

/// Everything that is printed, and some of what is not.
const TEXT: &str = "\
struct holes { char kind; long count; char end; };
struct bits {
    unsigned a : 3, b : 10;
    unsigned : 2;
    unsigned c : 5;
    unsigned char next;
    int : 0;
    int value;
    unsigned char last : 3;
};
struct lines { char head[60]; int value; long first; char tail[100]; double x; };
union number { int i; double d; char bytes[13]; };
struct outer {
    char kind;
    union { int i; struct { char c; short s; }; float f[2]; };
    const struct { int x, y; char z; } at;
    struct holes inner;
};
typedef struct {
    void (*handler)(int, struct outer *);
    int (*table[4])(void);
    char *names[2];
} entry;
struct text { int length; char bytes[]; };
struct empty { };
struct size { size_t size; size_t (*get)(size_t); __builtin_va_list list; };
enum e { A, B = -1 };
typedef enum { RED = 1, GREEN } colour;
enum { LOOSE = 7 };
#define LIMIT (4 * 16)
static const int SIZE = 5;
static const double RATIO = 0.5;
typedef unsigned long stamp;
typedef struct opaque *handle;
typedef struct opaque opaque;
extern int variable;
int find(const char *, struct holes *);
";

const EVERYTHING: &str = "\
struct holes {
	char                       kind;                 /*     0     1 */

	/* XXX 7 bytes hole, try to pack */

	long                       count;                /*     8     8 */
	char                       end;                  /*    16     1 */

	/* size: 24, cachelines: 1, members: 3, align: 8 */
	/* sum members: 10, holes: 1, sum holes: 7 */
	/* padding: 7 */
	/* last cacheline: 24 bytes */
};

struct bits {
	unsigned int               a:3;                  /*     0: 0  4 */
	unsigned int               b:10;                 /*     0: 3  4 */
	unsigned int               :2;                   /*     0:13  4 */
	unsigned int               c:5;                  /*     0:15  4 */

	/* XXX 4 bits hole, try to pack */

	unsigned char              next;                 /*     3     1 */
	int                        value;                /*     4     4 */
	unsigned char              last:3;               /*     8: 0  1 */

	/* size: 12, cachelines: 1, members: 6, align: 4 */
	/* sum bitfield members: 21 bits, bit holes: 1, sum bit holes: 4 bits */
	/* padding: 3 */
	/* bit_padding: 5 bits */
	/* last cacheline: 12 bytes */
};

struct lines {
	char                       head[60];             /*     0    60 */
	int                        value;                /*    60     4 */
	/* --- cacheline 1 boundary (64 bytes) --- */
	long                       first;                /*    64     8 */
	char                       tail[100];            /*    72   100 */

	/* XXX 4 bytes hole, try to pack */

	/* --- cacheline 2 boundary (128 bytes) was 48 bytes ago --- */
	double                     x;                    /*   176     8 */

	/* size: 184, cachelines: 3, members: 5, align: 8 */
	/* sum members: 180, holes: 1, sum holes: 4 */
	/* last cacheline: 56 bytes */
};

union number {
	int                        i;                    /*     0     4 */
	double                     d;                    /*     0     8 */
	char                       bytes[13];            /*     0    13 */

	/* size: 16, cachelines: 1, members: 3, align: 8 */
	/* padding: 3 */
	/* last cacheline: 16 bytes */
};

struct outer {
	char                       kind;                 /*     0     1 */

	/* XXX 3 bytes hole, try to pack */

	union {
		int                i;                    /*     4     4 */
		struct {
			char       c;                    /*     4     1 */

			/* XXX 1 byte hole, try to pack */

			short      s;                    /*     6     2 */
		};                                       /*     4     4 */
		float              f[2];                 /*     4     8 */
	};                                               /*     4     8 */
	const struct {
		int                x;                    /*    12     4 */
		int                y;                    /*    16     4 */
		char               z;                    /*    20     1 */
		/* padding: 3 */
	} at;                                            /*    12    12 */
	struct holes               inner;                /*    24    24 */

	/* size: 48, cachelines: 1, members: 4, align: 8 */
	/* sum members: 45, holes: 1, sum holes: 3 */
	/* last cacheline: 48 bytes */
};

typedef struct {
	void                       (*handler)(int, struct outer *); /*     0     8 */
	int                        (*table[4])(void);    /*     8    32 */
	char *                     names[2];             /*    40    16 */

	/* size: 56, cachelines: 1, members: 3, align: 8 */
	/* last cacheline: 56 bytes */
} entry;

struct text {
	int                        length;               /*     0     4 */
	char                       bytes[];              /*     4     0 */

	/* size: 4, cachelines: 1, members: 2, align: 4 */
	/* last cacheline: 4 bytes */
};

struct empty {

	/* size: 0, cachelines: 0, members: 0, align: 1 */
};

struct size {
	size_t                     size;                 /*     0     8 */
	size_t                     (*get)(size_t);       /*     8     8 */
	struct __va_list_tag       list[1];              /*    16    24 */

	/* size: 40, cachelines: 1, members: 3, align: 8 */
	/* last cacheline: 40 bytes */
};

enum e { /* int, size: 4 */
	A = 0,
	B = -1,
};

typedef enum { /* unsigned int, size: 4 */
	RED = 1,
	GREEN = 2,
} colour;

enum { /* unsigned int, size: 4 */
	LOOSE = 7,
};

/* constants */
LIMIT = 64
SIZE = 5

/* typedefs */
stamp                      = unsigned long               /* size: 8, align: 8 */
handle                     = struct opaque *             /* size: 8, align: 8 */
opaque                     = struct opaque               /* no size */
";

/// What targets lay out each in their way.
const SMALL: &str = "\
struct holes { char kind; long count; char end; };
struct bits { unsigned a : 3; unsigned char next; unsigned short last : 3; };
struct wire { char kind; long total; unsigned x : 7, y : 30; } __attribute__((packed));
enum e { A };
";

const ON_I686: &str = "\
struct holes {
	char                       kind;                 /*     0     1 */

	/* XXX 3 bytes hole, try to pack */

	long                       count;                /*     4     4 */
	char                       end;                  /*     8     1 */

	/* size: 12, cachelines: 1, members: 3, align: 4 */
	/* sum members: 6, holes: 1, sum holes: 3 */
	/* padding: 3 */
	/* last cacheline: 12 bytes */
};

struct bits {
	unsigned int               a:3;                  /*     0: 0  4 */

	/* XXX 5 bits hole, try to pack */

	unsigned char              next;                 /*     1     1 */
	unsigned short             last:3;               /*     2: 0  2 */

	/* size: 4, cachelines: 1, members: 3, align: 4 */
	/* sum bitfield members: 6 bits, bit holes: 1, sum bit holes: 5 bits */
	/* bit_padding: 13 bits */
	/* last cacheline: 4 bytes */
};

struct wire {
	char                       kind;                 /*     0     1 */
	long                       total;                /*     1     4 */
	unsigned int               x:7;                  /*     5: 0  4 */
	unsigned int               y:30;                 /*     5: 7  4 */

	/* size: 10, cachelines: 1, members: 4, align: 1 */
	/* bit_padding: 3 bits */
	/* last cacheline: 10 bytes */
} __attribute__((packed));

enum e { /* unsigned int, size: 4 */
	A = 0,
};
";

const ON_MSVC: &str = "\
struct holes {
	char                       kind;                 /*     0     1 */

	/* XXX 3 bytes hole, try to pack */

	long                       count;                /*     4     4 */
	char                       end;                  /*     8     1 */

	/* size: 12, cachelines: 1, members: 3, align: 4 */
	/* sum members: 6, holes: 1, sum holes: 3 */
	/* padding: 3 */
	/* last cacheline: 12 bytes */
};

struct bits {
	unsigned int               a:3;                  /*     0: 0  4 */

	/* XXX 29 bits hole, try to pack */

	unsigned char              next;                 /*     4     1 */

	/* XXX 1 byte hole, try to pack */

	unsigned short             last:3;               /*     6: 0  2 */

	/* size: 8, cachelines: 1, members: 3, align: 4 */
	/* sum members: 1, holes: 1, sum holes: 1 */
	/* sum bitfield members: 6 bits, bit holes: 1, sum bit holes: 29 bits */
	/* bit_padding: 13 bits */
	/* last cacheline: 8 bytes */
};

struct wire {
	char                       kind;                 /*     0     1 */
	long                       total;                /*     1     4 */
	unsigned int               x:7;                  /*     5: 0  4 */

	/* XXX 25 bits hole, try to pack */

	unsigned int               y:30;                 /*     9: 0  4 */

	/* size: 13, cachelines: 1, members: 4, align: 1 */
	/* sum bitfield members: 37 bits, bit holes: 1, sum bit holes: 25 bits */
	/* bit_padding: 2 bits */
	/* last cacheline: 13 bytes */
} __attribute__((packed));

enum e { /* int, size: 4 */
	A = 0,
};
";

const NAMED: &str = "\
typedef struct {
	void                       (*handler)(int, struct outer *); /*     0     8 */
	int                        (*table[4])(void);    /*     8    32 */
	char *                     names[2];             /*    40    16 */

	/* size: 56, cachelines: 1, members: 3, align: 8 */
	/* last cacheline: 56 bytes */
} entry;

struct text {
	int                        length;               /*     0     4 */
	char                       bytes[];              /*     4     0 */

	/* size: 4, cachelines: 1, members: 2, align: 4 */
	/* last cacheline: 4 bytes */
};

enum e { /* int, size: 4 */
	A = 0,
	B = -1,
};

/* constants */
RED = 1
SIZE = 5

/* typedefs */
stamp                      = unsigned long               /* size: 8, align: 8 */

/* functions */
int find(const char *, struct holes *);
";

#[test]
fn everything_is_printed_as_pahole_does() {
    assert_eq!(printed(LINUX, TEXT, &[]), EVERYTHING);
}

#[test]
fn targets_lay_out_each_in_their_way() {
    assert_eq!(printed("i686-unknown-linux-gnu", SMALL, &[]), ON_I686);
    assert_eq!(printed("x86_64-pc-windows-msvc", SMALL, &[]), ON_MSVC);
}

#[test]
fn what_is_called_so_is_printed() {
    let names = ["stamp", "entry", "struct  text", "e", "RED", "SIZE", "find"];
    assert_eq!(printed(LINUX, TEXT, &names), NAMED);
}

#[test]
fn json_has_the_shape_that_is_documented() {
    let text = "
        typedef unsigned long dev_t;
        struct stat { dev_t st_dev; long rest[17]; };
        enum e { A };
        int stat(const char *, struct stat *);
    ";
    let expected = json!({
        "structs": [{ "name": "struct stat", "size": 144, "align": 8, "fields": [
            { "name": "st_dev", "type": "dev_t", "offset": 0, "size": 8, "bits": null },
            { "name": "rest", "type": "long[17]", "offset": 8, "size": 136, "bits": null },
        ] }],
        "enums": [{ "name": "enum e", "type": "unsigned int", "size": 4, "constants": { "A": 0 } }],
        "constants": { "A": 0 },
        "functions": [{ "name": "stat", "type": "int(const char *, struct stat *)" }],
        "typedefs": [{ "name": "dev_t", "type": "unsigned long", "size": 8, "align": 8 }],
    });
    assert_eq!(json_of(LINUX, text), expected);
}

/// The fields of a struct in JSON: name, type, offset, size, bits.
fn fields(structure: &Value) -> Vec<Value> {
    let fields = structure["fields"].as_array().unwrap().iter();
    let keys = ["name", "type", "offset", "size", "bits"];
    fields
        .map(|field| keys.iter().map(|key| field[key].clone()).collect())
        .collect()
}

#[test]
fn json_has_members_of_members_and_their_bits() {
    let text = "
        struct inner { char c; unsigned low : 3, : 2, high : 9; };
        typedef struct {
            short first;
            struct inner in, many[2];
            union { int i; struct { float f; } deep; };
        } entry;
        typedef void nothing;
        enum { BIG = 0xffffffffffffffff };
        #define SMALL (-1)
    ";
    let json = json_of(LINUX, text);
    let entry = &json["structs"][1];
    assert_eq!(entry["name"], "entry");
    let expected = [
        json!(["first", "short", 0, 2, null]),
        json!(["in", "struct inner", 4, 4, null]),
        json!(["in.c", "char", 4, 1, null]),
        json!(["in.low", "unsigned int", 5, 4, [40, 3]]),
        json!(["in.high", "unsigned int", 5, 4, [45, 9]]),
        json!(["many", "struct inner[2]", 8, 8, null]),
        json!(["i", "int", 16, 4, null]),
        json!(["deep", "struct <anonymous>", 16, 4, null]),
        json!(["deep.f", "float", 16, 4, null]),
    ];
    assert_eq!(fields(entry), expected);
    assert_eq!(json["structs"].as_array().unwrap().len(), 2);
    assert_eq!(json["enums"][0]["name"], "enum <anonymous>");
    assert_eq!(json["constants"], json!({ "BIG": u64::MAX, "SMALL": -1 }));
    let nothing = json!({ "name": "nothing", "type": "void", "size": null, "align": null });
    assert_eq!(json["typedefs"][1], nothing);
}

/// A struct that holds others twice on every level has no end.
#[test]
fn fields_without_end_are_left_out() {
    let level = |n: usize| format!("struct s{n} {{ struct s{} a, b; }};", n - 1);
    let levels: String = (1..40).map(level).collect();
    let json = json_of(LINUX, &format!("struct s0 {{ char c; }}; {levels}"));
    let largest = json["structs"].as_array().unwrap().last().unwrap();
    assert_eq!(largest["size"], 1_u64 << 39);
    assert!((10_000..10_100).contains(&fields(largest).len()));
}

#[test]
fn files_are_read_as_one_set() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    // A comment in Latin-1.
    let first = file(
        "first.h",
        b"typedef short small; /* f\xfcr */\n#pragma omp simd\n",
    );
    let second = file("second.h", b"struct s { small x; };");
    let printed = layout(&["--json", &first, &second, "--", "s"], b"");
    assert_eq!(printed.code, 0, "{}", printed.err);
    assert!(
        printed.err.contains("warning[pragma-ignored]"),
        "{}",
        printed.err
    );
    assert!(printed.out.contains(r#""type":"small""#), "{}", printed.out);
}

#[test]
fn what_is_wrong_is_said() {
    let text = "struct point { int x; }; struct opaque; extern int total;";
    let cases: [(&[&str], &str, i32, &str); 6] = [
        (
            &[],
            "",
            2,
            "error: no FILE is given; `-` is the standard input\n\nusage: layout",
        ),
        (
            &["--target", "pdp11", "-"],
            "",
            2,
            "error: `pdp11` is no known target; these are:\n  x86_64-unknown",
        ),
        (&["/no/such.h"], "", 1, "error: cannot read `/no/such.h`: "),
        (
            &["-"],
            "int f(size_type n);\nstruct s { voidd *p; };",
            1,
            "error[unknown-type]: unknown type `size_type`\n --> <stdin>:1:7\n",
        ),
        (
            &["-", "--", "piont", "point", "nothing"],
            text,
            1,
            "error: no struct, union, enum, constant, function or typedef is called `piont`\n\
             help: did you mean `point`?\n\
             error: no struct, union, enum, constant, function or typedef is called `nothing`\n",
        ),
        (
            &["-", "--", "opaque", "total"],
            text,
            1,
            "error: `struct opaque` is declared, but its members are not\n\
             error: `int total` is a variable: ask for its type\n",
        ),
    ];
    for (args, text, code, message) in cases {
        let printed = layout(args, text.as_bytes());
        assert_eq!(
            (printed.code, printed.out.as_str()),
            (code, ""),
            "{args:?}: {}",
            printed.err
        );
        assert!(
            printed.err.starts_with(message),
            "{args:?}: {}",
            printed.err
        );
    }
}
