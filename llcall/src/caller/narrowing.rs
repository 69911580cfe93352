//! [`Narrowing`]: what a type has of a word.

use lltype::Tag;

/// What a type has of a word, without a branch for each type: calls of all kinds come by here, in an order
/// that no processor foresees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Narrowing {
    /// The bits that the type has.
    mask: u64,
    /// Of them, the one that extends to the left.
    sign: u64,
    /// The largest word: of `_Bool`, all but 0 are 1.
    most: u64,
}

impl Narrowing {
    /// Nothing is taken away.
    const WHOLE: Narrowing = Narrowing {
        mask: u64::MAX,
        sign: 0,
        most: u64::MAX,
    };

    /// To the type of a tag; without one, the word stays.
    pub(crate) fn to(tag: Option<Tag>) -> Self {
        let unsigned = |bits: u32| Narrowing {
            mask: u64::MAX >> (64 - bits),
            ..Self::WHOLE
        };
        let signed = |bits: u32| Narrowing {
            sign: 1_u64 << (bits - 1),
            ..unsigned(bits)
        };
        match tag {
            Some(Tag::Void) => Narrowing {
                mask: 0,
                ..Self::WHOLE
            },
            Some(Tag::Bool) => Narrowing {
                most: 1,
                ..unsigned(8)
            },
            Some(Tag::I8) => signed(8),
            Some(Tag::U8) => unsigned(8),
            Some(Tag::I16) => signed(16),
            Some(Tag::U16) => unsigned(16),
            Some(Tag::I32) => signed(32),
            Some(Tag::U32 | Tag::F32) => unsigned(32),
            Some(Tag::I64 | Tag::U64 | Tag::F64 | Tag::Pointer) | None => Self::WHOLE,
        }
    }

    /// What the type has of a word, extended by its sign: what `Value::from_word` makes of it.
    #[inline]
    pub(crate) fn of(self, word: u64) -> u64 {
        let extended = ((word & self.mask) ^ self.sign).wrapping_sub(self.sign);
        extended.min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use lltype::Value;

    use super::*;

    #[test]
    fn as_values_are_made_of_words() {
        let tags = [
            Tag::Void,
            Tag::Bool,
            Tag::I8,
            Tag::U8,
            Tag::I16,
            Tag::U16,
            Tag::I32,
            Tag::U32,
            Tag::F32,
            Tag::I64,
            Tag::U64,
            Tag::F64,
            Tag::Pointer,
        ];
        let words =
            (0..64).flat_map(|bit| [1 << bit, (1 << bit) - 1, !(1 << bit), u64::MAX << bit]);
        for word in words {
            for tag in tags {
                let narrow = Narrowing::to(Some(tag)).of(word);
                assert_eq!(
                    narrow,
                    Value::from_word(tag, word).word(),
                    "{tag:?} {word:x}"
                );
            }
            assert_eq!(Narrowing::to(None).of(word), word);
        }
    }
}
