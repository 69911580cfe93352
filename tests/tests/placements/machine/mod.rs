//! Callers, read from their assembly: what is in which register and where on the stack when they call.
//!
//! Each byte is followed by what it is, not by its value: byte 3 of the second argument, the sign of
//! that byte, an address on the stack. The callers have no branches, so one instruction is read after the
//! other. What is not understood is said.

mod aarch64;
mod byte;
mod line;
mod riscv64;
mod state;
mod x86_64;

pub(crate) use byte::{Bank, Base, Byte, address, as_address};
use line::Line;
pub(crate) use line::callers;
pub(crate) use state::{Misunderstood, State};

/// A machine whose assembly is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Machine {
    X86_64,
    Aarch64,
    Riscv64,
}

/// What an instruction does beyond registers and memory.
enum Flow<'a> {
    Next,
    Call(&'a str),
    Return,
}

/// A caller that was read.
pub(crate) struct Seen {
    /// When it calls.
    pub(crate) at_call: State,
    /// When it returns.
    pub(crate) at_end: State,
}

/// How many instructions are read.
const STEPS: usize = 4000;

impl Machine {
    /// What comments begin with.
    pub(crate) fn comments(self) -> &'static [&'static str] {
        match self {
            Machine::Aarch64 => &["//", ";"],
            _ => &["#"],
        }
    }

    /// The registers that a call does not keep, of each kind.
    fn volatile(self) -> [&'static [u8]; 2] {
        match self {
            Machine::X86_64 => [&[0, 1, 2, 8, 9, 10, 11], &[0, 1, 2, 3, 4, 5]],
            Machine::Aarch64 => [
                &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
                &[0, 1, 2, 3, 4, 5, 6, 7],
            ],
            Machine::Riscv64 => [
                &[10, 11, 12, 13, 14, 15, 16, 17],
                &[10, 11, 12, 13, 14, 15, 16, 17],
            ],
        }
    }

    /// Where `memcpy` has its arguments.
    fn memcpy(self, is_windows: bool) -> [usize; 3] {
        match self {
            Machine::X86_64 if is_windows => [1, 2, 8],
            Machine::X86_64 => [7, 6, 2],
            Machine::Aarch64 => [0, 1, 2],
            Machine::Riscv64 => [10, 11, 12],
        }
    }

    fn stack_pointer(self) -> usize {
        match self {
            Machine::X86_64 => 4,
            Machine::Aarch64 => 31,
            Machine::Riscv64 => 2,
        }
    }

    /// Reads a caller. Of what the function does, `returns` says where the result is.
    pub(crate) fn read(
        self,
        lines: &[&str],
        is_windows: bool,
        returns: impl Fn(&State, &mut State),
    ) -> Result<Seen, Misunderstood> {
        let mut state = State::new(self.stack_pointer());
        let mut at_call = None;
        for text in lines.iter().take(STEPS) {
            let line = Line::of(text);
            let flow = match self {
                Machine::X86_64 => x86_64::step(&mut state, &line),
                Machine::Aarch64 => aarch64::step(&mut state, &line),
                Machine::Riscv64 => riscv64::step(&mut state, &line),
            };
            match flow.map_err(|problem| format!("{text}: {problem}"))? {
                Flow::Next => {}
                Flow::Return => break,
                Flow::Call(name) if name.trim_start_matches('_').starts_with("mem") => {
                    self.call_memcpy(&mut state, name, is_windows)?;
                }
                Flow::Call(_) => {
                    let before = state.clone();
                    let [integers, vectors] = self.volatile();
                    state.return_from_call(integers, vectors);
                    returns(&before, &mut state);
                    at_call = Some(before);
                }
            }
        }
        let at_call = at_call.ok_or("it never calls")?;
        Ok(Seen {
            at_call,
            at_end: state,
        })
    }

    fn call_memcpy(self, state: &mut State, name: &str, is_windows: bool) -> Result<(), String> {
        let [to, from, size] = self.memcpy(is_windows);
        let count = byte::as_number(&state.integers[size]);
        let count = count.and_then(|count| usize::try_from(count).ok());
        let (Some(count), true) = (count, name.ends_with("memcpy")) else {
            return Err(format!("call of {name}"));
        };
        let address = state.integers[to];
        state.copy(state.address_in(to)?, state.address_in(from)?, count);
        let [integers, vectors] = self.volatile();
        state.return_from_call(integers, vectors);
        state.integers[usize::from(integers[0])] = address;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Base, Byte, Machine};

    #[test]
    fn values_are_followed() {
        let texts: [(Machine, &[&str], usize); 3] = [
            (
                Machine::X86_64,
                &[
                    "subq $8, %rsp",
                    "movswl g1_0+2(%rip), %edi",
                    "call f1",
                    "ret",
                ],
                7,
            ),
            (
                Machine::Aarch64,
                &[
                    "adrp x0, g1_0",
                    "ldrsh w0, [x0, #:lo12:g1_0+2]",
                    "bl f1",
                    "ret",
                ],
                0,
            ),
            (
                Machine::Riscv64,
                &[
                    "lui a5,%hi(g1_0)",
                    "lh a0,%lo(g1_0+2)(a5)",
                    "call f1",
                    "ret",
                ],
                10,
            ),
        ];
        for (machine, lines, register) in texts {
            let seen = machine.read(lines, false, |_, _| {}).unwrap();
            let bytes = [
                Byte::Value(0, 2),
                Byte::Value(0, 3),
                Byte::Sign(0, 3),
                Byte::Sign(0, 3),
            ];
            assert_eq!(seen.at_call.integers[register][..4], bytes, "{machine:?}");
        }
    }

    #[test]
    fn results_are_followed() {
        let lines = ["call f1", "movq %rax, r1+8(%rip)", "ret"];
        let seen = Machine::X86_64.read(&lines, false, |_, _| {}).unwrap();
        let result = Byte::Result(super::Bank::Integer, 0, 7);
        assert_eq!(seen.at_end.load(Base::Result, 15, 1), [result]);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for machine in [Machine::X86_64, Machine::Aarch64, Machine::Riscv64] {
            for line in ["crc32 a0, a1", "b.ne .L1", ""] {
                let seen = machine.read(&[line, "call f1"], false, |_, _| {});
                assert!(seen.is_err(), "{machine:?}: {line}");
            }
            assert!(machine.read(&["ret"], false, |_, _| {}).is_err());
        }
    }
}
