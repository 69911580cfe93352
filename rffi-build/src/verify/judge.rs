//! [`Judge`]: compares claims with answers, and says what is wrong in the user's terms.

use lltype::{Cause, Difference, Level, Prototype, Qualifiers, Target, Type, compare_types};
use rffi::{ExternalCompilationInfo, Field};

use super::claim::{Claim, Subject};
use super::{Finding, rust};
use crate::ask::{Answer, Answered};
use crate::debug::NO_PROTOTYPE;

/// Compares the claims under one compilation info.
pub(super) struct Judge {
    /// The headers, for messages.
    headers: String,
    target: Target,
    /// The structs that are wrong themselves: what is wrong in them is told once, there.
    wrong: Vec<Type>,
}

/// What is wrong with a claim, if something is; or why it was not compared.
pub(crate) type Judgement = Result<Option<Finding>, String>;

/// How much a mistake matters, and what to say.
type Mistake = (Level, String);

/// The same, or why nobody knows.
type Compared = Result<Option<Mistake>, String>;

impl Judge {
    pub(super) fn new(info: &ExternalCompilationInfo, target: Target) -> Self {
        Judge {
            headers: headers(info),
            target,
            wrong: Vec::new(),
        }
    }

    /// Takes notice of a struct that is not as the header says.
    pub(super) fn notice(&mut self, claim: &Claim, answers: &[Answered]) {
        if let (Subject::Type { ty, .. }, [Ok(Answer::Type(found))]) = (&claim.subject, answers)
            && compare_types(ty, found, &self.target)
                .iter()
                .any(|difference| {
                    difference.level > Level::Note && difference.record.as_ref() == Some(ty)
                })
        {
            self.wrong.push(ty.clone());
        }
    }

    /// The differences, without those that are told at a struct; `own` is the one that is compared.
    fn differences(&self, declared: &Type, found: &Type, own: Option<&Type>) -> Vec<Difference> {
        let mut differences = compare_types(declared, found, &self.target);
        differences.retain(|difference| {
            let record = difference.record.as_ref();
            record == own || !record.is_some_and(|record| self.wrong.contains(record))
        });
        differences
    }

    /// What is wrong with a claim.
    pub(super) fn claim(&self, claim: &Claim, answers: &[Answered]) -> Judgement {
        let compared = match (&claim.subject, answers) {
            (Subject::Function(prototype), [ty, defined, expansion]) => {
                self.function(prototype, ty, defined, expansion)
            }
            (Subject::Variable { name, ty }, [answer]) => self.variable(name, ty, answer),
            (Subject::Type { name, ty }, [answer]) => self.record(name, ty, answer),
            (Subject::Constant { name, value }, [answer]) => self.constant(name, *value, answer),
            _ => Ok(None),
        };
        let finding = |(level, message)| Finding {
            level,
            name: claim.subject.name().to_owned(),
            claim: claim.number,
            place: claim.place.clone(),
            message,
        };
        Ok(compared?.map(finding))
    }

    fn function(
        &self,
        declared: &Prototype,
        ty: &Answered,
        defined: &Answered,
        expansion: &Answered,
    ) -> Compared {
        let (name, headers) = (declared.name(), &self.headers);
        let is_macro = matches!(defined, Ok(Answer::Yes));
        let found = match ty {
            Ok(Answer::Type(found)) => found,
            Err(message) if message == NO_PROTOTYPE => {
                let message = format!(
                    "{headers} declares `{name}` without a prototype, so that nobody knows its parameters\n\
                     help: if the header is yours, write them there; `void` for none"
                );
                return Ok(Some((Level::Warning, message)));
            }
            Err(_) if is_macro => {
                let message = format!(
                    "`{name}` is a macro in {headers}, which Rust cannot call\n\
                     help: add `#[c_macro]`: rffi-build then writes a function of C that calls it"
                );
                return Ok(Some((Level::Error, message)));
            }
            Err(message) => return self.unknown(name, message),
            Ok(_) => return Ok(None),
        };
        if let Some(other) = renamed(name, expansion) {
            let message = format!(
                "`{name}` is a macro for `{other}` in {headers}, and Rust links the function `{name}`\n\
                 help: add `#[name = \"{other}\"]`, or `#[c_macro]` to call what the header means"
            );
            return Ok(Some((Level::Warning, message)));
        }
        if found.as_function().is_none() {
            let message = format!(
                "`{name}` is no function in {headers}: it is `{}`\n\
                 help: declare it as `static {name}: ..;`",
                found.declaration(name)
            );
            return Ok(Some((Level::Error, message)));
        }
        let found = Prototype::new(name.to_owned(), found.clone());
        let found = found.map_err(|error| format!("`{name}`: {error}"))?;
        let differences = self.prototypes(declared, &found);
        let fix = rust::function(declared, &found).map(|text| format!("help: write `{text}`"));
        let message = self.otherwise(name, &declared.to_string(), &found.to_string());
        Ok(mistake(message, &differences, fix))
    }

    /// The differences of two prototypes. A convention that the compiler did not tell is no difference.
    fn prototypes(&self, declared: &Prototype, found: &Prototype) -> Vec<Difference> {
        let mut differences = self.differences(declared.function(), found.function(), None);
        let untold = |cause: &Cause| matches!(cause, Cause::Convention { found, .. } if *found == lltype::Convention::C);
        differences.retain(|difference| !untold(&difference.cause));
        differences
    }

