//! The rules of what a type may be made of: C's, and RPython's about who owns what.

use std::collections::HashSet;

use super::error::{EnumProblem, ItemProblem, Member, TypeError};
use super::names;
use crate::desc::{ArrayLength, RecordAttrs, RecordKind, VectorDesc};
use crate::ty::{Enum, Function, Place, Record, RecordMember, Shape};
use crate::visited::Visited;
use crate::{Class, Scalar, Target};

/// No compiler aligns to more.
const MAX_ALIGN: u32 = 1 << 28;

/// Whether one level of a type keeps the rules. What lies deeper, or is behind a typedef, was checked
/// when it was built.
pub(super) fn check(place: Place<'_>) -> Result<(), TypeError> {
    match place.typedef() {
        Some(typedef) => {
            names::identifier(typedef.name)?;
            typedef
                .align
                .map_or(Ok(()), |align| check_align(place, align))
        }
        None => check_shape(place),
    }
}

/// Whether one level of a type that nobody may have checked keeps the rules.
pub(super) fn check_import(place: Place<'_>) -> Result<(), TypeError> {
    check(place)?;
    match place.typedef() {
        Some(_) => check_shape(place),
        None => Ok(()),
    }
}

fn check_shape(place: Place<'_>) -> Result<(), TypeError> {
    let shape = place.shape();
    names::check(&shape)?;
    match shape {
        Shape::Function(function) => check_function(&function),
        Shape::Array { item, .. } => check_item(item),
        Shape::Record(record) => check_record(place, &record),
        Shape::Enum(enumeration) => check_enum(place, &enumeration),
        Shape::Vector(vector) => check_vector(vector),
        _ => Ok(()),
    }
}

fn text(place: Place<'_>) -> String {
    place.to_type().to_string()
}

/// A function that takes or gives what cannot be passed is no C type. `void` as a parameter is a
/// translator's constant, which C does not see.
fn check_function(function: &Function<'_>) -> Result<(), TypeError> {
    let params = function.param_places().map(|(_, place)| place);
    let mut used = params.chain([function.result_place()]);
    match used.find(|place| !is_passed_by_value(*place)) {
        Some(place) => Err(TypeError::ByValue(text(place))),
        None => Ok(()),
    }
}

fn is_passed_by_value(place: Place<'_>) -> bool {
    match place.shape() {
        Shape::Function(_) | Shape::Array { .. } | Shape::Opaque { layout: None, .. } => false,
        shape => !shape.is_gc(),
    }
}

fn check_item(item: Place<'_>) -> Result<(), TypeError> {
    let problem = match item.shape() {
        Shape::Function(_) => ItemProblem::Function,
        shape if shape.is_gc() => ItemProblem::Gc,
        shape if shape.is_var_sized() => ItemProblem::VarSized,
        _ => return Ok(()),
    };
    Err(TypeError::Item {
        item: text(item),
        problem,
    })
}

fn check_record(place: Place<'_>, record: &Record<'_>) -> Result<(), TypeError> {
    let RecordAttrs { pack, align, .. } = record.attrs();
    let mut aligns = pack.into_iter().chain(align);
    aligns.try_for_each(|align| check_align(place, align))?;
    for (index, field) in record.members().enumerate() {
        if let Some(align) = field.align {
            check_align(place, align)?;
        }
        check_field(place, record, index, &field)?;
    }
    check_names(place, record)
}

fn check_align(place: Place<'_>, align: u32) -> Result<(), TypeError> {
    if align.is_power_of_two() && align <= MAX_ALIGN {
        return Ok(());
    }
    Err(TypeError::Alignment {
        name: text(place),
        align,
    })
}

fn check_field(
    place: Place<'_>,
    record: &Record<'_>,
    index: usize,
    field: &RecordMember<'_>,
) -> Result<(), TypeError> {
    let member = || member(place, index, field);
    let gc = record.attrs().gc;
    let is_last = index + 1 == record.len() && record.kind() == RecordKind::Struct;
    if let Some(width) = field.bits {
        return check_bits(member, field, width);
    }
    let shape = field.place.shape();
    match &shape {
        Shape::Array { length, .. }
            if *length == ArrayLength::NoLength && is_last && !has_others(record) =>
        {
            Err(TypeError::ArrayAlone(member()))
        }
        Shape::Function(_) => Err(TypeError::FunctionInlined(member())),
        Shape::Record(_) if shape.is_gc() && !(gc && index == 0) => {
            Err(TypeError::GcInlined(member()))
        }
        Shape::Array { .. } | Shape::Opaque { .. } if shape.is_gc() => {
            Err(TypeError::GcInlined(member()))
        }
        Shape::Array { length, .. } if *length == ArrayLength::NoLength && gc => {
            Err(TypeError::NoLengthInGc(member()))
        }
        Shape::Array { .. } if shape.is_var_sized() && !is_last => {
            Err(TypeError::ArrayNotLast(member()))
        }
        Shape::Record(_) if shape.is_var_sized() => Err(TypeError::VarSizedInlined(member())),
        Shape::Record(_) => Ok(()),
        _ if field.is_anonymous() => Err(TypeError::Unnamed(member())),
        _ => Ok(()),
    }
}

/// Whether there is a member with a name before the last.
fn has_others(record: &Record<'_>) -> bool {
    let mut before = record.members().take(record.len() - 1);
    before.any(|field| field.name.is_some() || field.is_anonymous())
}

