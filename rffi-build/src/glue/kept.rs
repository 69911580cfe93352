//! [`Kept`]: answers of the compiler that are kept in a folder.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use cdef::Answer;

use super::answer::answer;
use crate::compiler::Compiler;
use crate::{Error, Result, ask, env, stamp};

/// The place of the answers to some questions.
pub(super) struct Kept<'a> {
    file: PathBuf,
    compiler: &'a Compiler,
    questions: &'a [ask::Question],
}

impl<'a> Kept<'a> {
    pub(super) fn of(
        folder: &Path,
        compiler: &'a Compiler,
        questions: &'a [ask::Question],
    ) -> Result<Self> {
        fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
        let here = std::env::current_dir().map_err(Error::io("find", "the current folder"))?;
        let mut hasher = DefaultHasher::new();
        (here, compiler.identity(), questions).hash(&mut hasher);
        env::of_the_compiler().hash(&mut hasher);
        Ok(Kept {
            file: folder.join(format!("rffi_{:016x}.answers", hasher.finish())),
            compiler,
            questions,
        })
    }

    /// The answers, which may be there, and the files that they depend on.
    pub(super) fn ask(&self, work: &Path) -> Result<(Vec<Answer>, Vec<PathBuf>)> {
        let base = Path::new("");
        if let Some((inputs, text)) = stamp::read(&self.file, base)
            && let Some(answers) = self.read(&text)
        {
            return Ok((answers, inputs));
        }
        // Others may read the file meanwhile.
        let new = work.join("answers");
        let started = stamp::begin(&new)?;
        let asked = self.compiler.ask(self.questions, work)?;
        let answers = asked.answers.into_vec().into_iter().map(answer);
        let answers: Vec<Answer> = answers.collect();
        let lines = answers.iter().map(line);
        let text: String = lines.collect();
        if let Some(text) = stamp::text(&asked.inputs, base, started, &text) {
            crate::generated::write(&self.file, &text)?;
        }
        Ok((answers, asked.inputs))
    }

    fn read(&self, text: &str) -> Option<Vec<Answer>> {
        let answers: Option<Vec<Answer>> = text.lines().map(answer_in).collect();
        answers.filter(|answers| answers.len() == self.questions.len())
    }
}

/// An answer in a line of its own.
fn line(answer: &Answer) -> String {
    match answer {
        Answer::Integer(value) => format!("integer {value}\n"),
        Answer::Float(value) => format!("float {}\n", value.to_bits()),
        Answer::Refused(message) => format!("refused {}\n", message.replace(['\n', '\r'], " ")),
        _ => "none\n".to_owned(),
    }
}

fn answer_in(line: &str) -> Option<Answer> {
    let (word, rest) = line.split_once(' ')?;
    Some(match word {
        "integer" => Answer::Integer(rest.parse().ok()?),
        "float" => Answer::Float(f64::from_bits(rest.parse().ok()?)),
        "refused" => Answer::Refused(rest.to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for answer in [
            Answer::Integer(i128::MIN),
            Answer::Integer(1 << 64),
            Answer::Float(-0.1),
            Answer::Refused("no such thing: `a b`".to_owned()),
            Answer::Refused(String::new()),
        ] {
            assert_eq!(
                answer_in(line(&answer).trim_end_matches('\n')),
                Some(answer)
            );
        }
        assert_eq!(answer_in("integer x"), None);
        assert_eq!(answer_in(""), None);
    }
}
