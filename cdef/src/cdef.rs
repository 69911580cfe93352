//! [`Cdef`]: everything that some texts declare.

use std::sync::Arc;

use lltype::{Prototype, Target, Type, TypeError};

use crate::builder::{CdefBuilder, TextOptions};
use crate::declaration::{ConstantValue, Declaration, DeclarationKind};
use crate::diagnostic::{Diagnostic, Place, Warning};
use crate::freeze::Frozen;
use crate::parse::{self, Question, similar};
use crate::scope::{Decl, DeclKind, Unit};
use crate::source::{File, Splices};
use crate::token::Span;
use crate::types::{At, NoSize, Node, TypeId};
use crate::{ErrorKind, Errors, Result};

/// Everything that some texts declare, laid out for a target.
///
/// It does not change, and can be shared between threads; what it holds is freed with its last clone
/// and the last of the [`Type`]s taken from it.
///
/// ```
/// use cdef::{Cdef, DeclarationKind};
///
/// let cdef = Cdef::parse("
///     #define LIMIT (4 * 16)
///     typedef struct { unsigned ready : 1; char name[LIMIT]; } entry;
///     int find(const char *name, entry *found);
/// ")?;
/// assert_eq!(cdef.sizeof("entry")?, 68);
/// assert_eq!(cdef.kind_of("find")?, DeclarationKind::Function);
/// assert_eq!(cdef.function("find")?.to_string(), "int find(const char *name, entry *found)");
/// # Ok::<(), cdef::Errors>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cdef(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    unit: Unit<'static>,
    frozen: Frozen,
    texts: Vec<Text>,
    warnings: Vec<Warning>,
    unicode: Option<bool>,
    /// Whether a compiler was asked for what the texts leave to it.
    is_answered: bool,
}

/// A text, and how it is read.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) name: Arc<str>,
    pub(crate) text: Arc<str>,
    pub(crate) options: TextOptions,
}

impl Cdef {
    /// What a text is called that has no other name.
    pub const NAME: &str = "<cdef>";

