//! A whole `llexternal!`.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, Token, braced, token};

use crate::constant::Constant;
use crate::expression::Expression;
use crate::head::Head;
use crate::items::{parse_all, parse_items};
use crate::setting::{Setting, starts_setting};
use crate::{
    Abi, CompilationInfo, Errors, Fingerprint, Function, Global, List, RustAttributes, fingerprint,
};

const KEYS: &[&str] = &["compilation_info", "list", "variables"];

/// What one `llexternal!` says.
pub struct Block {
    /// Names its text.
    pub fingerprint: Fingerprint,
    /// Where its text begins; `None` for one without.
    pub start: Option<Span>,
    /// Whether it is `llexternal!("name", ..)`, which is a value.
    pub is_expression: bool,
    /// `compilation_info = ..;`
    pub compilation_info: Option<CompilationInfo>,
    /// `list = ..;`
    pub list: Option<List>,
    /// `variables = ..;`
    pub variables: Option<List>,
    /// `const NAME: Type = _;`
    pub constants: Vec<Constant>,
    /// The calling convention of the functions.
    pub abi: Abi,
    /// The declared functions that could be read.
    pub functions: Vec<Function>,
    /// The declared variables that could be read.
    pub globals: Vec<Global>,
    /// What is declared without a condition.
    names: HashSet<String>,
}

impl Block {
    /// The functions without an error of their own.
    pub fn sound(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|function| !function.broken)
    }

    /// The variables without an error of their own.
    pub fn sound_globals(&self) -> impl Iterator<Item = &Global> {
        self.globals.iter().filter(|global| !global.broken)
    }

    /// Reads the tokens inside `llexternal! { .. }`, all of them: what is wrong is in the errors,
    /// what is right in the block.
    #[must_use]
    pub fn parse(tokens: TokenStream) -> (Block, Errors) {
        let start = tokens.clone().into_iter().next().map(|token| token.span());
        let mut block = Block {
            fingerprint: fingerprint(&tokens),
            start,
            is_expression: false,
            compilation_info: None,
            list: None,
            variables: None,
            constants: Vec::new(),
            abi: Abi::c(start.unwrap_or_else(Span::call_site)),
            functions: Vec::new(),
            globals: Vec::new(),
            names: HashSet::new(),
        };
        let errors = parse_all(tokens, |input, errors| block.parse_part(input, errors));
        (block, errors)
    }

    fn parse_part(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if Expression::is_next(input) {
            return self.parse_expression(input, errors);
        }
        if starts_setting(input) {
            return self.parse_setting(input, errors);
        }
        if Constant::is_next(input) {
            self.constants.push(Constant::parse(input, errors)?);
            return Ok(());
        }
        self.parse_foreign(input, errors)
    }

    fn parse_expression(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        self.is_expression = true;
        let Expression {
            function,
            compilation_info,
        } = Expression::parse(input, errors)?;
        self.functions.push(function);
        self.compilation_info = compilation_info;
        Ok(())
    }

    /// `unsafe extern "C" { .. }`
    fn parse_foreign(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
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
        let abi = Abi::parse(input, &word, errors)?;
        self.set_abi(abi, errors);
        self.parse_declarations(input, errors)
    }

    /// One macro call has one convention: its functions share a foreign block.
    fn set_abi(&mut self, abi: Abi, errors: &mut Errors) {
        let is_first = self.functions.is_empty() && self.globals.is_empty();
        if !is_first && self.abi.literal().value() != abi.literal().value() {
            errors.at(
                abi.literal(),
                "the block before has another calling convention; write a second `llexternal!`",
            );
        }
        self.abi = abi;
    }

    fn parse_setting(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let setting = Setting::start(input, KEYS)?;
        let given_already = match setting.name.as_str() {
            "list" => self.list.replace(input.parse()?).is_some(),
            "variables" => self.variables.replace(input.parse()?).is_some(),
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

    fn parse_declarations(
        &mut self,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        if !input.peek(token::Brace) {
            return Err(input.error("expected the declarations in `{ .. }`"));
        }
        let content;
        braced!(content in input);
        parse_items(&content, errors, |content, errors| {
            self.parse_declaration(content, errors)
        })
    }

    fn parse_declaration(
        &mut self,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let head = Head::parse(input)?;
        let index = self.functions.len() + self.globals.len();
        if input.peek(Token![static]) {
            let global = Global::parse(input, index, head, errors)?;
            if !self.is_declared(&global.ident, &global.attributes, errors) {
                self.globals.push(global);
            }
        } else if input.peek(Token![fn]) {
            let function = Function::parse(input, index, head, errors)?;
            if !self.is_declared(&function.ident, &function.attributes, errors) {
                self.functions.push(function);
            }
        } else {
            return Err(no_declaration(input));
        }
        Ok(())
    }

    /// Whether both are compiled, under one name.
    fn is_declared(
        &mut self,
        ident: &Ident,
        attributes: &RustAttributes,
        errors: &mut Errors,
    ) -> bool {
        let repeated = attributes.cfg.is_empty() && !self.names.insert(ident.unraw().to_string());
        if repeated {
            errors.at(
                ident,
                format_args!(
                    "`{ident}` is declared twice in this block; give one another name, with \
                     `#[name = \"{ident}\"]`"
                ),
            );
        }
        repeated
    }
}

/// What stands there is neither a function nor a variable.
fn no_declaration(input: ParseStream<'_>) -> syn::Error {
    let is_constant = input.peek(Token![const]);
    if is_constant || input.peek(Token![type]) {
        let word: syn::Result<proc_macro2::TokenTree> = input.parse();
        let hint = match is_constant {
            true => "; a constant stands before the block, as `const NAME: Type = _;`",
            false => "; types are declared by `#[derive(CStruct)]` and `opaque!`",
        };
        return match word {
            Ok(word) => {
                let message = format!("the block declares functions and variables{hint}");
                syn::Error::new_spanned(&word, message)
            }
            Err(error) => error,
        };
    }
    input.error(
        "expected `unsafe fn name(..) -> Type;`, `safe fn name(..);` or `unsafe static NAME: Type;`",
    )
}
