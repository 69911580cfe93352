//! [`Diagnostic`] and [`Errors`]: what is wrong with a text, and where.

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::source::{File, Location};
use crate::token::Span;
use crate::{ErrorKind, WarningKind};

/// Something that is wrong with a text, or worth a warning.
///
/// It prints as compilers print it: the message with its kind, the place, the line with a caret.
///
/// ```
/// use cdef::Cdef;
///
/// let errors = Cdef::parse("int f(size_type n);").unwrap_err();
/// let text = errors.to_string();
/// assert!(text.starts_with("error[unknown-type]: unknown type `size_type`"), "{text}");
/// assert!(text.contains("<cdef>:1:7"), "{text}");
/// assert!(text.contains("did you mean `size_t`?"), "{text}");
/// ```
#[derive(Clone)]
pub struct Diagnostic<K = ErrorKind> {
    kind: K,
    message: String,
    place: Place,
    notes: Vec<(Place, String)>,
    help: Option<String>,
}

/// A warning: see [`Cdef::warnings`](crate::Cdef::warnings).
pub type Warning = Diagnostic<WarningKind>;

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) file: Arc<File>,
    pub(crate) span: Span,
}

impl<K: Copy> Diagnostic<K> {
    pub(crate) fn new(kind: K, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            kind,
            message: message.into(),
            place,
            notes: Vec::new(),
            help: None,
        }
    }

    /// Where it stands among others: by text, and by place. That there are more than are told stands last.
    pub(crate) fn order(&self) -> (u32, u32) {
        (self.place.file.index, self.place.span.start)
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    pub(crate) fn note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push((place, text.into()));
        self
    }

    pub(crate) fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// What is wrong, as a value.
    #[must_use]
    pub fn kind(&self) -> K {
        self.kind
    }

    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What would be right, if that is known.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Where: the first of the characters that are wrong.
    #[must_use]
    pub fn location(&self) -> Location {
        let file = &self.place.file;
        file.locate(file.original(self.place.span.start))
    }

    /// The part of the text that is wrong, in bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.place.range()
    }
}

impl Place {
    fn range(&self) -> Range<usize> {
        let start = self.file.original(self.span.start);
        start..self.file.original(self.span.end).max(start)
    }
}

/// How much of a line is shown on both sides of what is wrong.
const SHOWN: usize = 120;

/// What of a line is shown, the place in it, and whether it is the line's begin.
fn shown(place: &Place) -> (&str, Range<usize>) {
    let range = place.range();
    let line = place.file.line(range.start);
    let start = range.start - line.start.min(range.start);
    let start = start.min(line.text.len());
    let end = (range.end - line.start.min(range.end)).clamp(start, line.text.len());
    let end = end.min(start + SHOWN);
    let from = floor(line.text, start.saturating_sub(SHOWN));
    let to = floor(line.text, (end + SHOWN).min(line.text.len()));
    let end = floor(line.text, end).max(start);
    (&line.text[from..to], start - from..end - from)
}

/// The last boundary between characters that is not behind `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

impl<K: Copy + fmt::Display> Diagnostic<K> {
    fn render(&self, level: Level<'static>, renderer: &Renderer) -> String {
        let kind = self.kind.to_string();
        let title = level.primary_title(&self.message).id(&kind);
        let mut group = title.element(snippet(&self.place, AnnotationKind::Primary, ""));
        for (place, text) in &self.notes {
            group = group.element(snippet(place, AnnotationKind::Context, text));
        }
        let help = self.help.as_deref();
        let help = help.map(|help| Group::with_title(Level::HELP.secondary_title(help)));
        let report: Vec<Group<'_>> = [Some(group), help].into_iter().flatten().collect();
        renderer.render(&report)
    }
}

fn snippet<'p>(
    place: &'p Place,
    kind: AnnotationKind,
    label: &'p str,
) -> Snippet<'p, annotate_snippets::Annotation<'p>> {
    let (text, range) = shown(place);
    let location = place.file.locate(place.range().start);
    let annotation = kind
        .span(range)
        .label(Some(label).filter(|label| !label.is_empty()));
    Snippet::source(text)
        .line_start(location.line as usize)
        .path(location.file.to_string())
        .annotation(annotation)
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Level::ERROR, &Renderer::plain()))
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Level::WARNING, &Renderer::plain()))
    }
}

impl<K> fmt::Debug for Diagnostic<K>
where
    Self: fmt::Display,
{
    /// As `Display`: what `unwrap` and `main` print is for people, too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for Diagnostic {}

/// Everything that is wrong with a text: at least one error.
#[derive(Clone)]
pub struct Errors {
    errors: Vec<Diagnostic>,
    warnings: Vec<Warning>,
}

impl Errors {
    /// There is one error at least.
    pub(crate) fn new(errors: Vec<Diagnostic>, warnings: Vec<Warning>) -> Self {
        Errors { errors, warnings }
    }

    /// The errors, in the order of the texts.
    pub fn iter(&self) -> core::slice::Iter<'_, Diagnostic> {
        self.errors.iter()
    }

    /// What else readers of the text should know. `Display` prints the errors alone.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// How many there are.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "there is always one")]
    pub fn len(&self) -> usize {
        self.errors.len()
    }

    /// The first one.
    #[must_use]
    pub fn first(&self) -> &Diagnostic {
        &self.errors[0]
    }
}

impl From<Diagnostic> for Errors {
    fn from(one: Diagnostic) -> Self {
        Errors::new(vec![one], Vec::new())
    }
}

impl<'e> IntoIterator for &'e Errors {
    type Item = &'e Diagnostic;
    type IntoIter = core::slice::Iter<'e, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Errors {
    /// As `Display`: what `unwrap` and `main` print is for people, too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl core::error::Error for Errors {}
