//! [`Errors`]: all mistakes of one macro call, not the first alone.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// Collects errors while parsing goes on.
#[derive(Default)]
pub struct Errors(Option<syn::Error>);

impl Errors {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one that has its place already.
    pub fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// Adds one about these tokens.
    pub fn at(&mut self, tokens: impl ToTokens, message: impl core::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds the error of a part, and gives its value where there is none.
    pub(crate) fn take<T>(&mut self, part: syn::Result<T>) -> Option<T> {
        part.map_err(|error| self.push(error)).ok()
    }

    /// Adds all of another collection.
    pub fn append(&mut self, other: Errors) {
        if let Some(errors) = other.0 {
            self.push(errors);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// All of them as one error.
    ///
    /// # Errors
    /// If there is one.
    pub fn into_result(self) -> syn::Result<()> {
        match self.0 {
            Some(errors) => Err(errors),
            None => Ok(()),
        }
    }

    /// A `compile_error!` for each.
    #[must_use]
    pub fn into_compile_errors(self) -> TokenStream {
        self.0
            .map(|error| error.into_compile_error())
            .unwrap_or_default()
    }
}
