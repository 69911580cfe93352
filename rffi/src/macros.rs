//! `llexternal!`, and what its expansion leaves to this crate's features.

/// Declares C functions and variables, once, for every use.
///
/// Inside stands Rust's own foreign block, in the words of edition 2024:
///
/// ```
/// use rffi::{CONST_CCHARP, ExternalCompilationInfo, INT, RFFI_SAVE_ERRNO, SIZE_T, SSIZE_T, VOIDP, llexternal};
///
/// llexternal! {
///     compilation_info = ExternalCompilationInfo::new().includes(&["string.h", "unistd.h"]);
///     list = pub EXTERNALS;
///
///     unsafe extern "C" {
///         /// Length of a C string.
///         pub unsafe fn strlen(text: CONST_CCHARP) -> SIZE_T;
///
///         #[save_errno]
///         pub unsafe fn read(fd: INT, buffer: VOIDP, count: SIZE_T) -> SSIZE_T;
///
///         #[name = "toupper"]
///         pub safe fn to_upper(c: INT) -> INT;
///     }
/// }
///
/// let text = lltype::scoped_str2charp("hello")?;
/// // SAFETY: `text` is a C string.
/// assert_eq!(unsafe { strlen(text.ptr().into()) }, 5);
/// assert_eq!(to_upper(b'a'.into()), b'A'.into());
///
/// assert_eq!(strlen::EXTERNAL.to_string(), "size_t strlen(const char *text)");
/// assert_eq!(read::EXTERNAL.flags().errno(), RFFI_SAVE_ERRNO);
/// assert_eq!(EXTERNALS.len(), 3);
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// Each declaration is a function and, of the same name, an empty `enum` that carries what is known
/// of it: `strlen(p)` calls, `strlen::EXTERNAL` describes ([`External`](crate::External)), `strlen::PTR`
/// is the C function itself, and `strlen::fake(..)` replaces it in a test (feature `fakes`); of an
/// `unsafe fn` it is `unsafe`, too, because callers rely on what the function returns.
///
/// # Before the block
///
/// * `compilation_info = ECI;` or a chain of
///   [`ExternalCompilationInfo::new()`](crate::ExternalCompilationInfo::new)`..`: what to include,
///   compile and link. A path names a `static` of the same package. A chain with headers and
///   libraries alone needs no build script; everything else is done by `rffi_build::build()` in
///   `build.rs`, and its absence is an error at the declaration.
/// * `list = pub NAME;`: a constant `&[&External]` of all functions of the block.
/// * `variables = pub NAME;`: a constant `&[&ExternalVariable]` of its variables.
/// * `pub const NAME: Type = _;`: a constant whose value the C compiler knows. It is read, and refused
///   with a message for now: nobody asks the compiler yet.
///
/// # Functions
///
/// `unsafe fn`: who calls it must keep its contract. `safe fn`: any arguments are fine, and no unsafe
/// code relies on the result, for which a test may put another. That a `safe fn` is safe, and that every
/// type is the header's, is the promise behind `unsafe extern`. Behind `extern` stands `"C"`,
/// `"C-unwind"`, `"system"` or `"stdcall"`.
///
/// | attribute | meaning |
/// |---|---|
/// | `#[name = ".."]` | the name in C, if it is another |
/// | `#[save_errno]` | save `errno` right after the call, for [`get_saved_errno`](crate::get_saved_errno) |
/// | `#[read_errno]`, `#[zero_errno]` | before the call, set `errno` to the saved one, or to 0 |
/// | `#[alt_errno]` | the second slot is meant: [`get_saved_alterrno`](crate::get_saved_alterrno) |
/// | `#[save_lasterror]`, `#[read_lasterror]`, `#[save_wsalasterror]` | the same for Windows' last error; nothing elsewhere |
/// | `#[release_gil]` | run the hooks of [`set_gil_hooks`](crate::set_gil_hooks) around the call; `errno` is saved before they run |
/// | `#[c_macro]` | in C it is a macro: it is called through a function that the build script writes |
/// | `#[declare]` | no header declares it: whoever writes C does |
/// | `#[elidable]` | the result depends on the arguments alone; for tools |
/// | `#[sandbox_safe]` | a sandboxed program may call it; for tools |
/// | `#[descriptor(Name)]` | the name of the `enum`, where a type of the function's name exists |
/// | `#[cfg(..)]`, documentation, `#[must_use]`, `#[deprecated]`, `#[allow(..)]` | as on any function |
///
/// # Types
///
/// Those of this crate ([`INT`](crate::INT), [`SIZE_T`](crate::SIZE_T), [`CCHARP`](crate::CCHARP), ...),
/// [`Ptr`](crate::Ptr) and [`ConstPtr`](crate::ConstPtr) of them, Rust's numbers and raw pointers, C's
/// names in `core::ffi` and `libc`, `Option<unsafe extern "C" fn(..)>` for callbacks, `NonNull<T>` for
/// arguments that may not be null (a result may be: `Option<NonNull<T>>`), and structs and unions with `#[derive(CStruct, Clone, Copy)]`, by pointer and by value. At most 16 parameters. The
/// description keeps the names; of an alias it knows the representation alone, such as `int32_t`.
///
/// ```
/// use rffi::{CStruct, INT, llexternal};
///
/// #[derive(CStruct, Clone, Copy)]
/// #[cstruct(name = "div_t")]     // what C calls it; else `struct Div`
/// #[repr(C)]
/// struct Div {
///     quot: INT,
///     rem: INT,
/// }
///
/// llexternal! {
///     unsafe extern "C" {
///         safe fn div(a: INT, b: INT) -> Div;
///     }
/// }
/// assert_eq!(div(7, 2).quot, 3);
/// assert_eq!(div::EXTERNAL.to_string(), "div_t div(int a, int b)");
/// ```
///
/// Types that only C knows the inside of are declared by [`opaque!`](crate::opaque), and cross by pointer:
///
/// ```
/// use rffi::Ptr;
///
/// rffi::opaque! {
///     struct File = "FILE";
/// }
///
/// rffi::llexternal! {
///     unsafe extern "C" {
///         unsafe fn fclose(file: Ptr<File>) -> rffi::INT;
///     }
/// }
/// assert_eq!(fclose::EXTERNAL.to_string(), "int fclose(FILE *file)");
/// ```
///
/// `long double` and complex numbers ([`LONGDOUBLE`](crate::LONGDOUBLE),
/// [`DOUBLE_COMPLEX`](crate::DOUBLE_COMPLEX), ...) are types that Rust cannot pass: such a function is
/// called through one that the build script writes, and has no `PTR`.
///
/// # Text
///
/// Where C takes `const char *`, a parameter may be `&CStr`, which is passed as it is, or `&str` or
/// `&[u8]`, which are copied with a NUL behind them: text up to 1 KiB to the stack. That can fail,
/// because text may hold a NUL, and so the result is a `Result` with an error that is made of
/// [`NulError`](crate::NulError). In an `Option`, `None` is `NULL`.
///
/// The copy is gone when the call returns: C must not keep its address, and a result that points into it
/// dangles. For functions such as `putenv` and `strchr`, take `&CStr` or `CCHARP`.
///
/// ```
/// use std::io;
///
/// rffi::llexternal! {
///     unsafe extern "C" {
///         unsafe fn atoi(text: &str) -> io::Result<rffi::INT>;
///     }
/// }
///
/// // SAFETY: any text may be given.
/// assert_eq!(unsafe { atoi("42") }?, 42);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Variadic functions
///
/// With `...` at the end, a function is called as C calls it, by Rust's own rules for such calls: what C
/// promotes, the caller converts. Nothing can run around such a call, so it has neither fakes nor attributes
/// of errno. Where what follows is known, it is declared behind the dots, and the function is like any
/// other; C's own prototype ends at the dots:
///
/// ```
/// use rffi::{CONST_CCHARP, INT};
///
/// rffi::llexternal! {
///     unsafe extern "C" {
///         #[save_errno]
///         unsafe fn open(path: CONST_CCHARP, flags: INT, ..., mode: rffi::UINT) -> INT;
///     }
/// }
///
/// // SAFETY: a C string.
/// assert_eq!(unsafe { open(c"/no/such/file".as_ptr().into(), 0, 0) }, -1);
/// assert_eq!(open::EXTERNAL.to_string(), "int open(const char *path, int flags, ...)");
/// ```
///
/// # Variables
///
/// ```ignore
/// static ECI: ExternalCompilationInfo = ExternalCompilationInfo::new()
///     .pre_include_bits(&["#define _GNU_SOURCE 1"])   // for `environ`
///     .includes(&["limits.h", "stdio.h", "unistd.h"]);
///
/// llexternal! {
///     compilation_info = ECI;
///     unsafe extern "C" {
///         pub unsafe static mut environ: CCHARPP;  // environ(), environ::set(..), environ::as_ptr()
///         pub safe static stdin: Ptr<File>;
///         #[c_macro]
///         pub safe static INT_MAX: INT;            // #define INT_MAX 2147483647
///         #[declare]
///         pub unsafe static hidden: [INT; 4];      // extern int hidden[4];
///     }
/// }
/// ```
///
/// A variable is read by a call of its name; [`ExternalVariable`](crate::ExternalVariable) describes it. C
/// says where it is, so it may be thread-local, or a macro that stands for one, such as `errno`; of a
/// thread-local one C must be told, and so it needs a header: `#[declare]` declares another. With
/// `#[c_macro]` it is a macro that stands for a value, and has no address. All of them need a build
/// script: there, a number or pointer of another size than C's is an error of the C compiler.
/// `name::fake(value)` puts another in its place for Rust, on this thread.
///
/// # As an expression
///
/// `llexternal!("labs", [LONG], LONG, compilation_info = ECI, save_errno)`: one function as a value, an
/// [`LLExternal`](crate::LLExternal): the name, the types of the parameters, that of the result, and
/// attributes by their words. The value is called as a function, which is always unsafe:
///
/// ```
/// let labs = rffi::llexternal!("labs", [rffi::LONG], rffi::LONG);
/// // SAFETY: any number may be given.
/// assert_eq!(unsafe { labs(-9) }, 9);
/// ```
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! llexternal {
    ($($tokens:tt)*) => {
        // The path of this crate goes along, however the user renamed it.
        $crate::private::llexternal! { ($crate) $($tokens)* }
    };
}

