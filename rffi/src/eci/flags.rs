//! Compilation infos from flags, as `pkg-config` and the like print them.

use std::vec;

use super::{CompilationInfoError, ExternalCompilationInfo, Field};

type Result<T> = core::result::Result<T, CompilationInfoError>;

/// The flags whose next word is for another program, whatever it looks like.
const PASSED_ON: [&str; 4] = ["-Xlinker", "-Xclang", "-Xpreprocessor", "-Xassembler"];

impl ExternalCompilationInfo {
    /// Reads flags for a C compiler, split and unquoted as by a shell. RPython's
    /// `from_compiler_flags`.
    ///
    /// * `-Idir` and `-I dir` go to `include_dirs`,
    /// * `-DX` becomes `#define X 1` and `-DX=v` becomes `#define X v` in `pre_include_bits`, `-UX`
    ///   becomes `#undef X`: there they also reach code that is generated from this info, but not
    ///   `separate_module_files`, which are compiled as they are,
    /// * `-D_XOPEN_SOURCE` is dropped, as RPython does, whatever its value: it would hide all that is
    ///   not in that standard. Who needs it writes it into `pre_include_bits`,
    /// * all else goes to `compile_extra`.
    ///
    /// ```
    /// use rffi::ExternalCompilationInfo;
    ///
    /// let info = ExternalCompilationInfo::from_compiler_flags("-I 'my headers' -DA=b=c -pthread")?;
    /// let same = ExternalCompilationInfo::new()
    ///     .pre_include_bits(&["#define A b=c"])
    ///     .include_dirs(&["my headers"])
    ///     .compile_extra(&["-pthread"]);
    /// assert_eq!(info, same);
    /// # Ok::<(), rffi::Error>(())
    /// ```
    ///
    /// # Errors
    /// If quotes do not come in pairs, a flag lacks its argument, or `-L` or `-l` is among them.
    pub fn from_compiler_flags(flags: &str) -> Result<Self> {
        let mut info = Self::new();
        let mut words = words(flags)?;
        while let Some(word) = words.next() {
            info.compiler_flag(word, &mut words)?;
        }
        Ok(info)
    }

    /// Reads flags for a linker, split and unquoted as by a shell. RPython's `from_linker_flags`.
    ///
    /// * `-Ldir` and `-L dir` go to `library_dirs`, `-lname` to `libraries`, `-framework name` to
    ///   `frameworks`,
    /// * all else, `-l:file` too, goes to `link_extra`.
    ///
    /// ```
    /// use rffi::ExternalCompilationInfo;
    ///
    /// let info = ExternalCompilationInfo::from_linker_flags("-L/opt/z/lib -lz -lm -pthread")?;
    /// let same = ExternalCompilationInfo::new()
    ///     .library_dirs(&["/opt/z/lib"])
    ///     .libraries(&["z", "m"])
    ///     .link_extra(&["-pthread"]);
    /// assert_eq!(info, same);
    /// # Ok::<(), rffi::Error>(())
    /// ```
    ///
    /// # Errors
    /// If quotes do not come in pairs, a flag lacks its argument, or `-I` or `-D` is among them.
    pub fn from_linker_flags(flags: &str) -> Result<Self> {
        let mut info = Self::new();
        let mut words = words(flags)?;
        while let Some(word) = words.next() {
            info.linker_flag(word, &mut words)?;
        }
        Ok(info)
    }

    fn compiler_flag(&mut self, word: String, rest: &mut Words) -> Result<()> {
        if ["-L", "-l"].iter().any(|flag| word.starts_with(flag)) {
            return Err(CompilationInfoError::NotForCompiler { flag: word });
        }
        if let Some(folder) = argument(&word, "-I", rest)? {
            self.add(Field::IncludeDirs, folder);
        } else if let Some(macro_) = argument(&word, "-D", rest)? {
            self.define(&macro_);
        } else if let Some(name) = argument(&word, "-U", rest)? {
            self.add(Field::PreIncludeBits, format!("#undef {name}"));
        } else {
            self.other_flag(Field::CompileExtra, word, rest)?;
        }
        Ok(())
    }

    fn define(&mut self, macro_: &str) {
        let (name, value) = macro_.split_once('=').unwrap_or((macro_, "1"));
        if name == "_XOPEN_SOURCE" {
            return;
        }
        match macro_.contains('\n') {
            // That would be more than the one line.
            true => self.add(Field::CompileExtra, format!("-D{macro_}")),
            false => self.add(Field::PreIncludeBits, format!("#define {name} {value}")),
        }
    }

    fn linker_flag(&mut self, word: String, rest: &mut Words) -> Result<()> {
        if ["-I", "-D"].iter().any(|flag| word.starts_with(flag)) {
            return Err(CompilationInfoError::NotForLinker { flag: word });
        }
        if let Some(folder) = argument(&word, "-L", rest)? {
            self.add(Field::LibraryDirs, folder);
        } else if let Some(name) = argument(&word, "-l", rest)? {
            match name.starts_with(':') {
                true => self.add(Field::LinkExtra, format!("-l{name}")),
                false => self.add(Field::Libraries, name),
            }
        } else if word == "-framework" {
            self.add(Field::Frameworks, next(&word, rest)?);
        } else {
            self.other_flag(Field::LinkExtra, word, rest)?;
        }
        Ok(())
    }

    fn other_flag(&mut self, field: Field, word: String, rest: &mut Words) -> Result<()> {
        let passed_on = match PASSED_ON.contains(&word.as_str()) {
            true => Some(next(&word, rest)?),
            false => None,
        };
        self.add(field, word);
        passed_on.into_iter().for_each(|word| self.add(field, word));
        Ok(())
    }
}

type Words = vec::IntoIter<String>;

fn words(flags: &str) -> Result<Words> {
    let words = shlex::split(flags).ok_or_else(|| CompilationInfoError::UnbalancedQuotes {
        flags: flags.to_owned(),
    })?;
    Ok(words.into_iter())
}

/// The argument of a flag of one letter, in the same word or in the next; `None` if the word is
/// another flag.
fn argument(word: &str, flag: &str, rest: &mut Words) -> Result<Option<String>> {
    match word.strip_prefix(flag) {
        Some("") => next(word, rest).map(Some),
        argument => Ok(argument.map(str::to_owned)),
    }
}

fn next(flag: &str, rest: &mut Words) -> Result<String> {
    rest.next()
        .ok_or_else(|| CompilationInfoError::MissingArgument {
            flag: flag.to_owned(),
        })
}
