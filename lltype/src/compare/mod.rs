//! [`compare`]: where two declarations of a function differ, and whether it matters.
//!
//! What is ABI is an error; what is taste is not.

mod cause;
mod record;
mod walk;

use core::fmt;

pub use cause::{Cause, Types};

use crate::{Prototype, Target, Type};

/// How much a [`Difference`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Nothing depends on it: qualifiers, `int32_t` for `int`.
    Note,
    /// Calls work on this target; the next may differ, or the meaning does.
    Warning,
    /// Calls go wrong.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        })
    }
}

/// One way in which a declared type differs from the one that was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// How much it matters.
    pub level: Level,
    /// Where: ``parameter 2 (`count`)``, `result`. Empty for the function itself.
    pub place: String,
    /// The declared struct or union whose members or layout it is about, the innermost one.
    pub record: Option<Type>,
    /// What.
    pub cause: Cause,
}

impl fmt::Display for Difference {
    /// For a person, in one line: ``parameter 1 (`fd`): declared as `long`, but it is `int`: 8 bytes
    /// instead of 4``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        self.cause.fmt(f)
    }
}

/// Compares a declared prototype with one that was found: in a header, in a library's debug
/// information, in an earlier declaration. Those that matter most come first.
///
/// * Errors: the number of parameters, the class (integer, float, pointer, struct), the width of
///   numbers, the sign of integers narrower than a register (callers extend by it), the layout of
///   structs, pointers to another type. `void *` matches any pointer to an object.
/// * Warnings: the sign behind a pointer or of a full register, other names for what has the same
///   representation on this target alone, or for a member at the same place, another alignment by a typedef.
/// * Notes: qualifiers, members that were not declared, other names for a number that is the same on every
///   target, an integer for an enumeration of its size whose constants it has.
///
/// The names of functions, of parameters and of types behind typedefs do not count, and neither do
/// constants of enumerations that were not declared. Members of anonymous members count as the
/// struct's own. A pair of types behind pointers is described at the first place where it stands.
///
/// ```
/// use lltype::{Level, Prototype, Ptr, Scalar, Target, Type, compare};
///
/// let declared = Prototype::of::<unsafe extern "C" fn(i32, Ptr<u8>, i32) -> isize>("read");
/// let size = Type::from(Scalar::Size);
/// let params = [Scalar::Int.into(), Type::of::<Ptr<u8>>(), size];
/// let found = Prototype::new("read", Type::function(&params, &Scalar::SSize.into(), false)?)?;
///
/// let differences = compare(&declared, &found, &Target::X86_64_LINUX_GNU);
/// let errors: Vec<_> = differences.iter().filter(|d| d.level == Level::Error).collect();
/// assert_eq!(errors.len(), 1);
/// assert_eq!(
///     errors[0].to_string(),
///     "parameter 3: declared as `int32_t`, but it is `size_t`: 4 bytes instead of 8"
/// );
/// # Ok::<(), lltype::TypeError>(())
/// ```
#[must_use]
pub fn compare(declared: &Prototype, found: &Prototype, target: &Target) -> Vec<Difference> {
    compare_types(declared.function(), found.function(), target)
}

/// Compares two types as [`compare`] does: of a variable, of a member, of a function.
#[must_use]
pub fn compare_types(declared: &Type, found: &Type, target: &Target) -> Vec<Difference> {
    let mut walk = walk::Walk::new(target);
    walk.values(&walk::Pair::new(declared, found));
    walk.finish()
}
