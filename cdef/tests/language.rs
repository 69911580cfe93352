//! The language: what C, its compilers and CFFI write, and what it means.

use cdef::{Cdef, ConstantValue, DeclarationKind, ErrorKind, Errors, Step, TextOptions, Unknown};
use lltype::{Convention, Kind, Qualifiers, Target};

fn cdef(text: &str) -> Cdef {
    Cdef::parse_for(text, &Target::X86_64_LINUX_GNU).unwrap_or_else(|errors| panic!("{errors}"))
}

fn constant(text: &str) -> i128 {
    cdef(&format!("enum e {{ VALUE = {text} }};"))
        .constant("VALUE")
        .unwrap()
}

#[test]
fn declarators_are_read_from_the_name_outwards() {
    let text = "int (*(*signal(int number, int (*handler)(int)))(int))[3];
        char *(*table[2][3])(const char *const *, ...);
        void (*const hook)(void);
        typedef int (*compare)(const void *, const void *);
        compare choose(compare a, compare);
        int (parenthesized)(int (x)), plain, *pointer, array[2][3];";
    let cdef = cdef(text);
    let spelled = |name: &str| cdef.get(name).unwrap().declared();
    assert_eq!(
        spelled("signal"),
        "int (*(*signal(int, int(*)(int)))(int))[3]"
    );
    assert_eq!(
        spelled("table"),
        "char *(*table[2][3])(const char *const *, ...)"
    );
    assert_eq!(spelled("hook"), "void (*const hook)(void)");
    assert_eq!(spelled("choose"), "compare choose(compare, compare)");
    assert_eq!(spelled("parenthesized"), "int parenthesized(int)");
    assert_eq!(spelled("array"), "int array[2][3]");
    assert_eq!(spelled("pointer"), "int *pointer");
    assert_eq!(cdef.kind_of("hook").unwrap(), DeclarationKind::Constant);
    let choose = cdef.function("choose").unwrap();
    let names: Vec<_> = choose
        .params()
        .map(|param| param.name.map(str::to_owned))
        .collect();
    assert_eq!(names, [Some("a".to_owned()), None]);
}

