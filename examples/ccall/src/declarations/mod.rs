//! [`Declarations`]: what is declared so far.

mod texts;
mod words;

use std::collections::HashMap;

use cdef::Cdef;
use lltype::Prototype;

use self::texts::{Needed, Texts};
use self::words::Words;
use crate::Error;
use crate::similar::similar;

/// What texts have declared so far; each text knows what those before it declare.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    texts: Texts,
    functions: HashMap<String, Function>,
}

/// What is called, and what knows the types and constants of its arguments.
#[derive(Debug)]
pub(crate) struct Declared {
    /// Its name is what the linker knows it by.
    pub(crate) prototype: Prototype,
    pub(crate) cdef: Cdef,
}

/// A function that can be called by its mere name.
#[derive(Debug, Clone)]
enum Function {
    /// One of a text.
    Of(usize),
    /// One that was called, and the texts that its types are of.
    Used(Prototype, Needed),
}

impl Declarations {
    /// Adds a text that all others may need. What was declared before may be declared again.
    pub(crate) fn declare(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let (index, _) = self.add(name, text)?;
        self.texts.add_header(index);
        Ok(())
    }

    /// The function that a text declares as its last, or that it names; what else it declares is kept.
    /// The arguments may have the names of other constants and types in them.
    pub(crate) fn function(&mut self, text: &str, arguments: &[&[u8]]) -> Result<Declared, Error> {
        let text = text.trim_end_matches(|end: char| end == ';' || end.is_whitespace());
        let (head, tail) = split_last(text);
        let tail = tail.trim();
        if !head.trim().is_empty() {
            self.add(&self.next_name(), head)?;
        }
        if tail.is_empty() {
            let message = "the prototype is missing: it is written `double cos(double x)`";
            return Err(Error::Prototype(message.to_owned()));
        }
        let arguments = self.needed_by(arguments);
        if is_name(tail) {
            return self.named(tail, &arguments);
        }
        match tail.contains(['{', '#']) || tail.contains("asm") {
            true => self.last_of(tail, &arguments),
            false => self.prototype(tail, &arguments),
        }
    }

    fn needed_by(&self, arguments: &[&[u8]]) -> Needed {
        let texts = arguments.iter().map(|text| String::from_utf8_lossy(text));
        let needed = texts.map(|text| self.texts.needed_by(Words::of(&text).mentioned));
        needed.flatten().collect()
    }

    /// Adds a text, and tells the functions that it declares.
    fn add(&mut self, name: &str, text: &str) -> Result<(usize, Cdef), Error> {
        let (index, cdef) = self.texts.declare(name, text)?;
        for name in self.texts.functions(index, &cdef) {
            self.functions.insert(name, Function::Of(index));
        }
        Ok((index, cdef))
    }

    /// The name of the next text.
    fn next_name(&self) -> String {
        match self.texts.len() {
            0 => "<prototype>".to_owned(),
            count => format!("<prototype {}>", count + 1),
        }
    }

    /// A prototype that declares nothing else.
    fn prototype(&mut self, text: &str, arguments: &Needed) -> Result<Declared, Error> {
        let needed = self.texts.needed_by(Words::of(text).mentioned);
        let Ok(prototype) = self.texts.cdef(&needed)?.prototype(text) else {
            // It may have a struct in it that nothing else declares.
            return self.last_of(text, arguments);
        };
        let used = Function::Used(prototype.clone(), needed.clone());
        self.functions.insert(prototype.name().to_owned(), used);
        let cdef = self.texts.cdef(&(&needed | arguments))?;
        Ok(Declared { prototype, cdef })
    }

    /// The last function of a text that declares more.
    fn last_of(&mut self, text: &str, arguments: &Needed) -> Result<Declared, Error> {
        let text = format!("{text};");
        let (index, cdef) = self.add(&self.next_name(), &text)?;
        let words = Words::of(&text);
        let own = self.texts.functions(index, &cdef).pop();
        // It may have been declared before, in the same words.
        let functions = cdef.functions().map(|found| found.name());
        let known = functions
            .filter(|name| words.mentioned.contains(name))
            .last();
        let name = own.or(known.map(str::to_owned));
        let name =
            name.ok_or_else(|| Error::Prototype(format!("`{text}` declares no function")))?;
        self.functions.insert(name.clone(), Function::Of(index));
        self.named(&name, arguments)
    }

    fn named(&mut self, name: &str, arguments: &Needed) -> Result<Declared, Error> {
        let Some(function) = self.functions.get(name) else {
            return Err(self.not_declared(name));
        };
        let (prototype, needed) = match function.clone() {
            Function::Used(prototype, needed) => (prototype, needed),
            Function::Of(text) => {
                let needed = self.texts.needed(text).clone();
                (linked(&self.texts.cdef(&needed)?, name)?, needed)
            }
        };
        let cdef = self.texts.cdef(&(&needed | arguments))?;
        Ok(Declared { prototype, cdef })
    }

    fn not_declared(&self, name: &str) -> Error {
        let similar = similar(name, self.functions.keys().map(|name| &**name));
        let help = similar.map(|similar| format!("; did you mean `{similar}`?"));
        let help = help.unwrap_or_default();
        Error::Prototype(format!("no function `{name}` is declared{help}"))
    }
}

/// A function under the name that the linker knows it by.
fn linked(cdef: &Cdef, name: &str) -> Result<Prototype, Error> {
    let prototype = cdef.function(name)?;
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