fn check_bits(
    member: impl Fn() -> Member,
    field: &RecordMember<'_>,
    width: u32,
) -> Result<(), TypeError> {
    // An enumeration has the bits that its target gives it.
    let (is_integer, most) = match field.place.shape() {
        Shape::Scalar(scalar) => (scalar.is_integer(), most_bits(scalar)),
        Shape::Enum(_) => (true, 64),
        _ => (false, 0),
    };
    match width {
        _ if !is_integer => Err(TypeError::BitFieldType(member())),
        0 if field.name.is_none() => Ok(()),
        width if width >= 1 && width <= most => Ok(()),
        _ => Err(TypeError::BitFieldWidth {
            member: member(),
            width,
        }),
    }
}

/// How many bits a bit-field of the type can have on the target that has the most.
fn most_bits(scalar: Scalar) -> u32 {
    let bits = |target| match scalar {
        Scalar::Bool => 1,
        _ => 8 * scalar.size(target),
    };
    let most = Target::ALL.iter().map(bits).max();
    most.and_then(|most| u32::try_from(most).ok()).unwrap_or(0)
}

/// Names that were seen. So few that comparing with each is faster than a table stay in a list.
enum Names<'a> {
    Few(Vec<&'a str>),
    Many(HashSet<&'a str>),
}

impl<'a> Names<'a> {
    const FEW: usize = 16;

    fn with_capacity(count: usize) -> Self {
        match count <= Self::FEW {
            true => Names::Few(Vec::with_capacity(count)),
            false => Names::Many(HashSet::with_capacity(count)),
        }
    }

    /// Whether it is new.
    fn insert(&mut self, name: &'a str) -> bool {
        match self {
            Names::Few(names) if names.contains(&name) => false,
            Names::Few(names) if names.len() < Self::FEW => {
                names.push(name);
                true
            }
            Names::Few(names) => {
                *self = Names::Many(names.drain(..).chain([name]).collect());
                true
            }
            Names::Many(names) => names.insert(name),
        }
    }
}

/// Names are unique among the members, with those of anonymous members.
fn check_names(place: Place<'_>, record: &Record<'_>) -> Result<(), TypeError> {
    let mut seen = Names::with_capacity(record.len());
    // A type that comes again has names that are here already, or none: two looks tell.
    let (mut once, mut twice) = (Visited::default(), Visited::default());
    for (index, field) in record.members().enumerate() {
        let mut anonymous = Vec::new();
        match field.name {
            Some(name) if !seen.insert(name) => {
                return Err(TypeError::RepeatedField(member(place, index, &field)));
            }
            None if field.is_anonymous() => anonymous.push(field.place),
            _ => {}
        }
        while let Some(inner) = anonymous.pop() {
            if !once.insert_place(inner) && !twice.insert_place(inner) {
                continue;
            }
            let Shape::Record(inner) = inner.shape() else {
                continue;
            };
            for field in inner.members() {
                match field.name {
                    Some(name) if !seen.insert(name) => {
                        return Err(TypeError::RepeatedField(member(place, index, &field)));
                    }
                    None if field.is_anonymous() => anonymous.push(field.place),
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

fn member(place: Place<'_>, index: usize, field: &RecordMember<'_>) -> Member {
    Member {
        record: text(place),
        field: field
            .name
            .map_or_else(|| format!("#{index}"), str::to_owned),
        ty: text(field.place),
    }
}

fn check_enum(place: Place<'_>, enumeration: &Enum<'_>) -> Result<(), TypeError> {
    let problem = |problem| {
        Err(TypeError::Enum {
            name: text(place),
            problem,
        })
    };
    let range = match enumeration.declared_base() {
        None if enumeration.constants().len() == 0 => return problem(EnumProblem::Empty),
        // Whether they fit together is the target's answer.
        None => i128::from(i64::MIN)..=i128::from(u64::MAX),
        Some(base) if !base.is_integer() => return problem(EnumProblem::Base(base.c_name())),
        Some(base) => widest_range(base),
    };
    let mut constants = enumeration.constants();
    let mut seen = Names::with_capacity(constants.len());
    if let Some((name, _)) = constants.find(|(name, _)| !seen.insert(name)) {
        return problem(EnumProblem::Repeated(name.to_owned()));
    }
    match enumeration.constants().find(|(_, v)| !range.contains(v)) {
        None => Ok(()),
        Some((constant, value)) => problem(EnumProblem::Range {
            constant: constant.to_owned(),
            value,
        }),
    }
}

/// What fits in an integer on some target: `long` has 32 bits on one and 64 on another.
fn widest_range(base: Scalar) -> core::ops::RangeInclusive<i128> {
    let ranges = Target::ALL.iter().filter_map(|target| base.range(target));
    let widest = ranges.reduce(|a, b| *a.start().min(b.start())..=*a.end().max(b.end()));
    widest.unwrap_or(0..=0)
}

fn check_vector(vector: VectorDesc) -> Result<(), TypeError> {
    let item = vector.item;
    let is_number = match item.class(&Target::HOST) {
        Class::Complex => false,
        Class::Float => !matches!(item, Scalar::LongDouble | Scalar::Float128),
        Class::Signed | Class::Unsigned => item != Scalar::Bool,
    };
    if is_number && vector.lanes.is_power_of_two() {
        return Ok(());
    }
    Err(TypeError::Vector {
        item: item.c_name(),
        lanes: vector.lanes,
    })
}
