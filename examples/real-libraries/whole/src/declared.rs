//! What a Rust module declares.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{TokenStream, TokenTree};

use crate::{Kind, Names};

/// The functions, types and constants of a module, by their names in C.
pub(crate) fn names(module: &str) -> Names {
    let names = items(module).into_iter().map(|item| {
        let kind = match item.word.as_str() {
            "fn" => Kind::Function,
            "static" | "const" | VARIANT => Kind::Constant,
            _ => Kind::Type,
        };
        (kind, item.name)
    });
    names.collect()
}

/// How many declarations a build compares: functions and variables that C has by their names, and structs and
/// unions that have one.
pub(crate) fn compared(module: &str) -> usize {
    let is_compared = |item: &Item| match item.word.as_str() {
        "fn" | "static" => !item.has("c_macro") && item.name != "ECI",
        "struct" | "union" => item.has("CStruct") && !item.name.is_empty(),
        _ => false,
    };
    items(module)
        .iter()
        .filter(|item| is_compared(item))
        .count()
}

/// Something that is declared.
struct Item {
    /// The keyword in front of it.
    word: String,
    /// In C.
    name: String,
    attributes: Vec<String>,
}

impl Item {
    fn has(&self, word: &str) -> bool {
        self.attributes.iter().any(|text| text.contains(word))
    }
}

/// The word for constants of enumerations, which have none.
const VARIANT: &str = "";

fn items(module: &str) -> Vec<Item> {
    let mut items = Vec::new();
    add(module.parse().unwrap(), &mut items);
    items
}

/// Adds what tokens declare, also inside of macros.
fn add(tokens: TokenStream, items: &mut Vec<Item>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut attributes = Vec::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                attributes.extend(tokens.next().map(|attribute| attribute.to_string()));
            }
            TokenTree::Group(group) => {
                attributes.clear();
                add(group.stream(), items);
            }
            TokenTree::Ident(word) => {
                if let Some(mut item) = item(&word.to_string(), &mut tokens) {
                    item.attributes = std::mem::take(&mut attributes);
                    item.name = c_name(&item.attributes).unwrap_or(item.name);
                    let is_enum = item.word == "enum";
                    items.push(item);
                    if let (true, Some(TokenTree::Group(variants))) = (is_enum, tokens.next()) {
                        add_variants(variants.stream(), items);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What stands behind this word, if it declares something.
fn item(word: &str, tokens: &mut Peekable<IntoIter>) -> Option<Item> {
    const WORDS: [&str; 7] = ["fn", "static", "const", "struct", "union", "enum", "type"];
    if !WORDS.contains(&word) {
        return None;
    }
    tokens.next_if(|token| token.to_string() == "mut");
    let ident = tokens.next_if(|token| matches!(token, TokenTree::Ident(_)))?;
    let mut item = Item {
        word: word.to_owned(),
        name: ident.to_string().trim_start_matches("r#").to_owned(),
        attributes: Vec::new(),
    };
    // `struct Name = "struct c_name"` of `opaque!`.
    let is_equal = |token: &TokenTree| token.to_string() == "=";
    if word == "struct" && tokens.next_if(is_equal).is_some() {
        item.name = last_word(&tokens.next()?.to_string());
    }
    Some(item)
}

fn add_variants(variants: TokenStream, items: &mut Vec<Item>) {
    let mut attributes = Vec::new();
    let mut tokens = variants.into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                attributes.extend(tokens.next().map(|attribute| attribute.to_string()));
            }
            TokenTree::Ident(ident) => {
                let attributes = std::mem::take(&mut attributes);
                items.push(Item {
                    word: VARIANT.to_owned(),
                    name: c_name(&attributes).unwrap_or(ident.to_string()),
                    attributes,
                });
            }
            _ => {}
        }
    }
}

/// What `[name = ".."]` or `[cstruct(name = "..")]` says.
fn c_name(attributes: &[String]) -> Option<String> {
    let ours = ["[name", "[cstruct", "[cenum", "[c_name"];
    let mut ours = attributes
        .iter()
        .filter(|text| ours.iter().any(|start| text.starts_with(start)));
    ours.find_map(|text| {
        let (_, rest) = text.split_once("name = \"")?;
        Some(last_word(rest.split('"').next()?))
    })
}

/// `struct point` is `point`.
fn last_word(text: &str) -> String {
    let text = text.trim_matches('"');
    text.rsplit(' ').next().unwrap_or(text).to_owned()
}
