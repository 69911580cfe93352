//! [`Kept`]: what the compiler wrote, as a file that outlives the program.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use super::Raw;

/// One entry of the store. Nothing in it is trusted that does not end with the check sum.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Kept {
    /// Everything that was the same when it was asked.
    pub(super) key: String,
    /// The compiler's name, and what its file was.
    pub(super) program: (PathBuf, String),
    /// Of each input, the hash of its contents.
    pub(super) hashes: Vec<u64>,
    /// Files that were not there: with them, others would have been read.
    pub(super) absent: Vec<PathBuf>,
    pub(super) raw: Raw,
}

impl Kept {
    /// `None` if a path is not text.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut out = Writer(Vec::new());
        out.bytes(self.key.as_bytes());
        out.path(&self.program.0)?;
        out.bytes(self.program.1.as_bytes());
        out.number(self.raw.inputs.len());
        for (input, hash) in self.raw.inputs.iter().zip(&self.hashes) {
            out.path(input)?;
            out.0.extend(hash.to_le_bytes());
        }
        out.number(self.absent.len());
        for path in &self.absent {
            out.path(path)?;
        }
        out.number(self.raw.refused.len());
        for (index, message) in &self.raw.refused {
            out.number(*index);
            out.bytes(message.as_bytes());
        }
        out.number(self.raw.objects.len());
        for (open, object) in &self.raw.objects {
            out.number(open.len());
            open.iter().for_each(|index| out.number(*index));
            out.bytes(object);
        }
        let sum = hash(&out.0);
        out.0.extend(sum.to_le_bytes());
        Some(out.0)
    }

    /// `None` if the bytes are no entry, or only a part of one.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (bytes, sum) = bytes.split_last_chunk()?;
        if hash(bytes) != u64::from_le_bytes(*sum) {
            return None;
        }
        let mut from = Reader(bytes);
        let mut kept = Kept {
            key: from.text()?,
            program: (from.text()?.into(), from.text()?),
            ..Kept::default()
        };
        for _ in 0..from.number()? {
            kept.raw.inputs.push(from.text()?.into());
            kept.hashes.push(from.word()?);
        }
        for _ in 0..from.number()? {
            kept.absent.push(from.text()?.into());
        }
        for _ in 0..from.number()? {
            kept.raw.refused.push((from.number()?, from.text()?));
        }
        for _ in 0..from.number()? {
            let count = from.number()?;
            let open = (0..count).map(|_| from.number()).collect::<Option<_>>()?;
            kept.raw.objects.push((open, from.bytes()?.to_vec()));
        }
        from.0.is_empty().then_some(kept)
    }
}

/// Of the contents of a file.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, number: usize) {
        self.0.extend((number as u64).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.extend(bytes);
    }

    fn path(&mut self, path: &Path) -> Option<()> {
        self.bytes(path.to_str()?.as_bytes());
        Some(())
    }
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn word(&mut self) -> Option<u64> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*word))
    }

    fn number(&mut self) -> Option<usize> {
        usize::try_from(self.word()?).ok()
    }

    fn bytes(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            key: "key".to_owned(),
            program: ("cc".into(), "1.5 7".to_owned()),
            hashes: vec![7],
            absent: vec!["a b/\u{e9}.h".into()],
            raw: Raw {
                objects: vec![(vec![0, 2], vec![1, 2, 3])],
                refused: vec![(1, "no".to_owned())],
                inputs: vec!["x.h".into()],
            },
        }
    }

    #[test]
    fn what_was_kept_is_read() {
        let bytes = kept().to_bytes().unwrap();
        assert_eq!(Kept::from_bytes(&bytes), Some(kept()));
    }

    #[test]
    fn a_part_and_a_changed_byte_are_nothing() {
        let bytes = kept().to_bytes().unwrap();
        for length in 0..bytes.len() {
            assert_eq!(Kept::from_bytes(&bytes[..length]), None, "{length}");
        }
        for index in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[index] ^= 0x10;
            assert_eq!(Kept::from_bytes(&broken), None, "{index}");
        }
    }
}
