//! [`Library`]: headers, and what they declare.

use std::process::{Command, Stdio};

use cdef::{Cdef, DeclarationKind};
use lltype::{Prototype, Target, Type};
use rffi::ExternalCompilationInfo;

/// The headers of a library.
#[derive(Debug, Clone, Copy)]
pub struct Library {
    /// The header.
    pub header: &'static str,
    /// What stands before it.
    pub before: &'static str,
    /// The Debian package that it is in.
    pub package: &'static str,
    /// What `pkg-config` calls it, if flags are needed.
    pub pkg_config: Option<&'static str>,
}

const fn library(header: &'static str, package: &'static str) -> Library {
    Library {
        header,
        before: "",
        package,
        pkg_config: None,
    }
}

/// The libraries that mutants are made of.
pub const LIBRARIES: &[Library] = &[
    library("zlib.h", "zlib1g-dev"),
    library("sqlite3.h", "libsqlite3-dev"),
    library("png.h", "libpng-dev"),
    library("ncurses.h", "libncurses-dev"),
    Library {
        before: "#define _GNU_SOURCE 1",
        ..library("stdlib.h", "libc6-dev")
    },
    Library {
        before: "#define _GNU_SOURCE 1",
        ..library("unistd.h", "libc6-dev")
    },
    Library {
        pkg_config: Some("sdl2"),
        ..library("SDL2/SDL.h", "libsdl2-dev")
    },
];

/// What headers declare.
pub struct Declarations {
    /// How they are included.
    pub info: ExternalCompilationInfo,
    /// Functions that have a prototype.
    pub functions: Vec<Prototype>,
    /// Structs and unions with members.
    pub records: Vec<Type>,
    /// Integers.
    pub constants: Vec<(String, i128)>,
}

impl Library {
    /// What its headers declare; `None` where they are not installed.
    ///
    /// # Panics
    /// The headers are there, and `cdef` cannot read them.
    #[must_use]
    pub fn declarations(&self) -> Option<Declarations> {
        let flags = self.flags()?;
        let text = self.preprocess(&flags)?;
        let read = Cdef::builder(&Target::HOST)
            .text(self.header, text.as_str())
            .build();
        let cdef = read.unwrap_or_else(|error| panic!("{}: {error}", self.header));
        let info = ExternalCompilationInfo::new()
            .pre_include_bit(self.before)
            .include(self.header);
        let info = flags
            .iter()
            .fold(info, |info, flag| info.compile_flag(flag));
        Some(Declarations {
            info,
            functions: functions(&cdef),
            records: records(&cdef),
            constants: constants(&cdef),
        })
    }

    /// What `pkg-config` says; `None` if it does not know the library.
    fn flags(&self) -> Option<Vec<String>> {
        let Some(name) = self.pkg_config else {
            return Some(Vec::new());
        };
        let output = Command::new("pkg-config")
            .args(["--cflags", name])
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let words = text.split_whitespace().map(str::to_owned);
        output.status.success().then(|| words.collect())
    }

    fn preprocess(&self, flags: &[String]) -> Option<String> {
        let folder = tempfile::tempdir().ok()?;
        let file = folder.path().join("headers.c");
        let text = format!("{}\n#include <{}>\n", self.before, self.header);
        std::fs::write(&file, text).ok()?;
        let mut command = Command::new("cc");
        command
            .args(flags)
            .args(["-E", "-P"])
            .arg(&file)
            .stderr(Stdio::null());
        let output = command.output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8(output.stdout).ok())?
    }
}

fn functions(cdef: &Cdef) -> Vec<Prototype> {
    let declared = cdef.declarations();
    let functions = declared.filter(|declared| declared.kind() == DeclarationKind::Function);
    let functions = functions.filter_map(|declared| cdef.function(declared.name()).ok());
    // Not those of the compiler, which are in headers of its own.
    functions
        .filter(|function| !function.name().starts_with('_'))
        .collect()
}

fn records(cdef: &Cdef) -> Vec<Type> {
    let types = cdef.records().filter_map(|record| {
        let name = record.name()?;
        let ty = cdef.type_of(&name).ok()?;
        let has_members = ty
            .unaliased()
            .as_record()
            .is_some_and(|record| !record.is_empty());
        (has_members && ty.to_string() == name).then_some(ty)
    });
    types.collect()
}

fn constants(cdef: &Cdef) -> Vec<(String, i128)> {
    let declared = cdef.declarations();
    let numbers = declared.filter(|declared| declared.kind() == DeclarationKind::Number);
    let numbers = numbers.filter_map(|declared| {
        let value = cdef.constant(declared.name()).ok()?;
        Some((declared.name().to_owned(), value))
    });
    numbers.collect()
}
