//! The parser: tokens in, declarations of a [`Unit`] out.
//!
//! It is written as the grammar is: [`external`] for what stands at the top of a text; [`specifiers`] of
//! [`words`] and [`type_name`]s; [`declarator`] with its [`suffix`]es, and the type that it derives ([`mod@derive`]);
//! [`record`] with each [`member`], and what it must be ([`check`]); [`enumeration`]; [`attribute`];
//! [`expression`] down to [`primary`]. [`declare`] says what becomes of a name. What is wrong is told once,
//! where it stands; [`recover`] finds the place to go on. [`question`] reads type strings.

mod attribute;
mod builtin;
mod calculate;
mod check;
mod cursor;
mod declarator;
mod declare;
mod derive;
mod directive;
mod enumeration;
mod expression;
mod external;
mod lookup;
mod member;
mod numbers;
mod operand;
mod primary;
mod question;
mod record;
mod recover;
mod specifiers;
mod suffix;
mod type_name;
mod words;

pub(crate) use lookup::MemberError;
pub(crate) use question::{Question, defined, prototype, type_string};

use std::sync::Arc;

use crate::builder::TextOptions;
use crate::diagnostic::{Diagnostic, Errors, Place, Warning};
use crate::lexer::{Directive, lex};
use crate::limits::{MAX_ERRORS, MAX_TEXT};
use crate::names::offset;
use crate::scope::Unit;
use crate::source::{File, Splices};
use crate::token::{Span, Token};
use crate::types::At;
use crate::{ErrorKind, WarningKind};

/// What could not be read, and was told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failed;

pub(crate) type Parsed<T> = Result<T, Failed>;

/// What was told of a text, or of several.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) errors: Vec<Diagnostic>,
    pub(crate) warnings: Vec<Warning>,
}

impl Told {
    /// Keeps an error, as long as there are not too many.
    pub(crate) fn error(&mut self, error: Diagnostic) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(error);
        } else if self.errors.len() == MAX_ERRORS {
            let message = format!("there are more than {MAX_ERRORS} errors; the rest is not told");
            let place = error.place().clone();
            self.errors
                .push(Diagnostic::new(ErrorKind::TooMany, place, message));
        }
    }
}

impl Told {
    /// The warnings, if there are no errors.
    pub(crate) fn finish(mut self) -> crate::Result<Vec<Warning>> {
        self.errors.sort_by_key(Diagnostic::order);
        self.warnings.sort_by_key(Diagnostic::order);
        match self.errors.is_empty() {
            true => Ok(self.warnings),
            false => Err(Errors::new(self.errors, self.warnings)),
        }
    }
}

/// Reads a text into `unit`.
pub(crate) fn parse(
    unit: &mut Unit<'_>,
    name: &Arc<str>,
    text: &Arc<str>,
    options: &TextOptions,
    told: &mut Told,
) {
    with_parser(unit, name, text, options, told, |parser| parser.text());
}

/// Lets `read` read a text.
pub(crate) fn with_parser<R>(
    unit: &mut Unit<'_>,
    name: &Arc<str>,
    text: &Arc<str>,
    options: &TextOptions,
    told: &mut Told,
    read: impl FnOnce(&mut Parser<'_, '_, '_>) -> R,
) -> R {
    // A text that is too long is not read at all.
    let is_long = text.len() > MAX_TEXT;
    let (joined, splices) = Splices::join(if is_long { "" } else { text });
    let mut lexed = lex(&joined, &mut unit.names);
    let markers = core::mem::take(&mut lexed.markers);
    let file = File::new(Arc::clone(name), Arc::clone(text), splices, markers);
    let file = unit.add_file(file);
    let mut parser = Parser {
        unit,
        text: &joined,
        tokens: &lexed.tokens,
        at: 0,
        directives: &lexed.directives,
        directive_tokens: &lexed.directive_tokens,
        file,
        options,
        pack: None,
        pack_stack: Vec::new(),
        depth: 0,
        unevaluated: 0,
        derivations: Vec::new(),
        pointers: Vec::new(),
        params: Vec::new(),
        is_define: false,
        scope: None,
        told,
    };
    if is_long {
        let message = "this text has more than 2^30 bytes: read it in parts";
        parser.error(ErrorKind::TooLong, Span { start: 0, end: 0 }, message);
    }
    for (kind, span, message) in lexed.errors {
        parser.error(kind, span, message);
    }
    for (kind, span, message) in lexed.warnings {
        parser.warn(kind, span, message);
    }
    parser.run_directives();
    read(&mut parser)
}

/// Reads one text.
pub(crate) struct Parser<'p, 'u, 'b> {
    pub(crate) unit: &'p mut Unit<'b>,
    /// The text without splices.
    text: &'u str,
    tokens: &'u [Token],
    at: usize,
    /// The directives that are still to come.
    directives: &'u [Directive],
    directive_tokens: &'u [Token],
    file: Arc<File>,
    options: &'u TextOptions,
    /// What `#pragma pack` says.
    pack: Option<u32>,
    pack_stack: Vec<(Option<crate::names::Name>, Option<u32>)>,
    /// How deep parentheses, brackets and braces are nested.
    depth: u32,
    /// Within what is not evaluated, such as the operand of `sizeof`: nothing there can go wrong.
    unevaluated: u32,
    /// What declarators are made of, from the name outwards.
    derivations: Vec<declarator::Derivation>,
    /// The pointers that stand before names that are still to come.
    pointers: Vec<lltype::Qualifiers>,
    /// The names of the parameters that are read, of all lists that are open.
    params: Vec<crate::names::Name>,
    /// Whether the words of a macro are read.
    is_define: bool,
    /// The block that is being read: see [`external::Linkage`].
    scope: Option<external::Linkage>,
    told: &'p mut Told,
}

impl Parser<'_, '_, '_> {
    fn place(&self, span: Span) -> Place {
        Place {
            file: Arc::clone(&self.file),
            span,
        }
    }

    fn here(&self, span: Span) -> At {
        At {
            file: self.file.index,
            span,
        }
    }

    /// Reads something with what is told of it kept apart.
    fn aside<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> (R, Told) {
        let outer = core::mem::take(self.told);
        let result = read(self);
        (result, core::mem::replace(self.told, outer))
    }

    /// Tells an error.
    fn error(&mut self, kind: ErrorKind, span: Span, message: impl Into<String>) -> Failed {
        let error = Diagnostic::new(kind, self.place(span), message);
        self.tell(error)
    }

    /// Tells an error with what helps.
    fn tell(&mut self, error: Diagnostic) -> Failed {
        self.told.error(error);
        Failed
    }

    fn warn(&mut self, kind: WarningKind, span: Span, message: impl Into<String>) {
        let warning = Warning::new(kind, self.place(span), message);
        if self.told.warnings.len() < MAX_ERRORS {
            self.told.warnings.push(warning);
        }
    }

    /// Where the text ends.
    fn end(&self) -> Span {
        let end = offset(self.text.len());
        Span { start: end, end }
    }
}

/// How alike two names must be for one to be meant by the other.
const SIMILAR: f64 = 0.8;

/// The name that is most like a text, if one is.
pub(crate) fn similar<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    // An edit of a long name takes long to find.
    let text = Some(text).filter(|text| text.len() <= 64)?;
    let close = names.filter(|name| name.len().abs_diff(text.len()) <= 3);
    let rated = close.map(|name| (strsim::jaro_winkler(name, text), name));
    let best = rated.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (best.0 >= SIMILAR && best.1 != text).then(|| best.1.to_owned())
}
