//! 64-bit Arm, as GCC and Clang write it for Linux and for Apple.

use super::Flow;
use super::byte::{Base, Byte, add, address, and, as_number, extend, number, or};
use super::byte::{shift_left, shift_right};
use super::line::{Line, integer, symbol};
use super::state::{Misunderstood, State};

/// `x3`, `w3`, `d3`, with how many bytes it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Register {
    Integer(usize, usize),
    Vector(usize, usize),
}

/// Register 31 is the stack pointer in the state; this one is zero.
const ZERO: usize = 32;

fn register(name: &str) -> Option<Register> {
    match name {
        "sp" => return Some(Register::Integer(31, 8)),
        "wsp" => return Some(Register::Integer(31, 4)),
        "xzr" => return Some(Register::Integer(ZERO, 8)),
        "wzr" => return Some(Register::Integer(ZERO, 4)),
        "lr" => return Some(Register::Integer(30, 8)),
        "fp" => return Some(Register::Integer(29, 8)),
        _ => {}
    }
    let (letter, rest) = name.split_at_checked(1)?;
    let number: usize = rest.split('.').next()?.parse().ok()?;
    Some(match letter {
        "x" => Register::Integer(number, 8),
        "w" => Register::Integer(number, 4),
        "b" => Register::Vector(number, 1),
        "h" => Register::Vector(number, 2),
        "s" => Register::Vector(number, 4),
        "d" => Register::Vector(number, 8),
        "v" if rest.ends_with(".8b") || rest.ends_with(".2s") || rest.ends_with(".4h") => {
            Register::Vector(number, 8)
        }
        "q" | "v" => Register::Vector(number, 16),
        _ => return None,
    })
}

impl Register {
    fn of(text: &str) -> Result<Register, Misunderstood> {
        register(text).ok_or_else(|| text.to_owned())
    }

    fn size(self) -> usize {
        match self {
            Register::Integer(_, size) | Register::Vector(_, size) => size,
        }
    }

    fn get(self, state: &State) -> Vec<Byte> {
        match self {
            Register::Integer(ZERO, size) => vec![Byte::Const(0); size],
            Register::Integer(number, size) => state.integers[number][..size].to_vec(),
            Register::Vector(number, size) => state.vectors[number][..size].to_vec(),
        }
    }

    /// What is behind the bytes becomes zero.
    fn set(self, state: &mut State, bytes: &[Byte]) {
        match self {
            Register::Integer(ZERO, _) => {}
            Register::Integer(number, _) => state.set(number, bytes),
            Register::Vector(number, _) => state.set_vector(number, bytes),
        }
    }
}

/// An item of a vector: `v0.d[1]`.
fn lane(text: &str) -> Option<(usize, usize, usize)> {
    let (name, index) = text.strip_suffix(']')?.split_once('[')?;
    let (name, kind) = name.split_once('.')?;
    let number = name.strip_prefix('v')?.parse().ok()?;
    let size = match kind.trim_start_matches(|c: char| c.is_ascii_digit()) {
        "b" => 1,
        "h" => 2,
        "s" => 4,
        "d" => 8,
        _ => return None,
    };
    let index: usize = index.parse().ok()?;
    Some((number, size, index * size))
}

fn plain(text: &str) -> Option<i64> {
    integer(text.trim_start_matches('#'))
}

/// `:lo12:g1_0+8`, `_g1_0@PAGEOFF+8`: the address, as the high part is in the register already.
fn low(text: &str) -> Option<(Base, i64)> {
    let text = text.trim_start_matches('#');
    if let Some(name) = text.strip_prefix(":lo12:") {
        return symbol(name);
    }
    if let Some(name) = text.strip_prefix(":got_lo12:") {
        return symbol(name);
    }
    let (name, offset) = text.split_once('@')?;
    let offset = offset
        .trim_start_matches("GOTPAGEOFF")
        .trim_start_matches("PAGEOFF");
    symbol(&format!("{name}{offset}"))
}

