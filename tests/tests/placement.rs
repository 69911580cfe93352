//! Placements, rule by rule: what each ABI says of a prototype, as text.

use cdef::Cdef;
use llcall::{PlanProblem, Unsupported, plan, plan_variadic};
use lltype::{Scalar, Target, Type};

/// The structs of the prototypes.
const TYPES: &str = "
    struct byte { char a; };
    struct three { char a[3]; };
    struct four { int a; };
    struct eight { int a, b; };
    struct twelve { int a, b, c; };
    struct sixteen { long long a, b; };
    struct large { long long a, b, c; };
    struct floats { float x, y, z, w; };
    struct five { float a[5]; };
    struct doubles { double x, y; };
    struct mixed { float x; int n; };
    struct pointed { double x; char *p; };
    struct aligned { long long a; } __attribute__((aligned(16)));
    struct member { long long a __attribute__((aligned(16))); };
    struct __attribute__((packed)) packed { char c; double x; };
    struct empty { };
    union number { float f; int n; };
    union hfa { double d; double both[2]; };
    typedef float f32x4 __attribute__((vector_size(16)));
    typedef float f32x8 __attribute__((vector_size(32)));
    struct vectors { f32x4 a, b; };
    struct __attribute__((packed)) short_and { short s[2]; char c; };
    struct unaligned { struct short_and items[2]; };
    union inner { long double l; long i; };
    union outer { union inner in; unsigned __int128 n; };
    struct three_words { int i, j; union { float f; char c; } u; };
    union long_or { long double l; struct three_words s; };
";

/// The lines of the placement of a prototype, but for the types, which are there already.
fn placed(target: &Target, prototype: &str, more: &[Type]) -> Vec<String> {
    let cdef = Cdef::parse_for(TYPES, target).unwrap();
    let prototype = cdef.prototype(prototype).unwrap();
    let placement = plan_variadic(&prototype, more, target).unwrap().to_string();
    let places = placement.lines().map(|line| {
        let (_, place) = line
            .split_once(" -> ")
            .or_else(|| line.split_once(" <- "))
            .unwrap_or(("", line));
        match line.starts_with("result") {
            true => format!("= {place}"),
            false => place.to_owned(),
        }
    });
    places.filter(|line| line != "= result: void").collect()
}

macro_rules! cases {
    ($($name:ident: $target:ident { $($prototype:literal => [$($line:literal),* $(,)?];)* })*) => {$(
        #[test]
        fn $name() {
            $(
                let lines = placed(&Target::$target, $prototype, &[]);
                let expected: Vec<&str> = vec![$($line),*];
                assert_eq!(lines, expected, "{}", $prototype);
            )*
        }
    )*};
}

cases! {
    // A member is classed by itself first: then it may be in memory, and take along what it is in.
    members_by_themselves: X86_64_LINUX_GNU {
        "void f(union outer)" => ["[sp+0]", "stack: 16 bytes"];
        "void f(union long_or)" => ["bytes 0..8 rdi, bytes 8..16 rsi"];
        // GCC looks at the first item of an array alone.
        "void f(struct unaligned)" => ["bytes 0..8 rdi, bytes 8..10 esi"];
    }
}

