//! The result of an operation.

use syn::{GenericArgument, Path, PathArguments, ReturnType, Type, parse_quote};

use crate::Errors;

/// The result of an operation.
pub struct OperationResult {
    /// Its type.
    pub ty: Type,
    /// For a tuple, and for a `Result` of one: how C gives it.
    pub tuple: Option<TupleResult>,
}

/// A tuple, of which C returns the first item and writes each other through a pointer.
pub struct TupleResult {
    /// What C returns: the first item, in a `Result` where the tuple is in one.
    pub returned: Type,
    /// The other items.
    pub written: Vec<Type>,
    /// Whether the tuple is in a `Result`.
    pub in_result: bool,
}

impl OperationResult {
    /// Reads one; `None` for `()`.
    pub(super) fn read(output: ReturnType, errors: &mut Errors) -> Option<Self> {
        let ReturnType::Type(_, ty) = output else {
            return None;
        };
        match *ty {
            Type::Tuple(tuple) if tuple.elems.is_empty() => None,
            Type::Reference(reference) => {
                errors.at(
                    reference,
                    "an operation gives its result away; return `io::Result<String>` or \
                     `io::Result<Vec<u8>>`",
                );
                // Callers may go on.
                Some(OperationResult {
                    ty: parse_quote!(!),
                    tuple: None,
                })
            }
            ty => Some(OperationResult {
                tuple: TupleResult::find(&ty),
                ty,
            }),
        }
    }
}

impl TupleResult {
    fn find(ty: &Type) -> Option<Self> {
        let mut returned = ty.clone();
        let (in_result, place) = match ungrouped(&mut returned) {
            Type::Path(path) => (true, good_case(&mut path.path)?),
            place => (false, place),
        };
        let Type::Tuple(tuple) = place else {
            return None;
        };
        let mut items = tuple.elems.clone().into_iter();
        *place = items.next()?;
        Some(TupleResult {
            returned,
            written: items.collect(),
            in_result,
        })
    }
}

/// The `T` of a `Result<T>`.
fn good_case(path: &mut Path) -> Option<&mut Type> {
    let last = path.segments.last_mut()?;
    if last.ident != "Result" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else {
        return None;
    };
    match arguments.args.first_mut()? {
        GenericArgument::Type(ty) => Some(ungrouped(ty)),
        _ => None,
    }
}

/// What is in parentheses, or was handed on by `macro_rules!`.
fn ungrouped(ty: &mut Type) -> &mut Type {
    match ty {
        Type::Group(group) => ungrouped(&mut group.elem),
        Type::Paren(paren) => ungrouped(&mut paren.elem),
        ty => ty,
    }
}
