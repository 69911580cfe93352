//! What programs mean.

use minitrans::{Outcome, Translation, Value, adler32};
use rffi_build::Toolchain;

use crate::support::{Batch, executable, natively, program};

/// Expressions and their values, as `Value` shows them.
const EXPRESSIONS: &[(&str, &str)] = &[
    // int
    ("7", "7"),
    ("1 + 2 * 3 - 4", "3"),
    ("(1 + 2) * 3", "9"),
    ("10 - 3 - 2", "5"),
    ("- 2 * - 3", "6"),
    ("--5", "5"),
    ("7 / 2", "3"),
    ("-7 / 2", "-3"),
    ("7 % 3", "1"),
    ("-7 % 3", "-1"),
    ("7 % -3", "1"),
    ("9223372036854775807 + 1", "-9223372036854775808"),
    ("-9223372036854775807 - 2", "9223372036854775807"),
    ("9223372036854775807 * 2", "-2"),
    ("-(-9223372036854775807 - 1)", "-9223372036854775808"),
    ("(-9223372036854775807 - 1) / -1", "-9223372036854775808"),
    ("(-9223372036854775807 - 1) % -1", "0"),
    // float
    ("1.5", "1.5"),
    ("1e3", "1000.0"),
    ("2.5e-3 * 2.0", "0.005"),
    ("0.1 + 0.2", "0.30000000000000004"),
    ("1.0 / 0.0", "inf"),
    ("-1.0 / 0.0", "-inf"),
    ("0.0 / 0.0", "NaN"),
    ("-0.0", "-0.0"),
    ("0.0 * -1.0", "-0.0"),
    ("0.0 - float(len(\"\"))", "0.0"),
    ("5.5 % 2.0", "1.5"),
    ("-5.5 % 2.0", "-1.5"),
    ("1.0 % 0.0", "NaN"),
    ("5e-324", "5e-324"),
    ("1.7976931348623157e308", "1.7976931348623157e308"),
    // bool
    ("true and false", "false"),
    ("true or false", "true"),
    ("not true or true", "true"),
    ("not 1 == 2", "true"),
    ("not not true", "true"),
    ("false and true or true", "true"),
    ("true or true and false", "true"),
    ("false and 1 / 0 == 0", "false"),
    ("true or 1 / 0 == 0", "true"),
    ("true == false", "false"),
    ("true != false", "true"),
    // comparisons
    ("1 < 2", "true"),
    ("2 <= 1", "false"),
    ("2 > 2", "false"),
    ("2 >= 2", "true"),
    ("-1 < 0", "true"),
    ("1.0 == 1.0", "true"),
    ("0.0 == -0.0", "true"),
    ("0.0 / 0.0 == 0.0 / 0.0", "false"),
    ("0.0 / 0.0 != 0.0 / 0.0", "true"),
    ("0.0 / 0.0 < 1.0", "false"),
    ("not (0.0 / 0.0 >= 1.0)", "true"),
    ("\"a\" < \"b\"", "true"),
    ("\"a\" < \"ab\"", "true"),
    ("\"b\" < \"ab\"", "false"),
    ("\"\\xff\" > \"a\"", "true"),
    ("\"a\\0b\" == \"a\\0c\"", "false"),
    ("\"a\\0b\" != \"a\\0b\"", "false"),
    ("\"\" <= \"\"", "true"),
    ("\"ab\" == \"a\" + \"b\"", "true"),
    // str
    (r#""""#, r#""""#),
    (r#""a\n\t\\\"\x00\0\xfF""#, r#""a\n\t\\\"\x00\x00\xff""#),
    (r#""??/ %d \x411""#, r#""??/ %d A1""#),
    ("\"caf\u{e9}\"", r#""caf\xc3\xa9""#),
    (r#""a" + "" + "bc""#, r#""abc""#),
    (r#""abc"[0]"#, "97"),
    (r#""a\xff"[1]"#, "255"),
    (r#"("ab" + "cd")[3]"#, "100"),
    (r#"len("")"#, "0"),
    (r#"len("a\0b" + "cd")"#, "5"),
    // conversions
    ("int(1.9)", "1"),
    ("int(-1.9)", "-1"),
    ("int(1e300)", "9223372036854775807"),
    ("int(-1e300)", "-9223372036854775808"),
    ("int(9223372036854775807.0)", "9223372036854775807"),
    ("int(-9223372036854775808.0)", "-9223372036854775808"),
    ("int(0.0 / 0.0)", "0"),
    ("int(true) + int(false)", "1"),
    ("float(3)", "3.0"),
    ("float(9007199254740993)", "9007199254740992.0"),
    ("str(0)", r#""0""#),
    ("str(-9223372036854775807 - 1)", r#""-9223372036854775808""#),
    // operations
    ("math.sqrt(2.0)", "1.4142135623730951"),
    ("math.pow(2.0, 0.5)", "1.4142135623730951"),
    ("math.floor(-1.5)", "-2.0"),
    (r#"str.upper("a\xe4\0b")"#, r#""A\xe4\x00B""#),
    (r#"str.find("hello", "l")"#, "2"),
    (r#"str.find("hello", "x")"#, "-1"),
    (r#"str.replace("a-b", "-", "")"#, r#""ab""#),
    (r#"checksum.adler32("Wikipedia")"#, "300286872"),
    (r#"checksum.adler32("")"#, "1"),
];

/// Functions that start at `entry`, and the results, each as `label=value`.
const PROGRAMS: &[(&str, &[&str])] = &[
    ("fn entry() { }", &[]),
    (
        "fn entry() { let x = 1; if true { let x = x + 1; emit \"in\", x; } emit \"out\", x; }",
        &["in=2", "out=1"],
    ),
    (
        "fn entry() { let x: int = 1; if x == 2 { emit \"a\", 1; } else if x == 1 { emit \"b\", 2; } \
         else { emit \"c\", 3; } }",
        &["b=2"],
    ),
    (
        "fn entry() { let i = 0; let s = \"\"; while len(s) < 5 and i < 9 { let t = str(i); s = s + t; \
         i = i + 1; } emit \"s\", s; s = s; emit \"\", s == s; }",
        &["s=\"01234\"", "=true"],
    ),
    (
        "fn entry_fib(n: int) -> int { if n < 2 { return n; } return entry_fib(n - 1) + entry_fib(n - 2); }\n\
         fn entry() { emit \"fib\", entry_fib(20); }",
        &["fib=6765"],
    ),
    // Operands are evaluated from the left.
    (
        "fn entry_say(n: int) -> int { emit \"say\", n; return n; }\n\
         fn entry_add(a: int, b: int) -> int { return a * 10 + b; }\n\
         fn entry() { emit \"sum\", entry_say(1) + entry_add(entry_say(2), entry_say(3)); }",
        &["say=1", "say=2", "say=3", "sum=24"],
    ),
    // A parameter is the function's own.
    (
        "fn entry_twice(s: str) -> str { s = s + s; return s; }\n\
         fn entry() { let s = \"ab\"; emit \"two\", entry_twice(s) + s; emit \"one\", s; }",
        &["two=\"ababab\"", "one=\"ab\""],
    ),
    (
        "fn entry_early(s: str) { let t = s + \"!\"; while true { let u = t; if len(u) > 1 { return; } } }\n\
         fn entry() { entry_early(\"a\"); entry_early(\"b\" + \"c\"); str.upper(\"gone\"); \"gone\" + \"too\"; }",
        &[],
    ),
    (
        "fn entry_deep(n: int) -> int { if n == 0 { return 0; } return 1 + entry_deep(n - 1); }\n\
         fn entry() { emit \"deep\", entry_deep(997); }",
        &["deep=997"],
    ),
    ("fn entry() { emit \"a \\xff\\n\", 1; }", &["a \\xff\\n=1"]),
    // What no operation asks the linker for.
    (
        "fn entry_rest(x: float) -> float { return x % 2.0; }\n\
         fn entry() { emit \"rest\", entry_rest(5.5); }",
        &["rest=1.5"],
    ),
    // Names that C has other uses for.
    (
        "fn entry_errno(double: int, end: int, result: str) -> str { let static = double + end; \
         return result + str(static); }\n\
         fn entry() { let stdin = entry_errno(1, 2, \"=\"); emit \"printf\", stdin; }",
        &["printf=\"=3\""],
    ),
];

fn results(outcome: &Outcome) -> Vec<String> {
    assert_eq!(outcome.end, Ok(()));
    let results = outcome.results.iter();
    results
        .map(|emitted| format!("{}={}", emitted.label.escape_ascii(), emitted.value))
        .collect()
}

fn all_expressions() -> String {
    let lines = EXPRESSIONS.iter();
    lines
        .map(|(expression, _)| format!("emit \"\", {expression};\n"))
        .collect()
}

#[test]
fn expressions() {
    let batch = Batch::new([format!("fn entry() {{\n{}}}", all_expressions())]);
    let results = results(&batch.run(0));
    assert_eq!(results.len(), EXPRESSIONS.len());
    for ((expression, expected), result) in EXPRESSIONS.iter().zip(results) {
        assert_eq!(result, format!("={expected}"), "{expression}");
    }
}

#[test]
fn programs() {
    let batch = Batch::new(PROGRAMS.iter().map(|(source, _)| source));
    for (index, (source, expected)) in PROGRAMS.iter().enumerate() {
        assert_eq!(results(&batch.run(index)), *expected, "{source}");
    }
}

fn sanitized(source: &str) -> Translation {
    let mut translation = program(source).translate().unwrap();
    for flag in ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"] {
        let info = translation.compilation_info.compile_flag(flag);
        translation.compilation_info = info.link_flag(flag);
    }
    translation
}

/// Strings are freed once, and none is lost.
#[test]
fn memory() {
    if sanitized("fn main() { }")
        .compile(&Toolchain::host())
        .is_err()
    {
        eprintln!("skipped: memory of translated programs; no sanitizers: apt install gcc");
        return;
    }
    let mut functions = String::new();
    let mut main = all_expressions();
    for (index, (source, _)) in PROGRAMS.iter().enumerate() {
        functions += &source.replace("entry", &format!("entry{index}"));
        main += &format!("entry{index}();\n");
    }
    let source = format!("{functions}\nfn main() {{\n{main}}}");
    if let Some(executable) = executable(&sanitized(&source)) {
        let (outcome, _) = executable.run::<&str>(&[]).unwrap();
        assert_eq!(outcome, natively::<&str>(&program(&source), &[]));
    }
}

#[test]
fn arguments() {
    let program = program("fn main(a: str, b: str) { emit \"a\", a; emit \"b\", b; }");
    let args = ["", "caf\u{e9} -x"];
    let outcome = natively(&program, &args);
    assert_eq!(
        outcome.results[1].value,
        Value::Str("caf\u{e9} -x".as_bytes().into())
    );
    if let Some(executable) = executable(&program.translate().unwrap()) {
        assert_eq!(executable.run(&args).unwrap().0, outcome);
        let too_few = executable.run(&args[..1]).unwrap().0;
        assert_eq!(too_few, natively(&program, &args[..1]));
        let error = too_few.end.unwrap_err();
        assert_eq!(
            error.to_string(),
            "1:4: arguments of the program: expected 2, got 1"
        );
    }
}

/// An operation that a test replaces is replaced wherever the program calls it.
#[test]
fn fakes() {
    let program = program(
        "fn down(n: int) -> int {\n\
             if n == 0 { return checksum.adler32(\"\"); }\n\
             return down(n - 1);\n\
         }\n\
         fn main() { emit \"sum\", down(990); }",
    );
    let fake = adler32::fake(|_| 7);
    assert_eq!(results(&natively::<&str>(&program, &[])), ["sum=7"]);
    drop(fake);
    assert_eq!(results(&natively::<&str>(&program, &[])), ["sum=1"]);
}

/// As deep as calls go, in expressions as deep as they go.
#[test]
fn stack() {
    let nested = ["-".repeat(190), "entry_same(".repeat(190)].map(|prefix| {
        let suffix = ")".repeat(prefix.matches('(').count());
        format!(
            "fn entry_same(n: int) -> int {{ return n; }}\n\
             fn entry_down(n: int) -> int {{\n\
                 if n == 0 {{ return 7; }}\n\
                 return {prefix}entry_down(n - 1){suffix};\n\
             }}\n\
             fn entry() {{ emit \"bottom\", entry_down(997); }}"
        )
    });
    let batch = Batch::new(nested);
    assert_eq!(results(&batch.run(0)), ["bottom=7"]);
    assert_eq!(results(&batch.run(1)), ["bottom=7"]);
}

/// Without optimisation C keeps everything on the stack, whether or not it has a name.
#[test]
fn wide_stack() {
    let calls = "entry_nothing(); ".repeat(300);
    let sums = "let s = -n * -n + (-n * n + (n * -n + -n)); ".replace("s =", "s@ =");
    let sums: String = (0..300)
        .map(|i| sums.replace('@', &i.to_string()))
        .collect();
    for body in [calls, sums] {
        let batch = Batch::new([format!(
            "fn entry_nothing() {{ }}\n\
             fn entry_down(n: int) {{ if n > 0 {{ entry_down(n - 1); }} {body} }}\n\
             fn entry() {{ entry_down(900); emit \"bottom\", 7; }}"
        )]);
        assert_eq!(results(&batch.run(0)), ["bottom=7"]);
    }
}

/// What stands in a row is not nested, however long it is.
#[test]
fn chains() {
    let sum = format!("1{}", " + 1".repeat(4999));
    let text = format!("len(\"a\"{})", " + \"a\"".repeat(999));
    let both = format!("1 < 2{}", " and 1 < 2".repeat(999));
    let arms: String = (0..1000)
        .map(|i| format!("if n == {i} {{ return {i} * 2; }} else "))
        .collect();
    let batch = Batch::new([format!(
        "fn entry_double(n: int) -> int {{ {arms} {{ return -1; }} }}\n\
         fn entry() {{\n\
             emit \"sum\", {sum};\n\
             emit \"text\", {text};\n\
             emit \"both\", {both};\n\
             emit \"first\", entry_double(0);\n\
             emit \"last\", entry_double(999);\n\
             emit \"none\", entry_double(1000);\n\
         }}"
    )]);
    assert_eq!(
        results(&batch.run(0)),
        [
            "sum=5000",
            "text=1000",
            "both=true",
            "first=0",
            "last=1998",
            "none=-1"
        ]
    );
}
