//! The names of the functions of C that the build script writes and the macro calls.

use syn::Ident;
use syn::ext::IdentExt;

/// The name of the function for one declaration. The prefix is the block's, from the manifest; the
/// index tells declarations of one name apart.
#[must_use]
pub fn wrapper_name(prefix: &str, index: usize, ident: &Ident) -> String {
    format!("{prefix}_{index}_{}", ident.unraw())
}
