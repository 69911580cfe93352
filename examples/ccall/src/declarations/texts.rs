//! [`Texts`]: what was declared, text by text.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use cdef::{Cdef, Declaration, DeclarationKind, Errors, TextOptions};
use lltype::Target;

use super::words::Words;

/// Texts of declarations. A later one may define again what an earlier one has; what is declared
/// between them keeps its meaning.
///
/// A text is read with those alone that it needs, so that thousands of them may follow each other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    texts: Vec<Text>,
    by_source: HashMap<Arc<str>, usize>,
    /// The last text that defines a tag.
    tags: HashMap<String, usize>,
    /// The last text that declares a typedef or a constant.
    names: HashMap<String, usize>,
    /// The texts that were declared before all calls.
    headers: Needed,
    /// What was read of texts, and how long they are.
    read: HashMap<Needed, Cdef>,
    read_bytes: usize,
}

/// So many bytes of texts are kept as they were read.
const MAX_READ_BYTES: usize = 4 << 20;

/// Texts that are read together, by their numbers.
pub(super) type Needed = BTreeSet<usize>;

#[derive(Debug)]
struct Text {
    name: Arc<str>,
    source: Arc<str>,
    /// Those that it needs, and itself.
    needed: Needed,
    tags: Vec<String>,
    names: Vec<String>,
}

impl Texts {
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Makes a text one of those.
    pub(super) fn add_header(&mut self, text: usize) {
        self.headers.insert(text);
    }

    /// What a text needs, and itself.
    pub(super) fn needed(&self, text: usize) -> &Needed {
        &self.texts[text].needed
    }