/// At the start of what is declared: calls its fake, if it has one.
#[cfg(feature = "fakes")]
#[doc(hidden)]
#[macro_export]
macro_rules! __try_fake {
    ($description:expr; ($($arg:ident: $ty:ty),*) -> $ret:ty) => {
        if $crate::private::any_active() {
            type __Fake = $crate::private::BoxedFn!(($($ty),*) -> $ret);
            // Out of line, so that the call itself stays small.
            #[cold]
            #[inline(never)]
            fn __rffi_fake(fake: $crate::private::Running<__Fake>, $($arg: $ty),*) -> $ret {
                #[allow(unused_imports, reason = "one for each sort of argument")]
                use $crate::private::{RecordAny, RecordDebug, RecordPrimitive, RecordText};
                fake.record(|| $crate::private::Vec::from([
                    $((&&&$crate::private::Recorder(&$arg)).record()),*
                ]));
                (*fake)($($arg),*)
            }
            // Only here are the arguments given away: they need not be `Copy`.
            if let ::core::option::Option::Some(fake) =
                $crate::private::find::<__Fake>($description)
            {
                return __rffi_fake(fake, $($arg),*);
            }
        }
    };
}

/// Without the feature, nothing stands before the call.
#[cfg(not(feature = "fakes"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __try_fake {
    ($($tokens:tt)*) => {};
}

