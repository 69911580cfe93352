//! [`Wide`]: numbers of 16 bytes. bindgen writes `u128` for `long double`, `unsigned __int128` and
//! `__float128`, and `f64` for a `long double` of another size; `cdef` reads the declarations, too, and tells them apart.

use cdef::{Cdef, RecordView};
use lltype::Type;

use super::facts::Places;
use super::items::{Items, TypeItem};
use super::names::Names;
use super::record::{Member, MemberKind};
use super::ty::Ty;

/// Asks `cdef`.
pub(super) struct Wide;

impl Wide {
    /// Replaces each by its name. What cannot be told stays.
    pub(super) fn resolve(cdef: &Cdef, places: &Places, items: &mut Items) {
        for function in &mut items.functions {
            let Ok(prototype) = cdef.function(&function.name) else {
                continue;
            };
            let params = function.params.iter_mut().map(|(_, ty)| ty);
            let spelled = prototype.true_params().map(|param| param.ty.to_string());
            for (ty, text) in params.zip(spelled) {
                replace(ty, &text);
            }
            replace(&mut function.result, &prototype.result().to_string());
            for ((_, ty), param) in function.params.iter_mut().zip(prototype.true_params()) {
                inner_params(ty, &param.ty);
            }
        }
        for variable in &mut items.variables {
            replace_by_name(cdef, &variable.name, &mut variable.ty);
        }
        let names = Names::of(&items.types, places);
        for item in &mut items.types {
            match item {
                TypeItem::Alias(alias) => replace_by_name(cdef, &alias.name, &mut alias.ty),
                TypeItem::Record(record) => {
                    replace_in_record(cdef, names.c(&record.name), &mut record.members);
                }
                _ => {}
            }
        }
    }
}

fn replace_in_record(cdef: &Cdef, name: &str, members: &mut [Member]) {
    let is_it = |found: &RecordView<'_>| {
        let found = found.name();
        found.is_some_and(|found| found == name || found.ends_with(&format!(" {name}")))
    };
    let Some(record) = cdef.records().find(is_it) else {
        return;
    };
    let known = record.members();
    for member in members {
        let field = known.iter().find(|field| field.name == member.name);
        if let (MemberKind::Plain(ty), Some(field)) = (&mut member.kind, field) {
            replace(ty, &field.spelled);
            if let Ok(known) = cdef.type_of(&field.spelled) {
                inner_params(ty, &known);
            }
        }
    }
}

fn replace_by_name(cdef: &Cdef, name: &str, ty: &mut Ty) {
    if let Some(declaration) = cdef.get(name) {
        replace(ty, &declaration.canonical());
    }
}

/// Replaces all in a type that C spells so, where only one sort of them is in it.
fn replace(ty: &mut Ty, spelled: &str) {
    const SORTS: [(&str, &str); 3] = [
        ("long double", "LONGDOUBLE"),
        ("unsigned __int128", "__UINT128_T"),
        ("_Float128", ""),
    ];
    let found: Vec<&str> = (SORTS.iter())
        .filter(|(word, _)| spelled.contains(word))
        .map(|(_, name)| *name)
        .collect();
    match found.as_slice() {
        [""] => put(
            ty,
            &Ty::Unknown("`__float128` has no name in `rffi`".to_owned()),
        ),
        [name] => put(ty, &Ty::C(name)),
        _ => {}
    }
}

/// bindgen gives a result that is a pointer to a function the parameters of the function that returns it.
fn inner_params(ty: &mut Ty, known: &Type) {
    let Ty::Callback(outer) = ty else {
        return;
    };
    let Ty::Callback(inner) = &mut outer.result else {
        return;
    };
    let known = known.pointee().and_then(|function| {
        let result = function.as_function()?.result().pointee()?;
        Some(result.as_function()?.arity())
    });
    match known {
        Some(arity) if arity == inner.params.len() && outer.params != inner.params => {}
        Some(0) => inner.params.clear(),
        _ => {
            let reason = "bindgen confuses the parameters of the function that it returns";
            outer.result = Ty::Unknown(reason.to_owned());
        }
    }
}

fn put(ty: &mut Ty, new: &Ty) {
    match ty {
        Ty::Wide => *ty = new.clone(),
        Ty::Pointer { to, .. } => put(to, new),
        Ty::Array(item, _) | Ty::Flex(item) => put(item, new),
        Ty::Callback(callback) => {
            callback.params.iter_mut().for_each(|(_, ty)| put(ty, new));
            put(&mut callback.result, new);
        }
        _ => {}
    }
}
