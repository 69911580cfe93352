//! Bit-fields: bindgen makes a member of bytes for all that are side by side, and methods for each.

use std::collections::HashMap;

use quote::ToTokens;
use syn::{FnArg, ImplItem, ImplItemFn, Item};

use super::facts::PREFIX;
use super::ty::Ty;

/// A bit-field, or padding.
#[derive(Debug, Clone)]
pub(super) struct BitField {
    /// `None` for padding.
    pub(super) name: Option<String>,
    pub(super) ty: Ty,
    /// Where it is in the bytes.
    pub(super) offset: u64,
    pub(super) width: u64,
}

/// The methods of all structs: by the struct and the member of bytes.
#[derive(Default)]
pub(super) struct Accessors(HashMap<(String, String), Vec<BitField>>);

impl Accessors {
    pub(super) fn of(file: &syn::File) -> Self {
        let mut accessors = HashMap::new();
        for item in &file.items {
            let Item::Impl(block) = item else { continue };
            let record = block.self_ty.to_token_stream().to_string();
            for item in &block.items {
                let ImplItem::Fn(method) = item else { continue };
                if let Some((unit, field)) = getter(method) {
                    let fields: &mut Vec<BitField> =
                        accessors.entry((record.clone(), unit)).or_default();
                    fields.push(field);
                }
            }
        }
        Accessors(accessors)
    }

    /// The bit-fields in a member, with what pads between them.
    pub(super) fn in_member(&self, record: &str, member: &str) -> Vec<BitField> {
        let found = self.0.get(&(record.to_owned(), member.to_owned()));
        let mut fields = Vec::new();
        let mut end = 0;
        for field in found.into_iter().flatten() {
            pad(&mut fields, end, field.offset);
            end = field.offset + field.width;
            fields.push(field.clone());
        }
        fields
    }
}

/// Fills a gap with bits of single bytes: these lie where they are put, whatever lies around them.
fn pad(fields: &mut Vec<BitField>, start: u64, end: u64) {
    let mut offset = start;
    while offset < end {
        let next = (offset / 8 + 1) * 8;
        let width = next.min(end) - offset;
        fields.push(BitField {
            name: None,
            ty: Ty::C("UCHAR"),
            offset,
            width,
        });
        offset += width;
    }
}

/// `fn name(&self) -> T { .. self._bitfield_1.get_const::<3usize, 4u8>() .. }`
fn getter(method: &ImplItemFn) -> Option<(String, BitField)> {
    let mut inputs = method.sig.inputs.iter();
    let (Some(FnArg::Receiver(_)), None) = (inputs.next(), inputs.next()) else {
        return None;
    };
    let body = method.block.to_token_stream().to_string().replace(' ', "");
    let (_, rest) = body.split_once("self.")?;
    let (unit, rest) = rest.split_once(".get_const::<")?;
    let (numbers, _) = rest.split_once('>')?;
    let (offset, width) = numbers.split_once(',')?;
    let name = method.sig.ident.to_string();
    let field = BitField {
        name: Some(name.strip_prefix(PREFIX).unwrap_or(&name).to_owned()),
        ty: Ty::of_result(&method.sig.output),
        offset: offset.trim_end_matches("usize").parse().ok()?,
        width: width.trim_end_matches("u8").parse().ok()?,
    };
    Some((unit.to_owned(), field))
}
