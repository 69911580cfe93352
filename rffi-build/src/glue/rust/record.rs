//! Structs and unions as the compiler lays them out.

use core::fmt::Write;

use cdef::{MemberRef, RecordRef, RecordView, TypeShape, TypeView};
use lltype::{Layout, RecordAttrs, RecordKind};

use super::RustWriter;
use super::function::External;
use super::names::ident;
use crate::generated::string;
use crate::glue::c::bit_field_names;

/// A member, and where it lies.
struct Placed<'c> {
    name: &'c str,
    ty: TypeView<'c>,
    /// What Rust calls its type, if it has a word for it.
    rust: Result<String, String>,
    offset: u64,
    layout: Option<Layout>,
    is_bits: bool,
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
            false => laid_out(record.kind(), name, &c_name, view.layout(), &members),
        };
        let _ = writeln!(self.items, "    #[doc = {}]\n{text}", string(&doc));
        self.items += &asserts(name, view.layout());
    }

    /// Functions that read and write bit-fields.
    fn bit_fields(&mut self, record: RecordRef<'c>, name: &str, members: &[Placed<'c>]) {
        let Some(c_type) = self.c_names.get(&record).cloned() else {
            return;
        };
        let mut methods = String::new();
        for member in members.iter().filter(|member| member.is_bits) {
            let Ok(rust) = &member.rust else { continue };
            let names = bit_field_names(&c_type, member.name);
            let [get, set] = &names;
            let declared = member.ty.declared(member.name);
            let doc = string(&format!("The bit-field `{declared}`."));
            let pointers = [
                (
                    get,
                    format!("this: ::rffi::ConstPtr<{name}>"),
                    format!(" -> {rust}"),
                ),
                (
                    set,
                    format!("this: ::rffi::Ptr<{name}>, value: {rust}"),
                    String::new(),
                ),
            ];
            for (function, params, result) in &pointers {
                let external = External {
                    name: function,
                    symbol: self.symbol(function),
                    doc: &doc,
                    params: params.clone(),
                    result: result.clone(),
                    is_public: false,
                };
                self.external(external);
            }
            let ident = ident(member.name);
            let _ = writeln!(
                methods,
                "        #[doc = {doc}]\n        #[must_use]\n        pub fn {ident}(&self) -> {rust} {{\n            \
                 // SAFETY: C reads a value that is there.\n            \
                 unsafe {{ {get}(::core::ptr::from_ref(self).into()) }}\n        }}\n        \
                 #[doc = {doc}]\n        pub fn set_{}(&mut self, value: {rust}) {{\n            \
                 // SAFETY: C writes to a value that is there.\n            \
                 unsafe {{ {set}(::core::ptr::from_mut(self).into(), value) }}\n        }}",
                member.name
            );
        }
        if !methods.is_empty() {
            let _ = writeln!(self.wrappers, "    impl {name} {{\n{methods}    }}");
        }
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
        let doc = string(&format!("`{}`", member.ty.declared(member.name)));
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

/// With padding where Rust knows of no member. What Rust cannot have as a member has a method that gives its
/// address.
fn laid_out(
    kind: RecordKind,
    name: &str,
    c_name: &str,
    layout: Layout,
    members: &[Placed<'_>],
) -> String {
    let mut sorted: Vec<&Placed<'_>> = members.iter().collect();
    sorted.sort_by_key(|member| member.offset);
    let (mut fields, mut methods, mut end, mut padding) = (String::new(), String::new(), 0, 0);
    let mut pad = |fields: &mut String, from: u64, to: u64| {
        if from < to {
            let _ = writeln!(
                fields,
                "        _padding_{padding}: [::core::primitive::u8; {}],",
                to - from
            );
            padding += 1;
        }
    };
    let mut offsets = String::new();
    for member in sorted {
        let (Ok(rust), false) = (&member.rust, member.is_bits) else {
            continue;
        };
        let ident = ident(member.name);
        let doc = string(&format!("`{}`", member.ty.declared(member.name)));
        let fits = member.layout.filter(|inner| {
            kind == RecordKind::Struct
                && member.offset >= end
                && inner.align <= layout.align
                && member.offset.is_multiple_of(inner.align)
        });
        let Some(inner) = fits else {
            let offset = member.offset;
            let _ = writeln!(
                methods,
                "        #[doc = {doc}]\n        #[must_use]\n        \
                 pub fn {ident}(this: ::rffi::Ptr<Self>) -> ::rffi::Ptr<{rust}> {{\n            \
                 let this: *mut Self = this.into();\n            \
                 this.wrapping_byte_add({offset}).cast::<{rust}>().into()\n        }}"
            );
            continue;
        };
        pad(&mut fields, end, member.offset);
        let _ = write!(
            fields,
            "        #[doc = {doc}]\n        pub {ident}: {rust},\n"
        );
        let _ = writeln!(
            offsets,
            "    const _: () = assert!(::core::mem::offset_of!({name}, {ident}) == {});",
            member.offset
        );
        end = member.offset + inner.size;
    }
    pad(&mut fields, end, layout.size);
    let methods = match methods.is_empty() {
        true => String::new(),
        false => format!("    impl {name} {{\n{methods}    }}\n"),
    };
    let (size, align, c_name) = (layout.size, layout.align, string(c_name));
    format!(
        "    #[derive(::core::clone::Clone, ::core::marker::Copy)]\n    #[repr(C, align({align}))]\n\
         \x20   pub struct {name} {{\n{fields}    }}\n{methods}{offsets}\
         \x20   // SAFETY: the compiler of C said how large it is, which is compared below.\n\
         \x20   unsafe impl ::rffi::LowLevelType for {name} {{\n\
         \x20       const DESC: &'static ::rffi::Desc = &::rffi::Desc::Opaque(::rffi::OpaqueDesc {{\n\
         \x20           name: {c_name},\n\
         \x20           layout: ::core::option::Option::Some(::rffi::lltype::Layout {{ size: {size}, align: {align} }}),\n\
         \x20           gc: false,\n        }});\n    }}"
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