/// The type of the closure that a fake is.
#[cfg(feature = "fakes")]
#[doc(hidden)]
#[macro_export]
macro_rules! __boxed_fn {
    (($($ty:ty),*) -> $ret:ty) => {
        $crate::private::Box<dyn ::core::ops::Fn($($ty),*) -> $ret>
    };
}

/// The methods `fake` and `fake_shared` of what is declared.
#[cfg(feature = "fakes")]
#[doc(hidden)]
#[macro_export]
macro_rules! __fake_method {
    (unsafe $($rest:tt)*) => {
        $crate::__fake_method! {
            /// # Safety
            /// Whoever calls the function on this thread relies on what C's function promises of its
            /// result. The closure promises the same.
            [unsafe] $($rest)*
        }
    };
    (safe $($rest:tt)*) => {
        $crate::__fake_method! { [] $($rest)* }
    };
    ($(#[$safety:meta])* [$($unsafe:tt)*] $vis:vis $description:ident ($($ty:ty),*) -> $ret:ty) => {
        /// Replaces the function by a closure, on this thread, until the guard is dropped. The
        /// closure may call the function: then it reaches what it replaces.
        ///
        $(#[$safety])*
        $vis $($unsafe)* fn fake(
            fake: impl ::core::ops::Fn($($ty),*) -> $ret + 'static,
        ) -> $crate::private::FakeGuard {
            let fake: $crate::private::BoxedFn!(($($ty),*) -> $ret) =
                $crate::private::Box::new(fake);
            $crate::private::push(Self::$description, fake)
        }

        /// The same, also on threads that enter a `FakeSet` of this one.
        ///
        $(#[$safety])*
        $vis $($unsafe)* fn fake_shared(
            fake: impl ::core::ops::Fn($($ty),*) -> $ret
                + ::core::marker::Send + ::core::marker::Sync + 'static,
        ) -> $crate::private::FakeGuard {
            let fake: $crate::private::BoxedFn!(($($ty),*) -> $ret) =
                $crate::private::Box::new(fake);
            // SAFETY: what is in the box is `Send` and `Sync`.
            unsafe { $crate::private::push_shared(Self::$description, fake) }
        }
    };
}

/// Without the feature, the methods of operations say at compile time what is missing. Those of C
/// functions are a trait's: see `needs_fakes`.
#[cfg(not(feature = "fakes"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __fake_method {
    ($safety:ident $vis:vis $description:ident ($($ty:ty),*) -> $ret:ty) => {
        /// Needs the feature `fakes` of `rffi`.
        #[allow(dead_code, reason = "here for its error message")]
        $vis fn fake<F: $crate::private::FakesAreCompiledIn>(_fake: F) {}

        /// Needs the feature `fakes` of `rffi`.
        #[allow(dead_code, reason = "here for its error message")]
        $vis fn fake_shared<F: $crate::private::FakesAreCompiledIn>(_fake: F) {}
    };
}

/// The method `fake` of a variable.
#[cfg(feature = "fakes")]
#[doc(hidden)]
#[macro_export]
macro_rules! __fake_variable {
    (unsafe $($rest:tt)*) => {
        $crate::__fake_variable! {
            /// # Safety
            /// Whoever reads the variable on this thread relies on what C promises of its value.
            [unsafe] $($rest)*
        }
    };
    (safe $($rest:tt)*) => {
        $crate::__fake_variable! { [] $($rest)* }
    };
    ($(#[$safety:meta])* [$($unsafe:tt)*] value $vis:vis $description:ident $ty:ty) => {
        /// Gives another value on this thread, until the guard is dropped.
        ///
        $(#[$safety])*
        $vis $($unsafe)* fn fake(value: $ty) -> $crate::private::FakeGuard {
            // SAFETY: the description is of a type that can be copied: see `value_of`. To ask for it here
            // as well would only say it twice.
            let fake: $crate::private::BoxedFn!(() -> $ty) =
                $crate::private::Box::new(unsafe { $crate::private::always(value) });
            $crate::private::push(Self::$description, fake)
        }
    };
    ($(#[$safety:meta])* [$($unsafe:tt)*] $pointer:ident $vis:vis $description:ident $ty:ty) => {
        /// Puts another variable in its place on this thread, until the guard is dropped: for Rust;
        /// C goes on with its own.
        ///
        $(#[$safety])*
        $vis $($unsafe)* fn fake(value: $ty) -> $crate::private::FakeGuard {
            let place = $crate::private::Place::new(value);
            let fake: $crate::private::BoxedFn!(() -> $crate::$pointer<$ty>) =
                $crate::private::Box::new(move || $crate::Ptr::<$ty>::from(place.pointer()).into());
            $crate::private::push(Self::$description, fake)
        }
    };
}