#[test]
fn specifiers_stand_in_any_order() {
    let cdef = cdef("
        long extern unsigned int const long a; short typedef signed b; _Complex long double typedef c;
        unsigned __int128 typedef d; volatile struct s { int x; } extern e; int static inline f(void);
        double typedef _Complex g; enum { A } extern h; __signed__ char typedef i; char unsigned typedef j;");
    for (name, canonical) in [
        ("a", "unsigned long long"),
        ("b", "short"),
        ("c", "long double _Complex"),
        ("d", "unsigned __int128"),
        ("e", "struct s"),
        ("f", "int()"),
        ("g", "double _Complex"),
        ("i", "signed char"),
        ("j", "unsigned char"),
    ] {
        assert_eq!(cdef.get(name).unwrap().canonical(), canonical, "{name}");
    }
    assert_eq!(cdef.get("a").unwrap().qualifiers(), Qualifiers::CONST);
    assert_eq!(cdef.get("e").unwrap().qualifiers(), Qualifiers::VOLATILE);
}

#[test]
fn attributes_change_layouts() {
    let cdef = cdef("
        struct packed { char a; int b; } __attribute__((__packed__));
        struct __attribute__((packed)) before { char a; int b; };
        struct member { char a; int b __attribute__((packed)); };
        struct aligned { int a; } __attribute__((aligned(32)));
        struct inner { char a; int b __attribute__((aligned(16))); };
        struct biggest { char a __attribute__((aligned)); };
        struct asked { char a; _Alignas(double) char b; _Alignas(0) char c; };
        typedef int wide __attribute__((aligned(16))), low __attribute__((aligned(1)));
        struct typedefs { char a; wide b; char c; low d; };
        typedef float four __attribute__((vector_size(4 * sizeof(float))));
        typedef int byte __attribute__((mode(QI))); typedef unsigned int word __attribute__((__mode__(__word__)));
        typedef float twice __attribute__((mode(DF)));
        enum __attribute__((packed)) small { S = 200 }; enum little { L = -1 } __attribute__((packed));
        enum based : unsigned char { B };
        #pragma pack(push, 2)
        struct two { char a; int b; };
        #pragma pack(push, one, 1)
        struct one { char a; int b; };
        #pragma pack(pop, one)
        struct again { char a; int b; };
        #pragma pack(pop)
        struct none { char a; int b; };
        _Pragma(\"pack(1)\") struct operator { char a; int b; }; _Pragma(\"pack()\")
        struct __declspec(align(8)) microsoft { char a; };");
    for (name, size, align) in [
        ("struct packed", 5, 1),
        ("struct before", 5, 1),
        ("struct member", 5, 1),
        ("struct aligned", 32, 32),
        ("struct inner", 32, 16),
        ("struct biggest", 16, 16),
        ("struct asked", 16, 8),
        ("struct typedefs", 32, 16),
        ("wide", 4, 16),
        ("low", 4, 1),
        ("four", 16, 16),
        ("byte", 1, 1),
        ("word", 8, 8),
        ("twice", 8, 8),
        ("enum small", 1, 1),
        ("enum little", 1, 1),
        ("enum based", 1, 1),
        ("struct two", 6, 2),
        ("struct one", 5, 1),
        ("struct again", 6, 2),
        ("struct none", 8, 4),
        ("struct operator", 5, 1),
        ("struct microsoft", 8, 8),
    ] {
        assert_eq!(
            (cdef.sizeof(name).unwrap(), cdef.alignof(name).unwrap()),
            (size, align),
            "{name}"
        );
    }
    assert!(!cdef.is_signed("enum small").unwrap() && cdef.is_signed("enum little").unwrap());
}

#[test]
fn what_compilers_print_is_read() {
    let cdef = cdef("
# 1 \"/usr/include/x.h\" 1 3 4
extern \"C\" {
__extension__ extern __inline __attribute__((__gnu_inline__)) int twice(int __x) { if (__x) { return 2 * __x; } return 0; }
static int local(void) { return '}' + \"}\"[0]; }
extern int renamed(int) __asm__(\"\" \"other_name\") __attribute__((__nothrow__, __leaf__));
extern void *copy(void *__restrict __d, const void *__restrict __s, unsigned long __n)
     __attribute__((__nothrow__)) __attribute__((__nonnull__(1, 2)));
typedef __builtin_va_list va_list; extern int vprint(const char *__restrict, va_list);
extern _Float128 f128(_Float128); extern _Float64x f64x(_Float64x); extern _Float32 f32(_Float32);
typedef union { int __i; } argument __attribute__((__transparent_union__));
_Static_assert(sizeof(long) == 8, \"long\"); extern __thread int per_thread; extern _Thread_local int also;
_Noreturn void stop(void); asm(\".text\"); extern int shadow; extern int shadow;
typedef struct { long long __max_align_ll __attribute__((__aligned__(__alignof__(long long)))); } max_align;
enum { FIRST, SECOND __attribute__((deprecated)) = 5, };;
}
# 30 \"after.h\" 2
int after(void);");
    assert_eq!(cdef.get("renamed").unwrap().symbol(), "other_name");
    assert_eq!(cdef.get("twice").unwrap().symbol(), "twice");
    assert_eq!(
        cdef.get("after").unwrap().location().to_string(),
        "after.h:30:5"
    );
    assert_eq!(
        cdef.get("twice").unwrap().location().file.as_ref(),
        "/usr/include/x.h"
    );
    assert!(
        cdef.get("per_thread").unwrap().is_thread_local()
            && cdef.get("also").unwrap().is_thread_local()
    );
    assert!(!cdef.get("shadow").unwrap().is_thread_local());
    assert_eq!(cdef.sizeof("va_list").unwrap(), 24);
    assert_eq!(
        cdef.get("vprint").unwrap().ctype().unwrap(),
        "int(*)(char *, struct __va_list_tag *)"
    );
    assert_eq!(
        cdef.get("f128").unwrap().canonical(),
        "_Float128(_Float128)"
    );
    assert_eq!(cdef.constant("SECOND").unwrap(), 5);
    assert_eq!(cdef.functions().count(), 10);
    assert!(cdef.warnings().is_empty(), "{:?}", cdef.warnings());
}

#[test]
fn expressions_have_cs_types() {
    for (text, value) in [
        ("~0u", i128::from(u32::MAX)),
        ("-1 < 0u", 0),
        ("(-1 < 0) + 1", 2),
        ("sizeof(int[3]) * 2", 24),
        ("(char)300", 44),
        ("(unsigned char)-1", 255),
        ("(_Bool)0.25", 1),
        ("(int)3.9 + (int)-3.9", 0),
        ("1.5 > 1", 1),
        ("sizeof(1 ? (char)1 : (char)2)", 4),
        ("sizeof 'a' + sizeof(L'a') + sizeof(u'a')", 10),
        ("sizeof(\"abc\" \"d\")", 5),
        ("'ab'", 24930),
        ("'\\377'", -1),
        ("L'\\x3b1'", 0x3b1),
        ("'\\n' + '\\0' + '\\x41' + '\\101'", 140),
        ("0x7fffffff + 1u", 1 << 31),
        ("1 << 31 < 0", 1),
        ("-7 / 2 * 100 + -7 % 2", -301),
        ("1 ? 2 : 1 / 0", 2),
        ("0 && 1 / 0", 0),
        ("5 ?: 6", 5),
        (
            "__builtin_offsetof(struct { int a; struct { char x, y[4]; } b[2]; }, b[1].y[2])",
            12,
        ),
        ("(unsigned long)&((struct { char a; long b; } *)0)->b", 8),
        (
            "((char *)&((struct { char a; int b[4]; } *)0)->b[2] - (char *)0)",
            12,
        ),
        ("sizeof(((struct { int a[7]; } *)0)->a)", 28),
        ("_Alignof(double) + __alignof__(short)", 10),
        ("_Generic(1u, int: 1, unsigned: 2, default: 3)", 2),
        ("_Generic(1.0f, int: 1, default: 3)", 3),
        (
            "__builtin_types_compatible_p(int, const int) + __builtin_types_compatible_p(int, long)",
            1,
        ),
        ("__builtin_choose_expr(1, 10, 1 / 0)", 10),
        ("__builtin_constant_p(3)", 1),
        ("__extension__ 3", 3),
        ("!0 + !5", 1),
        ("6 & 3 | 8 ^ 1", 11),
        ("1 + 2 << 3 - 1", 12),
    ] {
        assert_eq!(constant(text), value, "{text}");
    }
}

#[test]
fn types_of_constants_depend_on_the_target() {
    let size = |target: &Target| {
        let text = "enum e { SIZE = sizeof(2147483648) + 10 * sizeof(0x80000000) + 100 * sizeof(sizeof(1)) };";
        Cdef::parse_for(text, target)
            .unwrap()
            .constant("SIZE")
            .unwrap()
    };
    assert_eq!(size(&Target::X86_64_LINUX_GNU), 8 + 40 + 800);
    assert_eq!(size(&Target::I686_LINUX_GNU), 8 + 40 + 400);
    assert_eq!(size(&Target::X86_64_WINDOWS_MSVC), 8 + 40 + 800);
}

#[test]
fn constants_are_of_all_kinds() {
    let cdef = cdef("
        #define A 5
        #define B (A << 2)  // 20
        struct s { char x[B]; };
        #define C (sizeof(struct s) + 'a')
        static const double PI = 3.25; static const char *const TEXT = \"x\"; static const unsigned char CUT = 300;
        const int UNKNOWN; extern const int ALSO; static const int list[] = { 1, 2 };
        enum e { X = A, Y = ..., Z };
        #define D ...");
    assert_eq!(cdef.constant("B").unwrap(), 20);
    assert_eq!(cdef.constant("C").unwrap(), 20 + 97);
    assert_eq!(cdef.constant("CUT").unwrap(), 44);
    assert_eq!(
        cdef.get("PI").unwrap().value(),
        Some(ConstantValue::Float(3.25))
    );
    assert_eq!(cdef.get("TEXT").unwrap().value(), None);
    assert_eq!(cdef.kind_of("UNKNOWN").unwrap(), DeclarationKind::Constant);
    assert_eq!(cdef.kind_of("list").unwrap(), DeclarationKind::Variable);
    assert_eq!(
        cdef.get("D").unwrap().value(),
        Some(ConstantValue::AskCompiler)
    );
    for name in ["D", "Y", "Z"] {
        assert_eq!(
            kind(cdef.constant(name)),
            ErrorKind::NeedsCompiler,
            "{name}"
        );
    }
    assert_eq!(cdef.constant("X").unwrap(), 5);
    assert_eq!(kind(cdef.sizeof("enum e")), ErrorKind::NeedsCompiler);
}

fn kind<T>(result: Result<T, Errors>) -> ErrorKind {
    result
        .err()
        .map(|errors| errors.first().kind())
        .expect("an error")
}

#[test]
fn what_is_left_to_the_compiler_is_kept() {
    let cdef = cdef("
        struct partial { int x; ...; }; struct holder { struct partial p; int after; };
        typedef int... number; typedef float... real; typedef ... hidden; typedef ... *handle;
        typedef struct { ...; } sized; extern int items[...]; struct array { int a[...]; int b; };
        number count(number); hidden *make(sized *); typedef int matrix[...][3]; int plain(handle);");
    for name in [
        "struct partial",
        "struct holder",
        "number",
        "real",
        "sized",
        "struct array",
        "matrix",
    ] {
        assert_eq!(kind(cdef.sizeof(name)), ErrorKind::NeedsCompiler, "{name}");
    }
    assert_eq!(kind(cdef.sizeof("hidden")), ErrorKind::Opaque);
    assert_eq!(cdef.sizeof("handle").unwrap(), 8);
    assert_eq!(cdef.get("items").unwrap().canonical(), "int[...]");
    assert_eq!(kind(cdef.function("count")), ErrorKind::NeedsCompiler);
    assert_eq!(
        cdef.function("make").unwrap().to_string(),
        "hidden *make(sized *)"
    );
    assert_eq!(cdef.function("plain").unwrap().arity(), 1);
}

#[test]
fn texts_know_those_before_them() {
    let target = &Target::X86_64_LINUX_GNU;
    let built = Cdef::builder(target)
        .text(
            "a.h",
            "struct later; typedef struct later *handle; int use(handle); enum e { A = 3 };",
        )
        .text(
            "b.h",
            "struct later { char c[A]; }; int use(struct later *);",
        )
        .text_with(
            "c.h",
            "struct packed { char a; int b; };",
            TextOptions::new().packed(),
        )
        .build()
        .unwrap();
    assert_eq!(built.sizeof("struct later").unwrap(), 3);
    assert_eq!(built.sizeof("struct packed").unwrap(), 5);
    let errors = Cdef::builder(target)
        .text("a.h", "int f(void);\n#define N 1")
        .text("b.h", "long f(void);\n#define N 2")
        .build()
        .unwrap_err();
    let kinds: Vec<_> = errors.iter().map(|error| error.kind()).collect();
    assert_eq!(
        kinds,
        [ErrorKind::Redeclared, ErrorKind::RedeclaredConstant]
    );
    assert!(errors.to_string().contains("a.h"), "{errors}");
    let overridden = Cdef::builder(target)
        .text(
            "a.h",
            "int f(void); struct s { int a; };\n#define N 1\nenum e { A = 1 };",
        )
        .text_with(
            "b.h",
            "long f(int); struct s { char a; };\n#define N 2\nenum e { A = 7 };",
            TextOptions::new().overriding(),
        )
        .build()
        .unwrap();
    assert_eq!(overridden.get("f").unwrap().canonical(), "long(int)");
    assert_eq!(overridden.constant("N").unwrap(), 2);
    assert_eq!(overridden.constant("A").unwrap(), 7);
    assert_eq!(overridden.sizeof("struct s").unwrap(), 1);
    assert_eq!(
        overridden
            .declarations()
            .filter(|d| d.name() == "f")
            .count(),
        1
    );
}

#[test]
fn included_texts_are_read_once() {
    let target = &Target::I686_LINUX_GNU;
    let base = Cdef::builder(target)
        .text(
            "base.h",
            "struct base { long x; }; int in_base(void);\n#define N 4",
        )
        .build()
        .unwrap();
    let left = Cdef::builder(target)
        .include(&base)
        .text("l.h", "struct left { struct base b; };")
        .build()
        .unwrap();
    let right = Cdef::builder(target)
        .include(&base)
        .text("r.h", "struct right { struct base b[N]; };")
        .build()
        .unwrap();
    let both = Cdef::builder(target)
        .include(&left)
        .include(&right)
        .text(
            "b.h",
            "struct both { struct left l; struct right r; }; int in_both(struct both *);",
        )
        .build()
        .unwrap();
    assert_eq!(both.sizeof("struct both").unwrap(), 20);
    assert_eq!(both.constant("N").unwrap(), 4);
    assert_eq!(kind(both.kind_of("in_base")), ErrorKind::NotIncluded);
    assert!(both.get("in_base").unwrap().is_included());
    assert_eq!(both.kind_of("in_both").unwrap(), DeclarationKind::Function);
    // The types of both are the same, as values.
    assert_eq!(
        both.type_of("struct base").unwrap(),
        base.type_of("struct base").unwrap()
    );
}

#[test]
fn callbacks_are_functions_of_rust() {
    let cdef = cdef(
        "extern \"Python\" int a(int); extern \"Rust\" { int b(void); int c(char *); }
        extern \"Python+C\" void d(void); extern \"C + Rust\" void e(void); int f(void);",
    );
    let kinds: Vec<_> = cdef
        .functions()
        .map(|found| found.kind().to_string())
        .collect();
    assert_eq!(
        kinds,
        [
            "callback",
            "callback",
            "callback",
            "callback+c",
            "callback+c",
            "function"
        ]
    );
}

#[test]
fn conventions_are_those_of_the_target() {
    let text = "typedef int (__stdcall *callback)(int); int __stdcall f(callback); void (WINAPI g)(void);
        int __attribute__((fastcall)) h(int); int k(int) __attribute__((stdcall)); int __cdecl c(void);";
    let windows = Cdef::parse_for(text, &Target::I686_WINDOWS_GNU).unwrap();
    let convention = |cdef: &Cdef, name: &str| cdef.function(name).unwrap().convention();
    assert_eq!(convention(&windows, "f"), Convention::Stdcall);
    assert_eq!(convention(&windows, "g"), Convention::Stdcall);
    assert_eq!(convention(&windows, "h"), Convention::Fastcall);
    assert_eq!(convention(&windows, "k"), Convention::Stdcall);
    assert_eq!(convention(&windows, "c"), Convention::C);
    let pointer = windows.type_of("callback").unwrap().pointee().unwrap();
    assert_eq!(
        pointer.as_function().unwrap().convention(),
        Convention::Stdcall
    );
    let linux = Cdef::parse_for(text, &Target::X86_64_LINUX_GNU).unwrap();
    assert!(
        ["f", "g", "h", "k", "c"]
            .iter()
            .all(|name| convention(&linux, name) == Convention::C)
    );
}

#[test]
fn windows_has_names_of_its_own() {
    let text = "typedef struct { DWORD size; HANDLE handle; LPCSTR name; } info; BOOL WINAPI get(info *, PULONG_PTR);";
    let wide = Cdef::parse_for(text, &Target::X86_64_WINDOWS_MSVC).unwrap();
    assert_eq!(wide.sizeof("info").unwrap(), 24);
    let narrow = Cdef::parse_for(text, &Target::I686_WINDOWS_GNU).unwrap();
    assert_eq!(narrow.sizeof("info").unwrap(), 12);
    assert_eq!(
        kind(Cdef::parse_for(text, &Target::X86_64_LINUX_GNU)),
        ErrorKind::UnknownType
    );
    let text = "extern LPTSTR x;";
    let errors = Cdef::parse_for(text, &Target::I686_WINDOWS_GNU).unwrap_err();
    assert!(
        errors.to_string().contains("CdefBuilder::unicode"),
        "{errors}"
    );
    let builder = Cdef::builder(&Target::I686_WINDOWS_GNU).unicode(true);
    let unicode = builder.text("x.h", text).build().unwrap();
    assert_eq!(unicode.get("x").unwrap().canonical(), "wchar_t *");
}

#[test]
fn types_are_values_that_outlive_the_text() {
    let ty = {
        let cdef = cdef(
            "typedef struct node { struct node *next; const char *name; } node; node *first(void);",
        );
        cdef.function("first").unwrap().result()
    };
    let node = ty.pointee().unwrap();
    let record = node.as_record().unwrap();
    assert_eq!(record.name(), Some("struct node"));
    let (_, next) = record.field("next").unwrap();
    assert_eq!(next.ty, ty);
    let (_, name) = record.field("name").unwrap();
    assert!(matches!(
        name.ty.kind(),
        Kind::Pointer {
            qualifiers: Qualifiers::CONST,
            ..
        }
    ));
}

#[test]
fn paths_lead_through_anonymous_members_and_arrays() {
    let cdef = cdef(
        "struct s { int a; union { struct { short b, c; }; int d; }; struct { char e[3]; } f[4]; int g : 3; };",
    );
    let at = |path: &[Step<'_>]| cdef.offsetof("struct s", path);
    assert_eq!(at(&["c".into()]).unwrap(), 6);
    assert_eq!(
        at(&["f".into(), Step::Index(2), "e".into(), Step::Index(1)]).unwrap(),
        15
    );
    assert_eq!(kind(at(&["g".into()])), ErrorKind::BitfieldOffset);
    assert_eq!(kind(at(&["x".into()])), ErrorKind::NoSuchField);
    assert_eq!(kind(at(&["a".into(), "x".into()])), ErrorKind::NotAStruct);
    assert_eq!(
        kind(cdef.offsetof("struct s", &[Step::Index(u64::MAX)])),
        ErrorKind::NotAStruct
    );
    assert_eq!(
        kind(cdef.offsetof("struct s *", &[Step::Index(u64::MAX)])),
        ErrorKind::SizeOverflow
    );
    assert_eq!(cdef.bits_of("struct s", "g").unwrap().position, 160);
}

#[test]
fn names_may_have_letters_of_other_scripts() {
    let cdef = cdef("struct größe { int höhe; }; struct größe *messen(int größer);");
    assert_eq!(
        cdef.function("messen").unwrap().to_string(),
        "struct größe *messen(int größer)"
    );
    assert_eq!(cdef.offsetof("struct größe", &["höhe".into()]).unwrap(), 0);
}

#[test]
fn anonymous_members_are_those_of_the_compiler() {
    let text = "struct t { int a; }; typedef struct { int a; } u;
        struct with_tag { struct t; char b; }; struct with_typedef { u; char b; };
        struct with_body { struct inner { int a; }; char b; }; struct nameless { struct { int a; }; char b; };
        struct flexible { int n; struct { int m; int x[]; }; };";
    let sizes = |target: &Target| {
        let cdef = Cdef::parse_for(text, target).unwrap();
        [
            "with_tag",
            "with_typedef",
            "with_body",
            "nameless",
            "flexible",
        ]
        .map(|name| cdef.sizeof(&format!("struct {name}")).unwrap())
    };
    assert_eq!(sizes(&Target::X86_64_LINUX_GNU), [1, 1, 1, 8, 8]);
    assert_eq!(sizes(&Target::X86_64_WINDOWS_GNU), [8, 8, 8, 8, 8]);
}

#[test]
fn typedefs_align_what_they_name() {
    let cdef = cdef(
        "typedef char t[2] __attribute__((aligned(8))); typedef int low[1] __attribute__((aligned(1)));",
    );
    assert_eq!(cdef.alignof("t").unwrap(), 8);
    assert_eq!(cdef.alignof("low").unwrap(), 1);
    assert_eq!(cdef.alignof("long[]").unwrap(), 8);
    let text = "typedef char t __attribute__((aligned(2))); struct s { t a[2]; };";
    assert_eq!(kind(Cdef::parse(text)), ErrorKind::UnsupportedType);
}

#[test]
fn arguments_in_registers_are_a_convention() {
    let text = "__attribute__((regparm(2))) int f(int, int);";
    let convention = |target: &Target| {
        let cdef = Cdef::parse_for(text, target).unwrap();
        cdef.function("f").unwrap().convention()
    };
    assert_eq!(convention(&Target::I686_LINUX_GNU), Convention::Regparm2);
    assert_eq!(convention(&Target::X86_64_LINUX_GNU), Convention::C);
}

#[test]
fn parameters_that_point_to_arrays_keep_the_lengths() {
    let cdef = cdef("void a(char (*x)[3]); void b(double (*)[2][3], int (*p[2])[5]); void a(char (*)[]);
        void c(int n, int x[n][n], double y[static n][n + 1]); void d(int x[2][3], int y[], int z[*]);");
    let declared = |name: &str| cdef.function(name).unwrap().to_string();
    assert_eq!(declared("a"), "void a(char (*x)[3])");
    assert_eq!(declared("b"), "void b(double (*)[2][3], int (**p)[5])");
    assert_eq!(declared("c"), "void c(int n, int (*x)[], double (*y)[])");
    assert_eq!(declared("d"), "void d(int (*x)[3], int *y, int *z)");
    assert_eq!(
        kind(Cdef::parse("void f(int x[UNKNOWN]);")),
        ErrorKind::BadConstant
    );
}

#[test]
fn declarations_of_one_name_may_differ_as_c_has_it() {
    let right = [
        "int f(); int f(int);",
        "size_t f(void); unsigned long f(void);",
        "extern int64_t x; extern long x;",
        "extern wchar_t w; extern int w;",
        "enum e { A }; enum e f(void); unsigned f(void);",
        "extern int (*p)[]; extern int (*p)[5];",
        "extern const int x; const int x = 5;",
        "const int x = 5; extern const int x;",
        "extern int a[]; extern int a[4];",
        "extern const int c; extern __typeof__(c) d; extern const int d;",
        "void f(int []); void f(int *); void f(int [5]);",
        "typedef struct s s; struct s; typedef struct s s; struct s { int a; };",
    ];
    for text in right {
        assert!(cdef(text).declarations().count() > 0, "{text}");
    }
    for text in [
        "size_t f(void); unsigned long long f(void);",
        "int f(int); int f(long);",
        "extern int x; extern const int x;",
    ] {
        let errors = Cdef::parse_for(text, &Target::X86_64_LINUX_GNU).unwrap_err();
        assert_eq!(errors.first().kind(), ErrorKind::Redeclared, "{text}");
    }
    let known = cdef(
        "int f(); int f(int number); extern const int x; const int x = 5; extern int a[]; extern int a[4];",
    );
    assert_eq!(known.function("f").unwrap().arity(), 1);
    assert_eq!(known.constant("x").unwrap(), 5);
    assert_eq!(known.get("a").unwrap().canonical(), "int[4]");
}

#[test]
fn initialisers_have_lengths() {
    let cdef = cdef("static const char text[] = \"abc\"; int items[] = { 1, 2, (3, 4), }; short placed[] = { [5] = 1 };
        static const wchar_t wide[] = L\"ab\"; static void (*table[])(void) = { one, two }; int called = call(1, 2), next;
        enum { TEXT = sizeof(text), ITEMS = sizeof(items), WIDE = sizeof(wide) };");
    assert_eq!(cdef.constant("TEXT").unwrap(), 4);
    assert_eq!(cdef.constant("ITEMS").unwrap(), 12);
    assert_eq!(cdef.constant("WIDE").unwrap(), 12);
    assert_eq!(cdef.get("table").unwrap().canonical(), "void(*[2])()");
    assert_eq!(cdef.get("placed").unwrap().canonical(), "short[]");
    assert!(cdef.get("next").is_some());
}

#[test]
fn attributes_stand_in_every_place() {
    let cdef = cdef("struct [[gnu::packed]] a { char c; int x; }; [[deprecated(\"b\")]] int f [[noreturn]] (int x [[maybe_unused]]);
        struct b { char c; int *__attribute__((aligned(16))) p; }; struct c { [[gnu::aligned(8)]] char c; };
        struct __attribute__((aligned(16))) __attribute__((aligned(4))) d { char c; };
        enum [[deprecated]] e { A [[deprecated]] = 1 }; int g(int *__restrict__ __attribute__((unused)) p, char *const __attribute__((unused)) q);
        int __attribute__((unused)) h, __attribute__((unused)) *i;");
    let size = |name: &str| cdef.sizeof(name).unwrap();
    assert_eq!(
        [
            size("struct a"),
            size("struct b"),
            size("struct c"),
            size("struct d")
        ],
        [5, 32, 8, 4]
    );
    assert_eq!(cdef.function("f").unwrap().to_string(), "int f(int x)");
}

#[test]
fn microsofts_compilers_read_otherwise() {
    let text = "__declspec(align(16)) struct a { char c; }; enum b { B = 0xFFFFFFFF, C };
        struct d { char c;\n#pragma pack(push, 1)\n int x; };\n#pragma pack(pop)\n#pragma pack(show)\nstruct e { char c; int x; };";
    let msvc = Cdef::parse_for(text, &Target::X86_64_WINDOWS_MSVC).unwrap();
    assert_eq!(msvc.sizeof("struct a").unwrap(), 16);
    assert_eq!(
        (msvc.constant("B").unwrap(), msvc.constant("C").unwrap()),
        (-1, 0)
    );
    assert_eq!(msvc.sizeof("struct d").unwrap(), 8);
    assert_eq!(msvc.sizeof("struct e").unwrap(), 8);
    let linux = cdef(text);
    assert_eq!(linux.constant("B").unwrap(), 0xFFFF_FFFF);
    assert_eq!(linux.sizeof("struct d").unwrap(), 5);
}

#[test]
fn constants_are_as_wide_as_compilers_have_them() {
    let cdef = cdef(
        "enum e { A = -1, B = 0x80000000 }; enum f { C = 0x80000000, D = 1ull << 40 };
        enum { GREATER = B > -1, SIZE = sizeof(C), SMALL = sizeof(A) };",
    );
    assert_eq!(
        [
            cdef.constant("GREATER").unwrap(),
            cdef.constant("SIZE").unwrap(),
            cdef.constant("SMALL").unwrap()
        ],
        [1, 8, 4]
    );
    for (text, value) in [
        ("-9223372036854775808 < 0", 1),
        ("(unsigned __int128)-1 > 0", 1),
        ("(int)((unsigned __int128)-1 >> 127)", 1),
        (
            "(long)((unsigned __int128)-1 / 3 >> 64) == 0x5555555555555555",
            1,
        ),
        (
            "sizeof(1.0f) + 100 * sizeof(1.0L) + 10000 * sizeof(1.0)",
            81604,
        ),
        ("_Generic(1.0f, float: 1, double: 2)", 1),
        ("sizeof((float)1 + (double)1)", 8),
        ("(int)(float)16777217", 16_777_216),
        (
            "sizeof(L\"ab\") + 100 * sizeof(u\"ab\") + 10000 * sizeof(\"\u{e9}\")",
            30612,
        ),
        ("sizeof(\"\\u00e9\")", 3),
        ("'\u{e9}' & 0xffff", 50089),
        ("sizeof(u\"\u{1f600}\")", 6),
        ("1 << 40", 0),
        ("_Generic((size_t)1, unsigned long: 1, default: 0)", 1),
        (
            "__builtin_types_compatible_p(int[], int[5]) + __builtin_types_compatible_p(size_t, unsigned long)",
            2,
        ),
    ] {
        assert_eq!(constant(text), value, "{text}");
    }
    assert_eq!(
        kind(Cdef::parse("enum { A = '\\400' };")),
        ErrorKind::BadConstant
    );
    assert_eq!(
        constant(
            "sizeof(called(1).c)"
                .replace("called", "((struct { char c; } (*)(int))0)")
                .as_str()
        ),
        1
    );
}

#[test]
fn what_would_be_laid_out_otherwise_is_refused() {
    for text in [
        "_Atomic struct { char a[8]; } x;",
        "struct s { _Atomic struct { char a[3]; } x; };",
    ] {
        assert_eq!(
            kind(Cdef::parse(text)),
            ErrorKind::UnsupportedType,
            "{text}"
        );
    }
    let wide = "struct s { char c; _Atomic long long x; };";
    assert_eq!(
        kind(Cdef::parse_for(wide, &Target::I686_LINUX_GNU)),
        ErrorKind::UnsupportedType
    );
    assert_eq!(cdef(wide).sizeof("struct s").unwrap(), 16);
    assert_eq!(
        kind(Cdef::parse("extern int a[3][];")),
        ErrorKind::UnknownLength
    );
    assert_eq!(
        kind(Cdef::parse("extern \"Python\" int cb(int, ...);")),
        ErrorKind::UnsupportedType
    );
}

#[test]
fn other_signs_are_read() {
    let cdef = cdef("\u{feff}int a<:3:>; struct s <% int x; %>;");
    assert_eq!(cdef.get("a").unwrap().canonical(), "int[3]");
    assert_eq!(cdef.sizeof("struct s").unwrap(), 4);
}

#[test]
fn what_the_compiler_is_to_be_asked_is_listed() {
    let cdef = cdef(
        "struct part { int x; const char name[...]; ...; }; typedef int... whole; typedef double... real;
        typedef ... hidden; enum e { A, B = ..., C }; enum { D, ... }; extern int items[...][3]; typedef short row[...];
        struct user { row r; whole w; }; extern whole count; union u { int a; ...; }; struct known { int a; };
        #define LIMIT ...
        #define KNOWN 5
        ",
    );
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let member = |name: &str, ty: &str| (name.to_owned(), ty.to_owned());
    let expected = [
        Unknown::Integer {
            typedef: "whole".to_owned(),
        },
        Unknown::Float {
            typedef: "real".to_owned(),
        },
        Unknown::Length {
            name: "items".to_owned(),
            spelled: "int[...][3]".to_owned(),
        },
        Unknown::Length {
            name: "row".to_owned(),
            spelled: "short[...]".to_owned(),
        },
        Unknown::Constant {
            name: "LIMIT".to_owned(),
        },
        Unknown::Record {
            name: "struct part".to_owned(),
            members: vec![member("x", "int"), member("name", "const char[...]")],
        },
        Unknown::Record {
            name: "union u".to_owned(),
            members: vec![member("a", "int")],
        },
        Unknown::Enum {
            name: Some("enum e".to_owned()),
            constants: names(&["A", "B", "C"]),
        },
        Unknown::Enum {
            name: None,
            constants: names(&["D"]),
        },
    ];
    let unknowns: Vec<Unknown> = cdef.unknowns().collect();
    for unknown in &expected {
        assert!(
            unknowns.contains(unknown),
            "{unknown:?} is not in {unknowns:#?}"
        );
    }
    // `struct user` follows from what is asked.
    assert_eq!(unknowns.len(), expected.len() + 1, "{unknowns:#?}");
    let rows = Cdef::parse("extern int rows[][...];").unwrap();
    assert_eq!(
        kind(rows.get("rows").unwrap().ctype()),
        ErrorKind::NeedsCompiler
    );
}

#[test]
fn questions_that_mean_nothing_are_errors() {
    let cdef = cdef("struct s { int a; }; static const double PI = 3.25;");
    assert_eq!(
        kind(cdef.sizeof_with("struct s", 5)),
        ErrorKind::NoSuchField
    );
    assert_eq!(cdef.kind_of("PI").unwrap(), DeclarationKind::Constant);
    let target = &Target::I686_WINDOWS_GNU;
    let wide = Cdef::builder(target)
        .unicode(true)
        .text("w.h", "typedef TCHAR letter;")
        .build()
        .unwrap();
    let both = Cdef::builder(target)
        .include(&wide)
        .text("x.h", "extern letter x;")
        .build()
        .unwrap();
    assert_eq!(both.sizeof("letter").unwrap(), 2);
}

#[test]
fn macros_without_parentheses_are_not_taken_apart() {
    let known = cdef(
        "#define SUM 1 + 2\n#define NEGATIVE -5\n#define CLOSED (1 + 2)\n#define CAST (int)3\nenum e { A = SUM, B = NEGATIVE * 2, C = CLOSED * 2, D = CAST + 1, E = (SUM) * 2 };",
    );
    let values = ["A", "B", "C", "D", "E"].map(|name| known.constant(name).unwrap());
    assert_eq!(values, [3, -10, 6, 4, 6]);
    for text in ["SUM * 2", "2 * SUM", "-SUM", "SUM ? 1 : 2"] {
        let text = format!("#define SUM 1 + 2\nenum e {{ A = {text} }};");
        assert_eq!(kind(Cdef::parse(&text)), ErrorKind::BadConstant, "{text}");
    }
}

#[test]
fn lengths_are_counted_where_items_have_one_place_each() {
    let cdef = cdef("char a[] = {\"abc\"}; int b[][2] = {1, 2, 3, 4}; struct p { int x, y; }; struct p c[] = {1, 2, 3, 4};
        const char *d[] = {\"a\", \"b\"}; double e[] = {1, 2,};");
    let type_of = |name: &str| cdef.get(name).unwrap().canonical();
    assert_eq!(
        ["a", "b", "c"].map(type_of),
        ["char[]", "int[][2]", "struct p[]"]
    );
    assert_eq!(["d", "e"].map(type_of), ["char *[2]", "double[2]"]);
}

#[test]
fn values_are_those_of_compilers() {
    for (text, value) in [
        ("(int)16777217.0f", 16_777_216),
        ("0.1f != 0.1", 1),
        ("sizeof(1 ? 1.0f : 1.0)", 8),
        (
            "sizeof(*(1 ? (void *)0 : (int *)0)) + sizeof(*(8 ? ((void *)((long)(4) * 0l)) : (int *)8))",
            8,
        ),
        ("sizeof(\"\\q%\")", 3),
        ("(double)(unsigned __int128)-1 > 1", 1),
        ("0x1p-1074 > 0", 1),
        ("sizeof(1 / 0LL)", 8),
        ("-1 >> 32", -1),
        (
            "sizeof((struct { char b[3]; }){{1}}.b) + sizeof((int[]){1, 2, 3})",
            15,
        ),
        ("sizeof (int){5}", 4),
    ] {
        assert_eq!(constant(text), value, "{text}");
    }
}

#[test]
fn macros_may_name_macros() {
    let text = "#define A 1 << 2\n#define B A\n#define X (int)-1\n#define Y (unsigned)-1\n#define SIZE sizeof \"ab\" + 1\n";
    let known = cdef(&format!(
        "{text}enum e {{ C = B, D = X + 1, E = Y < 0, F = 1 ? A : 3, G = SIZE }};"
    ));
    let values = ["C", "D", "E", "F", "G"].map(|name| known.constant(name).unwrap());
    assert_eq!(values, [4, 0, 0, 4, 4]);
    for open in ["B + 1", "2 * SIZE"] {
        let text = format!("{text}enum e {{ V = {open} }};");
        assert_eq!(kind(Cdef::parse(&text)), ErrorKind::BadConstant, "{open}");
    }
}

#[test]
fn comments_and_quotes_stand_in_directives() {
    let cdef = cdef("#pragma /* c */ pack(1)\nstruct a { char c; int x; };\n# /* c */ pragma pack()\n_Pragma(\"GCC diagnostic ignored \\\"-Wx\\\"\") struct b { char c; int x; };
        extern int n; int f(int a[n]); enum small : short; struct c { enum small s; };");
    assert_eq!(cdef.sizeof("struct a").unwrap(), 5);
    assert_eq!(cdef.sizeof("struct b").unwrap(), 8);
    assert_eq!(cdef.sizeof("struct c").unwrap(), 2);
    assert!(Cdef::parse("int a[static 3];").is_err() && Cdef::parse("extern int a[*];").is_err());
}

#[test]
fn qualifiers_are_kept_in_expressions() {
    let known = cdef(
        "extern const int ci; struct s { const int c; int d; } t; typedef int row[3]; extern const row ca; extern const char *cp;
        extern __typeof__(*cp) *q; extern const char *q; extern __typeof__(t.c) *r; extern const int *r;
        int f(__typeof__(&ci)); enum {
            A = _Generic(&ci, int *: 1, const int *: 2), B = _Generic(&((struct s *)0)->c, int *: 1, const int *: 2),
            C = _Generic(&ca[0], int *: 1, const int *: 2), D = _Generic(5, const int: 1, int: 2),
            E = _Generic(&t.d, int *: 1, const int *: 2), F = _Generic(ci, const int: 1, int: 2) };",
    );
    let values = ["A", "B", "C", "D", "E", "F"].map(|name| known.constant(name).unwrap());
    assert_eq!(values, [2, 2, 2, 2, 1, 2]);
    assert_eq!(
        known.function("f").unwrap().to_string(),
        "int f(const int *)"
    );
}
