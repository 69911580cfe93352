//! [`Declared`]: the types that a package's Rust declares, as lltype has them: as far as tokens tell.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;

use llexternal_syntax::{
    Abi, BitField, CName, Enumeration, Function, Global, Member, MemberKind, Place, Record,
    Spelling, wide,
};
use lltype::{
    ArrayLength, Convention, EnumSpec, FieldSpec, FunctionSpec, Prototype, Qualifiers, RecordSpec,
    Scalar, Type as LowLevel, TypeBuilder, TypeId,
};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Expr, GenericArgument, Ident, ItemEnum, ItemType, PathArguments, PointerMutability,
    ReturnType, Type, UnOp, parse_quote,
};

use crate::c_names::CNames;
use crate::import::word;
use crate::opaque::opaques;

/// The types of a crate by their names in Rust.
#[derive(Default)]
pub(crate) struct Declared {
    /// A name that means two types is here without one: what uses it is not compared.
    items: BTreeMap<String, Option<Item>>,
    /// Also of what has a mistake, which is the macro's to report.
    c_names: CNames,
}

/// The types that a crate of a package can name: its own, and those of the package's library.
#[derive(Clone, Copy)]
pub(crate) struct Visible<'s> {
    pub(crate) own: Option<&'s Declared>,
    pub(crate) library: Option<&'s Declared>,
}

/// A declared type.
enum Item {
    /// With its file.
    Record(Box<Record>, Rc<Path>),
    /// The name in C, the integer that holds it, and the constants.
    Enumeration(Option<EnumSpec>),
    Opaque(String),
    Alias(Box<Type>),
}

/// Something in a type is no word that tokens explain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unknown;

impl Declared {
    fn add(&mut self, ident: &Ident, item: Item) {
        self.items
            .entry(word(ident))
            .and_modify(|known| *known = None)
            .or_insert(Some(item));
    }

    /// What C calls them.
    pub(crate) fn c_names(&self) -> &CNames {
        &self.c_names
    }

    /// Takes a struct or union that derives `CStruct`.
    pub(crate) fn read_record(
        &mut self,
        attributes: &[Attribute],
        item: &impl ToTokens,
        file: &Rc<Path>,
    ) {
        if derives(attributes, "CStruct")
            && let (Some(record), _) = Record::parse(item.to_token_stream(), parse_quote!(lltype))
        {
            let ident = record.ident.clone();
            self.c_names.add(&ident, &record.name);
            if !record.broken {
                self.add(&ident, Item::Record(Box::new(record), file.clone()));
            }
        }
    }

    /// Takes an enum that derives `CEnum`.
    pub(crate) fn read_enum(&mut self, item: &ItemEnum) {
        if derives(&item.attrs, "CEnum")
            && let (Some(enumeration), _) =
                Enumeration::parse(item.to_token_stream(), parse_quote!(lltype))
        {
            self.c_names.add(&item.ident, &enumeration.name);
            let spec = enumeration_spec(&enumeration, item);
            self.add(&item.ident, Item::Enumeration(spec));
        }
    }

    /// Takes the names of an `opaque!`.
    pub(crate) fn read_opaques(&mut self, tokens: TokenStream) {
        for (ident, c_name) in opaques(tokens) {
            self.c_names.add(&ident, &c_name);
            self.add(&ident, Item::Opaque(c_name));
        }
    }

    /// Takes `type Name = ..;`.
    pub(crate) fn read_alias(&mut self, item: &ItemType) {
        if item.generics.params.is_empty() {
            self.add(&item.ident, Item::Alias(item.ty.clone()));
        }
    }
}

impl<'s> Visible<'s> {
    fn get(self, name: &str) -> Option<&'s Item> {
        let own = self.own.and_then(|own| own.items.get(name));
        let found = own.or_else(|| self.library?.items.get(name));
        found?.as_ref()
    }

    /// The crate's own structs and unions that are compared, each with its type.
    pub(crate) fn records(
        self,
        is_host: bool,
    ) -> impl Iterator<Item = (&'s Record, &'s Path, LowLevel)> {
        let items = self.own.into_iter().flat_map(|own| own.items.values());
        items.filter_map(move |item| {
            let Some(Item::Record(record, file)) = item else {
                return None;
            };
            let name = word(&record.ident);
            let ty = self.make(is_host, |making| making.item(&name)).ok()?;
            Some((&**record, &**file, ty))
        })
    }

    /// What a function is in C.
    pub(crate) fn prototype(
        self,
        function: &Function,
        abi: &Abi,
        is_host: bool,
    ) -> Result<Prototype, Unknown> {
        let ty = self.make(is_host, |making| making.signature(function, abi))?;
        Prototype::new(function.c_name(), ty).map_err(|_| Unknown)
    }

    /// What a variable is in C.
    pub(crate) fn variable(self, global: &Global, is_host: bool) -> Result<LowLevel, Unknown> {
        self.make(is_host, |making| making.ty(&global.ty))
    }

    fn make(
        self,
        is_host: bool,
        make: impl FnOnce(&mut Making<'_>) -> Result<TypeId, Unknown>,
    ) -> Result<LowLevel, Unknown> {
        let mut making = Making {
            declared: self,
            is_host,
            builder: TypeBuilder::new(),
            known: HashMap::new(),
        };
        let id = make(&mut making)?;
        let set = making.builder.freeze().map_err(|_| Unknown)?;
        set.get(id).map_err(|_| Unknown)
    }
}

