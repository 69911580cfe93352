//! [`Question`]: something that the C compiler knows, as the C that makes it say so.

use core::fmt::Write;

use super::data::{Form, MAGIC, ORDER, symbol};
use super::machine;
use crate::unit::line_directive;

/// Something that the C compiler knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) what: What,
    /// The macro without which there is nothing to ask.
    pub(crate) guard: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// The type of an expression, or a type by its name.
    Type(String),
    /// The value of an integer constant expression.
    Integer(String),
    /// The value of a constant expression of numbers.
    Double(String),
    /// The characters of a string literal.
    Text(String),
    /// Whether a macro is defined.
    Defined(String),
    /// Whether an expression may stand in a function.
    Expression(String),
}

/// The file that messages name, with the number of the question as the line.
pub(super) const FILE: &str = "rffi-question";

/// The file that is compiled.
pub(super) const SOURCE: &str = "rffi_ask.c";

/// The C of some of the questions.
pub(super) fn whole(questions: &[Question], some: impl Iterator<Item = usize>) -> String {
    let mut text = prologue();
    for index in some {
        text += &questions[index].text(index);
    }
    text
}

/// What stands before all questions. C++ drops the linkage of a `const` that is not `extern "C"`.
fn prologue() -> String {
    let machine = machine::questions();
    format!(
        "#line 1 \"rffi\"\n\
         #ifdef __cplusplus\n\
         #define RFFI_DATA extern \"C\" const\n\
         #else\n\
         #define RFFI_DATA const\n\
         #endif\n\
         #define RFFI_SPELLED_AS(text) #text\n\
         #define RFFI_SPELLED(text) RFFI_SPELLED_AS(text)\n\
         RFFI_DATA unsigned long long {ORDER}[] = {{ {MAGIC:#x}ULL }};\n\
         struct rffi_both {{ double number; void *pointer; }};\n\
         struct rffi_memory {{ char before; struct rffi_both both; }};\n\
         {machine}"
    )
}

/// The alignment that memory for anything needs, as RPython asks for it.
pub(crate) const ALIGNMENT_OF_MEMORY: &str = "__builtin_offsetof(struct rffi_memory, both)";

/// The name of the variable whose type is asked for.
pub(super) fn type_name(index: usize) -> String {
    format!("rffi_type_{index}")
}

impl Question {
    pub(crate) const fn new(what: What) -> Self {
        Question { what, guard: None }
    }

    pub(crate) fn type_of(expression: impl Into<String>) -> Self {
        Self::new(What::Type(expression.into()))
    }

    pub(crate) fn integer(expression: impl Into<String>) -> Self {
        Self::new(What::Integer(expression.into()))
    }

    pub(crate) fn double(expression: impl Into<String>) -> Self {
        Self::new(What::Double(expression.into()))
    }

    pub(crate) fn text_of(expression: impl Into<String>) -> Self {
        Self::new(What::Text(expression.into()))
    }

    pub(crate) fn defined(name: impl Into<String>) -> Self {
        Self::new(What::Defined(name.into()))
    }

    pub(crate) fn expression(expression: impl Into<String>) -> Self {
        Self::new(What::Expression(expression.into()))
    }

    /// What a name stands for when it is no call: itself, or what a macro says.
    pub(crate) fn expansion(name: &str) -> Self {
        Self::new(What::Text(format!("RFFI_SPELLED({name})")))
    }

    /// The same where a macro is defined, and [`Answer::Absent`](super::Answer::Absent) elsewhere.
    pub(crate) fn ifdef(self, guard: impl Into<String>) -> Self {
        Question {
            guard: Some(guard.into()),
            ..self
        }
    }

    pub(super) fn is_type(&self) -> bool {
        matches!(self.what, What::Type(_))
    }

    /// The C that asks. Each line of it is the question's.
    pub(super) fn text(&self, index: usize) -> String {
        let mut text = String::new();
        let mut line = |line: &str| {
            text += &line_directive(index + 1, FILE);
            text += line;
            text.push('\n');
        };
        if let Some(guard) = &self.guard {
            line(&format!("#ifdef {}", one_line(guard)));
        }
        self.lines(index).iter().for_each(|text| line(text));
        if self.guard.is_some() {
            line("#else");
            line(&words(index, Form::Absent, ""));
            line("#endif");
        }
        text
    }

    fn lines(&self, index: usize) -> Vec<String> {
        match &self.what {
            What::Type(expression) => {
                let (expression, name) = (one_line(expression), type_name(index));
                vec![format!("__typeof__({expression}) *{name};")]
            }
            What::Integer(expression) => {
                // Of a number that is no integer, `|` is an error.
                let value = format!("(0 | ({}))", one_line(expression));
                let payload = format!(", (unsigned long long){value}, {value} < 0");
                vec![words(index, Form::Integer, &payload)]
            }
            What::Double(expression) => {
                let value = format!(", (double)({})", one_line(expression));
                vec![record(index, Form::Double, "double value;", &value)]
            }
            What::Text(expression) => {
                let expression = one_line(expression);
                let members =
                    format!("unsigned long long length; char bytes[sizeof({expression})];");
                // A number could be the first of the characters, but has no `*`.
                let values =
                    format!(", sizeof({expression}) * sizeof(*({expression})), {expression}");
                vec![record(index, Form::Text, &members, &values)]
            }
            What::Defined(name) => vec![
                format!("#ifdef {}", one_line(name)),
                words(index, Form::Yes, ""),
                "#else".to_owned(),
                words(index, Form::Absent, ""),
                "#endif".to_owned(),
            ],
            What::Expression(expression) => vec![
                format!(
                    "static inline void rffi_expression_{index}(void) {{ (void)({}); }}",
                    one_line(expression)
                ),
                words(index, Form::Yes, ""),
            ],
        }
    }
}

/// Marked data of words alone.
fn words(index: usize, form: Form, payload: &str) -> String {
    format!(
        "RFFI_DATA unsigned long long {}[] = {{ {MAGIC:#x}ULL, {index}, {}{payload} }};",
        symbol(index),
        form as u64
    )
}

/// Marked data with something else behind the words.
fn record(index: usize, form: Form, members: &str, values: &str) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "RFFI_DATA struct {{ unsigned long long magic, index, form; {members} }} {} = \
         {{ {MAGIC:#x}ULL, {index}, {}{values} }};",
        symbol(index),
        form as u64
    );
    text
}

/// A line break would move the next line.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
