//! [`CWriter`]: the functions of C through which Rust reaches what a text declares.
//!
//! What they are depends on the text alone, and on no compiler and no target: the file may be compiled
//! anywhere.

mod callback;
mod member;
mod types;

use core::fmt::Write;

use cdef::{Cdef, ConstantValue, Declaration, DeclarationKind, FunctionView, TypeShape, TypeView};
use lltype::Qualifiers;
use rffi::Field;

use super::Glue;
use super::signature::Signature;
use crate::unit::{escaped, line_directive};
pub(super) use member::bit_field_names;
use types::{has_length, items_of};
pub(super) use types::{parameter, pointer_to};

/// What C only warns of would be a wrong call: a pointer to something else. What differs in `const` alone is
/// right.
const STRICT: &str = "\
#if defined(__GNUC__) && !defined(__cplusplus)\n\
#pragma GCC diagnostic error \"-Wincompatible-pointer-types\"\n\
#pragma GCC diagnostic error \"-Wint-conversion\"\n\
#pragma GCC diagnostic error \"-Wimplicit-function-declaration\"\n\
#pragma GCC diagnostic ignored \"-Wpointer-sign\"\n\
#ifdef __clang__\n\
#pragma GCC diagnostic ignored \"-Wincompatible-pointer-types-discards-qualifiers\"\n\
#else\n\
#pragma GCC diagnostic ignored \"-Wdiscarded-qualifiers\"\n\
#endif\n\
#endif\n\
#ifdef __GNUC__\n\
#pragma GCC diagnostic ignored \"-Wdeprecated-declarations\"\n\
#endif\n";

/// What stands above the source: what C's default types need, and what is seen of a shared library.
pub(super) const PROLOGUE: &str = "\
#define RFFI_GLUE 1\n\
#include <stddef.h>\n\
#include <stdint.h>\n\
#include <stdio.h>\n\
#ifndef __cplusplus\n\
#include <stdbool.h>\n\
#endif\n\
#include <sys/types.h>\n\
#ifndef RFFI_GLUE_EXPORT\n\
#if defined(_WIN32) && defined(RFFI_SHARED_LIBRARY)\n\
#define RFFI_GLUE_EXPORT __declspec(dllexport)\n\
#elif defined(__GNUC__)\n\
#define RFFI_GLUE_EXPORT __attribute__((visibility(\"default\")))\n\
#else\n\
#define RFFI_GLUE_EXPORT\n\
#endif\n\
#endif\n\
#ifdef __GNUC__\n\
#define RFFI_GLUE_UNUSED __attribute__((unused))\n\
#else\n\
#define RFFI_GLUE_UNUSED\n\
#endif\n";

/// The lists of an info that stand in the file.
pub(super) const INCLUDES: [Field; 3] = [
    Field::PreIncludeBits,
    Field::Includes,
    Field::PostIncludeBits,
];

/// What the glue calls a function in a shared library that takes or gives structs by value: who calls by a
/// signature that is known at run time can do that.
pub(super) fn by_value(name: &str) -> String {
    format!("by_value_{name}")
}

/// Writes the glue of one interface.
pub(super) struct CWriter<'g> {
    glue: &'g Glue,
    cdef: &'g Cdef,
    out: String,
}

impl<'g> CWriter<'g> {
    /// The whole file.
    pub(super) fn file(glue: &'g Glue, cdef: &'g Cdef) -> String {
        let mut writer = CWriter {
            glue,
            cdef,
            out: String::new(),
        };
        writer.head();
        for declared in cdef.declarations() {
            if !declared.is_included() {
                writer.declaration(&declared);
            }
        }
        for (record, name) in cdef.named_records() {
            if !glue.is_included(&name) {
                writer.record(record, &name);
            }
        }
        writer.out += "#ifdef __cplusplus\n}\n#endif\n";
        writer.out
    }

    /// What stands above the glue: the user's source below its includes.
    fn head(&mut self) {
        let name = &self.glue.name;
        let _ = writeln!(
            self.out,
            "/* The glue `{name}`, which rffi-build writes of its declarations. */"
        );
        // Before any header is read.
        self.out += &self.glue.info.c_header();
        self.out += PROLOGUE;
        if let Some((origin, text)) = &self.glue.source {
            self.out += &line_directive(1, origin);
            self.out += text;
            self.out += "\n";
        }
        self.out += &line_directive(1, &format!("glue of {name}"));
        self.out += STRICT;
        // What declarations in C have, and C++ calls otherwise.
        self.out += "#ifdef __cplusplus\n#define restrict __restrict__\n#define _Bool bool\n\
                     extern \"C\" {\n#endif\n";
    }

