//! Writes facts as Rust source, for a build script.

use core::fmt::Write;

use lltype::{ArrayLength, Class, Kind as TypeKind, RecordKind, Scalar, Target, Type};

use super::reading::scalar_of;
use super::{Fact, Facts, StructFact, StructField};
use crate::gaps::{Gap, Gaps, is_aligned};

impl Facts {
    /// The facts as Rust source, to be written below `OUT_DIR` and included. Entries that failed are left
    /// out; [`complete`](Self::complete) finds them before.
    ///
    /// Integers are constants of their C type's width, those that may be missing `Option<i128>`. A
    /// struct is one of Rust's with explicit padding, and `OFFSET_OF_` constants; that Rust lays it
    /// out as the C compiler does is checked when it is compiled. Members that Rust cannot place
    /// there are bytes, and those that lie over others are constants alone.
    ///
    /// ```no_run
    /// // build.rs
    /// use rffi::ExternalCompilationInfo;
    /// use rffi_build::{Entry, Probe};
    ///
    /// let info = ExternalCompilationInfo::new().include("sys/stat.h");
    /// let facts = Probe::new(&info).entry("stat", Entry::structure("struct stat")).run()?;
    /// let out = std::path::Path::new(&std::env::var_os("OUT_DIR").ok_or("no build script")?).join("stat.rs");
    /// std::fs::write(out, facts.complete()?.to_rust())?;
    /// // src/lib.rs: include!(concat!(env!("OUT_DIR"), "/stat.rs"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_rust(&self) -> String {
        self.rust(None)
    }

    /// As [`to_rust`](Self::to_rust), with structs that derive `CStruct`: `derive` is its path, such as
    /// `rffi::CStruct`.
    #[must_use]
    pub fn to_rust_deriving(&self, derive: &str) -> String {
        self.rust(Some(derive))
    }

    fn rust(&self, derive: Option<&str>) -> String {
        let mut out = String::new();
        for ((name, fact), optional) in self.entries.iter().zip(&self.optional) {
            let Ok(fact) = fact else { continue };
            let item = match fact {
                Fact::Struct(fact) => Struct::new(name, fact, &self.target).item(derive),
                Fact::Type(ty) => self.alias(name, ty),
                other => constant(&identifier(name), other, *optional, &self.target),
            };
            out += &item;
        }
        out
    }

    fn alias(&self, name: &str, ty: &Type) -> String {
        let name = identifier(name);
        match rust_type(ty, &self.target) {
            Some((text, _)) => {
                format!("#[allow(non_camel_case_types)]\npub type {name} = {text};\n")
            }
            None => format!("// `{ty}` has no like in Rust.\n"),
        }
    }
}

/// A constant; `optional` is the type of what may be missing.
fn constant(name: &str, fact: &Fact, optional: Option<&str>, target: &Target) -> String {
    let (ty, value) = match fact {
        Fact::Integer(value, _) if optional.is_some() => ("i128", value.to_string()),
        Fact::Integer(value, ty) => (integer_type(*value, ty.as_ref(), target), value.to_string()),
        Fact::Double(value) => ("f64", format!("f64::from_bits({:#x})", value.to_bits())),
        Fact::Text(text) => (
            "&::core::ffi::CStr",
            format!("c\"{}\"", text.escape_ascii()),
        ),
        Fact::Flag(flag) => ("bool", flag.to_string()),
        Fact::Absent | Fact::Struct(_) | Fact::Type(_) => {
            return match optional {
                Some(ty) => format!("pub const {name}: Option<{ty}> = None;\n"),
                None => format!("// `{name}` is not defined.\n"),
            };
        }
    };
    match optional {
        Some(_) => format!("pub const {name}: Option<{ty}> = Some({value});\n"),
        None => format!("pub const {name}: {ty} = {value};\n"),
    }
}

/// By the type in C, if it can hold the value.
fn integer_type(value: i128, ty: Option<&Type>, target: &Target) -> &'static str {
    let ty = ty.and_then(|ty| scalar_of(ty, target));
    match ty.and_then(|scalar| number(scalar, target)) {
        Some("bool") | None if i64::try_from(value).is_ok() => "i64",
        Some("bool") | None => "u64",
        Some(name) => name,
    }
}

/// A struct on its way to Rust.
struct Struct<'f> {
    name: String,
    fact: &'f StructFact,
    target: &'f Target,
    members: String,
    gaps: Gaps,
    /// The largest alignment of a member, as Rust has it.
    align: u64,
    checks: String,
}

impl<'f> Struct<'f> {
    fn new(name: &str, fact: &'f StructFact, target: &'f Target) -> Self {
        let names = fact.fields.iter().map(|field| identifier(&field.name));
        Struct {
            name: identifier(name),
            fact,
            target,
            members: String::new(),
            gaps: Gaps::new("__pad", names),
            align: 1,
            checks: String::new(),
        }
    }

    fn item(mut self, derive: Option<&str>) -> String {
        let is_union = self.fact.kind == RecordKind::Union;
        for field in &self.fact.fields {
            match is_union {
                true => self.member(field),
                false if self.gaps.is_free(field.offset) && field.bits.is_none() => {
                    self.pass(field.offset, field.size);
                    self.member(field);
                }
                false => {}
            }
        }
        self.pass(self.fact.size, 0);
        self.text(is_union, derive)
    }

