//! Asks the C compiler what headers say. The answers are read from an object; what it compiled is never
//! run, so that any cross compiler can be asked.
//!
//! Types are in the debug information, values in marked data. All questions go into one compilation; one
//! that does not compile is left out of the next, and its message is the answer.

mod answer;
mod data;
mod kept;
mod machine;
mod message;
mod question;
mod store;

use std::path::{Path, PathBuf};

use lltype::Target;

pub(crate) use answer::Answer;
pub(crate) use answer::Answered;
use answer::Answers;
pub(crate) use question::{ALIGNMENT_OF_MEMORY, Question};
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
            object: work.join("rffi_ask.o"),
            raw: Raw::default(),
        };
        asking.ask((0..questions.len()).collect())?;
        Ok(asking.raw)
    }

    fn unreadable(&self, message: String) -> Error {
        Error::Object {
            command: self.shown(),
            message,
        }
    }
}

/// What the compiler wrote.
#[derive(Debug, Default, PartialEq)]
struct Raw {
    /// Objects, each with the questions that it answers.
    objects: Vec<(Vec<usize>, Vec<u8>)>,
    /// Questions that were refused, with the messages.
    refused: Vec<(usize, String)>,
    inputs: Vec<PathBuf>,
}

impl Raw {
    fn read(self, questions: &[Question], target_name: &str) -> Result<Asked, String> {
        let mut asked = Asked {
            answers: Answers::none(questions.len()),
            inputs: self.inputs,
            target: target(target_name),
            kept: None,
        };
        for (index, message) in self.refused {
            asked.answers.set(index, Err(message));
        }
        for (open, bytes) in &self.objects {
            let file = object::File::parse(&**bytes).map_err(|error| error.to_string())?;
            let data = data::Data::read(&file)?;
            asked.target = machine::target(target_name, &data, asked.target);
            asked.read(questions, open, &file, &data)?;
        }
        Ok(asked)
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

/// One round of questions on its way.
struct Asking<'a> {
    compiler: &'a Compiler,
    questions: &'a [Question],
    object: PathBuf,
    raw: Raw,
}

impl Asking<'_> {
    /// Asks some of the questions: as often as some are refused, without these.
    fn ask(&mut self, mut open: Vec<usize>) -> Result<()> {
        loop {
            let refusal = match self.compile(&open)? {
                Ok(()) => return self.keep(open),
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
    fn divide(&mut self, mut open: Vec<usize>, refusal: Refusal) -> Result<()> {
        match *open.as_slice() {
            [] => Err(refusal.into_error("the headers")),
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
