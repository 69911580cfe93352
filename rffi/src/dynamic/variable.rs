//! [`Variable`]: a variable of a library, of a type that is known at run time.

use core::ffi::c_void;
use core::fmt;
use core::ptr::NonNull;

use llcall::Policy;
use lltype::{Tag, Target, Type, Value, cast_value};

use super::declaration::DeclaredVariable;
use super::place::Place;
use super::{Library, LibraryError, Wanted};

/// A variable of a [`Library`], of a type that is known at run time. It owns the library.
///
/// A thread-local one is looked up at each access: each thread sees its own.
///
/// ```
/// use rffi::{Library, Value};
///
/// // SAFETY: the text says what `optind` is.
/// let optind = unsafe { Library::process().variable("extern int optind") }?;
/// // SAFETY: nobody else uses it.
/// unsafe {
///     optind.set(Value::from(4_i64))?;
///     assert_eq!(optind.get()?, Value::from(4));
/// }
/// # Ok::<(), rffi::LibraryError>(())
/// ```
#[derive(Clone)]
pub struct Variable {
    library: Library,
    ty: Type,
    name: String,
    is_constant: bool,
    place: Place,
    policy: Policy,
    /// How it is a value; `None` if it is wider.
    shape: Option<(Tag, usize)>,
}

impl Variable {
    pub(super) fn new(
        library: &Library,
        declared: DeclaredVariable,
        policy: Policy,
    ) -> Result<Self, LibraryError> {
        let found = library.find(Wanted::Variable, &declared.symbol)?;
        Ok(Variable {
            library: library.clone(),
            shape: shape(&declared.ty),
            ty: declared.ty,
            name: declared.name,
            is_constant: declared.is_constant,
            place: Place::new(found, declared.is_thread_local),
            policy,
        })
    }

    /// What is in it.
    ///
    /// # Errors
    /// The library was closed; or it is no number and no pointer.
    ///
    /// # Safety
    /// Nobody writes it at the same time.
    pub unsafe fn get(&self) -> Result<Value, LibraryError> {
        let (tag, size) = self.shape()?;
        let place = self.as_ptr()?;
        let mut word = 0_u64;
        // SAFETY: whoever made this said that so many bytes are there.
        unsafe {
            core::ptr::copy_nonoverlapping(place.as_ptr().cast(), bytes_of(&mut word, size), size);
        }
        Ok(Value::from_word(tag, word))
    }

    /// Writes it. An integer must be one that the type has, unless the policy is to cut it; a `double`
    /// becomes the nearest `float`.
    ///
    /// # Errors
    /// The library was closed; it is declared `const`; it is no number and no pointer; or the value does not
    /// fit.
    ///
    /// # Safety
    /// Nobody uses it at the same time, and it may have this value.
    pub unsafe fn set(&self, value: Value) -> Result<(), LibraryError> {
        let (_, size) = self.shape()?;
        if self.is_constant {
            return Err(LibraryError::Constant(self.name.clone()));
        }
        let value = self.policy.convert(value, &self.ty);
        let value =
            value.map_err(|error| LibraryError::Value(Box::new((self.name.clone(), error))))?;
        let place = self.as_ptr()?;
        let mut word = value.word();
        // SAFETY: as in `get`, and it is not constant.
        unsafe {
            core::ptr::copy_nonoverlapping(bytes_of(&mut word, size), place.as_ptr().cast(), size);
        }
        Ok(())
    }

    fn shape(&self) -> Result<(Tag, usize), LibraryError> {
        self.shape.ok_or_else(|| LibraryError::NoValue {
            name: self.name.clone(),
            ty: self.ty.to_string(),
        })
    }

    /// Where it is; of a thread-local one, that of this thread.
    ///
    /// # Errors
    /// The library was closed.
    pub fn as_ptr(&self) -> Result<NonNull<c_void>, LibraryError> {
        self.place.get(&self.library, &self.name)
    }

    /// With another policy for what is written.
    #[must_use]
    pub fn policy(self, policy: Policy) -> Variable {
        Variable { policy, ..self }
    }

    /// The name in C.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// Whether each thread has one of its own.
    #[must_use]
    pub fn is_thread_local(&self) -> bool {
        self.place.is_thread_local()
    }

    /// The library that it is of.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }
}

/// The tag and the size of the values of a type, if they are no wider than a word.
fn shape(ty: &Type) -> Option<(Tag, usize)> {
    // Any number can be cast to any other; a pointer to pointers and integers alone.
    let zero = [Value::from(0), Value::NULL];
    let casts = zero.map(|value| cast_value(value, ty));
    let tag = casts.into_iter().flatten().next()?.tag();
    let size = Target::HOST.sizeof(ty).ok()?;
    let size = usize::try_from(size).ok()?;
    (tag != Tag::Void && size <= size_of::<u64>()).then_some((tag, size))
}

/// Where the lowest bytes of a word are.
fn bytes_of(word: &mut u64, size: usize) -> *mut u8 {
    let first = core::ptr::from_mut(word).cast::<u8>();
    match cfg!(target_endian = "big") {
        true => first.wrapping_add(size_of::<u64>() - size),
        false => first,
    }
}

impl fmt::Display for Variable {
    /// The declaration in C, without the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ty.declaration(&self.name))
    }
}

impl fmt::Debug for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Variable")
            .field("declaration", &format_args!("{self}"))
            .field("library", &self.library.name())
            .field("thread_local", &self.is_thread_local())
            .finish_non_exhaustive()
    }
}
