//! [`Verdict`]: what the build script found when it compared a declaration with its header.

use std::fmt::Write;

/// What is not as the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The declaration: its place among the functions and variables of the block.
    pub index: usize,
    /// How it is shown.
    pub severity: Severity,
    /// What is wrong, and the fix.
    pub message: String,
}

/// The same of a struct or union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordVerdict {
    /// The name in Rust.
    pub name: String,
    /// Its file, as [`file_id`](crate::file_id) writes it: another file may have another of the name.
    pub file: String,
    /// How it is shown.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
}

/// How a verdict is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// As an error.
    Error,
    /// As a warning.
    Warning,
}

/// The value that a constant has in C.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An integer.
    Integer(i128),
    /// The bits of a `double`.
    Float(u64),
    /// The bytes of a text, without the NUL.
    Text(Vec<u8>),
    /// It has none: why.
    Missing(String),
}

impl Severity {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        let mut all = [Severity::Error, Severity::Warning].into_iter();
        all.find(|severity| severity.word() == word)
    }
}

impl Verdict {
    /// As a line of the manifest, behind its word.
    pub(crate) fn line(&self) -> String {
        let message = one_line(&self.message);
        format!("{} {} {message}", self.index, self.severity.word())
    }

    pub(crate) fn read(line: &str) -> Option<Self> {
        let mut words = line.splitn(3, ' ');
        Some(Verdict {
            index: words.next()?.parse().ok()?,
            severity: Severity::read(words.next()?)?,
            message: lines(words.next()?),
        })
    }
}

impl RecordVerdict {
    pub(crate) fn line(&self) -> String {
        let (name, file, word) = (&self.name, &self.file, self.severity.word());
        format!("{name} {word} {file}\t{}", one_line(&self.message))
    }

    pub(crate) fn read(line: &str) -> Option<Self> {
        let mut words = line.splitn(3, ' ');
        let (name, severity) = (words.next()?, words.next()?);
        let (file, message) = words.next()?.split_once('\t')?;
        Some(RecordVerdict {
            name: name.to_owned(),
            file: file.to_owned(),
            severity: Severity::read(severity)?,
            message: lines(message),
        })
    }
}

impl Value {
    pub(crate) fn line(&self) -> String {
        match self {
            Value::Integer(value) => format!("integer {value}"),
            Value::Float(bits) => format!("float {bits:016x}"),
            Value::Text(bytes) => {
                let mut line = "text ".to_owned();
                for byte in bytes {
                    let _ = write!(line, "{byte:02x}");
                }
                line
            }
            Value::Missing(message) => format!("missing {}", one_line(message)),
        }
    }

    pub(crate) fn read(line: &str) -> Option<Self> {
        let (word, rest) = line.split_once(' ')?;
        Some(match word {
            "integer" => Value::Integer(rest.parse().ok()?),
            "float" => Value::Float(u64::from_str_radix(rest, 16).ok()?),
            "text" => {
                let pairs = (0..rest.len()).step_by(2);
                let bytes =
                    pairs.map(|start| u8::from_str_radix(rest.get(start..start + 2)?, 16).ok());
                Value::Text(bytes.collect::<Option<_>>()?)
            }
            "missing" => Value::Missing(lines(rest)),
            _ => return None,
        })
    }
}

/// A message on one line of the manifest.
pub(crate) fn one_line(message: &str) -> String {
    message.replace('\\', "\\\\").replace('\n', "\\n")
}

/// The message that stands on a line.
pub(crate) fn lines(line: &str) -> String {
    let mut message = String::new();
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => message.push('\n'),
                other => message.extend(other),
            },
            c => message.push(c),
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let message = "a\nb \\n c\\";
        let verdict = Verdict {
            index: 3,
            severity: Severity::Warning,
            message: message.to_owned(),
        };
        assert_eq!(Verdict::read(&verdict.line()), Some(verdict));
        let record = RecordVerdict {
            name: "Tm".to_owned(),
            file: "/a b/c.rs".to_owned(),
            severity: Severity::Error,
            message: message.to_owned(),
        };
        assert_eq!(RecordVerdict::read(&record.line()), Some(record));
        for value in [
            Value::Integer(-5),
            Value::Float(0.5_f64.to_bits()),
            Value::Text(Vec::new()),
            Value::Text(vec![0, 255, 65]),
            Value::Missing(message.to_owned()),
        ] {
            assert_eq!(Value::read(&value.line()), Some(value));
        }
        for bad in ["", "integer x", "text 1", "other 1", "float"] {
            assert_eq!(Value::read(bad), None, "{bad}");
        }
    }
}
