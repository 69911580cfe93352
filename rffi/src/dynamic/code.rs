//! [`Code`]: MicroPython's one-letter codes for types.

use core::ffi::c_void;
use core::fmt;

use lltype::{Desc, FuncDesc, PointerDesc, Prototype, Qualifiers, Scalar, Type, TypeError};

/// A type by MicroPython's code, one letter.
///
/// | code | type | |
/// |---|---|---|
/// | `b` `h` `i` `l` `q` | `signed char` .. `long long` | |
/// | `B` `H` `I` `L` `Q` | `unsigned char` .. `unsigned long long` | |
/// | `f` `d` | `float`, `double` | |
/// | `p` `P` | `void *`, `const void *` | |
/// | `s` | `const char *` | text, which ends with a NUL |
/// | `S` | `const char *` | bytes, which end with a NUL |
/// | `O` | `void *` | an object of the interpreter |
/// | `C` | `void (*)(void)` | a callback: of arguments alone |
/// | `v` | `void` | of results alone |
///
/// Text, bytes and objects are pointers here: whoever knows what an interpreter's are converts them.
///
/// ```
/// use rffi::Code;
///
/// let code = Code::from_char('H').unwrap();
/// assert_eq!(code.ty().to_string(), "unsigned short");
/// assert_eq!(Code::from_char('e'), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(char);

/// What C code points to.
static FUNCTION: Desc = Desc::Pointer(PointerDesc {
    pointee: || {
        &Desc::Function(FuncDesc {
            params: &[],
            result: &Desc::Void,
            convention: lltype::Convention::C,
            variadic: false,
        })
    },
    qualifiers: Qualifiers::NONE,
});

static CONST_CHARP: Desc = Desc::Pointer(PointerDesc {
    pointee: || &Desc::Scalar(Scalar::Char),
    qualifiers: Qualifiers::CONST,
});

impl Code {
    /// The code that a letter is; `None` if it is none.
    #[must_use]
    pub fn from_char(letter: char) -> Option<Code> {
        "bBhHiIlLqQfdpPsSOCv"
            .contains(letter)
            .then_some(Code(letter))
    }

    /// The letter.
    #[must_use]
    pub fn as_char(self) -> char {
        self.0
    }

    /// The type in C.
    #[must_use]
    pub fn ty(self) -> Type {
        let scalar = match self.0 {
            'b' => Scalar::SChar,
            'B' => Scalar::UChar,
            'h' => Scalar::Short,
            'H' => Scalar::UShort,
            'i' => Scalar::Int,
            'I' => Scalar::UInt,
            'l' => Scalar::Long,
            'L' => Scalar::ULong,
            'q' => Scalar::LongLong,
            'Q' => Scalar::ULongLong,
            'f' => Scalar::Float,
            'd' => Scalar::Double,
            'P' => return Type::of::<*const c_void>(),
            's' | 'S' => return Type::from_desc(&CONST_CHARP),
            'C' => return Type::from_desc(&FUNCTION),
            'v' => return Type::VOID,
            _ => return Type::of::<*mut c_void>(),
        };
        scalar.into()
    }

    fn is_for_arguments(self) -> bool {
        self.0 != 'v'
    }

