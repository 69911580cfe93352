//! [`CWriter`]: the functions of C through which Rust reaches what a text declares.
//!
//! What they are depends on the text alone, and on no compiler and no target: the file may be compiled
//! anywhere.

use core::fmt::Write;

use cdef::{
    Cdef, ConstantValue, Declaration, DeclarationKind, FunctionView, RecordRef, TypeShape, TypeView,
};
use lltype::Qualifiers;
use rffi::Field;

use super::crossing::{Crossing, crossing};
use super::{Glue, symbol};
use crate::unit::{escaped, line_directive};

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
#endif\n";

/// What stands above the source: what C's default types need, and what is seen of a shared library.
const PROLOGUE: &str = "\
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
        self.out += "#ifdef __cplusplus\nextern \"C\" {\n#endif\n";
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
        symbol(&self.glue.name, name)
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

    /// `static int ready(int a0) { return set ? set(a0) : 0; }`: a function of Rust that C calls by this name.
    fn callback(&mut self, name: &str, function: &FunctionView<'_>, storage: &str) {
        let signature = Signature::of(function);
        let (slot, setter) = (self.symbol(&format!("slot_{name}")), self.symbol(name));
        let pointer = signature.head("(*rffi_callback)");
        let params = signature.params.iter().enumerate();
        let mut arguments: Vec<String> = params
            .map(|(index, ty)| match crossing(*ty) {
                Crossing::Value => format!("rffi_a{index}"),
                Crossing::Pointer => format!("&rffi_a{index}"),
            })
            .collect();
        let result = function.result();
        let head = signature.own_head(name);
        let is_void = matches!(result.unaliased(), TypeShape::Void);
        let by_pointer = !is_void && crossing(result) == Crossing::Pointer;
        if by_pointer {
            arguments.insert(0, "&rffi_result".to_owned());
        }
        let call = format!("rffi_callback({})", arguments.join(", "));
        let (before, call) = match (is_void, by_pointer) {
            (true, _) => (String::new(), format!("{call}; return;")),
            (false, false) => (format!("{}; ", zero(result)), format!("return {call};")),
            (false, true) => (
                format!("{}; ", zero(result)),
                format!("{call}; return rffi_result;"),
            ),
        };
        let after = match is_void {
            true => "",
            false => " return rffi_result;",
        };
        let message = escaped(&format!(
            "the function of Rust that C calls as `{name}` was not set: call `set_{name}`\n"
        ));
        let _ = write!(
            self.out,
            "typedef {typedef};\n\
             static {slot}_t {slot};\n\
             RFFI_GLUE_EXPORT void {setter}({slot}_t rffi_callback) {{ \
             __atomic_store_n(&{slot}, rffi_callback, __ATOMIC_RELEASE); }}\n\
             {storage}{head} {{ {slot}_t rffi_callback = __atomic_load_n(&{slot}, __ATOMIC_ACQUIRE); \
             {before}if (rffi_callback) {{ {call} }} fputs(\"{message}\", stderr);{after} }}\n",
            typedef = pointer.replacen("(*rffi_callback)", &format!("(*{slot}_t)"), 1),
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
        let signature = Signature {
            result: ty,
            params: Vec::new(),
        };
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

    /// A function that nobody calls, and that a compiler refuses if a member is of another type.
    fn record(&mut self, record: RecordRef<'_>, name: &str) {
        self.bit_fields(record, name);
        let mut checks = String::new();
        member_checks(record, &mut checks);
        if checks.is_empty() {
            return;
        }
        let check = self.symbol(&format!("check_{}", word(name)));
        self.out += &line_directive(1, &format!("members of {name}"));
        let _ = writeln!(
            self.out,
            "static RFFI_GLUE_UNUSED void {check}({name} *p) {{ (void)p; {checks} }}"
        );
    }
}

impl CWriter<'_> {
    /// Functions that read and write bit-fields, of which nobody else knows where they lie.
    fn bit_fields(&mut self, record: RecordRef<'_>, c_type: &str) {
        for member in record.members() {
            match (member.name, member.ty.unaliased()) {
                ("", TypeShape::Record(inner)) if member.bits.is_none() => {
                    self.bit_fields(inner, c_type);
                }
                (name, _) if member.bits.is_some() && !name.is_empty() => {
                    self.bit_field(c_type, name, member.ty);
                }
                _ => {}
            }
        }
    }

    fn bit_field(&mut self, c_type: &str, name: &str, ty: TypeView<'_>) {
        let [get, set] = bit_field_names(c_type, name).map(|name| self.symbol(&name));
        let ty = ty.qualified(Qualifiers::NONE);
        let get = ty.declared(&format!("{get}(const {c_type} *p)"));
        let value = ty.declared("value");
        self.out += &line_directive(1, &format!("members of {c_type}"));
        let _ = writeln!(
            self.out,
            "RFFI_GLUE_EXPORT {get} {{ return p->{name}; }}\n\
             RFFI_GLUE_EXPORT void {set}({c_type} *p, {value}) {{ p->{name} = value; }}"
        );
    }
}

