//! `#[leak_check]`: what it lets pass, and what it stops.

use std::panic::{UnwindSafe, catch_unwind};

use lltype::{AllocError, Ptr, free, leak_check, malloc};

/// Under another name, as in a crate that renames it.
#[expect(unreachable_pub, reason = "for the path of `leak_check`")]
mod renamed {
    pub use lltype as low;
}

fn message(body: impl FnOnce() + UnwindSafe) -> String {
    let panic = catch_unwind(body).expect_err("it panics");
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .expect("a text")
}

fn give_back(block: Ptr<u8>) {
    // SAFETY: nobody uses it.
    unsafe { free(block) }.unwrap();
}

#[test]
#[leak_check]
fn a_clean_test_passes() {
    give_back(malloc(1).unwrap());
}

#[leak_check]
#[test]
fn the_order_of_the_attributes_is_free() -> Result<(), AllocError> {
    give_back(malloc(1)?);
    if true {
        return Ok(());
    }
    Err(malloc::<u64>(usize::MAX).unwrap_err())
}

#[test]
#[leak_check]
#[should_panic(expected = "1 block never freed, 7 bytes in all:")]
fn a_leak_fails_the_test() {
    let _ = malloc::<u8>(7).unwrap();
}

#[test]
fn a_leak_of_a_passed_result_is_a_panic() {
    #[leak_check]
    fn leaky(bytes: usize) -> Result<(), AllocError> {
        malloc::<u8>(bytes).map(drop)
    }
    let text = message(|| drop(leaky(9)));
    assert!(text.contains("1 block, 9 bytes of `uint8_t`"), "{text}");
    // What it says itself comes first.
    assert!(leaky(usize::MAX).is_err());
}

#[test]
fn an_error_is_not_hidden_by_a_leak() {
    #[leak_check]
    fn fails() -> Result<(), &'static str> {
        let _ = malloc::<u8>(1).unwrap();
        Err("its own error")
    }
    assert_eq!(fails(), Err("its own error"));
}

#[test]
#[leak_check]
#[should_panic(expected = "its own panic")]
fn a_panic_is_not_hidden_by_a_leak() {
    let _ = malloc::<u8>(1).unwrap();
    panic!("its own panic");
}

#[test]
fn another_path_and_arguments() {
    #[leak_check(crate = self::renamed::low)]
    pub(crate) fn first<'a, T>(items: &'a [T], else_leak: bool) -> Result<&'a T, String>
    where
        T: std::fmt::Debug + Copy,
    {
        if else_leak {
            let _ = malloc::<u8>(2).unwrap();
        }
        items.first().ok_or_else(|| format!("{items:?}"))
    }
    assert_eq!(first(&[1, 2], false), Ok(&1));
    assert_eq!(first::<u8>(&[], true), Err("[]".to_owned()));
    assert!(message(|| drop(first(&[1], true))).contains("2 bytes"));
}

#[test]
fn methods_can_be_watched_too() {
    struct Holder(Ptr<u8>);
    impl Holder {
        #[leak_check]
        fn fill(&mut self) {
            self.0 = malloc(3).unwrap();
        }
    }
    let text = message(|| Holder(Ptr::NULL).fill());
    assert!(text.contains("1 block, 3 bytes"), "{text}");
}
