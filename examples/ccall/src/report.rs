//! [`Report`]: what came of a call.

/// What came of a call.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Where each argument goes, if that was asked for.
    pub explained: Option<String>,
    /// The result; `None` if the function was not called.
    pub result: Option<String>,
    /// What the arguments that are written with `&` point to, each with its number from 1.
    pub arguments: Vec<(usize, String)>,
    /// errno, if that was asked for.
    pub errno: Option<i32>,
    /// Nanoseconds per call, if that was asked for.
    pub nanoseconds: Option<f64>,
}

impl Report {
    /// Line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let explained = self.explained_lines().map(str::to_owned);
        explained.chain(self.results()).collect()
    }

    /// In one line, but for the explanation, whose lines are comments.
    #[must_use]
    pub fn one_line(&self) -> String {
        let comments = self.explained_lines().map(|line| format!("# {line}\n"));
        let results: Vec<String> = self.results().collect();
        comments.chain([results.join(" ; ")]).collect()
    }

    fn explained_lines(&self) -> impl Iterator<Item = &str> {
        let explained = self.explained.iter();
        explained.flat_map(|text| text.trim_end().lines())
    }

    fn results(&self) -> impl Iterator<Item = String> + '_ {
        let arguments = self.arguments.iter();
        let arguments = arguments.map(|(number, text)| format!("arg {number}: {text}"));
        let errno = self.errno.map(|errno| format!("errno: {errno}"));
        let time = self
            .nanoseconds
            .map(|time| format!("time: {time:.1} ns per call"));
        let results = self.result.clone().into_iter().chain(arguments);
        results.chain(errno).chain(time)
    }
}