cases! {
    sysv64: X86_64_LINUX_GNU {
        "void f(int, long, char *, short, _Bool, unsigned, int, char)"
            => ["edi", "rsi", "rdx", "ecx", "r8d", "r9d", "[sp+0]", "[sp+8]", "stack: 16 bytes"];
        "double f(float, int, double, long)" => ["xmm0", "edi", "xmm1", "rsi", "= xmm0"];
        "struct mixed f(struct mixed)" => ["rdi", "= rax"];
        "struct floats f(struct floats)" => [
            "bytes 0..8 xmm0, bytes 8..16 xmm1",
            "= bytes 0..8 xmm0, bytes 8..16 xmm1",
        ];
        "struct pointed f(struct pointed)" => [
            "bytes 0..8 xmm0, bytes 8..16 rdi",
            "= bytes 0..8 xmm0, bytes 8..16 rax",
        ];
        "struct large f(struct large, int)" => ["[sp+0]", "esi", "= memory, at rdi", "stack: 32 bytes"];
        "void f(struct packed)" => ["[sp+0]", "stack: 16 bytes"];
        "long double f(long double)" => ["[sp+0]", "= st(0)", "stack: 16 bytes"];
        "void f(int, int, int, int, int, __int128, int)"
            => ["edi", "esi", "edx", "ecx", "r8d", "[sp+0]", "r9d", "stack: 16 bytes"];
    }

    win64_by_position: X86_64_WINDOWS_MSVC {
        "double f(int, double, long long, float)" => ["ecx", "xmm1", "r8", "xmm3", "= xmm0", "stack: 32 bytes"];
        "int f(int, int, int, int, int, double, char)"
            => ["ecx", "edx", "r8d", "r9d", "[sp+32]", "[sp+40]", "[sp+48]", "= eax", "stack: 64 bytes"];
        "long double f(long double)" => ["xmm0", "= xmm0", "stack: 32 bytes"];
    }

    win64_by_size: X86_64_WINDOWS_MSVC {
        "struct byte f(struct byte)" => ["ecx", "= eax", "stack: 32 bytes"];
        "struct three f(struct three)" => ["memory, at rdx", "= memory, at rcx", "stack: 32 bytes"];
        "struct four f(struct four)" => ["ecx", "= eax", "stack: 32 bytes"];
        "struct eight f(struct eight)" => ["rcx", "= rax", "stack: 32 bytes"];
        "struct mixed f(struct mixed)" => ["rcx", "= rax", "stack: 32 bytes"];
        "struct sixteen f(struct sixteen)" => ["memory, at rdx", "= memory, at rcx", "stack: 32 bytes"];
        "void f(int, int, int, int, struct large)"
            => ["ecx", "edx", "r8d", "r9d", "memory, at [sp+32]", "stack: 48 bytes"];
        "f32x4 f(f32x4)" => ["memory, at rcx", "= xmm0", "stack: 32 bytes"];
        "__int128 f(__int128)" => ["memory, at rcx", "= xmm0", "stack: 32 bytes"];
        "float _Complex f(float _Complex)" => ["rcx", "= rax", "stack: 32 bytes"];
    }

    win64_of_gnu: X86_64_WINDOWS_GNU {
        "long double f(int, long double)" => ["edx", "memory, at r8", "= memory, at rcx", "stack: 32 bytes"];
        "void f(struct empty, int)" => ["memory, at rcx", "edx", "stack: 32 bytes"];
    }

    ms_abi: X86_64_LINUX_GNU {
        "long __attribute__((ms_abi)) f(long, double)" => ["rcx", "xmm1", "= rax", "stack: 32 bytes"];
        "long double __attribute__((ms_abi)) f(long double)"
            => ["memory, at rdx", "= memory, at rcx", "stack: 32 bytes"];
    }

    aapcs64_registers: AARCH64_LINUX_GNU {
        "double f(char, float, long, double)" => ["w0", "s0", "x1", "d1", "= d0"];
        "int f(int, int, int, int, int, int, int, int, int, char)"
            => ["w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7", "[sp+0]", "[sp+8]", "= w0", "stack: 16 bytes"];
        "long double f(long double)" => ["q0", "= q0"];
        "f32x4 f(f32x4)" => ["q0", "= q0"];
        "void f(int, __int128)" => ["w0", "bytes 0..8 x2, bytes 8..16 x3"];
        "void f(int, struct aligned)" => ["w0", "bytes 0..8 x1, bytes 8..16 x2"];
        "void f(int, struct member)" => ["w0", "bytes 0..8 x2, bytes 8..16 x3"];
        "void f(struct empty, int)" => ["nowhere", "w0"];
    }

    aapcs64_structs: AARCH64_LINUX_GNU {
        "struct three f(struct three)" => ["w0", "= w0"];
        "struct twelve f(struct twelve)" => ["bytes 0..8 x0, bytes 8..12 w1", "= bytes 0..8 x0, bytes 8..12 w1"];
        "struct large f(struct large)" => ["memory, at x0", "= memory, at x8"];
        "struct doubles f(struct doubles)" => ["bytes 0..8 d0, bytes 8..16 d1", "= bytes 0..8 d0, bytes 8..16 d1"];
        "struct floats f(int, struct floats)" => [
            "w0",
            "bytes 0..4 s0, bytes 4..8 s1, bytes 8..12 s2, bytes 12..16 s3",
            "= bytes 0..4 s0, bytes 4..8 s1, bytes 8..12 s2, bytes 12..16 s3",
        ];
        "void f(struct five)" => ["memory, at x0"];
        "void f(struct vectors)" => ["bytes 0..16 q0, bytes 16..32 q1"];
        "void f(union number, union hfa)" => ["w0", "bytes 0..8 d0, bytes 8..16 d1"];
        "void f(float _Complex)" => ["bytes 0..4 s0, bytes 4..8 s1"];
        "void f(struct packed)" => ["bytes 0..8 x0, bytes 8..9 w1"];
    }

    aapcs64_all_or_nothing: AARCH64_LINUX_GNU {
        "void f(double, double, double, double, double, double, double, struct doubles, double)"
            => ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "[sp+0]", "[sp+16]", "stack: 32 bytes"];
        "void f(long, long, long, long, long, long, long, struct sixteen, long)"
            => ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "[sp+0]", "[sp+16]", "stack: 32 bytes"];
    }

    apple_arm64: AARCH64_MACOS {
        "int f(int, int, int, int, int, int, int, int, char, short, int, char)" => [
            "w0", "w1", "w2", "w3", "w4", "w5", "w6", "w7",
            "[sp+0]", "[sp+2]", "[sp+4]", "[sp+8]", "= w0", "stack: 16 bytes",
        ];
        "void f(int, __int128)" => ["w0", "bytes 0..8 x1, bytes 8..16 x2"];
        "long double f(long double)" => ["d0", "= d0"];
        "struct large f(struct large)" => ["memory, at x0", "= memory, at x8"];
        "void f(double, double, double, double, double, double, double, double, float, struct floats, struct byte)"
            => ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7", "[sp+0]", "[sp+4]", "w0", "stack: 32 bytes"];
    }

    riscv64_registers: RISCV64_LINUX_GNU {
        "double f(char, float, long, double)" => ["a0", "fa0", "a1", "fa1", "= fa0"];
        "void f(double, double, double, double, double, double, double, double, float, int)"
            => ["fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7", "a0", "a1"];
        "void f(int, __int128)" => ["a0", "bytes 0..8 a1, bytes 8..16 a2"];
        "void f(long, long, long, long, long, long, long, struct sixteen, long)" => [
            "a0", "a1", "a2", "a3", "a4", "a5", "a6",
            "bytes 0..8 a7, bytes 8..16 [sp+0]", "[sp+8]", "stack: 16 bytes",
        ];
        "void f(long, long, long, long, long, long, long, long, char, __int128)"
            => ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "[sp+0]", "[sp+16]", "stack: 32 bytes"];
        "long double f(long double)" => ["bytes 0..8 a0, bytes 8..16 a1", "= bytes 0..8 a0, bytes 8..16 a1"];
    }

    riscv64_structs: RISCV64_LINUX_GNU {
        "struct doubles f(struct doubles)" => ["bytes 0..8 fa0, bytes 8..16 fa1", "= bytes 0..8 fa0, bytes 8..16 fa1"];
        "struct mixed f(int, struct mixed)" => ["a0", "bytes 0..4 fa0, bytes 4..8 a1", "= bytes 0..4 fa0, bytes 4..8 a0"];
        "void f(struct pointed)" => ["bytes 0..8 a0, bytes 8..16 a1"];
        "void f(struct floats, union number)" => ["bytes 0..8 a0, bytes 8..16 a1", "a2"];
        "void f(struct packed)" => ["bytes 0..1 a0, bytes 1..9 fa0"];
        "struct large f(struct large)" => ["memory, at a1", "= memory, at a0"];
        "float _Complex f(float _Complex)" => ["bytes 0..4 fa0, bytes 4..8 fa1", "= bytes 0..4 fa0, bytes 4..8 fa1"];
    }
}

