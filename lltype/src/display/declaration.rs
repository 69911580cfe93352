//! A name declared with a type, in C: `int (*name)(const char *)`.

use super::definition::{attributes, record_attributes};
use super::{Budget, MAX_NESTING};
use crate::desc::{ArrayLength, Convention, Qualifiers, VectorDesc};
use crate::ty::{Field, Function, Kind, Record};
use crate::{Scalar, Target, Type};

/// Beyond this many pointers in a row, `...` is printed.
const MAX_POINTERS: u32 = 64;

/// What stands for parameters that are not printed. C's own `...` would say something else.
const NOT_PRINTED: &str = "/* ... */";

impl Type {
    /// The type declaring `name`, in C: `int (*name)(const char *)`. With an empty name it is what
    /// C calls the type's name: `int (*)(const char *)`.
    ///
    /// ```
    /// use lltype::{Qualifiers, Scalar, Type};
    /// let text = Type::pointer_to(&Scalar::Char.into(), Qualifiers::CONST);
    /// let function = Type::function(&[text], &Scalar::Int.into(), true)?;
    /// let pointer = Type::pointer_to(&function, Qualifiers::NONE);
    /// assert_eq!(pointer.declaration("printer"), "int (*printer)(const char *, ...)");
    /// # Ok::<(), lltype::TypeError>(())
    /// ```
    #[must_use]
    pub fn declaration(&self, name: &str) -> String {
        Writer::new(None).declare(self, Qualifiers::NONE, name.to_owned(), MAX_NESTING)
    }
}

/// Writes declarations as long as the budget lasts.
pub(super) struct Writer {
    budget: Budget,
    /// The `#pragma pack` that is in force.
    pack: Option<u32>,
}

impl Writer {
    pub(super) fn new(pack: Option<u32>) -> Self {
        Writer {
            budget: Budget::new(),
            pack,
        }
    }

    /// C declares a name as it is used, so a declaration is written from the name outwards: a
    /// pointer puts `*` before it, a function its parameters and an array its length behind it.
    pub(super) fn declare(
        &mut self,
        ty: &Type,
        mut qualifiers: Qualifiers,
        mut declarator: String,
        nesting: u32,
    ) -> String {
        let mut ty = ty.clone();
        for _ in 0..MAX_POINTERS {
            if let Some((name, _)) = ty.typedef() {
                return base(name, qualifiers, &declarator);
            }
            let next = match ty.kind() {
                Kind::Pointer {
                    pointee,
                    qualifiers: inner,
                } => {
                    declarator = point(&pointee, qualifiers, &declarator);
                    qualifiers = inner;
                    pointee
                }
                Kind::Function(function) => {
                    declarator = self.call(&function, &declarator, nesting);
                    qualifiers = Qualifiers::NONE;
                    function.result()
                }
                Kind::Array {
                    item,
                    length: ArrayLength::Fixed(count),
                    ..
                } => {
                    declarator = format!("{declarator}[{count}]");
                    item
                }
                Kind::Array {
                    item,
                    length: ArrayLength::NoLength,
                    ..
                } => {
                    declarator = format!("{declarator}[]");
                    item
                }
                _ => {
                    let name = self.base_name(&ty, nesting);
                    return base(&name, qualifiers, &declarator);
                }
            };
            ty = next;
        }
        base("...", qualifiers, &declarator)
    }

    /// The name of a type that is written before what it declares.
    fn base_name(&mut self, ty: &Type, nesting: u32) -> String {
        match ty.kind() {
            Kind::Scalar(scalar) => scalar.c_name().to_owned(),
            Kind::Opaque { name, .. } => name.to_owned(),
            Kind::Record(record) => match record.name() {
                Some(name) => name.to_owned(),
                None => self.members(&record, nesting),
            },
            Kind::Enum(enumeration) => match enumeration.name() {
                Some(name) => name.to_owned(),
                None => enumeration.base(&Target::HOST).c_name().to_owned(),
            },
            Kind::Vector(vector) => vector_name(vector),
            Kind::Array { item, .. } => {
                let items = self.nested(&item, "items[]", nesting);
                format!("struct {{ intptr_t length; {items}; }}")
            }
            _ => "void".to_owned(),
        }
    }

    /// The declaration of something inside of something else.
    fn nested(&mut self, ty: &Type, name: &str, nesting: u32) -> String {
        match (nesting.checked_sub(1), self.budget.take()) {
            (Some(nesting), Some(())) => {
                self.declare(ty, Qualifiers::NONE, name.to_owned(), nesting)
            }
            _ => NOT_PRINTED.to_owned(),
        }
    }

    /// A struct or union without a name.
    fn members(&mut self, record: &Record<'_>, nesting: u32) -> String {
        let mut text = format!("{}{} {{", record.kind(), record_attributes(record.attrs()));
        for field in record.fields() {
            text.push(' ');
            match (nesting.checked_sub(1), self.budget.take()) {
                (Some(nesting), Some(())) => text += &self.member(&field, nesting),
                _ => {
                    text.push_str(NOT_PRINTED);
                    break;
                }
            }
        }
        text + " }"
    }

