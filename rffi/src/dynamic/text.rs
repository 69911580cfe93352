//! Declarations in C, or by the names that a `Cdef` declares.

use std::sync::LazyLock;

use cdef::{Cdef, Declaration, DeclarationKind, TextOptions};
use lltype::{Prototype, Qualifiers, Target};

use super::declaration::{DeclaredFunction, DeclaredVariable};
use super::known::Known;
use super::{LibraryError, Wanted};

/// What knows C's own types.
static NOTHING: LazyLock<Result<Cdef, cdef::Errors>> = LazyLock::new(|| Cdef::parse(""));

/// What a text without a name of its own is called in messages.
const NAME: &str = "<declaration>";

/// The function that a prototype in C declares, or a name that the library knows.
pub(super) fn function(known: &Known, text: &str) -> Result<DeclaredFunction, LibraryError> {
    known.check_target()?;
    if is_name(text) {
        return known.function(text.trim());
    }
    // What the linker calls it, the shorter way does not tell.
    let cdef = known.cdef();
    if text.contains("asm") {
        return last(&alone(cdef, text)?, text)?.function();
    }
    let prototype = match (cdef, &*NOTHING) {
        (Some(cdef), _) | (None, Ok(cdef)) => cdef.prototype(text)?,
        (None, Err(errors)) => return Err(errors.clone().into()),
    };
    Ok(DeclaredFunction::of(prototype))
}

/// The variable that a declaration in C declares, or a name that the library knows.
pub(super) fn variable(known: &Known, text: &str) -> Result<DeclaredVariable, LibraryError> {
    known.check_target()?;
    match is_name(text) {
        true => known.variable(text.trim()),
        false => last(&alone(known.cdef(), text)?, text)?.variable(),
    }
}

/// A function that a `Cdef` declares.
pub(super) fn named_function(cdef: &Cdef, name: &str) -> Result<DeclaredFunction, LibraryError> {
    Named(cdef.declaration(name)?).function()
}

/// A variable that a `Cdef` declares.
pub(super) fn named_variable(cdef: &Cdef, name: &str) -> Result<DeclaredVariable, LibraryError> {
    Named(cdef.declaration(name)?).variable()
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    let is_inner = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    !text.is_empty() && text.chars().all(is_inner)
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
