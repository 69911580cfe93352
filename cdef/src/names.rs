//! [`Names`]: every name of a text once, each with a number.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::token::Tok;

/// The number of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u32);

impl Name {
    pub(crate) fn new(index: usize) -> Self {
        Name(offset(index))
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Names and their numbers. Those of a `base` are known, too: numbers go on after them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names<'b> {
    base: Option<&'b Names<'static>>,
    text: String,
    entries: Vec<Entry>,
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    start: u32,
    end: u32,
    /// What the word is to the parser: a keyword, or a name.
    tok: Tok,
}

impl<'b> Names<'b> {
    pub(crate) fn over(base: &'b Names<'static>) -> Self {
        Names {
            base: Some(base),
            hasher: base.hasher.clone(),
            ..Names::default()
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> usize {
        self.first() + self.entries.len()
    }

    /// How many names are the base's.
    fn first(&self) -> usize {
        self.base.map_or(0, |base| base.entries.len())
    }

    /// The number of a word, and what it is to the parser.
    pub(crate) fn intern(&mut self, word: &str) -> (Name, Tok) {
        let hash = self.hasher.hash_one(word);
        if let Some(base) = self.base
            && let Some(index) = base.find(word, hash)
        {
            return (Name(index), base.entries[index as usize].tok);
        }
        if let Some(index) = self.find(word, hash) {
            return (self.name(index), self.entries[index as usize].tok);
        }
        let tok = Tok::of_word(word);
        let start = self.text.len();
        self.text.push_str(word);
        let (start, end) = (offset(start), offset(self.text.len()));
        let index = offset(self.entries.len());
        self.entries.push(Entry { start, end, tok });
        let (text, entries, hasher) = (&self.text, &self.entries, &self.hasher);
        let rehash = |index: &u32| hasher.hash_one(word_of(text, entries[*index as usize]));
        self.table.insert_unique(hash, index, rehash);
        (self.name(index), tok)
    }

    /// The number of a word, if the text has it.
    pub(crate) fn get(&self, word: &str) -> Option<Name> {
        let hash = self.hasher.hash_one(word);
        match self.base.and_then(|base| base.find(word, hash)) {
            Some(index) => Some(Name(index)),
            None => self.find(word, hash).map(|index| self.name(index)),
        }
    }

    /// The word that a name is.
    pub(crate) fn text(&self, name: Name) -> &str {
        let first = self.first();
        match (name.index().checked_sub(first), self.base) {
            (Some(index), _) => word_of(&self.text, self.entries[index]),
            (None, Some(base)) => word_of(&base.text, base.entries[name.index()]),
            (None, None) => "",
        }
    }

    fn find(&self, word: &str, hash: u64) -> Option<u32> {
        let is_it = |index: &u32| word_of(&self.text, self.entries[*index as usize]) == word;
        self.table.find(hash, is_it).copied()
    }

    fn name(&self, index: u32) -> Name {
        Name(offset(self.first()) + index)
    }
}

fn word_of(text: &str, entry: Entry) -> &str {
    &text[entry.start as usize..entry.end as usize]
}

/// Texts are shorter than 2^32 bytes: see [`MAX_TEXT`](crate::limits::MAX_TEXT).
pub(crate) fn offset(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
