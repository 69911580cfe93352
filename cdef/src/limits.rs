//! What a text can ask for: each limit has an error of its own.

/// The longest text, in bytes.
pub(crate) const MAX_TEXT: usize = 1 << 30;

/// How deep parentheses, brackets and braces may be nested. C compilers promise 63; each level takes some
/// kilobytes of the stack.
pub(crate) const MAX_NESTING: u32 = 100;

/// How deep types may lie in types.
pub(crate) const MAX_DEPTH: u32 = 200;

/// How many members a struct, parameters a function, or constants an enumeration may have.
pub(crate) const MAX_ITEMS: usize = 1 << 20;

/// How many errors are told; there may be more.
pub(crate) const MAX_ERRORS: usize = 10_000;

/// How many errors get a suggestion: it is looked for among all names.
pub(crate) const MAX_HINTS: usize = 50;
