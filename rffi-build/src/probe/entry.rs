//! [`Entry`]: something to find out, and the questions that it takes.

use lltype::Type;

use crate::ask::{ALIGNMENT_OF_MEMORY, Question};

/// Something to find out about C: RPython's entries of a `CConfig`.
///
/// ```
/// use rffi_build::Entry;
/// use lltype::Scalar;
///
/// let stat = Entry::structure("struct stat").fields(&["st_mode"]).field("st_size", Scalar::Long);
/// let epoll = Entry::constant_integer("EPOLLIN").ifdef("EPOLLIN");
/// # let _ = (stat, epoll);
/// ```
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) kind: Kind,
    pub(super) guard: Option<String>,
}

/// What kind of thing.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Struct { name: String, fields: Vec<Hint> },
    SimpleType { name: String, hint: Option<Type> },
    Integer(String),
    DefinedInteger(String),
    DefinedDouble(String),
    DefinedString(String),
    Defined(String),
    Has(String),
    HasSymbol(String),
    Works,
}

/// A member that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Hint {
    pub(super) name: String,
    /// What it is like.
    pub(super) ty: Option<Type>,
}

impl Entry {
    const fn new(kind: Kind) -> Self {
        Entry { kind, guard: None }
    }

    /// A struct or union, by its tag (`struct stat`) or typedef. All members are found, unless some are
    /// named by [`field`](Self::field) or [`fields`](Self::fields).
    #[must_use]
    #[doc(alias = "Struct")]
    pub fn structure(name: impl Into<String>) -> Self {
        Self::new(Kind::Struct {
            name: name.into(),
            fields: Vec::new(),
        })
    }

    /// Names a member of a struct; only those that are named are found. The hint says what it is like:
    /// an integer may be of any size and sign, anything else must be what the hint says.
    #[must_use]
    pub fn field(self, name: impl Into<String>, hint: impl Into<Type>) -> Self {
        self.member(name.into(), Some(hint.into()))
    }

    /// Names members of a struct, of any type; only those that are named are found.
    #[must_use]
    pub fn fields(self, names: &[&str]) -> Self {
        let names = names.iter();
        names.fold(self, |entry, name| entry.member((*name).to_owned(), None))
    }

    /// An entry without members stays as it is.
    fn member(mut self, name: String, ty: Option<Type>) -> Self {
        if let Kind::Struct { fields, .. } = &mut self.kind {
            fields.push(Hint { name, ty });
        }
        self
    }

    /// A number, enumeration or pointer by its name, such as `off_t`.
    #[must_use]
    #[doc(alias = "SimpleType")]
    pub fn simple_type(name: impl Into<String>) -> Self {
        Self::new(Kind::SimpleType {
            name: name.into(),
            hint: None,
        })
    }

    /// Says of a [`simple_type`](Self::simple_type) what it is like, as for a [`field`](Self::field).
    #[must_use]
    pub fn hint(mut self, like: impl Into<Type>) -> Self {
        if let Kind::SimpleType { hint, .. } = &mut self.kind {
            *hint = Some(like.into());
        }
        self
    }

    /// The value of a constant expression: a macro, an enum's constant, `sizeof`.
    #[must_use]
    #[doc(alias = "ConstantInteger")]
    pub fn constant_integer(expression: impl Into<String>) -> Self {
        Self::new(Kind::Integer(expression.into()))
    }

    /// The value of a macro or of an enum's constant, if there is one. RPython finds macros alone.
    #[must_use]
    #[doc(alias = "DefinedConstantInteger")]
    pub fn defined_constant_integer(name: impl Into<String>) -> Self {
        Self::new(Kind::DefinedInteger(name.into()))
    }

    /// The value of a macro that is a floating-point number, if it is defined.
    #[must_use]
    #[doc(alias = "DefinedConstantDouble")]
    pub fn defined_constant_double(name: impl Into<String>) -> Self {
        Self::new(Kind::DefinedDouble(name.into()))
    }

    /// The characters of a macro that is a string literal, if it is defined.
    #[must_use]
    #[doc(alias = "DefinedConstantString")]
    pub fn defined_constant_string(name: impl Into<String>) -> Self {
        Self::new(Kind::DefinedString(name.into()))
    }