    fn is_for_results(self) -> bool {
        self.0 != 'C'
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Codes of MicroPython's are wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeError(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    name: String,
    place: Place,
    codes: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Argument(usize),
    Result,
    Variable,
}

impl CodeError {
    #[cold]
    fn new(name: &str, place: Place, codes: impl Into<String>) -> Self {
        CodeError(Box::new(Inner {
            name: name.to_owned(),
            place,
            codes: codes.into(),
        }))
    }
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { name, place, codes } = &*self.0;
        write!(f, "`{name}`: ")?;
        match (place, &**codes) {
            (Place::Result, "") => {
                return f.write_str("there is no code for the result; `v` is none");
            }
            (Place::Variable, "") => return f.write_str("there is no code for the variable"),
            (Place::Argument(index), _) => write!(f, "argument {}: ", index + 1)?,
            (Place::Result, _) => f.write_str("result: ")?,
            (Place::Variable, _) => {}
        }
        match (place, &**codes) {
            (Place::Argument(_), "v") => f.write_str(
                "`v` is for results alone; a function without arguments has the codes \"\"",
            ),
            (Place::Variable, "v") => f.write_str("`v` is for results alone"),
            (_, "C") => f.write_str("`C` is for arguments alone; `p` is a pointer"),
            (_, codes) if codes.chars().count() > 1 => write!(f, "`{codes}` is more than one code"),
            (_, code) => write!(
                f,
                "`{code}` is no code; there are b B h H i I l L q Q f d p P s S O C v"
            ),
        }
    }
}

impl core::error::Error for CodeError {}

/// The one code of a result or a variable.
fn only(name: &str, place: Place, codes: &str) -> Result<Code, CodeError> {
    let mut letters = codes.chars();
    let code = letters.next().and_then(Code::from_char);
    let code = code.filter(|_| letters.next().is_none());
    let is_right = |code: &Code| match place {
        Place::Variable => code.is_for_arguments(),
        _ => code.is_for_results(),
    };
    code.filter(is_right)
        .ok_or_else(|| CodeError::new(name, place, codes))
}

/// The type of a variable.
pub(super) fn variable(name: &str, code: &str) -> Result<Type, CodeError> {
    only(name, Place::Variable, code).map(Code::ty)
}

/// The types of a function: of its parameters, and of its result.
pub(super) fn types(name: &str, result: &str, args: &str) -> Result<(Vec<Type>, Type), CodeError> {
    let result = only(name, Place::Result, result)?.ty();
    let params = args.chars().enumerate().map(|(index, letter)| {
        let code = Code::from_char(letter).filter(|code| code.is_for_arguments());
        code.map(Code::ty)
            .ok_or_else(|| CodeError::new(name, Place::Argument(index), letter))
    });
    Ok((params.collect::<Result<_, _>>()?, result))
}

/// The prototype of these types.
pub(super) fn prototype(name: &str, types: &(Vec<Type>, Type)) -> Result<Prototype, TypeError> {
    let function = Type::function(&types.0, &types.1, false)?;
    Prototype::new(name.to_owned(), function)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(result: &str, args: &str) -> String {
        types("f", result, args).unwrap_err().to_string()
    }

    #[test]
    fn every_code_is_a_type() {
        let types = types("f", "v", "bBhHiIlLqQfdpPsSOC").unwrap();
        assert_eq!(
            prototype("f", &types).unwrap().to_string(),
            "void f(signed char, unsigned char, short, unsigned short, int, unsigned int, long, \
             unsigned long, long long, unsigned long long, float, double, void *, const void *, \
             const char *, const char *, void *, void (*)(void))"
        );
    }

    #[test]
    fn wrong_codes_are_told() {
        assert_eq!(
            error("", ""),
            "`f`: there is no code for the result; `v` is none"
        );
        assert_eq!(
            error("x", "i"),
            "`f`: result: `x` is no code; there are b B h H i I l L q Q f d p P s S O C v"
        );
        assert_eq!(error("ii", ""), "`f`: result: `ii` is more than one code");
        assert_eq!(
            error("C", ""),
            "`f`: result: `C` is for arguments alone; `p` is a pointer"
        );
        assert_eq!(
            error("i", "iv"),
            "`f`: argument 2: `v` is for results alone; a function without arguments has the codes \"\""
        );
        assert!(error("i", "i z").starts_with("`f`: argument 2: ` ` is no code"));
        let error = variable("x", "v").unwrap_err().to_string();
        assert_eq!(error, "`x`: `v` is for results alone");
        let error = variable("x", "").unwrap_err().to_string();
        assert_eq!(error, "`x`: there is no code for the variable");
    }
}