/// The address of an access; the register that is written back is.
fn memory(state: &mut State, line: &Line<'_>, from: usize) -> Result<(Base, i64), Misunderstood> {
    let unknown = || line.text.to_owned();
    let text = line.operand(from)?;
    let is_first = text.ends_with('!');
    let inner = text
        .trim_end_matches('!')
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let (base, offset) = inner
        .map(|text| text.split_once(',').unwrap_or((text, "0")))
        .ok_or_else(unknown)?;
    let offset = offset.trim();
    if let Some(place) = low(offset) {
        return Ok(place);
    }
    let Register::Integer(base, 8) = Register::of(base.trim())? else {
        return line.unknown();
    };
    let offset = match (plain(offset), register(offset)) {
        (Some(offset), _) => offset,
        (_, Some(index)) => as_number(&index.get(state)).ok_or_else(unknown)?,
        _ => return line.unknown(),
    };
    let (start, at) = state.address_in(base)?;
    if is_first {
        state.integers[base] = address(start, at + offset);
    }
    if let Some(more) = line.operands.get(from + 1).and_then(|more| plain(more)) {
        state.integers[base] = address(start, at + more);
    }
    Ok((start, at + offset))
}

pub(super) fn step<'a>(state: &mut State, line: &Line<'a>) -> Result<Flow<'a>, Misunderstood> {
    match line.name {
        "bl" | "b" => return Ok(Flow::Call(line.operand(0)?)),
        "ret" => return Ok(Flow::Return),
        "nop" | "hint" | "paciasp" | "autiasp" => {}
        "adrp" => {
            let name = line.operand(1)?;
            let name = name
                .split('@')
                .next()
                .unwrap_or(name)
                .trim_start_matches(":got:");
            let (base, offset) = symbol(name).ok_or_else(|| line.text.to_owned())?;
            Register::of(line.operand(0)?)?.set(state, &address(base, offset));
        }
        "ldp" | "stp" => pair(state, line)?,
        "ld1" | "st1" => vector_list(state, line)?,
        name if name.starts_with("ld") => load(state, line)?,
        name if name.starts_with("st") => {
            let register = Register::of(line.operand(0)?)?;
            let (base, offset) = memory(state, line, 1)?;
            let bytes = register.get(state);
            let size = access(name, register);
            state.store(base, offset, &bytes[..size]);
        }
        "mov" | "ins" | "umov" | "dup" | "fmov" | "smov" => mov(state, line)?,
        "bfi" | "bfxil" | "movk" => insert(state, line)?,
        _ => {
            let to = Register::of(line.operand(0)?)?;
            if line.name == "and" && to == Register::Integer(31, 8) {
                state.round_stack();
            } else {
                let bytes = compute(state, line, to.size())?;
                to.set(state, &bytes);
            }
        }
    }
    Ok(Flow::Next)
}

/// How many bytes `ldrb`, `strh`, `ldursw` move.
fn access(name: &str, register: Register) -> usize {
    match name.trim_end_matches(|c: char| !"bhw".contains(c)) {
        _ if matches!(register, Register::Vector(..)) => register.size(),
        _ if name.ends_with("sw") => 4,
        _ if name.ends_with('b') => 1,
        _ if name.ends_with('h') => 2,
        _ => register.size(),
    }
}

fn load(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let register = Register::of(line.operand(0)?)?;
    // The address of a variable, out of a table.
    if let Some(text) = line.operands.get(1)
        && (text.contains("GOTPAGEOFF") || text.contains(":got_lo12:"))
    {
        let place = memory(state, line, 1)?;
        register.set(state, &address(place.0, place.1));
        return Ok(());
    }
    // A constant: which one does not matter.
    if line
        .operands
        .get(1)
        .is_some_and(|text| text.contains("lCPI") || text.contains(".LC"))
    {
        register.set(state, &vec![Byte::Unknown; register.size()]);
        return Ok(());
    }
    let (base, offset) = memory(state, line, 1)?;
    let bytes = state.load(base, offset, access(line.name, register));
    let is_signed = line
        .name
        .trim_start_matches("ldu")
        .trim_start_matches("ld")
        .starts_with("rs");
    let bytes = extend(&bytes, register.size(), is_signed);
    register.set(state, &bytes);
    Ok(())
}

