//! Rust's `#[repr(..)]`, as far as C's layouts need it. That it is right, the compiler checks.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitInt, Token, parenthesized, token};

/// Rust's names of the integers that an enum can be held in.
const INTEGERS: &[&str] = &[
    "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "isize", "usize",
];

/// What `#[repr(..)]` says.
#[derive(Default)]
pub(crate) struct Repr {
    /// `C`.
    pub(crate) c: bool,
    /// `packed`.
    pub(crate) packed: bool,
    /// `packed(N)`.
    pub(crate) pack: Option<u32>,
    /// `align(N)`.
    pub(crate) align: Option<u32>,
    /// `u8`, ..
    pub(crate) integer: Option<Ident>,
    /// A layout that C does not have.
    pub(crate) foreign: Option<Ident>,
}

/// One word of it.
struct Hint {
    word: Ident,
    number: Option<u32>,
}

impl Repr {
    pub(crate) fn read(attributes: &[Attribute]) -> Self {
        let mut repr = Repr::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("repr")) {
            let parser = Punctuated::<Hint, Token![,]>::parse_terminated_with;
            let hints = attribute.parse_args_with(|input: ParseStream<'_>| parser(input, hint));
            // What cannot be read here is the compiler's error.
            hints.into_iter().flatten().for_each(|hint| repr.take(hint));
        }
        repr
    }

    fn take(&mut self, hint: Hint) {
        match (hint.word.to_string().as_str(), hint.number) {
            ("C", _) => self.c = true,
            ("packed", None) => self.packed = true,
            ("packed", number) => self.pack = number,
            // The largest holds.
            ("align", number) => self.align = self.align.max(number),
            (word, _) if INTEGERS.contains(&word) => self.integer = Some(hint.word),
            _ => self.foreign = Some(hint.word),
        }
    }
}

fn hint(input: ParseStream<'_>) -> syn::Result<Hint> {
    let word = input.parse()?;
    let mut number = None;
    if input.peek(token::Paren) {
        let content;
        parenthesized!(content in input);
        number = Some(content.parse::<LitInt>()?.base10_parse()?);
    }
    Ok(Hint { word, number })
}