    fn pass(&mut self, offset: u64, size: u64) {
        if let Some(Gap { name, size }) = self.gaps.pass(offset, size) {
            let _ = writeln!(self.members, "    pub {name}: [u8; {size}],");
        }
    }

    fn member(&mut self, field: &StructField) {
        if field.size == 0 || field.bits.is_some() {
            return;
        }
        let fits = |(_, align): &(String, u64)| is_aligned(field.offset, *align, self.fact.align);
        let known = rust_type(&field.ty, self.target).filter(fits);
        let bytes = || (format!("[u8; {}]", field.size), 1);
        let (text, align) = known.unwrap_or_else(bytes);
        self.align = self.align.max(align);
        let name = identifier(&field.name);
        let _ = writeln!(
            self.members,
            "    /// `{}`",
            field.ty.declaration(&field.name)
        );
        let _ = writeln!(self.members, "    pub {name}: {text},");
        let _ = writeln!(
            self.checks,
            "    assert!(::core::mem::offset_of!({}, {name}) == {});",
            self.name, field.offset
        );
    }

    fn text(&self, is_union: bool, derive: Option<&str>) -> String {
        let StructFact {
            name, size, align, ..
        } = self.fact;
        let repr = match self.align < *align {
            true => format!("C, align({align})"),
            false => "C".to_owned(),
        };
        let derives = derive.map_or_else(String::new, |path| {
            format!("#[derive({path})]\n#[cstruct(name = {name:?})]\n")
        });
        let rust = &self.name;
        let keyword = if is_union { "union" } else { "struct" };
        format!(
            "/// `{name}` of C.\n#[allow(non_camel_case_types, non_snake_case)]\n{derives}\
             #[derive(Clone, Copy)]\n#[repr({repr})]\npub {keyword} {rust} {{\n{}}}\n\
             #[allow(dead_code)]\nimpl {rust} {{\n{}}}\n\
             const _: () = {{\n    assert!(::core::mem::size_of::<{rust}>() == {size});\n    \
             assert!(::core::mem::align_of::<{rust}>() == {align});\n{}}};\n",
            self.members,
            self.places(),
            self.checks
        )
    }

    fn places(&self) -> String {
        let mut places = String::new();
        for field in &self.fact.fields {
            let name = constant_name(&field.name);
            let _ = match field.bits {
                None => writeln!(
                    places,
                    "    pub const OFFSET_OF_{name}: usize = {};",
                    field.offset
                ),
                Some(bits) => writeln!(
                    places,
                    "    /// The first bit in the order in which the machine fills bytes, and how many.\n    \
                     pub const BITS_OF_{name}: (u64, u32) = ({}, {});",
                    bits.position, bits.width
                ),
            };
        }
        places
    }
}

/// A type of Rust that is the same in memory, with its alignment.
fn rust_type(ty: &Type, target: &Target) -> Option<(String, u64)> {
    if let Some(scalar) = scalar_of(ty, target) {
        let layout = scalar.layout(target);
        return Some((number(scalar, target)?.to_owned(), layout.align));
    }
    match ty.unaliased().kind() {
        TypeKind::Pointer {
            pointee,
            qualifiers,
        } => {
            let text = match pointee.as_function() {
                Some(_) => "Option<unsafe extern \"C\" fn()>",
                None if qualifiers.contains(lltype::Qualifiers::CONST) => {
                    "*const ::core::ffi::c_void"
                }
                None => "*mut ::core::ffi::c_void",
            };
            Some((text.to_owned(), target.pointer_layout().align))
        }
        TypeKind::Array {
            item,
            length: ArrayLength::Fixed(count),
            ..
        } => {
            let (item, align) = rust_type(&item, target)?;
            Some((format!("[{item}; {count}]"), align))
        }
        _ => None,
    }
}

/// Rust's name of a number.
fn number(scalar: Scalar, target: &Target) -> Option<&'static str> {
    if scalar == Scalar::Bool {
        return Some("bool");
    }
    Some(match (scalar.class(target), scalar.size(target)) {
        (Class::Signed, 1) => "i8",
        (Class::Signed, 2) => "i16",
        (Class::Signed, 4) => "i32",
        (Class::Signed, 8) => "i64",
        (Class::Unsigned, 1) => "u8",
        (Class::Unsigned, 2) => "u16",
        (Class::Unsigned, 4) => "u32",
        (Class::Unsigned, 8) => "u64",
        (Class::Float, 4) => "f32",
        (Class::Float, 8) => "f64",
        _ => return None,
    })
}

/// A name that Rust takes.
fn identifier(name: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let text = name.replace(|c| !is_part(c), "_");
    match syn::parse_str::<syn::Ident>(&text) {
        Ok(_) => text,
        Err(_) => match syn::parse_str::<syn::Ident>(&format!("r#{text}")) {
            Ok(_) => format!("r#{text}"),
            Err(_) => format!("{text}_").replace(|c: char| !is_part(c), "_"),
        },
    }
}

fn constant_name(name: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.to_ascii_uppercase().replace(|c| !is_part(c), "_")
}
