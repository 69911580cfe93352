//! x86-64, as AT&T writes it.

use super::Flow;
use super::byte::{Base, Byte, add, address, and, as_address, as_number, extend, number, or};
use super::byte::{shift_left, shift_right};
use super::line::{Line, integer, symbol};
use super::state::{Misunderstood, State};

const NAMES: [&str; 8] = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];

enum Operand {
    Register(usize, usize),
    High(usize),
    Vector(usize),
    Immediate(Vec<Byte>),
    Memory(Base, i64),
}

/// The number of a register and how many bytes of it are named.
fn register(name: &str) -> Option<Operand> {
    if let Some(number) = name.strip_prefix("xmm") {
        return Some(Operand::Vector(number.parse().ok()?));
    }
    if let Some(rest) = name.strip_prefix('r')
        && rest.starts_with(|c: char| c.is_ascii_digit())
    {
        let digits = rest.trim_end_matches(['d', 'w', 'b']);
        let size = match &rest[digits.len()..] {
            "d" => 4,
            "w" => 2,
            "b" => 1,
            _ => 8,
        };
        return Some(Operand::Register(digits.parse().ok()?, size));
    }
    let find = |name: &str| NAMES.iter().position(|known| *known == name);
    if let Some(rest) = name.strip_prefix('r') {
        return Some(Operand::Register(find(rest)?, 8));
    }
    if let Some(number) = name.strip_prefix('e').and_then(find) {
        return Some(Operand::Register(number, 4));
    }
    if let Some(number) = find(name) {
        return Some(Operand::Register(number, 2));
    }
    if let Some(rest) = name.strip_suffix('h') {
        return Some(Operand::High(find(&format!("{rest}x"))?));
    }
    let rest = name.strip_suffix('l')?;
    let number = find(rest).or_else(|| find(&format!("{rest}x")))?;
    Some(Operand::Register(number, 1))
}

fn operand(state: &State, text: &str) -> Result<Operand, Misunderstood> {
    let unknown = || text.to_owned();
    if let Some(name) = text.strip_prefix('%') {
        return register(name).ok_or_else(unknown);
    }
    if let Some(value) = text.strip_prefix('$') {
        let known = integer(value).map(number);
        let known = known.or_else(|| symbol(value).map(|(base, offset)| address(base, offset)));
        return Ok(Operand::Immediate(
            known.unwrap_or([Byte::Unknown; 8]).to_vec(),
        ));
    }
    let (displacement, registers) = match text.strip_suffix(')') {
        Some(text) => text.split_once('(').ok_or_else(unknown)?,
        None => (text, ""),
    };
    let mut sum = match (integer(displacement), symbol(displacement)) {
        (Some(value), _) => number(value),
        (_, Some((base, offset))) => address(base, offset),
        _ if displacement.is_empty() => number(0),
        // A constant: which one does not matter.
        _ => return Ok(Operand::Immediate(vec![Byte::Unknown; 16])),
    };
    for name in registers
        .split(',')
        .filter(|name| *name != "%rip" && !name.is_empty())
    {
        if name == "1" {
            continue;
        }
        let Some(Operand::Register(register, 8)) = name.strip_prefix('%').and_then(register) else {
            return Err(unknown());
        };
        sum = add(&sum, &state.integers[register]).try_into().unwrap();
    }
    let (base, offset) = as_address(&sum).ok_or_else(unknown)?;
    Ok(Operand::Memory(base, offset))
}

fn read(state: &State, operand: &Operand, size: usize) -> Vec<Byte> {
    match operand {
        Operand::Register(register, _) => state.integers[*register][..size.min(8)].to_vec(),
        Operand::High(register) => vec![state.integers[*register][1]],
        Operand::Vector(register) => state.vectors[*register][..size].to_vec(),
        Operand::Immediate(bytes) => bytes.iter().copied().take(size).collect(),
        Operand::Memory(base, offset) => state.load(*base, *offset, size),
    }
}

fn write(state: &mut State, operand: &Operand, bytes: &[Byte]) {
    match operand {
        // 4 bytes make the others zero.
        Operand::Register(register, 4) => state.set(*register, &bytes[..4.min(bytes.len())]),
        Operand::Register(register, size) => {
            let bytes = &bytes[..bytes.len().min(*size)];
            state.integers[*register][..bytes.len()].copy_from_slice(bytes);
        }
        Operand::High(register) => state.integers[*register][1] = bytes[0],
        Operand::Vector(register) => state.set_vector(*register, bytes),
        Operand::Memory(base, offset) => state.store(*base, *offset, bytes),
        Operand::Immediate(_) => {}
    }
}

fn suffix(letter: &str) -> Option<usize> {
    Some(match letter {
        "b" => 1,
        "w" => 2,
        "l" => 4,
        "q" => 8,
        _ => return None,
    })
}

