//! [`Unknown`]: what texts leave to the compiler.

use core::fmt;

use hashbrown::HashSet;

use crate::cdef::Cdef;
use crate::names::Name;
use crate::scope::{DeclKind, Value};
use crate::types::{Asked, Body, Node, Qualified, RecordId, RecordLayout, TypeId};
use crate::{Declaration, DeclarationKind};

/// Something that a text leaves to the compiler by `...`, with what is needed to ask for it.
///
/// ```
/// use cdef::{Cdef, Unknown};
///
/// let cdef = Cdef::parse("struct stat { long st_size; ...; }; typedef int... uid_t;\n#define EOF ...")?;
/// let unknown: Vec<Unknown> = cdef.unknowns().collect();
/// let size = vec![("st_size".to_owned(), "long".to_owned())];
/// assert_eq!(
///     unknown,
///     [
///         Unknown::Integer { typedef: "uid_t".to_owned() },
///         Unknown::Constant { name: "EOF".to_owned() },
///         Unknown::Record { name: "struct stat".to_owned(), members: size },
///     ]
/// );
/// # Ok::<(), cdef::Errors>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unknown {
    /// The size, the alignment and the places of the members of a struct or union.
    Record {
        /// What C calls it.
        name: String,
        /// The members that the text knows: name, and type as it was written, with `[...]` where the length
        /// of an array is to be asked.
        members: Vec<(String, String)>,
    },
    /// The lengths of an array, which is a variable or a typedef.
    Length {
        /// The name.
        name: String,
        /// The type as it was written: `int[...][3]`.
        spelled: String,
    },
    /// `typedef int... t;`: the size and the sign of an integer.
    Integer {
        /// The name of the type.
        typedef: String,
    },
    /// `typedef float... t;`: which float it is.
    Float {
        /// The name of the type.
        typedef: String,
    },
    /// The integer that holds an enum with constants that the text does not know, and the values of some.
    Enum {
        /// What C calls it, if it has a name.
        name: Option<String>,
        /// The constants, whose values may all be others than the text says.
        constants: Vec<String>,
    },
    /// The value of a macro.
    Constant {
        /// The name.
        name: String,
    },
}

impl fmt::Display for Unknown {
    /// For messages: what it is, and of what.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unknown::Record { name, .. } => write!(f, "the layout of `{name}`"),
            Unknown::Length { name, .. } => write!(f, "the length of `{name}`"),
            Unknown::Integer { typedef } => write!(f, "the size of the integer `{typedef}`"),
            Unknown::Float { typedef } => write!(f, "the size of the float `{typedef}`"),
            Unknown::Enum {
                name: Some(name), ..
            } => write!(f, "the values of `{name}`"),
            Unknown::Enum {
                name: None,
                constants,
            } => write!(f, "the values of the enum of `{}`", constants.join("`, `")),
            Unknown::Constant { name } => write!(f, "the value of `{name}`"),
        }
    }
}

impl Cdef {
    /// What the texts leave to the compiler: declarations in their order, then structs and unions, then
    /// enums.
    pub fn unknowns(&self) -> impl Iterator<Item = Unknown> {
        let unit = self.unit();
        let enumerators = self.enumerator_names();
        let names = self
            .declarations()
            .filter_map(move |found| self.unknown(&found, &enumerators));
        let records = unit
            .types
            .own_records()
            .filter_map(|id| self.unknown_record(id));
        names.chain(records).chain(self.unknown_enums())
    }

    /// The names of all constants of enums, which are asked for with their enums.
    fn enumerator_names(&self) -> HashSet<Name> {
        let types = &self.unit().types;
        let enums = types.own_enums().map(|id| types.enum_at(id));
        let constants = enums.flat_map(|found| &found.constants);
        constants.map(|(name, _)| *name).collect()
    }

    fn unknown(&self, found: &Declaration<'_>, enumerators: &HashSet<Name>) -> Option<Unknown> {
        let (unit, ty) = (self.unit(), found.ty_id());
        let name = found.name().to_owned();
        match (found.decl.kind, unit.types.kind(ty)) {
            (DeclKind::Value(Value::Ask), _) => {
                let is_macro = !enumerators.contains(&found.decl.name);
                is_macro.then_some(Unknown::Constant { name })
            }
            (DeclKind::Typedef, Node::Ask(asked, what)) if unit.names.text(asked) == name => {
                Some(match what {
                    Asked::Integer => Unknown::Integer { typedef: name },
                    Asked::Float => Unknown::Float { typedef: name },
                })
            }
            (DeclKind::Typedef | DeclKind::Variable | DeclKind::Constant, _)
                if self.is_own_length(found, ty) =>
            {
                let spelled = found.spelled();
                Some(Unknown::Length { name, spelled })
            }
            _ => None,
        }
    }

    /// Whether a declaration leaves a length to the compiler itself, not by a typedef that does.
    fn is_own_length(&self, found: &Declaration<'_>, ty: TypeId) -> bool {
        let types = &self.unit().types;
        let written = match types.node(ty) {
            Node::Typedef { of, .. } if found.kind() == DeclarationKind::Typedef => of,
            _ => ty,
        };
        matches!(types.node(written), Node::Array { .. }) && types.asks_length(written)
    }

    fn unknown_record(&self, id: RecordId) -> Option<Unknown> {
        let unit = self.unit();
        let record = unit.types.record_at(id);
        let name = unit.types.record_name(&unit.names, id);
        let is_answered = matches!(record.layout, RecordLayout::Known { .. });
        let name = name.filter(|_| record.body == Body::Partial && !is_answered)?;
        let members = record.fields.iter().filter_map(|field| {
            let qualified = Qualified {
                ty: field.ty,
                qualifiers: field.qualifiers,
            };
            let name = unit.names.text(field.name?).to_owned();
            Some((name, unit.types.spelled(&unit.names, qualified, "")))
        });
        let members = members.collect();
        Some(Unknown::Record { name, members })
    }

    fn unknown_enums(&self) -> impl Iterator<Item = Unknown> {
        let (types, names) = (&self.unit().types, &self.unit().names);
        let asked = types.own_enums().filter(|id| types.is_asked(*id));
        asked.map(|id| {
            let constants = types.enum_at(id).constants.iter();
            let constants = constants.map(|(name, _)| names.text(*name).to_owned());
            Unknown::Enum {
                name: types.enum_name(names, id),
                constants: constants.collect(),
            }
        })
    }
}
