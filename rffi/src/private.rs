//! What the expansions of this workspace's macros use. No part of the public interface.

pub use lltype::private::{check_spelling, spelled, with_item};
pub use lltype::{
    ArrayDesc, ArrayLength, Desc, FuncDesc, LowLevelType, ParamDesc, PointerDesc, Qualifiers,
    Signature,
};

#[cfg(all(feature = "macros", not(feature = "fakes")))]
pub use llexternal_macros::llexternal;
#[cfg(all(feature = "macros", feature = "fakes"))]
pub use llexternal_macros::llexternal_with_fakes as llexternal;

#[cfg(feature = "fakes")]
pub use crate::__boxed_fn as BoxedFn;
pub use crate::errno::{errno_after, errno_before};
pub use crate::external::External;
pub use crate::flags::Flags;
#[cfg(feature = "fakes")]
pub use crate::place::{Place, always};
pub use crate::shape::Shape;
pub use crate::source::{Block, Source};
pub use crate::text::{c_str_pointer, convert_error, with_text};
pub use core::ffi::c_void;

#[cfg(feature = "fakes")]
pub use crate::fake::{
    FakeGuard, RecordAny, RecordDebug, RecordPrimitive, RecordText, Recorder, Running, any_active,
    find, is_faked, push, push_shared,
};
pub use lltype::Convention;
pub use std::boxed::Box;
#[cfg(feature = "fakes")]
pub use std::vec::Vec;

use crate::{ExternalCompilationInfo, ExternalVariable, RFFI_ERR_NONE, SaveErr};

/// What the attributes of errno mean, by RPython's numbers: the macro writes no others.
#[must_use]
pub const fn save_err(bits: u32) -> SaveErr {
    match SaveErr::from_bits(bits) {
        Some(options) => options,
        None => RFFI_ERR_NONE,
    }
}

/// What is declared, and can be faked.
pub trait Described: Sync {
    /// The name, for messages.
    fn name(&self) -> &str;
    /// Where it was declared.
    fn source(&self) -> Source;
}

impl Described for ExternalVariable {
    fn name(&self) -> &str {
        self.name()
    }

    fn source(&self) -> Source {
        self.source()
    }
}

impl Described for External {
    fn name(&self) -> &str {
        self.name()
    }

    fn source(&self) -> Source {
        self.source()
    }
}

/// Without the feature, nothing has fakes.
#[cfg(not(feature = "fakes"))]
#[must_use]
pub fn is_faked(_description: &'static impl Sized) -> bool {
    false
}

/// Implemented by nothing: what a call of `fake` lacks without the feature.
#[diagnostic::on_unimplemented(
    message = "fakes are not compiled in",
    label = "needs the feature `fakes` of `rffi`",
    note = "add to Cargo.toml:\n[dev-dependencies]\nrffi = {{ version = \"0.1\", features = [\"fakes\"] }}"
)]
pub trait FakesAreCompiledIn {}

/// What `llexternal!` without `compilation_info` uses.
pub static NO_COMPILATION_INFO: ExternalCompilationInfo = ExternalCompilationInfo::new();

/// Fails to compile where C must be compiled or linked and no build script has done it.
///
/// # Panics
/// If `info` needs a build script. `inline` says that it stands in the macro itself; `message` is
/// what to do.
pub const fn require_build_script(info: &ExternalCompilationInfo, inline: bool, message: &str) {
    if info.needs_build_script(inline) {
        panic!("{}", message);
    }
}