/// The names of the functions that read and write a bit-field, of a struct by its name in C.
pub(super) fn bit_field_names(c_type: &str, name: &str) -> [String; 2] {
    let word = word(c_type);
    [format!("get_{word}_{name}"), format!("set_{word}_{name}")]
}

/// A name in C as a part of another.
fn word(c_type: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    c_type.chars().map(letter).collect()
}

/// What a function takes and gives.
struct Signature<'c> {
    result: TypeView<'c>,
    params: Vec<TypeView<'c>>,
}

impl<'c> Signature<'c> {
    fn of(function: &FunctionView<'c>) -> Self {
        Signature {
            result: function.result(),
            params: function.params().map(|(_, ty)| ty).collect(),
        }
    }

    fn is_void(&self) -> bool {
        matches!(self.result.unaliased(), TypeShape::Void)
    }

    fn gives_by_pointer(&self) -> bool {
        !self.is_void() && crossing(self.result) == Crossing::Pointer
    }

    /// The declaration of the glue.
    fn head(&self, name: &str) -> String {
        let mut params = Vec::new();
        if self.gives_by_pointer() {
            params.push(pointer_to(self.result, "rffi_result"));
        }
        for (index, ty) in self.params.iter().enumerate() {
            let name = format!("rffi_a{index}");
            params.push(match crossing(*ty) {
                Crossing::Value => ty.declared(&name),
                Crossing::Pointer => pointer_to(ty.qualified(Qualifiers::CONST), &name),
            });
        }
        let params = match params.is_empty() {
            true => "void".to_owned(),
            false => params.join(", "),
        };
        match self.gives_by_pointer() {
            true => format!("void {name}({params})"),
            false => self.result.declared(&format!("{name}({params})")),
        }
    }

    /// The declaration as the text has it.
    fn own_head(&self, name: &str) -> String {
        let params = self.params.iter().enumerate();
        let params = params.map(|(index, ty)| ty.declared(&format!("rffi_a{index}")));
        let params: Vec<String> = params.collect();
        let params = match params.is_empty() {
            true => "void".to_owned(),
            false => params.join(", "),
        };
        self.result.declared(&format!("{name}({params})"))
    }

    /// Whether nothing crosses by pointer.
    fn is_direct(&self) -> bool {
        let mut params = self.params.iter();
        !self.gives_by_pointer() && params.all(|ty| crossing(*ty) == Crossing::Value)
    }

    /// The arguments that the glue passes on.
    fn arguments(&self) -> String {
        let params = self.params.iter().enumerate();
        let arguments = params.map(|(index, ty)| match crossing(*ty) {
            Crossing::Value => format!("rffi_a{index}"),
            Crossing::Pointer => format!("*rffi_a{index}"),
        });
        arguments.collect::<Vec<_>>().join(", ")
    }