    /// The texts that define the words of another.
    pub(super) fn needed_by<'w>(&self, words: impl IntoIterator<Item = &'w str>) -> Needed {
        let words = words.into_iter();
        let texts = words.flat_map(|word| [self.tags.get(word), self.names.get(word)]);
        let texts: Needed = texts.flatten().copied().collect();
        let needed = texts.iter().flat_map(|text| self.needed(*text));
        needed.copied().collect()
    }

    /// What texts declare.
    pub(super) fn cdef(&mut self, needed: &Needed) -> Result<Cdef, Errors> {
        if let Some(cdef) = self.read.get(needed) {
            return Ok(cdef.clone());
        }
        let cdef = self.read(needed, None)?;
        self.keep(needed, &cdef);
        Ok(cdef)
    }

    fn keep(&mut self, needed: &Needed, cdef: &Cdef) {
        let bytes = needed.iter().map(|text| self.texts[*text].source.len());
        self.read_bytes += bytes.sum::<usize>();
        if self.read_bytes > MAX_READ_BYTES {
            self.read.clear();
            self.read_bytes = 0;
        }
        self.read.insert(needed.clone(), cdef.clone());
    }

    /// Reads texts, and perhaps another behind them; if one defines again what others have, it wins.
    fn read(&self, needed: &Needed, last: Option<(&str, &Arc<str>)>) -> Result<Cdef, Errors> {
        let known = needed.iter().map(|text| &self.texts[*text]);
        let known = known.map(|text| (&*text.name, &text.source));
        let read = |later: &TextOptions| {
            let mut builder = Cdef::builder(&Target::HOST);
            for (index, (name, source)) in known.clone().chain(last).enumerate() {
                let options = match index {
                    0 => TextOptions::new(),
                    _ => later.clone(),
                };
                builder = builder.text_with(name, Arc::clone(source), options);
            }
            builder.build()
        };
        read(&TextOptions::new())
            .or_else(|errors| read(&TextOptions::new().overriding()).map_err(|_| errors))
    }

    /// Adds a text, and gives its number and what it declares.
    pub(super) fn declare(&mut self, name: &str, source: &str) -> Result<(usize, Cdef), Errors> {
        if let Some(text) = self.current(source) {
            let needed = self.needed(text).clone();
            return Ok((text, self.cdef(&needed)?));
        }
        let source: Arc<str> = source.into();
        let words = Words::of(&source);
        let others = words.mentioned.iter().filter(|word| !words.defines(word));
        let needed = self.needed_by(others.copied());
        let read = match self.read(&needed, Some((name, &source))) {
            Ok(cdef) => Ok((needed, cdef)),
            Err(_) => self.read_with_more(&words, name, &source),
        };
        let (needed, cdef) = read?;
        Ok((self.add(name, &source, needed, &cdef), cdef))
    }

    /// A text may define a name, and use the earlier one before. If it is wrong, what is meant may be known
    /// to the headers.
    fn read_with_more(
        &self,
        words: &Words<'_>,
        name: &str,
        source: &Arc<str>,
    ) -> Result<(Needed, Cdef), Errors> {
        let needed = self.needed_by(words.mentioned.iter().copied());
        let cdef = self.read(&needed, Some((name, source)));
        if cdef.is_ok() || needed.is_superset(&self.headers) {
            return Ok((needed, cdef?));
        }
        let needed = &needed | &self.headers;
        let cdef = self.read(&needed, Some((name, source)))?;
        Ok((needed, cdef))
    }

    /// A text that was added before, if all that it defines is still meant.
    fn current(&self, source: &str) -> Option<usize> {
        let index = *self.by_source.get(source)?;
        let text = &self.texts[index];
        let is_last = |map: &HashMap<String, usize>, name: &String| map.get(name) == Some(&index);
        let is_current = text.tags.iter().all(|tag| is_last(&self.tags, tag))
            && text.names.iter().all(|name| is_last(&self.names, name));
        is_current.then_some(index)
    }

    fn add(&mut self, name: &str, source: &Arc<str>, mut needed: Needed, cdef: &Cdef) -> usize {
        let index = self.texts.len();
        let (tags, names) = self.defined(&needed, cdef);
        needed.insert(index);
        self.tags
            .extend(tags.iter().map(|tag| (tag.clone(), index)));
        self.names
            .extend(names.iter().map(|name| (name.clone(), index)));
        self.by_source.insert(Arc::clone(source), index);
        self.texts.push(Text {
            name: name.into(),
            source: Arc::clone(source),
            needed: needed.clone(),
            tags,
            names,
        });
        self.keep(&needed, cdef);
        index
    }

    /// The tags and names that the last of some texts defines.
    fn defined(&self, others: &Needed, cdef: &Cdef) -> (Vec<String>, Vec<String>) {
        // Line markers may give it other names than its own.
        let is_own = |file: &str| !others.iter().any(|text| *self.texts[*text].name == *file);
        let records = cdef.records();
        let records = records.filter(|found| is_own(&found.location().file));
        let enums = cdef.enums();
        let enums = enums.filter(|found| is_own(&found.location().file));
        let types = records.filter_map(|found| found.name());
        let types = types.chain(enums.filter_map(|found| found.name()));
        let tags = types.filter_map(|name| Some(name.split_once(' ')?.1.to_owned()));
        let is_name = |found: &Declaration<'_>| {
            let is_known = matches!(
                found.kind(),
                DeclarationKind::Typedef | DeclarationKind::Constant | DeclarationKind::Number
            );
            is_known && is_own(&found.location().file)
        };
        let names = cdef.declarations().filter(is_name);
        let names = names.map(|found| found.name().to_owned());
        (tags.collect(), names.collect())
    }

    /// The functions that a text declares, in its order.
    pub(super) fn functions(&self, text: usize, cdef: &Cdef) -> Vec<String> {
        let is_own = |file: &str| {
            let mut others = self.needed(text).iter().filter(|other| **other != text);
            !others.any(|other| *self.texts[*other].name == *file)
        };
        let functions = cdef.functions();
        let own = functions.filter(|found| is_own(&found.location().file));
        own.map(|found| found.name().to_owned()).collect()
    }
}