    fn variable(&self, name: &str, declared: &Type, answer: &Answered) -> Compared {
        match answer {
            Ok(Answer::Type(found)) => {
                let differences = self.differences(declared, found, None);
                let fix =
                    rust::ty(found).map(|text| format!("help: write `static {name}: {text}`"));
                let [declared, found] = [declared, found].map(|ty| ty.declaration(name));
                let message = self.otherwise(name, &declared, &found);
                Ok(mistake(message, &differences, fix))
            }
            Err(message) => self.unknown(name, message),
            Ok(_) => Ok(None),
        }
    }

    fn record(&self, name: &str, declared: &Type, answer: &Answered) -> Compared {
        match answer {
            Ok(Answer::Type(found)) if self.target.layout(found).is_err() => {
                Err(format!("{} does not define `{name}`", self.headers))
            }
            Ok(Answer::Type(found)) => {
                let message = format!("`{name}` is declared otherwise than in {}", self.headers);
                let differences = self.differences(declared, found, Some(declared));
                Ok(mistake(message, &differences, None))
            }
            Err(message) => Err(format!("`{name}`: {message}")),
            Ok(_) => Ok(None),
        }
    }

    fn constant(&self, name: &str, declared: i128, answer: &Answered) -> Compared {
        let headers = &self.headers;
        let message = match answer {
            Ok(Answer::Integer(found)) if *found != declared => format!(
                "`{name}` is declared as {declared}, but {headers} has {found}\n\
                 help: write `_`, to take the header's"
            ),
            Ok(_) => return Ok(None),
            Err(message) if is_undeclared(message) => return self.unknown(name, message),
            Err(message) => format!(
                "`{name}` is no such constant in {headers}: {message}\n\
                 help: what C works out when the program runs is a `static`, with `#[c_macro]`"
            ),
        };
        Ok(Some((Level::Error, message)))
    }

    /// A name that the compiler does not know, or not in this way.
    fn unknown(&self, name: &str, message: &str) -> Compared {
        if !is_undeclared(message) {
            return Err(format!("`{name}`: {message}"));
        }
        let mut text = format!("`{name}` is not declared in {}", self.headers);
        if let Some(other) = suggestion(message) {
            text += &format!("; did you mean `{other}`?");
        } else {
            text += "\nhelp: add the header that declares it to `includes`, or `#[declare]` if none does";
        }
        Ok(Some((Level::Error, text)))
    }

    /// What to say where both have a declaration.
    fn otherwise(&self, name: &str, declared: &str, found: &str) -> String {
        let headers = &self.headers;
        format!("`{name}` is declared as `{declared}`, but {headers} has `{found}`")
    }
}

/// A message about differences. Of those that are only notes, one counts: a `const` that is not declared.
fn mistake(
    mut message: String,
    differences: &[Difference],
    fix: Option<String>,
) -> Option<Mistake> {
    let levels = differences.iter().map(|difference| difference.level);
    let worst = levels.max()?;
    let told = |difference: &&Difference| match worst {
        Level::Note => drops_const(difference),
        _ => difference.level > Level::Note,
    };
    let mut told = differences.iter().filter(told).peekable();
    told.peek()?;
    for difference in told {
        message += &format!("\nnote: {difference}");
        if let Cause::Variadic { declared: false } = difference.cause {
            message += "\nhelp: write `...` behind the parameters that the header names";
        }
    }
    if worst == Level::Note {
        message += "\nhelp: with `const`, such as in `CONST_CCHARP`, Rust can pass a `&CStr`, and cannot write \
                    what only C may";
    }
    if let Some(fix) = fix {
        message += "\n";
        message += &fix;
    }
    Some((worst, message))
}

/// Whether C promises not to write, and the declaration does not say it. Rust has no members that are `const`.
fn drops_const(difference: &Difference) -> bool {
    let is_const = |qualifiers: &Qualifiers| qualifiers.contains(Qualifiers::CONST);
    difference.record.is_none()
        && matches!(&difference.cause, Cause::Qualifiers { declared, found }
            if is_const(found) && !is_const(declared))
}

/// The name that a macro stands for, if it stands for one.
fn renamed<'a>(name: &str, expansion: &'a Answered) -> Option<&'a str> {
    let Ok(Answer::Text(text)) = expansion else {
        return None;
    };
    let text = core::str::from_utf8(text).ok()?.trim();
    let is_name = |text: &str| {
        text.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
            && text.starts_with(|c: char| !c.is_ascii_digit())
    };
    (text != name && is_name(text)).then_some(text)
}

/// Whether an answer is that nothing has this name.
pub(super) fn is_unknown(answer: &Answered) -> bool {
    matches!(answer, Err(message) if is_undeclared(message))
}

/// Whether a message says that nothing has this name, in the words of gcc and clang.
fn is_undeclared(message: &str) -> bool {
    message.contains("undeclared") || message.contains("was not declared")
}

/// The name that the compiler suggests.
fn suggestion(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("did you mean '")?;
    rest.split_once('\'').map(|(name, _)| name)
}

/// The headers of an info, for messages.
fn headers(info: &ExternalCompilationInfo) -> String {
    let names: Vec<String> = info
        .list(Field::Includes)
        .iter()
        .map(|name| format!("<{name}>"))
        .collect();
    match names.as_slice() {
        [] => "the text of its compilation info".to_owned(),
        [name] => name.clone(),
        [first, second] => format!("{first} or {second}"),
        [first, rest @ ..] => format!("{first} or one of the {} other headers", rest.len()),
    }
}
