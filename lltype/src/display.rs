//! Types in words: C's and RPython's.

use core::fmt;

use crate::Type;
use crate::desc::Qualifiers;
use crate::ty::{Function, Kind};

/// Beyond this nesting of functions in functions, `...` is printed: a type that contains itself
/// has no last word.
const MAX_NESTING: u32 = 16;

/// Beyond this many pointers in a row, `...` is printed.
const MAX_POINTERS: u32 = 64;

/// Beyond this many types within a type, `...` is printed: one that contains itself twice doubles
/// with every nesting.
const MAX_TYPES: u32 = 256;

/// What stands for parameters that are not printed. C's own `...` would say something else.
const NOT_PRINTED: &str = "/* ... */";

/// How much more may be printed.
struct Budget {
    types: u32,
}

impl Budget {
    fn new() -> Self {
        Budget { types: MAX_TYPES }
    }

    /// Takes one type off; `None` if there is nothing left.
    fn take(&mut self) -> Option<()> {
        self.types = self.types.checked_sub(1)?;
        Some(())
    }
}

impl Type {
    /// The type declaring `name`, in C: `int (*name)(const char *)`. With an empty name it is what
    /// C calls the type's name: `int (*)(const char *)`.
    ///
    /// ```
    /// use lltype::{Qualifiers, Scalar, Type};
    /// let text = Type::pointer_to(&Scalar::Char.into(), Qualifiers::CONST);
    /// let function = Type::function(&[text], &Scalar::Int.into(), true)?;
    /// let pointer = Type::pointer_to(&function, Qualifiers::NONE);
    /// assert_eq!(pointer.declaration("printer"), "int (*printer)(const char *, ...)");
    /// # Ok::<(), lltype::TypeError>(())
    /// ```
    #[must_use]
    pub fn declaration(&self, name: &str) -> String {
        let budget = &mut Budget::new();
        declare(self, Qualifiers::NONE, name.to_owned(), MAX_NESTING, budget)
    }

    /// The type in RPython's words: `Func ( Signed, * Array of Char ) -> Float`.
    #[must_use]
    pub fn rpython(&self) -> impl fmt::Display + '_ {
        RPython(self)
    }
}

struct RPython<'a>(&'a Type);

impl fmt::Display for RPython<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rpython(f, self.0, MAX_NESTING, &mut Budget::new())
    }
}

impl fmt::Display for Type {
    /// The type's name in C.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.declaration(""))
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Type({self})")
    }
}

/// C declares a name as it is used, so a declaration is written from the name outwards: a pointer
/// puts `*` before it, a function its parameters behind it.
fn declare(
    ty: &Type,
    mut qualifiers: Qualifiers,
    mut declarator: String,
    nesting: u32,
    budget: &mut Budget,
) -> String {
    let mut ty = ty.clone();
    for _ in 0..MAX_POINTERS {
        let next = match ty.kind() {
            Kind::Void => return base("void", qualifiers, &declarator),
            Kind::Scalar(scalar) => return base(scalar.c_name(), qualifiers, &declarator),
            Kind::Opaque(name) => return base(name, qualifiers, &declarator),
            Kind::Pointer {
                pointee,
                qualifiers: inner,
            } => {
                let space = if qualifiers.is_empty() || declarator.is_empty() {
                    ""
                } else {
                    " "
                };
                declarator = format!("*{qualifiers}{space}{declarator}");
                if pointee.as_function().is_some() {
                    declarator = format!("({declarator})");
                }
                qualifiers = inner;
                pointee
            }
            Kind::Function(function) => {
                let params = params(&function, nesting, budget);
                declarator = format!("{declarator}({params})");
                qualifiers = Qualifiers::NONE;
                function.result()
            }
        };
        ty = next;
    }
    base("...", qualifiers, &declarator)
}

fn base(name: &str, qualifiers: Qualifiers, declarator: &str) -> String {
    let qualified = if qualifiers.is_empty() { "" } else { " " };
    let space = if declarator.is_empty() { "" } else { " " };
    format!("{qualifiers}{qualified}{name}{space}{declarator}")
}

fn params(function: &Function<'_>, nesting: u32, budget: &mut Budget) -> String {
    let Some(nesting) = nesting.checked_sub(1) else {
        return NOT_PRINTED.to_owned();
    };
    let mut texts = Vec::new();
    for param in function.params() {
        if budget.take().is_none() {
            texts.push(NOT_PRINTED.to_owned());
            break;
        }
        let name = param.name.unwrap_or_default().to_owned();
        texts.push(declare(&param.ty, Qualifiers::NONE, name, nesting, budget));
    }
    match (texts.is_empty(), function.is_variadic()) {
        (true, false) => texts.push("void".to_owned()),
        (_, true) => texts.push("...".to_owned()),
        _ => {}
    }
    texts.join(", ")
}

fn rpython(
    f: &mut fmt::Formatter<'_>,
    ty: &Type,
    nesting: u32,
    budget: &mut Budget,
) -> fmt::Result {
    let nesting = nesting.checked_sub(1).filter(|_| budget.take().is_some());
    let Some(nesting) = nesting else {
        return f.write_str("...");
    };
    match ty.kind() {
        Kind::Void => f.write_str("Void"),
        Kind::Scalar(scalar) => f.write_str(scalar.rpython_name()),
        Kind::Opaque(name) => write!(f, "{name} (opaque)"),
        Kind::Pointer { pointee, .. } => {
            // RPython has no pointer to a number: C's is a pointer to an array without length.
            f.write_str(match pointee.kind() {
                Kind::Function(_) | Kind::Opaque(_) => "* ",
                _ => "* Array of ",
            })?;
            rpython(f, &pointee, nesting, budget)
        }
        Kind::Function(function) => {
            f.write_str("Func (")?;
            for (index, param) in function.params().enumerate() {
                f.write_str(if index == 0 { " " } else { ", " })?;
                rpython(f, &param.ty, nesting, budget)?;
            }
            f.write_str(" ) -> ")?;
            rpython(f, &function.result(), nesting, budget)
        }
    }
}
