//! Headers, and what `cc -E` makes of them.

use std::process::Command;

use crate::probe::Compiler;

/// A header of a library.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    pub(crate) name: &'static str,
    /// The Debian package that it is in.
    pub(crate) package: &'static str,
    /// What `pkg-config` knows it by, if flags are needed.
    pub(crate) pkg_config: Option<&'static str>,
}

impl Header {
    /// One of the C library's.
    pub(crate) const fn of_libc(name: &'static str) -> Self {
        Header {
            name,
            package: "libc6-dev of the target",
            pkg_config: None,
        }
    }

    /// The whole text, without macros; `None` if the header is not here.
    ///
    /// # Errors
    /// It is here, and the compiler does not take it.
    pub(crate) fn preprocess(
        &self,
        compiler: &Compiler,
        define: Option<&str>,
    ) -> Result<Option<String>, String> {
        let Some(mut args) = self.flags() else {
            return Ok(None);
        };
        args.extend(define.map(|name| format!("-D{name}")));
        args.extend(["-x", "c", "-E", "-"].map(str::to_owned));
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        match compiler.run(&args, &format!("#include <{}>\n", self.name)) {
            Ok(text) => Ok(Some(text)),
            Err(printed) if printed.contains("No such file or directory") => Ok(None),
            Err(printed) => Err(printed),
        }
    }

    /// What `pkg-config` says; `None` if it does not know the library.
    fn flags(&self) -> Option<Vec<String>> {
        let Some(library) = self.pkg_config else {
            return Some(Vec::new());
        };
        let output = Command::new("pkg-config")
            .args(["--cflags", library])
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).unwrap();
        let words = text.split_whitespace().map(str::to_owned);
        output.status.success().then(|| words.collect())
    }
}
