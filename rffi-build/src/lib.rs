//! Under construction.

/// Does what the declarations of this package need.
pub fn build() {}
