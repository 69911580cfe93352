//! What only the linker knows.

use std::path::Path;

use rffi::{ExternalCompilationInfo, Field};

use crate::compiler::{Compiler, Purpose};
use crate::linker::Product;
use crate::unit::{Code, Unit};
use crate::{Error, Result, Toolchain};

/// Which of the symbols a program with the info's libraries can use. If one is missing, each is tried.
pub(super) fn symbols(
    toolchain: &Toolchain,
    info: &ExternalCompilationInfo,
    symbols: &[&str],
) -> Result<Vec<bool>> {
    // What the headers say of them would be in the way.
    let info = info.copy_without(&[
        Field::PreIncludeBits,
        Field::Includes,
        Field::PostIncludeBits,
    ]);
    if is_there(toolchain, &info, symbols)? {
        return Ok(vec![true; symbols.len()]);
    }
    if symbols.len() == 1 {
        return Ok(vec![false]);
    }
    let each = symbols.iter();
    each.map(|symbol| is_there(toolchain, &info, &[symbol]))
        .collect()
}

fn is_there(
    toolchain: &Toolchain,
    info: &ExternalCompilationInfo,
    symbols: &[&str],
) -> Result<bool> {
    let is_name = |c: char| c.is_alphanumeric() || "_$".contains(c);
    if symbols
        .iter()
        .any(|symbol| symbol.is_empty() || !symbol.chars().all(is_name))
    {
        return Ok(false);
    }
    let mut text = "#ifdef __cplusplus\nextern \"C\" {\n#endif\n".to_owned();
    symbols.iter().enumerate().for_each(|(index, symbol)| {
        // By its name for the linker: the compiler has opinions on names that it knows.
        text += &format!("extern char rffi_symbol_{index}[] __asm__(RFFI_PREFIX \"{symbol}\");\n");
    });
    text += "#ifdef __cplusplus\n}\n#endif\nint main(void) {\n";
    for index in 0..symbols.len() {
        text += &format!("{{ char *volatile at = rffi_symbol_{index}; if (!at) return 1; }}\n");
    }
    text += "return 0; }\n";
    let text = format!(
        "#define RFFI_TEXT(x) RFFI_TEXT_OF(x)\n#define RFFI_TEXT_OF(x) #x\n\
         #define RFFI_PREFIX RFFI_TEXT(__USER_LABEL_PREFIX__)\n{text}"
    );
    match program(toolchain, info, text) {
        Ok(()) => Ok(true),
        Err(Error::Link { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether a program with all that the info names can be made.
pub(super) fn works(toolchain: &Toolchain, info: &ExternalCompilationInfo) -> Result<()> {
    program(toolchain, info, "int main(void) { return 0; }\n".to_owned())
}

/// Compiles and links a program that nobody runs.
fn program(toolchain: &Toolchain, info: &ExternalCompilationInfo, text: String) -> Result<()> {
    let work = tempfile::tempdir().map_err(Error::io("make a folder in", std::env::temp_dir()))?;
    let compiler = Compiler::find(toolchain, info, work.path(), Purpose::Program)?;
    let main = Unit {
        code: Code::text(text, "the probe", 1),
        place: None,
    };
    let units = Unit::of(info);
    let objects = (units.iter())
        .chain([&main])
        .enumerate()
        .map(|(index, unit)| {
            let object = work.path().join(format!("{index}.o"));
            compiler.compile(unit, &object)?;
            Ok(object)
        });
    let objects = objects.collect::<Result<Vec<_>>>()?;
    let output: &Path = &work.path().join("program");
    compiler.link(Product::Program, &objects, info, output)
}
