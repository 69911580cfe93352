//! `#[derive(CStruct)]`: a struct or union of Rust as one of C.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use syn::{Attribute, Fields, Generics, Ident, Item, LitStr, Path};

use crate::keys::{self, read_keys};
use crate::repr::Repr;
use crate::{Errors, Member, MemberKind};

/// The keys of `#[cstruct(..)]` on a struct or union.
const KEYS: &[&str] = &["name", "gc", "no_verify", "crate"];

/// A struct or union, and what its attributes say.
pub struct Record {
    /// The name in Rust.
    pub ident: Ident,
    /// Whether it is a union.
    pub is_union: bool,
    /// The name in C.
    pub name: String,
    /// The path of the crate `lltype`.
    pub krate: Path,
    /// `#[repr(packed)]`
    pub packed: bool,
    /// `#[repr(packed(N))]`
    pub pack: Option<u32>,
    /// `#[repr(align(N))]`
    pub align: Option<u32>,
    /// `#[cstruct(gc)]`
    pub gc: bool,
    /// `#[cstruct(no_verify)]`: it says on purpose something else than its header.
    pub no_verify: bool,
    /// The members, in order.
    pub members: Vec<Member>,
    /// Whether it has an error, so that checks of its layout would only add others.
    pub broken: bool,
}

/// The parts of the item that count.
struct Parts<'a> {
    attributes: &'a [Attribute],
    ident: &'a Ident,
    generics: &'a Generics,
    is_union: bool,
    fields: Vec<&'a syn::Field>,
}

impl Record {
    /// Reads the item that the derive is on; `None` if nothing can be made of it.
    #[must_use]
    pub fn parse(item: TokenStream, lltype: Path) -> (Option<Record>, Errors) {
        let mut errors = Errors::new();
        let item = errors.take(syn::parse2::<Item>(item));
        let parts = item.as_ref().and_then(|item| parts(item, &mut errors));
        let record = parts.and_then(|parts| Record::read(&parts, lltype, &mut errors));
        (record, errors)
    }

    fn read(parts: &Parts<'_>, lltype: Path, errors: &mut Errors) -> Option<Record> {
        let Parts {
            ident,
            generics,
            is_union,
            ..
        } = *parts;
        if !generics.params.is_empty() {
            errors.at(
                generics,
                format_args!(
                    "a C type has no generic parameters; write one struct for each type that \
                     `{ident}` is used with"
                ),
            );
            return None;
        }
        let repr = read_repr(parts, errors);
        let settings = Settings::read(parts.attributes, errors);
        let keyword = if is_union { "union" } else { "struct" };
        let name = keys::c_type_name(ident, keyword, settings.name.as_ref(), errors);
        let mut members = read_members(parts, errors);
        keep_unique(&mut members, errors);
        Some(Record {
            ident: ident.clone(),
            is_union,
            name,
            krate: settings.krate.unwrap_or(lltype),
            packed: repr.packed,
            pack: repr.pack,
            align: repr.align,
            gc: settings.gc,
            no_verify: settings.no_verify,
            members,
            broken: !errors.is_empty(),
        })
    }

    /// The last member, if its type says by its name that it has no fixed size.
    #[must_use]
    pub fn tail(&self) -> Option<&Member> {
        let is_tail = |member: &&Member| !self.is_union && member.is_tail();
        self.members.last().filter(is_tail)
    }
}

