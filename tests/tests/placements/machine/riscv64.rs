//! 64-bit RISC-V.

use super::Flow;
use super::byte::{Base, Byte, add, address, and, as_number, extend, number, or};
use super::byte::{shift_left, shift_right};
use super::line::{Line, integer, symbol};
use super::state::{Misunderstood, State};

fn register(name: &str) -> Option<usize> {
    let number = |rest: &str| rest.parse::<usize>().ok();
    Some(match name {
        "zero" => 0,
        "ra" => 1,
        "sp" => 2,
        "gp" => 3,
        "tp" => 4,
        "fp" => 8,
        _ => match name.split_at_checked(1)? {
            ("x", rest) => number(rest)?,
            ("a", rest) => number(rest)? + 10,
            ("s", rest) => match number(rest)? {
                low @ 0..=1 => low + 8,
                high => high + 16,
            },
            ("t", rest) => match number(rest)? {
                low @ 0..=2 => low + 5,
                high => high + 25,
            },
            _ => return None,
        },
    })
}

fn float(name: &str) -> Option<usize> {
    let rest = name.strip_prefix('f')?;
    let number = |rest: &str| rest.parse::<usize>().ok();
    match rest.split_at_checked(1)? {
        ("a", rest) => Some(number(rest)? + 10),
        ("s", rest) => number(rest).map(|n| if n < 2 { n + 8 } else { n + 16 }),
        ("t", rest) => number(rest).map(|n| if n < 8 { n } else { n + 20 }),
        _ => number(rest),
    }
}

/// `8(sp)`, `%lo(g1_0+4)(a5)`; of the latter, the register has the high part.
fn memory(state: &State, text: &str) -> Result<(Base, i64), Misunderstood> {
    let unknown = || text.to_owned();
    let inner = text.strip_suffix(')').ok_or_else(unknown)?;
    let (offset, base) = inner.rsplit_once('(').ok_or_else(unknown)?;
    if let Some(place) = low(offset) {
        return Ok(place);
    }
    let (base, start) = state.address_in(register(base).ok_or_else(unknown)?)?;
    let offset = match offset {
        "" => 0,
        offset => integer(offset).ok_or_else(unknown)?,
    };
    Ok((base, start + offset))
}

/// The symbol of `%lo(g1_0+4)`.
fn low(text: &str) -> Option<(Base, i64)> {
    symbol(text.strip_prefix("%lo")?)
}

/// What an instruction reads: a register or a number.
fn value(state: &State, text: &str) -> Result<[Byte; 8], Misunderstood> {
    if let Some((base, offset)) = low(text) {
        return Ok(address(base, offset));
    }
    let number = integer(text).map(number);
    let bytes = number.or_else(|| register(text).map(|register| state.integers[register]));
    bytes.ok_or_else(|| text.to_owned())
}

pub(super) fn step<'a>(state: &mut State, line: &Line<'a>) -> Result<Flow<'a>, Misunderstood> {
    match (line.name, line.operands.as_slice()) {
        ("call" | "tail", [name]) => {
            let name = name.trim_end_matches("@plt");
            return Ok(Flow::Call(name));
        }
        ("ret", _) | ("jr", ["ra"]) => return Ok(Flow::Return),
        ("nop", _) => {}
        (name, [to, from]) if name.starts_with('f') => float_move(state, line, name, to, from)?,
        (name, [register, place]) if access(name).is_some() => {
            transfer(state, line, register, place)?;
        }
        ("andi" | "slli", ["sp", ..]) => state.round_stack(),
        (_, [to, _, ..]) => {
            let bytes = compute(state, line)?;
            let to = register(to).ok_or_else(|| line.text.to_owned())?;
            match (to, as_number(&bytes)) {
                (0, _) => {}
                _ => state.set(to, &bytes),
            }
        }
        _ => return line.unknown(),
    }
    state.integers[0] = number(0);
    Ok(Flow::Next)
}

/// Of a load or a store: the bytes, and whether a load copies the sign.
fn access(name: &str) -> Option<(usize, bool)> {
    let size = |letter: &str| {
        Some(match letter {
            "b" => 1,
            "h" => 2,
            "w" => 4,
            "d" => 8,
            _ => return None,
        })
    };
    let rest = name.strip_prefix(['l', 's'])?;
    match rest.strip_suffix('u') {
        Some(rest) => Some((size(rest)?, false)),
        None => Some((size(rest)?, true)),
    }
}

fn transfer(
    state: &mut State,
    line: &Line<'_>,
    name: &str,
    place: &str,
) -> Result<(), Misunderstood> {
    let (size, is_signed) = access(line.name).ok_or_else(|| line.text.to_owned())?;
    let register = register(name).ok_or_else(|| line.text.to_owned())?;
    let (base, offset) = memory(state, place)?;
    match line.name.starts_with('l') {
        true => {
            let bytes = extend(&state.load(base, offset, size), 8, is_signed);
            state.set(register, &bytes);
        }
        false => {
            let bytes = state.integers[register];
            state.store(base, offset, &bytes[..size]);
        }
    }
    Ok(())
}