fn pair(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let (one, other) = (
        Register::of(line.operand(0)?)?,
        Register::of(line.operand(1)?)?,
    );
    let (base, offset) = memory(state, line, 2)?;
    let step = i64::try_from(one.size()).unwrap();
    if line.name == "stp" {
        let (first, second) = (one.get(state), other.get(state));
        state.store(base, offset, &first);
        state.store(base, offset + step, &second);
    } else {
        let bytes = state.load(base, offset, one.size());
        one.set(state, &bytes);
        let bytes = state.load(base, offset + step, other.size());
        other.set(state, &bytes);
    }
    Ok(())
}

/// `ld1 {v0.16b, v1.16b}, [x0]`.
fn vector_list(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let unknown = || line.text.to_owned();
    let text = line.operand(0)?;
    let place = memory(state, line, 1)?;
    let (inner, index) = text.split_once('}').ok_or_else(unknown)?;
    let inner = inner.trim_start_matches('{').trim();
    if !index.is_empty() {
        let (number, size, start) = lane(&format!("{inner}{index}")).ok_or_else(unknown)?;
        match line.name {
            "ld1" => {
                let bytes = state.load(place.0, place.1, size);
                state.vectors[number][start..start + size].copy_from_slice(&bytes);
            }
            _ => {
                let bytes = state.vectors[number];
                state.store(place.0, place.1, &bytes[start..start + size]);
            }
        }
        return Ok(());
    }
    let mut names: Vec<Register> = Vec::new();
    if let Some((first, last)) = inner.split_once('-') {
        let (first, last) = (Register::of(first.trim())?, Register::of(last.trim())?);
        let (Register::Vector(first, size), Register::Vector(last, _)) = (first, last) else {
            return line.unknown();
        };
        names.extend((first..=last).map(|number| Register::Vector(number, size)));
    } else {
        for name in inner.split(',') {
            names.push(Register::of(name.trim())?);
        }
    }
    let mut at = place.1;
    for register in names {
        match line.name {
            "ld1" => {
                let bytes = state.load(place.0, at, register.size());
                register.set(state, &bytes);
            }
            _ => {
                let bytes = register.get(state);
                state.store(place.0, at, &bytes);
            }
        }
        at += i64::try_from(register.size()).unwrap();
    }
    Ok(())
}

fn mov(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let (to, from) = (line.operand(0)?, line.operand(1)?);
    let bytes = match (lane(from), register(from), plain(from)) {
        (Some((number, size, start)), ..) => state.vectors[number][start..start + size].to_vec(),
        (_, Some(register), _) => register.get(state),
        (_, _, Some(value)) => number(value).to_vec(),
        // A floating-point number.
        _ => vec![Byte::Unknown; 8],
    };
    if let Some((number, size, start)) = lane(to) {
        state.vectors[number][start..start + size].copy_from_slice(&bytes[..size]);
        return Ok(());
    }
    let register = Register::of(to)?;
    let size = register.size().min(bytes.len());
    let bytes = match line.name {
        // The same in every item.
        "dup" if matches!(register, Register::Vector(..)) && to.starts_with('v') => bytes
            .iter()
            .copied()
            .cycle()
            .take(register.size())
            .collect(),
        "smov" => extend(&bytes, register.size(), true),
        _ => bytes[..size].to_vec(),
    };
    register.set(state, &bytes);
    Ok(())
}

/// The instructions that keep a part of their destination.
fn insert(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let unknown = || line.text.to_owned();
    let bits = |index: usize| {
        let text = line.operand(index)?;
        let text = text.trim_start_matches("lsl").trim();
        plain(text)
            .and_then(|bits| usize::try_from(bits).ok())
            .ok_or_else(unknown)
    };
    let to = Register::of(line.operand(0)?)?;
    let mut bytes = to.get(state);
    let (from, start, first, width) = match line.name {
        "movk" => {
            let value = plain(line.operand(1)?).ok_or_else(unknown)?;
            let shift = if line.operands.len() > 2 { bits(2)? } else { 0 };
            (number(value).to_vec(), shift, 0, 16)
        }
        "bfi" => (
            Register::of(line.operand(1)?)?.get(state),
            bits(2)?,
            0,
            bits(3)?,
        ),
        _ => (
            Register::of(line.operand(1)?)?.get(state),
            0,
            bits(2)?,
            bits(3)?,
        ),
    };
    if [start, first, width]
        .iter()
        .any(|bits| !bits.is_multiple_of(8))
    {
        // Some bits of the bytes that are there are others.
        let bytes = &mut bytes[start / 8..(start + width).div_ceil(8)];
        bytes.fill(Byte::Unknown);
    } else {
        let (start, first, width) = (start / 8, first / 8, width / 8);
        bytes[start..start + width].copy_from_slice(&from[first..first + width]);
    }
    to.set(state, &bytes);
    Ok(())
}

