//! The procedural macros behind `rffi` and `extfunc`: a thin shell over `llexternal-syntax`, which
//! reads, and the modules here, which write.

use proc_macro2::{TokenStream, TokenTree};

mod external;
mod links;

/// `rffi::llexternal!`, which passes its own path in front: `($crate) tokens`.
#[proc_macro]
pub fn llexternal(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let (krate, tokens) = split_crate(input.into());
    external::expand(&krate, tokens).into()
}

/// Takes `($crate)` off.
fn split_crate(input: TokenStream) -> (TokenStream, TokenStream) {
    let mut tokens = input.into_iter();
    let krate = match tokens.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        other => other.into_iter().collect(),
    };
    (krate, tokens.collect())
}
