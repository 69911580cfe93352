//! One row of a table: declarations, a question, the expected answer.

use cdef::{Cdef, ErrorKind, Errors, Step, TextOptions};
use lltype::Target;

/// A row.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) declarations: String,
    pub(crate) question: String,
    pub(crate) expected: String,
}

/// What became of a row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    /// It needs a compiler.
    Skipped,
    /// This was the answer.
    Failed(String),
}

/// Why there is no answer.
pub(crate) enum Refusal {
    Errors(Errors),
    Option(cdef::Diagnostic),
    /// The question is none.
    Unknown,
}

impl From<Errors> for Refusal {
    fn from(errors: Errors) -> Self {
        Refusal::Errors(errors)
    }
}

impl From<cdef::Diagnostic> for Refusal {
    fn from(error: cdef::Diagnostic) -> Self {
        Refusal::Option(error)
    }
}

impl Case {
    /// Reads a row of `id`, declarations, question, expected answer, origin.
    pub(crate) fn read(row: &str) -> Option<Case> {
        let columns: Vec<String> = row.split('\t').map(unescape).collect();
        match &columns[..] {
            [id, declarations, question, expected, ..] => Some(Case {
                id: id.clone(),
                declarations: declarations.clone(),
                question: question.clone(),
                expected: expected.clone(),
            }),
            _ => None,
        }
    }

    /// Whether a compiler must be asked.
    pub(crate) fn needs_compiler(&self) -> bool {
        self.id.starts_with(['K', 'L']) || self.declarations.contains("%% csource")
    }

    /// Asks, and compares.
    #[allow(dead_code, reason = "one of the users of this file asks so")]
    pub(crate) fn run(&self) -> Outcome {
        match self.needs_compiler() {
            true => Outcome::Skipped,
            false => self.compare(self.answer()),
        }
    }

    /// What becomes of the row with this answer.
    pub(crate) fn compare(&self, answer: Result<String, Refusal>) -> Outcome {
        let (wanted, column) = match self.expected.split_once('@') {
            Some((kind, column)) if kind.starts_with("error:") => (kind, column.parse().ok()),
            _ => (&*self.expected, None),
        };
        let got = match answer {
            Ok(answer) => answer,
            Err(Refusal::Errors(errors)) => {
                let first = errors.first();
                let kind = format!("error:{}", first.kind());
                let place = first.location().column - 1;
                match column {
                    Some(column) if kind == wanted && place != column => {
                        return Outcome::Failed(format!("{kind}@{place}"));
                    }
                    _ => kind,
                }
            }
            Err(Refusal::Option(error)) => format!("error:{}", error.kind()),
            Err(Refusal::Unknown) => "no such question".to_owned(),
        };
        match got == wanted {
            true => Outcome::Passed,
            false => Outcome::Failed(got),
        }
    }

    /// The word of the question, and what it is about.
    pub(crate) fn asked(&self) -> (&str, &str) {
        match self.question.split_once('(') {
            Some((word, rest)) => (word, rest.strip_suffix(')').unwrap_or(rest)),
            None => self
                .question
                .split_once(' ')
                .unwrap_or((&self.question, "")),
        }
    }

    /// The texts of the row, each with its options.
    pub(crate) fn chunks(&self) -> Vec<(String, String)> {
        let (mut chunks, mut open) = (Vec::new(), (String::new(), String::new()));
        for line in self.declarations.split_inclusive('\n') {
            match line.strip_prefix("%%") {
                Some(options) => {
                    let next = (options.trim().to_owned(), String::new());
                    chunks.push(std::mem::replace(&mut open, next));
                }
                None => open.1.push_str(line),
            }
        }
        chunks.push(open);
        chunks
    }

    fn answer(&self) -> Result<String, Refusal> {
        let cdef = match self.texts() {
            Ok(cdef) => cdef,
            Err(Refusal::Errors(errors)) if self.question == "error-location" => {
                let place = errors.first().location();
                return Ok(format!("{}:{}", place.file, place.line));
            }
            Err(refusal) => return Err(refusal),
        };
        let (word, argument) = self.asked();
        answer(&cdef, word, argument)
    }

