//! What a type is called in one line: CFFI's canonical names.

use lltype::Qualifiers;

use super::{Function, Length, Node, Qualified, TypeId, Types};
use crate::names::{Name, Names};

/// The longest name; beyond it stands `...`. A type that holds others twice on every level has a name
/// without end.
const MAX_NAME: usize = 1 << 12;

impl Types<'_> {
    /// The name of a type with `inner` where a declaration has the name: `int(*)[5]`. One space stands
    /// before each `*`; qualifiers are left out, and typedefs but those of structs without tags.
    pub(crate) fn canonical(&self, names: &Names<'_>, ty: TypeId, inner: &str) -> String {
        self.writer(names, false).write(ty.into(), inner.to_owned())
    }

    /// The same as it was written: with qualifiers and typedefs, in C's spacing.
    pub(crate) fn spelled(&self, names: &Names<'_>, ty: Qualified, inner: &str) -> String {
        self.writer(names, true).write(ty, inner.to_owned())
    }

    fn writer<'w>(&'w self, names: &'w Names<'w>, spelled: bool) -> Writer<'w> {
        Writer {
            types: self,
            names,
            left: MAX_NAME,
            spelled,
        }
    }

    /// What C calls a struct, union or enum: with its keyword, or by its typedef.
    pub(crate) fn tagged_name(
        &self,
        names: &Names<'_>,
        keyword: impl core::fmt::Display,
        tag: Option<Name>,
        alias: Option<Name>,
    ) -> Option<String> {
        let tag = tag.map(|tag| format!("{keyword} {}", names.text(tag)));
        tag.or_else(|| alias.map(|alias| names.text(alias).to_owned()))
    }

    /// What C calls a struct or union; `None` if it has no name.
    pub(crate) fn record_name(&self, names: &Names<'_>, id: super::RecordId) -> Option<String> {
        let record = self.record_at(id);
        self.tagged_name(names, record.kind, record.tag, record.alias)
    }

    /// What C calls an enum; `None` if it has no name.
    pub(crate) fn enum_name(&self, names: &Names<'_>, id: super::EnumId) -> Option<String> {
        let enumeration = self.enum_at(id);
        self.tagged_name(names, "enum", enumeration.tag, enumeration.alias)
    }
}

struct Writer<'w> {
    types: &'w Types<'w>,
    names: &'w Names<'w>,
    /// How many letters there may still be.
    left: usize,
    /// Whether qualifiers and typedefs are kept.
    spelled: bool,
}

impl Writer<'_> {
    fn write(&mut self, ty: Qualified, mut inner: String) -> String {
        let is_named = !inner.is_empty();
        let Qualified {
            mut ty,
            mut qualifiers,
        } = ty;
        loop {
            // Never more steps than a type is deep: see `MAX_DEPTH`.
            ty = match self.types.node(ty) {
                Node::Typedef { name, .. } if self.spelled => {
                    let name = self.names.text(name).to_owned();
                    return self.end(qualifiers, name, &inner, is_named);
                }
                Node::Typedef { of, .. } => of,
                Node::Pointer(to) => {
                    inner = self.point(to.ty, qualifiers, &inner);
                    qualifiers = to.qualifiers;
                    to.ty
                }
                Node::Array { item, length } => {
                    inner += &length_of(length);
                    item
                }
                Node::Function(id) => {
                    let function = self.types.function_at(id);
                    inner = self.called(function, &inner);
                    qualifiers = Qualifiers::NONE;
                    function.result
                }
                node => return self.end(qualifiers, self.base(node), &inner, is_named),
            };
        }
    }

    /// A function behind what it declares, with its convention where C has it: before the name, within the
    /// parentheses of a pointer.
    fn called(&mut self, function: &Function, inner: &str) -> String {
        let params = self.params(function);
        let convention = function.convention.c_attribute();
        match inner.strip_prefix('(') {
            _ if convention.is_empty() || !self.spelled => format!("{inner}({params})"),
            Some(inner) => format!("({convention} {inner}({params})"),
            None => format!(" {convention} {}({params})", inner.trim_start()),
        }
    }

    /// A pointer before what it declares; in parentheses, where what it points to is written behind.
    fn point(&self, to: TypeId, qualifiers: Qualifiers, inner: &str) -> String {
        let to = match self.spelled {
            true => self.types.node(to),
            false => self.types.kind(to),
        };
        let is_behind = matches!(to, Node::Array { .. } | Node::Function(_));
        let pointer = match self.spelled {
            // `char **const name`.
            true => {
                let is_apart = !(qualifiers.is_empty()
                    || inner.is_empty()
                    || inner.starts_with(['[', '(', ' ']));
                let space = if is_apart { " " } else { "" };
                format!("*{qualifiers}{space}{inner}")
            }
            // `char * *`.
            false if is_behind => format!("*{inner}"),
            false => format!(" *{inner}"),
        };
        match is_behind {
            true => format!("({pointer})"),
            false => pointer,
        }
    }

    /// The whole: `int(*)(int)`, and with a name `int (*name)(int)`.
    fn end(&self, qualifiers: Qualifiers, name: String, inner: &str, is_named: bool) -> String {
        if !self.spelled {
            return name + inner;
        }
        let qualified = if qualifiers.is_empty() { "" } else { " " };
        let is_close = inner.is_empty()
            || inner.starts_with(['[', ' '])
            || (inner.starts_with('(') && !is_named);
        let space = if is_close { "" } else { " " };
        format!("{qualifiers}{qualified}{name}{space}{inner}")
    }

    fn params(&mut self, function: &Function) -> String {
        let mut texts = Vec::new();
        for param in &function.params {
            if self.left == 0 {
                texts.push("...".to_owned());
                return texts.join(", ");
            }
            let text = self.write(param.ty.into(), String::new());
            self.left = self.left.saturating_sub(text.len());
            texts.push(text);
        }
        match function.variadic {
            true => texts.push("...".to_owned()),
            false if texts.is_empty() && self.spelled => texts.push("void".to_owned()),
            false => {}
        }
        texts.join(", ")
    }

    fn base(&self, node: Node) -> String {
        let (types, names) = (self.types, self.names);
        match node {
            Node::Scalar(scalar) => scalar.c_name().to_owned(),
            Node::Record(id) => types
                .record_name(names, id)
                .unwrap_or_else(|| format!("{} <anonymous>", types.record_at(id).kind)),
            Node::Enum(id) => types
                .enum_name(names, id)
                .unwrap_or_else(|| "enum <anonymous>".to_owned()),
            Node::Vector(vector) => format!("{} __vector[{}]", vector.item, vector.lanes),
            Node::Opaque(name) | Node::Ask(name, _) => names.text(name).to_owned(),
            _ => "void".to_owned(),
        }
    }
}

fn length_of(length: Length) -> String {
    match length {
        Length::Fixed(count) => format!("[{count}]"),
        Length::Unknown => "[]".to_owned(),
        Length::Ask => "[...]".to_owned(),
        Length::Variable | Length::Broken => "[*]".to_owned(),
    }
}
