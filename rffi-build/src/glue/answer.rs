//! The compiler's answers to what a text leaves to it.

use std::path::{Path, PathBuf};

use cdef::{Answer, Cdef, Declaration, DeclarationKind, Errors, TypeShape};

use super::kept::Kept;
use super::{Glue, c};
use crate::compiler::{Compiler, Purpose};
use crate::unit::line_directive;
use crate::{Error, Result, Toolchain, ask, env};

/// Declarations with the compiler's answers.
pub(super) struct Answered {
    pub(super) cdef: Cdef,
    /// The files that the compiler read.
    pub(super) inputs: Vec<PathBuf>,
}

impl Glue {
    /// Asks. Paths are relative to the package, or to the current folder.
    pub(super) fn answered(
        &self,
        toolchain: &Toolchain,
        package: Option<&Path>,
    ) -> Result<Answered> {
        self.answered_with(toolchain, package, |compiler, questions, work| {
            let asked = compiler.ask(questions, work)?;
            let answers = asked.answers.into_vec().into_iter().map(answer);
            Ok((answers.collect(), asked.inputs))
        })
    }

    /// Asks, unless the answers are in the folder: as long as the text, the source, the headers, the flags and
    /// the compiler are the same.
    pub(super) fn answered_from(&self, toolchain: &Toolchain, folder: &Path) -> Result<Answered> {
        self.answered_with(toolchain, None, |compiler, questions, work| {
            Kept::of(folder, compiler, questions)?.ask(work)
        })
    }

    fn answered_with(
        &self,
        toolchain: &Toolchain,
        package: Option<&Path>,
        ask: impl FnOnce(&Compiler, &[ask::Question], &Path) -> Result<(Vec<Answer>, Vec<PathBuf>)>,
    ) -> Result<Answered> {
        let cdef = self.parse(env::known_target(&toolchain.target)?)?;
        let questions = cdef.questions().into_iter().map(question);
        let questions: Vec<ask::Question> = questions.collect();
        let work = tempfile::tempdir().map_err(Error::io("make", "a temporary folder"))?;
        let compiler = self.asked(toolchain, package, work.path())?;
        let (answers, inputs) = ask(&compiler, &questions, work.path())?;
        let cdef = cdef.answered(&answers)?;
        for declared in cdef.declarations().filter(|found| !found.is_included()) {
            check_values(&cdef, &declared)?;
        }
        Ok(Answered { cdef, inputs })
    }

    /// The compiler that has read what stands above the glue.
    fn asked(
        &self,
        toolchain: &Toolchain,
        package: Option<&Path>,
        work: &Path,
    ) -> Result<Compiler> {
        let info = toolchain.resolve(&self.compiled_info())?;
        let mut info = info.post_include_bit(c::PROLOGUE);
        if let Some((origin, text)) = &self.source {
            info = info.post_include_bit(line_directive(1, origin) + text);
        }
        let compiler = Compiler::find(toolchain, &info, work, Purpose::Objects)?;
        Ok(match package {
            Some(package) => compiler.in_folder(package),
            None => compiler,
        })
    }
}

fn question(question: cdef::Question) -> ask::Question {
    match question.is_float {
        true => ask::Question::double(question.expression),
        false => ask::Question::integer(question.expression),
    }
}

pub(super) fn answer(answer: Result<ask::Answer, String>) -> Answer {
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
