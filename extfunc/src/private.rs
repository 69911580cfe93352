//! What the expansion of `register_external!` uses. No part of the public interface.

pub use llexternal_macros::register_external;
pub use rffi::Source;
pub use rffi::private::with_text;
pub use rffi::{__fake_method, __try_fake};

pub use crate::implementation::{Implementation, argument, check_count, low_function, returned};
pub use crate::lift::{check_errno, failure, lift, lift_trusted};
pub use crate::lower::{
    bytes_pointer, c_str_pointer, items_pointer, lowered, out_pointer, text_pointer,
};
pub use crate::operation::{Called, Parts};
