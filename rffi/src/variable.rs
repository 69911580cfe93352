//! [`ExternalVariable`]: the description of a declared C variable.

use core::ffi::c_void;
use core::fmt;

use lltype::{Desc, LowLevelType, Passed, Type};

use crate::source::Block;
use crate::spelling::is_never_null;
use crate::{ExternalCompilationInfo, Flags, Source};

/// A C variable, or a macro that stands for a value, that `llexternal!` declared: what a code
/// generator, an interpreter or a checker needs to know.
///
/// ```ignore
/// // The declaration needs `rffi_build::build()` in build.rs: C alone knows the address of a
/// // thread-local variable, of `errno`, or what `stdin` is.
/// llexternal! {
///     compilation_info = ECI;
///     unsafe extern "C" {
///         pub unsafe static mut environ: CCHARPP;
///         #[c_macro]
///         pub safe static INT_MAX: INT;
///     }
/// }
///
/// assert_eq!(environ::EXTERNAL.to_string(), "char **environ");
/// assert_eq!(INT_MAX(), INT::MAX);
/// ```
pub struct ExternalVariable {
    name: &'static str,
    desc: &'static Desc,
    access: Access,
    mutable: bool,
    flags: Flags,
    block: &'static Block,
    line: u32,
}

/// How C gives it.
#[derive(Clone, Copy)]
enum Access {
    /// A function that gives the address.
    Place(unsafe extern "C" fn() -> *mut c_void),
    /// It has none: a macro that stands for a value.
    Value,
}

impl ExternalVariable {
    /// What `llexternal!` writes for a variable of the type `T`, which `desc` spells. The function
    /// gives its address.
    ///
    /// # Panics
    /// If its value cannot be null, which C does not promise:
    ///
    /// ```
    /// # use core::{ffi::c_void, ptr::{NonNull, null_mut}};
    /// # use rffi::{ExternalVariable, INT, private::{Block, Flags, LowLevelType}};
    /// # extern "C" fn address() -> *mut c_void { null_mut() }
    /// # static BLOCK: Block = Block {
    /// #     compilation_info: &rffi::private::NO_COMPILATION_INFO, file: "", package_dir: "",
    /// # };
    /// type Item = Option<NonNull<INT>>;
    /// static ITEMS: ExternalVariable = ExternalVariable::place_of::<[Item; 2]>(
    ///     "items", <[Item; 2]>::DESC, address, false, Flags::NONE, &BLOCK, 1,
    /// );
    /// ```
    ///
    /// ```compile_fail,E0080
    /// # use core::{ffi::c_void, ptr::{NonNull, null_mut}};
    /// # use rffi::{ExternalVariable, INT, private::{Block, Flags, LowLevelType}};
    /// # extern "C" fn address() -> *mut c_void { null_mut() }
    /// # static BLOCK: Block = Block {
    /// #     compilation_info: &rffi::private::NO_COMPILATION_INFO, file: "", package_dir: "",
    /// # };
    /// type Item = NonNull<INT>;
    /// static ITEMS: ExternalVariable = ExternalVariable::place_of::<[Item; 2]>(
    ///     "items", <[Item; 2]>::DESC, address, false, Flags::NONE, &BLOCK, 1,
    /// );
    /// ```
    #[doc(hidden)]
    #[must_use]
    pub const fn place_of<T: LowLevelType>(
        name: &'static str,
        desc: &'static Desc,
        address: unsafe extern "C" fn() -> *mut c_void,
        mutable: bool,
        flags: Flags,
        block: &'static Block,
        line: u32,
    ) -> Self {
        assert_nullable::<T>();
        let access = Access::Place(address);
        ExternalVariable {
            name,
            desc,
            access,
            mutable,
            flags,
            block,
            line,
        }
    }

    /// The same for a macro that stands for a value, which the function gives: as of any function, the
    /// type must be one that C passes by value, and that can be copied.
    ///
    /// ```compile_fail,E0277
    /// # use rffi::{CStruct, ExternalVariable, INT, private::{Block, Flags, LowLevelType}};
    /// # static BLOCK: Block = Block {
    /// #     compilation_info: &rffi::private::NO_COMPILATION_INFO, file: "", package_dir: "",
    /// # };
    /// #[derive(CStruct)]
    /// #[repr(C)]
    /// struct Pair { a: INT, b: INT }
    ///
    /// extern "C" fn value() -> Pair { Pair { a: 1, b: 2 } }
    ///
    /// static PAIR: ExternalVariable = ExternalVariable::value_of::<Pair>(
    ///     "PAIR", Pair::DESC, value, false, Flags::NONE, &BLOCK, 1,
    /// );
    /// ```
    ///
    /// # Panics
    /// As [`place_of`](Self::place_of).
    #[doc(hidden)]
    #[must_use]
    pub const fn value_of<T: Passed>(
        name: &'static str,
        desc: &'static Desc,
        _value: unsafe extern "C" fn() -> T,
        mutable: bool,
        flags: Flags,
        block: &'static Block,
        line: u32,
    ) -> Self {
        assert_nullable::<T>();
        let access = Access::Value;
        ExternalVariable {
            name,
            desc,
            access,
            mutable,
            flags,
            block,
            line,
        }
    }

    /// The name in C.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The type, as it is spelled in C.
    #[must_use]
    pub fn ty(&self) -> Type {
        Type::from_desc(self.desc)
    }

    /// Whether it may be written: `static mut`.
    #[must_use]
    pub fn is_mutable(&self) -> bool {
        self.mutable
    }

    /// Where it is; of a thread-local one, that of this thread. `None` for a macro that stands for a
    /// value.
    #[must_use]
    pub fn address(&self) -> Option<*mut c_void> {
        match self.access {
            // SAFETY: the function that the build script wrote takes nothing and gives an address.
            Access::Place(address) => Some(unsafe { address() }),
            Access::Value => None,
        }
    }

    /// What to include, compile and link.
    #[must_use]
    pub fn compilation_info(&self) -> &'static ExternalCompilationInfo {
        self.block.compilation_info
    }

    /// What the declaration says besides.
    #[must_use]
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// The folder of the package that declares it, when it was compiled: what the relative paths
    /// of its [`compilation_info`](Self::compilation_info) start at.
    #[must_use]
    pub fn package_dir(&self) -> &'static str {
        self.block.package_dir
    }

    /// Where it was declared.
    #[must_use]
    pub fn source(&self) -> Source {
        self.block.source(self.line)
    }
}

/// Nobody can hold C to what is in a variable of its own.
const fn assert_nullable<T: LowLevelType>() {
    assert!(
        !is_never_null::<T>(),
        "C may have null there, which the declared type cannot be; take `Ptr<T>` or \
         `Option<NonNull<T>>`"
    );
}

impl fmt::Display for ExternalVariable {
    /// The declaration in C, without `extern` and the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ty().declaration(self.name))
    }
}

impl fmt::Debug for ExternalVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExternalVariable")
            .field("declaration", &format_args!("{self}"))
            .field("mutable", &self.mutable)
            .field("flags", &self.flags)
            .field("source", &self.source())
            .finish_non_exhaustive()
    }
}
