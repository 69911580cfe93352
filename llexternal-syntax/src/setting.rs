//! Settings before the declarations: `list = pub NAME;`.

use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token, Visibility};

use crate::Errors;
use crate::suggest::{did_you_mean, quoted};

/// `list = pub NAME;`
pub struct List {
    /// Its visibility.
    pub vis: Visibility,
    /// Its name.
    pub ident: Ident,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(List {
            vis: input.parse()?,
            ident: input.parse()?,
        })
    }
}

/// Whether `key =` comes next.
pub(crate) fn starts_setting(input: ParseStream<'_>) -> bool {
    input.peek(Ident) && input.peek2(Token![=])
}

/// A setting whose value is being read.
pub(crate) struct Setting {
    key: Ident,
    /// The key, one of those known.
    pub(crate) name: String,
}

impl Setting {
    /// Reads `key =`.
    pub(crate) fn start(input: ParseStream<'_>, known: &[&str]) -> syn::Result<Self> {
        let key: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let name = key.to_string();
        if known.contains(&name.as_str()) {
            return Ok(Setting { key, name });
        }
        let (hint, known) = (did_you_mean(&name, known), quoted(known));
        let message = format!("unknown setting `{name}`{hint}\nknown are {known}");
        Err(syn::Error::new_spanned(key, message))
    }

    /// Reads the `;` behind the value.
    pub(crate) fn end(self, input: ParseStream<'_>, given_already: bool, errors: &mut Errors) {
        let Setting { key, name } = self;
        if given_already {
            errors.at(&key, format_args!("`{name}` was given already"));
        }
        if !input.peek(Token![;]) {
            errors.at(
                &key,
                format_args!("expected `;` after the value of `{name}`"),
            );
        }
        let _: syn::Result<Option<Token![;]>> = input.parse();
    }
}
