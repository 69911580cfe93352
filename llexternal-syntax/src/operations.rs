//! A whole `register_external!`.

use proc_macro2::TokenStream;
use syn::parse::ParseStream;

use crate::items::parse_all;
use crate::setting::{Setting, starts_setting};
use crate::{Errors, List, Operation};

/// What one `register_external!` says.
#[derive(Default)]
pub struct Operations {
    /// `list = ..;`
    pub list: Option<List>,
    /// The operations that could be read.
    pub operations: Vec<Operation>,
}

impl Operations {
    /// Reads the tokens inside `register_external! { .. }`, all of them: what is wrong is in the
    /// errors, what is right in the operations.
    #[must_use]
    pub fn parse(tokens: TokenStream) -> (Operations, Errors) {
        let mut operations = Operations::default();
        let errors = parse_all(tokens, |input, errors| operations.parse_part(input, errors));
        (operations, errors)
    }

    fn parse_part(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        if starts_setting(input) {
            let setting = Setting::start(input, &["list"])?;
            let given_already = self.list.replace(input.parse()?).is_some();
            setting.end(input, given_already, errors);
        } else {
            self.operations.push(Operation::parse(input, errors)?);
        }
        Ok(())
    }
}
