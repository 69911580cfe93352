//! What only a compiler knows: [`Question`]s in C, and the declarations with the [`Answer`]s.
//!
//! [`plan`] writes one question for each fact, [`apply`] puts the answers in the place of every `...`, and
//! [`check`] compares those about what the text says itself.

mod access;
mod apply;
mod check;
mod plan;

use hashbrown::HashMap;

use crate::cdef::Cdef;
use crate::parse::Told;
use crate::{Result, finish};

pub(crate) use access::Access;
use plan::{Item, Site};

/// A constant expression of C whose value a compiler is to tell, below the source that the text describes:
/// see [`Cdef::questions`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Question {
    /// In C, and in GNU C++: `sizeof(struct stat)`.
    pub expression: String,
    /// Whether the value is a float; else it is an integer.
    pub is_float: bool,
}

/// What a compiler says to a [`Question`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// An integer.
    Integer(i128),
    /// A float.
    Float(f64),
    /// Its message: the expression is wrong, or its value is not known before the program runs.
    Refused(String),
}

/// The answers, by what they are about.
pub(crate) struct Answers {
    by_site: HashMap<Site, Answer>,
}

impl Answers {
    fn new(items: &[Item], answers: &[Answer]) -> Self {
        let missing = Answer::Refused("there is no answer".to_owned());
        let answers = answers.iter().chain(core::iter::repeat(&missing));
        let by_site = items.iter().map(|item| item.site).zip(answers.cloned());
        Answers {
            by_site: by_site.collect(),
        }
    }

    fn integer(&self, site: Site) -> Option<i128> {
        match self.by_site.get(&site)? {
            Answer::Integer(value) => Some(*value),
            _ => None,
        }
    }

    fn is_asked(&self, site: Site) -> bool {
        self.by_site.contains_key(&site)
    }

    /// An integer that counts bytes, bits or items.
    fn count(&self, site: Site) -> Option<u64> {
        u64::try_from(self.integer(site)?).ok()
    }

    fn float(&self, site: Site) -> Option<f64> {
        match self.by_site.get(&site)? {
            Answer::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// What the compiler says where it refuses.
    fn refusal(&self, site: Site) -> Option<&str> {
        match self.by_site.get(&site)? {
            Answer::Refused(message) => Some(message),
            _ => None,
        }
    }
}

impl Cdef {
    /// What a compiler is to be asked: about everything that the texts leave to it by `...`, and about what
    /// they say of structs and constants themselves, so that it can be compared.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("typedef struct { int quot; ...; } div_t;\n#define EOF ...")?;
    /// let questions = cdef.questions();
    /// assert!(questions.iter().any(|question| question.expression == "sizeof(div_t)"));
    /// assert!(questions.iter().any(|question| question.expression == "(EOF)"));
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        let items = plan::items(self.unit());
        items.into_iter().map(|item| item.question).collect()
    }

    /// The same declarations with what a compiler answers to each of the [`questions`](Self::questions), in
    /// their order: nothing of them is left to a compiler any more.
    ///
    /// A struct with `...;` has its size and the places of its members from the compiler; its other members
    /// stay unknown, and so it is passed by pointer alone. Constants of enums have the compiler's values,
    /// whatever the text says, as in CFFI.
    ///
    /// ```
    /// use cdef::{Answer, Cdef, ErrorKind, Question};
    ///
    /// let answer = |question: &Question| match &*question.expression {
    ///     "(LIMIT)" => Answer::Integer(64),
    ///     other => Answer::Refused(format!("unknown: {other}")),
    /// };
    /// let cdef = Cdef::parse("#define LIMIT ...")?;
    /// let answers: Vec<Answer> = cdef.questions().iter().map(answer).collect();
    /// assert_eq!(cdef.answered(&answers)?.constant("LIMIT")?, 64);
    ///
    /// let cdef = Cdef::parse("#define LIMIT 63")?;
    /// let error = cdef.answered(&answers).unwrap_err();
    /// assert_eq!(error.first().kind(), ErrorKind::ConstantMismatch);
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    ///
    /// # Errors
    /// Everything in which the compiler disagrees, or does not know what it was asked:
    /// [`ErrorKind::LayoutMismatch`](crate::ErrorKind::LayoutMismatch) and the kinds behind it.
    pub fn answered(&self, answers: &[Answer]) -> Result<Cdef> {
        let mut unit = self.unit().clone();
        let items = plan::items(&unit);
        let answers = Answers::new(&items, answers);
        let mut told = Told::default();
        self.check_options(&mut told);
        apply::apply(&mut unit, &answers, &mut told);
        finish::lay_out_all(&mut unit, &mut told);
        check::layouts(&unit, &answers, &mut told);
        check::names(&unit, &mut told);
        told.warnings = self.warnings().to_vec();
        let warnings = told.finish()?;
        self.with_unit(unit, warnings)
    }
}
