//! [`Answer`]: what the C compiler said.

use lltype::Type;

/// What the C compiler said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Type(Type),
    Integer(i128),
    Double(f64),
    Text(Vec<u8>),
    Yes,
    /// What the question is about is not defined.
    Absent,
}

/// What the compiler said to one question; for one that does not compile, its message.
pub(crate) type Answered = Result<Answer, String>;

/// An answer to each question; for one that does not compile, the compiler's message.
#[derive(Debug, Clone)]
pub(crate) struct Answers(Vec<Answered>);

impl Answers {
    pub(super) fn none(count: usize) -> Self {
        Answers(vec![Err("it was not asked".to_owned()); count])
    }

    pub(super) fn set(&mut self, index: usize, answer: Answered) {
        self.0[index] = answer;
    }

    /// In the order of the questions.
    pub(crate) fn into_vec(self) -> Vec<Answered> {
        self.0
    }
}
