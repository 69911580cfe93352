//! [`Unit`]: what the functions of a translated program need before them.

use core::fmt::Write;
use std::sync::Arc;

use extfunc::ExtFunc;
use rffi::{CompilationInfoError, External, ExternalCompilationInfo};

use super::operation;
use crate::program::MAX_CALLS;

/// For `fmod` and threads. A multiplication and an addition in one would round once, where the
/// interpreter rounds twice.
static RUNTIME: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .libraries(&["m"])
    .compile_extra(&["-pthread", "-ffp-contract=off"])
    .link_extra(&["-pthread"]);

/// What the functions use, in the order in which it was met.
#[derive(Default)]
pub(super) struct Unit {
    operations: Vec<(&'static ExtFunc, &'static External)>,
    literals: Vec<Arc<[u8]>>,
    /// The length of the longest function.
    longest: usize,
}

impl Unit {
    /// The name of the C function of an operation.
    pub(super) fn operation(
        &mut self,
        operation: &'static ExtFunc,
        external: &'static External,
    ) -> String {
        let known = self.operations.iter();
        let known = known.map(|(known, _)| known.name());
        let index = index_of(known, operation.name()).unwrap_or_else(|| {
            self.operations.push((operation, external));
            self.operations.len() - 1
        });
        operation_name(index, operation)
    }

    /// The string object of a literal, which always has one reference more than the program knows
    /// of: it is never freed.
    pub(super) fn literal(&mut self, bytes: &Arc<[u8]>) -> String {
        let index = index_of(self.literals.iter(), bytes).unwrap_or_else(|| {
            self.literals.push(Arc::clone(bytes));
            self.literals.len() - 1
        });
        format!("(&literal{index})")
    }

    /// Notes how long a function is.
    pub(super) fn function_of_length(&mut self, length: usize) {
        self.longest = self.longest.max(length);
    }

    /// How much stack the deepest calls may need; generously. Without optimisation, compilers give a
    /// place to everything that has a value, named or not. That is half a byte for each letter of
    /// the function at most, and less than two with the address sanitizer.
    pub(super) fn stack(&self) -> usize {
        const FIXED: usize = 1 << 20;
        const CALL: usize = 512;
        const LETTER: usize = 2;
        FIXED + MAX_CALLS * (CALL + LETTER * self.longest)
    }

    /// All that the operations and `runtime.h` need, with paths that are right wherever the compiler runs.
    pub(super) fn compilation_info(&self) -> Result<ExternalCompilationInfo, CompilationInfoError> {
        let infos = self.operations.iter().map(|(_, external)| {
            let info = external.compilation_info();
            info.relative_to(external.package_dir())
        });
        let infos: Vec<ExternalCompilationInfo> = infos.collect();
        ExternalCompilationInfo::new().merge(infos.iter().chain([&RUNTIME]))
    }

    pub(super) fn declarations(&self) -> String {
        let mut text = String::new();
        for (index, (operation, external)) in self.operations.iter().enumerate() {
            text += &operation::declaration(external, &operation_name(index, operation));
        }
        for (index, bytes) in self.literals.iter().enumerate() {
            let length = bytes.len();
            text += &format!("static mt_str literal{index} = {{1, {length}, ");
            text += &format!("{}}};\n", c_string(bytes));
        }
        text
    }
}

/// With the index, because two names can differ in dots and underscores only.
fn operation_name(index: usize, operation: &ExtFunc) -> String {
    format!("op{index}_{}", operation.name().replace('.', "_"))
}

fn index_of<T: PartialEq>(mut known: impl Iterator<Item = T>, item: T) -> Option<usize> {
    known.position(|known| known == item)
}

/// A C string literal. Octal escapes have an end, and hide trigraphs.
fn c_string(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for byte in bytes {
        match byte {
            b' '..=b'~' if !b"\"\\?".contains(byte) => text.push(char::from(*byte)),
            _ => {
                // Writing to a `String` cannot fail.
                let _ = write!(text, "\\{byte:03o}");
            }
        }
    }
    text + "\""
}
