//! [`Entry`]: an outcome, with everything that it depends on, as a file that outlives the program.

use std::path::PathBuf;

use super::bytes::{Reader, Writer, hash};

/// One file of a shelf. Nothing in it is trusted that does not end with the check sum.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Entry {
    /// Everything that is known before the outcome.
    pub(super) key: String,
    /// The names of the programs that were run, and what their files were.
    pub(super) programs: Vec<(PathBuf, String)>,
    /// The files that were read, each with the hash of its contents.
    pub(super) read: Vec<(PathBuf, u64)>,
    /// Files that were not there: with them, others would have been read.
    pub(super) absent: Vec<PathBuf>,
    pub(super) outcome: Vec<u8>,
}

impl Entry {
    /// `None` if a path is not text.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut out = Writer::default();
        out.text(&self.key);
        out.number(self.programs.len());
        for (program, state) in &self.programs {
            out.path(program)?;
            out.text(state);
        }
        out.number(self.read.len());
        for (path, hash) in &self.read {
            out.path(path)?;
            out.word(*hash);
        }
        out.number(self.absent.len());
        for path in &self.absent {
            out.path(path)?;
        }
        out.bytes(&self.outcome);
        let mut bytes = out.finish();
        let sum = hash(&bytes);
        bytes.extend(sum.to_le_bytes());
        Some(bytes)
    }

    /// `None` if the bytes are no entry, or only a part of one.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (bytes, sum) = bytes.split_last_chunk()?;
        if hash(bytes) != u64::from_le_bytes(*sum) {
            return None;
        }
        let mut from = Reader(bytes);
        let entry = Entry {
            key: from.text()?,
            programs: from.list(|from| Some((from.path()?, from.text()?)))?,
            read: from.list(|from| Some((from.path()?, from.word()?)))?,
            absent: from.list(Reader::path)?,
            outcome: from.bytes()?.to_vec(),
        };
        from.end(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            key: "key".to_owned(),
            programs: vec![("cc".into(), "1.5 7".to_owned())],
            read: vec![("x.h".into(), 7)],
            absent: vec!["a b/\u{e9}.h".into()],
            outcome: vec![1, 2, 3],
        }
    }

    #[test]
    fn what_was_kept_is_read() {
        let bytes = entry().to_bytes().unwrap();
        assert_eq!(Entry::from_bytes(&bytes), Some(entry()));
    }

    #[test]
    fn a_part_and_a_changed_byte_are_nothing() {
        let bytes = entry().to_bytes().unwrap();
        for length in 0..bytes.len() {
            assert_eq!(Entry::from_bytes(&bytes[..length]), None, "{length}");
        }
        for index in 0..bytes.len() {
            let mut broken = bytes.clone();
            broken[index] ^= 0x10;
            assert_eq!(Entry::from_bytes(&broken), None, "{index}");
        }
    }
}
