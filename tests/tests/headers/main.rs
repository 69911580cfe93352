//! Real headers: what `cdef` reads out of them is what the compiler does.
//!
//! Each header goes through `cc -E`. Of every struct and union size, alignment, and the place and the
//! type of every member are compared, down to single bits; of all else that has a name its type, or its
//! value. The answers are read from object files: nothing is run, so every compiler that is installed
//! can be asked.

mod compare;
mod differences;
mod functions;
mod header;
#[path = "../probe/mod.rs"]
mod probe;

use compare::{Comparison, FLOATS, compare};
use header::Header;
use lltype::Target;
use probe::{Compiler, say};

const GCC: Compiler = Compiler {
    command: "gcc",
    flags: &[],
    package: "gcc",
    target: Target::HOST,
};

/// What every C library has.
const LIBC: &[Header] = &[
    Header::of_libc("stdio.h"),
    Header::of_libc("stdlib.h"),
    Header::of_libc("sys/stat.h"),
    Header::of_libc("pthread.h"),
    Header::of_libc("math.h"),
    Header::of_libc("complex.h"),
];

/// What is before and after the headers' own text: both with all that the C library has, and without.
const DEFINES: [Option<&str>; 2] = [None, Some("_GNU_SOURCE")];

/// Every compiler with the headers of its target, and a test for each.
macro_rules! libraries {
    ($($name:ident: $command:literal $flags:expr, $package:literal, $target:ident, $headers:expr;)*) => {
        const ALL: &[Compiler] = &[$($name::COMPILER),*];

        $(
            mod $name {
                use super::*;

                pub(super) const COMPILER: Compiler = Compiler {
                    command: $command,
                    flags: &$flags,
                    package: $package,
                    target: Target::$target,
                };

                #[test]
                fn agrees() {
                    agree(&COMPILER, $headers);
                }
            }
        )*
    };
}

const WINDOWS: &[Header] = &[
    Header::of_libc("stdio.h"),
    Header::of_libc("stdlib.h"),
    Header::of_libc("sys/stat.h"),
    Header::of_libc("pthread.h"),
    Header::of_libc("math.h"),
    Header::of_libc("complex.h"),
    Header::of_libc("windows.h"),
];

libraries! {
    libc_of_the_host: "gcc" [], "gcc", HOST, LIBC;
    libc_i686: "i686-linux-gnu-gcc" ["-msse2"], "gcc-i686-linux-gnu", I686_LINUX_GNU, LIBC;
    libc_aarch64: "aarch64-linux-gnu-gcc" [], "gcc-aarch64-linux-gnu", AARCH64_LINUX_GNU, LIBC;
    libc_armhf: "arm-linux-gnueabihf-gcc" [], "gcc-arm-linux-gnueabihf", ARMV7_LINUX_GNUEABIHF, LIBC;
    libc_riscv64: "riscv64-linux-gnu-gcc" [], "gcc-riscv64-linux-gnu", RISCV64_LINUX_GNU, LIBC;
    libc_s390x: "s390x-linux-gnu-gcc" [], "gcc-s390x-linux-gnu", S390X_LINUX_GNU, LIBC;
    libc_powerpc64: "powerpc64-linux-gnu-gcc" [], "gcc-powerpc64-linux-gnu", POWERPC64_LINUX_GNU, LIBC;
    windows_x86_64: "x86_64-w64-mingw32-gcc" [], "gcc-mingw-w64-x86-64-posix", X86_64_WINDOWS_GNU, WINDOWS;
    windows_i686: "i686-w64-mingw32-gcc" [], "gcc-mingw-w64-i686-posix", I686_WINDOWS_GNU, WINDOWS;
}

/// Headers of libraries on this machine, and a test for each.
macro_rules! headers {
    ($($test:ident: $name:literal, $package:literal $(, $pkg_config:literal)?;)*) => {
        $(
            #[test]
            fn $test() {
                #[allow(unused_mut, unused_assignments, reason = "not each has it")]
                let mut pkg_config = None;
                $(pkg_config = Some($pkg_config);)?
                agree(&GCC, &[Header { name: $name, package: $package, pkg_config }]);
            }
        )*
    };
}

headers! {
    zlib: "zlib.h", "zlib1g-dev";
    sqlite: "sqlite3.h", "libsqlite3-dev";
    sdl: "SDL2/SDL.h", "libsdl2-dev", "sdl2";
    openssl: "openssl/ssl.h", "libssl-dev", "openssl";
    curl: "curl/curl.h", "libcurl4-openssl-dev", "libcurl";
    xlib: "X11/Xlib.h", "libx11-dev", "x11";
    gtk: "gtk/gtk.h", "libgtk-3-dev", "gtk+-3.0";
    python: "Python.h", "python3-dev", "python3";
    ncurses: "ncurses.h", "libncurses-dev", "ncurses";
}

/// Compares all headers, and fails once with all that is wrong.
fn agree(compiler: &Compiler, headers: &[Header]) {
    let (mut wrong, mut compared, mut skipped) = (Vec::new(), 0, 0);
    let Compiler {
        command, package, ..
    } = compiler;
    let is_here = compiler.is_here();
    for header in headers {
        let name = header.name;
        match is_here.then(|| both(compiler, header)).flatten() {
            Some(comparisons) => {
                compared += 1;
                for (title, comparison) in comparisons {
                    say(&format!("{command} {title}: {}", comparison.summary()));
                    wrong.extend(
                        comparison
                            .mismatches
                            .iter()
                            .map(|text| format!("{title}: {text}")),
                    );
                }
            }
            None => {
                skipped += 1;
                let package = if is_here { header.package } else { package };
                say(&format!(
                    "skipped: {name} with {command} (needs the package {package})"
                ));
            }
        }
    }
    say(&format!(
        "{command}: {compared} headers compared, {skipped} skipped"
    ));
    assert!(
        wrong.is_empty(),
        "{command}: {} are wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The types that headers have beyond C's own, those of them that the compiler has.
#[test]
fn types_of_headers() {
    for compiler in ALL.iter().filter(|compiler| compiler.is_here()) {
        let words = [
            FLOATS.as_slice(),
            &["_Float16", "_Float128", "__float128", "__int128"],
        ]
        .concat();
        let args = ["-fsyntax-only", "-x", "c", "-"];
        let has = |word: &&str| compiler.run(&args, &format!("{word} x;")).is_ok();
        let typedefs = words.iter().filter(|word| has(word)).map(|word| {
            format!("typedef {word} t{word}; struct s{word} {{ char c; {word} x; }};\n")
        });
        let text = typedefs.collect::<String>() + "typedef __builtin_va_list va_list;\n";
        let comparison = compare(compiler, "types", &text, &text);
        assert!(
            comparison.mismatches.is_empty(),
            "{}: {:#?}",
            compiler.command,
            comparison.mismatches
        );
    }
}

/// A header as it is, and with all that is in it; `None` if it is not here.
fn both(compiler: &Compiler, header: &Header) -> Option<Vec<(String, Comparison)>> {
    let mut comparisons = Vec::new();
    let mut last = String::new();
    for define in DEFINES {
        let title = match define {
            Some(define) => format!("{} -D{define}", header.name),
            None => header.name.to_owned(),
        };
        let comparison = match header.preprocess(compiler, define) {
            // It asks for it itself.
            Ok(Some(text)) if text == last => continue,
            Ok(Some(text)) => {
                let comparison = compare(compiler, header.name, &text, &text);
                last = text;
                comparison
            }
            Ok(None) => return None,
            Err(printed) => Comparison::failed(printed),
        };
        comparisons.push((title, comparison));
    }
    Some(comparisons)
}
