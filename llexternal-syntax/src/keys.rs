//! The keys of a helper attribute: `#[cstruct(name = "..", gc)]`.

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Path, Token};

use crate::Errors;
use crate::suggest::{did_you_mean, quoted};

/// Reads every `#[word(..)]` among the attributes, and gives each known key to `take`.
pub(crate) fn read_keys(
    attributes: &[Attribute],
    word: &str,
    known: &[&str],
    errors: &mut Errors,
    mut take: impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    let mut seen = Vec::new();
    for attribute in attributes.iter().filter(|a| a.path().is_ident(word)) {
        let parsed = attribute.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = read_key(input, word, known, &mut seen, errors, &mut take) {
                    errors.push(error);
                    skip_key(input)?;
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        });
        errors.take(parsed);
    }
}

fn read_key(
    input: ParseStream<'_>,
    word: &str,
    known: &[&str],
    seen: &mut Vec<Ident>,
    errors: &mut Errors,
    take: &mut impl FnMut(&Ident, ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) -> syn::Result<()> {
    let key = input.call(Ident::parse_any)?;
    let name = key.to_string();
    if !known.contains(&name.as_str()) {
        let (hint, known) = (did_you_mean(&name, known), quoted(known));
        let message = format!("unknown `{word}` attribute `{name}`{hint}\nknown here are {known}");
        return Err(syn::Error::new_spanned(key, message));
    }
    if seen.contains(&key) {
        errors.at(&key, format_args!("`{name}` was given already"));
    }
    take(&key, input, errors)?;
    seen.push(key);
    match input.is_empty() || input.peek(Token![,]) {
        true => Ok(()),
        false => Err(input.error(format_args!("expected `,` behind `{name}`"))),
    }
}

/// Goes on before the next `,`.
fn skip_key(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// `= ".."`
pub(crate) fn text(key: &Ident, input: ParseStream<'_>) -> syn::Result<LitStr> {
    let message = format!("write `{key} = \"..\"`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new_spanned(key, message));
    }
    input.parse::<Token![=]>()?;
    match input.peek(LitStr) {
        true => input.parse(),
        false => Err(input.error(message)),
    }
}

/// `= some::path`
pub(crate) fn path(key: &Ident, input: ParseStream<'_>) -> syn::Result<Path> {
    let message = format!("write `{key} = some::path`");
    if !input.peek(Token![=]) {
        return Err(syn::Error::new_spanned(key, message));
    }
    input.parse::<Token![=]>()?;
    Path::parse_mod_style(input).map_err(|error| syn::Error::new(error.span(), message))
}

/// Whether C could have the name.
pub(crate) fn is_c_name(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    text.chars()
        .next()
        .is_some_and(|c| word(c) && !c.is_ascii_digit())
        && text.chars().all(word)
}

/// The words of C that name nothing else.
const C_WORDS: &[&str] = &[
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
    "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
    "union", "unsigned", "void", "volatile", "while",
];

/// The name in C of something that Rust names `ident`: what the attribute says, or the same word.
pub(crate) fn c_name(
    ident: &Ident,
    given: Option<&LitStr>,
    attribute: &str,
    errors: &mut Errors,
) -> String {
    let Some(literal) = given else {
        let name = ident.unraw().to_string();
        if C_WORDS.contains(&name.as_str()) || !is_c_name(&name) {
            let message = format!(
                "`{name}` is not a name in C; say what C calls it, as `#[{attribute}(name = \"..\")]`"
            );
            errors.at(ident, message);
        }
        return name;
    };
    let name = literal.value();
    if C_WORDS.contains(&name.as_str()) || !is_c_name(&name) {
        errors.at(literal, format_args!("`{name}` is not a name in C"));
    }
    name
}

/// The name in C of a type that Rust names `ident`: `struct tm`, `div_t`, or nothing.
pub(crate) fn c_type_name(
    ident: &Ident,
    keyword: &str,
    given: Option<&LitStr>,
    errors: &mut Errors,
) -> String {
    let Some(literal) = given else {
        return format!("{keyword} {}", ident.unraw());
    };
    let name = literal.value();
    let tag = match name.split_once(' ') {
        Some((word, tag)) if word == keyword => tag,
        Some((word @ ("struct" | "union" | "enum"), tag)) => {
            let message = format!("`{ident}` is no {word}; write `\"{keyword} {tag}\"`");
            errors.at(literal, message);
            return name;
        }
        _ => &name,
    };
    if !name.is_empty() && (C_WORDS.contains(&tag) || !is_c_name(tag)) {
        let message = format!(
            "`{name}` is not the name of a type in C; write `\"{keyword} name\"`, or the name of a typedef"
        );
        errors.at(literal, message);
    }
    name
}
