//! Functions that the C compiler sees, and libclang does not: headers may declare more for gcc.

use std::collections::HashSet;
use std::path::Path;

use cdef::Cdef;

use super::files::Own;
use super::items::Items;
use super::left_out::LeftOut;
use super::patterns::Patterns;

/// Those of the own files that are asked for.
pub(super) fn functions(
    cdef: &Cdef,
    own: &Own,
    patterns: &Patterns,
    items: &Items,
) -> Vec<LeftOut> {
    let known: HashSet<&str> = items
        .functions
        .iter()
        .map(|found| found.name.as_str())
        .collect();
    let unseen = cdef.functions().filter(|found| {
        let is_known =
            known.contains(found.name()) || known.contains(&*format!("{}_", found.name()));
        !is_known && patterns.choose(found.name()) && own.has(Path::new(&*found.location().file))
    });
    let mut names: Vec<&str> = unseen.map(|found| found.name()).collect();
    names.dedup();
    let reason =
        "libclang, unlike the C compiler, does not see it: the header declares it for gcc alone";
    names
        .into_iter()
        .map(|name| LeftOut::new(name, reason))
        .collect()
}
