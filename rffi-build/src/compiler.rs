//! [`Compiler`]: runs the C compiler that `cc` finds.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rffi::{ExternalCompilationInfo, Field, RFFI_H};

use crate::command::{Failure, output, run, shown};
use crate::search::Search;
use crate::state::State;
use crate::unit::{Code, Unit, c_file};
use crate::{Error, Result, Toolchain, depfile, env, machine, missing_header};

/// The compiler, with the flags of one compilation info. It is run from here rather than by `cc`,
/// so that what it writes becomes part of the error.
pub(crate) struct Compiler {
    tool: cc::Tool,
    build: cc::Build,
    toolchain: Toolchain,
    purpose: Purpose,
    /// The folder with `rffi.h`, which may be new each time.
    work: PathBuf,
    /// What stands above a text.
    header: String,
    /// To which paths are relative; `None` for the current folder.
    folder: Option<PathBuf>,
}

/// How an object is compiled that is read: without what the user's flags ask of debug information and of the
/// linker. Of its builtins, clang says the types that it knows, not those that the header spells.
pub(crate) const FACT_FLAGS: [&str; 8] = [
    "-O0",
    "-g",
    "-fno-lto",
    "-fno-builtin",
    "-gno-split-dwarf",
    "-gz=none",
    "-fno-debug-types-section",
    "-fdiagnostics-color=never",
];

/// The name of the header that every source may include, without its extension.
pub(crate) const HEADER: &str = "rffi";

/// How an info's includes are called above a text that is read.
const INCLUDES: &str = "includes";

/// What is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An archive for rustc. Cargo is told, on the standard output, which variables were read.
    Archive,
    /// Objects for whoever links them.
    Objects,
    /// A program.
    Program,
    /// A library that is loaded at run time.
    SharedLibrary,
}

/// What a compilation leaves besides the object.
#[derive(Default)]
pub(crate) struct Compiled {
    /// The files that were read, also those of the system.
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) warnings: String,
}

/// What the compiler wrote when it refused a text.
#[derive(Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) messages: String,
    pub(crate) command: String,
    /// Where a header was searched that is not there.
    pub(crate) searched: Vec<PathBuf>,
}

impl Refusal {
    /// As an error about `what` was compiled.
    pub(crate) fn into_error(self, what: impl Into<String>) -> Error {
        match missing_header::named(&self.messages) {
            Some((header, includer)) => Error::NoHeader {
                header: header.to_owned(),
                includer: includer.filter(|file| *file != INCLUDES).map(PathBuf::from),
                searched: self.searched,
            },
            None => Error::Compile {
                what: what.into(),
                place: None,
                command: self.command,
                stderr: self.messages,
            },
        }
    }

    /// Whether no question has an answer, because a header is not there.
    pub(crate) fn is_of_headers(&self) -> bool {
        missing_header::named(&self.messages).is_some()
    }

    /// Whether all errors have places in a text: others, such as that the disk is full, pass by.
    pub(crate) fn is_about_text(&self) -> bool {
        let errors = self.messages.lines();
        let mut errors = errors
            .filter_map(|line| line.split_once("error: "))
            .peekable();
        errors.peek().is_some() && errors.all(|(before, _)| is_place(before))
    }
}

/// Whether this is `x.h:1:2: ` or `x.h:1: fatal `.
fn is_place(text: &str) -> bool {
    let text = text.strip_suffix("fatal ").unwrap_or(text);
    let place = text.strip_suffix(": ");
    place.and_then(missing_header::file).is_some()
}

impl Compiler {
    /// Finds the compiler. `work` is a folder to write to.
    pub(crate) fn find(
        toolchain: &Toolchain,
        info: &ExternalCompilationInfo,
        work: &Path,
        purpose: Purpose,
    ) -> Result<Self> {
        check_platform(toolchain, info)?;
        let mut build = configured(toolchain, info, work, purpose);
        if let Some(compiler) = &toolchain.compiler {
            build.compiler(compiler);
        }
        let header = work.join(HEADER).with_extension("h");
        fs::write(&header, RFFI_H).map_err(Error::io("write", &header))?;
        Ok(Compiler {
            tool: tool(&build, toolchain)?,
            build,
            toolchain: toolchain.clone(),
            purpose,
            work: work.to_owned(),
            header: info.c_header(),
            folder: None,
        })
    }

