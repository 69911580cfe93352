//! The rules of what a type may be made of: C's, and RPython's about who owns what.

use std::collections::HashSet;

use super::error::{EnumProblem, ItemProblem, Member, TypeError};
use super::nodes::{Node, NodeRef};
use crate::desc::{ArrayLength, RecordAttrs, RecordKind, VectorDesc};
use crate::ty::{Enum, Field, Function, Kind, Record};
use crate::visited::Visited;
use crate::{Class, Scalar, Target, Type};

/// No compiler aligns to more.
const MAX_ALIGN: u32 = 1 << 28;

/// Whether one level of a type keeps the rules. What lies deeper was checked when it was built.
pub(super) fn check(ty: &Type) -> Result<(), TypeError> {
    match ty.kind() {
        Kind::Function(function) => check_function(&function),
        Kind::Array { item, .. } => check_item(&item),
        Kind::Record(record) => check_record(ty, &record),
        Kind::Enum(enumeration) => check_enum(ty, &enumeration),
        Kind::Vector(vector) => check_vector(vector),
        _ => Ok(()),
    }
}

/// A function that takes or gives what cannot be passed is no C type. `void` as a parameter is a
/// translator's constant, which C does not see.
fn check_function(function: &Function<'_>) -> Result<(), TypeError> {
    let params = function.params().map(|param| param.ty);
    let mut used = params.chain([function.result()]);
    match used.find(|ty| !is_passed_by_value(ty)) {
        Some(ty) => Err(TypeError::ByValue(ty.to_string())),
        None => Ok(()),
    }
}

fn is_passed_by_value(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Function(_) | Kind::Array { .. } | Kind::Opaque { layout: None, .. } => false,
        _ => !ty.is_gc(),
    }
}

fn check_item(item: &Type) -> Result<(), TypeError> {
    let problem = match item.kind() {
        Kind::Function(_) => ItemProblem::Function,
        _ if item.is_gc() => ItemProblem::Gc,
        _ if item.is_var_sized() => ItemProblem::VarSized,
        _ => return Ok(()),
    };
    Err(TypeError::Item {
        item: item.to_string(),
        problem,
    })
}

fn check_record(ty: &Type, record: &Record<'_>) -> Result<(), TypeError> {
    let RecordAttrs { pack, align, .. } = record.attrs();
    let mut aligns = pack.into_iter().chain(align);
    aligns.try_for_each(|align| check_align(ty, align))?;
    for (index, field) in record.fields().enumerate() {
        field.align.map_or(Ok(()), |align| check_align(ty, align))?;
        check_field(ty, record, index, &field)?;
    }
    check_names(ty, record)
}

fn check_align(ty: &Type, align: u32) -> Result<(), TypeError> {
    if align.is_power_of_two() && align <= MAX_ALIGN {
        return Ok(());
    }
    Err(TypeError::Alignment {
        name: ty.to_string(),
        align,
    })
}

fn check_field(
    ty: &Type,
    record: &Record<'_>,
    index: usize,
    field: &Field<'_>,
) -> Result<(), TypeError> {
    let member = || member(ty, index, field);
    let gc = record.attrs().gc;
    let is_last = index + 1 == record.len() && record.kind() == RecordKind::Struct;
    if let Some(width) = field.bits {
        return check_bits(member, field, width);
    }
    match field.ty.kind() {
        Kind::Array { length, .. }
            if length == ArrayLength::NoLength && is_last && !has_others(record) =>
        {
            Err(TypeError::ArrayAlone(member()))
        }
        Kind::Function(_) => Err(TypeError::FunctionInlined(member())),
        Kind::Record(_) if field.ty.is_gc() && !(gc && index == 0) => {
            Err(TypeError::GcInlined(member()))
        }
        Kind::Array { .. } | Kind::Opaque { .. } if field.ty.is_gc() => {
            Err(TypeError::GcInlined(member()))
        }
        Kind::Array { length, .. } if length == ArrayLength::NoLength && gc => {
            Err(TypeError::NoLengthInGc(member()))
        }
        Kind::Array { .. } if field.ty.is_var_sized() && !is_last => {
            Err(TypeError::ArrayNotLast(member()))
        }
        Kind::Record(_) if field.ty.is_var_sized() => Err(TypeError::VarSizedInlined(member())),
        Kind::Record(_) => Ok(()),
        _ if field.is_anonymous() => Err(TypeError::Unnamed(member())),
        _ => Ok(()),
    }
}

