//! A whole `llexternal!`.

use proc_macro2::{Span, TokenStream};
use syn::parse::ParseStream;
use syn::{Attribute, LitStr, Token, braced, token};

use crate::items::{parse_all, parse_items};
use crate::setting::{Setting, starts_setting};
use crate::{CompilationInfo, Errors, Fingerprint, Function, List, fingerprint};

const KEYS: &[&str] = &["compilation_info", "list"];

/// What one `llexternal!` says.
pub struct Block {
    /// Names its text.
    pub fingerprint: Fingerprint,
    /// Where its text begins; `None` for one without.
    pub start: Option<Span>,
    /// `compilation_info = ..;`
    pub compilation_info: Option<CompilationInfo>,
    /// `list = ..;`
    pub list: Option<List>,
    /// The declarations that could be read.
    pub functions: Vec<Function>,
}

impl Block {
    /// The functions without an error of their own.
    pub fn sound(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|function| !function.broken)
    }

    /// Reads the tokens inside `llexternal! { .. }`, all of them: what is wrong is in the errors,
    /// what is right in the block.
    #[must_use]
    pub fn parse(tokens: TokenStream) -> (Block, Errors) {
        let mut block = Block {
            fingerprint: fingerprint(&tokens),
            start: tokens.clone().into_iter().next().map(|token| token.span()),
            compilation_info: None,
            list: None,
            functions: Vec::new(),
        };
        let errors = parse_all(tokens, |input, errors| block.parse_part(input, errors));
        (block, errors)
    }

    fn parse_part(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if starts_setting(input) {
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
        let setting = Setting::start(input, KEYS)?;
        let given_already = match setting.name.as_str() {
            "list" => self.list.replace(input.parse()?).is_some(),
            _ => {
                let info = CompilationInfo::new(input.parse()?);
                if let Some(Err(error)) = &info.chain {
                    errors.push(error.clone());
                }
                self.compilation_info.replace(info).is_some()
            }
        };
        setting.end(input, given_already, errors);
        Ok(())
    }

    fn parse_functions(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if !input.peek(token::Brace) {
            return Err(input.error("expected the declarations in `{ .. }`"));
        }
        let content;
        braced!(content in input);
        parse_items(&content, errors, |content, errors| {
            let function = Function::parse(content, errors)?;
            match self.functions.iter().find(|known| known.repeats(&function)) {
                Some(_) => errors.at(
                    &function.ident,
                    format_args!(
                        "`{0}` is declared twice in this block; give one another name, with \
                         `#[name = \"{0}\"]`",
                        function.ident
                    ),
                ),
                None => self.functions.push(function),
            }
            Ok(())
        })
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
