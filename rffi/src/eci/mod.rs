//! [`ExternalCompilationInfo`]: what a C compiler and a linker must know.

mod edit;
mod error;
mod flags;
mod merge;
mod search;

use core::fmt;
use core::mem;
use std::borrow::Cow;

pub use error::CompilationInfoError;
#[cfg(all(feature = "dynamic", unix))]
pub(crate) use search::is_path;

use crate::list::List;

/// Writes the fields, the builder and the tables from one list.
macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $setter:ident $adder:ident;)*) => {
        /// A list of an [`ExternalCompilationInfo`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* $variant,)*
        }

        impl Field {
            /// Every list, in the order of declaration.
            pub const ALL: &'static [Field] = &[$(Field::$variant),*];

            /// The name, as in the builder.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Field::$variant => stringify!($setter)),* }
            }
        }

        impl ExternalCompilationInfo {
            $(
                $(#[$doc])*
                ///
                /// # Panics
                /// If the list was given already: a second one would replace it. In a constant that
                /// is an error of the compiler.
                #[must_use]
                pub const fn $setter(self, list: &'static [&'static str]) -> Self {
                    self.with(Field::$variant, list)
                }

                #[doc = concat!("Adds one to [`", stringify!($setter), "`](Self::", stringify!($setter), "), at run time.")]
                #[must_use]
                pub fn $adder(mut self, item: impl Into<String>) -> Self {
                    self.add(Field::$variant, item.into());
                    self
                }
            )*
        }
    };
}

/// What a C compiler and a linker must know so that a function can be used: headers, sources,
/// libraries, flags. RPython's class of that name.
///
/// It is pure data. A `static` one is built by constant functions, and one that a translator puts
/// together at run time by the same functions with one item each. Two of equal content are equal,
/// however they were built.
///
/// ```
/// use rffi::{ExternalCompilationInfo, Field};
///
/// static ZLIB: ExternalCompilationInfo = ExternalCompilationInfo::new()
///     .includes(&["zlib.h"])
///     .libraries(&["z"]);
///
/// let more = ExternalCompilationInfo::new().library(format!("m")).library("z");
/// let both = ZLIB.merge([&more])?;
/// assert!(both.list(Field::Libraries).iter().eq(["z", "m"]));
/// # Ok::<(), rffi::Error>(())
/// ```
///
/// Paths are relative to the folder of the package's `Cargo.toml`; in a declaration, no path is
/// absolute.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ExternalCompilationInfo {
    lists: [List; Field::ALL.len()],
    uses_cpp_linker: bool,
    /// A target, in Rust's words.
    platform: Option<Cow<'static, str>>,
}

fields! {
    /// Text before the first `#include`, such as `#define _GNU_SOURCE 1`.
    PreIncludeBits pre_include_bits pre_include_bit;
    /// Headers, as they stand between `<` and `>`.
    Includes includes include;
    /// Folders in which headers are searched.
    IncludeDirs include_dirs include_dir;
    /// Text after the last `#include`: prototypes, macros.
    PostIncludeBits post_include_bits post_include_bit;
    /// Libraries to link: `z` for `libz.so` or `libz.a`.
    Libraries libraries library;
    /// Folders in which libraries are searched: by the linker, and by
    /// [`run_time_libraries`](ExternalCompilationInfo::run_time_libraries). Where the system finds a
    /// shared library when a program starts is another matter: install the library, set
    /// `LD_LIBRARY_PATH`, or give the linker an `-rpath` in
    /// [`link_extra`](ExternalCompilationInfo::link_extra).
    LibraryDirs library_dirs library_dir;
    /// C source texts, each compiled by itself below the includes.
    SeparateModuleSources separate_module_sources separate_module_source;
    /// C source files, compiled by themselves.
    SeparateModuleFiles separate_module_files separate_module_file;
    /// Flags for the C compiler.
    CompileExtra compile_extra compile_flag;
    /// Flags for the linker. Cargo gives them to the package's own programs and tests only, not
    /// to packages that depend on it; `rffi-build` says how these get them.
    LinkExtra link_extra link_flag;
    /// Object files and archives to link. Cargo gives them to the package's own programs and tests
    /// only, as `link_extra`.
    LinkFiles link_files link_file;
    /// Apple's frameworks to link, such as `CoreFoundation`. Targets of others pass over them.
    Frameworks frameworks framework;
    /// Libraries that an interpreter searches for functions before all others, by name or by path.
    /// They are never linked.
    TestonlyLibraries testonly_libraries testonly_library;
    /// Packages that `pkg-config` knows, each a name with or without a version: `zlib >= 1.2`. They
    /// become lists of the others when `rffi-build` compiles or links.
    PkgConfig pkg_config pkg_config_package;
}