    /// Reads a text for this machine.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_for(text, &Target::HOST)
    }

    /// Reads a text for a target.
    ///
    /// ```
    /// use cdef::Cdef;
    /// use lltype::Target;
    ///
    /// let cdef = Cdef::parse_for("struct s { char c; long l; };", &Target::I686_LINUX_GNU)?;
    /// assert_eq!(cdef.sizeof("struct s")?, 8);
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse_for(text: &str, target: &Target) -> Result<Self> {
        Self::builder(target).text(Self::NAME, text).build()
    }

    /// Reads several texts, texts with options, or texts with those of others.
    #[must_use]
    pub fn builder(target: &Target) -> CdefBuilder {
        CdefBuilder::new(target)
    }

    pub(crate) fn new(
        unit: Unit<'static>,
        texts: Vec<Text>,
        warnings: Vec<Warning>,
        unicode: Option<bool>,
    ) -> Result<Self> {
        let frozen = Frozen::new(&unit, None).map_err(|error| refused(&error))?;
        Ok(Cdef(Arc::new(Inner {
            unit,
            frozen,
            texts,
            warnings,
            unicode,
            is_answered: false,
        })))
    }

    /// The same texts, of which a compiler told what they leave to it.
    pub(crate) fn with_unit(&self, unit: Unit<'static>, warnings: Vec<Warning>) -> Result<Self> {
        let frozen = Frozen::new(&unit, None).map_err(|error| refused(&error))?;
        Ok(Cdef(Arc::new(Inner {
            unit,
            frozen,
            texts: self.0.texts.clone(),
            warnings,
            unicode: self.0.unicode,
            is_answered: true,
        })))
    }

    /// The same declarations with other names for the linker: where `symbol` gives one.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("int f(void);")?.with_symbols(|found| Some(format!("my_{}", found.name())));
    /// assert_eq!(cdef.declaration("f")?.symbol(), "my_f");
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    #[must_use]
    pub fn with_symbols(&self, symbol: impl Fn(&Declaration<'_>) -> Option<String>) -> Cdef {
        let mut unit = self.unit().clone();
        for declared in self.declarations() {
            let found = unit.find(declared.decl.name).map(|(found, _)| found);
            if let (Some(symbol), Some(decl)) = (
                symbol(&declared),
                found.and_then(|found| unit.decl_mut(found)),
            ) {
                decl.symbol = Some(symbol.into());
            }
        }
        Cdef(Arc::new(Inner {
            unit,
            frozen: self.0.frozen.clone(),
            texts: self.0.texts.clone(),
            warnings: self.0.warnings.clone(),
            unicode: self.0.unicode,
            is_answered: self.0.is_answered,
        }))
    }

    /// Whether a compiler was asked: see [`answered`](Self::answered).
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.0.is_answered
    }

    /// Whether they are clones of one.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn unit(&self) -> &Unit<'static> {
        &self.0.unit
    }

    pub(crate) fn texts(&self) -> &[Text] {
        &self.0.texts
    }

    /// The target for which everything is laid out.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.unit().types.target
    }

    /// What readers of the texts should know, though they are right.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.0.warnings
    }

    /// Everything that is declared, in the order of the texts; also what was included.
    pub fn declarations(&self) -> impl Iterator<Item = Declaration<'_>> {
        let is_last = |decl: &&Decl| {
            let last = self.unit().find(decl.name);
            last.is_some_and(|(_, last)| core::ptr::eq(last, *decl))
        };
        let decls = self.unit().decls().iter().filter(is_last);
        decls.map(|decl| self.view(decl))
    }

    fn view<'c>(&'c self, decl: &'c Decl) -> Declaration<'c> {
        Declaration { cdef: self, decl }
    }

    /// The declaration of a name; `None` if there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Declaration<'_>> {
        let name = self.unit().names.get(name)?;
        let (_, decl) = self.unit().find(name)?;
        Some(self.view(decl))
    }

    /// The declaration of a name that is this one's own: functions and variables that were included
    /// belong to another library.
    ///
    /// # Errors
    /// [`ErrorKind::UnknownName`], [`ErrorKind::NotIncluded`].
    pub fn declaration(&self, name: &str) -> Result<Declaration<'_>> {
        let Some(found) = self.get(name) else {
            let help = self.meant(name);
            let message = format!("`{name}` is not declared");
            return Err(self.question_error(name, ErrorKind::UnknownName, message, help));
        };
        let is_type_or_number = matches!(found.decl.kind, DeclKind::Typedef | DeclKind::Value(_));
        if found.is_included() && !is_type_or_number {
            let message = format!("`{name}` is declared by an included text, for another library");
            let help = Some("ask the `Cdef` that was included".to_owned());
            return Err(self.question_error(name, ErrorKind::NotIncluded, message, help));
        }
        Ok(found)
    }

    /// What may be meant by a name that is not declared.
    fn meant(&self, name: &str) -> Option<String> {
        let unit = self.unit();
        let tag = unit.names.get(name).and_then(|name| unit.tag(name));
        if let Some(tag) = tag {
            let keyword = tag.keyword.text();
            return Some(format!("there is the type `{keyword} {name}`"));
        }
        let names = self.declarations().map(|declaration| declaration.name());
        similar(name, names).map(|name| format!("did you mean `{name}`?"))
    }

    fn question_error(
        &self,
        text: &str,
        kind: ErrorKind,
        message: String,
        help: Option<String>,
    ) -> Errors {
        Diagnostic::new(kind, question_place(text), message)
            .help(help)
            .into()
    }

    /// What a name is: CFFI's `kindof`.
    ///
    /// # Errors
    /// As [`declaration`](Self::declaration).
    pub fn kind_of(&self, name: &str) -> Result<DeclarationKind> {
        self.declaration(name).map(|found| found.kind())
    }

    /// The value of an integer constant: a macro, a constant of an enum, `static const int X = 5`.
    ///
    /// # Errors
    /// As [`declaration`](Self::declaration); [`ErrorKind::NeedsCompiler`] if the text leaves the value
    /// to the compiler; [`ErrorKind::BadConstant`] if the name is no integer.
    pub fn constant(&self, name: &str) -> Result<i128> {
        match self.declaration(name)?.value() {
            Some(ConstantValue::Integer(value)) => Ok(value),
            Some(ConstantValue::AskCompiler) => {
                let message = format!(
                    "the value of `{name}` is left to the compiler (`...`), which was not asked"
                );
                Err(self.question_error(name, ErrorKind::NeedsCompiler, message, None))
            }
            _ => {
                let message = format!("`{name}` is no integer whose value the text says");
                Err(self.question_error(name, ErrorKind::BadConstant, message, None))
            }
        }
    }

    /// The prototype of a function that is declared.
    ///
    /// # Errors
    /// As [`declaration`](Self::declaration) and [`type_of`](Self::type_of); [`ErrorKind::FunctionType`]
    /// if the name is no function.
    pub fn function(&self, name: &str) -> Result<Prototype> {
        let found = self.declaration(name)?;
        let ty = found.ty()?;
        Prototype::new(name.to_owned(), ty).map_err(|error| {
            let message = format!("`{name}` is no function: {error}");
            self.question_error(name, ErrorKind::FunctionType, message, None)
        })
    }

    /// Reads the prototype of one function, which need not be declared; its types may be those of the
    /// texts.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("typedef long stamp;")?;
    /// let prototype = cdef.prototype("stamp later(stamp, unsigned seconds)")?;
    /// assert_eq!(prototype.to_string(), "stamp later(stamp, unsigned int seconds)");
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn prototype(&self, text: &str) -> Result<Prototype> {
        let mut unit = Unit::over(self.unit());
        let question = parse::prototype(&mut unit, text, &self.question_options())?;
        let ty = self.freeze_in(&unit, &question, question.ty.ty)?;
        let name = question.name.clone().unwrap_or_default();
        Prototype::new(name, ty).map_err(|_| {
            let message = "this is no prototype of a function".to_owned();
            self.question_error(text, ErrorKind::FunctionType, message, None)
        })
    }

    pub(crate) fn question_options(&self) -> TextOptions {
        TextOptions {
            is_question: true,
            unicode: self.0.unicode,
            ..TextOptions::new()
        }
    }

    /// `lltype`'s type for one of a question's own.
    pub(crate) fn freeze_in(
        &self,
        unit: &Unit<'_>,
        question: &Question,
        ty: TypeId,
    ) -> Result<Type> {
        let place = || question.place();
        match self.0.frozen.get(unit, ty) {
            Some(ty) => return Ok(ty),
            None if unit.types.is_own(ty) => {}
            None => return Err(unit.unusable(ty, place()).into()),
        }
        let frozen = Frozen::new(unit, Some(&self.0.frozen));
        let frozen = frozen.map_err(|error| refused(&error))?;
        let found = frozen.get(unit, ty);
        found.ok_or_else(|| unit.unusable(ty, place()).into())
    }

    pub(crate) fn frozen(&self, ty: TypeId) -> Option<Type> {
        self.0.frozen.get(self.unit(), ty)
    }

    /// `lltype`'s type for one of the texts.
    pub(crate) fn frozen_type(&self, ty: TypeId, at: At) -> Result<Type> {
        let unit = self.unit();
        self.0
            .frozen
            .get(unit, ty)
            .ok_or_else(|| unit.unusable(ty, unit.place(at)).into())
    }
}

