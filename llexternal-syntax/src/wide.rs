//! Types that Rust cannot pass as C does: they cross through a function of C, by pointer.

use syn::Type;

use crate::text::{inside, peel};

/// The names of such types, and what C calls them.
const WIDE: [(&str, &str); 5] = [
    ("LONGDOUBLE", "long double"),
    ("LongFloat", "long double"),
    ("FLOAT_COMPLEX", "float _Complex"),
    ("DOUBLE_COMPLEX", "double _Complex"),
    ("LONGDOUBLE_COMPLEX", "long double _Complex"),
];

/// The names of the parts of a `Complex<..>`.
const PARTS: [(&str, &str); 8] = [
    ("f32", "float _Complex"),
    ("c_float", "float _Complex"),
    ("FLOAT", "float _Complex"),
    ("f64", "double _Complex"),
    ("c_double", "double _Complex"),
    ("DOUBLE", "double _Complex"),
    ("LongFloat", "long double _Complex"),
    ("LONGDOUBLE", "long double _Complex"),
];

/// What C calls the type, if it is one that Rust cannot pass: `long double`, `double _Complex`.
#[must_use]
pub fn wide(ty: &Type) -> Option<&'static str> {
    match inside(ty, "Complex") {
        Some(part) => find(part, &PARTS),
        None => find(ty, &WIDE),
    }
}

fn find(ty: &Type, names: &[(&str, &'static str)]) -> Option<&'static str> {
    let Type::Path(path) = peel(ty) else {
        return None;
    };
    let last = path.path.segments.last()?.ident.to_string();
    let known = names.iter().find(|(name, _)| last == *name);
    known.map(|(_, c)| *c)
}
