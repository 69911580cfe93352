//! What the expansion of `register_external!` uses. No part of the public interface.

pub use llexternal_macros::register_external;
pub use rffi::Source;
pub use rffi::{__fake_method, __try_fake};

pub use crate::lift::{check_errno, failure, lift, lift_trusted};
pub use crate::lower::{bytes_pointer, c_string, not_lowered, text_pointer};
pub use crate::operation::{ByValues, Called, Parts, argument, check_count, returned};