/// The value of an instruction that has a result of this size.
fn compute(state: &State, line: &Line<'_>, size: usize) -> Result<Vec<Byte>, Misunderstood> {
    let unknown = || line.text.to_owned();
    let bits = |index: usize| {
        let bits = plain(line.operand(index)?).and_then(|bits| usize::try_from(bits).ok());
        bits.ok_or_else(unknown)
    };
    let one = || Ok::<_, Misunderstood>(Register::of(line.operand(1)?)?.get(state));
    Ok(match line.name {
        "add" if line.operands.get(2).is_some_and(|text| low(text).is_some()) => {
            let (base, offset) = low(line.operand(2)?).ok_or_else(unknown)?;
            address(base, offset).to_vec()
        }
        "add" => add(&one()?, &second(state, line)?),
        "sub" => {
            let less = as_number(&extend(&second(state, line)?, 8, true)).ok_or_else(unknown)?;
            add(&one()?, &number(-less)[..size])
        }
        "and" => match as_number(&second(state, line)?) {
            Some(mask) => and(&one()?, mask),
            None => vec![Byte::Unknown; size],
        },
        "orr" => or(&one()?, &second(state, line)?),
        "movz" => {
            let value = plain(line.operand(1)?).ok_or_else(unknown)?;
            let shift = line
                .operands
                .get(2)
                .and_then(|text| plain(text.trim_start_matches("lsl").trim()));
            number(value << shift.unwrap_or(0))[..size].to_vec()
        }
        "movi" => match plain(line.operand(1)?) {
            Some(0) => vec![Byte::Const(0); size],
            _ => vec![Byte::Unknown; size],
        },
        "lsl" => shift_left(&one()?, bits(2)?),
        "lsr" | "asr" => shift_right(&one()?, bits(2)?, line.name == "asr"),
        "sxtb" | "uxtb" => extend(&one()?[..1], size, line.name == "sxtb"),
        "sxth" | "uxth" => extend(&one()?[..2], size, line.name == "sxth"),
        "sxtw" | "uxtw" => extend(&one()?[..4], size, line.name == "sxtw"),
        "ubfx" | "sbfx" => {
            let moved = shift_right(&one()?, bits(2)?, false);
            let width = bits(3)?;
            match width.is_multiple_of(8) && width / 8 <= moved.len() {
                true => extend(&moved[..width / 8], size, line.name == "sbfx"),
                false => vec![Byte::Unknown; size],
            }
        }
        "ubfiz" => {
            let width = bits(3)?;
            match width.is_multiple_of(8) {
                true => shift_left(&extend(&one()?[..width / 8], size, false), bits(2)?),
                false => vec![Byte::Unknown; size],
            }
        }
        "extr" => {
            let low = Register::of(line.operand(2)?)?.get(state);
            let both = [low, one()?].concat();
            shift_right(&both, bits(3)?, false)[..size].to_vec()
        }
        _ => return line.unknown(),
    })
}

/// The second source, which may be shifted.
fn second(state: &State, line: &Line<'_>) -> Result<Vec<Byte>, Misunderstood> {
    let unknown = || line.text.to_owned();
    let text = line.operand(2)?;
    let bytes = match (plain(text), register(text)) {
        (Some(value), _) => number(value).to_vec(),
        (_, Some(register)) => register.get(state),
        _ => return line.unknown(),
    };
    let Some(shift) = line.operands.get(3) else {
        return Ok(bytes);
    };
    let (kind, count) = shift.split_once(' ').ok_or_else(unknown)?;
    let count = plain(count.trim())
        .and_then(|count| usize::try_from(count).ok())
        .ok_or_else(unknown)?;
    match kind {
        "lsl" => Ok(shift_left(&bytes, count)),
        "lsr" => Ok(shift_right(&bytes, count, false)),
        _ => line.unknown(),
    }
}
