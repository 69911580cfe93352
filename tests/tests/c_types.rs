//! The names of C's types have the width, the sign and the alignment of the C compilers, and what
//! Rust's users write in their place is spelled as C does.

use std::ffi::{CStr, c_char, c_int, c_long, c_void};
use std::io::Write;
use std::process::{Command, Stdio};
use std::ptr::NonNull;

use lltype::{Class, Desc, LowLevelType, Primitive, Scalar, Target, Type, Value};
use rffi::private::spelled;
use rffi::{External, Ptr, llexternal};

/// What is claimed of a type.
struct Claim {
    name: &'static str,
    /// What C calls it.
    c: Type,
    size: u64,
    align: u64,
    class: Option<Class>,
}

/// Gives the macro's rows to a list of claims, each made of the Rust type.
macro_rules! claims_of_rust {
    (
        scalars { $($scalars:tt)* }
        typedefs { $($typedefs:tt)* }
    ) => {
        claims_of_rust!($($scalars)* $($typedefs)*)
    };
    ($($(#[$cfg:meta])* $name:ident $pointer:ident = $rust:ty, $c:literal, $scalar:ident;)*) => {
        vec![
            $(
                $(#[$cfg])* claim::<rffi::$name>(stringify!($name)),
                $(#[$cfg])* claim::<rffi::$pointer>(stringify!($pointer)),
            )*
            claim::<rffi::VOIDP>("VOIDP"),
            claim::<rffi::CONST_VOIDP>("CONST_VOIDP"),
            claim::<rffi::VOIDPP>("VOIDPP"),
            claim::<rffi::CONST_CCHARP>("CONST_CCHARP"),
            claim::<rffi::CCHARPP>("CCHARPP"),
            claim::<rffi::CWCHARP>("CWCHARP"),
            claim::<rffi::CONST_CWCHARP>("CONST_CWCHARP"),
            claim::<rffi::CWCHARPP>("CWCHARPP"),
            claim::<rffi::SIGNEDPP>("SIGNEDPP"),
        ]
    };
}

fn claim<T: LowLevelType>(name: &'static str) -> Claim {
    let spelled = spelled::ALL.iter().find(|(known, _)| *known == name);
    let (_, spelled) = spelled.unwrap_or_else(|| panic!("`{name}` is not spelled"));
    Claim {
        name,
        c: Type::from_desc(spelled),
        size: size_of::<T>() as u64,
        align: align_of::<T>() as u64,
        class: class(T::DESC, &Target::HOST),
    }
}

fn class(desc: &Desc, target: &Target) -> Option<Class> {
    match desc.unaliased() {
        Desc::Scalar(scalar) => Some(scalar.class(target)),
        _ => None,
    }
}

/// C that compiles if all is so; the assertion that fails says the name.
fn source(claims: &[Claim]) -> String {
    let mut text = "#include <stddef.h>\n#include <stdint.h>\n#include <time.h>\n\
                    #include <wchar.h>\n#include <sys/types.h>\n\
                    #ifndef _WIN32\n#include <sys/socket.h>\n#include <sys/resource.h>\n\
                    #include <poll.h>\n#endif\n"
        .to_owned();
    for (index, claim) in claims.iter().enumerate() {
        let Claim {
            name,
            c,
            size,
            align,
            class,
        } = claim;
        let zero = format!("(t{index})");
        let class = match class {
            None => "1".to_owned(),
            Some(Class::Signed) => format!("{zero}0.5 == 0 && {zero}-1 < 0"),
            Some(Class::Unsigned) => format!("({zero}0.5 == 0 || {zero}2 == 1) && {zero}-1 > 0"),
            // GCC's number for floats, which Clang has, too.
            Some(Class::Float) => format!("__builtin_classify_type({zero}0) == 8"),
            Some(Class::Complex) => format!("__builtin_classify_type({zero}0) == 9"),
        };
        text += &format!(
            "typedef {c} t{index};\n\
             _Static_assert(sizeof(t{index}) == {size}, \"size of {name}\");\n\
             _Static_assert(__builtin_offsetof(struct {{ char c; t{index} t; }}, t) == {align}, \
             \"alignment of {name}\");\n\
             _Static_assert({class}, \"sign of {name}\");\n"
        );
    }
    text
}

/// What a compiler says against a source; `None` if the compiler or its C library is not here.
fn complaints(compiler: &str, source: &str) -> Option<Vec<String>> {
    let mut child = Command::new(compiler)
        .args(["-std=gnu11", "-w", "-fsyntax-only", "-x", "c", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // It may stop reading at an error, which it then prints.
        scope.spawn(move || drop(input.write_all(source.as_bytes())));
        child.wait_with_output().unwrap()
    });
    let printed = String::from_utf8_lossy(&output.stderr);
    if printed.contains("fatal error: ") {
        return None;
    }
    let errors = printed.lines().filter(|line| line.contains("error"));
    let errors: Vec<String> = errors.map(str::to_owned).collect();
    assert_eq!(output.status.success(), errors.is_empty(), "{printed}");
    Some(errors)
}

/// Says that a compiler is not here. The harness keeps what `eprintln!` prints to itself.
fn skip(compiler: &str) {
    let line = format!(
        "skipped: names of C's types with {compiler}, which is not installed with its C library\n"
    );
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

#[test]
fn each_name_is_what_the_compilers_of_the_host_say() {
    let claims = lltype::__c_types!(claims_of_rust);
    assert_eq!(claims.len(), spelled::ALL.len());
    let source = source(&claims);
    for compiler in ["gcc", "clang"] {
        match complaints(compiler, &source) {
            Some(errors) => assert!(errors.is_empty(), "{compiler}: {errors:#?}"),
            None => skip(compiler),
        }
    }
}

#[test]
fn wrong_claims_are_seen() {
    let [wide, signed] =
        [("WIDE", 8, Class::Signed), ("SIGNED", 4, Class::Unsigned)].map(|(name, size, class)| {
            Claim {
                name,
                c: Scalar::Int.into(),
                size,
                align: 4,
                class: Some(class),
            }
        });
    let Some(errors) = complaints("gcc", &source(&[wide, signed])) else {
        return skip("gcc");
    };
    assert_eq!(errors.len(), 2, "{errors:#?}");
    assert!(errors[0].contains("size of WIDE"), "{errors:#?}");
    assert!(errors[1].contains("sign of SIGNED"), "{errors:#?}");
}

/// Names whose description, which is that of the host, is another one elsewhere.
fn is_of_one_machine(name: &str, target: &Target) -> bool {
    let name = name.strip_suffix('P').unwrap_or(name);
    let generic = [Target::AARCH64_LINUX_GNU, Target::RISCV64_LINUX_GNU];
    let is_generic = generic.iter().any(|generic| generic.name == target.name);
    is_generic && ["NLINK_T", "BLKSIZE_T"].contains(&name)
}

/// The same descriptions hold for targets that are not the host, as far as C libraries agree.
#[test]
fn each_name_is_what_cross_compilers_say() {
    for (compiler, target) in [
        ("i686-linux-gnu-gcc", Target::I686_LINUX_GNU),
        ("aarch64-linux-gnu-gcc", Target::AARCH64_LINUX_GNU),
        ("arm-linux-gnueabihf-gcc", Target::ARMV7_LINUX_GNUEABIHF),
        ("riscv64-linux-gnu-gcc", Target::RISCV64_LINUX_GNU),
        ("s390x-linux-gnu-gcc", Target::S390X_LINUX_GNU),
        ("powerpc64-linux-gnu-gcc", Target::POWERPC64_LINUX_GNU),
        ("x86_64-w64-mingw32-gcc", Target::X86_64_WINDOWS_GNU),
        ("i686-w64-mingw32-gcc", Target::I686_WINDOWS_GNU),
    ] {
        let claims: Vec<Claim> = (spelled::ALL.iter())
            .filter(|(name, desc)| holds_for(name, desc, &target))
            .map(|(name, desc)| claim_for(name, desc, &target))
            .collect();
        match complaints(compiler, &source(&claims)) {
            Some(errors) => assert!(errors.is_empty(), "{compiler}: {errors:#?}"),
            None => skip(compiler),
        }
    }
}

/// Typedefs are those of the host's C library, here glibc.
fn holds_for(name: &str, desc: &Desc, target: &Target) -> bool {
    let is_windows = target.name.contains("windows");
    let is_glibc = cfg!(all(target_os = "linux", target_env = "gnu"));
    let is_typedef = spelled::ALL.iter().any(|(known, desc)| {
        name.strip_suffix('P').unwrap_or(name) == *known && matches!(desc, Desc::Typedef(_))
    });
    let exists = match desc {
        Desc::Scalar(scalar) => scalar.exists(target),
        _ => !name.contains("INT128") || Scalar::Int128.exists(target),
    };
    exists && (!is_typedef || is_glibc && !is_windows && !is_of_one_machine(name, target))
}

fn claim_for(name: &'static str, desc: &'static Desc, target: &Target) -> Claim {
    let c = Type::from_desc(desc);
    let layout = target.layout(&c).unwrap();
    Claim {
        name,
        c,
        size: layout.size,
        align: layout.align,
        class: class(desc, target),
    }
}

llexternal! {
    list = RUSTS_WORDS;

    unsafe extern "C" {
        unsafe fn memmove(dest: NonNull<c_void>, src: *const c_void, n: libc::size_t) -> *mut c_void;
        safe fn getpid() -> libc::pid_t;
        #[name = "abs"]
        safe fn abs_c(number: c_int) -> std::os::raw::c_int;
        #[name = "abs"]
        safe fn abs_rust(number: i32) -> i32;
        unsafe fn strtol(text: *const c_char, end: *mut *mut c_char, base: rffi::INT) -> c_long;
        unsafe fn strlen(text: NonNull<c_char>) -> usize;
        unsafe fn strchr(text: *const c_char, character: c_int) -> Option<NonNull<c_char>>;
        safe fn atexit(function: Option<unsafe extern "C" fn()>) -> c_int;
        unsafe fn bsearch(
            key: *const c_void, base: *const c_void, count: libc::size_t, size: usize,
            compare: Option<unsafe extern "C" fn(*const c_void, item: *const c_void) -> c_int>,
        ) -> *mut c_void;
        safe fn fabs(x: f64) -> libc::c_double;
        unsafe fn time(place: Option<NonNull<libc::time_t>>) -> libc::time_t;
        unsafe fn uname(name: *mut Utsname) -> c_int;
    }
}

#[derive(rffi::CStruct)]
#[repr(C)]
#[cstruct(name = "struct utsname")]
struct Utsname {
    names: [[c_char; 65]; 6],
}

#[test]
fn rusts_words_are_spelled_as_c_does() {
    let described: Vec<String> = RUSTS_WORDS.iter().map(ToString::to_string).collect();
    assert_eq!(
        described,
        [
            "void *memmove(void *dest, const void *src, size_t n)",
            "pid_t getpid(void)",
            "int abs(int number)",
            "int32_t abs(int32_t number)",
            "long strtol(const char *text, char **end, int base)",
            "uintptr_t strlen(char *text)",
            "char *strchr(const char *text, int character)",
            "int atexit(void (*function)(void))",
            "void *bsearch(const void *key, const void *base, size_t count, uintptr_t size, \
             int (*compare)(const void *, const void *item))",
            "double fabs(double x)",
            "time_t time(time_t *place)",
            "int uname(struct utsname *name)",
        ]
    );
    let utsname = Type::of::<Utsname>().definition().unwrap();
    assert_eq!(utsname, "struct utsname {\n    char names[6][65];\n};");
}

#[test]
fn rusts_words_are_called() {
    let mut text = *b"nonnull\0";
    let start = NonNull::from(&mut text[0]);
    // SAFETY: all point to `text`, which is a C string of 7 bytes.
    unsafe {
        assert_eq!(strlen(start.cast()), 7);
        memmove(start.cast(), start.as_ptr().add(3).cast(), 5);
        assert_eq!(CStr::from_ptr(start.as_ptr().cast()), c"null");
        let second = strchr(start.as_ptr().cast(), b'u'.into());
        assert_eq!(second, NonNull::new(start.as_ptr().add(1).cast()));
        assert_eq!(strchr(start.as_ptr().cast(), b'x'.into()), None);
        assert!(time(None) > 0);
    }
    assert_eq!((abs_c(-2), abs_rust(-3), fabs(-0.5)), (2, 3, 0.5));
    assert_eq!(u32::try_from(getpid()), Ok(std::process::id()));
}

#[test]
fn a_null_value_is_refused_where_null_is_not_allowed() {
    let call = |external: &External, args: &[Value]| {
        // SAFETY: the values are as the functions want them, or refused.
        unsafe { external.call(args) }.map_err(|error| error.to_string())
    };
    assert_eq!(
        call(strlen::EXTERNAL, &[Value::NULL]).unwrap_err(),
        "`strlen`: argument 1: expected `char *` that is not null, got NULL"
    );
    assert_eq!(
        call(strlen::EXTERNAL, &[Value::from(1)]).unwrap_err(),
        "`strlen`: argument 1: expected `char *`, got 1 (a signed integer)"
    );
    let text = Value::from(c"four".as_ptr());
    assert_eq!(
        call(strlen::EXTERNAL, &[text]).unwrap().as_integer(),
        Some(4)
    );
    let null = call(strchr::EXTERNAL, &[text, Value::from(7)]).unwrap();
    assert_eq!(null, Value::NULL);
    let pointer = call(strchr::EXTERNAL, &[text, Value::from(i32::from(b'r'))]).unwrap();
    let pointer = <Option<NonNull<c_char>>>::from_value(pointer).unwrap();
    assert_eq!(
        pointer.map(NonNull::addr).map(usize::from),
        Some(address(text) + 3)
    );
    assert!(call(time::EXTERNAL, &[Value::NULL]).is_ok());
}

fn address(value: Value) -> usize {
    Ptr::<c_void>::from_value(value).unwrap().addr()
}