/// One type on its way.
struct Making<'d> {
    declared: Visible<'d>,
    /// Whether C is compiled for the machine of the build script: the library's typedefs are its.
    is_host: bool,
    builder: TypeBuilder,
    /// By their names; none of what tokens do not explain.
    known: HashMap<String, Option<TypeId>>,
}

impl Making<'_> {
    fn signature(&mut self, function: &Function, abi: &Abi) -> Result<TypeId, Unknown> {
        let mut spec = FunctionSpec::returning(match &function.c_result {
            Some(ty) => self.ty(ty)?,
            None => self.builder.import(LowLevel::VOID),
        });
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

    fn ty(&mut self, ty: &Type) -> Result<TypeId, Unknown> {
        if let Some(c) = wide(ty) {
            let scalar = Scalar::ALL.iter().find(|scalar| scalar.c_name() == c);
            return Ok(self.builder.import((*scalar.ok_or(Unknown)?).into()));
        }
        self.spelled(&Spelling::of(ty))
    }

    fn spelled(&mut self, spelling: &Spelling<'_>) -> Result<TypeId, Unknown> {
        match spelling {
            Spelling::Named(named) => self.named(named.means),
            Spelling::Pointer { constant, pointee } => {
                let pointee = self.spelled(pointee)?;
                self.pointer(pointee, *constant)
            }
            Spelling::Array { item, length } => {
                let item = self.spelled(item)?;
                self.array(item, length)
            }
            Spelling::Items { ty, item } => {
                let item = self.spelled(item)?;
                self.items(ty, item)
            }
            Spelling::Callback { params, result } => {
                let mut spec = FunctionSpec::returning(match result {
                    Some(result) => self.spelled(result)?,
                    None => self.builder.import(LowLevel::VOID),
                });
                for (_, param) in params {
                    spec = spec.param("", self.spelled(param)?);
                }
                let function = self.builder.function_of(spec).map_err(|_| Unknown)?;
                self.pointer(function, false)
            }
            Spelling::Representation(ty) => self.represented(ty),
        }
    }

    /// A name of the table. Typedefs of the C library are other types for other targets.
    fn named(&mut self, name: CName) -> Result<TypeId, Unknown> {
        let mut all = rffi::private::spelled::ALL.iter();
        let (_, desc) = all.find(|(known, _)| *known == name.key).ok_or(Unknown)?;
        let ty = LowLevel::from_desc(desc);
        if ty.typedef().is_some() && !self.is_host {
            return Err(Unknown);
        }
        match name.place {
            Place::Itself => Ok(self.builder.import(ty)),
            Place::PointerTo => self.pointer_to(ty, false),
            Place::PointerToConst => self.pointer_to(ty, true),
        }
    }

    /// What is no name of `rffi`.
    fn represented(&mut self, ty: &Type) -> Result<TypeId, Unknown> {
        match ty {
            Type::Group(group) => self.ty(&group.elem),
            Type::Paren(paren) => self.ty(&paren.elem),
            Type::Array(array) => {
                let item = self.ty(&array.elem)?;
                self.array(item, &array.len)
            }
            Type::Ptr(pointer) => {
                let constant = matches!(pointer.mutability, PointerMutability::Const(_));
                self.any_pointer(&pointer.elem, constant)
            }
            Type::FnPtr(function) => self.callback(function),
            Type::Path(path) => {
                let last = path.path.segments.last().ok_or(Unknown)?;
                match &last.arguments {
                    PathArguments::None => self.item(&word(&last.ident)),
                    PathArguments::AngleBracketed(arguments) => {
                        let Some(GenericArgument::Type(argument)) = arguments.args.first() else {
                            return Err(Unknown);
                        };
                        self.generic(ty, &word(&last.ident), argument)
                    }
                    PathArguments::Parenthesized(_) => Err(Unknown),
                }
            }
            _ => Err(Unknown),
        }
    }

    fn generic(&mut self, ty: &Type, name: &str, argument: &Type) -> Result<TypeId, Unknown> {
        match name {
            "Ptr" | "NonNull" => self.any_pointer(argument, false),
            "ConstPtr" => self.any_pointer(argument, true),
            "Option" => self.ty(argument),
            "FlexArray" => {
                let item = self.ty(argument)?;
                self.items(ty, item)
            }
            _ => Err(Unknown),
        }
    }

    /// A pointer; to what tokens do not explain, one that matches all.
    fn any_pointer(&mut self, pointee: &Type, constant: bool) -> Result<TypeId, Unknown> {
        match self.ty(pointee) {
            Ok(pointee) => self.pointer(pointee, constant),
            Err(Unknown) => self.pointer_to(LowLevel::VOID, constant),
        }
    }

    fn callback(&mut self, function: &syn::TypeFnPtr) -> Result<TypeId, Unknown> {
        let abi = function.abi.as_ref().ok_or(Unknown)?;
        let is_c = abi
            .name
            .as_ref()
            .is_none_or(|name| name.value().starts_with('C'));
        if !is_c || function.variadic.is_some() {
            return Err(Unknown);
        }
        let mut spec = FunctionSpec::returning(match &function.output {
            ReturnType::Type(_, ty) if !is_unit(ty) => self.ty(ty)?,
            _ => self.builder.import(LowLevel::VOID),
        });
        for param in &function.inputs {
            spec = spec.param("", self.ty(&param.ty)?);
        }
        let function = self.builder.function_of(spec).map_err(|_| Unknown)?;
        self.pointer(function, false)
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

    fn array(&mut self, item: TypeId, length: &Expr) -> Result<TypeId, Unknown> {
        let length = u64::try_from(integer(length).ok_or(Unknown)?).map_err(|_| Unknown)?;
        self.builder
            .array(item, ArrayLength::Fixed(length))
            .map_err(|_| Unknown)
    }

    /// `FlexArray<T>`.
    fn items(&mut self, ty: &Type, item: TypeId) -> Result<TypeId, Unknown> {
        let is_flexible = match ty {
            Type::Path(path) => path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "FlexArray"),
            _ => false,
        };
        match is_flexible {
            true => self
                .builder
                .array(item, ArrayLength::NoLength)
                .map_err(|_| Unknown),
            false => Err(Unknown),
        }
    }

    /// A type by its name.
    fn item(&mut self, name: &str) -> Result<TypeId, Unknown> {
        if let Some(known) = self.known.get(name) {
            return known.ok_or(Unknown);
        }
        if let Some(primitive) = primitive(name) {
            return Ok(self.builder.import(primitive));
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

fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| {
        let mut found = false;
        let parsed = attribute.path().is_ident("derive").then(|| {
            attribute.parse_nested_meta(|meta| {
                let last = meta.path.segments.last();
                found |= last.is_some_and(|last| last.ident == name);
                Ok(())
            })
        });
        matches!(parsed, Some(Ok(()))) && found
    })
}

/// Rust's own numbers.
fn primitive(name: &str) -> Option<LowLevel> {
    Some(LowLevel::from(match name {
        "i8" => Scalar::Int8,
        "u8" => Scalar::UInt8,
        "i16" => Scalar::Int16,
        "u16" => Scalar::UInt16,
        "i32" => Scalar::Int32,
        "u32" => Scalar::UInt32,
        "i64" => Scalar::Int64,
        "u64" => Scalar::UInt64,
        "i128" => Scalar::Int128,
        "u128" => Scalar::UInt128,
        "isize" => Scalar::IntPtr,
        "usize" => Scalar::UIntPtr,
        "bool" => Scalar::Bool,
        "f32" => Scalar::Float,
        "f64" => Scalar::Double,
        "c_void" => return Some(LowLevel::VOID),
        _ => return None,
    }))
}

/// The enumeration with its values; none if one of them is no number.
fn enumeration_spec(enumeration: &Enumeration, item: &ItemEnum) -> Option<EnumSpec> {
    let mut spec = EnumSpec::named(&enumeration.name);
    if let Some(base) = &enumeration.base {
        let base = primitive(&word(base))?;
        let lltype::Kind::Scalar(base) = base.kind() else {
            return None;
        };
        spec = spec.base(base);
    }
    let mut next = 0;
    for (variant, (_, name)) in item.variants.iter().zip(&enumeration.variants) {
        let value = match &variant.discriminant {
            Some((_, value)) => integer(value)?,
            None => next,
        };
        spec = spec.constant(name, value);
        next = value + 1;
    }
    Some(spec)
}

/// The value of a literal.
pub(crate) fn integer(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Int(literal) => literal.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => Some(-integer(&unary.expr)?),
        Expr::Group(group) => integer(&group.expr),
        Expr::Paren(paren) => integer(&paren.expr),
        _ => None,
    }
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}
