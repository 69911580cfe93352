//! [`Diagnostics`]: what is wrong with a program, shown in its source.

use core::fmt;
use core::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A piece of the source, in bytes.
pub(crate) type Span = Range<usize>;

/// One thing that is wrong with a program.
#[derive(Debug)]
pub(crate) struct Diagnostic {
    span: Span,
    message: String,
    label: String,
    help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(span: &Span, message: impl Into<String>) -> Self {
        Diagnostic {
            span: span.clone(),
            message: message.into(),
            label: String::new(),
            help: None,
        }
    }

    /// With a word at the place itself.
    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With what to do about it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the nearest of the words that would have been right, if one is near.
    pub(crate) fn did_you_mean<'w>(
        mut self,
        word: &str,
        known: impl IntoIterator<Item = &'w str>,
    ) -> Self {
        let near = known
            .into_iter()
            .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
            .filter(|(distance, candidate)| *distance <= 3 && *distance < candidate.len())
            .min();
        if let Some((_, candidate)) = near {
            self.help = Some(format!("did you mean `{candidate}`?"));
        }
        self
    }
}

/// All that is wrong with a program. [`Display`](fmt::Display) shows it in the style of rustc, without
/// colours.
#[derive(Debug)]
pub struct Diagnostics {
    name: String,
    text: String,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// `list` is about `text`, which people know as `name`.
    pub(crate) fn new(name: &str, text: &str, mut list: Vec<Diagnostic>) -> Self {
        list.sort_by_key(|diagnostic| diagnostic.span.start);
        Diagnostics {
            name: name.to_owned(),
            text: text.to_owned(),
            list,
        }
    }

    /// As text, for a terminal that is as `renderer` says.
    #[must_use]
    pub fn render(&self, renderer: &Renderer) -> String {
        let rendered = self.list.iter().map(|diagnostic| {
            let place = AnnotationKind::Primary.span(diagnostic.span.clone());
            let label = Some(diagnostic.label.as_str()).filter(|label| !label.is_empty());
            let snippet = Snippet::source(&self.text)
                .path(&self.name)
                .annotation(place.label(label));
            let help = diagnostic.help.as_ref();
            let group = Level::ERROR
                .primary_title(&diagnostic.message)
                .element(snippet)
                .elements(help.map(|help| Level::HELP.message(help)));
            renderer.render(&[group])
        });
        rendered.collect::<Vec<_>>().join("\n\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

impl core::error::Error for Diagnostics {}
