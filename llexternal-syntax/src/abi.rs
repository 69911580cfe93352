//! [`Abi`]: the calling convention of a block.

use syn::parse::ParseStream;
use syn::{LitStr, Token};

use crate::Errors;
use crate::suggest::{did_you_mean, quoted};

/// The strings behind `extern`.
const KNOWN: &[&str] = &["C", "C-unwind", "system", "stdcall"];

/// `extern "C"`.
#[derive(Clone)]
pub struct Abi(LitStr);

impl Abi {
    /// The string, as it was written.
    #[must_use]
    pub fn literal(&self) -> &LitStr {
        &self.0
    }

    /// Whether a panic, or an exception of C++, may leave its functions.
    #[must_use]
    pub fn unwinds(&self) -> bool {
        self.0.value().ends_with("-unwind")
    }

    /// C's own, where the user's is wrong or absent.
    pub(crate) fn c(span: proc_macro2::Span) -> Self {
        Abi(LitStr::new("C", span))
    }

    /// Reads the string behind `extern`.
    pub(crate) fn parse(
        input: ParseStream<'_>,
        word: &Token![extern],
        errors: &mut Errors,
    ) -> syn::Result<Self> {
        let Some(abi) = input.parse::<Option<LitStr>>()? else {
            errors.at(
                word,
                "write `unsafe extern \"C\" { .. }`, with the calling convention",
            );
            return Ok(Abi::c(word.span));
        };
        let name = abi.value();
        if KNOWN.contains(&name.as_str()) {
            return Ok(Abi(abi));
        }
        let (hint, known) = (did_you_mean(&name, KNOWN), quoted(KNOWN));
        let message =
            format!("the calling convention `{name}` is not known{hint}\nknown are {known}");
        errors.at(&abi, message);
        Ok(Abi::c(abi.span()))
    }
}
