//! [`Raw`]: what the compiler wrote, before it is read.

use std::path::PathBuf;

use super::answer::Answers;
use super::{Asked, Question, data, machine, target};
use crate::compiler::Refusal;
use crate::kept::{Reader, Writer};

/// What the compiler wrote.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Raw {
    /// Objects, each with the questions that it answers.
    pub(super) objects: Vec<(Vec<usize>, Vec<u8>)>,
    /// Questions that were refused, with the messages.
    pub(super) refused: Vec<(usize, String)>,
    /// Why nothing can be asked: the headers are refused.
    pub(super) refusal: Option<Refusal>,
    /// The files that were read.
    pub(super) inputs: Vec<PathBuf>,
}

impl Raw {
    pub(super) fn read(self, questions: &[Question], target_name: &str) -> Result<Asked, String> {
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

    /// `None` if a path is not text.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut out = Writer::default();
        out.number(self.refused.len());
        for (index, message) in &self.refused {
            out.number(*index);
            out.text(message);
        }
        out.number(self.objects.len());
        for (open, object) in &self.objects {
            out.number(open.len());
            open.iter().for_each(|index| out.number(*index));
            out.bytes(object);
        }
        out.number(self.inputs.len());
        for input in &self.inputs {
            out.path(input)?;
        }
        let refusals = self.refusal.as_slice();
        out.number(refusals.len());
        for refusal in refusals {
            out.text(&refusal.messages);
            out.text(&refusal.command);
            out.number(refusal.searched.len());
            for folder in &refusal.searched {
                out.path(folder)?;
            }
        }
        Some(out.finish())
    }

    /// `None` if the bytes are nothing like it.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = Reader(bytes);
        let refused = from.list(|from| Some((from.number()?, from.text()?)))?;
        let objects = from.list(|from| {
            let open = from.list(Reader::number)?;
            Some((open, from.bytes()?.to_vec()))
        })?;
        let inputs = from.list(Reader::path)?;
        let refusals = from.list(|from| {
            Some(Refusal {
                messages: from.text()?,
                command: from.text()?,
                searched: from.list(Reader::path)?,
            })
        })?;
        from.end(Raw {
            objects,
            refused,
            refusal: refusals.into_iter().next(),
            inputs,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let refusal = Refusal {
            messages: "no".to_owned(),
            command: "cc x.c".to_owned(),
            searched: vec!["/usr/include".into()],
        };
        for refusal in [None, Some(refusal)] {
            let raw = Raw {
                objects: vec![(vec![0, 2], vec![1, 2, 3])],
                refused: vec![(1, "no".to_owned())],
                refusal,
                inputs: vec!["x.h".into()],
            };
            let read = Raw::from_bytes(&raw.to_bytes().unwrap());
            assert_eq!(read, Some(raw));
        }
        assert_eq!(Raw::from_bytes(&[]), None);
    }
}
