//! What a probe finds, each with what it must not find.

use std::process::Command;

use lltype::{RecordKind, Scalar, Type};
use rffi::ExternalCompilationInfo;
use rffi_build::{Entry, Error, Fact, Facts, Probe, ProbeError, Toolchain};

const HEADER: &str = r#"
struct pair { char first; long second; };
struct bits { unsigned low : 3; unsigned high : 5; char behind; };
union either { int number; double real; char text[3]; };
struct holder { short tag; union { int i; float f; }; struct pair pair; const char *name; };
enum color { RED = 3, GREEN = -5 };
typedef unsigned short small;
typedef struct pair pair_t;
extern int variable;
int declared(int);
#define ANSWER 42
#define MOST 18446744073709551615ULL
#define LEAST (-9223372036854775807LL - 1)
#define NAME "a\"b\303\251"
#define EMPTY ""
#define INFINITE (1.0 / 0.0)
#define WITHOUT_VALUE
"#;

fn info() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new().post_include_bit(HEADER)
}

fn probe(entries: &[(&str, Entry)]) -> Facts {
    probe_of(&info(), entries)
}

fn probe_of(info: &ExternalCompilationInfo, entries: &[(&str, Entry)]) -> Facts {
    let mut probe = Probe::new(info);
    probe.without_cache();
    for (name, entry) in entries {
        probe.entry(*name, entry.clone());
    }
    probe.run().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_struct_has_size_alignment_offsets_true_types_and_padding() {
    let facts = probe(&[(
        "pair",
        Entry::structure("struct pair").field("second", Scalar::Int),
    )]);
    let pair = facts.structure("pair").unwrap();
    assert_eq!((pair.size, pair.align), (16, 8));
    let second = pair.field("second").unwrap();
    assert_eq!((second.offset, second.size), (8, 8));
    assert_eq!(second.ty, Type::from(Scalar::Long));
    assert_eq!(format!("{:?}", pair.padding()), "[0..8]");
    assert!(matches!(
        pair.field("first"),
        Err(ProbeError::NoField { .. })
    ));
}

#[test]
fn without_a_list_all_members_are_found() {
    let facts = probe(&[
        ("holder", Entry::structure("struct holder")),
        ("bits", Entry::structure("struct bits")),
        ("either", Entry::structure("union either")),
        ("typedef", Entry::structure("pair_t")),
    ]);
    let holder = facts.structure("holder").unwrap();
    let found = holder
        .fields
        .iter()
        .map(|field| (&*field.name, field.offset));
    let expected = [("tag", 0), ("i", 4), ("f", 4), ("pair", 8), ("name", 24)];
    assert_eq!(found.collect::<Vec<_>>(), expected);
    assert_eq!(format!("{:?}", holder.padding()), "[2..4]");

    let bits = facts.structure("bits").unwrap();
    let high = bits.field("high").unwrap().bits.unwrap();
    assert_eq!((high.position, high.width), (3, 5));
    assert_eq!(format!("{:?}", bits.padding()), "[2..4]");

    let either = facts.structure("either").unwrap();
    assert_eq!((either.kind, either.size), (RecordKind::Union, 8));
    assert!(either.fields.iter().all(|field| field.offset == 0));
    assert_eq!(facts.structure("typedef").unwrap().fields.len(), 2);
}

#[test]
fn a_listed_bit_field_is_found() {
    let facts = probe(&[(
        "bits",
        Entry::structure("struct bits").fields(&["high", "behind"]),
    )]);
    let bits = facts.structure("bits").unwrap();
    assert_eq!(bits.field("high").unwrap().bits.unwrap().width, 5);
    assert_eq!(bits.field("behind").unwrap().offset, 1);
}

#[test]
fn a_hint_of_another_kind_is_an_error() {
    let facts = probe(&[
        (
            "pair",
            Entry::structure("struct pair").field("second", Scalar::Double),
        ),
        ("small", Entry::simple_type("small").hint(Scalar::Float)),
        ("real", Entry::simple_type("float").hint(Scalar::Double)),
        ("other", Entry::simple_type("small").hint(Scalar::Long)),
    ]);
    let error = facts.structure("pair").unwrap_err();
    assert_eq!(
        error.to_string(),
        "entry `pair`: `struct pair.second` is `long`, which is nothing like the hint, `double`"
    );
    assert!(matches!(
        facts.simple_type("small"),
        Err(ProbeError::Hint { .. })
    ));
    assert!(matches!(
        facts.simple_type("real"),
        Err(ProbeError::Hint { .. })
    ));
    assert!(facts.simple_type("other").is_ok());
}

#[test]
fn what_is_not_there_fails_alone() {
    let facts = probe(&[
        ("nowhere", Entry::structure("struct nowhere")),
        ("field", Entry::structure("struct pair").fields(&["third"])),
        ("type", Entry::simple_type("nowhere_t")),
        ("not simple", Entry::simple_type("struct pair")),
        ("not struct", Entry::structure("small")),
        ("constant", Entry::constant_integer("NOWHERE")),
        ("variable", Entry::constant_integer("variable")),
        ("double", Entry::constant_integer("1.5")),
        ("string", Entry::defined_constant_string("ANSWER")),
        ("real", Entry::defined_constant_double("NAME")),
        ("empty", Entry::defined_constant_integer("WITHOUT_VALUE")),
        ("no constant", Entry::defined_constant_integer("variable")),
        ("good", Entry::constant_integer("ANSWER")),
    ]);
    assert_eq!(facts.integer("good"), Ok(42));
    for (name, fact) in facts.iter().filter(|(name, _)| *name != "good") {
        assert!(
            matches!(fact, Err(ProbeError::Refused { .. })),
            "{name}: {fact:?}"
        );
    }
    assert_eq!(facts.errors().count(), 12);
    let error = facts.integer("constant").unwrap_err().to_string();
    assert!(
        error.contains("entry `constant`") && error.contains("NOWHERE"),
        "{error}"
    );
    assert!(facts.complete().is_err());
}

#[test]
fn constants_are_exact() {
    let facts = probe(&[
        ("most", Entry::constant_integer("MOST")),
        ("least", Entry::constant_integer("LEAST")),
        ("macro", Entry::defined_constant_integer("ANSWER")),
        ("enum", Entry::defined_constant_integer("GREEN")),
        ("absent", Entry::defined_constant_integer("NOWHERE")),
        ("infinite", Entry::defined_constant_double("INFINITE")),
        ("no double", Entry::defined_constant_double("NOWHERE")),
        ("name", Entry::defined_constant_string("NAME")),
        ("empty", Entry::defined_constant_string("EMPTY")),
        ("no string", Entry::defined_constant_string("NOWHERE")),
        ("size", Entry::size_of("union either")),
        ("alignment", Entry::memory_alignment()),
    ]);
    assert_eq!(facts.integer("most"), Ok(i128::from(u64::MAX)));
    assert_eq!(facts.integer("least"), Ok(i128::from(i64::MIN)));
    assert_eq!(facts.integer_if_defined("macro"), Ok(Some(42)));
    assert_eq!(facts.integer_if_defined("enum"), Ok(Some(-5)));
    assert_eq!(facts.integer_if_defined("absent"), Ok(None));
    assert_eq!(facts.double("infinite"), Ok(f64::INFINITY));
    assert_eq!(facts.double_if_defined("no double"), Ok(None));
    assert_eq!(facts.text("name"), Ok("a\"b\u{e9}".as_bytes()));
    assert_eq!(facts.text_if_defined("empty"), Ok(Some(&[][..])));
    assert_eq!(facts.text_if_defined("no string"), Ok(None));
    assert_eq!(facts.integer("size"), Ok(8));
    assert_eq!(facts.integer("alignment"), Ok(8));
}

#[test]
fn getters_say_what_is_wrong() {
    let facts = probe(&[
        ("answer", Entry::constant_integer("ANSWER")),
        ("absent", Entry::defined_constant_integer("NOWHERE")),
    ]);
    assert_eq!(
        facts.text("answer").unwrap_err().to_string(),
        "entry `answer` is an integer, not a string"
    );
    assert_eq!(
        facts.integer("anser").unwrap_err().to_string(),
        "the probe has no entry `anser`; add it by `Probe::entry`"
    );
    assert!(matches!(
        facts.integer("absent"),
        Err(ProbeError::NotDefined { .. })
    ));
}

#[test]
fn declared_defined_and_linked_are_three_things() {
    let info = info().libraries(&["m"]);
    let facts = probe_of(
        &info,
        &[
            ("defined", Entry::defined("WITHOUT_VALUE")),
            ("not defined", Entry::defined("declared")),
            ("declared", Entry::has("declared")),
            ("called", Entry::has("declared(1)")),
            ("not declared", Entry::has("undeclared(1)")),
            ("not linked", Entry::has_symbol("declared")),
            ("linked", Entry::has_symbol("cos")),
            ("linked too", Entry::has_symbol("malloc")),
            ("no name", Entry::has_symbol("a b\");")),
        ],
    );
    let found = facts
        .iter()
        .map(|(name, fact)| (name, fact.unwrap() == &Fact::Flag(true)));
    let expected = [
        ("defined", true),
        ("not defined", false),
        ("declared", true),
        ("called", true),
        ("not declared", false),
        ("not linked", false),
        ("linked", true),
        ("linked too", true),
        ("no name", false),
    ];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn a_guard_leaves_nothing_to_ask() {
    let facts = probe(&[
        (
            "struct",
            Entry::structure("struct nowhere").ifdef("NOWHERE"),
        ),
        ("type", Entry::simple_type("nowhere_t").ifdef("NOWHERE")),
        (
            "constant",
            Entry::constant_integer("sizeof(nowhere_t)").ifdef("NOWHERE"),
        ),
        ("symbol", Entry::has_symbol("nowhere").ifdef("NOWHERE")),
        ("there", Entry::simple_type("small").ifdef("ANSWER")),
        ("bad", Entry::simple_type("nowhere_t").ifdef("ANSWER")),
    ]);
    for name in ["struct", "type", "constant", "symbol"] {
        assert_eq!(facts.fact(name), Ok(&Fact::Absent), "{name}");
    }
    assert!(facts.simple_type("there").is_ok());
    assert!(facts.simple_type("bad").is_err());
}

#[test]
fn an_info_that_works_works() {
    rffi_build::verify_eci(&info().libraries(&["m"])).unwrap();
    let source = info().separate_module_source("int declared(int x) { return x + missing_one; }");
    let missing = info().libraries(&["no_such_library_at_all"]);
    assert!(matches!(
        rffi_build::verify_eci(&source),
        Err(Error::Compile { .. })
    ));
    assert!(matches!(
        rffi_build::verify_eci(&missing),
        Err(Error::Link { .. })
    ));
    let facts = probe_of(
        &missing,
        &[
            ("works", Entry::works()),
            ("one", Entry::constant_integer("1")),
        ],
    );
    assert!(facts.flag("works").is_err());
    assert_eq!(facts.integer("one"), Ok(1));
}

#[test]
fn headers_that_are_not_there_are_an_error_of_the_probe() {
    let info = ExternalCompilationInfo::new().include("no/such/header.h");
    let mut probe = Probe::new(&info);
    let error = probe
        .without_cache()
        .entry("x", Entry::constant_integer("1"))
        .run();
    let error = error.unwrap_err().to_string();
    assert!(error.contains("no/such/header.h"), "{error}");
    // They have nothing.
    assert!(!rffi_build::has(&info, "1").unwrap());
}

#[test]
fn flags_of_the_user_spoil_nothing() {
    for flags in [
        &["-flto"][..],
        &[
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Werror=unused-variable",
            "-pedantic",
        ],
        &["-O3", "-ffunction-sections", "-fdata-sections", "-g0"],
        &["-x", "c++"],
    ] {
        let info = info()
            .post_include_bit("static int unused_one; static int unused(void) { int x; return 0; }")
            .compile_extra(flags);
        let facts = probe_of(
            &info,
            &[
                ("answer", Entry::constant_integer("ANSWER")),
                ("enum", Entry::defined_constant_integer("RED")),
                ("name", Entry::defined_constant_string("NAME")),
                ("pair", Entry::structure("struct pair")),
                ("bits", Entry::structure("struct bits").fields(&["high"])),
                ("has", Entry::has("declared(1)")),
                ("has not", Entry::has("undeclared(1)")),
                ("bad", Entry::simple_type("nowhere_t")),
            ],
        );
        assert_eq!(facts.integer("answer"), Ok(42), "{flags:?}");
        assert_eq!(facts.integer("enum"), Ok(3), "{flags:?}");
        assert_eq!(facts.text("name").unwrap().len(), 5, "{flags:?}");
        assert_eq!(
            facts.structure("pair").unwrap().fields[1].offset,
            8,
            "{flags:?}"
        );
        assert_eq!(
            facts.structure("bits").unwrap().fields[0].size,
            1,
            "{flags:?}"
        );
        assert_eq!(facts.flag("has"), Ok(true), "{flags:?}");
        assert_eq!(facts.flag("has not"), Ok(false), "{flags:?}");
        assert!(facts.simple_type("bad").is_err(), "{flags:?}");
    }
}

#[test]
fn flags_that_change_the_machine_are_seen() {
    let info = info().compile_extra(&["-funsigned-char", "-mlong-double-64"]);
    let mut toolchain = Toolchain::host();
    if !toolchain.target.starts_with("x86_64-unknown-linux") {
        return;
    }
    toolchain.opt_level = "0".to_owned();
    let mut probe = Probe::new(&info);
    probe.without_cache().toolchain(&toolchain);
    let facts = probe
        .entry("x", Entry::structure("struct pair"))
        .run()
        .unwrap();
    assert!(!facts.target().char_signed);
    assert_eq!(facts.target().long_double.size, 8);
    assert_eq!(facts.target().name, toolchain.target);
}

#[test]
fn an_unusual_layout_is_that_of_the_compiler() {
    let info = ExternalCompilationInfo::new().post_include_bit(
        "struct odd { char a; struct { short x; long y __attribute__((packed)); } in \
         __attribute__((packed)); int b __attribute__((aligned(32))); } __attribute__((aligned(64)));",
    );
    let entries = [
        ("odd", Entry::structure("struct odd")),
        ("a", Entry::structure("struct odd").fields(&["in.y", "b"])),
    ];
    let facts = probe_of(&info, &entries);
    let odd = facts.structure("odd").unwrap();
    assert_eq!((odd.size, odd.align), (64, 64));
    let places: Vec<_> = odd
        .fields
        .iter()
        .map(|field| (field.offset, field.size))
        .collect();
    assert_eq!(places, [(0, 1), (1, 10), (32, 4)]);
    assert_eq!(facts.structure("a").unwrap().fields[0].offset, 3);
}

#[test]
fn the_rust_source_compiles_and_has_the_layout() {
    let facts = probe(&[
        ("pair", Entry::structure("struct pair").fields(&["second"])),
        ("holder", Entry::structure("struct holder")),
        ("bits", Entry::structure("struct bits")),
        ("either", Entry::structure("union either")),
        ("type", Entry::simple_type("small")),
        ("ANSWER", Entry::constant_integer("ANSWER")),
        ("MOST", Entry::constant_integer("MOST")),
        ("MAYBE", Entry::defined_constant_integer("RED")),
        ("NEVER", Entry::defined_constant_integer("NOWHERE")),
        ("NAME", Entry::defined_constant_string("NAME")),
        ("INFINITE", Entry::defined_constant_double("INFINITE")),
        ("HAS", Entry::has("declared")),
        ("BAD", Entry::constant_integer("NOWHERE")),
    ]);
    let source = facts.to_rust();
    let checks = "const _: () = { assert!(ANSWER == 42i32 && MOST == u64::MAX && HAS);\n\
        assert!(matches!(MAYBE, Some(3)) && NEVER.is_none());\n\
        let _: r#type = 65535u16; assert!(pair::OFFSET_OF_SECOND == 8); };\n";
    assert!(!source.contains("BAD"));
    assert_eq!(compile_rust(&format!("{source}{checks}")), "", "{source}");
    // The layout is checked: another one is an error.
    let wrong = source.replacen("__pad0: [u8; 8]", "__pad0: [u8; 16]", 1);
    assert_ne!(wrong, source);
    assert!(compile_rust(&wrong).contains("evaluation"), "{wrong}");
}

#[test]
fn a_gap_has_no_name_of_a_member() {
    let info = ExternalCompilationInfo::new()
        .post_include_bit("struct s { unsigned bits : 3; int __pad0; };");
    let facts = probe_of(&info, &[("s", Entry::structure("struct s"))]);
    let source = facts.to_rust();
    assert_eq!(compile_rust(&source), "", "{source}");
}

/// What rustc says of errors in a library.
fn compile_rust(source: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.rs");
    std::fs::write(&file, source).unwrap();
    let mut rustc = Command::new("rustc");
    rustc.args([
        "--edition=2021",
        "--crate-type=lib",
        "--emit=metadata",
        "-Awarnings",
        "--out-dir",
    ]);
    let output = rustc.arg(folder.path()).arg(&file).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}
