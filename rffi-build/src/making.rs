//! [`Making`]: lltype's type of the tokens of one.

use std::collections::HashMap;

use llexternal_syntax::{Abi, BitField, Function, Member, MemberKind, Place, Record};
use lltype::{
    ArrayLength, Convention, FieldSpec, FunctionSpec, Qualifiers, RecordSpec, Scalar,
    Type as LowLevel, TypeBuilder, TypeId,
};
use syn::Type;

use crate::declared::{Item, Visible};
use crate::form::{Form, integer};
use crate::import::word;

/// Something in a type is no word that tokens explain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unknown;

/// One type on its way.
pub(crate) struct Making<'d> {
    declared: Visible<'d>,
    /// Whether C is compiled for the machine of the build script: the library's typedefs are its.
    is_host: bool,
    builder: TypeBuilder,
    /// The structs and aliases by their names, of which some are not yet made; none of what tokens do not
    /// explain.
    known: HashMap<String, Option<TypeId>>,
}

impl<'d> Making<'d> {
    pub(crate) fn new(declared: Visible<'d>, is_host: bool) -> Self {
        Making {
            declared,
            is_host,
            builder: TypeBuilder::new(),
            known: HashMap::new(),
        }
    }

    pub(crate) fn finish(self, id: TypeId) -> Result<LowLevel, Unknown> {
        let set = self.builder.freeze().map_err(|_| Unknown)?;
        set.get(id).map_err(|_| Unknown)
    }

    pub(crate) fn signature(&mut self, function: &Function, abi: &Abi) -> Result<TypeId, Unknown> {
        let mut spec = FunctionSpec::returning(self.result(function.c_result.as_ref())?);
        for param in function.params.in_prototype() {
            let ty = match param.text {
                Some(_) => self.pointer_to(Scalar::Char.into(), true)?,
                None => self.ty(&param.ty)?,
            };
            spec = spec.param(&word(&param.ident), ty);
        }
        if function.params.fixed.is_some() {
            spec = spec.variadic();
        }
        if abi.literal().value().starts_with("stdcall") {
            spec = spec.convention(Convention::Stdcall);
        }
        self.builder.function_of(spec).map_err(|_| Unknown)
    }

    pub(crate) fn ty(&mut self, ty: &Type) -> Result<TypeId, Unknown> {
        match Form::of(ty) {
            Form::Inside(ty) => self.ty(ty),
            Form::Known(ty, place) => self.of_table(ty, place),
            Form::Primitive(ty) => Ok(self.builder.import(ty)),
            Form::Pointer { pointee, constant } => self.any_pointer(pointee, constant),
            Form::Array { item, length } => {
                let length = ArrayLength::Fixed(length.ok_or(Unknown)?);
                self.array(item, length)
            }
            Form::Items(item) => self.array(item, ArrayLength::NoLength),
            Form::Callback { params, result } => self.callback(&params, result),
            Form::Named(ident) => self.item(&word(ident)),
            Form::Unknown => Err(Unknown),
        }
    }

    /// Typedefs of the C library are other types for other targets.
    fn of_table(&mut self, ty: LowLevel, place: Place) -> Result<TypeId, Unknown> {
        if ty.typedef().is_some() && !self.is_host {
            return Err(Unknown);
        }
        match place {
            Place::Itself => Ok(self.builder.import(ty)),
            Place::PointerTo => self.pointer_to(ty, false),
            Place::PointerToConst => self.pointer_to(ty, true),
        }
    }

    /// A pointer; to what tokens do not explain, one that matches all.
    fn any_pointer(&mut self, pointee: &Type, constant: bool) -> Result<TypeId, Unknown> {
        match self.ty(pointee) {
            Ok(pointee) => self.pointer(pointee, constant),
            Err(Unknown) => self.pointer_to(LowLevel::VOID, constant),
        }
    }

    fn callback(&mut self, params: &[&Type], result: Option<&Type>) -> Result<TypeId, Unknown> {
        let mut spec = FunctionSpec::returning(self.result(result)?);
        for param in params {
            spec = spec.param("", self.ty(param)?);
        }
        let function = self.builder.function_of(spec).map_err(|_| Unknown)?;
        self.pointer(function, false)
    }

