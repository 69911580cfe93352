//! Bit-fields: C reads and writes them, because nobody else knows where they lie.

use core::fmt::Write;

use cdef::RecordRef;

use super::RustWriter;
use super::function::External;
use super::names::ident;
use super::record::Placed;
use crate::generated::string;
use crate::glue::c::bit_field_names;

impl<'c> RustWriter<'_, 'c> {
    /// Methods that read and write the bit-fields of a struct.
    pub(super) fn bit_fields(&mut self, record: RecordRef<'c>, name: &str, members: &[Placed<'c>]) {
        let Some(c_type) = self.c_names.get(&record).cloned() else {
            return;
        };
        let mut methods = String::new();
        for member in members.iter().filter(|member| member.is_bits) {
            if let Ok(rust) = &member.rust {
                methods += &self.bit_field(&c_type, name, member, rust);
            }
        }
        if !methods.is_empty() {
            let _ = writeln!(self.wrappers, "    impl {name} {{\n{methods}    }}");
        }
    }

    fn bit_field(&mut self, c_type: &str, record: &str, member: &Placed<'c>, rust: &str) -> String {
        let [get, set] = bit_field_names(c_type, member.name);
        let declared = member.ty.declared(member.name);
        let doc = string(&format!("The bit-field `{declared}`."));
        let mut external = |name: &str, params: String, result: String| {
            let external = External {
                name,
                symbol: self.symbol(name),
                doc: &doc,
                params,
                result,
                is_public: false,
            };
            self.external(external);
        };
        let this = format!("this: ::rffi::ConstPtr<{record}>");
        external(&get, this, format!(" -> {rust}"));
        let this = format!("this: ::rffi::Ptr<{record}>, value: {rust}");
        external(&set, this, String::new());
        let (ident, name) = (ident(member.name), member.name);
        format!(
            "        #[doc = {doc}]\n        #[must_use]\n        \
             pub fn {ident}(&self) -> {rust} {{\n            \
             // SAFETY: C reads a value that is there.\n            \
             unsafe {{ {get}(::core::ptr::from_ref(self).into()) }}\n        }}\n        \
             #[doc = {doc}]\n        pub fn set_{name}(&mut self, value: {rust}) {{\n            \
             // SAFETY: C writes to a value that is there.\n            \
             unsafe {{ {set}(::core::ptr::from_mut(self).into(), value) }}\n        }}\n"
        )
    }
}
