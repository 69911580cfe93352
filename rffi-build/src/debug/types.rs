//! [`Types`]: lltype's types, made of debug information.

use std::collections::HashMap;

use gimli::{DwTag, constants as dw};
use lltype::{
    ArrayLength, Convention, EnumSpec, FunctionSpec, Qualifiers, Scalar, Target, Type, TypeBuilder,
    TypeId,
};

use super::entry::{Entries, Entry};
use super::record::Solver;
use super::scalar;

/// Makes types.
pub(super) struct Types {
    entries: Entries,
    target: Target,
    /// The typedefs by which structs and enumerations without a tag are known.
    names: HashMap<usize, String>,
}

impl Types {
    pub(super) fn new(entries: Entries, target: Target) -> Self {
        let mut names = HashMap::new();
        for (_, entry) in entries.iter() {
            if let (dw::DW_TAG_typedef, Some(of), Some(name)) = (entry.tag, entry.ty, &entry.name) {
                names.entry(of).or_insert_with(|| name.clone());
            }
        }
        Types {
            entries,
            target,
            names,
        }
    }

    /// The types that variables point to. One that lltype cannot describe does not spoil the others.
    pub(super) fn pointees_of(&self, variables: &[String]) -> Vec<Result<Type, String>> {
        let together = self.make(variables);
        together.unwrap_or_else(|_| {
            let each = variables.iter().map(core::slice::from_ref);
            each.map(|variable| self.make(variable)?.remove(0))
                .collect()
        })
    }

    /// Makes types in one set.
    fn make(&self, variables: &[String]) -> Result<Vec<Result<Type, String>>, String> {
        let mut making = Making {
            types: self,
            builder: TypeBuilder::new(),
            known: HashMap::new(),
            solver: Solver::new(&self.entries, &self.target),
        };
        let ids: Vec<_> = variables.iter().map(|name| making.pointee(name)).collect();
        // A type that was begun and could not be ended spoils the set: why, is with the one.
        let why = ids.iter().find_map(|id| id.as_ref().err()).cloned();
        let set = making.builder.freeze();
        let set = set.map_err(|error| why.unwrap_or_else(|| error.to_string()))?;
        let types = ids.into_iter();
        let types = types.map(|id| set.get(id?).map_err(|error| error.to_string()));
        Ok(types.collect())
    }
}

/// Types on their way into a set.
pub(super) struct Making<'t> {
    types: &'t Types,
    pub(super) builder: TypeBuilder,
    known: HashMap<usize, TypeId>,
    pub(super) solver: Solver<'t>,
}

impl<'t> Making<'t> {
    fn pointee(&mut self, variable: &str) -> Result<TypeId, String> {
        let pointer = self.types.entries.variable(variable);
        let pointer = pointer.ok_or("the debug information has no such variable")?;
        let pointee = self.entry(pointer).ty;
        if let Some(function) = pointee.map(|index| self.entry(index))
            && function.tag == dw::DW_TAG_subroutine_type
            && !has_prototype(function)
        {
            return Err(NO_PROTOTYPE.to_owned());
        }
        self.value(pointee)
    }

