//! A line of the result.

use std::fmt;

use crate::measure::Comparison;

/// One case beside what it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The suite that it belongs to.
    pub suite: &'static str,
    /// What was measured.
    pub case: &'static str,
    /// What it is compared with.
    pub baseline: &'static str,
    /// The numbers.
    pub comparison: Comparison,
    /// What it shall be; without one it stands here as information.
    pub target: Option<Target>,
    /// What it would best be.
    pub aim: Option<Target>,
}

/// What a measurement shall reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// At most so many times the baseline.
    Ratio(f64),
    /// At least so many times the baseline, which is what shall be fast.
    AtLeast(f64),
    /// At most so many nanoseconds more than the baseline.
    Over(f64),
    /// At most so many nanoseconds, whatever the baseline takes.
    Absolute(f64),
}

impl Row {
    /// A row without a target.
    #[must_use]
    pub fn new(
        suite: &'static str,
        case: &'static str,
        baseline: &'static str,
        comparison: Comparison,
    ) -> Self {
        Row {
            suite,
            case,
            baseline,
            comparison,
            target: None,
            aim: None,
        }
    }

    /// Gives it a target.
    #[must_use]
    pub fn target(self, target: Target) -> Self {
        Row {
            target: Some(target),
            ..self
        }
    }

    /// Gives it an aim beyond the target.
    #[must_use]
    pub fn aim(self, aim: Target) -> Self {
        Row {
            aim: Some(aim),
            ..self
        }
    }

    /// Whether it has a target that it does not reach.
    #[must_use]
    pub fn missed(&self) -> bool {
        self.target.is_some_and(|target| self.misses(target))
    }

    /// Whether it has an aim that it does not reach.
    #[must_use]
    pub fn missed_aim(&self) -> bool {
        self.aim.is_some_and(|aim| self.misses(aim))
    }

    /// Of a ratio one decimal counts, as in targets: the second is noise; of one that is smaller, all
    /// count.
    fn misses(&self, target: Target) -> bool {
        let ratio = self.comparison.ratio;
        match target {
            Target::Ratio(most) if most < 0.1 => ratio > most,
            Target::Ratio(most) => (ratio * 10.0).round() > most * 10.0,
            Target::AtLeast(least) => (ratio * 10.0).round() < least * 10.0,
            Target::Over(ns) => self.over() > ns,
            Target::Absolute(ns) => self.comparison.ns > ns,
        }
    }

    /// What the baseline takes, in nanoseconds.
    #[must_use]
    pub fn beside(&self) -> f64 {
        self.comparison.ns / self.comparison.ratio
    }

    /// How much more than the baseline it takes, in nanoseconds.
    #[must_use]
    pub fn over(&self) -> f64 {
        self.comparison.ns - self.beside()
    }
}

/// Separated by tabs: suite, case, median in nanoseconds, baseline, ratio.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Comparison { ns, ratio } = self.comparison;
        let Row {
            suite,
            case,
            baseline,
            ..
        } = self;
        write!(f, "{suite}\t{case}\t{ns:.2}\t{baseline}\t{ratio:.3}")
    }
}
