//! Suite `calls`: C functions whose signatures are known at run time alone.
//!
//! Each row stands beside a call of the same function through a pointer of its type, and libffi's beside
//! ours. For each call, the arguments come from where the compiler does not see them, and function and
//! signature from a place in memory, as they come to an interpreter.

use core::ffi::{c_char, c_int};
use core::mem::MaybeUninit;
use std::hint::black_box;

use ::cdef::Cdef;
use llcall::Caller;
use lltype::{Primitive, Prototype, Scalar, Value};
use rffi::{Func, Function, Library};

use crate::callees::{Argument, Big, DECLARATIONS, LIBRARY, Pt, Returned, symbol};
#[cfg(feature = "libffi")]
use crate::libffi::{Cif, Described};
use crate::measure::{Effort, compare};
use crate::row::{Row, Target};

/// So many calls of one function.
type Work = Box<dyn FnMut(u32)>;

/// One function, called in every way.
struct Case {
    name: &'static str,
    typed: Work,
    words: Work,
    values: Work,
    #[cfg(feature = "libffi")]
    libffi: Option<Work>,
}

const TEXT: *const c_char = c"sixteen letters!".as_ptr();
const _: () = assert!(c"sixteen letters!".count_bytes() == 16);

static A: Pt = Pt { x: 1.5, y: 2.5 };
static B: Pt = Pt { x: 4.0, y: 8.0 };
static BIG: Big = Big {
    v: [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
};

/// Measures the suite.
///
/// # Panics
/// If a call returns something else than C does.
#[must_use]
pub fn rows(effort: Effort) -> Vec<Row> {
    let mut rows: Vec<_> = handles(effort).into();
    for mut case in scalars() {
        let row = case.words_beside_typed(effort);
        rows.push(row.target(Target::Ratio(1.9)).aim(Target::Ratio(1.3)));
        rows.extend(case.libffi_beside_words(effort, 4.0, Some(8.0)));
    }
    for (mut case, must, aim) in checked() {
        let row = case.values_beside_typed(effort);
        rows.push(row.target(Target::Ratio(must)).aim(Target::Ratio(aim)));
    }
    for (mut case, [must, aim], libffi, libffi_aim) in others() {
        let row = case.words_beside_typed(effort);
        rows.push(row.target(Target::Ratio(must)).aim(Target::Ratio(aim)));
        rows.extend(case.libffi_beside_words(effort, libffi, libffi_aim));
    }
    let mut eight = eight_ints("words: sum8(int x8)");
    rows.push(eight.words_beside_typed(effort));
    rows.extend(eight.libffi_beside_words(effort, 4.0, Some(8.0)));
    if !cfg!(feature = "libffi") {
        eprintln!("skipped: libffi (needs `--features libffi`)");
    }
    rows
}

/// What calls with checked values take, by the names that the peers print.
pub(crate) fn for_peers(effort: Effort) -> Vec<(&'static str, f64)> {
    let [nop, add, fma3, strlen, ..] = scalars();
    let [(pt_add, ..), (big_id, ..), (vsum, ..)] = others();
    let cases = [
        ("nop", nop),
        ("add", add),
        ("fma3", fma3),
        ("strlen16", strlen),
        ("sum8", eight_ints("sum8")),
        ("pt_add", pt_add),
        ("big_id", big_id),
        ("vsum3", vsum),
    ];
    let time = |(name, mut case): (_, Case)| (name, case.values_beside_typed(effort).comparison.ns);
    cases.map(time).into()
}

impl Case {
    fn words_beside_typed(&mut self, effort: Effort) -> Row {
        let comparison = compare(effort, &mut self.words, &mut self.typed);
        Row::new("calls", self.name, "typed pointer", comparison)
    }

    fn values_beside_typed(&mut self, effort: Effort) -> Row {
        let comparison = compare(effort, &mut self.values, &mut self.typed);
        Row::new("calls", self.name, "typed pointer", comparison)
    }

    #[cfg(feature = "libffi")]
    fn libffi_beside_words(&mut self, effort: Effort, must: f64, aim: Option<f64>) -> Option<Row> {
        let libffi = self.libffi.as_mut()?;
        let comparison = compare(effort, libffi, &mut self.words);
        let row = Row::new("calls", "  libffi", "ours", comparison).target(Target::AtLeast(must));
        Some(Row {
            aim: aim.map(Target::AtLeast),
            ..row
        })
    }

    #[cfg(not(feature = "libffi"))]
    #[expect(clippy::unused_self, reason = "there is no libffi")]
    fn libffi_beside_words(&mut self, _: Effort, _: f64, _: Option<f64>) -> Option<Row> {
        None
    }
}

/// Calls again and again, and looks at the first result.
///
/// The call must write a result. It stands here once, so that it becomes a part of the loop.
fn repeat<R>(call: impl Fn(&mut MaybeUninit<R>) + 'static, expected: R) -> Work
where
    R: Returned + 'static,
{
    let mut result = MaybeUninit::uninit();
    let mut expected = Some(expected);
    let mut work = move |calls| {
        for _ in 0..calls {
            call(&mut result);
            black_box(&result);
        }
        if let Some(expected) = expected.take() {
            // SAFETY: the call wrote it.
            assert_eq!(unsafe { result.assume_init_ref() }, &expected);
        }
    };
    work(1);
    Box::new(work)
}

/// Says what they are, also where there are none.
fn values_of<const N: usize>(values: [Value; N]) -> [Value; N] {
    values
}

fn prototype(text: &str) -> Prototype {
    let cdef = Cdef::parse(DECLARATIONS).expect("C");
    cdef.prototype(text).expect("C")
}

/// One function, by its declaration, its type in Rust and its arguments.
macro_rules! case {
    ($name:expr, $text:literal $(+ $more:expr)?, $function:literal as $ty:ty,
     ($($arg:ident: $value:expr),*) -> $result:ty = $expected:expr) => {{
        // SAFETY: the function is of this type.
        let typed = unsafe { core::mem::transmute::<*const (), $ty>(symbol($function)) };
        let typed: &'static $ty = Box::leak(Box::new(typed));
        let target = symbol($function);
        let prototype = prototype($text);
        #[allow(unused_mut, unused_assignments, reason = "of a variadic function, there are more")]
        let mut more: &[lltype::Type] = &[];
        $(more = $more;)?
        let caller = match more {
            [] => Caller::new(&prototype),
            _ => Caller::variadic(&prototype, more),
        };
        let ours: &'static (Caller, *const ()) =
            Box::leak(Box::new((caller.expect("a signature"), target)));
        let expected: $result = $expected;
        Case {
            name: $name,
            // SAFETY: the function is of this type, here and below; the text is one.
            typed: repeat(move |to| {
                // SAFETY: as above.
                to.write(unsafe { (*black_box(typed))($(black_box($value).c()),*) });
            }, expected),
            words: repeat(
                move |to| {
                    let words: &[u64] = &[$(black_box($value).word()),*];
                    // SAFETY: as above.
                    unsafe {
                        let (caller, target) = black_box(ours);
                        <$result>::by_words(to, caller, *target, words);
                    }
                },
                expected,
            ),
            values: repeat(
                move |to| {
                    let values = values_of([$(black_box($value).value()),*]);
                    let values = black_box(&values);
                    // SAFETY: as above.
                    unsafe {
                        let (caller, target) = black_box(ours);
                        <$result>::by_values(to, caller, *target, values);
                    }
                },
                expected,
            ),
            #[cfg(feature = "libffi")]
            libffi: case!(@libffi target, more, prototype, ($($arg: $value),*) -> $result = expected),
        }
    }};
    (@libffi $target:ident, $more:ident, $prototype:ident, () -> $result:ty = $expected:ident) => {{
        let _ = ($more, $prototype);
        None
    }};
    (@libffi $target:ident, $more:ident, $prototype:ident,
     ($($arg:ident: $value:expr),*) -> $result:ty = $expected:ident) => {{
        let types = [$(described(&$value)),*];
        let fixed = (!$more.is_empty()).then(|| $prototype.arity().try_into().expect("few"));
        let cif = Cif::new(&types, fixed, <$result>::described());
        let theirs: &'static (Cif, *const ()) = Box::leak(Box::new((cif, $target)));
        Some(repeat(
            move |to| {
                $(let $arg = black_box($value);)*
                // SAFETY: as above.
                unsafe {
                    let (cif, target) = black_box(theirs);
                    cif.call(*target, &mut [$($arg.place()),*], to);
                }
            },
            $expected,
        ))
    }};
}

/// The description of what C gets.
#[cfg(feature = "libffi")]
fn described<A: Argument>(_: &A) -> *mut libffi_sys::ffi_type
where
    A::C: Described,
{
    A::C::described()
}

type Binary = unsafe extern "C" fn(c_int, c_int) -> c_int;

/// What `rffi` makes of a function in a library: by the type that the compiler knows, and by the
/// declaration.
fn handles(effort: Effort) -> [Row; 3] {
    // SAFETY: the library runs nothing, and has what is declared.
    let (typed, checked) = unsafe {
        let library = Library::open(LIBRARY).expect("it was built");
        (
            library
                .func::<Binary>("int add(int, int)")
                .expect("it has this type"),
            library.function("int add(int, int)").expect("it is there"),
        )
    };
    let typed: &'static Func<Binary> = Box::leak(Box::new(typed));
    let checked: &'static Function = Box::leak(Box::new(checked));
    let pointer = move |to: &mut MaybeUninit<c_int>| {
        // SAFETY: it takes any numbers, here and below; the function stays.
        to.write(unsafe { black_box(typed).pointer()(black_box(3), black_box(4)) });
    };
    let call = move |to: &mut MaybeUninit<c_int>| {
        let args = (black_box(3), black_box(4));
        // SAFETY: as above.
        to.write(unsafe { black_box(typed).call(args) }.expect("an open library"));
    };
    let call_checked = move |to: &mut MaybeUninit<c_int>| {
        let args = [black_box(3), black_box(4)].map(Value::from);
        let args = black_box(&args);
        // SAFETY: as above.
        let sum = unsafe { black_box(checked).call(args) };
        to.write(
            sum.ok()
                .and_then(|sum| c_int::from_value(sum).ok())
                .expect("an int"),
        );
    };
    let row = |name, mut case: Work| {
        let mut beside = two_ints(name).typed;
        Row::new(
            "calls",
            name,
            "typed pointer",
            compare(effort, &mut case, &mut beside),
        )
    };
    [
        row("Func::pointer: add(int, int)", repeat(pointer, 7)).target(Target::Ratio(1.0)),
        row("Func::call: add(int, int)", repeat(call, 7)),
        row("Function::call: add(int, int)", repeat(call_checked, 7)),
    ]
}

/// Arguments that are words, at most six.
fn scalars() -> [Case; 7] {
    [
        case!("words: nop()", "void nop(void)", "nop" as unsafe extern "C" fn(), () -> () = ()),
        two_ints("words: add(int, int)"),
        case!(
            "words: fma3(double x3)", "double fma3(double, double, double)",
            "fma3" as unsafe extern "C" fn(f64, f64, f64) -> f64,
            (a: 2.0, b: 3.0, c: 4.0) -> f64 = 10.0
        ),
        case!(
            "words: strlen(char *)", "size_t my_strlen(const char *)",
            "my_strlen" as unsafe extern "C" fn(*const c_char) -> usize,
            (text: TEXT) -> usize = 16
        ),
        case!(
            "words: mixed(int, double, char *, double)",
            "double mixed4(int, double, const char *, double)",
            "mixed4" as unsafe extern "C" fn(c_int, f64, *const c_char, f64) -> f64,
            (a: 1, b: 2.0, c: TEXT, d: 3.0) -> f64 = 7.0 + f64::from(b's')
        ),
        case!(
            "words: sum6(int x6)", "int sum6(int, int, int, int, int, int)",
            "sum6" as unsafe extern "C" fn(c_int, c_int, c_int, c_int, c_int, c_int) -> c_int,
            (a: 1, b: 2, c: 3, d: 4, e: 5, f: 6) -> c_int = 21
        ),
        case!(
            "words: mixed(int, double, char *, double, int, double)",
            "double mixed6(int, double, const char *, double, int, double)",
            "mixed6"
                as unsafe extern "C" fn(c_int, f64, *const c_char, f64, c_int, f64) -> f64,
            (a: 1, b: 2.0, c: TEXT, d: 3.0, e: 4, f: 5.0) -> f64 = 27.0 + f64::from(b's')
        ),
    ]
}

fn two_ints(name: &'static str) -> Case {
    case!(
        name, "int add(int, int)",
        "add" as Binary,
        (a: 3, b: 4) -> c_int = 7
    )
}

type Eight = unsafe extern "C" fn(c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int) -> c_int;

fn eight_ints(name: &'static str) -> Case {
    case!(
        name, "int sum8(int, int, int, int, int, int, int, int)",
        "sum8" as Eight,
        (a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8) -> c_int = 36
    )
}

/// Called with values, and what that shall and would best take.
fn checked() -> [(Case, f64, f64); 2] {
    [
        (two_ints("values: add(int, int)"), 3.0, 2.0),
        (eight_ints("values: sum8(int x8)"), 5.0, 3.5),
    ]
}

/// Structs by value and variadic functions, with what they shall and would best take, and how much more
/// libffi.
fn others() -> [(Case, [f64; 2], f64, Option<f64>); 3] {
    let ints: &'static [lltype::Type] = vec![Scalar::Int.into(); 3].leak();
    [
        (
            case!(
                "words: pt_add(16 bytes x2)", "struct pt pt_add(struct pt, struct pt)",
                "pt_add" as unsafe extern "C" fn(Pt, Pt) -> Pt,
                (a: &A, b: &B) -> Pt = Pt { x: 5.5, y: 10.5 }
            ),
            [2.0, 1.4],
            4.0,
            Some(8.0),
        ),
        (
            case!(
                "words: big_id(48 bytes)", "struct big big_id(struct big)",
                "big_id" as unsafe extern "C" fn(Big) -> Big,
                (value: &BIG) -> Big = BIG
            ),
            [1.1, 1.0],
            1.7,
            None,
        ),
        (
            case!(
                "words: vsum(3, int x3)", "int vsum(int, ...)" + ints,
                "vsum" as unsafe extern "C" fn(c_int, ...) -> c_int,
                (count: 3, a: 10, b: 20, c: 30) -> c_int = 60
            ),
            [1.5, 1.2],
            4.0,
            Some(8.0),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_gives_what_c_gives() {
        // They are called once when they are made.
        drop((scalars(), checked(), others()));
    }
}
