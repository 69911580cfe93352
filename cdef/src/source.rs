//! [`File`]: a text, and which line of which file each part of it is.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::names::offset;

/// A text that was read, with what is known of its lines.
pub(crate) struct File {
    /// Its place among the texts.
    pub(crate) index: u32,
    /// What the text is called, until a line marker says otherwise.
    name: Arc<str>,
    text: Arc<str>,
    splices: Splices,
    markers: Vec<Marker>,
    /// Where each line begins: worked out when it is first asked for.
    lines: OnceLock<Vec<u32>>,
}

impl core::fmt::Debug for File {
    /// Without the text, which may be long.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "File({})", self.name)
    }
}

/// A line marker: `# 12 "stdio.h"`, or `#line 12 "stdio.h"`.
#[derive(Debug)]
pub(crate) struct Marker {
    /// Where the line behind it begins, in the text without splices.
    pub(crate) start: u32,
    /// The number of that line.
    pub(crate) line: u32,
    /// The file, if it is named.
    pub(crate) file: Option<Arc<str>>,
}

/// Where in a text a part of it stands, as people count.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Location {
    /// The file: what the text is called, or what its line marker says.
    pub file: Arc<str>,
    /// The line, from 1 on.
    pub line: u32,
    /// The column, in characters, from 1 on.
    pub column: u32,
}

impl core::fmt::Display for Location {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A line, for a message.
pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    /// Where it begins in the text.
    pub(crate) start: usize,
}

impl File {
    pub(crate) fn new(
        name: Arc<str>,
        text: Arc<str>,
        splices: Splices,
        mut markers: Vec<Marker>,
    ) -> Self {
        for marker in &mut markers {
            marker.start = offset(splices.original(marker.start as usize));
        }
        File {
            index: 0,
            name,
            text,
            splices,
            markers,
            lines: OnceLock::new(),
        }
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate();
            let ends = ends.filter(|(_, byte)| *byte == b'\n');
            let starts = ends.map(|(end, _)| offset(end + 1));
            core::iter::once(0).chain(starts).collect()
        })
    }

    /// The index of the line that a byte stands in.
    fn line_index(&self, at: usize) -> usize {
        let lines = self.lines();
        lines
            .partition_point(|start| *start as usize <= at)
            .saturating_sub(1)
    }

    /// Whether this is the definition of a type that no text wrote.
    pub(crate) fn is_builtin(&self) -> bool {
        &*self.name == Self::TYPE
    }

    /// What type strings are called, and the definitions of types that no text wrote.
    pub(crate) const TYPE: &str = "<type>";

    /// All of the text.
    pub(crate) fn whole(&self) -> crate::token::Span {
        crate::token::Span {
            start: 0,
            end: offset(self.text.len()),
        }
    }

    /// Where a part of the text, without splices, stands in the text as it was given.
    pub(crate) fn original(&self, start: u32) -> usize {
        self.splices.original(start as usize).min(self.text.len())
    }

    /// Where a byte of the text, as it was given, stands.
    pub(crate) fn locate(&self, start: usize) -> Location {
        let known = self.markers.partition_point(|m| m.start as usize <= start);
        let before = &self.markers[..known];
        let (from, first) = before
            .last()
            .map_or((0, 1), |marker| (marker.start as usize, marker.line));
        let named = before.iter().rev().find_map(|marker| marker.file.as_ref());
        let lines = self.line_index(start) - self.line_index(from).min(self.line_index(start));
        let line = self.line(start);
        let column = self.text.get(line.start..start).unwrap_or_default();
        Location {
            file: Arc::clone(named.unwrap_or(&self.name)),
            line: first.saturating_add(offset(lines)),
            column: offset(column.chars().count() + 1),
        }
    }

    /// The line that a byte of the text stands in.
    pub(crate) fn line(&self, at: usize) -> Line<'_> {
        let index = self.line_index(at);
        let (start, end) = (self.lines()[index], self.lines().get(index + 1));
        let start = start as usize;
        let end = end.map_or(self.text.len(), |next| *next as usize);
        let text = self.text.get(start..end).unwrap_or_default();
        let text = text.strip_suffix('\n').unwrap_or(text);
        Line {
            text: text.strip_suffix('\r').unwrap_or(text),
            start,
        }
    }
}

/// The lines that a backslash at their ends joins with the next.
#[derive(Debug, Default)]
pub(crate) struct Splices(Vec<Splice>);

/// A backslash and an end of line that were taken out.
#[derive(Debug)]
struct Splice {
    /// Where it stood, in the text without splices.
    at: usize,
    /// How many bytes were taken out, with those before.
    removed: usize,
}

impl Splices {
    /// The text in which lines that end in a backslash are joined: phase 2 of translation.
    pub(crate) fn join(text: &str) -> (Cow<'_, str>, Splices) {
        let is_spliced = |text: &str| text.contains("\\\n") || text.contains("\\\r\n");
        if !text.contains('\\') || !is_spliced(text) {
            return (Cow::Borrowed(text), Splices::default());
        }
        let (mut joined, mut splices) = (String::with_capacity(text.len()), Vec::new());
        let (mut rest, mut removed) = (text, 0);
        while let Some(backslash) = rest.find('\\') {
            let behind = &rest[backslash + 1..];
            let newline = match behind.as_bytes() {
                [b'\n', ..] => 1,
                [b'\r', b'\n', ..] => 2,
                _ => 0,
            };
            joined.push_str(&rest[..backslash]);
            match newline {
                0 => joined.push('\\'),
                newline => {
                    removed += 1 + newline;
                    let at = joined.len();
                    splices.push(Splice { at, removed });
                }
            }
            rest = &behind[newline..];
        }
        joined.push_str(rest);
        (Cow::Owned(joined), Splices(splices))
    }

    fn original(&self, at: usize) -> usize {
        let before = self.0.partition_point(|splice| splice.at <= at);
        let removed = before.checked_sub(1).map_or(0, |last| self.0[last].removed);
        at + removed
    }
}
