//! How Rust writes what a header declares: for the line that says what to write.

use lltype::{Kind, Prototype, Qualifiers, Type};
use rffi::private::spelled;

/// A function as `llexternal!` has it; `None` if a type of it has a name that only the user's Rust knows.
pub(super) fn function(declared: &Prototype, found: &Prototype) -> Option<String> {
    let names: Vec<String> = declared
        .params()
        .map(|param| param.name.unwrap_or_default().to_owned())
        .collect();
    let mut params = Vec::new();
    for (index, param) in found.params().enumerate() {
        let known = names.get(index).filter(|name| !name.is_empty());
        let name = known.cloned().unwrap_or_else(|| format!("arg{index}"));
        params.push(format!("{name}: {}", ty(&param.ty)?));
    }
    if found.is_variadic() {
        params.push("...".to_owned());
    }
    let result = found.result();
    let result = match result.kind() {
        Kind::Void => String::new(),
        _ => format!(" -> {}", ty(&result)?),
    };
    Some(format!(
        "fn {}({}){result};",
        found.name(),
        params.join(", ")
    ))
}

/// A type in `rffi`'s words.
pub(super) fn ty(found: &Type) -> Option<String> {
    if let Some(name) = named(found) {
        return Some(name.to_owned());
    }
    match found.kind() {
        Kind::Pointer {
            pointee,
            qualifiers,
        } => {
            let is_const = qualifiers.contains(Qualifiers::CONST);
            if matches!(pointee.kind(), Kind::Void) {
                return Some(if is_const { "CONST_VOIDP" } else { "VOIDP" }.to_owned());
            }
            let outer = if is_const { "ConstPtr" } else { "Ptr" };
            Some(format!("{outer}<{}>", ty(&pointee)?))
        }
        _ => found.typedef().and_then(|(_, of)| ty(&of)),
    }
}

/// A name of the table for exactly this type.
fn named(found: &Type) -> Option<&'static str> {
    let typedef = found.typedef().map(|(name, _)| name.to_owned());
    let mut all = spelled::ALL.iter();
    let known = all.find(|(_, desc)| {
        let known = Type::from_desc(desc);
        known.typedef().map(|(name, _)| name.to_owned()) == typedef && known == *found
    });
    known.map(|(name, _)| *name)
}
