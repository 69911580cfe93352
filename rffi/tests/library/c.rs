//! C libraries of the tests' own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use rffi::Library;
use tempfile::TempDir;

/// The C that most tests call.
pub(crate) const TEXT: &str = include_str!("library.c");

/// A folder with libraries in it.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A library of this text, with linker flags.
    pub(crate) fn compile_with(&self, file: &str, text: &str, flags: &[&str]) -> PathBuf {
        let source = self.path().join("source.c");
        std::fs::write(&source, text).unwrap();
        let library = self.path().join(file);
        std::fs::create_dir_all(library.parent().unwrap()).unwrap();
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library);
        let status = cc.arg(&source).args(flags).status();
        assert!(status.unwrap().success());
        library
    }

    pub(crate) fn compile(&self, file: &str, text: &str) -> PathBuf {
        self.compile_with(file, text, &[])
    }

    /// A file that is no library.
    pub(crate) fn write(&self, file: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// Opens a library of the tests' own.
pub(crate) fn open(name: impl AsRef<OsStr>) -> Library {
    // SAFETY: the libraries of the tests may be loaded.
    unsafe { Library::open(name) }.unwrap()
}

/// The library of [`TEXT`]: a copy for each call, which is in memory apart from the others.
pub(crate) fn library() -> (Folder, Library) {
    static COMPILED: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let library = Folder::new();
        std::fs::read(library.compile("libtests.so", TEXT)).unwrap()
    });
    let folder = Folder::new();
    let library = open(folder.write("libtests.so", &*COMPILED));
    (folder, library)
}
