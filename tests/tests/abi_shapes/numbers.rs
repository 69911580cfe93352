//! Numbers, vectors, pointers: arguments and results of all kinds.

use tests::abi::Signature;

use crate::{NUMBERS, arrive, arrive_with_gcc, through};

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
fn numbers_that_not_all_compilers_have() {
    let types = [
        "_Float16",
        "_Float16 _Complex",
        "_Float128",
        "_Float128 _Complex",
    ];
    let signatures = types.iter().flat_map(|ty| through(ty, ""));
    arrive_with_gcc(&signatures.collect::<Vec<_>>());
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
fn plans_spill_to_the_stack() {
    // libffi: plan_spill.
    arrive(&[
        Signature::new("long", &["long"; 20]),
        Signature::new("double", &["double"; 20]),
        Signature::new("double", &["long", "double"].repeat(12)),
    ]);
}
