//! [`Compiler`]: runs the C compiler that `cc` finds.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rffi::{ExternalCompilationInfo, Field, RFFI_H};

use crate::state::State;
use crate::unit::{Code, Unit, c_file};
use crate::{Error, Result, Toolchain, depfile, env};

/// The compiler, with the flags of one compilation info. It is run from here rather than by `cc`,
/// so that what it writes becomes part of the error.
pub(crate) struct Compiler {
    tool: cc::Tool,
    build: cc::Build,
    /// What stands above a text.
    header: String,
    /// To which paths are relative; `None` for the current folder.
    folder: Option<PathBuf>,
}

/// The name of the header that every source may include, without its extension.
pub(crate) const HEADER: &str = "rffi";

/// Who is told what the compiler was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Cargo, on the standard output, which variables were read.
    BuildScript,
    /// Nobody.
    Program,
}

/// What a compilation leaves besides the object.
#[derive(Default)]
pub(crate) struct Compiled {
    /// The files that were read, also those of the system.
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) warnings: String,
}

impl Compiler {
    /// Finds the compiler. `work` is a folder to write to.
    pub(crate) fn find(
        toolchain: &Toolchain,
        info: &ExternalCompilationInfo,
        work: &Path,
        caller: Caller,
    ) -> Result<Self> {
        let build = configured(toolchain, info, work, caller);
        let header = work.join(HEADER).with_extension("h");
        fs::write(&header, RFFI_H).map_err(Error::io("write", &header))?;
        let tool = build
            .try_get_compiler()
            .map_err(|source| Error::NoCompiler {
                target: toolchain.target.clone(),
                source: source.into(),
            })?;
        if tool.is_like_msvc() {
            let compiler = tool.path().to_owned();
            return Err(Error::UnsupportedCompiler { compiler });
        }
        Ok(Compiler {
            tool,
            build,
            header: info.c_header(),
            folder: None,
        })
    }

    /// The same for paths relative to this folder.
    pub(crate) fn in_folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// Everything in the command that an object depends on, but for what is compiled.
    pub(crate) fn identity(&self) -> String {
        let program = env::find_program(self.tool.path()).unwrap_or_default();
        let state = State::of(&program);
        let command = shown(&self.command());
        format!(
            "{program:?} {state:?}\n{command}\n{}\n{RFFI_H}",
            self.header
        )
    }

    fn command(&self) -> Command {
        let mut command = self.tool.to_command();
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command
    }

    /// Compiles one unit. Beside the object, other files of its name are written.
    pub(crate) fn compile(&self, unit: &Unit, object: &Path) -> Result<Compiled> {
        let source = self.source(&unit.code, object)?;
        let dependencies = object.with_extension("d");
        let mut command = self.command();
        command
            .args(["-MD", "-MT", depfile::TARGET, "-MF"])
            .arg(&dependencies);
        command.arg("-c").arg(&source).arg("-o").arg(object);
        let warnings = run(&mut command).map_err(|failure| match failure {
            Failure::Start(error) => error,
            Failure::Refused(stderr) => Error::Compile {
                what: unit.code.to_string(),
                place: unit.place.clone(),
                command: shown(&command),
                stderr,
            },
        })?;
        let inputs = inputs(&dependencies)?;
        Ok(Compiled { inputs, warnings })
    }

    /// Puts objects into the archive `lib{name}.a`.
    pub(crate) fn archive(&self, name: &str, objects: &[PathBuf]) -> Result<()> {
        // What it is made with tells Cargo which variables count; its place, the manifest tells.
        let mut build = self.build.clone();
        let archiver = build.try_get_archiver();
        build.cargo_metadata(false).objects(objects);
        let archived = archiver.and_then(|_| build.try_compile(name));
        archived.map_err(|source| Error::Archive {
            name: name.to_owned(),
            source: source.into(),
        })
    }

