//! [`Prototype`]: a named function type, the value in the middle of the toolchain.

use core::fmt;
use std::borrow::Cow;

use crate::ty::Param;
use crate::{Convention, Desc, Signature, Type, TypeError};

/// The name and the type of a C function, with the C spelling of every type.
///
/// Every way to declare a function makes this value, and everything that works on functions takes
/// it.
///
/// ```
/// use lltype::{ConstPtr, Prototype};
/// use core::ffi::{c_char, c_int};
///
/// let atoi = Prototype::of::<unsafe extern "C" fn(ConstPtr<c_char>) -> c_int>("atoi");
/// assert_eq!(atoi.arity(), 1);
/// assert_eq!(atoi.to_string(), "int32_t atoi(const int8_t *)");
/// ```
///
/// Rust's `c_int` is Rust's `i32`, so a prototype made from a Rust type alone says `int32_t`.
/// `llexternal!` records the spelling as well: there, `INT` is `int`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Prototype {
    name: Cow<'static, str>,
    function: Type,
}

impl Prototype {
    /// A function of any type.
    ///
    /// # Errors
    /// [`TypeError::NotAFunction`].
    pub fn new(name: impl Into<Cow<'static, str>>, function: Type) -> Result<Self, TypeError> {
        if function.as_function().is_none() {
            return Err(TypeError::NotAFunction(function.to_string()));
        }
        Ok(Prototype {
            name: name.into(),
            function,
        })
    }

    /// A function described by constants.
    ///
    /// # Panics
    /// If `desc` is no function: at compile time, where this is called in a constant.
    #[must_use]
    pub const fn from_desc(name: &'static str, desc: &'static Desc) -> Self {
        assert!(matches!(desc, Desc::Function(_)), "not a function type");
        Prototype {
            name: Cow::Borrowed(name),
            function: Type::from_desc(desc),
        }
    }

    /// A function of a type that Rust knows.
    #[must_use]
    pub const fn of<F: Signature>(name: &'static str) -> Self {
        Prototype::from_desc(name, F::FUNCTION)
    }

    /// The name in C.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The function type.
    #[must_use]
    pub fn function(&self) -> &Type {
        &self.function
    }

    /// How many parameters it has, the open end of a variadic one not counted.
    #[must_use]
    pub fn arity(&self) -> usize {
        self.function.as_function().map_or(0, |f| f.arity())
    }

    /// The parameters, in order.
    pub fn params(&self) -> impl Iterator<Item = Param<'_>> {
        let function = self.function.as_function();
        function.into_iter().flat_map(|f| f.params())
    }

    /// The parameters that C has: see [`Function::true_params`](crate::Function::true_params).
    pub fn true_params(&self) -> impl Iterator<Item = Param<'_>> {
        let function = self.function.as_function();
        function.into_iter().flat_map(|f| f.true_params())
    }

    /// The type of the result; `void` for none.
    #[must_use]
    pub fn result(&self) -> Type {
        self.function
            .as_function()
            .map_or(Type::VOID, |f| f.result())
    }

    /// How it is called.
    #[must_use]
    pub fn convention(&self) -> Convention {
        self.function
            .as_function()
            .map_or_else(Convention::default, |f| f.convention())
    }

    /// Whether more arguments may follow.
    #[must_use]
    pub fn is_variadic(&self) -> bool {
        self.function.as_function().is_some_and(|f| f.is_variadic())
    }
}

impl fmt::Display for Prototype {
    /// The declaration in C, without the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.function.declaration(&self.name))
    }
}

impl fmt::Debug for Prototype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prototype({self})")
    }
}
