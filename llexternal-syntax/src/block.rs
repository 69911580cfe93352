//! A whole `llexternal!`.

use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Token, Visibility, braced, token};

use crate::suggest::{did_you_mean, quoted};
use crate::{CompilationInfo, Errors, Fingerprint, Function, fingerprint};

const KEYS: &[&str] = &["compilation_info", "list"];

/// What one `llexternal!` says.
pub struct Block {
    /// Names its text.
    pub fingerprint: Fingerprint,
    /// `compilation_info = ..;`
    pub compilation_info: Option<CompilationInfo>,
    /// `list = ..;`
    pub list: Option<List>,
    /// The declarations that could be read.
    pub functions: Vec<Function>,
}

/// `list = pub NAME;`
pub struct List {
    /// Its visibility.
    pub vis: Visibility,
    /// Its name.
    pub ident: Ident,
}

impl Block {
    /// Reads the tokens inside `llexternal! { .. }`, all of them: what is wrong is in the errors,
    /// what is right in the block.
    #[must_use]
    pub fn parse(tokens: TokenStream) -> (Block, Errors) {
        let mut block = Block {
            fingerprint: fingerprint(&tokens),
            compilation_info: None,
            list: None,
            functions: Vec::new(),
        };
        let mut errors = Errors::new();
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = block.parse_part(input, &mut errors) {
                    errors.push(error);
                    skip_item(input)?;
                }
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            errors.push(error);
        }
        (block, errors)
    }

    fn parse_part(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if input.peek(Ident) && input.peek2(Token![=]) {
            return self.parse_setting(input, errors);
        }
        let attributes = input.call(Attribute::parse_outer)?;
        if let Some(attribute) = attributes.first() {
            errors.at(
                attribute,
                "attributes belong to the functions inside the block",
            );
        }
        let is_safe = input.parse::<Option<Token![unsafe]>>()?.is_none();
        if !input.peek(Token![extern]) {
            return Err(input.error("expected `unsafe extern \"C\" { .. }`"));
        }
        let word: Token![extern] = input.parse()?;
        if is_safe {
            errors.at(
                word,
                "write `unsafe extern \"C\" { .. }`: nobody checks these declarations for you",
            );
        }
        parse_abi(input, &word, errors)?;
        self.parse_functions(input, errors)
    }

    fn parse_setting(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let key: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        match key.to_string().as_str() {
            "compilation_info" => {
                let info = CompilationInfo::new(input.parse()?);
                if self.compilation_info.replace(info).is_some() {
                    errors.at(&key, "`compilation_info` was given already");
                }
            }
            "list" => {
                let list = List {
                    vis: input.parse()?,
                    ident: input.parse()?,
                };
                if self.list.replace(list).is_some() {
                    errors.at(&key, "`list` was given already");
                }
            }
            word => {
                let hint = did_you_mean(word, KEYS);
                let known = quoted(KEYS);
                return Err(syn::Error::new_spanned(
                    &key,
                    format_args!("unknown setting `{word}`{hint}\nknown are {known}"),
                ));
            }
        }
        if input.parse::<Option<Token![;]>>()?.is_none() {
            errors.at(
                &key,
                format_args!("expected `;` after the value of `{key}`"),
            );
        }
        Ok(())
    }

    fn parse_functions(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if !input.peek(token::Brace) {
            return Err(input.error("expected the declarations in `{ .. }`"));
        }
        let content;
        braced!(content in input);
        while !content.is_empty() {
            match Function::parse(&content, errors) {
                Ok(function) => self.functions.push(function),
                Err(error) => {
                    errors.push(error);
                    skip_item(&content)?;
                }
            }
        }
        Ok(())
    }
}

fn parse_abi(
    input: ParseStream<'_>,
    word: &Token![extern],
    errors: &mut Errors,
) -> syn::Result<()> {
    match input.parse::<Option<LitStr>>()? {
        Some(abi) if abi.value() == "C" => {}
        Some(abi) => errors.at(
            &abi,
            format_args!(
                "the calling convention `{}` is not known; write `\"C\"`",
                abi.value()
            ),
        ),
        None => errors.at(
            word,
            "write `unsafe extern \"C\" { .. }`, with the calling convention",
        ),
    }
    Ok(())
}

/// Goes on behind the next `;` or `{ .. }`, so that one mistake does not hide the others.
fn skip_item(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() {
        match input.parse::<TokenTree>()? {
            TokenTree::Punct(punct) if punct.as_char() == ';' => break,
            TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => break,
            _ => {}
        }
    }
    Ok(())
}
