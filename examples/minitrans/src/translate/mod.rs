//! A [`Program`] to C.

mod expr;
mod function;
mod operation;
mod unit;

use core::fmt;

use rffi::{CompilationInfoError, ExternalCompilationInfo, RFFI_H};

use self::unit::Unit;
use crate::location::Location;
use crate::program::{MAX_CALLS, MAX_LENGTH, Program};

/// A program in C.
#[derive(Debug, Clone)]
pub struct Translation {
    /// The text.
    pub source: String,
    /// What it takes to compile it: all that its operations need.
    pub compilation_info: ExternalCompilationInfo,
}

/// Why a program cannot be translated.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum TranslateError {
    /// C has no function for one of its operations.
    NoExternal {
        /// Where it is called.
        at: Location,
        /// Its name.
        operation: &'static str,
    },
    /// What its operations need of C does not go together.
    CompilationInfo(CompilationInfoError),
}

impl From<CompilationInfoError> for TranslateError {
    fn from(error: CompilationInfoError) -> Self {
        TranslateError::CompilationInfo(error)
    }
}

impl fmt::Display for TranslateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TranslateError::NoExternal { at, operation } => write!(
                f,
                "{at}: `{operation}` cannot be translated: only Rust implements it; register it \
                 with `external`"
            ),
            TranslateError::CompilationInfo(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for TranslateError {}

impl Program {
    /// Translates it to C.
    ///
    /// # Errors
    /// One of its operations has no `external`, or two need C of different platforms.
    pub fn translate(&self) -> Result<Translation, TranslateError> {
        let mut unit = Unit::default();
        let mut functions = String::new();
        for function in &self.functions {
            functions += &unit.function(self, function)?;
        }
        let compilation_info = unit.compilation_info()?;
        let prototypes: String = (self.functions.iter())
            .map(|function| format!("{};\n", function::prototype(function)))
            .collect();
        let sections = [
            "/* Translated by minitrans. */\n",
            &compilation_info.c_header(),
            RFFI_H,
            &format!("#define MT_MAX_CALLS {MAX_CALLS}\n#define MT_MAX_LENGTH {MAX_LENGTH}\n"),
            include_str!("../../c/runtime.h"),
            &unit.declarations(),
            &prototypes,
            &functions,
            &self.start(unit.stack()),
        ];
        Ok(Translation {
            source: sections.join("\n"),
            compilation_info,
        })
    }

    /// C's `main`.
    fn start(&self, stack: usize) -> String {
        let main = &self.functions[self.main];
        let args: Vec<String> = (0..main.arity)
            .map(|index| {
                format!("mt_from_data(at, arguments[{index}], strlen(arguments[{index}]))")
            })
            .collect();
        format!(
            "static void run(mt_at at, char **arguments) {{\n    \
                 (void)arguments;\n    \
                 mt_enter(at);\n    \
                 {}({});\n    \
                 mt_leave();\n\
             }}\n\n\
             int main(int argc, char **argv) {{\n    \
                 mt_program program = {{.run = run, .arity = {}, .at = {}, .stack = {stack}}};\n    \
                 return mt_main(&program, argc, argv);\n\
             }}\n",
            function::name(main),
            args.join(", "),
            main.arity,
            at(main.at),
        )
    }
}

/// A location in C.
fn at(location: Location) -> String {
    format!("AT({}, {})", location.line, location.column)
}
