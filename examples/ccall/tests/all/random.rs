//! Any text is an argument, or is refused.

use ccall::{Builder, Literal, Options, Session, Show};
use cdef::Cdef;
use lltype::Type;
use proptest::prelude::*;

const TEXT: &str = "
    struct p { int x; double y; char name[4]; };
    struct s { struct p p[2]; unsigned a : 3; int b : 7; union { short h; float f; }; struct p *next; };
    enum e { ONE = 1, TWO };
    #define TEN 10
    struct flexible { int n; short items[]; };
    typedef float v4 __attribute__((vector_size(16)));
";

const TYPES: &[&str] = &[
    "_Bool",
    "char",
    "int",
    "unsigned long",
    "__int128",
    "float",
    "double",
    "long double",
    "_Float16",
    "double _Complex",
    "enum e",
    "struct p",
    "struct s",
    "struct p *",
    "struct s[3]",
    "char *",
    "char **",
    "void *",
    "int (*)[3]",
    "struct flexible *",
    "v4",
    "wchar_t *",
    "int *(*[2])(void)",
    "struct nowhere *",
];

fn types(cdef: &Cdef) -> Vec<Type> {
    let types = TYPES.iter().filter_map(|text| cdef.type_of(text).ok());
    types.collect()
}

/// Builds a value as every type, and prints what came of it.
fn build_as_all(text: &[u8]) {
    let cdef = Cdef::parse(TEXT).unwrap();
    let Ok(literal) = Literal::parse(text) else {
        return;
    };
    let mut builder = Builder::new(&cdef);
    for ty in types(&cdef) {
        if let Ok(argument) = builder.argument(&ty, &literal) {
            assert!(!Show::new(&ty, &argument.bytes).to_string().contains('?'));
        }
    }
    if let Ok(ty) = builder.deduced(&literal) {
        let _ = builder.argument(&ty, &literal);
    }
}

/// Texts that are nearly arguments.
fn literal() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[-+]?[0-9]{1,40}[uUlL]{0,2}",
        "[-+]?0[xX]?[0-9a-fA-F]{0,20}",
        "-?[0-9]{0,4}\\.?[0-9]{0,4}([eEpP][-+]?[0-9]{0,12})?[fFlLi]?",
        "-?(inf|nan|NAN)i?",
        "[-0-9.]{1,4}[-+][0-9.]{1,4}i",
        "\"([a-z\u{e4}\u{20ac}]|\\\\[ntx0-7uU\"\\\\a-f]{1,4}){0,6}\"?",
        "'(\\\\?[a-z0-9'\u{e4}])'?",
        "(null|true|false|ONE|TWO|TEN|other|x)",
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let designator = "(\\.(x|y|p|a|b|h|name|next|items|n|z)|\\[[0-9]{1,20}\\]){1,3} ?= ?";
        let item = prop_oneof![
            3 => inner.clone(),
            1 => (designator, inner.clone()).prop_map(|(name, value)| name + &value),
        ];
        let items = prop::collection::vec(item, 0..5).prop_map(|items| items.join(","));
        prop_oneof![
            items.clone().prop_map(|items| format!("[{items}]")),
            items.prop_map(|items| format!("{{{items}}}")),
            inner.clone().prop_map(|value| format!("&{value}")),
            (prop::sample::select(TYPES), inner).prop_map(|(ty, value)| format!("({ty}){value}")),
        ]
    })
}

/// A number as Rust's `{:?}` writes it, as it is printed.
fn shown(text: &str) -> String {
    let text = text.strip_suffix(".0").unwrap_or(text);
    text.replace("NaN", "nan")
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(text: Vec<u8>) {
        build_as_all(&text);
    }

    #[test]
    fn any_characters_of_the_language_are_read_or_refused(text in "[-+0-9a-fxpiul.\"'\\\\\\[\\]{}()&=, ]*") {
        build_as_all(text.as_bytes());
    }

    #[test]
    fn any_literal_is_built_or_refused(text in literal()) {
        build_as_all(text.as_bytes());
    }

    #[test]
    fn any_argument_and_line_is_called_or_refused(text in literal(), tail in "[ ;a-z0-9\"'\\[{]*") {
        let mut session = Session::new(Options::default());
        // SAFETY: `labs` takes any number.
        let result = unsafe { session.call("-".as_ref(), "long labs(long)", &[text.as_bytes()]) };
        if let Err(error) = result {
            prop_assert!(!error.to_string().contains('\n'));
        }
        // SAFETY: as above.
        let _ = unsafe { session.call_line(format!("- ; labs ; {text}{tail}").as_bytes()) };
    }

    #[test]
    fn integers_come_back(number: i128) {
        let ty = Cdef::parse("").unwrap().type_of("__int128").unwrap();
        let cdef = Cdef::parse("").unwrap();
        let literal = Literal::parse(number.to_string().as_bytes()).unwrap();
        let bytes = Builder::new(&cdef).bytes(&ty, &literal).unwrap();
        prop_assert_eq!(Show::new(&ty, &bytes).to_string(), number.to_string());
    }

    #[test]
    fn floats_come_back(bits: u64, low: u32) {
        let cdef = Cdef::parse("").unwrap();
        let number = f64::from_bits(bits);
        for (ty, text) in [("double", format!("{number:?}")), ("float", format!("{:?}", f32::from_bits(low)))] {
            let ty = cdef.type_of(ty).unwrap();
            let literal = Literal::parse(text.as_bytes()).unwrap();
            let bytes = Builder::new(&cdef).bytes(&ty, &literal).unwrap();
            prop_assert_eq!(Show::new(&ty, &bytes).to_string(), shown(&text));
        }
    }

    #[test]
    fn strings_come_back(text: Vec<u8>) {
        prop_assume!(!text.contains(&0));
        let cdef = Cdef::parse("").unwrap();
        let ty = cdef.type_of(&format!("char[{}]", text.len() + 1)).unwrap();
        let shown = Show::new(&ty, &[&*text, &[0]].concat()).to_string();
        prop_assert_eq!(Literal::parse(shown.as_bytes()), Ok(Literal::Text(text)));
    }

    #[test]
    fn bit_fields_come_back(a in 0_u32..8, b in -64_i32..64) {
        let cdef = Cdef::parse("struct s { unsigned a : 3; int b : 7; _Bool c : 1; };").unwrap();
        let ty = cdef.type_of("struct s").unwrap();
        let literal = Literal::parse(format!("{{{a}, {b}, true}}").as_bytes()).unwrap();
        let bytes = Builder::new(&cdef).bytes(&ty, &literal).unwrap();
        prop_assert_eq!(Show::new(&ty, &bytes).to_string(), format!("{{a: {a}, b: {b}, c: true}}"));
    }
}

#[test]
fn depth_is_limited() {
    for open in ["[", "{", "&", "(int)", "[[1]=", "{.x="] {
        let text = open.repeat(100_000);
        assert!(Literal::parse(text.as_bytes()).is_err());
    }
}