fn float_move(
    state: &mut State,
    line: &Line<'_>,
    name: &str,
    to: &str,
    from: &str,
) -> Result<(), Misunderstood> {
    let unknown = || line.text.to_owned();
    let boxed = |bytes: &[Byte]| {
        let mut bytes = bytes.to_vec();
        bytes.resize(8, Byte::Const(0xff));
        bytes
    };
    match name {
        "flw" | "fld" => {
            let (base, offset) = memory(state, from)?;
            let size = if name == "flw" { 4 } else { 8 };
            let bytes = boxed(&state.load(base, offset, size));
            state.set_vector(float(to).ok_or_else(unknown)?, &bytes);
        }
        "fsw" | "fsd" => {
            let (base, offset) = memory(state, from)?;
            let size = if name == "fsw" { 4 } else { 8 };
            let bytes = state.vectors[float(to).ok_or_else(unknown)?];
            state.store(base, offset, &bytes[..size]);
        }
        "fmv.x.w" | "fmv.x.s" | "fmv.x.d" => {
            let size = if name.ends_with('d') { 8 } else { 4 };
            let bytes = state.vectors[float(from).ok_or_else(unknown)?];
            let bytes = extend(&bytes[..size], 8, true);
            state.set(register(to).ok_or_else(unknown)?, &bytes);
        }
        "fmv.w.x" | "fmv.s.x" | "fmv.d.x" => {
            let size = if name == "fmv.d.x" { 8 } else { 4 };
            let bytes = state.integers[register(from).ok_or_else(unknown)?];
            let bytes = boxed(&bytes[..size]);
            state.set_vector(float(to).ok_or_else(unknown)?, &bytes);
        }
        "fmv.s" | "fmv.d" => {
            let bytes = state.vectors[float(from).ok_or_else(unknown)?];
            state.vectors[float(to).ok_or_else(unknown)?] = bytes;
        }
        _ => return line.unknown(),
    }
    Ok(())
}

/// The value of an instruction on integers.
fn compute(state: &State, line: &Line<'_>) -> Result<Vec<Byte>, Misunderstood> {
    let unknown = || line.text.to_owned();
    let bits = |text: &str| integer(text).and_then(|bits| usize::try_from(bits).ok());
    Ok(match (line.name, line.operands.as_slice()) {
        ("lui", [_, text]) => match (text.strip_prefix("%hi").and_then(symbol), integer(text)) {
            (Some((base, offset)), _) => address(base, offset).to_vec(),
            (_, Some(value)) => number(value << 12).to_vec(),
            _ => return line.unknown(),
        },
        ("la" | "lla", [_, name]) => {
            let (base, offset) = symbol(name).ok_or_else(unknown)?;
            address(base, offset).to_vec()
        }
        ("mv" | "li", [_, from]) => value(state, from)?.to_vec(),
        // The low part of a symbol, whose high part is there.
        ("addi" | "add", [_, _, text]) if low(text).is_some() => value(state, text)?.to_vec(),
        ("add" | "addi", [_, one, other]) => add(&value(state, one)?, &value(state, other)?),
        ("addw" | "addiw", [_, one, other]) => extend(
            &add(&value(state, one)?, &value(state, other)?)[..4],
            8,
            true,
        ),
        ("sub", [_, one, other]) => match as_number(&value(state, other)?) {
            Some(less) => add(&value(state, one)?, &number(-less)),
            None => return line.unknown(),
        },
        ("sext.w", [_, from]) => extend(&value(state, from)?[..4], 8, true),
        ("zext.b", [_, from]) => extend(&value(state, from)?[..1], 8, false),
        ("and" | "andi", [_, one, other]) => match as_number(&value(state, other)?) {
            Some(mask) => and(&value(state, one)?, mask),
            None => vec![Byte::Unknown; 8],
        },
        ("or" | "ori", [_, one, other]) => or(&value(state, one)?, &value(state, other)?),
        ("slli", [_, from, count]) => {
            shift_left(&value(state, from)?, bits(count).ok_or_else(unknown)?)
        }
        ("slliw", [_, from, count]) => {
            let moved = shift_left(&value(state, from)?[..4], bits(count).ok_or_else(unknown)?);
            extend(&moved, 8, true)
        }
        ("srli" | "srai", [_, from, count]) => {
            let bits = bits(count).ok_or_else(unknown)?;
            shift_right(&value(state, from)?, bits, line.name == "srai")
        }
        ("srliw" | "sraiw", [_, from, count]) => {
            let bits = bits(count).ok_or_else(unknown)?;
            let moved = shift_right(&value(state, from)?[..4], bits, line.name == "sraiw");
            extend(&moved, 8, true)
        }
        _ => return line.unknown(),
    })
}
