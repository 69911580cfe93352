//! [`Session`]: calls one after the other, with what was declared and opened before.
//!
//! # Safety
//! Any function may be called with anything: see [`Session::call`].

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

use cdef::Cdef;
use llcall::Backend;
use lltype::{Prototype, Type};
use rffi::{Function, Library, RFFI_ZERO_ERRNO_BEFORE};

use crate::call::{Call, place};
use crate::declarations::{Declarations, Declared};
use crate::memory::{Builder, is_text};
use crate::report::Report;
use crate::{Error, Line, Literal, timing};

/// What is done beside calling.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Who calls.
    pub backend: Backend,
    /// Whether the report has where each argument goes.
    pub explain: bool,
    /// Whether it has errno.
    pub errno: bool,
    /// How often the function is called to measure its time, if it is.
    pub time: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            backend: Backend::DEFAULT,
            explain: false,
            errno: false,
            time: None,
        }
    }
}

/// Calls one after the other, with what was declared and opened before.
///
/// ```
/// use ccall::{Options, Session};
///
/// let mut session = Session::new(Options::default());
/// // SAFETY: that is `abs`.
/// let report = unsafe { session.call("-".as_ref(), "int abs(int n)", &[b"-3"]) }?;
/// assert_eq!(report.lines(), ["3"]);
/// // SAFETY: as above.
/// let error = unsafe { session.call("-".as_ref(), "abs", &[b"x"]) }.unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`abs`: argument 1 (`n`): `x` is no constant that is declared; a string is written `\"x\"`"
/// );
/// # Ok::<(), ccall::Error>(())
/// ```
#[derive(Debug)]
pub struct Session {
    options: Options,
    declarations: Declarations,
    libraries: HashMap<OsString, Library>,
}

impl Session {
    /// Without declarations.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Session {
            options,
            declarations: Declarations::default(),
            libraries: HashMap::new(),
        }
    }

    /// Reads declarations; `name` is what messages call them.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn declare(&mut self, name: &str, text: &str) -> Result<(), Error> {
        self.declarations.declare(name, text)
    }

    /// Calls the function of a line; `None` if there is no call on it.
    ///
    /// # Errors
    /// The line is wrong; as [`call`](Self::call).
    ///
    /// # Safety
    /// As for [`call`](Self::call).
    pub unsafe fn call_line(&mut self, line: &[u8]) -> Result<Option<Report>, Error> {
        let Some(line) = Line::parse(line)? else {
            return Ok(None);
        };
        let library = OsStr::from_bytes(line.library);
        // SAFETY: the caller's word.
        unsafe { self.call(library, line.prototype, &line.arguments) }.map(Some)
    }

    /// Calls a function of a library: of `-` or `process`, one of the process itself.
    ///
    /// # Errors
    /// The library or the function is not there; the prototype is wrong; the arguments do not fit it.
    ///
    /// # Safety
    /// The initialisers of the library may be run. The function has the type of the prototype, may be called
    /// with the arguments, and each `char *` that it gives back is a string.
    pub unsafe fn call(
        &mut self,
        library: &OsStr,
        prototype: &str,
        arguments: &[&[u8]],
    ) -> Result<Report, Error> {
        // SAFETY: the caller's word.
        let library = unsafe { self.library(library) }?;
        let Declared { prototype, cdef } = self.declarations.function(prototype, arguments)?;
        let parameters = parameters(&prototype);
        let is_explained = self.options.explain && arguments.is_empty() && !parameters.is_empty();
        let literals = match is_explained {
            true => Vec::new(),
            false => literals(&prototype, &parameters, arguments)?,
        };
        let more = &literals[parameters.len().min(literals.len())..];
        let more = variadic_types(&prototype, &cdef, more)?;
        // SAFETY: the caller's word.
        let function = unsafe { function(&library, &prototype, &more) }?;
        let mut report = Report::default();
        if self.options.explain {
            report.explained = Some(explained(&function));
        }
        if !is_explained {
            let call = Call::new(function, &cdef, &literals)?;
            // SAFETY: the caller's word.
            unsafe { self.run(&call, &mut report) };
        }
        Ok(report)
    }

    /// # Safety
    /// As for [`call`](Self::call).
    unsafe fn run(&self, call: &Call, report: &mut Report) {
        // SAFETY: the caller's word.
        unsafe {
            let errno = call.call();
            report.result = Some(call.result());
            report.arguments = call.arguments();
            report.errno = self.options.errno.then_some(errno.raw());
            report.nanoseconds = self
                .options
                .time
                .map(|count| timing::nanoseconds(call, count));
            // What C has printed stands before what is printed about it.
            libc::fflush(core::ptr::null_mut());
        }
    }

    /// # Safety
    /// The initialisers of the library may be run.
    unsafe fn library(&mut self, name: &OsStr) -> Result<Library, Error> {
        if let Some(library) = self.libraries.get(name) {
            return Ok(library.clone());
        }
        let library = match name.to_str() {
            Some("-" | "process") => Library::process(),
            // SAFETY: the caller's word.
            _ => unsafe { Library::open(name) }?,
        };
        let library = library.with_backend(self.options.backend);
        self.libraries.insert(name.to_owned(), library.clone());
        Ok(library)
    }
}