    fn entry(&self, index: usize) -> &'t Entry {
        self.types.entries.get(index)
    }

    /// A type as that of a value: its own qualifiers are no part of it.
    pub(super) fn value(&mut self, index: Option<usize>) -> Result<TypeId, String> {
        let (_, index) = self.qualified(index);
        let Some(index) = index else {
            return Ok(self.builder.import(Type::VOID));
        };
        if let Some(known) = self.known.get(&index) {
            return Ok(*known);
        }
        let entry = self.entry(index);
        let id = match entry.tag {
            dw::DW_TAG_base_type => self.base(entry),
            dw::DW_TAG_typedef => self.typedef(entry),
            dw::DW_TAG_pointer_type
            | dw::DW_TAG_reference_type
            | dw::DW_TAG_rvalue_reference_type => self.pointer(entry),
            dw::DW_TAG_array_type if entry.is_vector => self.vector(entry),
            dw::DW_TAG_array_type => self.array(entry),
            dw::DW_TAG_subroutine_type => self.function(entry),
            dw::DW_TAG_enumeration_type => self.enumeration(index, entry),
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type | dw::DW_TAG_class_type => {
                return self.record(index, entry);
            }
            tag => Err(format!("a type that C does not have ({tag})")),
        }?;
        self.known.insert(index, id);
        Ok(id)
    }

    /// The qualifiers in front of a type, also those that a typedef hides, and what they qualify.
    pub(super) fn qualified(&self, index: Option<usize>) -> (Qualifiers, Option<usize>) {
        let mut qualifiers = Qualifiers::NONE;
        let mut behind = index;
        let mut unqualified = index;
        let mut is_hidden = false;
        while let Some(entry) = behind.map(|index| self.entry(index)) {
            match qualifier(entry.tag) {
                Some(qualifier) => qualifiers = qualifiers.union(qualifier),
                None if entry.tag == dw::DW_TAG_typedef => is_hidden = true,
                None => break,
            }
            behind = entry.ty;
            if !is_hidden {
                unqualified = behind;
            }
        }
        (qualifiers, unqualified)
    }

    fn base(&mut self, entry: &Entry) -> Result<TypeId, String> {
        let scalar = scalar::of_base(entry, &self.types.target);
        let scalar = scalar.ok_or_else(|| {
            let name = entry.name.as_deref().unwrap_or("a number");
            format!("lltype has no `{name}`")
        })?;
        Ok(self.builder.import(scalar.into()))
    }

    fn typedef(&mut self, entry: &Entry) -> Result<TypeId, String> {
        let name = entry.name.as_deref().unwrap_or_default();
        if let Some(scalar) = self.library_scalar(name, entry) {
            return Ok(self.builder.import(scalar.into()));
        }
        let of = self.value(entry.ty)?;
        let align = entry.align.and_then(|align| u32::try_from(align).ok());
        let id = match align {
            Some(align) => self.builder.aligned_typedef(name, of, align),
            None => self.builder.typedef(name, of),
        };
        id.map_err(|error| error.to_string())
    }

    /// `size_t` and its like, through any number of other names.
    fn library_scalar(&self, name: &str, entry: &Entry) -> Option<Scalar> {
        let mut of = self.entry(self.qualified(entry.ty).1?);
        while of.tag == dw::DW_TAG_typedef {
            of = self.entry(self.qualified(of.ty).1?);
        }
        if of.tag != dw::DW_TAG_base_type || entry.align.is_some() {
            return None;
        }
        let of = scalar::of_base(of, &self.types.target)?;
        scalar::of_typedef(name, of, &self.types.target)
    }

    fn pointer(&mut self, entry: &Entry) -> Result<TypeId, String> {
        let (qualifiers, _) = self.qualified(entry.ty);
        let pointee = self.value(entry.ty)?;
        let pointer = self.builder.pointer(pointee, qualifiers);
        pointer.map_err(|error| error.to_string())
    }

    fn vector(&mut self, entry: &Entry) -> Result<TypeId, String> {
        let item = self.qualified(entry.ty).1.map(|index| self.entry(index));
        let item = item.and_then(|item| scalar::of_base(item, &self.types.target));
        let lanes = self.lengths(entry).first().copied().flatten();
        let lanes = lanes.and_then(|lanes| u32::try_from(lanes).ok());
        let (Some(item), Some(lanes)) = (item, lanes) else {
            return Err("lltype has no such vector".to_owned());
        };
        let vector = Type::vector(item, lanes).map_err(|error| error.to_string())?;
        Ok(self.builder.import(vector))
    }

    fn array(&mut self, entry: &Entry) -> Result<TypeId, String> {
        let mut array = self.value(entry.ty)?;
        for length in self.lengths(entry).into_iter().rev() {
            let length = length.map_or(ArrayLength::NoLength, ArrayLength::Fixed);
            let outer = self.builder.array(array, length);
            array = outer.map_err(|error| error.to_string())?;
        }
        Ok(array)
    }

    fn lengths(&self, entry: &Entry) -> Vec<Option<u64>> {
        let ranges = self.types.entries.children(entry, dw::DW_TAG_subrange_type);
        ranges.map(|range| self.entry(range).count).collect()
    }

    fn function(&mut self, entry: &Entry) -> Result<TypeId, String> {
        if !has_prototype(entry) {
            return Err("a function in it has no prototype".to_owned());
        }
        let mut spec = FunctionSpec::returning(self.value(entry.ty)?);
        for &child in &entry.children {
            let child = self.entry(child);
            spec = match child.tag {
                dw::DW_TAG_formal_parameter => {
                    let name = child.name.as_deref().unwrap_or_default();
                    spec.param(name, self.value(child.ty)?)
                }
                dw::DW_TAG_unspecified_parameters => spec.variadic(),
                _ => spec,
            };
        }
        let spec = spec.convention(convention(entry));
        let function = self.builder.function_of(spec);
        function.map_err(|error| error.to_string())
    }

    fn enumeration(&mut self, index: usize, entry: &Entry) -> Result<TypeId, String> {
        let mut spec = EnumSpec::named(&self.name(index, entry, "enum"));
        for child in self.types.entries.children(entry, dw::DW_TAG_enumerator) {
            let child = self.entry(child);
            if let (Some(name), Some(value)) = (&child.name, child.value) {
                spec = spec.constant(name, value);
            }
        }
        let base = self.qualified(entry.ty).1.map(|base| self.entry(base));
        let base = base.and_then(|base| scalar::of_base(base, &self.types.target));
        let found = Type::enumeration(spec.clone()).map_err(|error| error.to_string())?;
        let target = &self.types.target;
        let usual = found.as_enum().map(|found| found.base(target));
        let is_usual = |base: Scalar| {
            usual.is_some_and(|usual| {
                usual.size(target) == base.size(target) && usual.class(target) == base.class(target)
            })
        };
        let found = match base {
            Some(base) if !entry.is_declaration && !is_usual(base) => {
                Type::enumeration(spec.base(base)).map_err(|error| error.to_string())?
            }
            _ => found,
        };
        Ok(self.builder.import(found))
    }

    /// What C calls a struct, union or enumeration: by its tag, or by a typedef.
    pub(super) fn name(&self, index: usize, entry: &Entry, keyword: &str) -> String {
        match (&entry.name, self.types.names.get(&index)) {
            (Some(tag), _) => format!("{keyword} {tag}"),
            (None, Some(name)) => name.clone(),
            (None, None) => String::new(),
        }
    }

    fn record(&mut self, index: usize, entry: &'t Entry) -> Result<TypeId, String> {
        let keyword = match entry.tag {
            dw::DW_TAG_union_type => "union",
            _ => "struct",
        };
        let name = self.name(index, entry, keyword);
        if entry.is_declaration {
            let id = self.builder.opaque(&name);
            self.known.insert(index, id);
            return Ok(id);
        }
        // It may point to itself.
        let forward = self.builder.forward();
        self.known.insert(index, forward);
        let record = self.record_of(index, &name)?;
        let resolved = self.builder.resolve(forward, record);
        resolved.map_err(|error| error.to_string())?;
        Ok(forward)
    }
}

pub(crate) const NO_PROTOTYPE: &str = "the header declares it without a prototype";

/// Without one, `()` says nothing of the parameters.
fn has_prototype(function: &Entry) -> bool {
    function.is_prototyped
}

fn qualifier(tag: DwTag) -> Option<Qualifiers> {
    Some(match tag {
        dw::DW_TAG_const_type => Qualifiers::CONST,
        dw::DW_TAG_volatile_type => Qualifiers::VOLATILE,
        dw::DW_TAG_restrict_type => Qualifiers::RESTRICT,
        dw::DW_TAG_atomic_type => Qualifiers::NONE,
        _ => return None,
    })
}

/// As far as the compiler says it, by LLVM's numbers: gcc says nothing.
fn convention(entry: &Entry) -> Convention {
    match entry.convention.map(|convention| convention.0) {
        Some(0xb1) => Convention::Stdcall,
        Some(0xb3) => Convention::Fastcall,
        Some(0xb5) => Convention::Thiscall,
        Some(0xc0) => Convention::Vectorcall,
        Some(0xc1) => Convention::Win64,
        Some(0xc2) => Convention::SysV64,
        Some(0xc3) => Convention::Aapcs,
        _ => Convention::C,
    }
}
