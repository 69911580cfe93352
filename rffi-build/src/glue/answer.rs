//! The compiler's answers to what a text leaves to it.

use std::path::Path;

use cdef::{Answer, Cdef, Declaration, DeclarationKind, Errors, Question, TypeShape};

use super::Glue;
use crate::{Result, Toolchain, env};

impl Glue {
    /// The declarations with the compiler's answers.
    pub(super) fn answered(&self, toolchain: &Toolchain, package: Option<&Path>) -> Result<Cdef> {
        let cdef = self.parse(env::known_target(&toolchain.target)?)?;
        let answers = self.ask(toolchain, package, &cdef.questions())?;
        let cdef = cdef.answered(&answers)?;
        for declared in cdef.declarations().filter(|found| !found.is_included()) {
            check_values(&cdef, &declared)?;
        }
        Ok(cdef)
    }

    fn ask(
        &self,
        toolchain: &Toolchain,
        package: Option<&Path>,
        questions: &[Question],
    ) -> Result<Vec<Answer>> {
        use crate::compiler::{Compiler, Purpose};
        use crate::unit::{Code, Unit};
        use object::{Object, ObjectSection, ObjectSymbol};
        let work = tempfile::tempdir().unwrap();
        let info = self.compiled_info();
        let mut compiler = Compiler::find(toolchain, &info, work.path(), Purpose::Objects)?;
        if let Some(package) = package {
            compiler = compiler.in_folder(package);
        }
        let mut refused: Vec<Option<String>> = vec![None; questions.len()];
        loop {
            let mut text = String::from(
                "#include <stddef.h>\n#include <stdint.h>\n#include <stdbool.h>\n#include <sys/types.h>\n",
            );
            if let Some((_, source)) = &self.source {
                text += source;
            }
            text += "\n";
            for (index, question) in questions.iter().enumerate() {
                if refused[index].is_some() {
                    continue;
                }
                text += &format!("#line 1 \"question {index}.\"\n");
                let e = &question.expression;
                text += &match question.is_float {
                    true => format!(
                        "extern const double rffi_q{index}[2]; const double rffi_q{index}[2] = {{ 0, {e} }};\n"
                    ),
                    false => format!(
                        "extern const unsigned long long rffi_q{index}[2]; const unsigned long long rffi_q{index}[2] = {{ ({e}) < 0, (unsigned long long)({e}) }};\n"
                    ),
                };
            }
            let unit = Unit {
                code: Code::Text {
                    text,
                    origin: "source".into(),
                    line: 1,
                },
                place: None,
            };
            let object = work.path().join("q.o");
            match compiler.compile(&unit, &object) {
                Ok(_) => {
                    let bytes = std::fs::read(&object).unwrap();
                    let file = object::File::parse(&*bytes).unwrap();
                    let mut answers = Vec::new();
                    for (index, question) in questions.iter().enumerate() {
                        if let Some(refused) = &refused[index] {
                            answers.push(Answer::Refused(refused.clone()));
                            continue;
                        }
                        let symbol = file
                            .symbols()
                            .find(|s| {
                                s.name().is_ok_and(|n| {
                                    n == format!("rffi_q{index}")
                                        || n == format!("_ZL7rffi_q{index}")
                                })
                            })
                            .unwrap();
                        let section = file
                            .section_by_index(symbol.section_index().unwrap())
                            .unwrap();
                        let data = section.data().unwrap();
                        let at = usize::try_from(symbol.address() - section.address()).unwrap();
                        let word = |at: usize| match data.get(at..at + 8) {
                            Some(b) => u64::from_le_bytes(b.try_into().unwrap()),
                            None => 0,
                        };
                        answers.push(match question.is_float {
                            true => Answer::Float(f64::from_bits(word(at + 8))),
                            false if word(at) == 1 => {
                                Answer::Integer(i128::from(word(at + 8).cast_signed()))
                            }
                            false => Answer::Integer(i128::from(word(at + 8))),
                        });
                    }
                    return Ok(answers);
                }
                Err(crate::Error::Compile {
                    stderr,
                    what,
                    place,
                    command,
                }) => {
                    let mut any = false;
                    for line in stderr.lines() {
                        if let Some(rest) = line.strip_prefix("question ")
                            && let Some((index, message)) = rest.split_once('.')
                            && line.contains("error")
                            && let Ok(index) = index.parse::<usize>()
                        {
                            refused[index].get_or_insert_with(|| message.to_owned());
                            any = true;
                        }
                    }
                    if !any {
                        return Err(crate::Error::Compile {
                            stderr,
                            what,
                            place,
                            command,
                        });
                    }
                }
                Err(e) => return Err(e),
            }
        }
    }
}

/// Of what only C knows the inside of, Rust has no values.
fn check_values(cdef: &Cdef, declared: &Declaration<'_>) -> Result<(), Errors> {
    use DeclarationKind::{Callback, CallbackFromC, Constant, Function};
    match (declared.kind(), declared.type_view().unaliased()) {
        (Function | Callback | CallbackFromC, _) => declared.ty().map(|_| ()),
        (Constant, TypeShape::Opaque(name)) => cdef.sizeof(name).map(|_| ()),
        _ => Ok(()),
    }
}
