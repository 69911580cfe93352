//! A block's fingerprint: the same for the macro and for the build script, which see the same
//! tokens in different wrappings.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;
use std::hash::DefaultHasher;

use proc_macro2::{TokenStream, TokenTree};

/// Names the text of a block. Both sides are compiled by one toolchain, whose hash it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

/// The fingerprint of a macro's tokens. Spaces, comments and documentation do not count.
#[must_use]
pub fn fingerprint(tokens: &TokenStream) -> Fingerprint {
    let mut hasher = DefaultHasher::new();
    hash(tokens.clone(), &mut hasher);
    Fingerprint(hasher.finish())
}

fn hash(tokens: TokenStream, hasher: &mut DefaultHasher) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                // `#[doc = ".."]`: the two sides spell its text differently.
                if tokens.next_if(is_doc).is_none() {
                    '#'.hash(hasher);
                }
            }
            TokenTree::Punct(punct) => punct.as_char().hash(hasher),
            TokenTree::Ident(ident) => ident.to_string().hash(hasher),
            TokenTree::Literal(literal) => literal.to_string().hash(hasher),
            TokenTree::Group(group) => {
                (group.delimiter() as u8).hash(hasher);
                hash(group.stream(), hasher);
                "end".hash(hasher);
            }
        }
    }
}

fn is_doc(token: &TokenTree) -> bool {
    let TokenTree::Group(group) = token else {
        return false;
    };
    matches!(group.stream().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == "doc")
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = core::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(Fingerprint)
    }
}
