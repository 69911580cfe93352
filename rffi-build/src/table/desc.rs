//! [`Descs`]: types as the source of constants that describe them.

use core::fmt::Write;
use std::collections::HashMap;

use lltype::{ArrayLength, Field, Kind, Qualifiers, Record, RecordAttrs, RecordKind, Type};

use crate::generated::string;

/// Types as `static`s, each once: `T0`, `T1`, ...
#[derive(Default)]
pub(crate) struct Descs {
    /// Of the types that were seen, their numbers: by their spelling, since types that are spelled in
    /// different ways are equal.
    known: HashMap<(String, Type), usize>,
    /// `None` for one whose insides are being written.
    values: Vec<Option<String>>,
}

impl Descs {
    /// The `static`s, to stand before their use.
    pub(crate) fn items(&self) -> String {
        let mut items = String::new();
        for (index, value) in self.values.iter().enumerate() {
            let value = value.as_deref().unwrap_or("Desc::Void");
            let _ = writeln!(items, "    static T{index}: Desc = {value};");
        }
        items
    }

    /// An expression of the type `&'static Desc`. The error says what no constant describes.
    pub(crate) fn desc(&mut self, ty: &Type) -> Result<String, String> {
        if ty.typedef().is_none() {
            match ty.kind() {
                Kind::Void => return Ok("&Desc::Void".to_owned()),
                Kind::Scalar(scalar) => return Ok(format!("Scalar::{scalar:?}.desc()")),
                _ => {}
            }
        }
        let key = (ty.declaration(""), ty.clone());
        if let Some(index) = self.known.get(&key) {
            return Ok(format!("&T{index}"));
        }
        let index = self.values.len();
        self.known.insert(key, index);
        self.values.push(None);
        let value = match ty.typedef() {
            Some((name, of)) => self.typedef(name, &of)?,
            None => self.kind(ty)?,
        };
        self.values[index] = Some(value);
        Ok(format!("&T{index}"))
    }

    fn typedef(&mut self, name: &str, of: &Type) -> Result<String, String> {
        let (name, of) = (string(name), self.desc(of)?);
        Ok(format!(
            "Desc::Typedef(TypedefDesc {{ name: {name}, of: {of} }})"
        ))
    }

    fn kind(&mut self, ty: &Type) -> Result<String, String> {
        Ok(match ty.kind() {
            Kind::Pointer {
                pointee,
                qualifiers,
            } => {
                let (pointee, qualifiers) = (self.desc(&pointee)?, qualifiers_of(qualifiers));
                format!(
                    "Desc::Pointer(PointerDesc {{ pointee: || {pointee}, qualifiers: {qualifiers} }})"
                )
            }
            Kind::Function(function) => self.function(&function)?,
            Kind::Opaque { name, layout, gc } => {
                let name = string(name);
                let layout = match layout {
                    Some(layout) => {
                        let (size, align) = (layout.size, layout.align);
                        format!("Some(Layout {{ size: {size}, align: {align} }})")
                    }
                    None => "None".to_owned(),
                };
                format!("Desc::Opaque(OpaqueDesc {{ name: {name}, layout: {layout}, gc: {gc} }})")
            }
            Kind::Array { item, length, gc } => {
                self.refuse_alignment(&item)?;
                let (item, length) = (self.desc(&item)?, length_of(length));
                format!("Desc::Array(ArrayDesc {{ item: {item}, length: {length}, gc: {gc} }})")
            }
            Kind::Record(record) => self.record(&record)?,
            Kind::Enum(found) => {
                let name = string(found.name().unwrap_or(""));
                let base = match found.declared_base() {
                    Some(base) => format!("Some(Scalar::{base:?})"),
                    None => "None".to_owned(),
                };
                let constants = found.constants();
                let constants =
                    constants.map(|(name, value)| format!("({}, {value}), ", string(name)));
                let constants: String = constants.collect();
                format!(
                    "Desc::Enum(EnumDesc {{ name: {name}, base: {base}, constants: &[{constants}] }})"
                )
            }
            Kind::Vector(vector) => format!(
                "Desc::Vector(VectorDesc {{ item: Scalar::{:?}, lanes: {} }})",
                vector.item, vector.lanes
            ),
            _ => return Err(format!("no constant describes `{ty}`")),
        })
    }

