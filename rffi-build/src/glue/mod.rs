//! [`Glue`]: CFFI's API mode. A text with `...`, and C or C++, become Rust that calls C.

mod answer;
mod build;
mod c;
mod crossing;
mod document;
mod interface;
mod load;
mod rust;
mod signature;

use std::borrow::Cow;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use cdef::{Cdef, TextOptions};
use lltype::Target;
use rffi::ExternalCompilationInfo;

use crate::{Error, Result, Toolchain, env};
use interface::{Included, Part};

pub use load::Loadable;

/// What C declares, as a text in C, and the C or C++ that it describes: CFFI's API mode.
///
/// The compiler is asked for everything that the text leaves to it by `...`, and compares what it says. Rust
/// calls C through functions of C that are compiled beside the source, so that macros, `static inline`
/// functions and thread-local variables are reached, and numbers may be declared with other types than they
/// have: C converts. Pointers and structs must be what they are.
///
/// ```no_run
/// // build.rs
/// use rffi_build::Glue;
///
/// fn main() {
///     Glue::new("clock")
///         .cdef("
///             #define CLOCK_REALTIME ...
///             typedef int... time_t;
///             struct timespec { time_t tv_sec; ...; };
///             int clock_gettime(int clock, struct timespec *now);
///         ")
///         .source("#include <time.h>")
///         .build();
/// }
/// ```
///
/// ```ignore
/// // src/lib.rs
/// mod clock {
///     include!(concat!(env!("OUT_DIR"), "/clock.rs"));
/// }
/// ```
///
/// [The page on API mode](crate::modes::api) says what there is in that module.
#[derive(Debug, Clone)]
#[must_use = "it does nothing before `compile`"]
pub struct Glue {
    pub(crate) name: String,
    /// How the names of its functions of C begin.
    prefix: String,
    parts: Vec<Part>,
    /// Where the source is from, and the source.
    pub(crate) source: Option<(String, String)>,
    /// The folder of the file that the source is from.
    source_folder: Option<String>,
    pub(crate) info: ExternalCompilationInfo,
    pub(crate) included: Vec<Included>,
    is_cpp: bool,
    toolchain: Option<Toolchain>,
    /// The files that were read.
    files: Vec<PathBuf>,
}

