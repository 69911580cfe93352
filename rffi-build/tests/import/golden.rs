//! The whole module of the header with one of everything.

use std::fs;

use crate::support::{everything, folder, imported};

/// `TRYBUILD=overwrite` writes it anew, as it does for messages.
#[test]
fn the_module_of_everything() {
    let Some(module) = imported(&everything()) else {
        return;
    };
    let text = module.text.replace(folder().to_str().unwrap(), "FOLDER");
    let golden = folder().join("everything.golden.rs");
    #[expect(
        clippy::disallowed_methods,
        reason = "the one variable by which golden files are written"
    )]
    if std::env::var_os("TRYBUILD").is_some_and(|value| value == "overwrite") {
        fs::write(&golden, &text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap();
    for (number, (found, expected)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(found, expected, "line {}", number + 1);
    }
    assert_eq!(text.lines().count(), expected.lines().count());
}

#[test]
fn what_is_left_out_has_a_reason() {
    let Some(module) = imported(&everything()) else {
        return;
    };
    let left: Vec<String> = module.left_out.iter().map(ToString::to_string).collect();
    let expected = [
        "printer: is `VOIDP` in the module: Rust has no type for a pointer to such a function",
        "many: it has 17 parameters, and a declaration has at most 16",
        "unknown_length: an array whose length the header does not say; declare it with its length",
        "EVERYTHING_H: a macro without a value",
        "TWICE: a macro with parameters, whose types are not known; declare it as a function with `#[c_macro]`",
        "NOTHING: a macro without a value",
        "POINTER: a macro that is no number and no text: `((void *)0)`",
    ];
    assert_eq!(left, expected);
    // The module says the same.
    for left in left {
        assert!(module.text.contains(&format!("// {left}\n")), "{left}");
    }
}

/// `long double` takes 12 bytes there, for which bindgen has `f64`.
#[test]
fn another_target_has_its_own_types() {
    let mut what = everything();
    what.toolchain.target = "i686-unknown-linux-gnu".to_owned();
    if let Err(error) = rffi_build::import(&what) {
        println!("skipped: {error} (Debian's packages gcc-i686-linux-gnu, libc6-dev-i386-cross)");
        return;
    }
    let Some(module) = imported(&what) else {
        return;
    };
    assert!(
        module
            .text
            .contains("fn half(x: LONGDOUBLE) -> LONGDOUBLE;"),
        "{}",
        module.text
    );
    assert!(
        module.text.contains("pub x: LONGDOUBLE,"),
        "{}",
        module.text
    );
}
