//! Calls by libffi: the same as by this crate's own code, and what is refused.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "small numbers, and words of numbers"
)]

mod allocations;
mod calls;
mod conventions;
mod echo;
mod refusals;
mod sizes;
mod types;
mod variadic;

use std::ffi::c_void;

use llcall::{Backend, Caller};
use lltype::{Prototype, Type};

/// All that there are here.
fn backends() -> impl Iterator<Item = Backend> {
    let all = [Backend::Own, Backend::Libffi].into_iter();
    all.filter(|backend| backend.is_available())
}

fn prototype(name: &'static str, params: &[Type], result: &Type) -> Prototype {
    Prototype::new(name, Type::function(params, result, false).unwrap()).unwrap()
}

/// A caller by each backend.
fn callers(prototype: &Prototype, more: &[Type]) -> Vec<Caller> {
    let callers = backends().map(|backend| Caller::with_backend(prototype, more, backend).unwrap());
    let callers: Vec<_> = callers.collect();
    let made_by = callers.iter().map(Caller::backend);
    assert!(made_by.eq(backends()));
    callers
}

fn place<T>(value: &mut T) -> *mut c_void {
    (&raw mut *value).cast()
}

#[test]
fn what_is_there_says_so() {
    assert!(Backend::Libffi.is_available());
    assert!(Backend::DEFAULT.is_available());
    assert_eq!(Backend::Libffi.to_string(), "libffi");
}
