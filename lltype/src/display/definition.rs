//! Structs, unions, enumerations and typedefs as C defines them.

use super::MAX_NESTING;
use super::declaration::Writer;
use crate::desc::RecordAttrs;
use crate::ty::{Enum, Kind, Record};
use crate::{Qualifiers, Type};

impl Type {
    /// The C that defines the type, with the semicolon: of a struct, union or enumeration with a
    /// name, and of a typedef. `None` for other types.
    ///
    /// Types that it names are not defined along with it.
    ///
    /// ```
    /// use lltype::{RecordSpec, Scalar, Type};
    ///
    /// let int = Type::from(Scalar::Int);
    /// let spec = RecordSpec::structure("div_t").field("quot", int.clone()).field("rem", int);
    /// assert_eq!(
    ///     Type::record(spec)?.definition().unwrap(),
    ///     "typedef struct {\n    int quot;\n    int rem;\n} div_t;"
    /// );
    /// # Ok::<(), lltype::TypeError>(())
    /// ```
    #[must_use]
    pub fn definition(&self) -> Option<String> {
        if let Some((name, of)) = self.typedef() {
            let text =
                Writer::new(None).declare(&of, Qualifiers::NONE, name.to_owned(), MAX_NESTING);
            return Some(format!("typedef {text};"));
        }
        match self.kind() {
            Kind::Record(record) => Some(define_record(record.name()?, &record)),
            Kind::Enum(enumeration) => Some(define_enum(enumeration.name()?, &enumeration)),
            _ => None,
        }
    }
}

fn define_record(name: &str, record: &Record<'_>) -> String {
    let attrs = record.attrs();
    let mut writer = Writer::new(attrs.pack);
    let members = record
        .fields()
        .map(|field| writer.member(&field, MAX_NESTING));
    let members: String = members
        .filter(|text| !text.is_empty())
        .map(|text| format!("    {text}\n"))
        .collect();
    let body = format!("{{\n{members}}}");
    let keyword = format!("{}{}", record.kind(), attributes(attrs));
    let text = named(name, &keyword, &body);
    match attrs.pack {
        Some(bytes) => format!("#pragma pack(push, {bytes})\n{text}\n#pragma pack(pop)"),
        None => text,
    }
}

/// With a space in front, if there are any.
pub(super) fn attributes(attrs: RecordAttrs) -> String {
    let packed = attrs.packed.then(|| "packed".to_owned());
    let aligned = attrs.align.map(|align| format!("aligned({align})"));
    let attributes: Vec<String> = packed.into_iter().chain(aligned).collect();
    match attributes.is_empty() {
        true => String::new(),
        false => format!(" __attribute__(({}))", attributes.join(", ")),
    }
}

fn define_enum(name: &str, enumeration: &Enum<'_>) -> String {
    let constants: String = enumeration
        .constants()
        .map(|(name, value)| format!("    {name} = {},\n", integer(value)))
        .collect();
    let base = enumeration.declared_base();
    let base = base.map_or_else(String::new, |base| format!(": {base} "));
    named(name, "enum", &format!("{base}{{\n{constants}}}"))
}

/// With its tag (`struct tm`), or by the typedef that it is known by (`div_t`).
fn named(name: &str, keyword: &str, body: &str) -> String {
    let (first, tag) = name.split_once(' ').unwrap_or(("", name));
    match first {
        "struct" | "union" | "enum" => format!("{keyword} {tag} {body};"),
        _ => format!("typedef {keyword} {body} {name};"),
    }
}

/// An integer as a constant of C, which has no negative ones and knows the least by subtraction.
fn integer(value: i128) -> String {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(i64::MIN), _) => format!("(-{} - 1)", i64::MAX),
        (Err(_), Ok(value)) => format!("{value}u"),
        _ => value.to_string(),
    }
}