    /// The driver that links.
    pub(crate) fn linker(&self, info: &ExternalCompilationInfo) -> Result<Command> {
        let linked = without_language(info);
        if !info.uses_cpp_linker() && linked == *info {
            return Ok(self.command());
        }
        let mut build = configured(&self.toolchain, &linked, &self.work, self.purpose);
        build.cpp(info.uses_cpp_linker());
        let compiler = match info.uses_cpp_linker() {
            true => &self.toolchain.cpp_compiler,
            false => &self.toolchain.compiler,
        };
        if let Some(compiler) = compiler {
            build.compiler(compiler);
        }
        Ok(tool(&build, &self.toolchain)?.to_command())
    }

    pub(crate) fn target(&self) -> &str {
        &self.toolchain.target
    }

    /// The program, by the name under which it was found.
    pub(crate) fn program(&self) -> &Path {
        self.tool.path()
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
        let command = shown(&self.command()).replace(&*self.work.to_string_lossy(), "");
        format!(
            "{program:?} {state:?}\n{command}\n{}\n{RFFI_H}",
            self.header
        )
    }

    pub(crate) fn command(&self) -> Command {
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
        if matches!(self.purpose, Purpose::Archive | Purpose::Objects) {
            // What `CFLAGS` ask for at the link, another linker does not understand.
            command.arg("-fno-lto");
        }
        let warnings = run(&mut command).map_err(|failure| match failure {
            Failure::Start(error) => error,
            Failure::Refused(stderr) => Error::Compile {
                what: unit.code.to_string(),
                place: unit.place.clone(),
                command: shown(&command),
                stderr,
            },
        })?;
        machine::check(object, self.tool.path(), self.target())?;
        let inputs = inputs(&dependencies)?;
        Ok(Compiled { inputs, warnings })
    }

    /// Compiles a text below the info's includes to an object that is read, not linked: with debug
    /// information, and without what the user's flags ask of warnings and of the linker.
    pub(crate) fn compile_facts(
        &self,
        text: &str,
        object: &Path,
    ) -> Result<core::result::Result<Vec<PathBuf>, Refusal>> {
        let source = object.with_extension("c");
        let dependencies = object.with_extension("d");
        let header = &self.header;
        let text = format!("#line 1 \"{INCLUDES}\"\n{header}{text}");
        fs::write(&source, text).map_err(Error::io("write", &source))?;
        let mut command = self.command();
        // Messages are read.
        command.env("LC_ALL", "C");
        command.args(no_errors(&self.tool));
        command
            .args(["-MD", "-MT", depfile::TARGET, "-MF"])
            .arg(&dependencies)
            .args(FACT_FLAGS)
            .args(match self.tool.is_like_clang() {
                true => ["-ferror-limit=0", "-fno-caret-diagnostics"],
                // A message is about the place where a macro is used.
                false => ["-fmax-errors=0", "-ftrack-macro-expansion=0"],
            })
            .arg("-c")
            .arg(&source)
            .arg("-o")
            .arg(object);
        match run(&mut command) {
            Ok(_) => {}
            Err(Failure::Start(error)) => return Err(error),
            Err(Failure::Refused(messages)) => {
                let shown = shown(&command);
                let searched = match missing_header::named(&messages) {
                    Some(_) => self.searched(command),
                    None => Vec::new(),
                };
                return Ok(Err(Refusal {
                    messages,
                    command: shown,
                    searched,
                }));
            }
        }
        machine::check(object, self.tool.path(), self.target())?;
        inputs(&dependencies).map(Ok)
    }

    /// Where the header was searched that a command did not find.
    fn searched(&self, mut command: Command) -> Vec<PathBuf> {
        match run(command.arg("-v")) {
            Err(Failure::Refused(messages)) => Search::parse(&messages, &self.work)
                .map(|search| search.folders)
                .unwrap_or_default(),
            // It is there by now, or the compiler is not.
            _ => Vec::new(),
        }
    }