/// Whether there is a member with a name before the last.
fn has_others(record: &Record<'_>) -> bool {
    let mut before = record.fields().take(record.len() - 1);
    before.any(|field| field.name.is_some() || field.is_anonymous())
}

fn check_bits(member: impl Fn() -> Member, field: &Field<'_>, width: u32) -> Result<(), TypeError> {
    // An enumeration has the bits that its target gives it.
    let (is_integer, most) = match field.ty.kind() {
        Kind::Scalar(scalar) => (scalar.is_integer(), most_bits(scalar)),
        Kind::Enum(_) => (true, 64),
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

/// Names are unique among the members, with those of anonymous members.
fn check_names(ty: &Type, record: &Record<'_>) -> Result<(), TypeError> {
    let mut seen: HashSet<String> = HashSet::with_capacity(record.len());
    // A type that comes again has names that are here already, or none: two looks tell.
    let (mut once, mut twice) = (Visited::default(), Visited::default());
    for (index, field) in record.fields().enumerate() {
        let mut anonymous = Vec::new();
        match field.name {
            Some(name) if !seen.insert(name.to_owned()) => {
                return Err(TypeError::RepeatedField(member(ty, index, &field)));
            }
            None if field.is_anonymous() => anonymous.push(field.ty.clone()),
            _ => {}
        }
        while let Some(inner) = anonymous.pop() {
            if !once.insert(&inner) && !twice.insert(&inner) {
                continue;
            }
            for field in inner.as_record().iter().flat_map(Record::fields) {
                match field.name {
                    Some(name) if !seen.insert(name.to_owned()) => {
                        return Err(TypeError::RepeatedField(member(ty, index, &field)));
                    }
                    None if field.is_anonymous() => anonymous.push(field.ty),
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

fn member(ty: &Type, index: usize, field: &Field<'_>) -> Member {
    Member {
        record: ty.to_string(),
        field: field
            .name
            .map_or_else(|| format!("#{index}"), str::to_owned),
        ty: field.ty.to_string(),
    }
}

fn check_enum(ty: &Type, enumeration: &Enum<'_>) -> Result<(), TypeError> {
    let problem = |problem| {
        Err(TypeError::Enum {
            name: ty.to_string(),
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
    let mut seen: HashSet<String> = HashSet::new();
    if let Some((name, _)) = enumeration
        .constants()
        .find(|(name, _)| !seen.insert((*name).to_owned()))
    {
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
        Class::Float => item != Scalar::LongDouble,
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

/// Finds a node that contains itself, by value or as a typedef.
pub(super) fn find_infinite(nodes: &[Node]) -> Option<u32> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let inside = |index: u32| {
        nodes[index as usize]
            .contents()
            .filter_map(|reference| match reference {
                NodeRef::Local(index) => Some(*index),
                NodeRef::Type(_) => None,
            })
    };
    let mut marks = vec![Mark::New; nodes.len()];
    for start in (0..).take(nodes.len()) {
        let mut path = vec![(start, None)];
        while let Some((index, rest)) = path.last_mut() {
            let (index, fresh) = (*index, rest.is_none());
            let mark = &mut marks[index as usize];
            match (*mark, fresh) {
                (Mark::Open, true) => return Some(index),
                (Mark::Done, _) => {
                    path.pop();
                    continue;
                }
                _ => *mark = Mark::Open,
            }
            match rest.get_or_insert_with(|| inside(index)).next() {
                Some(next) => path.push((next, None)),
                None => {
                    marks[index as usize] = Mark::Done;
                    path.pop();
                }
            }
        }
    }
    None
}
