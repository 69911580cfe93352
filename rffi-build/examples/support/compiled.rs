//! Rows that need a compiler.

use cdef::{Cdef, ConstantValue};
use rffi_build::{Error, Glue};

use crate::cases::{Case, Outcome, Refusal, answer};

/// What stops a row.
enum Stop {
    Refusal(Refusal),
    /// The compiler refuses the glue.
    Compile,
    Other(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Declarations(errors) => Stop::Refusal(Refusal::Errors(*errors)),
            Error::Compile { .. } => Stop::Compile,
            error => Stop::Other(error),
        }
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Stop::Refusal(refusal)
    }
}

/// Asks, and compares.
pub(crate) fn run(case: &Case) -> Outcome {
    if !case.needs_compiler() {
        return Outcome::Skipped;
    }
    let got = match compiled(case) {
        Ok(got) => got,
        Err(Stop::Refusal(refusal)) => return case.compare(Err(refusal)),
        Err(Stop::Compile) => "error:compile-error".to_owned(),
        Err(Stop::Other(error)) => return Outcome::Failed(error.to_string()),
    };
    case.compare(Ok(got))
}

fn compiled(case: &Case) -> Result<String, Stop> {
    let mut glue = Glue::new("row");
    for (options, text) in case.chunks() {
        glue = match &*options {
            "csource" => glue.source(text),
            "included" => glue.include(&Glue::new("included").cdef(text), "crate::included"),
            options => glue.cdef_with(text, options),
        };
    }
    glue.check()?;
    let cdef = glue.declarations()?;
    let (word, argument) = case.asked();
    Ok(match word {
        "constant" => constant(&cdef, argument)?,
        // Whatever is used was compared.
        "use" => answer(&cdef, "sizeof", argument)?,
        "build" => "ok".to_owned(),
        _ => answer(&cdef, word, argument)?,
    })
}

/// The value of a constant, which may be a float.
fn constant(cdef: &Cdef, name: &str) -> Result<String, Refusal> {
    let declared = cdef.declaration(name)?;
    match declared.value() {
        Some(ConstantValue::Float(value)) => Ok(value.to_string()),
        Some(_) => answer(cdef, "constant", name),
        // It must be of a type that is known.
        None => {
            declared.ty()?;
            answer(cdef, "constant", name)
        }
    }
}
