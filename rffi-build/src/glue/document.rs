//! Glue where only documentation is built, as on docs.rs: nothing is compiled or linked.

use cdef::{Cdef, DeclarationKind};
use rffi::Field;

use super::build::Building;
use super::{Glue, rust};
use crate::generated::write;
use crate::{Error, Package, Result, env};

/// What an info has linked.
const LINKED: [Field; 2] = [Field::Libraries, Field::Frameworks];

impl Glue {
    /// Writes the Rust and the interface, and gives what Cargo is told.
    pub(super) fn documented(&self, package: &Package) -> Result<Vec<u8>> {
        let glue = self.of_package(&package.name);
        Building::new(&glue, package)?.document(self)
    }
}

/// The first thing that only the compiler knows.
fn left_out(cdef: &Cdef) -> Option<String> {
    if let Some(unknown) = cdef.unknowns().next() {
        return Some(unknown.to_string());
    }
    // Whether it is a constant in Rust, too, depends on its value.
    let questions = cdef.questions();
    let mut constants = cdef.declarations().filter(|declared| {
        let expression = format!("({})", declared.name());
        let is_asked = || questions.iter().any(|asked| asked.expression == expression);
        declared.kind() == DeclarationKind::Constant && declared.value().is_none() && is_asked()
    });
    Some(format!("the value of `{}`", constants.next()?.name()))
}

impl Building<'_> {
    /// `given` is the glue before it was part of the package.
    fn document(mut self, given: &Glue) -> Result<Vec<u8>> {
        // What was compiled is not beside its Rust any more.
        self.forget("stamp", None)?;
        let cdef = self.declarations(given)?;
        let glue = Glue {
            info: self.glue.info.copy_without(&LINKED),
            ..self.glue.clone()
        };
        write(
            &self.rust_file(),
            &rust::RustWriter::file(&glue, &cdef, None)?,
        )?;
        self.interface()?;
        self.read(self.glue.files.clone());
        self.directives.watch_variable(env::DOCS_RS);
        let mut directives = Vec::new();
        self.directives
            .write(&self.package.folder, &mut directives)?;
        Ok(directives)
    }

    /// As the text has them, or as the compiler knows them where the text does not say all.
    fn declarations(&mut self, given: &Glue) -> Result<Cdef> {
        let cdef = given.parse(env::known_target(&self.toolchain.target)?)?;
        let Some(unknown) = left_out(&cdef) else {
            return Ok(cdef);
        };
        let answered = given.resolved(self.package);
        match answered.and_then(|glue| self.answered(&glue)) {
            // The text is wrong.
            Err(Error::Declarations(errors)) => Err(Error::Declarations(errors)),
            Err(error) => Err(Error::Documentation {
                name: given.name.clone(),
                unknown,
                source: Box::new(error),
            }),
            Ok(cdef) => Ok(cdef),
        }
    }
}