pub(super) fn step<'a>(state: &mut State, line: &Line<'a>) -> Result<Flow<'a>, Misunderstood> {
    match line.name {
        "pinsrw" | "pextrw" => word(state, line)?,
        "call" | "callq" => return Ok(Flow::Call(line.operand(0)?)),
        "ret" | "retq" => return Ok(Flow::Return),
        "nop" | "endbr64" | "cld" | "vzeroupper" => {}
        "leave" => {
            state.integers[4] = state.integers[5];
            pop(state, &Operand::Register(5, 8))?;
        }
        "cltq" | "cdqe" => {
            let bytes = extend(&state.integers[0][..4], 8, true);
            state.set(0, &bytes);
        }
        "rep" | "rep;movsq" | "rep;movsl" => repeat(state, line)?,
        name if name.starts_with('f') => x87(state, line)?,
        _ => two(state, line)?,
    }
    Ok(Flow::Next)
}

/// `pinsrw $0, 2(%rsp), %xmm0`, and the way back.
fn word(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let at = line
        .operand(0)?
        .strip_prefix('$')
        .and_then(|at| at.parse::<usize>().ok());
    let start = 2 * at.ok_or_else(|| line.text.to_owned())?;
    let (from, to) = (
        operand(state, line.operand(1)?)?,
        operand(state, line.operand(2)?)?,
    );
    match (line.name, &to) {
        ("pinsrw", Operand::Vector(register)) => {
            let bytes = read(state, &from, 2);
            state.vectors[*register][start..start + 2].copy_from_slice(&bytes);
        }
        _ => {
            let bytes = read(state, &from, 16)[start..start + 2].to_vec();
            let size = if matches!(to, Operand::Memory(..)) {
                2
            } else {
                4
            };
            write(state, &to, &extend(&bytes, size, false));
        }
    }
    Ok(())
}

fn push(state: &mut State, bytes: &[Byte]) -> Result<(), Misunderstood> {
    state.integers[4] = add(&state.integers[4], &number(-8)).try_into().unwrap();
    let (base, offset) = state.address_in(4)?;
    state.store(base, offset, &extend(bytes, 8, false));
    Ok(())
}

fn pop(state: &mut State, to: &Operand) -> Result<(), Misunderstood> {
    let (base, offset) = state.address_in(4)?;
    let bytes = state.load(base, offset, 8);
    state.integers[4] = address(base, offset + 8);
    write(state, to, &bytes);
    Ok(())
}

/// `rep movsq`.
fn repeat(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let size = match line.text {
        text if text.contains("movsq") => 8,
        text if text.contains("movsl") => 4,
        text if text.contains("movsb") => 1,
        _ => return line.unknown(),
    };
    let count = as_number(&state.integers[1]).and_then(|count| usize::try_from(count).ok());
    let count = count.ok_or_else(|| line.text.to_owned())?;
    let (to, from) = (state.address_in(7)?, state.address_in(6)?);
    state.copy(to, from, count * size);
    let moved = i64::try_from(count * size).unwrap();
    state.integers[7] = address(to.0, to.1 + moved);
    state.integers[6] = address(from.0, from.1 + moved);
    state.set(1, &number(0));
    Ok(())
}

fn x87(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    match (line.name, line.operands.as_slice()) {
        ("fldt", [from]) => {
            let from = operand(state, from)?;
            let bytes = read(state, &from, 10);
            state.x87.push(bytes.try_into().unwrap());
        }
        ("fld", ["%st(0)" | "%st"]) => state.x87.extend(state.x87.last().copied()),
        ("fld", ["%st(1)"]) => {
            let at = state
                .x87
                .len()
                .checked_sub(2)
                .ok_or_else(|| line.text.to_owned())?;
            state.x87.push(state.x87[at]);
        }
        ("fxch", [] | ["%st(1)"]) => {
            let count = state.x87.len();
            if count < 2 {
                return line.unknown();
            }
            state.x87.swap(count - 1, count - 2);
        }
        ("fstpt", [to]) => {
            let to = operand(state, to)?;
            let bytes = state.x87.pop().ok_or_else(|| line.text.to_owned())?;
            write(state, &to, &bytes);
        }
        ("fstp", ["%st(0)" | "%st"]) => drop(state.x87.pop()),
        ("fstp", ["%st(1)"]) => {
            let top = state.x87.pop().ok_or_else(|| line.text.to_owned())?;
            state.x87.pop();
            state.x87.push(top);
        }
        _ => return line.unknown(),
    }
    Ok(())
}