    /// Whether a macro is defined.
    #[must_use]
    #[doc(alias = "Defined")]
    pub fn defined(name: impl Into<String>) -> Self {
        Self::new(Kind::Defined(name.into()))
    }

    /// Whether an expression compiles, such as the name of a function that may be declared.
    #[must_use]
    #[doc(alias = "Has")]
    pub fn has(expression: impl Into<String>) -> Self {
        Self::new(Kind::Has(expression.into()))
    }

    /// Whether a function or variable is in the libraries: whether a program that uses it links. What
    /// the headers say of it does not count.
    #[must_use]
    #[doc(alias = "Has")]
    pub fn has_symbol(name: impl Into<String>) -> Self {
        Self::new(Kind::HasSymbol(name.into()))
    }

    /// The size of a type.
    #[must_use]
    #[doc(alias = "SizeOf")]
    pub fn size_of(name: impl Into<String>) -> Self {
        Self::constant_integer(format!("sizeof({})", name.into()))
    }

    /// The alignment that memory for anything needs, as RPython's `memory_alignment` has it.
    #[must_use]
    pub fn memory_alignment() -> Self {
        Self::constant_integer(ALIGNMENT_OF_MEMORY)
    }

    /// Whether a program with the compilation info's headers, sources and libraries can be made; if not,
    /// the result is the error.
    #[must_use]
    #[doc(alias = "Works")]
    pub const fn works() -> Self {
        Self::new(Kind::Works)
    }

    /// The same where a macro is defined; elsewhere, the result is that it is
    /// [absent](crate::Fact::Absent).
    #[must_use]
    pub fn ifdef(self, name: impl Into<String>) -> Self {
        Entry {
            guard: Some(name.into()),
            ..self
        }
    }

    /// What it is in Rust where it may be missing, and is a constant.
    pub(super) fn optional(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::DefinedInteger(_) => Some("i128"),
            Kind::DefinedDouble(_) => Some("f64"),
            Kind::DefinedString(_) => Some("&::core::ffi::CStr"),
            Kind::Integer(_) if self.guard.is_some() => Some("i128"),
            Kind::Defined(_) | Kind::Has(_) | Kind::HasSymbol(_) if self.guard.is_some() => {
                Some("bool")
            }
            _ => None,
        }
    }

    /// What the compiler is asked; the answers are read in this order.
    pub(super) fn questions(&self) -> Vec<Question> {
        let questions = self.kind.questions().into_iter();
        match &self.guard {
            Some(guard) => questions.map(|question| question.ifdef(guard)).collect(),
            None => questions.collect(),
        }
    }
}

impl Kind {
    fn questions(&self) -> Vec<Question> {
        match self {
            Kind::Struct { name, fields } => {
                let mut questions = vec![
                    Question::type_of(name),
                    Question::integer(format!("sizeof({name})")),
                    Question::integer(format!("__alignof__({name})")),
                ];
                for Hint { name: field, .. } in fields {
                    questions.extend([
                        Question::type_of(format!("(({name} *)0)->{field}")),
                        Question::integer(format!("__builtin_offsetof({name}, {field})")),
                        Question::integer(format!("sizeof((({name} *)0)->{field})")),
                    ]);
                }
                questions
            }
            Kind::SimpleType { name, .. } => vec![Question::type_of(name)],
            Kind::Integer(expression) => {
                vec![Question::integer(expression), Question::type_of(expression)]
            }
            Kind::DefinedInteger(name) => vec![
                Question::integer(name),
                Question::defined(name),
                Question::expression(name),
            ],
            Kind::DefinedDouble(name) => vec![Question::double(name).ifdef(name)],
            Kind::DefinedString(name) => vec![Question::text_of(name).ifdef(name)],
            Kind::Defined(name) => vec![Question::defined(name)],
            Kind::Has(expression) => vec![Question::expression(expression)],
            // Only the guard is asked for: `1` is a constant.
            Kind::HasSymbol(_) | Kind::Works => vec![Question::integer("1")],
        }
    }
}
