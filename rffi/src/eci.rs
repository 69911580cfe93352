//! [`ExternalCompilationInfo`]: what a C compiler and a linker must know.

use core::fmt;
use core::mem;
use std::path::Path;

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
                    self.lists[Field::$variant as usize].push(item.into());
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
/// let both = ZLIB.merge(&more);
/// assert!(both.list(Field::Libraries).iter().eq(["z", "m"]));
/// ```
///
/// Paths are relative to the folder of the package's `Cargo.toml`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ExternalCompilationInfo {
    lists: [List; Field::ALL.len()],
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
    /// Folders in which libraries are searched.
    LibraryDirs library_dirs library_dir;
    /// C source texts, each compiled by itself below the includes.
    SeparateModuleSources separate_module_sources separate_module_source;
    /// C source files, compiled by themselves.
    SeparateModuleFiles separate_module_files separate_module_file;
    /// Flags for the C compiler.
    CompileExtra compile_extra compile_flag;
    /// Flags for the linker. Cargo gives them to the package's own programs and tests only, not
    /// to packages that depend on it.
    LinkExtra link_extra link_flag;
    /// Object files and archives to link. Cargo gives them to the package's own programs and tests
    /// only.
    LinkFiles link_files link_file;
}

/// The lists in which a repetition means something.
const REPEATABLE: [Field; 2] = [Field::CompileExtra, Field::LinkExtra];

/// The lists that name files and folders.
const PATHS: [Field; 4] = [
    Field::IncludeDirs,
    Field::LibraryDirs,
    Field::SeparateModuleFiles,
    Field::LinkFiles,
];

impl ExternalCompilationInfo {
    /// Nothing to know.
    #[must_use]
    pub const fn new() -> Self {
        ExternalCompilationInfo {
            lists: [const { List::EMPTY }; Field::ALL.len()],
        }
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
        let mut index = 0;
        while index < self.lists.len() {
            if !self.lists[index].is_empty() {
                return false;
            }
            index += 1;
        }
        true
    }

    /// What both say: each list in the order in which its items were first seen, without
    /// repetitions (`compile_extra` and `link_extra` keep theirs). Merged with its equal it stays
    /// as it is.
    #[must_use]
    pub fn merge(&self, other: &ExternalCompilationInfo) -> Self {
        let mut merged = self.clone();
        if self == other {
            return merged;
        }
        for field in Field::ALL {
            let list = &mut merged.lists[*field as usize];
            for item in other.list(*field).iter() {
                if REPEATABLE.contains(field) || !list.contains(item) {
                    list.push(item.to_owned());
                }
            }
        }
        merged
    }

    /// Adds items to a list, at run time.
    #[must_use]
    pub fn extended(mut self, field: Field, items: impl IntoIterator<Item = String>) -> Self {
        items
            .into_iter()
            .for_each(|item| self.lists[field as usize].push(item));
        self
    }

    /// The same with every relative path starting at `folder`, such as
    /// [`External::package_dir`](crate::External::package_dir): for a program that runs elsewhere
    /// than its build did.
    #[must_use]
    pub fn relative_to(&self, folder: impl AsRef<Path>) -> Self {
        let mut moved = self.clone();
        for field in PATHS {
            let paths = self.list(field).iter().map(|path| {
                // A path that is not UTF-8 cannot be in the list.
                folder.as_ref().join(path).to_string_lossy().into_owned()
            });
            moved.lists[field as usize] = List::Owned(paths.collect());
        }
        moved
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
        const BUILT: [Field; 5] = [
            Field::LibraryDirs,
            Field::SeparateModuleSources,
            Field::SeparateModuleFiles,
            Field::LinkExtra,
            Field::LinkFiles,
        ];
        let mut index = 0;
        while index < BUILT.len() {
            if !self.list(BUILT[index]).is_empty() {
                return true;
            }
            index += 1;
        }
        !inline && !self.list(Field::Libraries).is_empty()
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
        Ok(())
    }
}
