//! [`Data`]: answers that the compiler wrote as data, each with a mark.

use std::collections::HashMap;

use object::{Object, ObjectSection, ObjectSymbol};

use super::Answer;

/// The first word of an answer: what is not there would be zero.
pub(super) const MAGIC: u64 = 0x7266_6669_0102_0304;

/// The symbol by which the order of bytes is tested.
pub(super) const ORDER: &str = "rffi_order";

/// The symbol of an answer.
pub(super) fn symbol(index: usize) -> String {
    format!("rffi_data_{index}")
}

/// What stands behind an answer's mark and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing: it is not defined.
    Absent = 1,
    /// Nothing: it is.
    Yes = 2,
    /// The value modulo 2^64, and whether it is negative.
    Integer = 3,
    /// A `double`.
    Double = 4,
    /// The length with the NUL, and the characters.
    Text = 5,
}

impl Form {
    const ALL: [Form; 5] = [
        Form::Absent,
        Form::Yes,
        Form::Integer,
        Form::Double,
        Form::Text,
    ];
}

/// The marked data of an object.
pub(super) struct Data<'d> {
    symbols: HashMap<String, &'d [u8]>,
    is_little_endian: bool,
}

impl<'d> Data<'d> {
    /// Finds the data.
    ///
    /// # Errors
    /// The object cannot be read, or its bytes are not in the order that its header says.
    pub(super) fn read(file: &object::File<'d>) -> Result<Self, String> {
        let mut symbols = HashMap::new();
        for symbol in file.symbols() {
            let name = symbol.name().unwrap_or_default();
            // As Mach-O and 32-bit Windows write names of C.
            let name = name.strip_prefix('_').unwrap_or(name);
            if !name.starts_with("rffi_") {
                continue;
            }
            let Some(section) = symbol.section_index() else {
                continue;
            };
            let section = file
                .section_by_index(section)
                .map_err(|error| error.to_string())?;
            let data = section.data().map_err(|error| error.to_string())?;
            let start = symbol.address().wrapping_sub(section.address());
            let start = usize::try_from(start).unwrap_or(usize::MAX);
            if let Some(data) = data.get(start..) {
                symbols.insert(name.to_owned(), data);
            }
        }
        let data = Data {
            symbols,
            is_little_endian: file.is_little_endian(),
        };
        match data
            .symbols
            .get(ORDER)
            .and_then(|order| data.word(order, 0))
        {
            Some(MAGIC) => Ok(data),
            _ => Err(WRONG_ORDER.to_owned()),
        }
    }

    /// The answer to a question; `None` if there is no data of it.
    pub(super) fn answer(&self, index: usize) -> Option<Answer> {
        let data = *self.symbols.get(&symbol(index))?;
        let is_ours =
            self.word(data, 0)? == MAGIC && usize::try_from(self.word(data, 1)?) == Ok(index);
        if !is_ours {
            return None;
        }
        let form = self.word(data, 2)?;
        match Form::ALL.into_iter().find(|known| *known as u64 == form)? {
            Form::Absent => Some(Answer::Absent),
            Form::Yes => Some(Answer::Yes),
            Form::Integer => Some(Answer::Integer(self.integer(data)?)),
            Form::Double => Some(Answer::Double(f64::from_bits(self.double(data)?))),
            Form::Text => {
                let length = usize::try_from(self.word(data, 3)?).ok()?;
                let bytes = data.get(32..)?.get(..length)?;
                let end = bytes.iter().position(|byte| *byte == 0);
                Some(Answer::Text(bytes[..end.unwrap_or(length)].to_vec()))
            }
        }
    }

    /// The words behind the mark of a symbol; `None` if it is not there, or shorter.
    pub(super) fn words<const N: usize>(&self, symbol: &str) -> Option<[u64; N]> {
        let data = *self.symbols.get(symbol)?;
        if self.word(data, 0)? != MAGIC {
            return None;
        }
        let mut words = [0; N];
        for (index, word) in words.iter_mut().enumerate() {
            *word = self.word(data, index + 1)?;
        }
        Some(words)
    }

    pub(super) fn is_little_endian(&self) -> bool {
        self.is_little_endian
    }

    fn integer(&self, data: &[u8]) -> Option<i128> {
        let value = self.word(data, 3)?;
        Some(match self.word(data, 4)? {
            0 => i128::from(value),
            _ => i128::from(value.cast_signed()),
        })
    }

    /// On machines where the two words of a number are in an order of their own, the mark would be, too.
    fn double(&self, data: &[u8]) -> Option<u64> {
        self.word(data, 3)
    }

    fn word(&self, data: &[u8], index: usize) -> Option<u64> {
        let bytes = data.get(index * 8..)?.first_chunk()?;
        Some(match self.is_little_endian {
            true => u64::from_le_bytes(*bytes),
            false => u64::from_be_bytes(*bytes),
        })
    }
}

const WRONG_ORDER: &str = "the test value in it does not read back: is it link-time-optimisation code, or in \
     another order of bytes?";