impl Unit<'_> {
    /// Why `lltype` has no type for one that was read.
    pub(crate) fn unusable(&self, ty: TypeId, place: Place) -> Diagnostic {
        let name = self.types.canonical(&self.names, ty, "");
        let (kind, culprit) = match self.types.unpassable(ty) {
            _ if self.types.asks_length(ty) => (ErrorKind::NeedsCompiler, ty),
            Some(inner) => (self.kind_of_unknown(inner), inner),
            None => (ErrorKind::Opaque, ty),
        };
        let inner = self.types.canonical(&self.names, culprit, "");
        let message = match kind {
            ErrorKind::NeedsCompiler => {
                format!("`{name}`: `{inner}` is left to the compiler (`...`), which was not asked")
            }
            _ => format!(
                "`{name}`: what is inside of `{inner}` is not known, so it cannot be passed"
            ),
        };
        Diagnostic::new(kind, place, message)
    }

    fn kind_of_unknown(&self, ty: TypeId) -> ErrorKind {
        match self.types.kind(ty) {
            Node::Ask(..) | Node::Enum(_) => ErrorKind::NeedsCompiler,
            Node::Record(id) => match self.types.record_at(id).layout {
                crate::types::RecordLayout::None(NoSize::NeedsCompiler(_)) => {
                    ErrorKind::NeedsCompiler
                }
                _ if self.types.record_at(id).body == crate::types::Body::Partial => {
                    ErrorKind::NeedsCompiler
                }
                _ => ErrorKind::Opaque,
            },
            _ => ErrorKind::Opaque,
        }
    }
}

/// `lltype` refuses what the parser took: the two disagree.
fn refused(error: &TypeError) -> Errors {
    let message = format!("these types cannot be described: {error}");
    Diagnostic::new(ErrorKind::UnsupportedType, question_place(""), message).into()
}

/// A whole text that is asked about.
pub(crate) fn question_place(text: &str) -> Place {
    let file = File::new(
        "<question>".into(),
        text.into(),
        Splices::default(),
        Vec::new(),
    );
    let end = crate::names::offset(text.len());
    Place {
        file: Arc::new(file),
        span: Span { start: 0, end },
    }
}