    fn declaration(&mut self, declared: &Declaration<'_>) {
        use DeclarationKind as Kind;
        let name = declared.name();
        match (declared.kind(), declared.type_view().unaliased()) {
            (Kind::Function, TypeShape::Function(function)) => {
                self.line(declared);
                match function.is_variadic() {
                    true => self.exact(declared),
                    false => self.function(name, &function),
                }
            }
            (Kind::Callback, TypeShape::Function(function)) => {
                self.line(declared);
                self.callback(name, &function, "static RFFI_GLUE_UNUSED ");
            }
            (Kind::CallbackFromC, TypeShape::Function(function)) => {
                self.line(declared);
                self.callback(name, &function, "RFFI_GLUE_EXPORT ");
            }
            (Kind::Variable, _) => {
                self.line(declared);
                self.variable(name, declared.type_view());
            }
            (Kind::Constant, _) if declared.value().is_none() => {
                self.line(declared);
                self.constant(name, declared.type_view());
            }
            (Kind::Number, _) => self.number(declared),
            _ => {}
        }
    }

    /// Messages of the compiler show the declaration.
    fn line(&mut self, declared: &Declaration<'_>) {
        let place = declared.location();
        self.out += &line_directive(place.line as usize, &place.file);
    }

    fn symbol(&self, name: &str) -> String {
        self.glue.symbol(name)
    }

    /// `int rffi_demo_add(int a0, int a1) { return add(a0, a1); }`
    fn function(&mut self, name: &str, function: &FunctionView<'_>) {
        let signature = Signature::of(function);
        let call = format!("{name}({})", signature.arguments());
        let head = signature.head(&self.symbol(name));
        let body = signature.give(&call);
        let _ = writeln!(self.out, "RFFI_GLUE_EXPORT {head} {{ {body}; }}");
        if !signature.is_direct() {
            self.by_value(name, &signature, &call);
        }
    }

    /// `struct point rffi_demo_by_value_add(struct point a0) { return add(a0); }`
    fn by_value(&mut self, name: &str, signature: &Signature<'_>, call: &str) {
        let head = signature.own_head(&self.symbol(&by_value(name)));
        let call = call.replace("*rffi_a", "rffi_a");
        let give = if signature.is_void() { "" } else { "return " };
        let _ = writeln!(
            self.out,
            "#ifdef RFFI_SHARED_LIBRARY\nRFFI_GLUE_EXPORT {head} {{ {give}{call}; }}\n#endif"
        );
    }

    /// Nobody can pass on what follows `...`: such a function is called as it is, and must be what the text
    /// says.
    fn exact(&mut self, declared: &Declaration<'_>) {
        let name = declared.name();
        let pointer = declared.type_view().declared("(*rffi_exact)");
        let _ = writeln!(
            self.out,
            "static RFFI_GLUE_UNUSED void {}(void) {{ {pointer} = {name}; (void)rffi_exact; }}",
            self.symbol(&format!("exact_{name}")),
        );
    }

    /// Where a variable is: of a thread-local one, that of this thread; a macro is worked out again.
    fn variable(&mut self, name: &str, ty: TypeView<'_>) {
        let address = self.symbol(name);
        if has_length(ty) {
            let head = pointer_to(ty, &format!("{address}(void)"));
            let _ = writeln!(self.out, "RFFI_GLUE_EXPORT {head} {{ return &({name}); }}");
            return;
        }
        // The length is the compiler's to know: the items are compared.
        let (item, items) = items_of(ty);
        let check = pointer_to(item, "rffi_item");
        let _ = writeln!(
            self.out,
            "RFFI_GLUE_EXPORT void *{address}(void) {{ {check} = &({name}){items}; \
             (void)rffi_item; return (void *)&({name}); }}"
        );
    }

    /// The value of a `const` variable, or of a macro in its place.
    fn constant(&mut self, name: &str, ty: TypeView<'_>) {
        let ty = ty.qualified(Qualifiers::NONE);
        let signature = Signature::giving(ty);
        let head = signature.head(&self.symbol(name));
        let body = signature.give(&format!("({name})"));
        let _ = writeln!(self.out, "RFFI_GLUE_EXPORT {head} {{ {body}; }}");
    }

    /// A value that the text says. Those of enums are the compiler's.
    fn number(&mut self, declared: &Declaration<'_>) {
        let Some(ConstantValue::Integer(value)) = declared.value() else {
            return;
        };
        // A variable that is `const` is no constant to C.
        let is_macro = !declared.qualifiers().contains(Qualifiers::CONST);
        if !is_macro || self.glue.is_enumerator(self.cdef, declared.name()) {
            return;
        }
        self.line(declared);
        let name = declared.name();
        let text = match value {
            value if value > i128::from(i64::MAX) => format!("{value}ULL"),
            value if value == i128::from(i64::MIN) => format!("({}LL - 1)", value + 1),
            value => format!("{value}LL"),
        };
        let sign = if value < 0 { "<" } else { ">=" };
        let message = escaped(&format!(
            "the compiler and the text disagree about `{name}`"
        ));
        let _ = writeln!(
            self.out,
            "#ifdef __cplusplus\nstatic_assert(({name}) == {text} && ({name}) {sign} 0, \"{message}\");\n\
             #else\n_Static_assert(({name}) == {text} && ({name}) {sign} 0, \"{message}\");\n#endif"
        );
    }
}
