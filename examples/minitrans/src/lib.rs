//! A small translator, as a project that uses this toolchain would have one: it checks programs of a
//! small language, interprets them, and translates them to C. What a program can do beyond
//! computing (open a file, take a square root) it does by operations that `extfunc` registers;
//! nothing here knows one of them by name.
//!
//! ```
//! use extfunc::Executor;
//! use minitrans::{REGISTRY, Value, compile};
//!
//! let program = compile("root.mini", b"fn main() { emit \"root\", math.sqrt(2.25); }", &REGISTRY)?;
//!
//! let interpreted = program.interpret::<&str>(Executor::Native, &[]);
//! assert_eq!(interpreted.results[0].value, Value::Float(1.5));
//!
//! let c = program.translate()?;
//! assert!(c.source.contains("double op0_math_sqrt(double) MT_SYMBOL(\"sqrt\");"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The way through the code
//!
//! Data flows one way: text, tokens (`token.rs`), syntax (`syntax.rs`, made by `parse/`), and a
//! checked [`Program`] (`program.rs`, made by `check/`) that is interpreted (`interpret/`) or
//! translated (`translate/`, onto `c/runtime.h`). A [`Translation`] is compiled and run by
//! `run_c.rs`. Both ways end in an [`Outcome`], and the same run has the same outcome: wrong
//! programs too, down to the message (`fault.rs`).
//!
//! `ops.rs` registers an operation over this package's own C source, `c/checksum.c`, which
//! `build.rs` compiles for the interpreter and [`Translation::compile`] for translated programs.
//!
//! # The language
//!
//! ```text
//! fn is_vowel(letter: int) -> bool {      // or # for comments
//!     let vowels = "aeiou";               // let vowels: str = ..
//!     let i = 0;
//!     while i < len(vowels) {
//!         if vowels[i] == letter { return true; } else { i = i + 1; }
//!     }
//!     return false;
//! }
//!
//! fn main(path: str) {                    // as many arguments as you like
//!     let fd = os.open(path, 0, 0);       // an operation
//!     emit "vowel", is_vowel(os.read(fd, 1)[0]);
//! }
//! ```
//!
//! * Types are `int` (64 bits, wraps around), `float`, `bool` and `str`: a sequence of bytes, of which
//!   `s[i]` gives one as an int. Strings have the escapes `\n \t \0 \\ \" \xNN`.
//! * Operators, weakest first: `or`, `and`, `not`, `== != < <= > >=`, `+ -`, `* / %`, `-`. Both
//!   operands are of one type; `+` also joins strings.
//! * `int(x)`, `float(x)`, `str(x)` convert as Rust does; `len(s)` is a length.
//! * `emit "label", value;` gives a result.
//! * Parameters and results of operations are the language's; `str` stands for both text and bytes.
//!   That a text argument is UTF-8 without NUL, and that an integer fits, is checked at run time.

mod check;
mod compile;
mod diagnostic;
mod fault;
mod interpret;
mod location;
mod operator;
mod ops;
mod outcome;
mod parse;
mod program;
mod run_c;
mod syntax;
mod token;
mod translate;
mod ty;
mod value;

pub use compile::compile;
pub use diagnostic::Diagnostics;
pub use location::Location;
pub use ops::{EXTFUNCS, REGISTRY, adler32};
pub use outcome::{Emitted, Outcome, RuntimeError};
pub use program::Program;
pub use run_c::{Executable, RunError};
pub use translate::{TranslateError, Translation};
pub use value::Value;