/// The instructions that have a source and a destination.
fn two(state: &mut State, line: &Line<'_>) -> Result<(), Misunderstood> {
    let mut operands = Vec::new();
    for text in &line.operands {
        operands.push(operand(state, text)?);
    }
    if vectors(state, line.name, &operands)? {
        return Ok(());
    }
    let split = line.name.len().saturating_sub(1);
    let (name, letter) = line.name.split_at_checked(split).unwrap_or((line.name, ""));
    let size = suffix(letter).ok_or_else(|| line.text.to_owned())?;
    let (from, to) = match operands.as_slice() {
        [from, to] => (from, to),
        // A shift by 1.
        [to] if matches!(name, "sal" | "shl" | "shr" | "sar") => {
            (&Operand::Immediate(number(1).to_vec()), to)
        }
        [only] if name == "push" => return push(state, &read(state, only, 8)),
        [only] if name == "pop" => return pop(state, only),
        _ => return line.unknown(),
    };
    let source = read(state, from, size);
    let old = read(state, to, size);
    let shift =
        || as_number(&extend(&source, 8, false)).and_then(|bits| usize::try_from(bits & 63).ok());
    let value = match name {
        "mov" | "movabs" => source,
        "add" => add(&old, &source),
        "sub" => {
            let less = as_number(&extend(&source, 8, true)).ok_or_else(|| line.text.to_owned())?;
            add(&old, &number(-less)[..size])
        }
        "and" if matches!(to, Operand::Register(4, 8)) => {
            state.round_stack();
            return Ok(());
        }
        "and" => {
            let masks = [&source, &old].map(|bytes| as_number(&extend(bytes, 8, true)));
            match masks {
                [Some(mask), _] => and(&old, mask),
                [_, Some(mask)] => and(&source, mask),
                _ => vec![Byte::Unknown; size],
            }
        }
        "or" => or(&old, &source),
        "xor" if same(from, to) => vec![Byte::Const(0); size],
        "sal" | "shl" => shift_left(&old, shift().ok_or_else(|| line.text.to_owned())?),
        "shr" | "sar" => {
            let bits = shift().ok_or_else(|| line.text.to_owned())?;
            shift_right(&old, bits, name == "sar")
        }
        "lea" => match from {
            Operand::Memory(base, offset) => address(*base, *offset)[..size].to_vec(),
            _ => return line.unknown(),
        },
        _ => return extended(state, line, from, to),
    };
    write(state, to, &value);
    Ok(())
}

fn same(one: &Operand, other: &Operand) -> bool {
    match (one, other) {
        (Operand::Register(one, _), Operand::Register(other, _)) => one == other,
        (Operand::Vector(one), Operand::Vector(other)) => one == other,
        _ => false,
    }
}

/// `movzbl`, `movswq` and the like.
fn extended(
    state: &mut State,
    line: &Line<'_>,
    from: &Operand,
    to: &Operand,
) -> Result<(), Misunderstood> {
    let is_signed = line.name.starts_with("movs");
    let letters = line
        .name
        .strip_prefix("movs")
        .or(line.name.strip_prefix("movz"));
    let letters = letters.and_then(|letters| letters.split_at_checked(1));
    let sizes = letters.and_then(|(from, to)| Some((suffix(from)?, suffix(to)?)));
    let Some((narrow, wide)) = sizes else {
        return line.unknown();
    };
    let bytes = extend(&read(state, from, narrow), wide, is_signed);
    write(state, to, &bytes);
    Ok(())
}

/// The instructions on vector registers; `false` if it is none.
fn vectors(state: &mut State, name: &str, operands: &[Operand]) -> Result<bool, Misunderstood> {
    let [from, to] = operands else {
        return Ok(false);
    };
    let has_vector = [from, to]
        .iter()
        .any(|one| matches!(one, Operand::Vector(_)));
    if !has_vector {
        return Ok(false);
    }
    let is_both = matches!((from, to), (Operand::Vector(_), Operand::Vector(_)));
    let old = read(
        state,
        to,
        if matches!(to, Operand::Vector(_)) {
            16
        } else {
            0
        },
    );
    let bytes = match name {
        "movaps" | "movups" | "movapd" | "movupd" | "movdqa" | "movdqu" => read(state, from, 16),
        "movq" => read(state, from, 8),
        "movd" => read(state, from, 4),
        "movss" if is_both => [read(state, from, 4), old[4..].to_vec()].concat(),
        "movss" => read(state, from, 4),
        "movsd" if is_both => [read(state, from, 8), old[8..].to_vec()].concat(),
        "movsd" => read(state, from, 8),
        "movlps" | "movlpd" => match to {
            Operand::Vector(_) => [read(state, from, 8), old[8..].to_vec()].concat(),
            _ => read(state, from, 8),
        },
        "movhps" | "movhpd" => match to {
            Operand::Vector(_) => [old[..8].to_vec(), read(state, from, 8)].concat(),
            _ => read(state, from, 16)[8..].to_vec(),
        },
        "movlhps" | "punpcklqdq" | "unpcklpd" => [old[..8].to_vec(), read(state, from, 8)].concat(),
        "movhlps" => [read(state, from, 16)[8..].to_vec(), old[8..].to_vec()].concat(),
        "unpckhpd" => [old[8..].to_vec(), read(state, from, 16)[8..].to_vec()].concat(),
        "unpcklps" | "punpckldq" => {
            let other = read(state, from, 8);
            [&old[..4], &other[..4], &old[4..8], &other[4..]].concat()
        }
        "pxor" | "xorps" | "xorpd" if same(from, to) => vec![Byte::Const(0); 16],
        "por" | "orps" => or(&old, &read(state, from, 16)),
        "movmskps" => vec![Byte::Unknown; 4],
        _ => return Err(name.to_owned()),
    };
    write(state, to, &bytes);
    Ok(true)
}