fn parts<'a>(item: &'a Item, errors: &mut Errors) -> Option<Parts<'a>> {
    match item {
        Item::Struct(item) => {
            match &item.fields {
                Fields::Named(_) => {}
                Fields::Unnamed(fields) => errors.at(
                    fields,
                    format_args!(
                        "the members of a C struct have names; write `struct {} {{ first: .. }}`",
                        item.ident
                    ),
                ),
                Fields::Unit => errors.at(
                    &item.ident,
                    format_args!(
                        "a struct without members has no form in C; write `struct {} {{ .. }}`",
                        item.ident
                    ),
                ),
            }
            Some(Parts {
                attributes: &item.attrs,
                ident: &item.ident,
                generics: &item.generics,
                is_union: false,
                fields: item.fields.iter().collect(),
            })
        }
        Item::Union(item) => Some(Parts {
            attributes: &item.attrs,
            ident: &item.ident,
            generics: &item.generics,
            is_union: true,
            fields: item.fields.named.iter().collect(),
        }),
        Item::Enum(item) => {
            errors.at(
                item.enum_token,
                "`CStruct` is for structs and unions; use `#[derive(CEnum)]`",
            );
            None
        }
        _ => None,
    }
}

fn read_repr(parts: &Parts<'_>, errors: &mut Errors) -> Repr {
    let repr = Repr::read(parts.attributes);
    let foreign = repr.foreign.as_ref().or(repr.integer.as_ref());
    match foreign {
        Some(word) => errors.at(
            word,
            format_args!("`repr({word})` is not the layout of a C struct; use `#[repr(C)]`"),
        ),
        None if !repr.c => errors.at(
            parts.ident,
            format_args!(
                "`{}` needs `#[repr(C)]`: without it, Rust orders the members as it likes",
                parts.ident
            ),
        ),
        None => {}
    }
    repr
}

/// What `#[cstruct(..)]` says.
#[derive(Default)]
struct Settings {
    name: Option<LitStr>,
    gc: bool,
    no_verify: bool,
    krate: Option<Path>,
}

impl Settings {
    fn read(attributes: &[Attribute], errors: &mut Errors) -> Self {
        let mut settings = Settings::default();
        read_keys(attributes, "cstruct", KEYS, errors, |key, input, _| {
            match key.to_string().as_str() {
                "name" => settings.name = Some(keys::text(key, input)?),
                "gc" => settings.gc = true,
                "no_verify" => settings.no_verify = true,
                _ => settings.krate = Some(keys::path(key, input)?),
            }
            Ok(())
        });
        settings
    }
}

fn read_members(parts: &Parts<'_>, errors: &mut Errors) -> Vec<Member> {
    let fields = parts.fields.iter();
    let members = fields.filter_map(|field| {
        let ident = field.ident.as_ref()?;
        Some(Member::read(field, ident, parts.is_union, errors))
    });
    members.collect()
}

/// Takes out members that have the name of another in C, or its token.
fn keep_unique(members: &mut Vec<Member>, errors: &mut Errors) {
    let mut seen = Seen::default();
    members.retain_mut(|member| match &mut member.kind {
        MemberKind::Bits(fields) => {
            fields.retain(|field| {
                let named = field.named.as_ref();
                named.is_none_or(|named| {
                    seen.is_first(&named.ident, &named.name, &named.token, errors)
                })
            });
            true
        }
        _ => seen.is_first(&member.ident, &member.name, &member.token, errors),
    });
}

/// What names and tokens were given, and to whom.
#[derive(Default)]
struct Seen {
    names: HashMap<String, Ident>,
    tokens: HashMap<String, Ident>,
}

impl Seen {
    fn is_first(&mut self, ident: &Ident, name: &str, token: &Ident, errors: &mut Errors) -> bool {
        if let Some(first) = self.names.get(name) {
            let message = match first == ident {
                true => format!("there is another `{ident}`"),
                false => format!("`{first}` and `{ident}` are both `{name}` in C"),
            };
            errors.at(ident, message);
            return false;
        }
        if let Some(first) = self.tokens.get(&token.to_string()) {
            let message = format!(
                "the tokens of `{first}` and `{ident}` are both `{token}`; name one by \
                 `#[cstruct(token = NAME)]`"
            );
            errors.at(ident, message);
            return false;
        }
        if !name.is_empty() {
            self.names.insert(name.to_owned(), ident.clone());
        }
        self.tokens.insert(token.to_string(), ident.clone());
        true
    }
}
