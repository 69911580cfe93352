//! [`Declarations`]: what is declared so far.

use std::collections::HashMap;

use cdef::{Cdef, DeclarationKind, Errors, TextOptions};
use lltype::{Prototype, Target};

use crate::Error;

/// What texts have declared so far; each text knows what those before it declare.
#[derive(Debug)]
pub(crate) struct Declarations {
    cdef: Cdef,
    texts: Vec<Text>,
    /// The prototypes that were used, by name.
    functions: HashMap<String, Prototype>,
}

#[derive(Debug, Clone)]
struct Text {
    name: String,
    text: String,
    options: TextOptions,
}

impl Declarations {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Declarations {
            cdef: Cdef::parse("")?,
            texts: Vec::new(),
            functions: HashMap::new(),
        })
    }

    pub(crate) fn cdef(&self) -> &Cdef {
        &self.cdef
    }

    /// Adds a text. What is declared already may be declared again, if it is the same.
    pub(crate) fn declare(&mut self, name: &str, text: &str) -> Result<(), Error> {
        if self.texts.iter().any(|known| known.text == text) {
            return Ok(());
        }
        let mut text = Text {
            name: name.to_owned(),
            text: text.to_owned(),
            options: TextOptions::new(),
        };
        let cdef = match self.with(&text) {
            Ok(cdef) => cdef,
            Err(errors) => {
                text.options = TextOptions::new().overriding();
                match self.with(&text) {
                    Ok(cdef) if self.agrees(&cdef, name) => cdef,
                    _ => return Err(errors.into()),
                }
            }
        };
        self.cdef = cdef;
        self.texts.push(text);
        Ok(())
    }

    fn with(&self, text: &Text) -> Result<Cdef, Errors> {
        let texts = self.texts.iter().chain([text]);
        let builder = texts.fold(Cdef::builder(&Target::HOST), |builder, text| {
            builder.text_with(&text.name, &*text.text, text.options.clone())
        });
        builder.build()
    }

    /// Whether what a text of this name declares is what was declared before, where it was.
    fn agrees(&self, new: &Cdef, text: &str) -> bool {
        let records = new
            .records()
            .filter(|record| record.location().file[..] == *text);
        let mut types = records.filter_map(|record| record.name());
        let enums = new
            .enums()
            .filter(|found| found.location().file[..] == *text);
        let mut enums = enums.filter_map(|found| found.name());
        let is_same = |name: String| match (self.cdef.type_of(&name), new.type_of(&name)) {
            (Ok(old), Ok(new)) => old == new,
            _ => true,
        };
        let names = new
            .declarations()
            .filter(|found| found.location().file[..] == *text);
        types.all(is_same)
            && enums.all(is_same)
            && names
                .into_iter()
                .all(|found| match self.cdef.get(found.name()) {
                    None => true,
                    Some(old) => {
                        let types = (old.ty().ok(), found.ty().ok());
                        old.kind() == found.kind()
                            && old.value() == found.value()
                            && types.0 == types.1
                    }
                })
    }

    /// The function that a text declares as its last, or that it names; what else it declares is kept.
    pub(crate) fn function(&mut self, text: &str) -> Result<Prototype, Error> {
        let text = text.trim_end_matches(|end: char| end == ';' || end.is_whitespace());
        let (head, tail) = split_last(text);
        let tail = tail.trim();
        if !head.trim().is_empty() {
            self.declare(&self.name(), head)?;
        }
        if tail.is_empty() {
            let message = "the prototype is missing: it is written `double cos(double x)`";
            return Err(Error::Prototype(message.to_owned()));
        }
        if is_name(tail) {
            return self.named(tail);
        }
        let is_plain = !tail.contains(['{', '#']) && !tail.contains("asm");
        if is_plain && let Ok(prototype) = self.cdef.prototype(tail) {
            return Ok(self.remember(prototype));
        }
        let name = self.name();
        self.declare(&name, &format!("{tail};"))?;
        self.declared_in(&name, &format!("{tail};"))
    }

    /// The name of the next text.
    fn name(&self) -> String {
        match self.texts.len() {
            0 => "<prototype>".to_owned(),
            count => format!("<prototype {}>", count + 1),
        }
    }

    fn remember(&mut self, prototype: Prototype) -> Prototype {
        let name = prototype.name().to_owned();
        self.functions.insert(name, prototype.clone());
        prototype
    }

    fn named(&self, name: &str) -> Result<Prototype, Error> {
        match self.cdef.function(name) {
            Ok(prototype) => linked(&self.cdef, name, prototype),
            Err(errors) => match self.functions.get(name) {
                Some(prototype) => Ok(prototype.clone()),
                None => Err(errors.into()),
            },
        }
    }

    /// The last function that a text declares, perhaps under the name of an earlier text that is the same.
    fn declared_in(&mut self, name: &str, text: &str) -> Result<Prototype, Error> {
        let known = self.texts.iter().find(|known| known.text == text);
        let name = known.map_or(name, |known| &known.name);
        let functions = self.cdef.functions();
        let own = functions.filter(|found| found.location().file[..] == *name);
        let last = own.max_by_key(|found| (found.location().line, found.location().column));
        let Some(last) = last.map(|found| found.name().to_owned()) else {
            let declared = self.cdef.declarations();
            let known = declared
                .filter(|found| text.contains(found.name()))
                .find(|found| found.kind() == DeclarationKind::Function);
            // It was declared before, in other words.
            return match known.map(|found| found.name().to_owned()) {
                Some(name) => self.named(&name),
                None => Err(Error::Prototype(format!("`{text}` declares no function"))),
            };
        };
        self.named(&last)
    }
}

/// A function under the name that the linker knows it by.
fn linked(cdef: &Cdef, name: &str, prototype: Prototype) -> Result<Prototype, Error> {
    let symbol = cdef.declaration(name)?.symbol();
    if symbol == name {
        return Ok(prototype);
    }
    let renamed = Prototype::new(symbol.to_owned(), prototype.function().clone());
    renamed.map_err(|error| Error::Prototype(error.to_string()))
}

/// The declarations before the last one, and that one.
fn split_last(text: &str) -> (&str, &str) {
    let (mut depth, mut split) = (0_i32, 0);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            b';' if depth == 0 => split = index + 1,
            // Directives end with their lines.
            b'\n' if depth == 0 && text[split..index].trim_start().starts_with('#') => {
                split = index + 1;
            }
            _ => {}
        }
    }
    text.split_at(split)
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    let is_start = |first: char| first.is_ascii_alphabetic() || first == '_';
    characters.next().is_some_and(is_start)
        && characters.all(|next| next.is_ascii_alphanumeric() || next == '_')
}
