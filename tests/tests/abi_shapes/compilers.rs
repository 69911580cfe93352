//! What GCC does more than the ABI says.

use std::collections::BTreeSet;

use llcall::Backend;
use tests::abi::{Case, Library, Memory, Mode, Ready, Signature, compiler, target_of};
use tests::compiler::say;

use crate::{arrive_with_gcc, through};

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
fn structs_of_padding_are_nothing_to_gcc() {
    let definition = "struct padding { char : 3; int : 0; struct { int a[0]; } b; };
struct wide { char : 1; struct {} a __attribute__((aligned(32))); };
struct zero { char a[0]; } __attribute__((aligned(32)));";
    let names = ["struct padding", "struct wide", "struct zero"];
    let signatures = names.iter().flat_map(|name| through(name, definition));
    arrive_with_gcc(&signatures.collect::<Vec<_>>());
}

#[test]
fn bit_fields_of_no_width_count_to_gcc_in_unions() {
    let definition = "union ended { char : 0; float _Complex a; };";
    arrive_with_gcc(&through("union ended", definition));
}

#[test]
fn packed_bit_fields_of_unions_are_integers_to_gcc() {
    let definition = "struct __attribute__((packed)) odd { char a; union { short x : 9; } u; };";
    arrive_with_gcc(&through("struct odd", definition));
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
        names.insert(library.address("abi_f0"));
    }
    assert_eq!(names.len(), 2);
}
