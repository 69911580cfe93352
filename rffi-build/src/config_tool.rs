//! Flags that a program prints.

use std::io;
use std::process::Command;

use rffi::ExternalCompilationInfo;

use crate::command::{output, shown};
use crate::{Error, Result};

/// Asks a library's own tool, such as `sdl2-config` or `python3-config`, for the flags of the
/// compiler (`--cflags`) and of the linker (`--libs`). RPython's `from_config_tool`.
///
/// ```no_run
/// let sdl = rffi_build::from_config_tool("sdl2-config")?;
/// # Ok::<(), rffi_build::Error>(())
/// ```
///
/// # Errors
/// [`Error::NoTool`] if the tool is not there; if it fails, or prints what
/// [`from_compiler_flags`](ExternalCompilationInfo::from_compiler_flags) does not understand.
pub fn from_config_tool(name: &str) -> Result<ExternalCompilationInfo> {
    let ask = |flag: &str| {
        let mut command = Command::new(name);
        command.arg(flag);
        match printed(&mut command) {
            Ok(text) => Ok(text),
            Err(Answer::NotThere(source)) => Err(Error::NoTool {
                tool: name.to_owned(),
                package: name.trim_end_matches("-config").to_owned(),
                source,
            }),
            Err(Answer::Refused(stderr)) => Err(Error::ToolFailed {
                command: shown(&command),
                stderr,
            }),
        }
    };
    from_flags(&ask("--cflags")?, &ask("--libs")?)
}

/// The info of a compiler's and a linker's flags.
pub(crate) fn from_flags(compiler: &str, linker: &str) -> Result<ExternalCompilationInfo> {
    let compiler = ExternalCompilationInfo::from_compiler_flags(compiler)?;
    let linker = ExternalCompilationInfo::from_linker_flags(linker)?;
    Ok(compiler.merge([&linker])?)
}

/// Why a program printed nothing of use.
pub(crate) enum Answer {
    NotThere(io::Error),
    /// With what it wrote.
    Refused(String),
}

/// What a program prints.
pub(crate) fn printed(command: &mut Command) -> Result<String, Answer> {
    let output = output(command).map_err(Answer::NotThere)?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Answer::Refused(stderr));
    }
    let text = String::from_utf8(output.stdout);
    text.map_err(|_| Answer::Refused("what it prints is not UTF-8".to_owned()))
}
