//! [`Table`]: declarations as a constant, which nobody parses.

use lltype::{Desc, Prototype, Type};

/// Declarations as a constant: CFFI's out-of-line ABI mode. `rffi_build::table` writes it in a build
/// script, of a text in C; `Library::with_table` (feature `dynamic`) makes functions and variables of it.
/// No text is parsed when the program runs.
///
/// ```
/// use rffi::lltype::{Convention, Desc, FuncDesc, ParamDesc, Scalar};
/// use rffi::{FunctionEntry, Table};
///
/// static ABS: Desc = Desc::Function(FuncDesc {
///     params: &[ParamDesc { name: "number", desc: Scalar::Int.desc() }],
///     result: Scalar::Int.desc(),
///     convention: Convention::C,
///     variadic: false,
/// });
/// static C: Table = Table {
///     target: Table::HOST,
///     functions: &[FunctionEntry { name: "abs", symbol: "abs", desc: &ABS }],
///     variables: &[],
///     constants: &[],
///     types: &[],
/// };
/// assert_eq!(C.function("abs").unwrap().prototype().to_string(), "int abs(int number)");
/// assert!(C.function("labs").is_none());
/// ```
///
/// Each list is sorted by name.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// For which target everything is laid out: the name of the [`Target`](lltype::Target).
    pub target: &'static str,
    /// The functions.
    pub functions: &'static [FunctionEntry],
    /// The variables, `const` ones among them.
    pub variables: &'static [VariableEntry],
    /// The constants whose values the text says: macros, constants of enums, `static const int X = 5`.
    pub constants: &'static [(&'static str, ConstantEntry)],
    /// Typedefs, structs, unions and enums by the names that C has for them: `struct tm`.
    pub types: &'static [(&'static str, &'static Desc)],
}

/// A function of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct FunctionEntry {
    /// The name in C.
    pub name: &'static str,
    /// What the linker calls it.
    pub symbol: &'static str,
    /// The function type.
    pub desc: &'static Desc,
}

/// A variable of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct VariableEntry {
    /// The name in C.
    pub name: &'static str,
    /// What the linker calls it.
    pub symbol: &'static str,
    /// Its type.
    pub desc: &'static Desc,
    /// Whether it is `const`.
    pub is_constant: bool,
    /// Whether each thread has one of its own.
    pub is_thread_local: bool,
}

/// The value of a constant of a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ConstantEntry {
    /// An integer.
    Integer(i128),
    /// A float.
    Float(f64),
}

impl FunctionEntry {
    /// What it is in C.
    ///
    /// # Panics
    /// If the description is not that of a function.
    #[must_use]
    pub const fn prototype(&self) -> Prototype {
        Prototype::from_desc(self.name, self.desc)
    }
}

impl VariableEntry {
    /// Its type.
    #[must_use]
    pub const fn ty(&self) -> Type {
        Type::from_desc(self.desc)
    }
}

impl Table {
    /// The name of the target that this crate is compiled for.
    pub const HOST: &'static str = lltype::Target::HOST.name;

    /// The function of this name.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&'static FunctionEntry> {
        find(self.functions, name, |entry| entry.name)
    }

    /// The variable of this name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&'static VariableEntry> {
        find(self.variables, name, |entry| entry.name)
    }

    /// The value of the constant of this name.
    #[must_use]
    pub fn constant(&self, name: &str) -> Option<ConstantEntry> {
        find(self.constants, name, |entry| entry.0).map(|entry| entry.1)
    }

    /// The type that C calls so: `struct tm`, `div_t`.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Option<Type> {
        find(self.types, name, |entry| entry.0).map(|entry| Type::from_desc(entry.1))
    }
}

fn find<T>(entries: &'static [T], name: &str, key: impl Fn(&T) -> &str) -> Option<&'static T> {
    let found = entries.binary_search_by(|entry| key(entry).cmp(name));
    found.ok().and_then(|index| entries.get(index))
}
