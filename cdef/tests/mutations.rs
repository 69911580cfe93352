//! Rows of the table, mutated: whatever comes out is answered, soon, and without a panic.
//!
//! The inputs are the same in each run: number `n` is made from the seed `n`. What fails is made
//! smaller before it is shown. `MUTATIONS=5000000` makes a campaign; `fuzz/` has targets for `cargo fuzz`.

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use cdef::{Cdef, Step, TextOptions};
use lltype::Target;

const TABLE: &str = include_str!("cases.tsv");

/// Words that are worth a try anywhere.
const WORDS: &[&str] = &[
    "struct",
    "union",
    "enum",
    "typedef",
    "extern",
    "static",
    "const",
    "int",
    "unsigned",
    "long",
    "char",
    "void",
    "_Bool",
    "float",
    "double",
    "_Complex",
    "__int128",
    "...",
    "*",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ",",
    ":",
    "=",
    "0",
    "1",
    "-1",
    "sizeof",
    "(int)",
    "__attribute__((packed))",
    "__attribute__((aligned(8)))",
    "__attribute__((vector_size(16)))",
    "\n#define X 1\n",
    "\n#pragma pack(push, 1)\n",
    "\n#pragma pack(pop)\n",
    "\n# 5 \"f.h\"\n",
    "/*",
    "*/",
    "//",
    "\\\n",
    "\"",
    "'",
    "'a'",
    "\u{e9}",
    "\0",
    "extern \"C\" {",
    "extern \"Python\"",
    "typeof(",
    "_Alignas(16)",
    "_Static_assert(",
    "__stdcall",
    "inline",
    "?",
    "<<",
    "/ 0",
    "99999999999999999999",
    "foo_s",
    "foo_t",
    "FILE",
    "__builtin_va_list",
    "__asm__(\"x\")",
    "size_t",
    "wchar_t",
    "...;",
    "int...",
    "[...]",
];

/// Numbers that look random, from a seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// The declarations and the questions of the table.
fn seeds() -> Vec<String> {
    let unescaped = |text: &str| {
        text.replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\\\", "\\")
    };
    let rows = TABLE
        .lines()
        .skip(1)
        .map(|row| row.split('\t').collect::<Vec<_>>());
    let texts = rows.flat_map(|row| {
        let question = row[2]
            .split_once('(')
            .map_or("", |(_, rest)| rest.trim_end_matches(')'));
        [unescaped(row[1]), question.to_owned()]
    });
    texts.filter(|text| !text.is_empty()).collect()
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn mutated(seeds: &[String], random: &mut Random) -> String {
    let mut text = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = boundary(&text, random.below(text.len() + 1));
        let end = boundary(&text, (at + random.below(12)).min(text.len()));
        match random.below(6) {
            0 => text.replace_range(at..end, ""),
            1 => {
                let part = text[at..end].to_owned();
                text.insert_str(at, &part);
            }
            2 => text.insert_str(at, &seeds[random.below(seeds.len())].clone()),
            3 => text.replace_range(at..end, WORDS[random.below(WORDS.len())]),
            _ => text.insert_str(at, &format!(" {} ", WORDS[random.below(WORDS.len())])),
        }
    }
    text
}

/// Everything that can be asked of a text.
fn use_all(text: &str, question: &str, seed: u64) {
    let targets = Target::ALL;
    let target = &targets[usize::try_from(seed % targets.len() as u64).unwrap()];
    let options = match seed % 7 {
        0 => TextOptions::new().packed(),
        1 => TextOptions::new().pack(2),
        2 => TextOptions::new().overriding(),
        _ => TextOptions::new(),
    };
    let (first, second) = text.split_at(boundary(text, text.len() / 2));
    let builder = Cdef::builder(target).unicode(seed.is_multiple_of(2));
    let builder = match seed % 5 {
        0 => builder.text("a.h", first).text_with("b.h", second, options),
        _ => builder.text_with("a.h", text, options),
    };
    let cdef = match builder.build() {
        Ok(cdef) => cdef,
        Err(errors) => {
            assert!(errors.to_string().len() > 10);
            Cdef::builder(target).build().unwrap()
        }
    };
    for declaration in cdef.declarations() {
        let _ = (
            declaration.ty(),
            declaration.ctype(),
            declaration.value(),
            declaration.location(),
        );
        let _ = cdef.function(declaration.name());
        let _ = (declaration.spelled(), declaration.declared());
    }
    for record in cdef.records() {
        let name = record.name().unwrap_or_default();
        let _ = record.location();
        // What was laid out while the text was read is what `lltype` says of the type; unless another took
        // its name.
        if seed % 7 != 2
            && let Ok(ty) = cdef.type_of(&name)
        {
            assert_eq!(target.layout(&ty), Ok(record.layout()), "{name}");
        }
        for member in record.members() {
            let _ = cdef.offsetof(&name, &[Step::Field(&member.name)]);
        }
    }
    cdef.enums()
        .for_each(|found| drop((found.name(), found.base(), found.constants().count())));
    if let Ok(ty) = cdef.type_of(question) {
        let _ = (ty.to_string(), ty.rpython().to_string(), target.layout(&ty));
    }
    let _ = (
        cdef.sizeof(question),
        cdef.alignof(question),
        cdef.fields(question),
    );
    let _ = (
        cdef.prototype(question),
        cdef.prototype(text),
        cdef.sizeof_with(question, 3),
    );
}

fn fails(text: &str, question: &str, seed: u64) -> bool {
    let start = Instant::now();
    let panics = catch_unwind(|| use_all(text, question, seed)).is_err();
    panics || start.elapsed() > Duration::from_secs(1)
}

/// The same with as much as possible taken away, so that it still fails.
fn shrunk(mut text: String, fails: impl Fn(&str) -> bool) -> String {
    let mut size = text.len() / 2 + 1;
    while size > 0 {
        let mut at = 0;
        while at < text.len() {
            let (from, to) = (
                boundary(&text, at),
                boundary(&text, (at + size).min(text.len())),
            );
            let mut less = text.clone();
            less.replace_range(from..to, "");
            match from < to && fails(&less) {
                true => text = less,
                false => at += size,
            }
        }
        size /= 2;
    }
    text
}

/// Every second number, from `first` on: two tests share the work.
fn run_every_second(first: u64) {
    #[expect(clippy::disallowed_methods, reason = "no build script reads it")]
    let count = std::env::var_os("MUTATIONS").and_then(|count| count.to_str()?.parse().ok());
    let seeds = seeds();
    for seed in (first..count.unwrap_or(200_000)).step_by(2) {
        let mut random = Random(seed);
        let text = mutated(&seeds, &mut random);
        let question = mutated(&seeds, &mut random);
        if fails(&text, &question, seed) {
            let text = shrunk(text, |less| fails(less, &question, seed));
            let question = shrunk(question.clone(), |less| fails(&text, less, seed));
            panic!("seed {seed}: {text:?}, asked {question:?}");
        }
    }
}

#[test]
fn mutated_rows_are_answered() {
    run_every_second(0);
}

#[test]
fn more_mutated_rows_are_answered() {
    run_every_second(1);
}

#[test]
fn a_failure_is_made_smaller() {
    let text = "int f(int); Z struct s { int \u{e9}Y; };".to_owned();
    let small = shrunk(text, |less| less.contains('Z') && less.contains('Y'));
    assert_eq!(small, "ZY");
}
