//! Mistakes that other libraries have made.

use std::fmt::Write;

use llcall::Caller;
use lltype::Value;
use tests::abi::Signature;

use crate::{arrive, arrive_with_gcc, read};

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