/// The function of a prototype's name, ready for more arguments of these types. errno is 0 before calls.
///
/// # Safety
/// If there is one, it has this type.
unsafe fn function(
    library: &Library,
    prototype: &Prototype,
    more: &[Type],
) -> Result<Function, Error> {
    // SAFETY: the caller's word.
    let function = unsafe { library.function(prototype) }?.save_err(RFFI_ZERO_ERRNO_BEFORE);
    Ok(match more {
        [] => function,
        more => function.with_varargs(more)?,
    })
}

/// The types of the arguments behind the parameters.
fn variadic_types(
    prototype: &Prototype,
    cdef: &Cdef,
    more: &[Literal],
) -> Result<Vec<Type>, Error> {
    let builder = Builder::new(cdef);
    let fixed = parameters(prototype).len();
    let types = more.iter().enumerate().map(|(index, value)| {
        builder.deduced(value).map_err(|error| Error::Argument {
            argument: place(prototype, fixed + index),
            error,
        })
    });
    types.collect()
}

/// The types of the parameters that C has.
fn parameters(prototype: &Prototype) -> Vec<Type> {
    prototype.true_params().map(|param| param.ty).collect()
}

fn explained(function: &Function) -> String {
    match function.explain() {
        Some(placement) => placement.to_string(),
        None => "no rules are known here: libffi calls".to_owned(),
    }
}

/// Reads as many arguments as the function takes.
fn literals(
    prototype: &Prototype,
    parameters: &[Type],
    arguments: &[&[u8]],
) -> Result<Vec<Literal>, Error> {
    let (expected, got) = (parameters.len(), arguments.len());
    if got < expected || got > expected && !prototype.is_variadic() {
        let is_option = |argument: &&&[u8]| argument.starts_with(b"--");
        let help = arguments.iter().find(is_option);
        return Err(Error::Count {
            prototype: prototype.to_string(),
            expected,
            is_variadic: prototype.is_variadic(),
            got,
            help: help.map(|_| "options stand before the library"),
        });
    }
    let types = parameters.iter().map(Some).chain(core::iter::repeat(None));
    let arguments = arguments.iter().zip(types).enumerate();
    let literals = arguments.map(|(index, (text, ty))| {
        literal(text, ty).map_err(|error| Error::Syntax {
            argument: place(prototype, index),
            error,
        })
    });
    literals.collect()
}

/// Reads an argument: for a pointer to characters, a word that is nothing else is a string.
fn literal(text: &[u8], ty: Option<&Type>) -> Result<Literal, crate::SyntaxError> {
    let parsed = Literal::parse(text);
    let pointee = ty.and_then(Type::pointee);
    if !pointee.is_some_and(|pointee| is_text(&pointee)) {
        return parsed;
    }
    let is_word = match (&parsed, text.first()) {
        (Ok(Literal::Name(_) | Literal::Bool(_)), _) => true,
        // `inf`, `nan`.
        (Ok(Literal::Real(..)), Some(first)) => first.is_ascii_alphabetic(),
        (Ok(_), _) => false,
        (Err(_), first) => !matches!(first, Some(b'"' | b'\'' | b'[' | b'{' | b'(' | b'&')),
    };
    match is_word {
        true => Ok(Literal::Text(text.to_vec())),
        false => parsed,
    }
}
