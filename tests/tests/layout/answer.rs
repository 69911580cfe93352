//! What `lltype` says of a type, in the words that a compiler is asked for.

use lltype::{BitRange, Desc, FieldLayout, Kind, Record, Target, Type, field_layout, layout_of};

use crate::build::{describe, has_aligned_typedef};

/// The layout of a struct or union, seen from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) size: u64,
    pub(crate) align: u64,
    /// Of each ordinary member that has a name, those of anonymous members among them.
    pub(crate) offsets: Vec<(String, u64)>,
    /// Of each bit-field that has a name: the bits, counted as [`BitRange::position`].
    pub(crate) bits: Vec<(String, Vec<u64>)>,
}

/// The names that an answer is about.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) ordinary: Vec<String>,
    /// With what sets all bits.
    pub(crate) bits: Vec<(String, &'static str)>,
}

impl Names {
    pub(crate) fn of(ty: &Type) -> Self {
        let mut names = Names::default();
        if let Some(record) = ty.as_record() {
            names.collect(&record);
        }
        names
    }

    fn collect(&mut self, record: &Record<'_>) {
        for field in record.fields() {
            match (field.name, field.bits) {
                (Some(name), None) => self.ordinary.push(name.to_owned()),
                (Some(name), Some(_)) => {
                    let ones = match field.ty.kind() {
                        Kind::Scalar(lltype::Scalar::Bool) => "1",
                        _ => "-1",
                    };
                    self.bits.push((name.to_owned(), ones));
                }
                (None, None) => self.collect(&field.ty.as_record().unwrap()),
                (None, Some(_)) => {}
            }
        }
    }
}

/// The answer of `lltype`, after a check that all of its ways agree.
pub(crate) fn of_lltype(ty: &Type, target: &Target) -> Answer {
    let whole = target.layout(ty).unwrap();
    if !has_aligned_typedef(ty) {
        check_constant_engine(ty, target);
    }
    let names = Names::of(ty);
    let place = |name: &String| target.offsetof(ty, name).unwrap();
    let offset = |name: &String| (name.clone(), place(name).offset);
    let bits = |(name, _): &(String, _)| (name.clone(), positions(place(name).bits.unwrap()));
    Answer {
        size: whole.size,
        align: whole.align,
        offsets: names.ordinary.iter().map(offset).collect(),
        bits: names.bits.iter().map(bits).collect(),
    }
}

fn positions(bits: BitRange) -> Vec<u64> {
    (bits.position..bits.position + u64::from(bits.width)).collect()
}

/// Layouts in constants are those at run time, of every member.
fn check_constant_engine(ty: &Type, target: &Target) {
    let desc = describe(ty);
    let built = target.record_layout(ty).unwrap();
    assert_eq!(Type::from_desc(desc), *ty);
    assert_eq!(target.record_layout(&Type::from_desc(desc)).unwrap(), built);
    assert_eq!(layout_of(desc, target), Some(built.whole));
    let Desc::Record(record) = desc else {
        panic!("no record: {ty}");
    };
    let fields: Vec<FieldLayout> = (0..record.fields.len())
        .map(|index| field_layout(record, index, target).unwrap())
        .collect();
    assert_eq!(fields, built.fields);
}
