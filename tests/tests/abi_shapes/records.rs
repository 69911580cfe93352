//! Structs and unions by value.

use tests::abi::Signature;

use crate::{NUMBERS, arrive, through};

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
fn plans_with_structs() {
    // libffi: plan_struct_fallback.
    let definition = "struct pair { int a; double b; }; struct large { long a[4]; };";
    let types = ["struct pair", "int", "struct large", "double"];
    arrive(&[Signature::new("struct pair", &types.repeat(6)).with(definition)]);
}
