//! [`CdefBuilder`]: several texts as one set of declarations.

use core::str::FromStr;
use std::sync::Arc;

use lltype::Target;

use crate::cdef::{Cdef, Text};
use crate::diagnostic::{Diagnostic, Place};
use crate::parse::{Told, parse};
use crate::scope::Unit;
use crate::source::{File, Splices};
use crate::token::Span;
use crate::{ErrorKind, Result, finish};

/// Reads several texts into one [`Cdef`].
///
/// A later text knows what the ones before it declare.
///
/// ```
/// use cdef::{Cdef, TextOptions};
/// use lltype::Target;
///
/// let cdef = Cdef::builder(&Target::I686_WINDOWS_GNU)
///     .text("types.h", "typedef struct { BYTE kind; DWORD value; } setting;")
///     .text_with("wire.h", "struct wire { BYTE kind; DWORD value; };", TextOptions::new().packed())
///     .build()?;
/// assert_eq!(cdef.sizeof("setting")?, 8);
/// assert_eq!(cdef.sizeof("struct wire")?, 5);
/// # Ok::<(), cdef::Errors>(())
/// ```
#[derive(Debug, Clone)]
pub struct CdefBuilder {
    target: Target,
    texts: Vec<Text>,
    unicode: Option<bool>,
}

/// How a text is read: `cdef()`'s options.
///
/// They can also be written as text, as command lines have them:
///
/// ```
/// use cdef::{ErrorKind, TextOptions};
///
/// let options: TextOptions = "pack=2, override".parse()?;
/// assert_eq!(options, TextOptions::new().pack(2).overriding());
/// let error = "packed=2".parse::<TextOptions>().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::BadOption);
/// # Ok::<(), cdef::Diagnostic>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextOptions {
    pub(crate) packed: bool,
    pub(crate) pack: Option<u32>,
    pub(crate) overrides: bool,
    /// Whether the text is another's, by `include`.
    pub(crate) included: bool,
    /// Whether it is a question about what was declared: nothing new is.
    pub(crate) is_question: bool,
    /// What `TCHAR` and its like are.
    pub(crate) unicode: Option<bool>,
}

impl TextOptions {
    /// As C reads it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every struct and union of the text is `__attribute__((packed))`.
    #[must_use]
    pub fn packed(mut self) -> Self {
        self.packed = true;
        self
    }

    /// Every struct and union of the text is read under `#pragma pack(bytes)`: 1, 2, 4, 8 or 16.
    #[must_use]
    pub fn pack(mut self, bytes: u32) -> Self {
        self.pack = Some(bytes);
        self
    }

    /// What the text declares replaces what was declared before.
    #[must_use]
    pub fn overriding(mut self) -> Self {
        self.overrides = true;
        self
    }

    /// Why the options do not go together, if they do not.
    fn problem(&self) -> Option<String> {
        match self.pack {
            Some(_) if self.packed => {
                Some("`packed` and `pack` do not go together: `packed` is `pack=1`".to_owned())
            }
            Some(bytes) if !(bytes.is_power_of_two() && bytes <= 16) => Some(format!(
                "`pack={bytes}`: the most that members are aligned to is 1, 2, 4, 8 or 16"
            )),
            _ => None,
        }
    }
}

impl FromStr for TextOptions {
    type Err = Diagnostic;

    fn from_str(text: &str) -> core::result::Result<Self, Diagnostic> {
        let mut options = TextOptions::new();
        let words = text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        for word in words {
            let bytes = word.strip_prefix("pack=").map(str::parse);
            match (word, bytes) {
                ("packed", _) => options.packed = true,
                ("override", _) => options.overrides = true,
                (_, Some(Ok(bytes))) => options.pack = Some(bytes),
                _ => {
                    let start = word.as_ptr().addr() - text.as_ptr().addr();
                    let message =
                        format!("`{word}` is no option: `packed`, `pack=BYTES` and `override` are");
                    return Err(bad_option(text, start..start + word.len(), message));
                }
            }
        }
        match options.problem() {
            Some(message) => Err(bad_option(text, 0..text.len(), message)),
            None => Ok(options),
        }
    }
}

fn bad_option(text: &str, range: core::ops::Range<usize>, message: String) -> Diagnostic {
    let file = File::new(
        "<options>".into(),
        text.into(),
        Splices::default(),
        Vec::new(),
    );
    let span = Span {
        start: crate::names::offset(range.start),
        end: crate::names::offset(range.end),
    };
    let place = Place {
        file: Arc::new(file),
        span,
    };
    Diagnostic::new(ErrorKind::BadOption, place, message)
}

impl CdefBuilder {
    pub(crate) fn new(target: &Target) -> Self {
        CdefBuilder {
            target: *target,
            texts: Vec::new(),
            unicode: None,
        }
    }

    /// Adds a text; `name` is what messages call it.
    #[must_use]
    pub fn text(self, name: &str, text: impl Into<Arc<str>>) -> Self {
        self.text_with(name, text, TextOptions::new())
    }

    /// Adds a text that is read with options.
    #[must_use]
    pub fn text_with(
        mut self,
        name: &str,
        text: impl Into<Arc<str>>,
        options: TextOptions,
    ) -> Self {
        self.texts.push(Text {
            name: name.into(),
            text: text.into(),
            options,
        });
        self
    }

    /// Adds the declarations of another: its types and integer constants. Its functions and variables
    /// belong to another library: they are known, but [`ErrorKind::NotIncluded`].
    ///
    /// A text that is here already, perhaps by another `include`, is not read again.
    #[must_use]
    pub fn include(mut self, other: &Cdef) -> Self {
        for text in other.texts() {
            if !self
                .texts
                .iter()
                .any(|known| Arc::ptr_eq(&known.text, &text.text))
            {
                let mut text = text.clone();
                text.options.included = true;
                self.texts.push(text);
            }
        }
        self
    }

    /// What `TCHAR`, `LPTSTR` and their like are on Windows: wide characters, or bytes. Without this
    /// they are unknown. CFFI's `set_unicode`.
    #[must_use]
    pub fn unicode(mut self, is_wide: bool) -> Self {
        self.unicode = Some(is_wide);
        self
    }

    /// Reads the texts.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn build(self) -> Result<Cdef> {
        let mut unit = Unit::new(self.target);
        let mut told = Told::default();
        let mut texts = self.texts;
        for Text {
            name,
            text,
            options,
        } in &mut texts
        {
            // A text that is included keeps what it was read with.
            options.unicode = options.unicode.or(self.unicode);
            if let Some(message) = options.problem() {
                told.error(bad_option(name, 0..0, message));
                options.pack = None;
            }
            parse(&mut unit, name, text, options, &mut told);
        }
        finish::complete(&mut unit, &mut told);
        let warnings = told.finish()?;
        Cdef::new(unit, texts, warnings, self.unicode)
    }
}
