//! What a placement says of a call, against what a caller does.

use llcall::{Argument, Extension, Passing, Piece, Place, Placement};
use lltype::{ArrayLength, FloatFormat, Kind, Scalar, Target, Type};

use crate::machine::{Bank, Base, Byte, Seen, State, address, as_address};

/// Where a caller does something else.
pub(crate) fn differences(placement: &Placement, seen: &Seen, target: &Target) -> Vec<String> {
    let arguments = placement.arguments.iter().enumerate();
    let mut wrong: Vec<String> = arguments
        .filter_map(|(index, argument)| {
            let problem = argument_problem(argument, index, &seen.at_call, target)?;
            Some(format!("argument {}: {problem}", index + 1))
        })
        .collect();
    if let Some(problem) = result_problem(&placement.result, &seen.at_end, target) {
        wrong.push(format!("result: {problem}"));
    }
    if let Some(count) = placement.vector_count {
        let al = seen.at_call.integers[0][0];
        if al != Byte::Const(count) {
            wrong.push(format!("al: {al:?}, not {count}"));
        }
    }
    wrong
}

/// The function returns: where the placement says that the result is in memory, it is there.
pub(crate) fn return_result(placement: &Placement, state: &mut State) {
    let x87 = llcall::Bank::X87;
    let is_x87 = |place| matches!(place, Place::Register(register) if register.bank == x87);
    if placement.result.passing.places().any(is_x87) {
        state.return_x87();
    }
}

/// Room for the result is filled; x86 gives its address back.
pub(crate) fn fill_room(placement: &Placement, at_call: &State, state: &mut State) {
    if let Passing::Indirect { pointer, .. } = placement.result.passing
        && let Some((base, offset)) = as_address(&bytes_at(at_call, pointer, 8))
    {
        let room: Vec<Byte> = (0..placement.result.size).map(Byte::Room).collect();
        state.store(base, offset, &room);
        if matches!(placement.abi, llcall::Abi::SysV64 | llcall::Abi::Win64) {
            state.integers[0] = address(base, offset);
        }
    }
}

fn argument_problem(
    argument: &Argument,
    index: usize,
    state: &State,
    target: &Target,
) -> Option<String> {
    let counts = value_bytes(&argument.ty, target);
    match &argument.passing {
        Passing::Nothing => None,
        Passing::Indirect { pointer, .. } => {
            let pointer = bytes_at(state, *pointer, 8);
            let Some((base, offset)) = as_address(&pointer) else {
                return Some(format!("no address, but {pointer:?}"));
            };
            if !matches!(base, Base::Stack(_)) {
                return Some("the address is not that of a copy".to_owned());
            }
            let bytes = state.load(base, offset, counts.len());
            compare(&bytes, 0, &counts, |at| Byte::Value(index, at))
        }
        Passing::Direct(pieces) => pieces.iter().find_map(|piece| {
            let size = usize::try_from(piece.size).unwrap();
            let bytes = bytes_at(state, piece.place, size);
            let problem = compare(&bytes, piece.offset, &counts, |at| Byte::Value(index, at));
            let problem = problem.or_else(|| extension_problem(piece, index, state));
            problem.map(|problem| format!("{:?}: {problem}", piece.place))
        }),
    }
}

/// Whether the bytes behind a piece are what they should be.
fn extension_problem(piece: &Piece, index: usize, state: &State) -> Option<String> {
    let top = Byte::Value(index, i64::try_from(piece.offset + piece.size).unwrap() - 1);
    let Byte::Value(argument, at) = top else {
        return None;
    };
    let (fill, end) = match piece.extension {
        Extension::None => return None,
        Extension::Sign(end) => (Byte::Sign(argument, at), usize::from(end)),
        Extension::Zero(end) => (Byte::Const(0), usize::from(end)),
        Extension::Ones => (Byte::Const(0xff), 8),
    };
    let bytes = bytes_at(state, piece.place, end);
    let size = usize::try_from(piece.size).unwrap();
    let is_right = bytes[size..].iter().all(|byte| *byte == fill);
    (!is_right).then(|| format!("extended otherwise: {bytes:?}"))
}

