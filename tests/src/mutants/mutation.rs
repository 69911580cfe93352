//! One change of a declaration: a mistake, or another way to say the same.

use lltype::{
    Class, FieldSpec, FunctionSpec, Kind, Prototype, Qualifiers, Record, RecordKind, RecordSpec,
    Scalar, Target, Type,
};

/// A changed declaration, and what was changed.
#[derive(Debug, Clone)]
pub(super) struct Mutant<T> {
    pub(super) what: String,
    pub(super) changed: T,
}

/// All mistakes that the design calls errors, in one function.
pub(super) fn mistakes(function: &Prototype, records: &[Type]) -> Vec<Mutant<Prototype>> {
    let parts = Parts::of(function);
    let mut found = Vec::new();
    for (place, ty) in parts.all() {
        for (what, other) in wrong_types(ty, records) {
            found.extend(parts.with(function, place, other).map(|changed| Mutant {
                what: format!("{}: {what} of {}", function.name(), name_of(place)),
                changed,
            }));
        }
    }
    for (what, changed) in parts.arities(function) {
        found.push(Mutant {
            what: format!("{}: {what}", function.name()),
            changed,
        });
    }
    found
}

/// The same function in other words.
pub(super) fn respellings(function: &Prototype) -> Vec<Mutant<Prototype>> {
    let parts = Parts::of(function);
    let mut found = Vec::new();
    for (place, ty) in parts.all() {
        for (what, other) in other_words(ty) {
            found.extend(parts.with(function, place, other).map(|changed| Mutant {
                what: format!("{}: {what} of {}", function.name(), name_of(place)),
                changed,
            }));
        }
    }
    found
}

/// Mistakes in the members of a struct.
pub(super) fn wrong_members(ty: &Type) -> Vec<Mutant<Type>> {
    let Some(record) = ty.as_record() else {
        return Vec::new();
    };
    let fields: Vec<FieldSpec<Type>> = record.fields().map(|field| spec(&field)).collect();
    let mut found = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        for wider in widths(&field.ty) {
            let mut fields = fields.clone();
            fields[index].ty = wider;
            let what = format!("{ty}: width of `{}`", field.name);
            found.extend(rebuilt(&record, &fields).map(|changed| Mutant { what, changed }));
        }
        if !field.name.is_empty() && record.kind() == RecordKind::Struct && index + 1 < fields.len()
        {
            let mut fields = fields.clone();
            fields.remove(index);
            let what = format!("{ty}: without `{}`", field.name);
            found.extend(rebuilt(&record, &fields).map(|changed| Mutant { what, changed }));
        }
    }
    let places = |ty: &Type| {
        let size = Target::HOST.sizeof(ty).ok()?;
        let layout = Target::HOST.record_layout(ty).ok()?;
        let record = ty.as_record()?;
        let names = record.fields().map(|field| field.name.map(str::to_owned));
        Some((size, names.zip(layout.fields).collect::<Vec<_>>()))
    };
    let Some((size, all)) = places(ty) else {
        return Vec::new();
    };
    // Where padding takes up a change, nothing lies elsewhere, and only a width is wrong.
    found.retain(|mutant| match places(&mutant.changed) {
        Some((other, left)) => {
            other != size
                || left.iter().any(|place| !all.contains(place))
                || mutant.what.contains(": width of")
        }
        None => false,
    });
    found
}

fn spec(field: &lltype::Field<'_>) -> FieldSpec<Type> {
    FieldSpec {
        qualifiers: field.qualifiers,
        bits: field.bits,
        align: field.attrs().align,
        packed: field.attrs().packed,
        ..FieldSpec::new(field.name.unwrap_or_default(), field.ty.clone())
    }
}

fn rebuilt(record: &Record<'_>, fields: &[FieldSpec<Type>]) -> Option<Type> {
    let name = record.name().unwrap_or_default();
    let mut spec = match record.kind() {
        RecordKind::Struct => RecordSpec::structure(name),
        RecordKind::Union => RecordSpec::union(name),
    };
    for field in fields {
        spec = spec.member(field.clone());
    }
    let attrs = record.attrs();
    spec = if attrs.packed { spec.packed() } else { spec };
    spec = attrs.pack.map_or(spec.clone(), |bytes| spec.pack(bytes));
    spec = attrs
        .align
        .map_or(spec.clone(), |bytes| spec.aligned(bytes));
    Type::record(spec).ok()
}

/// Parameters and result.
struct Parts {
    params: Vec<Type>,
    result: Type,
}

/// A parameter, or the result.
type Place = Option<usize>;

fn name_of(place: Place) -> String {
    match place {
        Some(index) => format!("parameter {}", index + 1),
        None => "the result".to_owned(),
    }
}

impl Parts {
    fn of(function: &Prototype) -> Self {
        Parts {
            params: function.params().map(|param| param.ty).collect(),
            result: function.result(),
        }
    }

    fn all(&self) -> impl Iterator<Item = (Place, &Type)> {
        let params = self.params.iter().enumerate();
        let params = params.map(|(index, ty)| (Some(index), ty));
        params.chain([(None, &self.result)])
    }

    fn with(&self, function: &Prototype, place: Place, ty: Type) -> Option<Prototype> {
        let (mut params, mut result) = (self.params.clone(), self.result.clone());
        match place {
            Some(index) => params[index] = ty,
            None => result = ty,
        }
        build(function, &params, &result)
    }

    fn arities(&self, function: &Prototype) -> Vec<(&'static str, Prototype)> {
        let mut more = self.params.clone();
        more.push(Scalar::Int.into());
        let mut fewer = self.params.clone();
        let one = fewer
            .pop()
            .and_then(|_| build(function, &fewer, &self.result));
        let two = build(function, &more, &self.result);
        let one = one.map(|changed| ("one parameter less", changed));
        let two = two.map(|changed| ("one parameter more", changed));
        one.into_iter().chain(two).collect()
    }
}