    fn result(&mut self, result: Option<&Type>) -> Result<TypeId, Unknown> {
        match result {
            Some(ty) => self.ty(ty),
            None => Ok(self.builder.import(LowLevel::VOID)),
        }
    }

    fn pointer(&mut self, pointee: TypeId, constant: bool) -> Result<TypeId, Unknown> {
        let qualifiers = match constant {
            true => Qualifiers::CONST,
            false => Qualifiers::NONE,
        };
        self.builder
            .pointer(pointee, qualifiers)
            .map_err(|_| Unknown)
    }

    fn pointer_to(&mut self, pointee: LowLevel, constant: bool) -> Result<TypeId, Unknown> {
        let pointee = self.builder.import(pointee);
        self.pointer(pointee, constant)
    }

    fn array(&mut self, item: &Type, length: ArrayLength) -> Result<TypeId, Unknown> {
        let item = self.ty(item)?;
        self.builder.array(item, length).map_err(|_| Unknown)
    }

    /// A type by its name.
    pub(crate) fn item(&mut self, name: &str) -> Result<TypeId, Unknown> {
        if let Some(known) = self.known.get(name) {
            return known.ok_or(Unknown);
        }
        let declared = self.declared;
        match declared.get(name).ok_or(Unknown)? {
            Item::Alias(ty) => self.recursive(name, |making| making.ty(ty)),
            Item::Opaque(c_name) => Ok(self.builder.opaque(c_name)),
            Item::Enumeration(spec) => {
                let spec = spec.clone().ok_or(Unknown)?;
                let ty = LowLevel::enumeration(spec).map_err(|_| Unknown)?;
                Ok(self.builder.import(ty))
            }
            // It is whatever it is said to be.
            Item::Record(record, _) if record.no_verify => Err(Unknown),
            Item::Record(record, _) => self.recursive(name, |making| making.record(record)),
        }
    }

    /// A type that may lead to itself by pointers. If it is not known in the end, they match all, as others to
    /// what is not known do.
    fn recursive(
        &mut self,
        name: &str,
        make: impl FnOnce(&mut Self) -> Result<TypeId, Unknown>,
    ) -> Result<TypeId, Unknown> {
        let forward = self.builder.forward();
        self.known.insert(name.to_owned(), Some(forward));
        let made = make(self);
        let target = made.as_ref().ok().copied();
        let target = target.unwrap_or_else(|| self.builder.import(LowLevel::VOID));
        let resolved = self.builder.resolve(forward, target);
        let known = made.and(resolved.map_err(|_| Unknown)).map(|()| forward);
        self.known.insert(name.to_owned(), known.ok());
        known
    }

    fn record(&mut self, record: &Record) -> Result<TypeId, Unknown> {
        let spec = match record.is_union {
            true => RecordSpec::union(&record.name),
            false => RecordSpec::structure(&record.name),
        };
        let mut spec = if record.packed { spec.packed() } else { spec };
        spec = match record.pack {
            Some(bytes) => spec.pack(bytes),
            None => spec,
        };
        spec = match record.align {
            Some(bytes) => spec.aligned(bytes),
            None => spec,
        };
        for member in &record.members {
            spec = self.member(spec, member)?;
        }
        self.builder.record(spec).map_err(|_| Unknown)
    }

    fn member(
        &mut self,
        spec: RecordSpec<TypeId>,
        member: &Member,
    ) -> Result<RecordSpec<TypeId>, Unknown> {
        let MemberKind::Bits(fields) = &member.kind else {
            let name = match member.kind {
                MemberKind::Anonymous => "",
                _ => &member.name,
            };
            return Ok(spec.field(name, self.ty(&member.ty)?));
        };
        let mut spec = spec;
        for BitField { named, ty, width } in fields {
            let name = named.as_ref().map_or("", |named| &named.name);
            let width = u32::try_from(integer(width).ok_or(Unknown)?).map_err(|_| Unknown)?;
            spec = spec.member(FieldSpec {
                bits: Some(width),
                ..FieldSpec::new(name, self.ty(ty)?)
            });
        }
        Ok(spec)
    }
}
