//! Structs and unions as the compiler lays them out.

use core::fmt::Write;

use cdef::{MemberRef, RecordRef, RecordView, TypeShape, TypeView};
use lltype::{Layout, RecordAttrs, RecordKind};

use super::RustWriter;
use super::laid_out::LaidOut;
use super::names::ident;
use crate::generated::string;

/// A member, and where it lies.
pub(super) struct Placed<'c> {
    pub(super) name: &'c str,
    pub(super) ty: TypeView<'c>,
    /// What Rust calls its type, if it has a word for it.
    pub(super) rust: Result<String, String>,
    pub(super) offset: u64,
    pub(super) layout: Option<Layout>,
    pub(super) is_bits: bool,
}

impl Placed<'_> {
    /// Its declaration in C, as a literal.
    pub(super) fn doc(&self) -> String {
        string(&format!("`{}`", self.ty.declared(self.name)))
    }
}

impl<'c> RustWriter<'_, 'c> {
    /// The type of Rust for a struct, which only C may know the inside of.
    pub(super) fn record(&mut self, record: RecordRef<'c>, name: &str) {
        let c_name = record.name().unwrap_or_default();
        let doc = match c_name.is_empty() {
            true => format!("A {} without a name in C.", record.kind()),
            false => format!("C's `{c_name}`."),
        };
        let Some(view) = record.view() else {
            return self.opaque(name, &c_name, &doc);
        };
        let members = self.placed(record, &view, 0);
        self.bit_fields(record, name, &members);
        let text = match self.is_plain(record, &view, &members) {
            true => plain(record, name, &c_name, &members),
            false => LaidOut::of(record.kind(), view.layout(), &members).item(name, &c_name),
        };
        let _ = writeln!(self.items, "    #[doc = {}]\n{text}", string(&doc));
        self.items += &asserts(name, view.layout());
    }

    /// A type of which only the name is known.
    pub(super) fn opaque(&mut self, name: &str, c_name: &str, doc: &str) {
        let (doc, c_name) = (string(doc), string(c_name));
        let _ = writeln!(
            self.items,
            "    ::rffi::opaque! {{\n        #[doc = {doc}]\n        pub struct {name} = {c_name};\n    }}"
        );
    }

    /// The members with those of anonymous ones among them.
    fn placed(&self, record: RecordRef<'c>, view: &RecordView<'c>, base: u64) -> Vec<Placed<'c>> {
        let mut placed = Vec::new();
        for (member, place) in record.members().zip(view.members()) {
            let offset = base + place.offset;
            match (member.name.is_empty(), member.ty.unaliased()) {
                (true, TypeShape::Record(inner)) if member.bits.is_none() => {
                    if let Some(view) = inner.view() {
                        placed.extend(self.placed(inner, &view, offset));
                    }
                }
                (true, _) => {}
                (false, _) => placed.push(self.member(&member, offset)),
            }
        }
        placed
    }

    fn member(&self, member: &MemberRef<'c>, offset: u64) -> Placed<'c> {
        let ty = member.ty.to_type().ok();
        Placed {
            name: member.name,
            ty: member.ty,
            rust: self.ty(member.ty),
            offset,
            layout: ty.and_then(|ty| self.target().layout(&ty).ok()),
            is_bits: member.bits.is_some(),
        }
    }

    /// Whether Rust lays it out in the same way, and `CStruct` can say so.
    fn is_plain(
        &self,
        record: RecordRef<'c>,
        view: &RecordView<'c>,
        members: &[Placed<'c>],
    ) -> bool {
        let mut tokens: Vec<String> = members
            .iter()
            .map(|m| ident(m.name).to_uppercase())
            .collect();
        let count = tokens.len();
        tokens.sort();
        tokens.dedup();
        let is_struct = record.kind() == RecordKind::Struct;
        let (mut end, mut align) = (0_u64, 1_u64);
        for member in members {
            let Some(layout) = member
                .layout
                .filter(|_| member.rust.is_ok() && !member.is_bits)
            else {
                return false;
            };
            align = align.max(layout.align);
            let offset = if is_struct {
                end.next_multiple_of(layout.align)
            } else {
                0
            };
            if offset != member.offset {
                return false;
            }
            end = end.max(offset + layout.size);
        }
        let expected = Layout {
            size: end.next_multiple_of(align),
            align,
        };
        record.is_complete()
            && view.attrs() == RecordAttrs::NONE
            && tokens.len() == count
            && record.members().all(|member| !member.name.is_empty())
            && count > 0
            && view.layout() == expected
    }
}

/// With the members that C has.
fn plain(record: RecordRef<'_>, name: &str, c_name: &str, members: &[Placed<'_>]) -> String {
    let mut fields = String::new();
    for member in members {
        let (ident, c_name) = (ident(member.name), string(member.name));
        let doc = member.doc();
        let rust = member.rust.as_deref().unwrap_or_default();
        let _ = write!(
            fields,
            "        #[doc = {doc}]\n        #[cstruct(name = {c_name})]\n        pub {ident}: {rust},\n"
        );
    }
    let (kind, c_name) = (record.kind(), string(c_name));
    format!(
        "    #[derive(::rffi::CStruct, ::core::clone::Clone, ::core::marker::Copy)]\n\
         \x20   #[repr(C)]\n    #[cstruct(name = {c_name})]\n    pub {kind} {name} {{\n{fields}    }}"
    )
}

/// That Rust has the compiler's layout.
fn asserts(name: &str, layout: Layout) -> String {
    format!(
        "    const _: () = assert!(::core::mem::size_of::<{name}>() == {} && \
         ::core::mem::align_of::<{name}>() == {});\n",
        layout.size, layout.align
    )
}
