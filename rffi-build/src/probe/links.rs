//! What only the linker knows.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rffi::{ExternalCompilationInfo, Field};
use tempfile::TempDir;

use crate::compiler::{Compiler, Purpose};
use crate::kept::{Causes, Files, Reader, Shelf, Writer};
use crate::linker::Product;
use crate::search::Search;
use crate::state::State;
use crate::unit::{Code, Unit};
use crate::{Error, Result, Toolchain, command, env, link_trace};

/// Who asks the linker, unless the answer is in the folder.
pub(super) struct Linker<'a> {
    pub(super) toolchain: &'a Toolchain,
    /// With its `pkg_config` resolved.
    pub(super) info: &'a ExternalCompilationInfo,
    /// Where answers are kept; `None` to ask each time.
    pub(super) folder: Option<&'a Path>,
}

impl Linker<'_> {
    /// Which of the symbols a program with the info's libraries can use. If one is missing, each is tried.
    pub(super) fn symbols(&self, symbols: &[&str]) -> Result<Vec<bool>> {
        // What the headers say of them would be in the way.
        let info = &self.info.copy_without(&[
            Field::PreIncludeBits,
            Field::Includes,
            Field::PostIncludeBits,
        ]);
        let linker = Linker { info, ..*self };
        if linker.is_there(symbols)? {
            return Ok(vec![true; symbols.len()]);
        }
        if symbols.len() == 1 {
            return Ok(vec![false]);
        }
        let each = symbols.iter();
        each.map(|symbol| linker.is_there(&[symbol])).collect()
    }

    /// Whether a program with all that the info names can be made.
    pub(super) fn works(&self) -> Result<()> {
        self.program("int main(void) { return 0; }\n".to_owned())
    }

    fn is_there(&self, symbols: &[&str]) -> Result<bool> {
        let is_name = |c: char| c.is_alphanumeric() || "_$".contains(c);
        if symbols
            .iter()
            .any(|symbol| symbol.is_empty() || !symbol.chars().all(is_name))
        {
            return Ok(false);
        }
        match self.program(text(symbols)) {
            Ok(()) => Ok(true),
            Err(Error::Link { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Compiles and links a program that nobody runs.
    fn program(&self, text: String) -> Result<()> {
        let shelf = Shelf {
            folder: self.folder,
            base: None,
        };
        let key = self.key(&shelf, &text);
        if let Some(linked) = shelf.find(&key).and_then(|bytes| from_bytes(&bytes)) {
            return linked;
        }
        let work =
            tempfile::tempdir().map_err(Error::io("make a folder in", std::env::temp_dir()))?;
        let started = State::of(work.path()).map(|state| state.modified);
        let program = Program::compile(self, work, text)?;
        let linked = program.link(self.info);
        if self.folder.is_some()
            && let Some(bytes) = to_bytes(&linked)
            && let Some(files) = program.files(self.info, linked.is_ok())
        {
            let causes = Causes {
                programs: program.programs(),
                files,
                started,
            };
            shelf.keep(key, &causes, bytes);
        }
        linked
    }

    fn key(&self, shelf: &Shelf<'_>, text: &str) -> String {
        let what = format!("a program: {:?}\n{text}", env::of_the_linker());
        shelf.key(self.toolchain, self.info, &what)
    }
}

/// A program that uses symbols.
fn text(symbols: &[&str]) -> String {
    let mut text = "#define RFFI_TEXT(x) RFFI_TEXT_OF(x)\n#define RFFI_TEXT_OF(x) #x\n\
                    #define RFFI_PREFIX RFFI_TEXT(__USER_LABEL_PREFIX__)\n\
                    #ifdef __cplusplus\nextern \"C\" {\n#endif\n"
        .to_owned();
    for (index, symbol) in symbols.iter().enumerate() {
        // By its name for the linker: the compiler has opinions on names that it knows.
        let _ = writeln!(
            text,
            "extern char rffi_symbol_{index}[] __asm__(RFFI_PREFIX \"{symbol}\");"
        );
    }
    text += "#ifdef __cplusplus\n}\n#endif\nint main(void) {\n";
    for index in 0..symbols.len() {
        let _ = writeln!(
            text,
            "{{ char *volatile at = rffi_symbol_{index}; if (!at) return 1; }}"
        );
    }
    text + "return 0; }\n"
}

/// A program that is compiled, and not linked yet.
struct Program {
    compiler: Compiler,
    work: TempDir,
    units: Vec<Unit>,
    objects: Vec<PathBuf>,
    /// The files that were read.
    inputs: BTreeSet<PathBuf>,
}

impl Program {
    fn compile(linker: &Linker<'_>, work: TempDir, text: String) -> Result<Self> {
        let info = linker.info;
        let compiler = Compiler::find(linker.toolchain, info, work.path(), Purpose::Program)?;
        let mut units = Unit::of(info);
        units.push(Unit {
            code: Code::text(text, "the probe", 1),
            place: None,
        });
        let mut program = Program {
            compiler,
            work,
            units,
            objects: Vec::new(),
            inputs: BTreeSet::new(),
        };
        for (index, unit) in program.units.iter().enumerate() {
            let object = program.work.path().join(format!("{index}.o"));
            let compiled = program.compiler.compile(unit, &object)?;
            program.inputs.extend(compiled.inputs);
            program.objects.push(object);
        }
        Ok(program)
    }

    fn output(&self) -> PathBuf {
        self.work.path().join("program")
    }

    fn link(&self, info: &ExternalCompilationInfo) -> Result<()> {
        let output = self.output();
        self.compiler
            .link(Product::Program, &self.objects, info, &output)
    }

    /// The files on which it depends whether it is linked; nothing where they are not known.
    fn files(&self, info: &ExternalCompilationInfo, goes_well: bool) -> Option<Files> {
        let (compiler, work) = (&self.compiler, self.work.path());
        let command = compiler.link_command(Product::Program, &self.objects, info, &self.output());
        let linked = link_trace::files(command.ok()?, goes_well, work)?;
        let mut text = compiler.header().to_owned();
        for unit in &self.units {
            match &unit.code {
                Code::Text { text: more, .. } => text += more,
                // What it includes is there; of other languages, the folders are not known.
                Code::File(file) if file.extension().is_some_and(|extension| extension == "c") => {}
                Code::File(_) => return None,
            }
            text.push('\n');
        }
        let search = Search::of(compiler, work)?;
        let mut files = search.files(&text, &self.inputs, &BTreeSet::new(), |path| {
            path.to_owned()
        });
        files.read.extend(linked.read);
        files.absent.extend(linked.absent);
        let places = compiler.library_places(info);
        files.absent.extend(places.filter(|path| !path.exists()));
        Some(files)
    }

    /// The compiler, and the linker that it starts.
    fn programs(&self) -> Vec<PathBuf> {
        let mut command = self.compiler.command();
        let output = command::output(command.arg("-print-prog-name=ld"));
        let linker = output.ok().map(|output| {
            let name = String::from_utf8_lossy(&output.stdout);
            PathBuf::from(name.trim())
        });
        let mut programs = vec![self.compiler.program().to_owned()];
        programs.extend(linker);
        programs
    }
}

/// `None` for what is not kept.
fn to_bytes(linked: &Result<()>) -> Option<Vec<u8>> {
    let mut out = Writer::default();
    match linked {
        Ok(()) => {}
        Err(Error::Link {
            output,
            command,
            stderr,
        }) => {
            out.path(output)?;
            out.text(command);
            out.text(stderr);
        }
        Err(_) => return None,
    }
    Some(out.finish())
}

/// `None` if the bytes are nothing like it.
fn from_bytes(bytes: &[u8]) -> Option<Result<()>> {
    if bytes.is_empty() {
        return Some(Ok(()));
    }
    let mut from = Reader(bytes);
    let error = Error::Link {
        output: from.path()?,
        command: from.text()?,
        stderr: from.text()?,
    };
    from.end(Err(error))
}