impl ExternalCompilationInfo {
    /// Nothing to know.
    #[must_use]
    pub const fn new() -> Self {
        ExternalCompilationInfo {
            lists: [const { List::EMPTY }; Field::ALL.len()],
            uses_cpp_linker: false,
            platform: None,
        }
    }

    /// Programs are linked with the C++ compiler's driver, and the C++ library into Rust's: for C++
    /// among the `separate_module_files` or in the libraries. RPython's `use_cpp_linker=True`.
    ///
    /// # Panics
    /// If that was said already.
    #[must_use]
    pub const fn use_cpp_linker(mut self) -> Self {
        assert!(
            !self.uses_cpp_linker,
            "`use_cpp_linker` of the ExternalCompilationInfo was already given"
        );
        self.uses_cpp_linker = true;
        self
    }

    /// The target that this is true for, in Rust's words, such as `x86_64-unknown-linux-gnu`. An
    /// info without it is for all targets. `rffi-build` refuses to compile it for another.
    ///
    /// # Panics
    /// If it was given already.
    #[must_use]
    pub const fn platform(mut self, target: &'static str) -> Self {
        assert!(
            self.platform.is_none(),
            "the platform of the ExternalCompilationInfo was already given"
        );
        mem::forget(self.platform.replace(Cow::Borrowed(target)));
        self
    }

    /// Whether programs are linked with the C++ compiler's driver.
    #[must_use]
    pub const fn uses_cpp_linker(&self) -> bool {
        self.uses_cpp_linker
    }

    /// The target that [`platform`](Self::platform) or [`for_target`](Self::for_target) gave.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.platform.as_deref()
    }

    const fn with(mut self, field: Field, list: &'static [&'static str]) -> Self {
        let place = &mut self.lists[field as usize];
        assert!(
            place.is_empty(),
            "this list of the ExternalCompilationInfo was already given: write one list"
        );
        // An assignment would run a destructor, which a constant cannot.
        mem::forget(mem::replace(place, List::Static(list)));
        self
    }

    /// One of the lists.
    #[must_use]
    pub const fn list(&self, field: Field) -> &List {
        &self.lists[field as usize]
    }

    /// Whether nothing is said.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.uses_cpp_linker && self.platform.is_none() && self.are_empty(Field::ALL)
    }

    const fn are_empty(&self, fields: &[Field]) -> bool {
        let mut index = 0;
        while index < fields.len() {
            if !self.list(fields[index]).is_empty() {
                return false;
            }
            index += 1;
        }
        true
    }

    fn add(&mut self, field: Field, item: String) {
        self.lists[field as usize].push(item);
    }

    /// The text that stands above each source: the bits before, the includes, the bits after.
    ///
    /// ```
    /// let eci = rffi::ExternalCompilationInfo::new()
    ///     .pre_include_bits(&["#define _GNU_SOURCE 1"])
    ///     .includes(&["unistd.h"]);
    /// assert_eq!(eci.c_header(), "#define _GNU_SOURCE 1\n#include <unistd.h>\n");
    /// ```
    #[must_use]
    pub fn c_header(&self) -> String {
        let includes = self.list(Field::Includes).iter();
        let mut lines: Vec<String> = Vec::new();
        lines.extend(self.list(Field::PreIncludeBits).iter().map(str::to_owned));
        lines.extend(includes.map(|include| format!("#include <{include}>")));
        lines.extend(self.list(Field::PostIncludeBits).iter().map(str::to_owned));
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Whether a build script must act before a declaration with this information can be used.
    /// What `inline` stands in the macro itself, the macro links by itself.
    #[doc(hidden)]
    #[must_use]
    pub const fn needs_build_script(&self, inline: bool) -> bool {
        const BUILT: &[Field] = &[
            Field::LibraryDirs,
            Field::SeparateModuleSources,
            Field::SeparateModuleFiles,
            Field::LinkExtra,
            Field::LinkFiles,
            Field::PkgConfig,
        ];
        const LINKED: &[Field] = &[Field::Libraries, Field::Frameworks];
        // A macro knows neither the target nor its C++ library.
        self.uses_cpp_linker
            || self.platform.is_some()
            || !self.are_empty(BUILT)
            || !inline && !self.are_empty(LINKED)
    }
}

impl Default for ExternalCompilationInfo {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for ExternalCompilationInfo {
    /// As the builder would write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExternalCompilationInfo::new()")?;
        for field in Field::ALL {
            let list = self.list(*field);
            if !list.is_empty() {
                write!(f, ".{}(&{list:?})", field.name())?;
            }
        }
        if self.uses_cpp_linker {
            f.write_str(".use_cpp_linker()")?;
        }
        match &self.platform {
            Some(target) => write!(f, ".platform({target:?})"),
            None => Ok(()),
        }
    }
}
