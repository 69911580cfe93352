//! [`State`]: the registers and the memory.

use std::collections::HashMap;

use super::byte::{Bank, Base, Byte, address, as_address, extend};

/// The registers and the memory.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) integers: Vec<[Byte; 8]>,
    pub(crate) vectors: Vec<[Byte; 16]>,
    /// x87's, the top last.
    pub(crate) x87: Vec<[Byte; 10]>,
    memory: HashMap<(Base, i64), Byte>,
    /// Which of the registers is the stack pointer.
    pub(crate) stack_pointer: usize,
    roundings: u32,
}

/// Why a caller could not be read: an instruction.
pub(crate) type Misunderstood = String;

impl State {
    pub(crate) fn new(stack_pointer: usize) -> Self {
        let mut state = State {
            integers: vec![[Byte::Unknown; 8]; 33],
            vectors: vec![[Byte::Unknown; 16]; 32],
            x87: Vec::new(),
            memory: HashMap::new(),
            stack_pointer,
            roundings: 0,
        };
        state.integers[stack_pointer] = address(Base::Stack(0), 0);
        state
    }

    pub(crate) fn load(&self, base: Base, offset: i64, size: usize) -> Vec<Byte> {
        let byte = |at: i64| {
            let known = self.memory.get(&(base, at)).copied();
            known.unwrap_or(match base {
                Base::Argument(index) => Byte::Value(index, at),
                _ => Byte::Unknown,
            })
        };
        (offset..).take(size).map(byte).collect()
    }

    pub(crate) fn store(&mut self, base: Base, offset: i64, bytes: &[Byte]) {
        let places = (offset..).map(|at| (base, at));
        self.memory.extend(places.zip(bytes.iter().copied()));
    }

    /// Writes a register: what is behind the bytes becomes zero.
    pub(crate) fn set(&mut self, register: usize, bytes: &[Byte]) {
        self.integers[register] = extend(bytes, 8, false).try_into().unwrap();
    }

    pub(crate) fn set_vector(&mut self, register: usize, bytes: &[Byte]) {
        self.vectors[register] = extend(bytes, 16, false).try_into().unwrap();
    }

    /// The address in a register.
    pub(crate) fn address_in(&self, register: usize) -> Result<(Base, i64), Misunderstood> {
        let bytes = &self.integers[register];
        as_address(bytes).ok_or_else(|| format!("no address in register {register}: {bytes:?}"))
    }

    /// Rounds the stack pointer down: what it then is, nobody knows.
    pub(crate) fn round_stack(&mut self) {
        self.roundings += 1;
        self.integers[self.stack_pointer] = address(Base::Stack(self.roundings), 0);
    }

    pub(crate) fn copy(&mut self, to: (Base, i64), from: (Base, i64), size: usize) {
        let bytes = self.load(from.0, from.1, size);
        self.store(to.0, to.1, &bytes);
    }

    /// A function returns: every register that it may change has its own bytes.
    pub(crate) fn return_from_call(&mut self, integers: &[u8], vectors: &[u8]) {
        for &number in integers {
            let byte = |index| Byte::Result(Bank::Integer, number, index);
            self.integers[usize::from(number)] = [0, 1, 2, 3, 4, 5, 6, 7].map(byte);
        }
        for &number in vectors {
            let mut bytes = [Byte::Unknown; 16];
            for (byte, index) in bytes.iter_mut().zip(0..) {
                *byte = Byte::Result(Bank::Vector, number, index);
            }
            self.vectors[usize::from(number)] = bytes;
        }
    }

    /// x87's stack after a call, as far as the result goes.
    pub(crate) fn return_x87(&mut self) {
        for number in [1, 0] {
            let mut bytes = [Byte::Unknown; 10];
            for (byte, index) in bytes.iter_mut().zip(0..) {
                *byte = Byte::Result(Bank::X87, number, index);
            }
            self.x87.push(bytes);
        }
    }
}
