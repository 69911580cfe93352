//! [`Signature`]: the type of a function, as C text.

/// The type of a function, as C text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// What declares the types. Of signatures in one file, the same text is written once.
    pub definitions: String,
    /// The attribute that says the convention, such as `ms_abi`.
    pub convention: Option<&'static str>,
    /// The type of the result, such as a name may follow.
    pub result: String,
    /// The types of the parameters.
    pub params: Vec<String>,
    /// If it is variadic, the types of the arguments that follow.
    pub more: Option<Vec<String>>,
}

impl Signature {
    /// Of a function with these types.
    #[must_use]
    pub fn new(result: &str, params: &[&str]) -> Self {
        Signature {
            result: result.to_owned(),
            params: params.iter().map(|&ty| ty.to_owned()).collect(),
            ..Signature::default()
        }
    }

    /// With what declares its types.
    #[must_use]
    pub fn with(self, definitions: &str) -> Self {
        Signature {
            definitions: format!("{definitions}\n"),
            ..self
        }
    }

    /// Variadic, and called with more arguments, of these types.
    #[must_use]
    pub fn variadic(self, more: &[&str]) -> Self {
        let more = more.iter().map(|&ty| ty.to_owned()).collect();
        Signature {
            more: Some(more),
            ..self
        }
    }

    /// With another convention, by its attribute.
    #[must_use]
    pub fn convention(self, attribute: &'static str) -> Self {
        Signature {
            convention: Some(attribute),
            ..self
        }
    }

    /// The types of all arguments.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        let more = self.more.iter().flatten();
        self.params.iter().chain(more).map(String::as_str)
    }

    /// The declaration of such a function, without a semicolon. Its parameters are `a0`, `a1` and so on.
    #[must_use]
    pub fn prototype(&self, name: &str) -> String {
        format!(
            "{}{} {name}({})",
            self.attribute(),
            self.result,
            self.parameters(true)
        )
    }

    /// The type of a pointer to such a function.
    #[must_use]
    pub fn pointer(&self) -> String {
        format!(
            "{} ({}*)({})",
            self.result,
            self.attribute(),
            self.parameters(false)
        )
    }

    fn attribute(&self) -> String {
        let attribute = |name| format!("__attribute__(({name})) ");
        self.convention.map(attribute).unwrap_or_default()
    }

    fn parameters(&self, named: bool) -> String {
        let params = self.params.iter().enumerate();
        let params = params.map(|(index, ty)| match named {
            true => format!("{ty} a{index}"),
            false => ty.clone(),
        });
        let dots = self.more.as_ref().map(|_| "...".to_owned());
        let all: Vec<String> = params.chain(dots).collect();
        match all.is_empty() {
            true => "void".to_owned(),
            false => all.join(", "),
        }
    }
}
