//! The C side: functions that say what arrived, and functions that call.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{Case, Signature, Slot};
use crate::random::PRELUDE;

/// What both sides know: the arguments that C passes, those that arrived, the result that C returns, the
/// one that came back; and which argument did not lie as its type wants, counted from 1.
const GLOBALS: &str = "
unsigned char *abi_args, *abi_seen, *abi_result, *abi_returned;
unsigned long abi_misplaced;
";

/// A file with a callee `abi_f0` and a caller `abi_g0` for the first of the cases, and so on.
#[must_use]
pub fn source(cases: &[&Case]) -> String {
    let mut text = format!("{PRELUDE}{GLOBALS}");
    let mut written = BTreeSet::new();
    for case in cases {
        let definitions = case.signature.definitions.as_str();
        if written.insert(definitions) {
            text += definitions;
        }
    }
    for (index, case) in cases.iter().enumerate() {
        text += &callee(case, &format!("abi_f{index}"));
        text += &caller(case, &format!("abi_g{index}"));
    }
    text
}

/// Writes its arguments to `abi_seen`, and returns what `abi_result` has.
fn callee(case: &Case, name: &str) -> String {
    let signature = &case.signature;
    let mut text = format!("{} {{\n", signature.prototype(name));
    let mut places = case.offsets.iter().zip(&case.arguments).enumerate();
    for (index, (offset, slot)) in places.by_ref().take(signature.params.len()) {
        text += &seen(index, *offset, slot);
    }
    if let Some(more) = &signature.more {
        let ms = if is_ms(signature) { "ms_" } else { "" };
        let last = signature.params.len().wrapping_sub(1);
        let _ = writeln!(text, "  __builtin_{ms}va_list list;");
        let _ = writeln!(text, "  __builtin_{ms}va_start(list, a{last});");
        for (ty, (index, (offset, slot))) in more.iter().zip(places) {
            let seen = seen(index, *offset, slot);
            let _ = writeln!(
                text,
                "  {{ {ty} a{index} = __builtin_va_arg(list, {ty});\n{seen}  }}"
            );
        }
        let _ = writeln!(text, "  __builtin_{ms}va_end(list);");
    }
    if case.result.is_some() {
        let ty = &signature.result;
        let _ = writeln!(
            text,
            "  {ty} r;\n  __builtin_memcpy(&r, abi_result, sizeof r);\n  return r;"
        );
    }
    text + "}\n"
}

/// Copies an argument, and then overwrites it, since it is the callee's own.
fn seen(index: usize, offset: usize, slot: &Slot) -> String {
    // Nothing has no place.
    let align = if slot.size == 0 { 1 } else { slot.align };
    // A typedef may ask for less.
    let align = format!("({align} < __alignof__(a{index}) ? {align} : __alignof__(a{index}))");
    format!(
        "  __builtin_memcpy(abi_seen + {offset}, &a{index}, sizeof a{index});
  {{ unsigned long at = (unsigned long)&a{index};
    __builtin_memset(&a{index}, 0x5A, sizeof a{index});
    __asm__ volatile(\"\" : \"+r\"(at) : : \"memory\");
    if (at % {align}) abi_misplaced = {}; }}
",
        index + 1
    )
}

fn is_ms(signature: &Signature) -> bool {
    signature.convention == Some("ms_abi")
}

/// Calls a function with what `abi_args` has, and writes the result to `abi_returned`.
fn caller(case: &Case, name: &str) -> String {
    let signature = &case.signature;
    let mut text = format!("void {name}(void *f) {{\n");
    let mut names = Vec::new();
    let places = signature.arguments().zip(&case.offsets).enumerate();
    for (index, (ty, offset)) in places {
        let _ = writeln!(
            text,
            "  {ty} a{index};\n  __builtin_memcpy(&a{index}, abi_args + {offset}, sizeof a{index});"
        );
        names.push(format!("a{index}"));
    }
    let call = format!("(({})f)({})", signature.pointer(), names.join(", "));
    let _ = match case.result {
        Some(_) => writeln!(
            text,
            "  {} r = {call};\n  __builtin_memcpy(abi_returned, &r, sizeof r);",
            signature.result
        ),
        None => writeln!(text, "  {call};"),
    };
    text + "}\n"
}

/// A program that does the same without Rust: what a compiler passes to itself.
#[must_use]
pub fn program(case: &Case, comment: &str) -> String {
    let mut text = String::new();
    for line in comment.lines() {
        let _ = writeln!(text, "// {line}");
    }
    text += &source(&[case]).replace(" abi_f0(", " __attribute__((noinline)) abi_f0(");
    text += "
int printf(const char *, ...);
static unsigned char args[1 << 20], seen[1 << 20], result[1 << 16], returned[1 << 16];
static void print(const char *what, const unsigned char *bytes, unsigned long size) {
  printf(\"%s\", what);
  for (unsigned long i = 0; i < size; i++) printf(\" %02x\", bytes[i]);
  printf(\"\\n\");
}
static void set(unsigned char *to, const char *hex) {
  for (; *hex; hex += 2) {
    int high = hex[0] <= '9' ? hex[0] - '0' : hex[0] - 'a' + 10;
    int low = hex[1] <= '9' ? hex[1] - '0' : hex[1] - 'a' + 10;
    *to++ = high * 16 + low;
  }
}
int main(void) {
  abi_args = args; abi_seen = seen; abi_result = result; abi_returned = returned;
";
    let result = case.result.iter().map(|slot| (RESULT, slot, 0, "result"));
    let places = case.arguments.iter().zip(&case.offsets).enumerate();
    let places = places.map(|(index, (slot, offset))| (index, slot, *offset, "args"));
    for (index, slot, offset, buffer) in places.clone().chain(result.clone()) {
        let hex: String = slot.graffiti(index, 0).iter().map(hex).collect();
        let _ = writeln!(text, "  set({buffer} + {offset}, \"{hex}\");");
    }
    text += "  abi_g0((void *)abi_f0);\n";
    for (index, slot, offset, _) in places {
        let size = slot.size;
        let number = index + 1;
        let _ = writeln!(
            text,
            "  print(\"argument {number} sent   \", args + {offset}, {size});"
        );
        let _ = writeln!(
            text,
            "  print(\"argument {number} arrived\", seen + {offset}, {size});"
        );
    }
    for (_, slot, ..) in result {
        let size = slot.size;
        let _ = writeln!(text, "  print(\"result sent   \", result, {size});");
        let _ = writeln!(text, "  print(\"result arrived\", returned, {size});");
    }
    text + "}\n"
}

/// The index that the bytes of results tell.
pub(crate) const RESULT: usize = 14;

fn hex(byte: &u8) -> String {
    format!("{byte:02x}")
}
