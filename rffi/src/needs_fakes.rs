//! What a call of `fake` meets where the feature `fakes` is off.
//!
//! A stand-in for each declared function would cost the compiler a fifth of what a declaration costs. One
//! trait for all makes it name this module instead.

use crate::private::FakesAreCompiledIn;

/// Not to be imported: it is here so that the compiler names it where `name::fake(..)` is called and
/// the feature `fakes` of `rffi` is off. Add to `Cargo.toml`:
///
/// ```toml
/// [dev-dependencies]
/// rffi = { version = "0.1", features = ["fakes"] }
/// ```
pub trait NeedsTheFeatureFakesOfRffi {
    /// Needs the feature `fakes` of `rffi`.
    fn fake<F: FakesAreCompiledIn>(_fake: F) {}

    /// Needs the feature `fakes` of `rffi`.
    fn fake_shared<F: FakesAreCompiledIn>(_fake: F) {}
}

impl<T> NeedsTheFeatureFakesOfRffi for T {}