    /// The statement that gives the value of an expression.
    fn give(&self, expression: &str) -> String {
        match (self.is_void(), self.gives_by_pointer()) {
            (true, _) => expression.to_owned(),
            (false, true) => format!("*rffi_result = {expression}"),
            (false, false) => format!("return {expression}"),
        }
    }
}

/// A declaration of a pointer to a type.
fn pointer_to(ty: TypeView<'_>, name: &str) -> String {
    match ty.shape() {
        TypeShape::Array { .. } | TypeShape::Function(_) => ty.declared(&format!("(*{name})")),
        _ => ty.declared(&format!("*{name}")),
    }
}

/// A variable of a type, of zeros.
fn zero(ty: TypeView<'_>) -> String {
    let variable = ty.qualified(Qualifiers::NONE).declared("rffi_result");
    match ty.unaliased() {
        // C++ has no other word for it, and C has no empty braces.
        TypeShape::Record(_) => {
            format!("{variable}; __builtin_memset(&rffi_result, 0, sizeof rffi_result)")
        }
        _ => format!("{variable} = 0"),
    }
}

/// Whether the text tells the lengths of all arrays in it.
fn has_length(ty: TypeView<'_>) -> bool {
    match ty.shape() {
        TypeShape::Array { item, length, .. } => length.is_some() && has_length(item),
        _ => true,
    }
}

/// What an array of arrays is of in the end, and how C reaches the first.
fn items_of(mut ty: TypeView<'_>) -> (TypeView<'_>, String) {
    let mut items = String::new();
    while let TypeShape::Array { item, .. } = ty.shape() {
        ty = item;
        items += "[0]";
    }
    (ty, items)
}

/// Refuses members of other types. Integers of any size pass here: their sizes are compared.
fn member_checks(record: RecordRef<'_>, out: &mut String) {
    for member in record.members() {
        if member.bits.is_some() {
            continue;
        }
        if member.name.is_empty() {
            if let TypeShape::Record(inner) = member.ty.unaliased() {
                member_checks(inner, out);
            }
            continue;
        }
        let (item, items) = match has_length(member.ty) {
            true => (member.ty, String::new()),
            false => items_of(member.ty),
        };
        *out += &member_check(item, &format!("p->{}{items}", member.name));
    }
}

fn member_check(ty: TypeView<'_>, expression: &str) -> String {
    let any = Qualifiers::CONST | Qualifiers::VOLATILE;
    match ty.unaliased() {
        // One without a name is compared by its members.
        TypeShape::Record(record) if record.name().is_none() => String::new(),
        TypeShape::Array { .. } if is_nameless(ty) => String::new(),
        TypeShape::Pointer(to) => match to.unaliased() {
            TypeShape::Record(record) if record.name().is_none() => String::new(),
            TypeShape::Function(_) => {
                let variable = ty.qualified(Qualifiers::NONE).declared("rffi_p");
                format!("{{ {variable} = {expression}; (void)rffi_p; }} ")
            }
            _ => {
                let pointer = pointer_to(to.qualified(any), "rffi_p");
                format!("{{ {pointer} = {expression}; (void)rffi_p; }} ")
            }
        },
        TypeShape::Scalar(scalar) if scalar.is_integer() && !is_char(scalar) => {
            format!("(void)(({expression}) | 0); ")
        }
        TypeShape::Enum(_) | TypeShape::SomeInteger(_) => format!("(void)(({expression}) | 0); "),
        _ => {
            let pointer = pointer_to(ty.qualified(any), "rffi_p");
            format!("{{ {pointer} = &({expression}); (void)rffi_p; }} ")
        }
    }
}

fn is_char(scalar: lltype::Scalar) -> bool {
    matches!(scalar, lltype::Scalar::Char | lltype::Scalar::Bool)
}

fn is_nameless(mut ty: TypeView<'_>) -> bool {
    loop {
        match ty.unaliased() {
            TypeShape::Array { item, .. } => ty = item,
            TypeShape::Record(record) => return record.name().is_none(),
            _ => return false,
        }
    }
}
