//! [`Declaration`]: a name that a text declares, as users see it.

use lltype::Type;

use crate::cdef::Cdef;
use crate::scope::{Decl, DeclKind, Value};
use crate::types::{Node, Qualified, TypeId};
use crate::{Location, Result};

/// A name that a text declares: a view into a [`Cdef`].
#[derive(Debug, Clone, Copy)]
pub struct Declaration<'c> {
    pub(crate) cdef: &'c Cdef,
    pub(crate) decl: &'c Decl,
}

/// What a declared name is: CFFI's `kindof`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeclarationKind {
    /// Another name for a type.
    Typedef,
    /// A function of the library.
    Function,
    /// A function of Rust that C calls: `extern "Python"`, which may also be written `extern "Rust"`.
    Callback,
    /// The same, which C sees by its name: `extern "Python+C"`.
    CallbackFromC,
    /// A variable.
    Variable,
    /// A variable that is `const`; its value, if the text says one, is no integer.
    Constant,
    /// An integer: a macro, a constant of an enum, `static const int X = 5`.
    Number,
}

impl core::fmt::Display for DeclarationKind {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Typedef => "typedef",
            Self::Function => "function",
            Self::Callback => "callback",
            Self::CallbackFromC => "callback+c",
            Self::Variable => "variable",
            Self::Constant => "constant",
            Self::Number => "intconst",
        })
    }
}

/// The value of a constant.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ConstantValue {
    /// An integer.
    Integer(i128),
    /// A float: `static const double PI = 3.14`.
    Float(f64),
    /// `#define NAME ...`, `NAME = ...`: the compiler knows.
    AskCompiler,
}

impl<'c> Declaration<'c> {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &'c str {
        self.cdef.unit().names.text(self.decl.name)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> DeclarationKind {
        match self.decl.kind {
            DeclKind::Typedef => DeclarationKind::Typedef,
            DeclKind::Function => DeclarationKind::Function,
            DeclKind::Callback { c: false } => DeclarationKind::Callback,
            DeclKind::Callback { c: true } => DeclarationKind::CallbackFromC,
            DeclKind::Variable => DeclarationKind::Variable,
            DeclKind::Constant | DeclKind::Value(Value::Float(_)) => DeclarationKind::Constant,
            DeclKind::Value(_) => DeclarationKind::Number,
        }
    }

    /// The type, without qualifiers; of a function, the function type.
    ///
    /// # Errors
    /// The type has parts that are not known: see [`Cdef::type_of`].
    pub fn ty(&self) -> Result<Type> {
        self.cdef.frozen_type(self.ty_id(), self.decl.at)
    }

    pub(crate) fn ty_id(&self) -> TypeId {
        self.decl.ty.ty
    }

    /// The qualifiers of the variable itself.
    #[must_use]
    pub fn qualifiers(&self) -> lltype::Qualifiers {
        self.decl.ty.qualifiers
    }

    /// The value, if the text says one.
    #[must_use]
    pub fn value(&self) -> Option<ConstantValue> {
        match self.decl.kind {
            DeclKind::Value(Value::Int(value)) => Some(ConstantValue::Integer(value)),
            DeclKind::Value(Value::Float(value)) => Some(ConstantValue::Float(value)),
            DeclKind::Value(Value::Ask) => Some(ConstantValue::AskCompiler),
            _ => None,
        }
    }

    /// What the linker calls it: the name, unless the text says another (`__asm__("name")`).
    #[must_use]
    pub fn symbol(&self) -> &'c str {
        self.decl.symbol.as_deref().unwrap_or(self.name())
    }

    /// Whether each thread has one of its own.
    #[must_use]
    pub fn is_thread_local(&self) -> bool {
        self.decl.thread_local
    }

    /// Whether it came by [`include`](crate::CdefBuilder::include).
    #[must_use]
    pub fn is_included(&self) -> bool {
        self.decl.included
    }

    /// Where it is declared: what the line markers say.
    #[must_use]
    pub fn location(&self) -> Location {
        let at = self.decl.at;
        let file = self.cdef.unit().file(at.file);
        file.locate(file.original(at.span.start))
    }

    /// Its type as it was written, with typedefs and qualifiers: `int(const char *, struct stat *)`; of a
    /// typedef, the type that it stands for.
    ///
    /// ```
    /// use cdef::Cdef;
    ///
    /// let cdef = Cdef::parse("typedef long offset; offset seek(const char *const *names, ...);")?;
    /// let seek = cdef.declaration("seek")?;
    /// assert_eq!(seek.spelled(), "offset(const char *const *, ...)");
    /// assert_eq!(seek.declared(), "offset seek(const char *const *, ...)");
    /// # Ok::<(), cdef::Errors>(())
    /// ```
    #[must_use]
    pub fn spelled(&self) -> String {
        let unit = self.cdef.unit();
        unit.types.spelled(&unit.names, self.written(), "")
    }

    /// Its declaration in C, without storage class and semicolon.
    #[must_use]
    pub fn declared(&self) -> String {
        let unit = self.cdef.unit();
        unit.types.spelled(&unit.names, self.written(), self.name())
    }

    /// The type as it stands in the text: of a typedef, what stands behind it.
    pub(crate) fn written(&self) -> Qualified {
        let unit = self.cdef.unit();
        match unit.types.node(self.ty_id()) {
            Node::Typedef { of, .. } if self.decl.kind == DeclKind::Typedef => Qualified {
                ty: of,
                ..self.decl.ty
            },
            _ => self.decl.ty,
        }
    }

    /// Its type in one line, as [`Cdef::canonical`] writes it.
    #[must_use]
    pub fn canonical(&self) -> String {
        let unit = self.cdef.unit();
        unit.types.canonical(&unit.names, self.ty_id(), "")
    }
}
