//! Reading one item after another, so that one mistake does not hide the others.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};

use crate::Errors;

/// Reads all tokens of a macro call as items, and collects what is wrong with them.
pub(crate) fn parse_all(
    tokens: TokenStream,
    item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> Errors {
    let mut errors = Errors::new();
    let parser = |input: ParseStream<'_>| parse_items(input, &mut errors, item);
    let parsed = parser.parse2(tokens);
    errors.take(parsed);
    errors
}

/// Reads items until the end. Behind one that cannot be read, it goes on with the next.
pub(crate) fn parse_items(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        if let Err(error) = item(input, errors) {
            errors.push(error);
            skip_item(input)?;
        }
    }
    Ok(())
}

/// Goes on behind the next `;` or `{ .. }`.
fn skip_item(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        match input.parse::<TokenTree>()? {
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            _ => {}
        }
    }
    Ok(())
}
