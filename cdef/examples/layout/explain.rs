//! Why nothing is printed for a name.

use cdef::{Cdef, ConstantValue, DeclarationKind, ErrorKind};

/// How alike names are that are mistaken for each other.
const SIMILAR: f64 = 0.85;

/// The message for a name that none of `names` is.
pub(crate) fn unknown<'n>(cdef: &Cdef, name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let known = declared(cdef, name).or_else(|| incomplete(cdef, name));
    let message = known.unwrap_or_else(|| {
        format!("no struct, union, enum, constant, function or typedef is called `{name}`")
    });
    match near(name, names) {
        Some(near) => format!("{message}\nhelp: did you mean `{near}`?"),
        None => message,
    }
}

/// What is declared, but nothing of what is printed.
fn declared(cdef: &Cdef, name: &str) -> Option<String> {
    let found = cdef.get(name)?;
    let declared = found.declared();
    match (found.kind(), found.value()) {
        (DeclarationKind::Number, Some(ConstantValue::AskCompiler)) => Some(format!(
            "the value of `{name}` is left to the compiler (`...`)"
        )),
        (DeclarationKind::Number, _) => Some(format!("`{declared}` is no integer")),
        _ => Some(format!(
            "`{declared}` is a {}: ask for its type",
            found.kind()
        )),
    }
}

/// A struct, union or enum whose inside is not known.
fn incomplete(cdef: &Cdef, name: &str) -> Option<String> {
    let keywords = ["", "struct ", "union ", "enum "].iter();
    let asked = keywords.filter_map(|keyword| cdef.sizeof(&format!("{keyword}{name}")).err());
    let mut errors = asked.map(|errors| errors.first().clone());
    let is_incomplete = |kind| matches!(kind, ErrorKind::Opaque | ErrorKind::NeedsCompiler);
    let error = errors.find(|error| is_incomplete(error.kind()))?;
    Some(error.message().to_owned())
}

fn near<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let close = names.filter(|known| *known != name && known.len().abs_diff(name.len()) <= 3);
    let rated = close.map(|known| (strsim::jaro_winkler(known, name), known));
    let best = rated.max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(rate, _)| *rate >= SIMILAR)
        .map(|(_, known)| known)
}
