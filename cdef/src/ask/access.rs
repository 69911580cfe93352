//! How C reaches the structs of a text: by their names, or as members of what has one.

use hashbrown::HashMap;

use crate::scope::{DeclKind, Unit};
use crate::types::{Node, RecordId, TypeId};

/// What C calls each struct and union: `struct stat`, `div_t`, or for one without a name
/// `__typeof__(((struct line *)0)->ends[0])`.
pub(crate) struct Access(HashMap<RecordId, String>);

impl Access {
    pub(crate) fn of(unit: &Unit<'_>) -> Self {
        let mut access = Access(HashMap::default());
        let records: Vec<RecordId> = unit.types.own_records().collect();
        for id in &records {
            if let Some(name) = unit.types.record_name(&unit.names, *id) {
                access.0.insert(*id, name);
            }
        }
        for decl in unit.decls() {
            access.pointer_typedef(unit, decl.kind, decl.ty.ty);
        }
        for id in &records {
            if let Some(name) = unit.types.record_name(&unit.names, *id) {
                access.members(unit, *id, &name);
            }
        }
        access
    }

    pub(crate) fn get(&self, id: RecordId) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    /// `typedef struct { .. } *P;`
    fn pointer_typedef(&mut self, unit: &Unit<'_>, kind: DeclKind, ty: TypeId) {
        let Node::Typedef { name, of, .. } = unit.types.node(ty) else {
            return;
        };
        if kind == DeclKind::Typedef
            && let Node::Pointer(to) = unit.types.node(of)
            && let Node::Record(id) = unit.types.node(to.ty)
        {
            let name = unit.names.text(name);
            self.insert(id, || format!("__typeof__(*({name})0)"));
        }
    }

    /// The structs without names that members of a struct are made of.
    fn members(&mut self, unit: &Unit<'_>, id: RecordId, c_type: &str) {
        for field in &unit.types.record_at(id).fields {
            let Some(name) = field.name else { continue };
            let (mut ty, mut items) = (field.ty, String::new());
            while let Node::Array { item, .. } = unit.types.node(ty) {
                ty = item;
                items += "[0]";
            }
            if let Node::Record(inner) = unit.types.node(ty)
                && !self.0.contains_key(&inner)
            {
                let name = unit.names.text(name);
                let inner_type = format!("__typeof__((({c_type} *)0)->{name}{items})");
                self.0.insert(inner, inner_type.clone());
                self.members(unit, inner, &inner_type);
            }
        }
    }

    fn insert(&mut self, id: RecordId, c_type: impl FnOnce() -> String) {
        self.0.entry(id).or_insert_with(c_type);
    }
}