    /// The files that a source includes, whether it is refused or not; of those that are not there, the names.
    /// `None` if the compiler does not tell.
    pub(crate) fn listed(&self, source: &Path) -> Option<Vec<PathBuf>> {
        let dependencies = source.with_extension("listed");
        let mut command = self.command();
        command.args(FACT_FLAGS);
        command.args(["-M", "-MG", "-MT", depfile::TARGET, "-MF"]);
        output(command.arg(&dependencies).arg(source)).ok()?;
        inputs(&dependencies).ok()
    }

    /// What stands above a text.
    pub(crate) fn header(&self) -> &str {
        &self.header
    }

    /// The command, for messages.
    pub(crate) fn shown(&self) -> String {
        shown(&self.command())
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

/// Flags by which no warning is an error, whatever the user's flags say; but a function that nobody declared
/// is one in every version of C. `-w` would hide that.
fn no_errors(tool: &cc::Tool) -> Vec<OsString> {
    let mut flags: Vec<OsString> = ["-Wno-all", "-Wno-extra", "-Wno-error"]
        .map(Into::into)
        .into();
    for argument in tool.args() {
        if let Some(warning) = argument.to_string_lossy().strip_prefix("-Werror=") {
            flags.push(format!("-Wno-error={warning}").into());
        }
    }
    flags.push("-Werror=implicit-function-declaration".into());
    flags
}

/// An info for one platform is not compiled for another.
pub(crate) fn check_platform(toolchain: &Toolchain, info: &ExternalCompilationInfo) -> Result<()> {
    match info.target() {
        Some(platform) if platform != toolchain.target => Err(Error::OtherPlatform {
            platform: platform.to_owned(),
            target: toolchain.target.clone(),
        }),
        _ => Ok(()),
    }
}

/// Without `-x language`: objects are not in it.
fn without_language(info: &ExternalCompilationInfo) -> ExternalCompilationInfo {
    let mut words = info.list(Field::CompileExtra).iter().map(str::to_owned);
    let mut kept: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-x" => drop(words.next()),
            // What follows is for another program.
            "-Xlinker" | "-Xclang" => kept.extend([word].into_iter().chain(words.next())),
            _ if word.starts_with("-x") => {}
            _ => kept.push(word),
        }
    }
    let rest = info.copy_without(&[Field::CompileExtra]);
    rest.extended(Field::CompileExtra, kept)
}

fn tool(build: &cc::Build, toolchain: &Toolchain) -> Result<cc::Tool> {
    let tool = build.try_get_compiler();
    let tool = tool.map_err(|source| Error::NoCompiler {
        target: toolchain.target.clone(),
        source: source.into(),
    })?;
    match tool.is_like_msvc() {
        true => Err(Error::UnsupportedCompiler {
            compiler: tool.path().to_owned(),
        }),
        false => Ok(tool),
    }
}

fn configured(
    toolchain: &Toolchain,
    info: &ExternalCompilationInfo,
    work: &Path,
    purpose: Purpose,
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
        .cargo_metadata(purpose == Purpose::Archive)
        .includes(info.list(Field::IncludeDirs).iter());
    if purpose == Purpose::SharedLibrary {
        // `rffi.h` says what is seen.
        build
            .flag("-fvisibility=hidden")
            .flag("-DRFFI_SHARED_LIBRARY=1");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_a_text_names_places() {
        let is_about_text = |messages: &str| {
            let refusal = Refusal {
                messages: messages.to_owned(),
                command: String::new(),
                searched: Vec::new(),
            };
            refusal.is_about_text()
        };
        for messages in [
            "In file included from includes:1:\na b.h:5:10: fatal error: x.h: No such file or directory\n\
             compilation terminated.\n",
            "c:\\x.h:5: error: expected ';'\nx.h:1:2: warning: no\nx.h:7:1: error: again\n",
        ] {
            assert!(is_about_text(messages), "{messages}");
        }
        for messages in [
            "",
            "cc1: out of memory allocating 65536 bytes",
            "gcc: fatal error: cannot execute 'cc1plus': posix_spawnp: No such file or directory\n",
            "x.h:1:1: error: no\nfatal error: error writing to /tmp/x.s: No space left on device\n",
            "x.h:1:1: internal compiler error: Segmentation fault\n",
        ] {
            assert!(!is_about_text(messages), "{messages}");
        }
    }
}
