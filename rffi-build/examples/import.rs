//! Prints a Rust module for C headers.
//!
//! ```sh
//! cargo run -p rffi-build --features import --example import -- zlib.h --pkg-config zlib --allow 'deflate.*'
//! ```

use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt};
use rffi::ExternalCompilationInfo;
use rffi_build::{Import, import};

const USAGE: &str = "\
usage: import HEADER.. [--pkg-config PACKAGE].. [--library NAME].. [--include-dir FOLDER]..
              [--before TEXT].. [--flag FLAG].. [--allow REGEX].. [--block REGEX].. [--file NAME]..
              [--static NAME] [--target TRIPLE]

Prints the module of everything that the headers declare, or of what matches an `--allow`, and at its end what
was left out.

  --pkg-config PACKAGE   as `pkg-config` knows it: its flags find the headers
  --library NAME         is linked
  --include-dir FOLDER   headers are searched there
  --before TEXT          stands before the headers, such as `#define _GNU_SOURCE 1`
  --flag FLAG            for the C compiler and for clang
  --allow, --block REGEX match whole names of what is imported, or not
  --file NAME            declarations of this file are the headers' own, too
  --static NAME          of the compilation info in the module; else `ECI`
  --target TRIPLE        the machine, such as `aarch64-unknown-linux-gnu`; else this one
  -h, --help             this text";

fn main() -> ExitCode {
    let what = match read(std::env::args_os().skip(1)) {
        Ok(Some(what)) => what,
        Ok(None) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("error: {message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let module = match import(&what) {
        Ok(module) => module,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    match io::stdout().lock().write_all(module.text.as_bytes()) {
        // Who reads has seen enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: cannot print: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Reads the arguments; `None` if help is asked for.
fn read(args: impl Iterator<Item = OsString>) -> Result<Option<Import>, String> {
    let mut what = Import::new(ExternalCompilationInfo::new());
    let mut info = ExternalCompilationInfo::new();
    let mut has_headers = false;
    let mut parser = Parser::from_args(args);
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Arg::Value(header) => {
                has_headers = true;
                info = info.include(header.string().map_err(|error| error.to_string())?);
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Long(name) => {
                let name = name.to_owned();
                info = option(&name, &mut parser, info, &mut what)?;
            }
            Arg::Short(_) => return Err(arg.unexpected().to_string()),
        }
    }
    what.compilation_info = info;
    match has_headers {
        true => Ok(Some(what)),
        false => Err("no HEADER is given".to_owned()),
    }
}

fn option(
    name: &str,
    parser: &mut Parser,
    info: ExternalCompilationInfo,
    what: &mut Import,
) -> Result<ExternalCompilationInfo, String> {
    const KNOWN: [&str; 10] = [
        "pkg-config",
        "library",
        "include-dir",
        "before",
        "flag",
        "allow",
        "block",
        "file",
        "static",
        "target",
    ];
    if !KNOWN.contains(&name) {
        return Err(Arg::Long(name).unexpected().to_string());
    }
    let value = parser.value().and_then(|value| value.string());
    let value = value.map_err(|error| error.to_string())?;
    match name {
        "pkg-config" => return Ok(info.pkg_config_package(value)),
        "library" => return Ok(info.library(value)),
        "include-dir" => return Ok(info.include_dir(value)),
        "before" => return Ok(info.pre_include_bit(value)),
        "flag" => return Ok(info.compile_flag(value)),
        "allow" => what.allow.push(value),
        "block" => what.block.push(value),
        "file" => what.files.push(value),
        "static" => what.static_name = value,
        _ => what.toolchain.target = value,
    }
    Ok(info)
}
