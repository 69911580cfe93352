//! Syntax to a [`Program`]: resolves names and checks types, and goes on after an error.

mod expr;
mod function;

use std::collections::HashMap;

use extfunc::Registry;

use self::function::FunctionChecker;
use crate::diagnostic::{Diagnostic, Span};
use crate::location::{Lines, Location};
use crate::program::Program;
use crate::syntax;
use crate::ty::Type;

/// Checks the functions of `text`, which may call the operations of `registry`.
pub(crate) fn check(
    text: &str,
    functions: &[syntax::Function<'_>],
    registry: &Registry,
) -> Result<Program, Vec<Diagnostic>> {
    let mut checker = Checker {
        lines: Lines::new(text),
        registry,
        functions,
        indices: HashMap::new(),
        diagnostics: Vec::new(),
    };
    checker.collect();
    let main = checker.main();
    let checked = functions
        .iter()
        .map(|function| FunctionChecker::new(&mut checker, function).function(function))
        .collect();
    match main {
        Some(main) if checker.diagnostics.is_empty() => Ok(Program {
            functions: checked,
            main,
        }),
        _ => Err(checker.diagnostics),
    }
}

/// What is built in, and called like a function. The conversions have the names of their types.
const BUILT_IN: [&str; 4] = ["len", "int", "float", "str"];

struct Checker<'a> {
    lines: Lines<'a>,
    registry: &'a Registry,
    functions: &'a [syntax::Function<'a>],
    /// Where in `functions` a name is.
    indices: HashMap<&'a str, usize>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    fn collect(&mut self) {
        for (index, function) in self.functions.iter().enumerate() {
            let name = &function.name;
            let taken = if BUILT_IN.contains(&name.text) {
                "is built in".to_owned()
            } else if let Some(first) = self.indices.get(name.text) {
                let first = self.at(&self.functions[*first].name.span);
                format!("was already defined, at {first}")
            } else {
                self.indices.insert(name.text, index);
                continue;
            };
            self.report(Diagnostic::new(
                &name.span,
                format!("function `{}` {taken}", name.text),
            ));
        }
    }

    /// The index of `main`, if it is as it must be.
    fn main(&mut self) -> Option<usize> {
        const HELP: &str = "a program starts at `fn main()`, or `fn main(argument: str, ..)`";
        let Some(&index) = self.indices.get("main") else {
            self.report(Diagnostic::new(&(0..0), "there is no function `main`").help(HELP));
            return None;
        };
        let main = &self.functions[index];
        let wrong = main.params.iter().find(|param| param.ty != Type::Str);
        if let Some(param) = wrong {
            let message = format!("an argument of the program is a str, not {}", param.ty);
            self.report(Diagnostic::new(&param.name.span, message).help(HELP));
        }
        if main.result != Type::None {
            let message = "`main` has no result";
            self.report(Diagnostic::new(&main.name.span, message).help("use `emit`"));
        }
        Some(index)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn at(&self, span: &Span) -> Location {
        self.lines.location(span.start)
    }
}

/// `1 argument`, `2 arguments`.
fn arguments(count: usize) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} argument{plural}")
}
