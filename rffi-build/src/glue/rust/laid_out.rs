//! [`LaidOut`]: structs with padding, where Rust does not know all members, or cannot have them.

use core::fmt::Write;

use lltype::{Layout, RecordKind};

use super::names::ident;
use super::record::Placed;
use crate::gaps::{Gap, Gaps, is_aligned};
use crate::generated::string;

/// A struct on its way, with padding where Rust knows of no member.
pub(super) struct LaidOut {
    layout: Layout,
    fields: String,
    /// Functions that give the addresses of what Rust cannot have as a member.
    methods: String,
    /// The names of the fields, and where they lie.
    offsets: Vec<(String, u64)>,
    gaps: Gaps,
}

impl LaidOut {
    pub(super) fn of(kind: RecordKind, layout: Layout, members: &[Placed<'_>]) -> Self {
        let mut sorted: Vec<&Placed<'_>> = members.iter().filter(|m| !m.is_bits).collect();
        sorted.sort_by_key(|member| member.offset);
        let mut laid_out = LaidOut {
            layout,
            fields: String::new(),
            methods: String::new(),
            offsets: Vec::new(),
            gaps: Gaps::new("_padding_", members.iter().map(|member| ident(member.name))),
        };
        for member in sorted {
            let Ok(rust) = &member.rust else { continue };
            match laid_out.fitting(kind, member) {
                Some(inner) => laid_out.field(member, rust, inner.size),
                None => laid_out.method(member, rust),
            }
        }
        laid_out.pass(layout.size, 0);
        laid_out
    }

    /// What a member takes, if Rust can have it there.
    fn fitting(&self, kind: RecordKind, member: &Placed<'_>) -> Option<Layout> {
        member.layout.filter(|inner| {
            kind == RecordKind::Struct
                && self.gaps.is_free(member.offset)
                && is_aligned(member.offset, inner.align, self.layout.align)
        })
    }

    fn pass(&mut self, offset: u64, size: u64) {
        if let Some(Gap { name, size }) = self.gaps.pass(offset, size) {
            let _ = writeln!(
                self.fields,
                "        {name}: [::core::primitive::u8; {size}],"
            );
        }
    }

    fn field(&mut self, member: &Placed<'_>, rust: &str, size: u64) {
        self.pass(member.offset, size);
        let (ident, doc) = (ident(member.name), member.doc());
        let _ = writeln!(
            self.fields,
            "        #[doc = {doc}]\n        pub {ident}: {rust},"
        );
        self.offsets.push((ident, member.offset));
    }

    fn method(&mut self, member: &Placed<'_>, rust: &str) {
        let (ident, doc, offset) = (ident(member.name), member.doc(), member.offset);
        let _ = writeln!(
            self.methods,
            "        #[doc = {doc}]\n        #[must_use]\n        \
             pub fn {ident}(this: ::rffi::Ptr<Self>) -> ::rffi::Ptr<{rust}> {{\n            \
             let this: *mut Self = this.into();\n            \
             this.wrapping_byte_add({offset}).cast::<{rust}>().into()\n        }}"
        );
    }

    /// The struct of Rust, which others know by its size alone.
    pub(super) fn item(&self, name: &str, c_name: &str) -> String {
        let LaidOut {
            layout,
            fields,
            methods,
            offsets,
            ..
        } = self;
        let methods = match methods.is_empty() {
            true => String::new(),
            false => format!("    impl {name} {{\n{methods}    }}\n"),
        };
        let offsets = offsets.iter().map(|(ident, offset)| {
            format!(
                "    const _: () = assert!(::core::mem::offset_of!({name}, {ident}) == {offset});\n"
            )
        });
        let offsets: String = offsets.collect();
        let (size, align, c_name) = (layout.size, layout.align, string(c_name));
        format!(
            "    #[derive(::core::clone::Clone, ::core::marker::Copy)]\n    \
             #[repr(C, align({align}))]\n    pub struct {name} {{\n{fields}    }}\n{methods}{offsets}    \
             // SAFETY: the compiler of C said how large it is, which is compared below.\n    \
             unsafe impl ::rffi::LowLevelType for {name} {{\n        \
             const DESC: &'static ::rffi::Desc = &::rffi::Desc::Opaque(::rffi::OpaqueDesc {{\n            \
             name: {c_name},\n            \
             layout: ::core::option::Option::Some(::rffi::lltype::Layout {{ size: {size}, align: {align} }}),\n            \
             gc: false,\n        }});\n    }}"
        )
    }
}