    /// Reads the texts of the row.
    fn texts(&self) -> Result<Cdef, Refusal> {
        let mut builder = Cdef::builder(&Target::X86_64_LINUX_GNU);
        for (options, text) in self.chunks() {
            if options == "included" {
                let included = Cdef::builder(&Target::X86_64_LINUX_GNU)
                    .text(Cdef::NAME, text)
                    .build()?;
                builder = builder.include(&included);
                continue;
            }
            let options: TextOptions = options.parse()?;
            builder = builder.text_with(Cdef::NAME, text, options);
        }
        Ok(builder.build()?)
    }
}

fn unescape(text: &str) -> String {
    let (mut result, mut chars) = (String::new(), text.chars());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => result.push('\n'),
            ('\\', Some('t')) => result.push('\t'),
            ('\\', Some(other)) => result.push(other),
            (c, _) => result.push(c),
        }
    }
    result
}

/// The answer of declarations to a question.
pub(crate) fn answer(cdef: &Cdef, word: &str, argument: &str) -> Result<String, Refusal> {
    Ok(match word {
        "parse" => "ok".to_owned(),
        "sizeof" => cdef.sizeof(argument)?.to_string(),
        "alignof" => cdef.alignof(argument)?.to_string(),
        "signed" => u8::from(cdef.is_signed(argument)?).to_string(),
        "typeof" => cdef
            .type_of(argument)
            .and_then(|_| cdef.canonical(argument))?,
        "decltype" => cdef.declaration(argument)?.ctype()?,
        "kindof" => cdef.kind_of(argument)?.to_string(),
        "constant" => cdef.constant(argument)?.to_string(),
        "option" => argument.parse::<TextOptions>().map(|_| "ok".to_owned())?,
        "enumerators" => {
            let list = cdef.enumerators(argument)?.into_iter();
            let list: Vec<String> = list
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            list.join(",")
        }
        "fields" => {
            let fields = cdef.fields(argument)?;
            let fields = fields
                .iter()
                .map(|m| format!("{}@{}:{}", m.name, m.offset, m.size));
            fields.collect::<Vec<_>>().join(",")
        }
        "fieldtype" => {
            let (ty, field) = argument.split_once(',').ok_or(Refusal::Unknown)?;
            cdef.field_type(ty, field.trim())?
        }
        "bitpos" => {
            let (ty, field) = argument.split_once(',').ok_or(Refusal::Unknown)?;
            let bits = cdef.bits_of(ty, field.trim())?;
            format!("{}:{}", bits.position, bits.width)
        }
        "offsetof" => {
            let mut parts = argument.split(',').map(str::trim);
            let ty = parts.next().ok_or(Refusal::Unknown)?;
            let step = |part| match str::parse(part) {
                Ok(index) => Step::Index(index),
                Err(_) => Step::Field(part),
            };
            let path: Vec<Step<'_>> = parts.map(step).collect();
            cdef.offsetof(ty, &path)?.to_string()
        }
        "sizeof_with" => {
            let parts: Vec<&str> = argument.split(',').map(str::trim).collect();
            let [ty, _, count] = parts[..] else {
                return Err(Refusal::Unknown);
            };
            cdef.sizeof_with(ty, count.parse().map_err(|_| Refusal::Unknown)?)?
                .to_string()
        }
        "getctype" => {
            let (ty, extra) = argument.split_once(';').ok_or(Refusal::Unknown)?;
            cdef.getctype(ty, extra)?
        }
        "typenames" => cdef.typenames().map(|names| names.join(",")).join("|"),
        "warnings" if cdef.warnings().is_empty() => "none".to_owned(),
        "warnings" => {
            let kinds = cdef.warnings().iter().map(|warning| warning.kind().name());
            kinds.collect::<Vec<_>>().join(",")
        }
        _ => return Err(Refusal::Unknown),
    })
}

/// Puts the question of a kind's example, as its documentation has it: behind `//?`.
#[allow(dead_code, reason = "one of the users of this file asks so")]
pub(crate) fn example(kind: ErrorKind) -> Case {
    let text = kind.example();
    let (declarations, question) = text.rsplit_once("//?").unwrap_or((text, "parse"));
    Case {
        id: kind.name().to_owned(),
        declarations: declarations.to_owned(),
        question: question.trim().to_owned(),
        expected: format!("error:{kind}"),
    }
}
