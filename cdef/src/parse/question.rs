//! Type strings, and declarations in questions.

use std::sync::Arc;

use super::attribute::Attributes;
use super::declarator::Naming;
use super::specifiers::Place;
use super::{Failed, Parsed, Parser, Told, with_parser};
use crate::builder::TextOptions;
use crate::scope::Unit;
use crate::source::File;
use crate::token::{Span, Tok};
use crate::types::{Node, Qualified, TypeId};
use crate::{Diagnostic, ErrorKind, Errors};

/// What a text that is asked about says.
pub(crate) struct Question {
    pub(crate) ty: Qualified,
    /// The name that is declared, if there is one.
    pub(crate) name: Option<String>,
    pub(crate) file: Arc<File>,
}

/// Reads a type string: `int(*)[5]`, `struct foo *`, also with a name in it.
pub(crate) fn type_string(
    unit: &mut Unit<'_>,
    text: &str,
    options: &TextOptions,
) -> Result<Question, Errors> {
    ask(unit, text, options, |parser| parser.lone_type(Naming::May))
}

/// Reads the prototype of one function, with or without its semicolon.
pub(crate) fn prototype(
    unit: &mut Unit<'_>,
    text: &str,
    options: &TextOptions,
) -> Result<Question, Errors> {
    ask(unit, text, options, |parser| parser.lone_prototype())
}

type Asked = Parsed<(Qualified, Option<String>)>;

fn ask(
    unit: &mut Unit<'_>,
    text: &str,
    options: &TextOptions,
    read: impl FnOnce(&mut Parser<'_, '_, '_>) -> Asked,
) -> Result<Question, Errors> {
    let mut told = Told::default();
    let (name, text): (Arc<str>, Arc<str>) = (File::TYPE.into(), text.into());
    let (read, file) = with_parser(unit, &name, &text, options, &mut told, |parser| {
        let asked = read(parser);
        if asked.is_err() && parser.told.errors.is_empty() {
            parser.error(
                ErrorKind::Syntax,
                parser.token().span(),
                "this could not be read",
            );
        }
        (asked, Arc::clone(&parser.file))
    });
    told.finish()?;
    // An error is told before anything fails.
    let (ty, name) = read.unwrap_or((TypeId::ERROR.into(), None));
    Ok(Question { ty, name, file })
}

impl Parser<'_, '_, '_> {
    fn lone_type(&mut self, naming: Naming) -> Asked {
        let start = self.token().span();
        let specifiers = self.specifiers(Place::TypeName)?;
        if specifiers.attributes.convention.is_some() && self.peek() == Tok::End {
            return Err(self.expected("`(`: a convention is one of a function"));
        }
        let declarator = self.declarator(&specifiers, naming, false)?;
        self.attributes(&mut Attributes::default())?;
        if self.peek() != Tok::End {
            return Err(self.expected("the end of the type"));
        }
        let span = self.since(start);
        self.check_array(declarator.ty.ty, span)?;
        let name = declarator
            .name
            .map(|(name, _)| self.unit.names.text(name).to_owned());
        Ok((declarator.ty, name))
    }

    fn lone_prototype(&mut self) -> Asked {
        while matches!(self.peek(), Tok::Extension | Tok::Extern | Tok::Static) {
            self.bump();
        }
        let start = self.token().span();
        let specifiers = self.specifiers(Place::Declaration)?;
        let declarator = self.declarator(&specifiers, Naming::Must, false)?;
        let span = self.since(start);
        self.attributes(&mut Attributes::default())?;
        self.eat(Tok::Semicolon);
        if self.peek() != Tok::End {
            return Err(self.expected("the end of the prototype"));
        }
        match self.unit.types.kind(declarator.ty.ty) {
            Node::Function(_) => {}
            Node::Error => return Err(Failed),
            _ => return Err(self.no_function(declarator.ty.ty, span)),
        }
        let name = declarator
            .name
            .map(|(name, _)| self.unit.names.text(name).to_owned());
        Ok((declarator.ty, name))
    }

    fn no_function(&mut self, ty: TypeId, span: Span) -> Failed {
        let name = self.unit.types.canonical(&self.unit.names, ty, "");
        let message = format!("the prototype of a function is needed, and this declares `{name}`");
        let error = Diagnostic::new(ErrorKind::FunctionType, self.place(span), message);
        self.tell(error.help(Some("write it as `double sin(double x)`".to_owned())))
    }
}

/// A type that is defined here, not by a text.
pub(crate) fn defined(unit: &mut Unit<'_>, definition: &str) -> Option<Qualified> {
    let options = TextOptions::new();
    type_string(unit, definition, &options)
        .ok()
        .map(|question| question.ty)
}
