//! [`Check`]: what of the declarations has a form in Rust.

use std::collections::HashMap;

use super::function::Function;
use super::items::{Items, TypeItem};
use super::left_out::LeftOut;
use super::names::Names;
use super::opaque::Opaque;
use super::record::{MemberKind, Record};
use super::spell::{MOST_PARAMS, has_form};
use super::ty::Ty;
use super::write::in_wrapper;

/// Looks at declarations, and says why one has no form.
pub(super) struct Check<'n> {
    names: &'n Names,
    kinds: HashMap<String, Kind>,
}

/// What a name stands for.
enum Kind {
    /// A type that has a size.
    Whole,
    /// Something behind pointers alone, and why.
    Behind(String),
    Alias(Ty),
}

impl<'n> Check<'n> {
    pub(super) fn new(names: &'n Names) -> Self {
        Check {
            names,
            kinds: HashMap::new(),
        }
    }

    /// Takes out what has no form. Of a struct, the name stays.
    pub(super) fn sort_out(mut self, items: &mut Items, left_out: &mut Vec<LeftOut>) {
        for item in &items.types {
            let kind = match item {
                TypeItem::Alias(alias) => Kind::Alias(alias.ty.clone()),
                TypeItem::Opaque(opaque) => Kind::Behind(format!(
                    "`{}` is known by its name alone",
                    self.names.shown(&opaque.name)
                )),
                _ => Kind::Whole,
            };
            self.kinds.insert(item.name().to_owned(), kind);
        }
        while self.sort_out_records(items, left_out) {}
        self.note_callbacks(items, left_out);
        items.types.retain(|item| match item {
            TypeItem::Alias(alias) => {
                self.keeps(&alias.name, self.problem(&alias.ty, false), left_out)
            }
            _ => true,
        });
        items.functions.retain(|function| {
            let problem = self.problem_of_function(function);
            self.keeps(&function.name, problem, left_out)
        });
        items.variables.retain(|variable| {
            let problem = match &variable.ty {
                Ty::Array(_, length) if length == "0" => Some(
                    "an array whose length the header does not say; declare it with its length"
                        .to_owned(),
                ),
                ty => self.problem(ty, true),
            };
            self.keeps(&variable.name, problem, left_out)
        });
    }

