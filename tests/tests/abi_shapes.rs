//! The shapes that libffi's tests know, and mistakes that others have made: a test each.
//!
//! Each signature is called, and called back by, with what GCC compiled and with what Clang did.

#![cfg(all(unix, target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::ffi::CString;
use std::fmt::Write;

use cdef::Cdef;
use llcall::{Backend, Callback, Caller, Policy};
use lltype::{Prototype, Value};
use tests::abi::{
    Case, Check, Library, Memory, Mode, Outcome, Ready, Signature, compiler, target_of,
};
use tests::compiler::say;

/// All arrive, with each compiler that is here.
fn arrive(signatures: &[Signature]) {
    for optimization in ["-O0", "-O2"] {
        check(signatures, &["gcc", "clang"], optimization, Backend::Own);
        if Backend::Libffi.is_available() {
            check(signatures, &["gcc", "clang"], optimization, Backend::Libffi);
        }
    }
}

/// The same with GCC alone, where Clang has it otherwise: the README says how.
fn arrive_with_gcc(signatures: &[Signature]) {
    check(signatures, &["gcc"], "-O2", Backend::Own);
}

fn check(
    signatures: &[Signature],
    commands: &[&'static str],
    optimization: &'static str,
    backend: Backend,
) {
    let memory = Memory::new();
    for &command in commands {
        let compiler = compiler(command);
        if !compiler.is_here() {
            say(&format!(
                "skipped: shapes with {command} (needs the package {command})"
            ));
            continue;
        }
        let check = Check {
            optimization,
            backend,
            ..Check::new(compiler)
        };
        for (mode, outcomes) in check.outcomes(signatures, &memory) {
            for (signature, outcome) in signatures.iter().zip(outcomes) {
                assert_arrives(
                    &format!("{command} {optimization} {mode:?} by {backend}"),
                    signature,
                    &outcome,
                );
            }
        }
    }
}

fn assert_arrives(how: &str, signature: &Signature, outcome: &Outcome) {
    match outcome {
        Outcome::Failed(text) => panic!(
            "{how}\n{}{}\n{text}",
            signature.definitions,
            signature.prototype("f")
        ),
        // What is left out, it says.
        Outcome::Skipped(skip) => {
            let known = [
                "callbacks are not variadic",
                "libffi cannot pass a type by value",
            ];
            assert!(known.contains(&skip.0.as_str()), "{how}: {}", skip.0);
        }
        Outcome::Passed => {}
    }
}

/// A prototype of numbers.
fn read(text: &str) -> Prototype {
    Cdef::parse("").unwrap().prototype(text).unwrap()
}

/// A function of a struct that gives one, between other arguments.
fn through(name: &str, definition: &str) -> Vec<Signature> {
    let ty = name;
    vec![
        Signature::new(ty, &[ty]).with(definition),
        Signature::new(ty, &["int", ty, "double", ty, "char"]).with(definition),
        Signature::new(ty, &[ty; 9]).with(definition),
        Signature::new(
            "void",
            &["long", "long", "long", "long", "long", ty, "long"],
        )
        .with(definition),
    ]
}

const NUMBERS: [&str; 16] = [
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "_Bool",
    "float",
    "double",
    "long double",
    "void *",
];

#[test]
fn every_result() {
    // libffi: return_sc, return_uc, return_sl, return_ul, return_ll, return_fl, return_dbl, return_ldl.
    let more = [
        "__int128",
        "unsigned __int128",
        "float _Complex",
        "double _Complex",
        "long double _Complex",
    ];
    let all = NUMBERS.iter().chain(&more);
    let signatures: Vec<_> = all.map(|ty| Signature::new(ty, &[ty, "int", ty])).collect();
    arrive(&signatures);
}

#[test]
fn many() {
    // libffi: many, many2, many_double.
    let of = |ty: &'static str, count| Signature::new(ty, &vec![ty; count]);
    let counts = [1, 5, 6, 7, 8, 9, 13, 33, 64, 65, 127];
    let types = ["int", "double", "float", "short", "long double"];
    let signatures = types
        .iter()
        .flat_map(|ty| counts.map(|count| of(ty, count)));
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn many_mixed() {
    // libffi: many_mixed, cls_many_mixed_args, cls_many_mixed_float_double.
    let mixed: Vec<&str> = NUMBERS.iter().cycle().take(120).copied().collect();
    let floats: Vec<&str> = ["float", "double"]
        .iter()
        .cycle()
        .take(40)
        .copied()
        .collect();
    arrive(&[
        Signature::new("double", &mixed),
        Signature::new("float", &floats),
        Signature::new(
            "int",
            &[
                "double", "int", "float", "long", "double", "char", "double", "double", "double",
                "double", "double", "int", "int", "int", "int",
            ],
        ),
    ]);
}

#[test]
fn more_than_64_arguments() {
    // koffi 3.3.2: more than 64 arguments overflowed.
    let definition = "struct two { double a; long b; };";
    arrive(&[
        Signature::new("struct two", &["struct two"; 70]).with(definition),
        Signature::new("long", &["long"; 100]),
    ]);
}

#[test]
fn too_many_arguments_are_refused() {
    let text = Signature::new("int", &["int"; 128]).prototype("f");
    let prototype = read(&text);
    assert!(Caller::new(&prototype).is_err());
}

#[test]
fn structs_of_1_to_64_bytes() {
    // libffi: struct_by_value, cls_1_1byte to cls_64byte.
    let signatures = (1..=64).flat_map(|size| {
        let name = format!("struct bytes{size}");
        through(&name, &format!("{name} {{ unsigned char a[{size}]; }};"))
    });
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn structs_of_odd_sizes_with_members_of_all_sizes() {
    // libffi: cls_3_1byte, cls_4_1byte, cls_5byte, cls_5_1_byte, cls_6byte, cls_7byte, cls_9byte1, ...
    let members = [
        "char a;",
        "short b;",
        "int c;",
        "float d;",
        "double e;",
        "long f;",
        "_Bool g;",
    ];
    let mut signatures = Vec::new();
    for (i, one) in members.iter().enumerate() {
        for (j, two) in members.iter().enumerate() {
            for (k, three) in members.iter().enumerate() {
                let name = format!("struct odd{i}{j}{k}");
                let rest = [
                    one.replace(';', "1;"),
                    two.replace(';', "2;"),
                    three.replace(';', "3;"),
                ];
                let definition = format!("{name} {{ {} }};", rest.join(" "));
                signatures.push(Signature::new(&name, &[&name, "float", &name]).with(&definition));
            }
        }
    }
    arrive(&signatures);
}

#[test]
fn large_structs_by_value() {
    // libffi: struct_by_value_big, huge_struct, stret_large, stret_large2, stret_medium, many large
    // structs on aarch64 (3.7.1).
    let definition = "struct large { double a[5]; char b; int c[7]; };
struct huge { char bytes[4000]; double d; };";
    arrive(&[
        Signature::new("struct large", &["struct large"; 20]).with(definition),
        Signature::new("struct huge", &["struct huge", "int", "struct huge"]).with(definition),
        Signature::new("struct huge", &["struct large", "float", "struct huge"]).with(definition),
    ]);
}

#[test]
fn nested_structs() {
    // libffi: nested_struct to nested_struct11, pyobjc_tc, problem1.
    let definition = "struct point { float x, y; };
struct size { float w, h; };
struct rectangle { struct point at; struct size size; };
struct small { char a; short b; };
struct nested { struct small a; int b; };
struct deeper { struct { struct { struct small a[2]; } b; } c; double d; };
struct wide { struct nested n; struct deeper d; long l; };";
    let names = ["point", "rectangle", "small", "nested", "deeper", "wide"];
    let signatures = names
        .iter()
        .flat_map(|name| through(&format!("struct {name}"), definition));
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn structs_like_homogeneous_aggregates() {
    let mut signatures = Vec::new();
    for ty in ["float", "double", "long double"] {
        for count in 1..=5 {
            let name = format!("struct h_{}_{count}", ty.replace(' ', "_"));
            signatures.extend(through(&name, &format!("{name} {{ {ty} a[{count}]; }};")));
        }
    }
    arrive(&signatures);
}

#[test]
fn s55_a_float_and_a_double() {
    // libffi: s55.
    let definition = "struct s55 { float a; double b; }; struct s56 { double a; float b; };";
    arrive(
        &[
            through("struct s55", definition),
            through("struct s56", definition),
        ]
        .concat(),
    );
}

#[test]
fn unions() {
    // libffi: complex unions; koffi 3.3.1: unions of floating-point numbers.
    let definition = "union numbers { int i; float f; };
union floats { float f; double d; };
union quad { float f[4]; double d[2]; };
union mixed { struct { float a, b; } f; struct { float a; int b; } m; };
union wide { long double l; __int128 i; };
union lone { long double l; };
union large { char c[17]; long l; };
struct holds { union floats u; union numbers n; };";
    let names = [
        "union numbers",
        "union floats",
        "union quad",
        "union mixed",
        "union wide",
        "union lone",
        "union large",
        "struct holds",
    ];
    let signatures = names.iter().flat_map(|name| through(name, definition));
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn aligned_members() {
    // libffi: cls_align_double, _float, _longdouble, _longdouble_split, _pointer, _sint16 to _uint64.
    let signatures = NUMBERS.iter().enumerate().flat_map(|(index, ty)| {
        let name = format!("struct align{index}");
        through(
            &name,
            &format!("{name} {{ unsigned char a; {ty} b; unsigned char c; }};"),
        )
    });
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn over_aligned_structs() {
    let signatures = [16, 32, 64].iter().flat_map(|align| {
        let name = format!("struct over{align}");
        through(
            &name,
            &format!("{name} {{ long a; }} __attribute__((aligned({align})));"),
        )
    });
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn packed_structs() {
    let definition = "struct __attribute__((packed)) tight { char a; int b; };
struct __attribute__((packed)) even { int a; char b; };
struct __attribute__((packed)) far { char a; double b; short c; };";
    let names = ["struct tight", "struct even", "struct far"];
    let signatures = names.iter().flat_map(|name| through(name, definition));
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn bit_fields() {
    let definition = "struct bits { unsigned a : 3; int b : 17; unsigned long c : 40; };
struct tagged { unsigned char tag : 4, length : 4; float f; };
struct long_bits { long a : 33; int b : 31; _Bool c : 1; };";
    let names = ["struct bits", "struct tagged", "struct long_bits"];
    let signatures = names.iter().flat_map(|name| through(name, definition));
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn bit_fields_without_a_name_count_to_gcc() {
    let definition = "struct holes { int : 32; float b; }; struct end { float a, b; long : 10; };
union hole { int : 20; float f; };";
    let names = ["struct holes", "struct end", "union hole"];
    let signatures: Vec<_> = names
        .iter()
        .flat_map(|name| through(name, definition))
        .collect();
    arrive_with_gcc(&signatures);
}

#[test]
fn arrays_without_items_count_to_gcc_inside_of_eight_bytes() {
    let definition = "struct tail { float a; int x[0]; }; struct start { int x[0]; float a; };
struct open { float a, b; int x[]; };";
    let names = ["struct tail", "struct start", "struct open"];
    let signatures: Vec<_> = names
        .iter()
        .flat_map(|name| through(name, definition))
        .collect();
    arrive_with_gcc(&signatures);
}

#[test]
fn packed_bit_fields_of_unions_are_integers_to_gcc() {
    let definition = "struct __attribute__((packed)) odd { char a; union { short x : 9; } u; };";
    arrive_with_gcc(&through("struct odd", definition));
}

#[test]
fn empty_structs_are_nothing() {
    let definition = "struct empty {}; struct around { struct empty a; int b; struct empty c; };";
    arrive(&[
        Signature::new("struct empty", &["int", "struct empty", "double"]).with(definition),
        Signature::new(
            "struct around",
            &["struct empty", "struct around", "struct around"],
        )
        .with(definition),
        Signature::new("int", &["int"]).with(definition).variadic(&[
            "struct empty",
            "int",
            "double",
        ]),
    ]);
}

#[test]
fn vectors() {
    let definition = "typedef float f2 __attribute__((vector_size(8)));
typedef float f4 __attribute__((vector_size(16)));
typedef char c16 __attribute__((vector_size(16)));
typedef int i2 __attribute__((vector_size(8)));
typedef double d2 __attribute__((vector_size(16)));
struct one { f4 a; }; struct two { f2 a; int b; };";
    let names = ["f2", "f4", "c16", "i2", "d2", "struct one", "struct two"];
    let signatures = names.iter().flat_map(|name| through(name, definition));
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn vectors_narrower_than_a_register_are_integers() {
    let definition = "typedef char c1 __attribute__((vector_size(1)));
typedef char c4 __attribute__((vector_size(4)));
typedef short h2 __attribute__((vector_size(4)));
typedef double d1 __attribute__((vector_size(8)));
struct narrow { c4 a; float b; }; struct lone { d1 a; };";
    // A vector of one `double` is in memory to both.
    let names = ["struct narrow", "struct lone"];
    let mut signatures: Vec<_> = names
        .iter()
        .flat_map(|name| through(name, definition))
        .collect();
    for name in ["c1", "c4", "h2", "d1"] {
        signatures.push(Signature::new("int", &[name, "int", name]).with(definition));
    }
    arrive(&signatures);
}

#[test]
fn complex_numbers() {
    // libffi: complex_float, complex_double, complex_longdouble, cls_complex_*, many_complex_*.
    let signatures = ["float", "double", "long double"].iter().flat_map(|part| {
        let ty = format!("{part} _Complex");
        let name = format!("struct complex_{}", part.replace(' ', "_"));
        [
            through(&ty, ""),
            through(&name, &format!("{name} {{ {ty} a; }};")),
        ]
        .concat()
    });
    arrive(&signatures.collect::<Vec<_>>());
}

#[test]
fn enums_of_all_sizes() {
    let definition = "enum plain { A, B }; enum negative { C = -1 }; enum wide { D = 1LL << 40 };
enum __attribute__((packed)) tiny { E = 1 }; enum __attribute__((packed)) tiny_signed { F = -1 };";
    let names = [
        "enum plain",
        "enum negative",
        "enum wide",
        "enum tiny",
        "enum tiny_signed",
    ];
    arrive(&names.map(|name| Signature::new(name, &[name, "int", name]).with(definition)));
}

#[test]
fn functions_and_pointers() {
    // libffi: closure_fn0 to closure_fn6, cls_pointer, cls_pointer_stack, testclosure.
    let definition = "typedef int (*function)(int); typedef const char *string;";
    arrive(&[
        Signature::new("function", &["function", "string"]).with(definition),
        Signature::new("string", &["string"; 12]).with(definition),
        Signature::new(
            "int",
            &[
                "unsigned long long",
                "int",
                "unsigned long long",
                "int",
                "short",
                "unsigned long long",
                "int",
                "int",
                "double",
                "int",
                "int",
                "float",
                "int",
                "int",
                "float",
            ],
        ),
        Signature::new(
            "int",
            &[
                "float", "float", "float", "float", "double", "double", "float", "float", "int",
                "float", "float", "int", "double", "double", "int", "float",
            ],
        ),
    ]);
}

#[test]
fn no_arguments_and_no_result() {
    arrive(&[
        Signature::new("void", &[]),
        Signature::new("int", &[]),
        Signature::new("void", &["int"]),
    ]);
}

#[test]
fn va_1_2_3() {
    // libffi: va_1, va_2, va_3.
    let structs = "struct small { unsigned char uc; }; struct large { unsigned a, b, c, d, e; };";
    let many = [
        "struct small",
        "struct large",
        "unsigned",
        "int",
        "unsigned",
        "int",
        "unsigned",
        "int",
        "unsigned long",
        "long",
        "double",
        "double",
    ];
    arrive(&[
        Signature::new("int", &["int"])
            .with(structs)
            .variadic(&many),
        Signature::new("int", &["int", "unsigned char", "float"])
            .with(structs)
            .variadic(&many[3..]),
        Signature::new("double", &["const char *"]).variadic(&["double"; 12]),
        Signature::new("void", &["int"]).variadic(&[]),
    ]);
}

#[test]
fn va_struct1_2_3() {
    // libffi: va_struct1, va_struct2, va_struct3.
    let structs = "struct small { unsigned char a, b; }; struct large { unsigned a, b, c, d, e; };
struct floats { float a, b, c; }; struct mix { double a; long b; };";
    arrive(&[
        Signature::new("int", &["int"])
            .with(structs)
            .variadic(&["struct small", "struct large"]),
        Signature::new("struct small", &["int"])
            .with(structs)
            .variadic(&["struct small", "struct large"]),
        Signature::new("struct large", &["int"])
            .with(structs)
            .variadic(&["struct small", "struct large"]),
        Signature::new("struct floats", &["double"])
            .with(structs)
            .variadic(&[
                "struct floats",
                "struct mix",
                "struct floats",
                "struct mix",
                "struct floats",
                "struct floats",
            ]),
    ]);
}

#[test]
fn variadic_numbers_of_all_kinds() {
    // A call of a variadic function that does not say how many vector registers it uses loses numbers.
    arrive(&[
        Signature::new("long double", &["int"]).variadic(&[
            "long double",
            "double",
            "__int128",
            "float _Complex",
            "double _Complex",
            "long double _Complex",
            "void *",
        ]),
        Signature::new("int", &["double", "double"]).variadic(&["double", "int", "double"]),
    ]);
}

#[test]
fn variadic_floats_are_promoted() {
    let libc = read("int snprintf(char *, unsigned long, const char *, ...)");
    let float = Prototype::of::<unsafe extern "C" fn(f32, i16)>("f");
    let types: Vec<_> = float.params().map(|param| param.ty).collect();
    let caller = Caller::variadic(&libc, &types).unwrap();
    let (mut buffer, format) = ([0_u8; 32], CString::new("%.2f %d").unwrap());
    let args = [
        Value::from_pointer(buffer.as_mut_ptr().cast()),
        Value::from(buffer.len()),
        Value::from_pointer(format.as_ptr().cast_mut().cast()),
        Value::from(1.5_f32),
        Value::from(-3_i16),
    ];
    // SAFETY: it is the prototype of `snprintf`, and the format wants a `double` and an `int`.
    let result = unsafe { caller.call(libc::snprintf as *const (), &args) }.unwrap();
    assert_eq!(
        (result, &buffer[..7]),
        (Value::from(7_i32), &b"1.50 -3"[..])
    );
    // SAFETY: as above; the arguments say themselves what they are.
    let result = unsafe {
        Caller::new(&libc)
            .unwrap()
            .call(libc::snprintf as *const (), &args)
    };
    assert_eq!(result.unwrap(), Value::from(7_i32));
}

#[test]
fn overread_at_the_end_of_a_page() {
    // libffi 3.4.8: arguments smaller than a word were read beyond their end. All values of these tests
    // lie right before memory that nobody may read.
    let sizes: Vec<String> = (1..=17).map(|size| format!("struct end{size}")).collect();
    let definitions: String = (1..=17).fold(String::new(), |mut text, size| {
        let _ = writeln!(text, "struct end{size} {{ char a[{size}]; }};");
        text
    });
    let names: Vec<&str> = sizes.iter().map(String::as_str).collect();
    arrive(&[
        Signature::new("struct end3", &names).with(&definitions),
        Signature::new(
            "struct end7",
            &["long double", "struct end5", "__int128", "struct end11"],
        )
        .with(&definitions),
    ]);
}

#[test]
fn int128_on_the_stack_is_aligned() {
    // abi-cafe's trophy: Clang did not align it. GCC does, and the ABI wants it.
    let wide = "__int128";
    let definition = "struct wide { __int128 a; };";
    arrive_with_gcc(&[
        Signature::new(
            wide,
            &[
                "long", "long", "long", "long", "long", "long", "long", wide, "int", wide,
            ],
        ),
        Signature::new(wide, &[wide, wide, wide, wide, "char", wide]),
    ]);
    arrive(&[Signature::new(
        "struct wide",
        &[
            "struct wide",
            "long",
            "struct wide",
            "long",
            "struct wide",
            "int",
            "struct wide",
        ],
    )
    .with(definition)]);
}

#[test]
fn int128_is_never_split() {
    // libffi on Darwin: half in the last register, half on the stack.
    arrive_with_gcc(&[
        Signature::new(
            "long",
            &["long", "long", "long", "long", "long", "__int128", "long"],
        ),
        Signature::new(
            "long",
            &[
                "long",
                "long",
                "long",
                "long",
                "long",
                "unsigned __int128",
                "long",
            ],
        ),
    ]);
}

#[test]
fn structs_are_never_split() {
    let definition = "struct pair { long a, b; }; struct mix { double a; long b; };";
    let five = ["long", "long", "long", "long", "long"];
    arrive(&[
        Signature::new("long", &[&five[..], &["struct pair", "long"]].concat()).with(definition),
        Signature::new(
            "long",
            &[&five[..], &["struct mix", "struct mix", "double"]].concat(),
        )
        .with(definition),
        Signature::new(
            "double",
            &[&["double"; 8][..], &["struct mix", "long"]].concat(),
        )
        .with(definition),
    ]);
}

#[test]
fn all_integer_registers_and_some_vector_registers() {
    // libffi 3.4.7: six integers and some floating-point numbers.
    let six = ["long"; 6];
    arrive(&[
        Signature::new("double", &[&six[..], &["double"]].concat()),
        Signature::new("long", &[&six[..], &["double", "float", "double"]].concat()),
        Signature::new(
            "float",
            &[&["double"; 3][..], &six, &["float", "int"]].concat(),
        ),
        Signature::new(
            "double",
            &[&six[..], &["double"; 8], &["double", "long"]].concat(),
        ),
    ]);
}

#[test]
fn the_arguments_of_the_caller_are_left_alone() {
    // libffi 3.7.0: callers' argument vectors were written to. The callees here overwrite what they get.
    let definition = "struct large { long a[6]; }; struct small { char a[3]; };";
    arrive(&[Signature::new(
        "struct large",
        &[
            "struct large",
            "char",
            "struct small",
            "struct large",
            "long double",
            "float",
        ],
    )
    .with(definition)]);
}

#[test]
fn bool_results_are_one_byte() {
    // koffi 2.8.9: what is above the byte was looked at.
    arrive(&[
        Signature::new("_Bool", &["int"]),
        Signature::new("_Bool", &["_Bool"; 10]),
    ]);
    extern "C" fn dirty() -> u64 {
        0xFFFF_FFFF_FFFF_FF00
    }
    let prototype = read("_Bool dirty(void)");
    // SAFETY: what it returns is a `_Bool` in the lowest byte, as C has it.
    let result = unsafe {
        Caller::new(&prototype)
            .unwrap()
            .call(dirty as *const (), &[])
    };
    assert_eq!(result.unwrap(), Value::from(false));
}

#[test]
fn narrow_arguments_are_extended() {
    // Sub-word `_Bool`s on Win64 (koffi 3.1.4), big-endian sub-words. Clang's callees rely on it.
    let types = [
        "_Bool",
        "char",
        "signed char",
        "unsigned char",
        "short",
        "unsigned short",
    ];
    arrive(&types.map(|ty| Signature::new(ty, &[ty; 12])));
}

#[test]
fn callbacks_run_in_threads() {
    // libffi: closures in threads.
    let prototype = Prototype::of::<unsafe extern "C" fn(i64, f64) -> f64>("sum");
    let callback = Callback::new(&prototype, |call| {
        let sum = call.value(0).as_integer().unwrap() as f64 + f64::from_bits(call.word(1));
        call.set(Value::from(sum)).unwrap();
    });
    let (callback, caller) = (callback.unwrap(), Caller::new(&prototype).unwrap());
    let run = |thread: i64| {
        for number in 0..2000 {
            let args = [Value::from(thread * 10_000 + number), Value::from(0.5)];
            // SAFETY: it is what the prototype says.
            let result = unsafe { caller.call(callback.address(), &args) };
            let expected = (thread * 10_000 + number) as f64 + 0.5;
            assert_eq!(result.unwrap(), Value::from(expected));
        }
    };
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let run = &run;
            scope.spawn(move || run(thread));
        }
    });
}

#[test]
fn a_caller_serves_many_functions() {
    // libffi: plan_reuse. One caller, two functions, in turns.
    extern "C" fn add(one: i32, other: i32) -> i32 {
        one + other
    }
    extern "C" fn subtract(one: i32, other: i32) -> i32 {
        one - other
    }
    let prototype = Prototype::of::<unsafe extern "C" fn(i32, i32) -> i32>("any");
    let caller = Caller::new(&prototype).unwrap();
    for number in 0..100_i32 {
        let args = [Value::from(number), Value::from(7)];
        // SAFETY: both are what the prototype says.
        let results = unsafe {
            [add as *const (), subtract as *const ()].map(|function| caller.call(function, &args))
        };
        let results = results.map(Result::unwrap);
        assert_eq!(results, [Value::from(number + 7), Value::from(number - 7)]);
    }
}

#[test]
fn plans_spill_to_the_stack() {
    // libffi: plan_spill.
    arrive(&[
        Signature::new("long", &["long"; 20]),
        Signature::new("double", &["double"; 20]),
        Signature::new("double", &["long", "double"].repeat(12)),
    ]);
}

#[test]
fn plans_with_structs() {
    // libffi: plan_struct_fallback.
    let definition = "struct pair { int a; double b; }; struct large { long a[4]; };";
    let types = ["struct pair", "int", "struct large", "double"];
    arrive(&[Signature::new("struct pair", &types.repeat(6)).with(definition)]);
}

#[test]
fn conversions_and_slots_agree() {
    // What is called with values is what is called with words: here with numbers of other types.
    extern "C" fn narrow(a: i8, b: u16, c: f32) -> i32 {
        i32::from(a) + i32::from(b) + c as i32
    }
    let prototype = Prototype::of::<unsafe extern "C" fn(i8, u16, f32) -> i32>("narrow");
    let caller = Caller::new(&prototype).unwrap().policy(Policy::DEFAULT);
    let words = [-5_i64 as u64, 60_000, u64::from(2.0_f32.to_bits())];
    let values = [
        Value::from(-5_i64),
        Value::from(60_000_i32),
        Value::from(2.0_f64),
    ];
    // SAFETY: it is what the prototype says.
    let (word, value) = unsafe {
        let function = narrow as *const ();
        (
            caller.call_slots(function, &words),
            caller.call(function, &values).unwrap(),
        )
    };
    assert_eq!((word, value), (59_997, Value::from(59_997_i32)));
}

/// What GCC compiled is called with what Clang compiled, and the other way around: the shapes of this
/// file are none about which they differ.
#[test]
fn the_compilers_agree() {
    let (gcc, clang) = (compiler("gcc"), compiler("clang"));
    if !gcc.is_here() || !clang.is_here() {
        say("skipped: GCC against Clang (needs the packages gcc, clang)");
        return;
    }
    let definition = "struct mix { double a; int b; }; struct large { char a[40]; };";
    let signature = Signature::new(
        "struct mix",
        &["struct large", "float", "struct mix", "char"],
    );
    let signature = signature.with(definition);
    let case = Case::new(signature, &target_of("gcc")).unwrap();
    let memory = Memory::new();
    let libraries = [gcc, clang].map(|compiler| Library::new(&compiler, "-O2", &[&case]).unwrap());
    let mut names = BTreeSet::new();
    for library in &libraries {
        library.connect(&memory);
        let ready = Ready::new(&case, &case, Mode::Calls, Backend::DEFAULT).unwrap();
        ready.run(&case, library, &memory, 0).unwrap();
        names.insert(library.address("f0"));
    }
    assert_eq!(names.len(), 2);
}
