//! [`Package`]: does for a package what its declarations need.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::building::Building;
use crate::included::Folders;
use crate::scope::Sources;
use crate::{Cfg, Error, Result, Strictness, Toolchain, env, roots};

/// A package whose declarations are compiled and linked: what [`build`](crate::build) takes from
/// Cargo's variables, as a value.
///
/// Of use where a crate's root is not where Cargo finds it by itself:
///
/// ```no_run
/// let mut package = rffi_build::Package::from_env()?;
/// package.roots.push("source/main.rs".into());
/// package.build(&mut std::io::stdout())?;
/// # Ok::<(), rffi_build::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Package {
    /// Its name.
    pub name: String,
    /// The folder of its `Cargo.toml`, as an absolute path.
    pub folder: PathBuf,
    /// The folder that it may write to, as an absolute path. Its folder `rffi` belongs to this crate.
    pub out_dir: PathBuf,
    /// Target and features.
    pub cfg: Cfg,
    /// How its C is compiled.
    pub toolchain: Toolchain,
    /// Source files at which crates begin, relative to the folder, besides those that Cargo finds by
    /// itself.
    pub roots: Vec<PathBuf>,
    /// The name of the library, where `[lib] name = ".."` gives it another than the package's.
    pub library: Option<String>,
    /// Folders in which headers are searched after those of each info: such as those that only
    /// `build.rs` can know.
    pub include_dirs: Vec<PathBuf>,
    /// Folders in which the linker searches libraries after those of each info.
    pub library_dirs: Vec<PathBuf>,
    /// Arguments for the linker of this package's programs and tests, besides those of its infos:
    /// at first, what the packages have left that it depends on; see [link arguments].
    ///
    /// [link arguments]: crate#link-arguments
    pub link_arguments: Vec<String>,
    /// How much is an error when declarations are compared with headers; `None` for what the variable
    /// `RFFI_VERIFY` says. Without that, the declarations of packages that came from a registry or
    /// another repository are not compared: their authors did.
    pub strictness: Option<Strictness>,
    /// Whether nothing is compiled, linked or looked for: only documentation is built, as on docs.rs. For
    /// [`Glue`](crate::Glue), the compiler is asked what the text leaves to it by `...`.
    pub documentation_only: bool,
}

impl Package {
    /// A package for the machine that this program runs on, without features.
    pub fn new(
        name: impl Into<String>,
        folder: impl Into<PathBuf>,
        out_dir: impl Into<PathBuf>,
    ) -> Self {
        Package {
            name: name.into(),
            folder: folder.into(),
            out_dir: out_dir.into(),
            cfg: Cfg::default(),
            toolchain: Toolchain::host(),
            roots: Vec::new(),
            library: None,
            include_dirs: Vec::new(),
            library_dirs: Vec::new(),
            link_arguments: Vec::new(),
            strictness: None,
            documentation_only: false,
        }
    }

    /// How much is an error.
    pub(crate) fn how_strict(&self) -> Result<Strictness> {
        match (self.strictness, env::strictness_given()?) {
            (Some(strictness), _) | (None, Some(strictness)) => Ok(strictness),
            (None, None) if is_foreign(&self.folder) => Ok(Strictness::Off),
            (None, None) => Ok(Strictness::Default),
        }
    }

    /// Compiles what the package's declarations need, writes for the macro what to link, and tells
    /// Cargo on `out`.
    ///
    /// # Errors
    /// If C does not compile, no C compiler is there and one is needed, or a file cannot be read or
    /// written. Mistakes in a declaration are no errors here: the macro shows them at their place.
    pub fn build(&self, out: &mut impl Write) -> Result<()> {
        let folder = self.out_dir.join("rffi");
        fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
        let mut roots = roots::find(&self.folder)?;
        roots.extend(self.roots.iter().cloned());
        let library = self.library.as_deref().unwrap_or(&self.name);
        let library = library.replace('-', "_");
        let folders = Folders {
            package: &self.folder,
            out: &self.out_dir,
        };
        let sources = Sources::read(folders, &library, &self.cfg, &roots);
        Building::new(self, &folder).run(&sources, out)
    }
}

/// Whether Cargo brought a package from somewhere: it leaves a file there.
fn is_foreign(folder: &Path) -> bool {
    let marks = [".cargo-ok", ".cargo-checksum.json"];
    marks.iter().any(|mark| folder.join(mark).exists())
}
