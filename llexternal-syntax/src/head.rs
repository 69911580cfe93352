//! What stands before `fn` and `static`: attributes, visibility, `unsafe`.

use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token, Visibility};

use crate::{Errors, Safety};

mod keyword {
    syn::custom_keyword!(safe);
}

/// The beginning of a declaration.
pub(crate) struct Head {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) safety: Option<Safety>,
    /// What is wrong with it.
    pub(crate) errors: Errors,
}

impl Head {
    /// Reads up to `fn` or `static`.
    pub(crate) fn parse(input: ParseStream<'_>) -> syn::Result<Head> {
        let mut head = Head {
            attributes: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            safety: None,
            errors: Errors::new(),
        };
        while head.parse_qualifier(input)? {}
        Ok(head)
    }

    /// Reads `unsafe`, `safe`, or what cannot stand there.
    fn parse_qualifier(&mut self, input: ParseStream<'_>) -> syn::Result<bool> {
        if let Some(word) = input.parse::<Option<Token![async]>>()? {
            self.errors.at(word, "a C function cannot be `async`");
        } else if let Some(word) = input.parse::<Option<Token![extern]>>()? {
            self.errors.at(
                word,
                "the block says `extern \"C\"` already; leave it out here",
            );
            let _: Option<LitStr> = input.parse()?;
        } else if input.peek(Token![const]) && !input.peek2(Ident) {
            let word: Token![const] = input.parse()?;
            self.errors.at(
                word,
                "a C function cannot be `const`: it runs when the program runs",
            );
        } else if input.parse::<Option<Token![unsafe]>>()?.is_some() {
            self.safety = Some(Safety::Unsafe);
        } else if input.peek(keyword::safe) && !input.peek2(Token![:]) {
            input.parse::<keyword::safe>()?;
            self.safety = Some(Safety::Safe);
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// Reads the `;` behind a declaration; where it is missing, the next one is read from there.
pub(crate) fn ends(
    input: ParseStream<'_>,
    declared: &Ident,
    errors: &mut Errors,
) -> syn::Result<()> {
    if input.parse::<Option<Token![;]>>()?.is_none() {
        errors.at(
            declared,
            format_args!("expected `;` after the declaration of `{declared}`"),
        );
        if !starts_item(input) {
            return Err(input.error("expected `;`"));
        }
    }
    Ok(())
}

fn starts_item(input: ParseStream<'_>) -> bool {
    input.is_empty()
        || input.peek(Token![#])
        || input.peek(Token![pub])
        || input.peek(Token![unsafe])
        || input.peek(Token![fn])
        || input.peek(Token![static])
        || input.peek(keyword::safe)
}
