//! The compiler's answers to what a text leaves to it.

use std::path::{Path, PathBuf};

use cdef::{Answer, Cdef, Declaration, DeclarationKind, Errors, TypeShape};
use rffi::ExternalCompilationInfo;

use super::{Glue, c};
use crate::unit::line_directive;
use crate::{Result, Toolchain, ask, env};

/// Declarations with the compiler's answers.
pub(super) struct Answered {
    pub(super) cdef: Cdef,
    /// The files that the compiler read.
    pub(super) inputs: Vec<PathBuf>,
    /// The file in which the answers are kept.
    pub(super) kept: Option<PathBuf>,
}

impl Glue {
    /// Asks, unless the answers are in the folder. Paths are relative to the package, or to the current folder.
    pub(super) fn answered(
        &self,
        toolchain: &Toolchain,
        package: Option<&Path>,
        folder: Option<&Path>,
    ) -> Result<Answered> {
        let cdef = self.parse(env::known_target(&toolchain.target)?)?;
        let questions = cdef.questions().into_iter().map(question);
        let questions: Vec<ask::Question> = questions.collect();
        let store = ask::Store {
            toolchain,
            info: &self.asked_info(toolchain)?,
            package,
            folder: folder.map(Path::to_owned),
        };
        let asked = store.ask(&questions)?;
        let answers = asked.answers.into_vec().into_iter().map(answer);
        let answers: Vec<Answer> = answers.collect();
        let cdef = cdef.answered(&answers)?;
        for declared in cdef.declarations().filter(|found| !found.is_included()) {
            check_values(&cdef, &declared)?;
        }
        Ok(Answered {
            cdef,
            inputs: asked.inputs,
            kept: asked.kept,
        })
    }

    /// What the compiler reads before it is asked: what stands above the glue.
    fn asked_info(&self, toolchain: &Toolchain) -> Result<ExternalCompilationInfo> {
        let info = toolchain.resolve(&self.compiled_info())?;
        let info = info.post_include_bit(c::PROLOGUE);
        Ok(match &self.source {
            Some((origin, text)) => info.post_include_bit(line_directive(1, origin) + text),
            None => info,
        })
    }
}

fn question(question: cdef::Question) -> ask::Question {
    match question.is_float {
        true => ask::Question::double(question.expression),
        false => ask::Question::integer(question.expression),
    }
}

fn answer(answer: Result<ask::Answer, String>) -> Answer {
    match answer {
        Ok(ask::Answer::Integer(value)) => Answer::Integer(value),
        Ok(ask::Answer::Double(value)) => Answer::Float(value),
        Ok(_) => Answer::Refused("this is no number".to_owned()),
        Err(message) => Answer::Refused(message),
    }
}

/// Of what only C knows the inside of, Rust has no values.
fn check_values(cdef: &Cdef, declared: &Declaration<'_>) -> Result<(), Errors> {
    use DeclarationKind::{Callback, CallbackFromC, Constant, Function};
    match (declared.kind(), declared.type_view().unaliased()) {
        (Function | Callback | CallbackFromC, _) => declared.ty().map(|_| ()),
        (Constant, TypeShape::Opaque(name)) => cdef.sizeof(name).map(|_| ()),
        _ => Ok(()),
    }
}