/// A call of `printf` with an `int`, a `double` and a `__int128` behind the format.
fn printf(target: &Target) -> Vec<String> {
    let more = [Scalar::Short, Scalar::Float, Scalar::Int128].map(Type::from);
    placed(target, "int printf(const char *, ...)", &more)
}

#[test]
fn variadic() {
    let expected = [
        "rdi",
        "esi",
        "xmm0",
        "bytes 0..8 rdx, bytes 8..16 rcx",
        "= eax",
        "al: 1",
    ];
    assert_eq!(printf(&Target::X86_64_LINUX_GNU), expected);
    // Twice: the callee does not know that it is no integer.
    let expected = [
        "rcx",
        "edx",
        "xmm2, r8",
        "memory, at r9",
        "= eax",
        "stack: 32 bytes",
    ];
    assert_eq!(printf(&Target::X86_64_WINDOWS_MSVC), expected);
    let expected = ["x0", "w1", "d0", "bytes 0..8 x2, bytes 8..16 x3", "= w0"];
    assert_eq!(printf(&Target::AARCH64_LINUX_GNU), expected);
    let expected = [
        "x0",
        "[sp+0]",
        "[sp+8]",
        "[sp+16]",
        "= w0",
        "stack: 32 bytes",
    ];
    assert_eq!(printf(&Target::AARCH64_MACOS), expected);
    // An even register, but only here.
    let expected = ["a0", "a1", "a2", "bytes 0..8 a4, bytes 8..16 a5", "= a0"];
    assert_eq!(printf(&Target::RISCV64_LINUX_GNU), expected);
}

/// What the compilers of a target do not agree about, or only some machines have registers for.
#[test]
fn no_rules() {
    let refused = [
        (Target::X86_64_WINDOWS_GNU, "f32x8 f(void)"),
        (Target::X86_64_WINDOWS_GNU, "void f(_Float16)"),
        (Target::X86_64_WINDOWS_GNU, "struct empty f(void)"),
        (Target::AARCH64_LINUX_GNU, "void f(f32x8)"),
        (
            Target::AARCH64_LINUX_GNU,
            "void f(struct { float a; int : 0; float b; })",
        ),
        (
            Target::AARCH64_LINUX_GNU,
            "void f(struct { int none[0]; float b; })",
        ),
        (Target::AARCH64_LINUX_GNU, "void f(struct { int : 3; })"),
        (Target::RISCV64_LINUX_GNU, "void f(f32x4)"),
        (Target::RISCV64_LINUX_GNU, "void f(_Float16)"),
        (
            Target::RISCV64_LINUX_GNU,
            "void f(struct { float a; int : 0; int b; })",
        ),
    ];
    for (target, text) in refused {
        let cdef = Cdef::parse_for(TYPES, &target).unwrap();
        let prototype = cdef.prototype(text).unwrap();
        let error = plan(&prototype, &target).unwrap_err();
        let is_expected = matches!(
            error.problem(),
            PlanProblem::Type {
                problem: Unsupported::NoRules,
                ..
            }
        );
        assert!(is_expected, "{text}: {error}");
    }
}
