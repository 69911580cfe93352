//! Asks the C compiler what headers say. The answers are read from an object; what it compiled is never
//! run, so that any cross compiler can be asked.
//!
//! Types are in the debug information, values in marked data. All questions go into one compilation; one
//! that does not compile is left out of the next, and its message is the answer.

mod answer;
mod data;
mod machine;
mod message;
mod question;
mod raw;
mod store;

use std::path::{Path, PathBuf};

use lltype::Target;

pub(crate) use answer::Answer;
pub(crate) use answer::Answered;
use answer::Answers;
pub(crate) use question::{ALIGNMENT_OF_MEMORY, Question};
use raw::Raw;
pub(crate) use store::Store;

use crate::compiler::{Compiler, Refusal};
use crate::debug::Debug;
use crate::{Error, Result};

/// What the compiler says to questions.
#[derive(Debug)]
pub(crate) struct Asked {
    /// For each question, in order.
    pub(crate) answers: Answers,
    /// The files that were read, also those of the system.
    pub(crate) inputs: Vec<PathBuf>,
    /// The layouts of the target, as the compiler has them with its flags.
    pub(crate) target: Target,
    /// The file in which it is kept for the next time.
    pub(crate) kept: Option<PathBuf>,
}

impl Compiler {
    /// Asks. Files are written to `work`.
    fn ask(&self, questions: &[Question], work: &Path) -> Result<Raw> {
        let mut asking = Asking {
            compiler: self,
            questions,
            object: work.join(question::SOURCE).with_extension("o"),
            raw: Raw::default(),
        };
        match asking.ask((0..questions.len()).collect()) {
            Ok(()) => Ok(asking.raw),
            Err(Stop::Headers(refusal)) => Ok(Raw {
                refusal: Some(refusal),
                ..Raw::default()
            }),
            Err(Stop::Error(error)) => Err(error),
        }
    }

    fn unreadable(&self, message: String) -> Error {
        Error::Object {
            command: self.shown(),
            message,
        }
    }
}

impl Asked {
    /// Reads the answers to some of the questions.
    fn read(
        &mut self,
        questions: &[Question],
        open: &[usize],
        file: &object::File<'_>,
        data: &data::Data<'_>,
    ) -> Result<(), String> {
        let mut types = Vec::new();
        for &index in open {
            let answer = match data.answer(index) {
                Some(answer) => Ok(answer),
                None if questions[index].is_type() => {
                    types.push(index);
                    continue;
                }
                None => Err(NOT_CONSTANT.to_owned()),
            };
            self.answers.set(index, answer);
        }
        if types.is_empty() {
            return Ok(());
        }
        let debug = Debug::read(file, &self.target)?;
        let names = types.iter().map(|&index| question::type_name(index));
        let names: Vec<String> = names.collect();
        for (&index, found) in types.iter().zip(debug.types_of(&names)) {
            self.answers.set(index, found.map(Answer::Type));
        }
        Ok(())
    }
}

/// Why no question can be asked.
enum Stop {
    /// The headers are refused.
    Headers(Refusal),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Error(error)
    }
}

/// One round of questions on its way.
struct Asking<'a> {
    compiler: &'a Compiler,
    questions: &'a [Question],
    object: PathBuf,
    raw: Raw,
}

impl Asking<'_> {
    /// Asks some of the questions: as often as some are refused, without these.
    fn ask(&mut self, mut open: Vec<usize>) -> Result<(), Stop> {
        loop {
            let refusal = match self.compile(&open)? {
                Ok(()) => return Ok(self.keep(open)?),
                Err(refusal) if refusal.is_of_headers() => return Err(Stop::Headers(refusal)),
                Err(refusal) => refusal,
            };
            let refused = message::of_questions(&refusal.messages);
            let before = open.len();
            open.retain(|index| !refused.contains_key(index));
            if open.len() == before {
                return self.divide(open, refusal);
            }
            self.raw.refused.extend(refused);
        }
    }

    /// Finds the question that is to blame for a message that names none.
    fn divide(&mut self, mut open: Vec<usize>, refusal: Refusal) -> Result<(), Stop> {
        match *open.as_slice() {
            [] => Err(Stop::Headers(refusal)),
            [index] => {
                // Without any question, the headers must compile.
                self.ask(Vec::new())?;
                self.raw.refused.push((index, refusal.messages));
                Ok(())
            }
            _ => {
                let second = open.split_off(open.len() / 2);
                self.ask(open)?;
                self.ask(second)
            }
        }
    }

    fn compile(&mut self, open: &[usize]) -> Result<Result<(), Refusal>> {
        let text = question::whole(self.questions, open.iter().copied());
        Ok(match self.compiler.compile_facts(&text, &self.object)? {
            Ok(inputs) => {
                self.raw.inputs.extend(inputs);
                self.raw.inputs.sort();
                self.raw.inputs.dedup();
                Ok(())
            }
            Err(refusal) => Err(refusal),
        })
    }

    /// Keeps the object, which answers these.
    fn keep(&mut self, open: Vec<usize>) -> Result<()> {
        let bytes = std::fs::read(&self.object).map_err(Error::io("read", &self.object))?;
        self.raw.objects.push((open, bytes));
        Ok(())
    }
}

const NOT_CONSTANT: &str = "it is not a constant";

/// The layouts of a target. Of one that is not in lltype's table, those of this machine: then only
/// what the compiler itself says of sizes and places counts.
pub(crate) fn target(name: &str) -> Target {
    *Target::find(name).unwrap_or(&Target::HOST)
}

#[cfg(test)]
mod tests;