fn result_problem(result: &Argument, state: &State, target: &Target) -> Option<String> {
    let counts = value_bytes(&result.ty, target);
    let stored = state.load(Base::Result, 0, counts.len());
    match &result.passing {
        Passing::Nothing => None,
        Passing::Indirect { .. } => compare(&stored, 0, &counts, |at| {
            Byte::Room(u64::try_from(at).unwrap())
        }),
        Passing::Direct(pieces) => pieces.iter().find_map(|piece| {
            let Place::Register(register) = piece.place else {
                return Some("a result on the stack".to_owned());
            };
            let bank = match register.bank {
                llcall::Bank::Integer => Bank::Integer,
                llcall::Bank::Vector => Bank::Vector,
                llcall::Bank::X87 => Bank::X87,
            };
            let start = usize::try_from(piece.offset).unwrap();
            let size = usize::try_from(piece.size).unwrap();
            let bytes = &stored[start..start + size];
            compare(bytes, piece.offset, &counts, |at| {
                let at = u8::try_from(at.unsigned_abs() - piece.offset).unwrap();
                Byte::Result(bank, register.number, at)
            })
        }),
    }
}

/// Whether the bytes from an offset of the value on are those that are expected, as far as they are
/// no padding.
fn compare(
    bytes: &[Byte],
    offset: u64,
    counts: &[bool],
    expected: impl Fn(i64) -> Byte,
) -> Option<String> {
    let mut places = bytes.iter().zip(offset..);
    let is_wrong = |(byte, at): &(&Byte, u64)| {
        let counts = counts[usize::try_from(*at).unwrap()];
        counts && **byte != expected(i64::try_from(*at).unwrap())
    };
    let (byte, at) = places.find(is_wrong)?;
    Some(format!("byte {at} is not there, but {byte:?}"))
}

fn bytes_at(state: &State, place: Place, size: usize) -> Vec<Byte> {
    match place {
        Place::Register(register) => {
            let number = usize::from(register.number);
            match register.bank {
                llcall::Bank::Integer => state.integers[number][..size].to_vec(),
                llcall::Bank::Vector => state.vectors[number][..size].to_vec(),
                llcall::Bank::X87 => Vec::new(),
            }
        }
        Place::Stack(offset) => match state.address_in(state.stack_pointer) {
            Ok((base, start)) => state.load(base, start + i64::try_from(offset).unwrap(), size),
            Err(_) => Vec::new(),
        },
    }
}

/// Which bytes of a type are no padding.
pub(crate) fn value_bytes(ty: &Type, target: &Target) -> Vec<bool> {
    let size = target.sizeof(ty).unwrap_or(0);
    let mut bytes = vec![false; usize::try_from(size).unwrap()];
    mark(ty, 0, target, &mut bytes);
    bytes
}

fn mark(ty: &Type, offset: usize, target: &Target, bytes: &mut [bool]) {
    let size = |ty: &Type| usize::try_from(target.sizeof(&ty.unaliased()).unwrap_or(0)).unwrap();
    match ty.kind() {
        Kind::Scalar(scalar @ (Scalar::LongDouble | Scalar::LongDoubleComplex))
            if target.long_double.format == FloatFormat::X87 =>
        {
            let parts = if scalar == Scalar::LongDouble { 1 } else { 2 };
            for part in 0..parts {
                let start = offset + part * usize::from(target.long_double.size);
                bytes[start..start + 10].fill(true);
            }
        }
        Kind::Array { item, length, .. } => {
            if let ArrayLength::Fixed(count) = length {
                for index in 0..usize::try_from(count).unwrap() {
                    mark(&item, offset + index * size(&item), target, bytes);
                }
            }
        }
        Kind::Record(record) => {
            let layout = target.record_layout(&ty.unaliased()).unwrap();
            for (field, place) in record.fields().zip(&layout.fields) {
                match place.bits {
                    None => {
                        let offset = offset + usize::try_from(place.offset).unwrap();
                        mark(&field.ty, offset, target, bytes);
                    }
                    Some(bits) if field.name.is_some() && bits.width > 0 => {
                        let start = offset + usize::try_from(bits.first_byte()).unwrap();
                        let count = usize::try_from(bits.byte_count()).unwrap();
                        bytes[start..start + count].fill(true);
                    }
                    Some(_) => {}
                }
            }
        }
        Kind::Void => {}
        _ => bytes[offset..offset + size(ty)].fill(true),
    }
}
