//! [`Record`]: a struct or union.

use quote::ToTokens;
use syn::{Attribute, Field, ItemStruct, ItemUnion, Type};

use super::bits::{Accessors, BitField};
use super::docs;
use super::facts::PREFIX;
use super::ty::Ty;

pub(super) struct Record {
    /// bindgen's.
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) is_union: bool,
    /// Its `packed` or `packed(N)`.
    pub(super) packed: Option<String>,
    pub(super) align: Option<u64>,
    pub(super) members: Vec<Member>,
}

pub(super) struct Member {
    /// The name in C, or bindgen's where there is none.
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) kind: MemberKind,
}

pub(super) enum MemberKind {
    Plain(Ty),
    /// A struct or union without a name.
    Anonymous(Ty),
    /// The place of these bit-fields, of so many bytes.
    Bits(u64, Vec<BitField>),
}

impl Record {
    pub(super) fn of_struct(item: &ItemStruct, accessors: &Accessors) -> Self {
        let mut record = Record::new(&item.ident, &item.attrs, false);
        for field in &item.fields {
            record.add(field, accessors);
        }
        record
    }

    pub(super) fn of_union(item: &ItemUnion) -> Self {
        let mut record = Record::new(&item.ident, &item.attrs, true);
        let none = Accessors::default();
        for field in &item.fields.named {
            record.add(field, &none);
        }
        record
    }

    fn new(ident: &syn::Ident, attributes: &[Attribute], is_union: bool) -> Self {
        let hints = docs::tokens(attributes, "repr").join(",");
        let words = hints
            .split([',', '('])
            .map(|word| word.trim_end_matches(')'));
        let words: Vec<&str> = words.collect();
        let number = |name: &str| {
            let at = words.iter().position(|word| *word == name)?;
            words.get(at + 1)?.parse::<u64>().ok()
        };
        Record {
            name: ident.to_string(),
            docs: docs::lines(attributes),
            is_union,
            packed: words.contains(&"packed").then(|| match number("packed") {
                Some(size) => format!("packed({size})"),
                None => "packed".to_owned(),
            }),
            align: number("align"),
            members: Vec::new(),
        }
    }

    fn add(&mut self, field: &Field, accessors: &Accessors) {
        let name = field
            .ident
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        // How bindgen aligns bit-fields, and what pads: Rust and C do that in the same way.
        if name.starts_with("_bindgen_align") || name.starts_with("_bitfield_align") {
            if let Ty::Array(item, _) = Ty::of(&field.ty) {
                self.align = self.align.max(size_of_item(&item));
            }
            return;
        }
        if name.starts_with("__bindgen_padding") {
            return;
        }
        let kind = if name.starts_with("_bitfield_") {
            MemberKind::Bits(bytes(&field.ty), accessors.in_member(&self.name, &name))
        } else if name.contains("__bindgen_anon_") {
            MemberKind::Anonymous(Ty::of(&field.ty))
        } else {
            MemberKind::Plain(Ty::of(&field.ty))
        };
        self.members.push(Member {
            name: name.strip_prefix(PREFIX).unwrap_or(&name).to_owned(),
            docs: docs::lines(&field.attrs),
            kind,
        });
    }

    /// Every type in it.
    pub(super) fn types(&self) -> impl Iterator<Item = &Ty> {
        self.members.iter().flat_map(|member| match &member.kind {
            MemberKind::Plain(ty) | MemberKind::Anonymous(ty) => vec![ty],
            MemberKind::Bits(_, fields) => fields.iter().map(|field| &field.ty).collect(),
        })
    }
}

/// The `N` of `__BindgenBitfieldUnit<[u8; Nusize]>`.
fn bytes(ty: &Type) -> u64 {
    let text = ty.to_token_stream().to_string().replace(' ', "");
    let number = text.split_once("[u8;").map_or("", |(_, rest)| rest);
    let digits = number.split(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn size_of_item(item: &Ty) -> Option<u64> {
    match item {
        Ty::C("UINT8_T") => Some(1),
        Ty::C("UINT16_T") => Some(2),
        Ty::C("UINT32_T") => Some(4),
        Ty::C("UINT64_T") => Some(8),
        _ => None,
    }
}
