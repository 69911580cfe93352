//! Every scalar, as the compiler of a target has it.

use std::fmt::Write;

use lltype::{Class, Scalar, Target, Type};

use crate::build::TYPES;
use crate::compiler::Compiler;
use crate::shape::is_optional;
use crate::source::{MARK, blocks};

/// Size, size of a typedef, alignment as a member, and whether it has a sign, a fraction, two parts.
type Facts = [u64; 6];

/// Where the compiler says something else, in words.
pub(crate) fn differences(compiler: &Compiler) -> Vec<String> {
    let headers = headers(compiler);
    let is_known = |scalar: &Scalar| {
        // How wide `int_fast16_t` is only the C library's headers say.
        let is_in_headers = scalar.c_name().contains("fast");
        scalar.exists(&compiler.target)
            && (!headers.is_empty() || !is_in_headers)
            && (!is_optional(*scalar) || has(compiler, *scalar))
    };
    let scalars: Vec<Scalar> = Scalar::ALL.iter().copied().filter(is_known).collect();
    let mut source = format!("{headers}{TYPES}");
    for (index, scalar) in scalars.iter().enumerate() {
        source += &question(*scalar, index);
    }
    let object = compiler
        .object(&source)
        .unwrap_or_else(|error| panic!("{error}"));
    let blocks = blocks(&object);
    assert_eq!(blocks.len(), scalars.len());
    let answers = blocks.iter().map(|block| {
        let theirs = [3, 4, 5, 6, 7, 8].map(|index| block.number(index));
        (scalars[block.index()], theirs)
    });
    let wrong = answers.filter(|(scalar, theirs)| facts(*scalar, &compiler.target) != *theirs);
    wrong
        .map(|(scalar, theirs)| {
            let ours = facts(scalar, &compiler.target);
            format!("{scalar}: lltype {ours:?}, compiler {theirs:?}")
        })
        .collect()
}

/// Whether a compiler can compute with the type, which Clang 14 cannot with `__bf16`.
fn has(compiler: &Compiler, scalar: Scalar) -> bool {
    let source = format!("{scalar} x = ({scalar})0.5 * 2;");
    compiler.object(&source).is_ok()
}

/// The C library's headers, if the compiler has those of its target.
fn headers(compiler: &Compiler) -> &'static str {
    const STDINT: &str = "#include <stdint.h>\n";
    // With `--target`, Clang would find the headers of this machine.
    let is_cross = compiler
        .flags
        .iter()
        .any(|flag| flag.starts_with("--target"));
    match !is_cross && compiler.object(STDINT).is_ok() {
        true => STDINT,
        false => "",
    }
}

fn question(scalar: Scalar, index: usize) -> String {
    let [first, second] = MARK;
    let sign = match scalar.class(&Target::HOST) {
        // Complex numbers have no order.
        Class::Complex => "0".to_owned(),
        _ => format!("({scalar})-1 < 0"),
    };
    let mut text = format!("typedef {scalar} t{index};\n");
    let _ = writeln!(
        text,
        "const unsigned long long n{index}[] = {{ {first}u, {second}u, {index}, sizeof({scalar}), \
         sizeof(t{index}), __builtin_offsetof(struct {{ char c; {scalar} t; }}, t), {sign}, \
         ({scalar})0.5 * 2 == 1, sizeof(__real__ ({scalar})0) < sizeof({scalar}) }};"
    );
    text
}

fn facts(scalar: Scalar, target: &Target) -> Facts {
    let layout = scalar.layout(target);
    let typedef = Type::typedef_of("t", &scalar.into());
    let [sign, fraction, parts] = match scalar.class(target) {
        Class::Unsigned => [0, 0, 0],
        Class::Signed => [1, 0, 0],
        Class::Float => [1, 1, 0],
        Class::Complex => [0, 1, 1],
    };
    let through_typedef = target.sizeof(&typedef).unwrap();
    [
        layout.size,
        through_typedef,
        layout.align,
        sign,
        fraction,
        parts,
    ]
}
