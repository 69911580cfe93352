//! [`Form`]: many questions to a compiler in one file.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::block::MARK;
use super::{Block, Compiler};

/// What a compiler can be asked.
#[derive(Debug, Clone)]
pub(crate) enum Question {
    /// The value of a constant expression, cut to 64 bits.
    Number(String),
    /// Which bits of an object of a type are set by an initializer.
    Bits { ty: String, initializer: String },
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    Number(u64),
    /// The positions of the bits, counted as the target fills bytes.
    Bits(Vec<u64>),
    /// It does not compile.
    Refused(String),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Number(number) => write!(f, "{number}"),
            Answer::Bits(bits) => write!(f, "{bits:?}"),
            Answer::Refused(message) => write!(f, "`{message}`"),
        }
    }
}

/// How messages call the part of a file that this one writes.
const FILE: &str = "questions";

/// Questions behind a text.
#[derive(Debug)]
pub(crate) struct Form<'t> {
    text: &'t str,
    questions: &'t [Question],
}

/// A line of C, and the question that it is about.
type Line = (String, Option<usize>);

impl<'t> Form<'t> {
    /// Questions about what a text without macros declares.
    pub(crate) fn new(text: &'t str, questions: &'t [Question]) -> Self {
        Form { text, questions }
    }

    /// The answers, in the order of the questions.
    ///
    /// # Errors
    /// The text itself does not compile: what the compiler prints.
    pub(crate) fn ask(&self, compiler: &Compiler) -> Result<Vec<Answer>, String> {
        let mut refused = BTreeMap::new();
        loop {
            let asked: Vec<usize> = (0..self.questions.len())
                .filter(|index| !refused.contains_key(index))
                .collect();
            let lines = self.lines(&asked);
            match compiler.object(&self.source(&lines)) {
                Ok(object) => return Ok(self.answers(&object, &asked, refused)),
                Err(printed) => {
                    let more = refusals(&printed, &lines);
                    if more.is_empty() {
                        return Err(first_errors(&printed));
                    }
                    refused.extend(more);
                }
            }
        }
    }

    fn source(&self, lines: &[Line]) -> String {
        let mut source = format!("{}\n# 1 \"{FILE}\"\n", self.text);
        for (line, _) in lines {
            let _ = writeln!(source, "{line}");
        }
        source
    }

    /// A constant with a number for each question, and objects behind it.
    fn lines(&self, asked: &[usize]) -> Vec<Line> {
        let questions = || asked.iter().map(|index| (*index, &self.questions[*index]));
        let objects = || {
            questions().filter_map(|(index, question)| match question {
                Question::Bits { ty, initializer } => Some((index, ty, initializer)),
                Question::Number(_) => None,
            })
        };
        let count = MARK.len() + asked.len() + objects().count();
        let mut lines = vec![(
            format!("struct Form_ {{ unsigned long long n[{count}];"),
            None,
        )];
        for (index, ty, _) in objects() {
            lines.push((format!("__typeof__({ty}) o{index};"), Some(index)));
        }
        let [first, second] = MARK;
        lines.push((
            format!("}}; const struct Form_ form_ = {{ {{ {first}u, {second}u,"),
            None,
        ));
        for (index, question) in questions() {
            let line = match question {
                Question::Number(value) => format!("(unsigned long long)({value}),"),
                Question::Bits { .. } => format!("__builtin_offsetof(struct Form_, o{index}),"),
            };
            lines.push((line, Some(index)));
        }
        for (index, ty, _) in objects() {
            lines.push((format!("sizeof({ty}),"), Some(index)));
        }
        lines.push(("}".to_owned(), None));
        for (index, _, initializer) in objects() {
            lines.push((format!(", {initializer}"), Some(index)));
        }
        lines.push(("};".to_owned(), None));
        lines
    }

    fn answers(
        &self,
        object: &[u8],
        asked: &[usize],
        mut refused: BTreeMap<usize, String>,
    ) -> Vec<Answer> {
        let block = Block::find(object).expect("a block in the object");
        let mut numbers = asked.iter().enumerate();
        let mut sizes = (asked.len()..).map(|place| block.number(place));
        let answers = (0..self.questions.len()).map(|index| {
            if let Some(message) = refused.remove(&index) {
                return Answer::Refused(message);
            }
            let (place, _) = numbers.next().unwrap();
            let number = block.number(place);
            match self.questions[index] {
                Question::Number(_) => Answer::Number(number),
                Question::Bits { .. } => Answer::Bits(block.ones(number, sizes.next().unwrap())),
            }
        });
        answers.collect()
    }
}

/// The questions that the compiler does not take, with the first of its messages for each.
fn refusals(printed: &str, lines: &[Line]) -> BTreeMap<usize, String> {
    let mut refused = BTreeMap::new();
    for (line, message) in errors_of(printed) {
        if let Some((_, Some(question))) = lines.get(line - 1) {
            refused.entry(*question).or_insert(message);
        }
    }
    refused
}

/// The errors in the part that is written here: their lines from 1, and what they say.
fn errors_of(printed: &str) -> impl Iterator<Item = (usize, String)> {
    printed.lines().filter_map(|line| {
        let rest = line.strip_prefix(FILE)?.strip_prefix(':')?;
        let (number, rest) = rest.split_once(':')?;
        let (_, message) = rest.split_once("error: ")?;
        Some((number.parse().ok()?, message.to_owned()))
    })
}

fn first_errors(printed: &str) -> String {
    let errors = printed.lines().filter(|line| line.contains("error"));
    errors.take(3).collect::<Vec<_>>().join("\n")
}
