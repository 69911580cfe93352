//! Declarations in C, or by the names that a `Cdef` declares.

use std::sync::LazyLock;

use cdef::{Cdef, Declaration, DeclarationKind, TextOptions};
use lltype::{Prototype, Qualifiers, Target, Type};

use super::{LibraryError, Wanted};

/// A function that is to be found.
#[derive(Debug)]
pub struct DeclaredFunction {
    pub(super) prototype: Prototype,
    /// What the linker calls it.
    pub(super) symbol: String,
}

impl DeclaredFunction {
    /// The linker calls it by its name.
    pub(super) fn of(prototype: Prototype) -> Self {
        DeclaredFunction {
            symbol: prototype.name().to_owned(),
            prototype,
        }
    }
}

/// A variable that is to be found.
#[derive(Debug)]
pub(super) struct DeclaredVariable {
    pub(super) name: String,
    /// What the linker calls it.
    pub(super) symbol: String,
    pub(super) ty: Type,
    pub(super) is_constant: bool,
    pub(super) is_thread_local: bool,
}

/// What knows C's own types.
static NOTHING: LazyLock<Result<Cdef, cdef::Errors>> = LazyLock::new(|| Cdef::parse(""));

/// What a text without a name of its own is called in messages.
const NAME: &str = "<declaration>";

/// The function that a prototype in C declares, or a name that the `Cdef` has.
pub(super) fn function(cdef: Option<&Cdef>, text: &str) -> Result<DeclaredFunction, LibraryError> {
    check_target(cdef)?;
    if is_name(text) {
        return named(cdef, text.trim())?.function();
    }
    // What the linker calls it, the shorter way does not tell.
    if text.contains("asm") {
        return last(&alone(cdef, text)?, text)?.function();
    }
    let prototype = match (cdef, &*NOTHING) {
        (Some(cdef), _) | (None, Ok(cdef)) => cdef.prototype(text)?,
        (None, Err(errors)) => return Err(errors.clone().into()),
    };
    Ok(DeclaredFunction::of(prototype))
}

/// The variable that a declaration in C declares, or a name that the `Cdef` has.
pub(super) fn variable(cdef: Option<&Cdef>, text: &str) -> Result<DeclaredVariable, LibraryError> {
    check_target(cdef)?;
    match is_name(text) {
        true => named(cdef, text.trim())?.variable(),
        false => last(&alone(cdef, text)?, text)?.variable(),
    }
}

/// What is to be called here must be laid out as here.
fn check_target(cdef: Option<&Cdef>) -> Result<(), LibraryError> {
    match cdef.map(|cdef| cdef.target().name) {
        Some(name) if name != Target::HOST.name => Err(LibraryError::Target(name.to_owned())),
        _ => Ok(()),
    }
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    let is_inner = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    !text.is_empty() && text.chars().all(is_inner)
}

fn named<'c>(cdef: Option<&'c Cdef>, name: &str) -> Result<Named<'c>, LibraryError> {
    match cdef {
        Some(cdef) => Ok(Named(cdef.declaration(name)?)),
        None => Err(LibraryError::NotDeclared(name.to_owned())),
    }
}

/// Reads a text that stands alone, and may use what the `Cdef` declares.
fn alone(cdef: Option<&Cdef>, text: &str) -> Result<Cdef, LibraryError> {
    let text = text.trim_end().trim_end_matches(';');
    let builder = Cdef::builder(&Target::HOST);
    let builder = match cdef {
        Some(cdef) => builder.include(cdef),
        None => builder,
    };
    let options = TextOptions::new().overriding();
    Ok(builder
        .text_with(NAME, format!("{text};"), options)
        .build()?)
}

/// The last function or variable of a text's own.
fn last<'c>(cdef: &'c Cdef, text: &str) -> Result<Named<'c>, LibraryError> {
    let own = cdef
        .declarations()
        .filter(|declared| !declared.is_included());
    let (mut last, mut usable) = (None, None);
    for declared in own {
        last = Some(declared);
        use DeclarationKind::{Constant, Function, Variable};
        if matches!(declared.kind(), Function | Variable | Constant) {
            usable = Some(declared);
        }
    }
    let found = usable.or(last).map(Named);
    found.ok_or_else(|| LibraryError::NotDeclared(text.trim().to_owned()))
}

/// A name that is declared.
struct Named<'c>(Declaration<'c>);

impl Named<'_> {
    fn function(&self) -> Result<DeclaredFunction, LibraryError> {
        if self.0.kind() != DeclarationKind::Function {
            return Err(self.is_no(Wanted::Function));
        }
        let prototype = Prototype::new(self.0.name().to_owned(), self.0.ty()?)?;
        Ok(DeclaredFunction {
            prototype,
            symbol: self.0.symbol().to_owned(),
        })
    }

    fn variable(&self) -> Result<DeclaredVariable, LibraryError> {
        let is_constant = match self.0.kind() {
            DeclarationKind::Constant => true,
            DeclarationKind::Variable => self.0.qualifiers().contains(Qualifiers::CONST),
            _ => return Err(self.is_no(Wanted::Variable)),
        };
        Ok(DeclaredVariable {
            name: self.0.name().to_owned(),
            symbol: self.0.symbol().to_owned(),
            ty: self.0.ty()?,
            is_constant,
            is_thread_local: self.0.is_thread_local(),
        })
    }

    fn is_no(&self, wanted: Wanted) -> LibraryError {
        LibraryError::Kind {
            name: self.0.name().to_owned(),
            kind: self.0.kind(),
            wanted,
        }
    }
}
