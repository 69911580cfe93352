//! What stands at the top of a text.

use super::declarator::{Declarator, Naming};
use super::declare::Ending;
use super::operand::{Operand, Value as Known};
use super::specifiers::{Dots, Place, Specifiers, Storage};
use super::{Parsed, Parser};
use crate::ErrorKind;
use crate::scope::Value;
use crate::token::{Span, Tok};
use crate::types::{Asked, Length, Node, TypeId};

/// The block or the word that a declaration stands in or behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linkage {
    /// `extern "C"`.
    C,
    /// `extern "Python"`: Rust functions that C calls.
    Callback {
        /// `extern "Python+C"`.
        c: bool,
    },
}

impl Parser<'_, '_, '_> {
    /// Reads a whole text.
    pub(super) fn text(&mut self) {
        while self.peek() != Tok::End {
            let start = self.at;
            if self.external().is_err() {
                self.recover(start);
                // The end of a block that never began.
                if self.peek() == Tok::CloseBrace && self.at == start {
                    self.bump();
                } else if self.peek() == Tok::CloseBrace {
                    self.bump();
                    self.eat(Tok::Semicolon);
                }
            }
        }
    }

    /// Reads one declaration, or a block of them.
    fn external(&mut self) -> Parsed<()> {
        while self.eat(Tok::Extension) {}
        match self.peek() {
            Tok::Semicolon => {
                self.bump();
                Ok(())
            }
            Tok::StaticAssert => self.static_assert(),
            Tok::Asm => self.top_asm(),
            Tok::Extern if self.nth(1).tok == Tok::Str => self.linkage(),
            _ => self.declaration(),
        }
    }

    /// `asm("..");`: about code.
    fn top_asm(&mut self) -> Parsed<()> {
        self.bump();
        while matches!(self.peek(), Tok::Volatile) {
            self.bump();
        }
        match self.peek() {
            Tok::OpenParen => self.skip_balanced()?,
            _ => return Err(self.expected("`(`")),
        }
        self.end_of_declaration()
    }

    /// `extern "C" { .. }`, `extern "Python" int f(int);`.
    fn linkage(&mut self) -> Parsed<()> {
        self.bump();
        let token = self.bump();
        let text: String = self
            .text_of(token)
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '"')
            .collect();
        let linkage = match &*text {
            "C" | "C++" => Linkage::C,
            "Python" | "Rust" => Linkage::Callback { c: false },
            "Python+C" | "C+Python" | "Rust+C" | "C+Rust" => Linkage::Callback { c: true },
            _ => {
                let message = format!(
                    "`extern \"{text}\"` is not known: `\"C\"`, `\"Python\"`, `\"Python+C\"`, and `\"Rust\"` for `\"Python\"` are"
                );
                return Err(self.error(ErrorKind::Syntax, token.span(), message));
            }
        };
        let outer = self.scope.replace(linkage);
        let read = match self.peek() {
            Tok::OpenBrace => self.nested(|parser| parser.linkage_block(linkage)),
            _ => self.nested(Self::external),
        };
        self.scope = outer;
        read
    }

    fn linkage_block(&mut self, linkage: Linkage) -> Parsed<()> {
        let open = self.bump();
        let is_callback = matches!(linkage, Linkage::Callback { .. });
        loop {
            match self.peek() {
                Tok::CloseBrace => {
                    self.bump();
                    self.eat(Tok::Semicolon);
                    return Ok(());
                }
                Tok::End if is_callback => {
                    let message = "this block `extern \"Python\"` has no end: `}` is missing";
                    return Err(self.error(ErrorKind::ExternPythonUnclosed, open.span(), message));
                }
                Tok::End => {
                    let message = "this block has no end: `}` is missing";
                    return Err(self.error(ErrorKind::Syntax, open.span(), message));
                }
                _ => {
                    let start = self.at;
                    if is_callback && self.has_braces() {
                        let message = "a block `extern \"Python\"` holds functions alone";
                        let span = self.token().span();
                        self.error(ErrorKind::ExternPythonNestedBraces, span, message);
                        self.recover(start);
                        continue;
                    }
                    if self.external().is_err() {
                        self.recover(start);
                    }
                }
            }
        }
    }

    /// Whether there is a brace before the end of the declaration.
    fn has_braces(&self) -> bool {
        let rest = self.tokens[self.at..].iter().map(|token| token.tok);
        let mut line = rest.take_while(|tok| !matches!(tok, Tok::Semicolon | Tok::CloseBrace));
        line.any(|tok| tok == Tok::OpenBrace)
    }

    /// `_Static_assert(condition, "text");`
    pub(super) fn static_assert(&mut self) -> Parsed<()> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let start = self.token().span();
        let constant = self.nested(Self::constant)?;
        let span = self.since(start);
        let text = match self.eat(Tok::Comma) {
            true => self.strings(),
            false => String::new(),
        };
        self.expect(Tok::CloseParen)?;
        if constant.value == 0 {
            let message = match text.is_empty() {
                true => "this is false".to_owned(),
                false => format!("this is false: {text}"),
            };
            self.error(ErrorKind::StaticAssert, span, message);
        }
        self.end_of_declaration()
    }

    /// Specifiers, and what is declared with them.
    fn declaration(&mut self) -> Parsed<()> {
        let records = self.unit.types.next_record();
        let specifiers = self.specifiers(Place::Declaration)?;
        if let Some((span, dots)) = specifiers.dots {
            return self.dots_typedef(span, dots);
        }
        if self.peek() == Tok::Semicolon && specifiers.storage == Some(Storage::Typedef) {
            // GCC takes `typedef struct s { .. };`, with a warning.
            if !specifiers.names_tag {
                return Err(self.expected("the name of the new type"));
            }
        }
        let told = self.told.errors.len();
        let read = self.declarators(&specifiers);
        self.check_partial_names(records);
        self.forget_syntax(&specifiers, told);
        read
    }

    fn declarators(&mut self, specifiers: &Specifiers) -> Parsed<()> {
        let mut has_body = false;
        let ends = self.peek() == Tok::Semicolon || self.is_next_declaration();
        if !(ends && specifiers.names_tag) {
            has_body = self.declared(specifiers)?;
            while !has_body && self.eat(Tok::Comma) {
                has_body = self.declared(specifiers)?;
            }
        }
        match has_body {
            true => Ok(()),
            false => self.end_of_declaration(),
        }
    }

    /// One declarator with what stands behind it; `true` if it was a function with its body.
    fn declared(&mut self, specifiers: &Specifiers) -> Parsed<bool> {
        let declarator = self.declarator(specifiers, Naming::Must, false)?;
        let is_function = matches!(self.unit.types.kind(declarator.ty.ty), Node::Function(_));
        let ending = self.ending(specifiers, &declarator)?;
        let has_body = self.peek() == Tok::OpenBrace && is_function;
        if has_body && !self.may_have_body(specifiers) {
            let message = "a function with a body: it would be compiled nowhere";
            let error = crate::Diagnostic::new(
                ErrorKind::FunctionBody,
                self.place(self.token().span()),
                message,
            );
            let help = "declare it with `;`, or make it `static inline`";
            self.tell(error.help(Some(help.to_owned())));
        }
        // What is wrong with one name is not what is wrong with the next.
        let _ = self.declare(specifiers, &declarator, ending);
        if has_body {
            self.skip_balanced()?;
        }
        Ok(has_body)
    }

    /// Bodies of functions that no linker sees are skipped.
    fn may_have_body(&self, specifiers: &Specifiers) -> bool {
        specifiers.inline || specifiers.storage == Some(Storage::Static)
    }

    /// Attributes, `__asm__("name")`, and what a variable is initialised with.
    fn ending(&mut self, specifiers: &Specifiers, declarator: &Declarator) -> Parsed<Ending> {
        let mut ending = Ending::default();
        loop {
            self.attributes(&mut ending.attributes)?;
            match self.peek() {
                Tok::Asm => ending.symbol = Some(self.asm_name()?),
                _ => break,
            }
        }
        if self.peek() == Tok::Assign {
            let span = self.bump().span();
            (ending.value, ending.count) = self.initial(specifiers, declarator, span)?;
        }
        Ok(ending)
    }

    /// Strings that follow each other, as one, without their quotes.
    fn strings(&mut self) -> String {
        let mut text = String::new();
        while self.peek() == Tok::Str {
            let token = self.bump();
            text += &self.text_of(token).trim_matches('"').replace("\\\"", "\"");
        }
        text
    }

    fn asm_name(&mut self) -> Parsed<Box<str>> {
        self.bump();
        self.expect(Tok::OpenParen)?;
        let name = self.strings();
        if name.is_empty() {
            return Err(self.expected("a name in quotes"));
        }
        self.expect(Tok::CloseParen)?;
        Ok(name.into())
    }

    /// The value that a variable is initialised with, or the number of items, if it is one that is known.
    fn initial(
        &mut self,
        specifiers: &Specifiers,
        declarator: &Declarator,
        span: Span,
    ) -> Parsed<(Option<Value>, Option<u64>)> {
        if specifiers.storage == Some(Storage::Typedef) {
            let message = "a typedef has no value";
            return Err(self.error(ErrorKind::Syntax, span, message));
        }
        if self.peek() == Tok::OpenBrace {
            let (at, count) = (self.at, self.braced_items()?);
            let is_counted = self.takes_one_each(declarator.ty.ty, at);
            return Ok((None, count.filter(|_| is_counted)));
        }
        let at = self.at;
        let (operand, _) = self.aside(Self::initializer);
        let ends = matches!(self.peek(), Tok::Comma | Tok::Semicolon | Tok::End);
        let Some(operand) = operand.ok().filter(|_| ends) else {
            // What only the program knows.
            self.skip_initializer(at)?;
            return Ok((None, None));
        };
        let count = match self.unit.types.kind(operand.ty) {
            Node::Array {
                length: Length::Fixed(count),
                ..
            } => Some(count),
            _ => None,
        };
        Ok((self.initial_value(operand, declarator.ty.ty, span)?, count))
    }

    /// Whether each of the items in braces is an item of the array: those of structs and arrays may stand
    /// without braces of their own, and a text may be all characters.
    pub(super) fn takes_one_each(&self, array: TypeId, at: usize) -> bool {
        let Node::Array { item, .. } = self.unit.types.kind(array) else {
            return false;
        };
        let first = self.tokens[at + 1].tok;
        match self.unit.types.kind(item) {
            Node::Scalar(_) => first != Tok::Str,
            Node::Pointer(_) | Node::Enum(_) => true,
            _ => false,
        }
    }

    fn skip_initializer(&mut self, at: usize) -> Parsed<()> {
        self.go_to(at);
        while !matches!(
            self.peek(),
            Tok::Comma | Tok::Semicolon | Tok::End | Tok::Bad
        ) {
            match self.peek() {
                Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace => self.skip_balanced()?,
                Tok::CloseParen | Tok::CloseBracket | Tok::CloseBrace => break,
                _ => {
                    self.bump();
                }
            }
        }
        Ok(())
    }

    /// How many items stand in braces; `None` if some say where they belong.
    pub(super) fn braced_items(&mut self) -> Parsed<Option<u64>> {
        let (mut count, mut is_plain, mut is_empty) = (0, true, true);
        self.bump();
        loop {
            match self.peek() {
                Tok::CloseBrace => {
                    self.bump();
                    let count = count + u64::from(!is_empty);
                    return Ok(Some(count).filter(|_| is_plain));
                }
                Tok::Comma => {
                    count += 1;
                    is_empty = true;
                    self.bump();
                    continue;
                }
                Tok::OpenBracket | Tok::Dot if is_empty => {
                    is_plain = false;
                    self.bump();
                }
                Tok::OpenParen | Tok::OpenBracket | Tok::OpenBrace => self.skip_balanced()?,
                Tok::End | Tok::CloseParen => return Err(self.expected("`}`")),
                _ => {
                    self.bump();
                }
            }
            is_empty = false;
        }
    }

    fn initial_value(&mut self, operand: Operand, ty: TypeId, span: Span) -> Parsed<Option<Value>> {
        let is_number = self.integer_type(ty).is_some() || self.is_float(ty);
        if !is_number {
            return Ok(None);
        }
        Ok(match self.converted(operand, ty, span)?.value {
            Known::Int(value) => Some(Value::Int(value)),
            Known::Float(value) => Some(Value::Float(value)),
            _ => None,
        })
    }

    /// `typedef ... t;`, `typedef ... *t;`, `typedef int... t;`, behind the dots.
    fn dots_typedef(&mut self, dots: Span, kind: Dots) -> Parsed<()> {
        loop {
            let is_pointer = kind == Dots::Nothing && self.eat(Tok::Star);
            let (name, span) = self.expect_name("the name of the new type")?;
            if !matches!(self.peek(), Tok::Semicolon | Tok::Comma) {
                let message =
                    "`...` leaves a whole type to the compiler: it cannot be part of another";
                return Err(self.error(ErrorKind::BadDotdotdot, dots, message));
            }
            let mut ty = match kind {
                Dots::Nothing => self.unit.types.opaque(name),
                Dots::Integer => self.unit.types.asked(name, Asked::Integer),
                Dots::Float => self.unit.types.asked(name, Asked::Float),
            };
            if is_pointer {
                ty = self.unit.types.pointer(ty.into()).unwrap_or(TypeId::ERROR);
            }
            self.bind_typedef(name, span, ty.into())?;
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.end_of_declaration()
    }
}
