//! [`Strictness`]: how much is an error.

/// How much is an error when declarations are compared with headers: the variable `RFFI_VERIFY`, or
/// [`Verification::strictness`](crate::Verification::strictness).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strictness {
    /// `off`: nothing is compared.
    Off,
    /// What is ABI is an error; what is the same on this target alone is a warning.
    #[default]
    Default,
    /// `strict`: warnings are errors, too.
    Strict,
}

impl Strictness {
    /// Reads the value of the variable.
    ///
    /// # Errors
    /// It is none of the words: a message.
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "" | "default" => Ok(Strictness::Default),
            "off" => Ok(Strictness::Off),
            "strict" => Ok(Strictness::Strict),
            _ => Err(format!(
                "the variable `RFFI_VERIFY` is `{word}`; write `off`, `default` or `strict`"
            )),
        }
    }
}
