//! What `--json` prints.

use cdef::{Cdef, Declaration, EnumView, Member, RecordView};
use serde_json::{Map, Value, json};

use crate::items::Items;

/// With so many fields, those of further members are left out: a struct that holds others twice on every
/// level has fields without end.
const MAX_FIELDS: usize = 10_000;

pub(crate) fn object(items: &Items<'_>) -> Value {
    let cdef = items.cdef;
    json!({
        "structs": items.records.iter().map(|(name, record)| structure(name, record)).collect::<Vec<_>>(),
        "enums": items.enums.iter().map(|(name, found)| enumeration(cdef, name, found)).collect::<Vec<_>>(),
        "constants": constants(items.constants.iter().copied()),
        "functions": items.functions.iter().map(function).collect::<Vec<_>>(),
        "typedefs": items.typedefs.iter().map(|found| typedef(cdef, found)).collect::<Vec<_>>(),
    })
}

fn structure(name: &str, record: &RecordView<'_>) -> Value {
    let layout = record.layout();
    let mut list = Vec::new();
    fields(record, "", 0, &mut list);
    json!({ "name": name, "size": layout.size, "align": layout.align, "fields": list })
}

/// The members that have a name, and theirs; `prefix` is how the struct is reached, `base` where it lies.
fn fields(record: &RecordView<'_>, prefix: &str, base: u64, list: &mut Vec<Value>) {
    for member in record.members() {
        let is_named = !member.name.is_empty();
        let name = format!("{prefix}{}", member.name);
        if is_named {
            list.push(field(&name, &member, base));
        }
        let Some(inner) = member.record().filter(|_| list.len() < MAX_FIELDS) else {
            continue;
        };
        let prefix = match is_named {
            true => format!("{name}."),
            false => name,
        };
        fields(&inner, &prefix, base + member.offset, list);
    }
}

fn field(name: &str, member: &Member<'_>, base: u64) -> Value {
    let bits = member.bits.map(|bits| {
        let position = i128::from(base) * 8 + i128::from(bits.position);
        json!([integer(position), bits.width])
    });
    json!({
        "name": name,
        "type": member.spelled,
        "offset": base + member.offset,
        "size": member.size,
        "bits": bits,
    })
}

fn enumeration(cdef: &Cdef, name: &str, found: &EnumView<'_>) -> Value {
    json!({
        "name": name,
        "type": found.base().c_name(),
        "size": found.base().size(cdef.target()),
        "constants": constants(found.constants()),
    })
}

fn constants<'c>(constants: impl Iterator<Item = (&'c str, i128)>) -> Value {
    let values = constants.map(|(name, value)| (name.to_owned(), integer(value)));
    Value::Object(values.collect::<Map<_, _>>())
}

/// A number, or the digits of one that other readers of JSON do not take.
fn integer(value: i128) -> Value {
    let signed = i64::try_from(value).map(Value::from);
    let unsigned = signed.or_else(|_| u64::try_from(value).map(Value::from));
    unsigned.unwrap_or_else(|_| value.to_string().into())
}

fn function(found: &Declaration<'_>) -> Value {
    json!({ "name": found.name(), "type": found.spelled() })
}

fn typedef(cdef: &Cdef, found: &Declaration<'_>) -> Value {
    let name = found.name();
    json!({
        "name": name,
        "type": found.canonical(),
        "size": cdef.sizeof(name).ok(),
        "align": cdef.alignof(name).ok(),
    })
}