    /// Says of pointers to functions without a type what they are.
    fn note_callbacks(&self, items: &Items, left_out: &mut Vec<LeftOut>) {
        for function in &items.functions {
            if function.is_inline && matches!(self.resolved(&function.result), Ty::Callback(_)) {
                left_out.push(LeftOut::new(
                    format!("{}()", function.name),
                    "its result is `VOIDP` in the module: a wrapper gives no pointer to a function",
                ));
            }
            let mut params = function.params.iter().map(|(_, ty)| self.names.meaning(ty));
            if function.is_inline && params.any(|ty| in_wrapper(&ty) != ty) {
                left_out.push(LeftOut::new(
                    format!("{}()", function.name),
                    "it takes a callback as `VOIDP` in the module: a wrapper has no names for its types",
                ));
            }
        }
        let mut note = |name: String, ty: &Ty| match ty {
            Ty::Callback(callback) if !has_form(callback) => left_out.push(LeftOut::new(
                name,
                "is `VOIDP` in the module: Rust has no type for a pointer to such a function",
            )),
            _ => {}
        };
        for item in &items.types {
            match item {
                TypeItem::Alias(alias) => note(alias.name.clone(), &alias.ty),
                TypeItem::Record(record) => {
                    for member in &record.members {
                        if let MemberKind::Plain(ty) = &member.kind {
                            note(
                                format!("{}.{}", self.names.shown(&record.name), member.name),
                                ty,
                            );
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn keeps(&self, name: &str, problem: Option<String>, left_out: &mut Vec<LeftOut>) -> bool {
        let is_whole = problem.is_none();
        left_out.extend(problem.map(|reason| LeftOut::new(name, reason)));
        is_whole
    }

    /// Makes structs opaque whose insides have no form; whether there were some.
    fn sort_out_records(&mut self, items: &mut Items, left_out: &mut Vec<LeftOut>) -> bool {
        let mut found = false;
        for item in &mut items.types {
            let TypeItem::Record(record) = item else {
                continue;
            };
            let Some(reason) = self.problem_of_record(record) else {
                continue;
            };
            found = true;
            let shown = self.names.shown(&record.name);
            left_out.push(LeftOut::new(
                &shown,
                format!("is opaque in the module: {reason}"),
            ));
            let because = format!("`{shown}` is left out");
            self.kinds
                .insert(record.name.clone(), Kind::Behind(because));
            let members = Record {
                name: record.name.clone(),
                docs: record.docs.clone(),
                members: Vec::new(),
                packed: None,
                align: None,
                is_union: record.is_union,
            };
            *item = TypeItem::Opaque(Opaque::of(members));
        }
        found
    }

    fn problem_of_record(&self, record: &Record) -> Option<String> {
        if let Some(blob) = record
            .members
            .iter()
            .find(|member| member.name.starts_with("_bindgen_opaque"))
        {
            return Some(format!(
                "bindgen does not know its layout (`{}`)",
                blob.name
            ));
        }
        record.types().find_map(|ty| self.problem(ty, true))
    }

    fn problem_of_function(&self, function: &Function) -> Option<String> {
        if function.params.len() > MOST_PARAMS {
            return Some(format!(
                "it has {} parameters, and a declaration has at most {MOST_PARAMS}",
                function.params.len()
            ));
        }
        if !matches!(function.abi.as_str(), "C") {
            return Some(format!("its calling convention is `{}`", function.abi));
        }
        let is_renamed = function.c_name != function.name.trim_end_matches('_');
        if function.variadic
            && (function.is_inline || is_renamed && function.c_name != function.name)
        {
            return Some("it has `...`, and only C can call it, by this name".to_owned());
        }
        function.types().find_map(|ty| match self.resolved(ty) {
            Ty::Array(..) => Some("it passes a vector, which Rust cannot".to_owned()),
            Ty::Void => None,
            Ty::C("__INT128_T" | "__UINT128_T") => {
                Some("it passes `__int128`, which `rffi` passes by pointer alone".to_owned())
            }
            _ => self.problem(ty, true),
        })
    }

    fn resolved<'t>(&'t self, ty: &'t Ty) -> &'t Ty {
        match ty {
            Ty::Named(name) => match self.kinds.get(name) {
                Some(Kind::Alias(ty)) => self.resolved(ty),
                _ => ty,
            },
            ty => ty,
        }
    }

    /// Why a type has no form.
    fn problem(&self, ty: &Ty, by_value: bool) -> Option<String> {
        match ty {
            Ty::C(_) | Ty::Void => None,
            Ty::Unknown(reason) => Some(reason.clone()),
            Ty::Wide => {
                Some("it has a wide number that is neither `long double` nor `__int128`".to_owned())
            }
            Ty::Pointer { to, .. } => self.problem(to, false),
            Ty::Array(item, _) | Ty::Flex(item) => self.problem(item, by_value),
            Ty::Callback(callback) if !has_form(callback) => None,
            Ty::Callback(callback) => {
                let mut types = callback
                    .params
                    .iter()
                    .map(|(_, ty)| ty)
                    .chain([&callback.result]);
                types.find_map(|ty| self.problem(ty, true))
            }
            Ty::Named(name) if self.names.rffi(name).is_some() => None,
            Ty::Named(name) => match self.kinds.get(name) {
                None => Some(format!("the type `{name}` is left out")),
                Some(Kind::Whole) => None,
                Some(Kind::Behind(reason)) => by_value.then(|| reason.clone()),
                Some(Kind::Alias(ty)) => self.problem(ty, by_value),
            },
        }
    }
}