    /// A member, as it is declared, with the semicolon; nothing for one of type `void`, which C does
    /// not have.
    pub(super) fn member(&mut self, field: &Field<'_>, nesting: u32) -> String {
        if matches!(field.ty.kind(), Kind::Void) {
            return String::new();
        }
        let outer = self.pack;
        let written_out = match field.is_anonymous() {
            true => field.ty.as_record().map(|record| record.attrs().pack),
            false => nameless_record(&field.ty),
        };
        self.pack = written_out.unwrap_or(outer);
        let text = self.plain_member(field, nesting);
        let inner = core::mem::replace(&mut self.pack, outer);
        match inner {
            _ if inner == outer => text,
            Some(bytes) => {
                format!("_Pragma(\"pack(push, {bytes})\") {text} _Pragma(\"pack(pop)\")")
            }
            None => {
                format!("_Pragma(\"pack(push)\") _Pragma(\"pack()\") {text} _Pragma(\"pack(pop)\")")
            }
        }
    }

    fn plain_member(&mut self, field: &Field<'_>, nesting: u32) -> String {
        let name = field.name.unwrap_or_default().to_owned();
        let mut text = match field.ty.as_record() {
            // By its name alone, C would declare no member.
            Some(record) if field.is_anonymous() => self.members(&record, nesting),
            _ => self.declare(&field.ty, field.qualifiers, name, nesting),
        };
        if let Some(width) = field.bits {
            text += &format!(" : {width}");
        }
        text + &attributes(field.packed, field.align) + ";"
    }

    fn call(&mut self, function: &Function<'_>, declarator: &str, nesting: u32) -> String {
        let params = self.params(function, nesting);
        match function.convention() {
            Convention::C => format!("{declarator}({params})"),
            // Before the name, and within the parentheses of a pointer.
            other => match declarator.strip_prefix('(') {
                Some(inner) => format!("({} {inner}({params})", other.c_attribute()),
                None => format!("{} {declarator}({params})", other.c_attribute()),
            },
        }
    }

    fn params(&mut self, function: &Function<'_>, nesting: u32) -> String {
        let Some(nesting) = nesting.checked_sub(1) else {
            return NOT_PRINTED.to_owned();
        };
        let mut texts = Vec::new();
        for param in function.true_params() {
            if self.budget.take().is_none() {
                texts.push(NOT_PRINTED.to_owned());
                break;
            }
            let name = param.name.unwrap_or_default().to_owned();
            texts.push(self.declare(&param.ty, Qualifiers::NONE, name, nesting));
        }
        match (texts.is_empty(), function.is_variadic()) {
            (true, false) => texts.push("void".to_owned()),
            (_, true) => texts.push("...".to_owned()),
            _ => {}
        }
        texts.join(", ")
    }
}

/// A pointer before its declarator; in parentheses, where what it points to is written behind.
fn point(pointee: &Type, qualifiers: Qualifiers, declarator: &str) -> String {
    let space = if qualifiers.is_empty() || declarator.is_empty() {
        ""
    } else {
        " "
    };
    let pointer = format!("*{qualifiers}{space}{declarator}");
    let is_behind = match pointee.kind() {
        _ if pointee.typedef().is_some() => false,
        Kind::Function(_) => true,
        Kind::Array { length, .. } => length != ArrayLength::Header,
        _ => false,
    };
    match is_behind {
        true => format!("({pointer})"),
        false => pointer,
    }
}

fn base(name: &str, qualifiers: Qualifiers, declarator: &str) -> String {
    let qualified = if qualifiers.is_empty() { "" } else { " " };
    // An array without a name is `int[3]`.
    let space = if declarator.is_empty() || declarator.starts_with('[') {
        ""
    } else {
        " "
    };
    format!("{qualifiers}{qualified}{name}{space}{declarator}")
}

/// The `#pragma pack` of a struct or union that is written out where it is named, also as an item
/// or behind a pointer; `None` if the type has a name.
fn nameless_record(ty: &Type) -> Option<Option<u32>> {
    let mut ty = ty.clone();
    for _ in 0..MAX_POINTERS {
        let next = match ty.kind() {
            _ if ty.typedef().is_some() => return None,
            Kind::Pointer { pointee, .. } => pointee,
            Kind::Array { item, .. } => item,
            Kind::Record(record) if record.name().is_none() => return Some(record.attrs().pack),
            _ => return None,
        };
        ty = next;
    }
    None
}

fn vector_name(vector: VectorDesc) -> String {
    let VectorDesc { item, lanes } = vector;
    let size = vector_size(item, lanes);
    format!("{item} __attribute__((vector_size({size})))")
}

/// In bytes; `long` has as many as the reader's target gives it.
fn vector_size(item: Scalar, lanes: u32) -> String {
    let size = item.size(&Target::HOST);
    match Target::ALL.iter().all(|target| item.size(target) == size) {
        true => (size as u64 * u64::from(lanes)).to_string(),
        false => format!("{lanes} * sizeof({item})"),
    }
}
