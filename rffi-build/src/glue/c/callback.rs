//! Functions of Rust that C calls by a name.

use core::fmt::Write;

use cdef::FunctionView;

use super::CWriter;
use super::types::zero;
use crate::glue::signature::Signature;
use crate::unit::escaped;

impl CWriter<'_> {
    /// `static int ready(int a0) { .. rffi_result = rffi_callback(a0); .. }`: by this name, C calls the function
    /// that was set.
    pub(super) fn callback(&mut self, name: &str, function: &FunctionView<'_>, storage: &str) {
        let signature = Signature::of(function);
        let (slot, setter) = (self.symbol(&format!("slot_{name}")), self.symbol(name));
        let typedef = signature.head(&format!("(*{slot}_t)"));
        let head = signature.own_head(name);
        let call = format!("rffi_callback({})", signature.places());
        let (result, call, end) = match (signature.is_void(), signature.gives_by_pointer()) {
            (true, _) => (String::new(), call, ""),
            (false, true) => (zero(signature.result), call, " return rffi_result;"),
            (false, false) => {
                let call = format!("rffi_result = {call}");
                (zero(signature.result), call, " return rffi_result;")
            }
        };
        let message = escaped(&format!(
            "the function of Rust that C calls as `{name}` was not set: call `set_{name}`\n"
        ));
        let _ = write!(
            self.out,
            "typedef {typedef};\n\
             static {slot}_t {slot};\n\
             RFFI_GLUE_EXPORT void {setter}({slot}_t rffi_callback) {{ \
             __atomic_store_n(&{slot}, rffi_callback, __ATOMIC_RELEASE); }}\n\
             {storage}{head} {{ {result}{slot}_t rffi_callback = \
             __atomic_load_n(&{slot}, __ATOMIC_ACQUIRE); if (rffi_callback) {{ {call}; }} else {{ \
             fputs(\"{message}\", stderr); }}{end} }}\n"
        );
    }
}
