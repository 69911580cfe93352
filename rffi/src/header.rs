//! [`RFFI_H`]: the header that C sources may include.

/// The text of `rffi.h`: what C sources share with the Rust that declares them, such as
/// `struct rffi_bytes`.
///
/// `rffi-build` puts it where every C source that it compiles finds it, so
/// `.includes(&["rffi.h"])` and `#include <rffi.h>` are enough. Whoever compiles C by other means
/// writes it there.
pub const RFFI_H: &str = include_str!("../include/rffi.h");
