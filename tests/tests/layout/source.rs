//! The questions to a compiler, in C: marked constants in an object file, which is never run.

use lltype::Type;

use crate::answer::{Answer, Names};
use crate::build::{Built, prelude};

/// What a block of numbers begins with; no compiler writes it by itself.
pub(crate) const MARK: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xd1b5_4a32_d192_ed03];

/// C that asks about each of the types.
pub(crate) fn source(types: &[Built]) -> String {
    let mut text = prelude();
    for (index, built) in types.iter().enumerate() {
        for definition in &built.definitions {
            text += definition;
            text.push('\n');
        }
        text += &question(&built.ty, index);
    }
    text
}

/// A constant with the numbers, and behind it one instance for each bit-field, with all its bits set.
fn question(ty: &Type, index: usize) -> String {
    let names = Names::of(ty);
    let mut numbers = vec![
        format!("{}u", MARK[0]),
        format!("{}u", MARK[1]),
        index.to_string(),
        format!("sizeof({ty})"),
        format!("__builtin_offsetof(struct a{index}, t)"),
    ];
    for name in &names.ordinary {
        numbers.push(format!("__builtin_offsetof({ty}, {name})"));
    }
    let (mut members, mut values) = (String::new(), String::new());
    for (bits, (name, ones)) in names.bits.iter().enumerate() {
        numbers.push(format!("__builtin_offsetof(struct q{index}, b{bits})"));
        members += &format!(" {ty} b{bits};");
        values += &format!(", {{ .{name} = {ones} }}");
    }
    let (count, numbers) = (numbers.len(), numbers.join(", "));
    format!(
        "struct a{index} {{ char c; {ty} t; }};\n\
         struct q{index} {{ unsigned long long n[{count}];{members} }};\n\
         const struct q{index} q{index} = {{ {{ {numbers} }}{values} }};\n"
    )
}

/// The marked blocks of an object file of any format, in order of appearance.
pub(crate) fn blocks(object: &[u8]) -> Vec<Block<'_>> {
    let little = MARK.map(u64::to_le_bytes).concat();
    let big = MARK.map(u64::to_be_bytes).concat();
    let starts = (0..object.len()).filter_map(|at| {
        let bytes = &object[at..];
        let is_little = bytes.starts_with(&little);
        (is_little || bytes.starts_with(&big)).then_some(Block { bytes, is_little })
    });
    starts.collect()
}

/// The bytes from a mark on, in the order that the mark shows.
pub(crate) struct Block<'o> {
    bytes: &'o [u8],
    is_little: bool,
}

impl Block<'_> {
    /// The number at an index, the mark counted.
    pub(crate) fn number(&self, index: usize) -> u64 {
        let bytes = self.bytes[index * 8..][..8].try_into().unwrap();
        match self.is_little {
            true => u64::from_le_bytes(bytes),
            false => u64::from_be_bytes(bytes),
        }
    }

    /// Which question it answers.
    pub(crate) fn index(&self) -> usize {
        usize::try_from(self.number(2)).unwrap()
    }

    /// The answer to the question about `ty`.
    pub(crate) fn answer(&self, ty: &Type) -> Answer {
        let names = Names::of(ty);
        let size = self.number(3);
        let mut rest = (5..).map(|index| self.number(index));
        Answer {
            size,
            align: self.number(4),
            offsets: names.ordinary.into_iter().zip(&mut rest).collect(),
            bits: names
                .bits
                .into_iter()
                .map(|(name, _)| name)
                .zip(rest.map(|start| self.ones(start, size)))
                .collect(),
        }
    }

    /// The bits that are set in an instance, counted as the target fills bytes.
    fn ones(&self, start: u64, size: u64) -> Vec<u64> {
        let is_one = |bit: &u64| {
            let byte = self.bytes[usize::try_from(start + bit / 8).unwrap()];
            match self.is_little {
                true => byte >> (bit % 8) & 1 == 1,
                false => byte << (bit % 8) & 0x80 != 0,
            }
        };
        (0..size * 8).filter(is_one).collect()
    }
}
