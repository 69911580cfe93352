//! Structs, unions, enumerations and typedefs as C defines them.

use super::MAX_NESTING;
use super::declaration::Writer;
use crate::desc::RecordAttrs;
use crate::ty::{Enum, Kind, Place, Record, Shape, Typedef};
use crate::visited::Visited;
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
        if let Some(typedef) = Place::of(self).typedef() {
            return Some(define_typedef(&typedef));
        }
        match self.kind() {
            Kind::Record(record) => {
                let name = record.name()?;
                Some(define_record(name, &record, names_itself(name, &record)))
            }
            Kind::Enum(enumeration) => Some(define_enum(enumeration.name()?, &enumeration)),
            _ => None,
        }
    }
}

fn define_typedef(typedef: &Typedef<'_>) -> String {
    let (name, of) = (typedef.name, typedef.of.to_type());
    let text = match typedef.align.is_some() && has_nameless_vector(typedef.of) {
        // Else GCC aligns an item, and then makes a vector of it.
        true => format!("__typeof__({}) {name}", of.declaration("")),
        false => Writer::new(None).declare(&of, Qualifiers::NONE, name.to_owned(), MAX_NESTING),
    };
    format!("typedef {text}{};", attributes(false, typedef.align))
}

/// Whether it is declared with the attribute that makes a vector.
fn has_nameless_vector(mut place: Place<'_>) -> bool {
    while place.typedef().is_none() {
        match place.shape() {
            Shape::Vector(_) => return true,
            Shape::Array { item, .. } => place = item,
            _ => return false,
        }
    }
    false
}

/// Whether the definition of a struct or union has its own name in it.
fn names_itself(name: &str, record: &Record<'_>) -> bool {
    let mut visited = Visited::default();
    let mut work: Vec<Type> = record.fields().map(|field| field.ty).collect();
    while let Some(ty) = work.pop() {
        // Of a typedef the name is written, and not what is behind it.
        if ty.typedef().is_some() || !visited.insert(&ty) {
            continue;
        }
        match ty.kind() {
            Kind::Record(inner) if inner.name() == Some(name) => return true,
            Kind::Record(inner) if inner.name().is_none() => {
                work.extend(inner.fields().map(|field| field.ty));
            }
            Kind::Pointer { pointee: inner, .. } | Kind::Array { item: inner, .. } => {
                work.push(inner);
            }
            Kind::Function(function) => {
                work.push(function.result());
                work.extend(function.params().map(|param| param.ty));
            }
            _ => {}
        }
    }
    false
}

fn define_record(name: &str, record: &Record<'_>, names_itself: bool) -> String {
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
    let keyword = format!("{}{}", record.kind(), record_attributes(attrs));
    let text = match names_itself && !has_tag(name) {
        // A typedef is known behind its end alone, so that a tag is needed.
        true => format!(
            "typedef {} {name} {name};\n{keyword} {name} {body};",
            record.kind()
        ),
        false => named(name, &keyword, &body),
    };
    match attrs.pack {
        Some(bytes) => format!("#pragma pack(push, {bytes})\n{text}\n#pragma pack(pop)"),
        None => text,
    }
}

pub(super) fn record_attributes(attrs: RecordAttrs) -> String {
    attributes(attrs.packed, attrs.align)
}

/// With a space in front, if there are any.
pub(super) fn attributes(packed: bool, align: Option<u32>) -> String {
    let packed = packed.then(|| "packed".to_owned());
    let aligned = align.map(|align| format!("aligned({align})"));
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
    match name.split_once(' ') {
        Some((_, tag)) if has_tag(name) => format!("{keyword} {tag} {body};"),
        _ => format!("typedef {keyword} {body} {name};"),
    }
}

/// Whether it is called `struct tm`, and not by a typedef.
fn has_tag(name: &str) -> bool {
    let tags = ["struct ", "union ", "enum "];
    tags.iter().any(|tag| name.starts_with(tag))
}

/// An integer as a constant of C, which has no negative ones and knows the least by subtraction.
fn integer(value: i128) -> String {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(i64::MIN), _) => format!("(-{} - 1)", i64::MAX),
        (Err(_), Ok(value)) => format!("{value}u"),
        _ => value.to_string(),
    }
}