fn build(function: &Prototype, params: &[Type], result: &Type) -> Option<Prototype> {
    let mut spec = FunctionSpec::returning(result.clone()).convention(function.convention());
    for param in params {
        spec = spec.param("", param.clone());
    }
    let spec = if function.is_variadic() {
        spec.variadic()
    } else {
        spec
    };
    let ty = Type::function_of(spec).ok()?;
    Prototype::new(function.name().to_owned(), ty).ok()
}

/// Types that must not stand in the place of another.
fn wrong_types(ty: &Type, records: &[Type]) -> Vec<(&'static str, Type)> {
    let mut wrong: Vec<(&'static str, Type)> = Vec::new();
    wrong.extend(widths(ty).into_iter().map(|other| ("width", other)));
    wrong.extend(sign(ty).map(|other| ("sign", other)));
    wrong.extend(class(ty).map(|other| ("class", other)));
    wrong.extend(pointer(ty, records).map(|other| ("pointer target", other)));
    wrong
}

fn scalar(ty: &Type) -> Option<Scalar> {
    match ty.unaliased().kind() {
        Kind::Scalar(scalar) => Some(scalar),
        _ => None,
    }
}

/// The same class in other widths.
fn widths(ty: &Type) -> Vec<Type> {
    let Some(scalar) = scalar(ty) else {
        return Vec::new();
    };
    let target = &Target::HOST;
    let all: &[Scalar] = match scalar.class(target) {
        Class::Signed => &[Scalar::SChar, Scalar::Short, Scalar::Int, Scalar::Long],
        Class::Unsigned if scalar != Scalar::Bool => {
            &[Scalar::UChar, Scalar::UShort, Scalar::UInt, Scalar::ULong]
        }
        Class::Float => &[Scalar::Float, Scalar::Double],
        _ => &[],
    };
    let others = all
        .iter()
        .filter(|other| other.size(target) != scalar.size(target));
    others.map(|other| Type::from(*other)).collect()
}

/// The other sign, of what callers extend.
fn sign(ty: &Type) -> Option<Type> {
    Some(Type::from(match scalar(ty)? {
        Scalar::SChar => Scalar::UChar,
        Scalar::UChar => Scalar::SChar,
        Scalar::Short | Scalar::Int16 => Scalar::UShort,
        Scalar::UShort | Scalar::UInt16 => Scalar::Short,
        Scalar::Int | Scalar::Int32 => Scalar::UInt,
        Scalar::UInt | Scalar::UInt32 => Scalar::Int,
        _ => return None,
    }))
}

/// Another class.
fn class(ty: &Type) -> Option<Type> {
    let target = &Target::HOST;
    Some(match ty.unaliased().kind() {
        Kind::Scalar(scalar) => match scalar.class(target) {
            Class::Signed | Class::Unsigned => Scalar::Double.into(),
            Class::Float | Class::Complex => Scalar::Long.into(),
        },
        Kind::Pointer { .. } => Scalar::Long.into(),
        Kind::Enum(_) => Scalar::Double.into(),
        _ => return None,
    })
}

/// A pointer to another type. `void *` matches all.
fn pointer(ty: &Type, records: &[Type]) -> Option<Type> {
    let (pointee, qualifiers) = match ty.unaliased().kind() {
        Kind::Pointer {
            pointee,
            qualifiers,
        } => (pointee, qualifiers),
        _ => return None,
    };
    let other = match pointee.unaliased().kind() {
        Kind::Void | Kind::Function(_) => return None,
        Kind::Scalar(Scalar::Double) => Type::from(Scalar::Int),
        Kind::Scalar(_) | Kind::Pointer { .. } => Type::from(Scalar::Double),
        _ => records
            .iter()
            .find(|record| {
                let size = |ty: &Type| Target::HOST.sizeof(ty).ok();
                size(record) != size(&pointee)
            })
            .cloned()?,
    };
    Some(Type::pointer_to(&other, qualifiers))
}

/// Types that say the same.
fn other_words(ty: &Type) -> Vec<(&'static str, Type)> {
    let mut words = vec![("another name", Type::typedef_of("another_name", ty))];
    match ty.unaliased().kind() {
        Kind::Scalar(scalar) => {
            words.extend(same_size(scalar).map(|other| ("another integer", other)))
        }
        Kind::Pointer {
            pointee,
            qualifiers,
        } => {
            let other = match qualifiers.contains(Qualifiers::CONST) {
                true => qualifiers.difference(Qualifiers::CONST),
                false => qualifiers.union(Qualifiers::CONST),
            };
            if !matches!(pointee.unaliased().kind(), Kind::Function(_)) {
                words.push(("const", Type::pointer_to(&pointee, other)));
                words.push(("void *", Type::pointer_to(&Type::VOID, qualifiers)));
            }
        }
        _ => {}
    }
    words
}

/// Another integer of the size and sign.
fn same_size(scalar: Scalar) -> Option<Type> {
    Some(Type::from(match scalar {
        Scalar::Int => Scalar::Int32,
        Scalar::UInt => Scalar::UInt32,
        Scalar::Long => Scalar::LongLong,
        Scalar::ULong => Scalar::Size,
        Scalar::Size => Scalar::ULong,
        Scalar::SSize => Scalar::Long,
        Scalar::LongLong => Scalar::Long,
        Scalar::ULongLong => Scalar::ULong,
        Scalar::UChar => Scalar::UInt8,
        _ => return None,
    }))
}