impl Glue {
    /// Glue of this name: it is part of the names of files and of functions of C.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Glue {
            prefix: format!("rffi_{}", word(&name)),
            name,
            parts: Vec::new(),
            source: None,
            source_folder: None,
            info: ExternalCompilationInfo::new(),
            included: Vec::new(),
            is_cpp: false,
            toolchain: None,
            files: Vec::new(),
        }
    }

    /// Adds declarations: the language is that of [`cdef`], in which `...` leaves something to the compiler.
    pub fn cdef(self, text: impl Into<String>) -> Self {
        self.cdef_with(text, "")
    }

    /// Adds declarations that are read with options: `packed`, `override`, as [`TextOptions`] reads them.
    pub fn cdef_with(mut self, text: impl Into<String>, options: &str) -> Self {
        let name = match self.parts.len() {
            0 => format!("<cdef of {}>", self.name),
            count => format!("<cdef {} of {}>", count + 1, self.name),
        };
        self.parts.push(Part::new(name, options, text.into()));
        self
    }

    /// Adds the declarations in a file, relative to the package.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn cdef_file(mut self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let name = path.display().to_string();
        self.parts.push(Part::new(name, "", text));
        self.files.push(path.to_owned());
        Ok(self)
    }

    /// The C that the text describes: includes, macros, functions. It is compiled below the includes of the
    /// [`compilation_info`](Self::compilation_info), where `RFFI_GLUE` is defined, and C's own integers
    /// (`stddef.h`, `stdint.h`, `sys/types.h`) are known. Macros that choose features of the system, as
    /// `_GNU_SOURCE`, go into the info's `pre_include_bits`. `#include "file.h"` begins in the folder of the
    /// package.
    pub fn source(mut self, text: impl Into<String>) -> Self {
        self.source = Some((format!("source of {}", self.name), text.into()));
        self.source_folder = None;
        self
    }

    /// The same from a file, relative to the package.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn source_file(mut self, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        self.source = Some((path.display().to_string(), text));
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        self.source_folder = folder.map(|folder| folder.display().to_string());
        self.files.push(path.to_owned());
        Ok(self)
    }

    /// The source is C++. What the text declares is C all the same.
    pub fn cpp(mut self) -> Self {
        self.is_cpp = true;
        self
    }

    /// What to include, compile and link besides: headers, flags, libraries, packages of pkg-config, more C
    /// files.
    pub fn compilation_info(mut self, info: &ExternalCompilationInfo) -> Self {
        self.info = info.clone();
        self
    }

    /// Includes another interface: its types and integers are known to this text, and its Rust is the
    /// module `rust_path`, such as `crate::base`. The source includes what C needs to know of it.
    pub fn include(mut self, other: &Glue, rust_path: &str) -> Self {
        self.included
            .push(Included::new(other.all_parts(), rust_path));
        self
    }

    /// Includes an interface of another package: of one that has `links = "..."` in its `Cargo.toml`, on which
    /// this one depends directly, and whose build script compiles a `Glue` of this name.
    ///
    /// ```no_run
    /// // build.rs of a package that depends on `base`, which has `links = "base"`
    /// rffi_build::Glue::new("more")
    ///     .include_package("base", "shapes", "::base::shapes")?
    ///     .cdef("double area(const struct shape *shape);")
    ///     .source("#include \"shapes.h\"\ndouble area(const struct shape *s) { return s->w * s->h; }")
    ///     .compile()?;
    /// # Ok::<(), rffi_build::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is no such interface, or it cannot be read.
    pub fn include_package(self, links: &str, name: &str, rust_path: &str) -> Result<Self> {
        let path = env::interface(links, name)?;
        self.include_file(&path, rust_path)
    }

    /// Includes an interface by the file that [`interface`](Self::interface) was written to.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn include_file(mut self, path: &Path, rust_path: &str) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        self.included
            .push(Included::new(interface::read(&text), rust_path));
        self.files.push(path.to_owned());
        Ok(self)
    }

    /// By which compiler, and for which target: without it, a build script compiles as Cargo says, and
    /// others for this machine.
    pub fn toolchain(mut self, toolchain: &Toolchain) -> Self {
        self.toolchain = Some(toolchain.clone());
        self
    }

    /// The declarations as a text by which other glue [includes](Self::include_file) them.
    #[must_use]
    pub fn interface(&self) -> String {
        interface::write(&self.all_parts())
    }

    /// The file of C with the source and the glue: the same for every compiler and target, so that another
    /// build system can compile it, or a package contain it. It is plain C, or C++, and needs nothing but
    /// what the source includes. For a shared library, `RFFI_SHARED_LIBRARY` is to be defined.
    ///
    /// ```
    /// use rffi_build::Glue;
    ///
    /// let c = Glue::new("half").cdef("int half(int n);").source("#define half(n) ((n) / 2)").emit_c()?;
    /// assert!(c.contains("int rffi_half_half(int rffi_a0) { return half(rffi_a0); }"), "{c}");
    /// # Ok::<(), rffi_build::Error>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with the declarations.
    pub fn emit_c(&self) -> Result<String> {
        let cdef = self.parse(self.known_target()?)?;
        Ok(c::CWriter::file(self, &cdef))
    }

    /// The file of Rust for the [C](Self::emit_c), with the layouts of the target: the compiler is asked.
    /// Whoever compiles the C links it.
    ///
    /// # Errors
    /// Everything that is wrong with the declarations, and in which the compiler disagrees; there is no
    /// compiler.
    pub fn emit_rust(&self) -> Result<String> {
        let cdef = self.declarations()?;
        rust::RustWriter::file(self, &cdef, None)
    }

    /// What a text declares, with everything that the compiler knows.
    ///
    /// # Errors
    /// As for [`emit_rust`](Self::emit_rust).
    pub fn declarations(&self) -> Result<Cdef> {
        Ok(self.answered(&self.used_toolchain(), None, None)?.cdef)
    }

    /// Compiles the glue, and throws it away: whether the compiler takes what the text says.
    ///
    /// # Errors
    /// As for [`emit_rust`](Self::emit_rust); the compiler refuses the glue.
    pub fn check(&self) -> Result<()> {
        let toolchain = self.used_toolchain();
        let cdef = self.answered(&toolchain, None, None)?.cdef;
        rust::RustWriter::file(self, &cdef, None)?;
        let folder = tempfile::tempdir().map_err(Error::io("make", "a temporary folder"))?;
        let info = self.compiled_info();
        let text = c::CWriter::file(self, &self.parse(cdef.target())?);
        let alone = info.copy_without(&c::INCLUDES).separate_module_source(text);
        toolchain.compile_objects(&alone, folder.path())?;
        Ok(())
    }

    fn used_toolchain(&self) -> Cow<'_, Toolchain> {
        match &self.toolchain {
            Some(toolchain) => Cow::Borrowed(toolchain),
            None => Cow::Owned(Toolchain::host()),
        }
    }

    fn known_target(&self) -> Result<&'static Target> {
        env::known_target(&self.used_toolchain().target)
    }

    /// Its own texts below those that it includes.
    fn all_parts(&self) -> Vec<Part> {
        let included = self.included.iter().flat_map(|included| &included.parts);
        let mut all: Vec<Part> = Vec::new();
        for part in included.chain(&self.parts) {
            if !all.contains(part) {
                all.push(part.clone());
            }
        }
        all
    }

    /// Reads the declarations.
    fn parse(&self, target: &Target) -> Result<Cdef> {
        let mut builder = Cdef::builder(target);
        let included: Vec<&Part> = self.included.iter().flat_map(|inc| &inc.parts).collect();
        if !included.is_empty() {
            builder = builder.include(&interface::parse(&included, target)?);
        }
        for part in &self.parts {
            let options: TextOptions = part.options.parse().map_err(cdef::Errors::from)?;
            builder = builder.text_with(&part.name, part.text.as_str(), options);
        }
        Ok(builder.build()?)
    }

    /// Whether a type or constant of this name in C is one of an included interface.
    pub(crate) fn is_included(&self, c_name: &str) -> bool {
        let mut included = self.included.iter();
        included.any(|included| included.names().contains(c_name))
    }

    /// Whether a constant is one of an enum.
    pub(crate) fn is_enumerator(&self, cdef: &Cdef, name: &str) -> bool {
        let mut enums = cdef.enums();
        enums.any(|found| found.names().any(|constant| constant == name))
    }

    /// What the function of C is called through which Rust reaches a name.
    pub(crate) fn symbol(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    /// The same glue as a part of a package: in C, all names of a program are in one place.
    fn of_package(&self, package: &str) -> Glue {
        let mut hasher = DefaultHasher::new();
        (self.interface(), &self.source, &self.info).hash(&mut hasher);
        let package = word(package);
        let prefix = format!("{}_{package}_{:016x}", self.prefix, hasher.finish());
        let mut glue = self.clone();
        glue.prefix = prefix;
        glue
    }

    /// What is compiled: with the flags of the language, and with the folder where `#include ".."` begins to
    /// search: that of the source, though the glue lies elsewhere.
    fn compiled_info(&self) -> ExternalCompilationInfo {
        let folder = match &self.source_folder {
            Some(folder) => folder.as_str(),
            None => ".",
        };
        let info = self.info.clone().compile_flag("-iquote");
        let info = info.compile_flag(folder);
        match self.is_cpp {
            true => {
                let info = info.compile_flag("-x").compile_flag("c++");
                info.use_cpp_linker()
            }
            false => info,
        }
    }
}

/// A name as a part of one in C.
fn word(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    name.chars().map(letter).collect()
}