    fn function(&mut self, function: &lltype::Function<'_>) -> Result<String, String> {
        let mut params = String::new();
        for param in function.params() {
            let (name, desc) = (string(param.name.unwrap_or("")), self.desc(&param.ty)?);
            let _ = write!(params, "ParamDesc {{ name: {name}, desc: {desc} }}, ");
        }
        let result = self.desc(&function.result())?;
        let (convention, variadic) = (function.convention(), function.is_variadic());
        Ok(format!(
            "Desc::Function(FuncDesc {{ params: &[{params}], result: {result}, convention: \
             Convention::{convention:?}, variadic: {variadic} }})"
        ))
    }

    fn record(&mut self, record: &Record<'_>) -> Result<String, String> {
        let kind = match record.kind() {
            RecordKind::Struct => "structure",
            RecordKind::Union => "union",
        };
        let mut fields = String::new();
        for field in record.fields() {
            fields += &self.field(&field)?;
        }
        let (name, attrs) = (string(record.name().unwrap_or("")), record.attrs());
        let attrs = match attrs == RecordAttrs::NONE {
            true => String::new(),
            false => format!(
                ".with(RecordAttrs {{ packed: {}, pack: {:?}, align: {:?}, gc: {} }})",
                attrs.packed, attrs.pack, attrs.align, attrs.gc
            ),
        };
        Ok(format!(
            "Desc::Record(RecordDesc::{kind}({name}, &[{fields}]){attrs})"
        ))
    }

    fn field(&mut self, field: &Field<'_>) -> Result<String, String> {
        let (name, desc) = (string(field.name.unwrap_or("")), self.desc(&field.ty)?);
        // Constants describe no typedef that has an alignment: its members have it.
        let by_typedef = field.ty.typedef_align();
        let packed = field.packed || (by_typedef.is_some() && field.align.is_none());
        let align = field.align.or(by_typedef);
        if by_typedef.is_some() && field.bits.is_some() {
            return Err(format!(
                "no constant describes a bit-field of the type `{}`, which has an alignment",
                field.ty
            ));
        }
        Ok(format!(
            "FieldDesc {{ qualifiers: {}, bits: {:?}, align: {align:?}, packed: {packed}, \
             ..FieldDesc::new({name}, {desc}) }}, ",
            qualifiers_of(field.qualifiers),
            field.bits,
        ))
    }

    fn refuse_alignment(&self, item: &Type) -> Result<(), String> {
        match item.typedef_align() {
            Some(_) => Err(format!(
                "no constant describes an array of `{item}`, which has an alignment"
            )),
            None => Ok(()),
        }
    }
}

fn qualifiers_of(qualifiers: Qualifiers) -> String {
    let all = [
        (Qualifiers::CONST, "CONST"),
        (Qualifiers::VOLATILE, "VOLATILE"),
        (Qualifiers::RESTRICT, "RESTRICT"),
    ];
    let has = all
        .iter()
        .filter(|(qualifier, _)| qualifiers.contains(*qualifier));
    has.fold("Qualifiers::NONE".to_owned(), |text, (_, name)| {
        match text == "Qualifiers::NONE" {
            true => format!("Qualifiers::{name}"),
            false => format!("{text}.union(Qualifiers::{name})"),
        }
    })
}

fn length_of(length: ArrayLength) -> String {
    match length {
        ArrayLength::Fixed(count) => format!("ArrayLength::Fixed({count})"),
        ArrayLength::Header => "ArrayLength::Header".to_owned(),
        _ => "ArrayLength::NoLength".to_owned(),
    }
}
