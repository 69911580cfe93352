//! Asks the C compiler what headers say. The answers are read from an object; what it compiled is never
//! run, so that any cross compiler can be asked.
//!
//! Types are in the debug information, values in marked data. All questions go into one compilation; one
//! that does not compile is left out of the next, and its message is the answer.

mod answer;
mod data;
mod message;
mod question;

use std::path::{Path, PathBuf};

use lltype::Target;

pub(crate) use answer::Answer;
use answer::Answers;
pub(crate) use question::Question;

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
}

impl Compiler {
    /// Asks. Files are written to `work`.
    pub(crate) fn ask(&self, questions: &[Question], work: &Path) -> Result<Asked> {
        Asking {
            compiler: self,
            questions,
            object: work.join("rffi_ask.o"),
            answers: Answers::none(questions.len()),
            inputs: Vec::new(),
        }
        .run()
    }
}

/// One round of questions on its way.
struct Asking<'a> {
    compiler: &'a Compiler,
    questions: &'a [Question],
    object: PathBuf,
    answers: Answers,
    inputs: Vec<PathBuf>,
}

impl Asking<'_> {
    fn run(mut self) -> Result<Asked> {
        let all: Vec<usize> = (0..self.questions.len()).collect();
        self.ask(all)?;
        Ok(Asked {
            answers: self.answers,
            inputs: self.inputs,
        })
    }

    /// Asks some of the questions: as often as some are refused, without these.
    fn ask(&mut self, mut open: Vec<usize>) -> Result<()> {
        loop {
            let refusal = match self.compile(&open)? {
                Ok(()) => return self.read(&open),
                Err(refusal) => refusal,
            };
            let refused = message::of_questions(&refusal.messages);
            let before = open.len();
            open.retain(|index| !refused.contains_key(index));
            if open.len() == before {
                return self.divide(open, refusal);
            }
            for (index, message) in refused {
                self.answers.set(index, Err(message));
            }
        }
    }

    /// Finds the question that is to blame for a message that names none.
    fn divide(&mut self, mut open: Vec<usize>, refusal: Refusal) -> Result<()> {
        match *open.as_slice() {
            [] => Err(refusal.into_error("the headers")),
            [index] => {
                // Without any question, the headers must compile.
                self.ask(Vec::new())?;
                self.answers.set(index, Err(refusal.messages));
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
        let mut text = question::prologue();
        for &index in open {
            text += &self.questions[index].text(index);
        }
        Ok(match self.compiler.compile_facts(&text, &self.object)? {
            Ok(inputs) => {
                self.inputs.extend(inputs);
                self.inputs.sort();
                self.inputs.dedup();
                Ok(())
            }
            Err(refusal) => Err(refusal),
        })
    }

    fn read(&mut self, open: &[usize]) -> Result<()> {
        let bytes = std::fs::read(&self.object).map_err(Error::io("read", &self.object))?;
        let file = object::File::parse(&*bytes).map_err(|error| self.unreadable(error))?;
        let data = data::Data::read(&file).map_err(|error| self.unreadable(error))?;
        let mut types = Vec::new();
        for &index in open {
            let answer = match data.answer(index) {
                Some(answer) => Ok(answer),
                None if self.questions[index].is_type() => {
                    types.push(index);
                    continue;
                }
                None => Err(NOT_CONSTANT.to_owned()),
            };
            self.answers.set(index, answer);
        }
        self.read_types(&file, &types)
    }

    fn read_types(&mut self, file: &object::File<'_>, types: &[usize]) -> Result<()> {
        if types.is_empty() {
            return Ok(());
        }
        let target = target(self.compiler.target());
        let debug = Debug::read(file, &target).map_err(|error| self.unreadable(error))?;
        let names: Vec<String> = types
            .iter()
            .map(|&index| question::type_name(index))
            .collect();
        for (&index, found) in types.iter().zip(debug.types_of(&names)) {
            self.answers.set(index, found.map(Answer::Type));
        }
        Ok(())
    }

    fn unreadable(&self, error: impl ToString) -> Error {
        Error::Object {
            command: self.compiler.shown(),
            message: error.to_string(),
        }
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
