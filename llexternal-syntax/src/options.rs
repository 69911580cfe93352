//! The attributes of a declaration that are the macro's own: `#[name = ".."]`, `#[save_errno]`, ...

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, Lit, LitStr, Meta};

use crate::attributes::word;
use crate::keys::is_c_name;
use crate::{Errors, RustAttributes};

/// What an attribute without an argument says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// `#[save_errno]`: errno is saved after the call.
    SaveErrno,
    /// `#[read_errno]`: errno is set to the saved one before the call.
    ReadErrno,
    /// `#[zero_errno]`: errno is set to 0 before the call.
    ZeroErrno,
    /// `#[save_lasterror]`: on Windows, `GetLastError` is saved after the call.
    SaveLasterror,
    /// `#[read_lasterror]`: on Windows, it is set to the saved one before the call.
    ReadLasterror,
    /// `#[save_wsalasterror]`: on Windows, `WSAGetLastError` is saved after the call.
    SaveWsalasterror,
    /// `#[alt_errno]`: the second slot is meant.
    AltErrno,
    /// `#[release_gil]`: the hooks run around the call.
    ReleaseGil,
    /// `#[c_macro]`: called through a function of C.
    CMacro,
    /// `#[declare]`: no header declares it.
    Declare,
    /// `#[elidable]`: the result depends on the arguments alone.
    Elidable,
    /// `#[sandbox_safe]`: a sandboxed program may call it.
    SandboxSafe,
    /// `#[no_verify]`: it is not compared with its header.
    NoVerify,
}

/// The attributes by their words.
const FLAGS: [(&str, Flag); 13] = [
    ("save_errno", Flag::SaveErrno),
    ("read_errno", Flag::ReadErrno),
    ("zero_errno", Flag::ZeroErrno),
    ("save_lasterror", Flag::SaveLasterror),
    ("read_lasterror", Flag::ReadLasterror),
    ("save_wsalasterror", Flag::SaveWsalasterror),
    ("alt_errno", Flag::AltErrno),
    ("release_gil", Flag::ReleaseGil),
    ("c_macro", Flag::CMacro),
    ("declare", Flag::Declare),
    ("elidable", Flag::Elidable),
    ("sandbox_safe", Flag::SandboxSafe),
    ("no_verify", Flag::NoVerify),
];

impl Flag {
    /// The word of the attribute.
    #[must_use]
    pub fn word(self) -> &'static str {
        let known = FLAGS.iter().find(|(_, flag)| *flag == self);
        known.map_or("", |(word, _)| word)
    }

    /// Every word.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        FLAGS.iter().map(|(word, _)| *word)
    }

    pub(crate) fn of_word(word: &str) -> Option<Flag> {
        let known = FLAGS.iter().find(|(known, _)| *known == word);
        known.map(|(_, flag)| *flag)
    }
}

/// The macro's own attributes of one declaration.
#[derive(Default)]
pub struct Options {
    /// `#[name = ".."]`: the name in C, where it is another.
    pub name: Option<LitStr>,
    /// `#[descriptor(Name)]`: the name of the `enum`, where a type of the function's name exists.
    pub descriptor: Option<Ident>,
    flags: Vec<(Flag, Span)>,
}

impl Options {
    /// Whether the attribute is there.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.place(flag).is_some()
    }

    /// Where the attribute is.
    #[must_use]
    pub fn place(&self, flag: Flag) -> Option<Span> {
        let found = self.flags.iter().find(|(known, _)| *known == flag);
        found.map(|(_, span)| *span)
    }

    /// The attributes that are there.
    pub fn flags(&self) -> impl Iterator<Item = (Flag, Span)> {
        self.flags.iter().copied()
    }

    /// Adds what another form of the declaration says: `save_errno` in `llexternal!("f", ..)`.
    pub(crate) fn add(&mut self, flag: Flag, span: Span, errors: &mut Errors) {
        if self.has(flag) {
            errors.push(syn::Error::new(
                span,
                format_args!("`{}` was given already", flag.word()),
            ));
        }
        self.flags.push((flag, span));
    }

    /// Sorts the attributes of a declaration: the macro's own, and Rust's.
    pub(crate) fn take(
        attributes: Vec<Attribute>,
        errors: &mut Errors,
    ) -> (Options, RustAttributes) {
        let (mut options, mut rust) = (Options::default(), RustAttributes::default());
        for attribute in attributes {
            let word = word(&attribute);
            match (Flag::of_word(&word), word.as_str()) {
                (Some(flag), _) => match &attribute.meta {
                    Meta::Path(path) => options.add(flag, path.span(), errors),
                    meta => errors.at(meta, format_args!("`{word}` takes no argument")),
                },
                (None, "name") => options.name = parse_c_name(&attribute, errors),
                (None, "descriptor") => {
                    options.descriptor = parse_descriptor(&attribute, errors);
                }
                _ => {
                    let taken = rust.take(attribute, "llexternal", &words());
                    errors.take(taken);
                }
            }
        }
        (options, rust)
    }
}

/// Every attribute that has a meaning here.
fn words() -> Vec<&'static str> {
    ["name", "descriptor"]
        .into_iter()
        .chain(Flag::words())
        .collect()
}

fn parse_c_name(attribute: &Attribute, errors: &mut Errors) -> Option<LitStr> {
    let literal = match &attribute.meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(name) => Some(name),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    let Some(name) = literal else {
        errors.at(&attribute.meta, "write the C name as `#[name = \"..\"]`");
        return None;
    };
    check_c_name(name, errors).then(|| name.clone())
}

/// Whether C could call something so.
pub(crate) fn check_c_name(name: &LitStr, errors: &mut Errors) -> bool {
    let text = name.value();
    let is_name = is_c_name(&text);
    if !is_name {
        errors.at(name, format_args!("`{text}` is not a name in C"));
    }
    is_name
}

fn parse_descriptor(attribute: &Attribute, errors: &mut Errors) -> Option<Ident> {
    let name = match &attribute.meta {
        Meta::List(list) => list.parse_args().ok(),
        _ => None,
    };
    if name.is_none() {
        errors.at(
            &attribute.meta,
            "write the name of the `enum` as `#[descriptor(Name)]`",
        );
    }
    name
}