    /// Makes a program of objects and of what `info` links. `work` is a folder to write to: linkers
    /// remove what they fail to write.
    pub(crate) fn link(
        &self,
        objects: &[PathBuf],
        info: &ExternalCompilationInfo,
        work: &Path,
        output: &Path,
    ) -> Result<()> {
        let program = work.join("program");
        let program = program.with_extension(output.extension().unwrap_or_default());
        let mut command = self.command();
        command.args(objects);
        for folder in info.list(Field::LibraryDirs).iter() {
            command.arg("-L").arg(folder);
        }
        command.args(info.list(Field::LinkFiles).iter());
        command.args(info.list(Field::LinkExtra).iter());
        for library in info.list(Field::Libraries).iter() {
            command.arg(format!("-l{library}"));
        }
        command.arg("-o").arg(&program);
        match run(&mut command) {
            Ok(_) => deliver(&program, output).map_err(Error::io("write", output)),
            Err(Failure::Start(error)) => Err(error),
            Err(Failure::Refused(stderr)) => Err(Error::Link {
                output: output.to_owned(),
                command: shown(&command),
                stderr,
            }),
        }
    }

    /// The file to compile: a text is written beside the object.
    fn source(&self, code: &Code, object: &Path) -> Result<PathBuf> {
        match code {
            Code::File(path) if path.to_string_lossy().starts_with('-') => {
                Ok(Path::new(".").join(path))
            }
            Code::File(path) => Ok(path.clone()),
            Code::Text { text, origin, line } => {
                let path = object.with_extension("c");
                fs::write(&path, c_file(&self.header, text, origin, *line))
                    .map_err(Error::io("write", &path))?;
                Ok(path)
            }
        }
    }
}

fn configured(
    toolchain: &Toolchain,
    info: &ExternalCompilationInfo,
    work: &Path,
    caller: Caller,
) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .target(&toolchain.target)
        .host(&toolchain.host)
        .opt_level_str(&toolchain.opt_level)
        .debug(toolchain.debug)
        .out_dir(work)
        // These are flags for this package's Rust code.
        .inherit_rustflags(false)
        .cargo_output(false)
        .cargo_warnings(false)
        .cargo_debug(false)
        .cargo_metadata(caller == Caller::BuildScript)
        .includes(info.list(Field::IncludeDirs).iter());
    if let Some(compiler) = &toolchain.compiler {
        build.compiler(compiler);
    }
    for flag in info.list(Field::CompileExtra).iter() {
        build.flag(flag);
    }
    // Where it was made is not in a program.
    let mut map = OsString::from("-fdebug-prefix-map=");
    map.push(work);
    map.push("=.");
    build.flag(map);
    // Behind the info's own folders, and without warnings.
    build.flag("-isystem").flag(work);
    build
}

/// The files in a list, but those that were written beside it: they are made again each time.
fn inputs(dependencies: &Path) -> Result<Vec<PathBuf>> {
    let mut inputs = depfile::read(dependencies)?;
    let work = dependencies.with_file_name("");
    // gcc may shorten the paths of system headers to this.
    let real = work.canonicalize().map_err(Error::io("find", &work))?;
    inputs.retain(|input| !input.starts_with(&work) && !input.starts_with(&real));
    Ok(inputs)
}

/// Puts a program where it belongs, which may be on another file system.
fn deliver(program: &Path, output: &Path) -> io::Result<()> {
    // One that runs cannot be written to. What is no file, such as `/dev/null`, stays.
    if output.is_file() {
        fs::remove_file(output)?;
    }
    fs::copy(program, output).map(drop)
}

/// Why a command did nothing.
enum Failure {
    Start(Error),
    /// With what it wrote.
    Refused(String),
}

/// Runs a command; what it wrote are its messages.
fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|source| {
        Failure::Start(Error::Start {
            command: shown(command),
            source,
        })
    })?;
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    match output.status.success() {
        true => Ok(messages),
        false => Err(Failure::Refused(messages)),
    }
}

/// A command as a shell takes it, without its environment: that is long, and not for everybody.
fn shown(command: &Command) -> String {
    let folder = command.get_current_dir().map(Path::as_os_str);
    let mut words: Vec<String> = Vec::new();
    if let Some(folder) = folder {
        words.extend(["cd".to_owned(), quoted(folder), "&&".to_owned()]);
    }
    words.push(quoted(command.get_program()));
    words.extend(command.get_args().map(quoted));
    words.join(" ")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=+,:@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.into_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
