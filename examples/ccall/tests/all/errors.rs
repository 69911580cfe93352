//! What is wrong is said: the object, the cause, what would be right.

use crate::support::{refusals, refused};

#[test]
fn libraries_and_symbols() {
    let error = refused(["libgone.so", "int f(void)"]);
    assert!(
        error.contains("`libgone.so`") && error.contains("No such file"),
        "{error}"
    );
    let error = refused(["libm.so.6", "double coss(double)", "1"]);
    assert!(
        error.contains("coss") && error.contains("did you mean"),
        "{error}"
    );
    let error = refused(["-", "int no_such_function_anywhere(void)"]);
    assert!(error.contains("no_such_function_anywhere"), "{error}");
}

#[test]
fn prototypes() {
    let error = refused(["libm.so.6", "double cos(doubel x)", "1"]);
    assert!(
        error.contains("did you mean `double`?") && error.contains("^^^^^^"),
        "{error}"
    );
    for prototype in [
        "",
        ";",
        "double",
        "int x",
        "cos",
        "int (int)",
        "struct p { int x; }",
        "typedef int t",
        "f(",
        "\u{e4}",
    ] {
        let error = refused(["libm.so.6", prototype, "1"]);
        assert!(
            !error.is_empty() && !error.contains("panicked"),
            "{prototype}: {error}"
        );
    }
}

#[test]
fn counts() {
    refusals(&[
        (
            "short sh(short n)",
            &[],
            "`short sh(short n)` takes 1 argument, got 0",
        ),
        (
            "void nothing(void)",
            &["1"],
            "`void nothing(void)` takes 0 arguments, got 1",
        ),
        (
            "long add_up(int count, ...)",
            &[],
            "`long add_up(int count, ...)` takes at least 1 argument, got 0",
        ),
        (
            "short sh(short)",
            &["1", "--errno"],
            "`short sh(short)` takes 1 argument, got 2; options stand before the library",
        ),
    ]);
}

#[test]
fn kinds_and_ranges() {
    let length = "size_t length(const char *s)";
    refusals(&[
        (
            "short sh(short n)",
            &["40000"],
            "`sh`: argument 1 (`n`): 40000 does not fit in `short`: it holds -32768 to 32767",
        ),
        (
            "unsigned char uc(unsigned char)",
            &["-1"],
            "`uc`: argument 1: -1 does not fit in `unsigned char`: it holds 0 to 255",
        ),
        (
            "_Bool negate(_Bool)",
            &["2"],
            "`negate`: argument 1: 2 does not fit in `_Bool`: it holds 0 to 1",
        ),
        (
            "short sh(short)",
            &["1.5"],
            "`sh`: argument 1: expected `short`, got 1.5; `(short)` in front converts it",
        ),
        (
            "short sh(short)",
            &["null"],
            "`sh`: argument 1: expected `short`, got `null`",
        ),
        (
            "short sh(short)",
            &["\"x\""],
            "`sh`: argument 1: expected `short`, got a string",
        ),
        (
            "short sh(short)",
            &["1+2i"],
            "`sh`: argument 1: expected `short`, got a complex number",
        ),
        (
            "double same(double)",
            &["1e400"],
            "`same`: argument 1: the number does not fit in `double`",
        ),
        (
            "double same(double)",
            &["1i"],
            "`same`: argument 1: expected `double`, got a complex number",
        ),
        (
            "__int128 wide(__int128)",
            &["170141183460469231731687303715884105728"],
            "`wide`: argument 1: 170141183460469231731687303715884105728 does not fit in `__int128`: it holds -170141183460469231731687303715884105728 to 170141183460469231731687303715884105727",
        ),
        (
            length,
            &["42"],
            "`length`: argument 1 (`s`): expected `const char *`, got the number 42; a string is written `\"..\"`, an address `(void *)0x1000`",
        ),
        (
            length,
            &["\"x"],
            "`length`: argument 1 (`s`): `\"x`: `\"` is missing at the end",
        ),
        (
            "void sort(double *items, int)",
            &["{1}", "1"],
            "`sort`: argument 1 (`items`): expected `double *`, got a struct; a pointer to a new one is written `&{..}`",
        ),
        (
            "long add_up(int, ...)",
            &["1", "{1}"],
            "`add_up`: argument 2: nothing says which type a struct has; a cast does: `(struct name){..}`",
        ),
    ]);
}

#[test]
fn structs() {
    let total = "struct p { int x; double y; }; double total(struct p a, struct p *b)";
    let nested = "struct p { int x; double y; }; struct nested { char name[8]; struct p points[2]; \
                  struct { short a, b; } inner; }; struct nested swap(struct nested n)";
    let union = "union number { int i; float f; }; union number as_float(union number u)";
    let opaque = "struct hidden; void *pointer(struct hidden *h)";
    refusals(&[
        (
            total,
            &["{1}", "null"],
            "`total`: argument 1 (`a`): `struct p` has 2 members, got 1: `y` is missing; with names, as in `{.y = 0}`, the others are 0",
        ),
        (
            total,
            &["{1, 2, 3}", "null"],
            "`total`: argument 1 (`a`): `struct p` has room for 2, got 3 values",
        ),
        (
            total,
            &["{.z = 1}", "null"],
            "`total`: argument 1 (`a`): `struct p` has no member `z`",
        ),
        (
            total,
            &["{1, \"x\"}", "null"],
            "`total`: argument 1 (`a`): member `y`: expected `double`, got a string",
        ),
        (
            total,
            &["3", "null"],
            "`total`: argument 1 (`a`): expected `struct p`, got the number 3; a struct is written `{1, 2.5}` or `{.name = 1}`",
        ),
        (
            total,
            &["&{1, 2}", "null"],
            "`total`: argument 1 (`a`): expected `struct p`, got a pointer to a new value; it is passed by value: leave the `&` out",
        ),
        (
            nested,
            &["{\"much too long\", [], {}}"],
            "`swap`: argument 1 (`n`): member `name`: `char[8]` has room for 8, got 13 values",
        ),
        (
            nested,
            &["{.points = [{1, 2}, {1, x}]}"],
            "`swap`: argument 1 (`n`): member `points[1].y`: `x` is no constant that is declared; a string is written `\"x\"`",
        ),
        (
            nested,
            &["{.points[2].x = 1}"],
            "`swap`: argument 1 (`n`): member `points[2].x`: `struct p[2]` has room for 2, got 3 values",
        ),
        (
            union,
            &["{1, 2}"],
            "`as_float`: argument 1 (`u`): `union number` has room for 1, got 2 values",
        ),
        (
            opaque,
            &["&{1}"],
            "`pointer`: argument 1 (`h`): what is inside of `struct hidden` is not known, so none can be made; an address is written `(void *)0x1000`",
        ),
    ]);
}

#[test]
fn sizes_have_a_limit() {
    refusals(&[
        (
            "long sum(int *, long)",
            &["[[1152921504606846975] = 1]", "1"],
            "`sum`: argument 1: a `int[1152921504606846976]` is too large: there is no memory for it",
        ),
        (
            "long sum(int *, long)",
            &["[[18446744073709551615] = 1]", "1"],
            "`sum`: argument 1: a `int[18446744073709551615]` is too large: there is no memory for it",
        ),
    ]);
}
