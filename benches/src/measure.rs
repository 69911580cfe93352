//! The method: a case and its baseline, round by round, in one process.
//!
//! The machine changes its speed while it is measured. So case and baseline take turns, each round
//! gives a ratio of two neighbours in time, and the median of these ratios is the result: a slow
//! phase hits both, and a disturbance one round of many. Time is CPU time of the thread.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::clock;

/// How long to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A look: the second digit is noise.
    Quick,
    /// For the record.
    Full,
}

impl Effort {
    /// How many rounds are measured.
    fn rounds(self) -> usize {
        match self {
            Self::Quick => 51,
            Self::Full => 1001,
        }
    }
}

/// What the baseline takes in one round: reading the clock takes less than a thousandth of it.
const ROUND: Duration = Duration::from_micros(500);

/// A case beside its baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The median of the case, in nanoseconds per call.
    pub ns: f64,
    /// The median of the ratios of case to baseline, round by round.
    pub ratio: f64,
}

impl Comparison {
    /// From the times of case and baseline in each round.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn of_rounds(rounds: &[[f64; 2]]) -> Self {
        Self {
            ns: median(rounds.iter().map(|[case, _]| *case)),
            ratio: median(rounds.iter().map(|[case, baseline]| case / baseline)),
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Two numbers, separated by a tab.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\t{}", self.ns, self.ratio)
    }
}

/// Reads what `Display` wrote.
impl FromStr for Comparison {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let (ns, ratio) = line.split_once('\t').ok_or(())?;
        Ok(Self {
            ns: ns.parse().map_err(drop)?,
            ratio: ratio.parse().map_err(drop)?,
        })
    }
}

/// Measures `case` against `baseline`. Each makes as many calls as it is told.
pub fn compare(effort: Effort, case: impl FnMut(u32), mut baseline: impl FnMut(u32)) -> Comparison {
    let calls = calls_per_round(&mut baseline);
    compare_in_step(effort, calls, || (), case, baseline)
}

/// As [`compare`], with so many calls in a round; before each measured piece of a round stands a
/// call of `step`, where threads that measure together wait for each other.
pub fn compare_in_step(
    effort: Effort,
    calls: u32,
    step: impl Fn(),
    mut case: impl FnMut(u32),
    mut baseline: impl FnMut(u32),
) -> Comparison {
    baseline(calls);
    case(calls);
    let per_call = |work: &mut dyn FnMut(u32)| {
        step();
        time(|| work(calls)).as_secs_f64() * 1e9 / f64::from(calls)
    };
    compare_rounds(effort, || [per_call(&mut case), per_call(&mut baseline)])
}

/// Measures by `round`, which says what case and baseline took in it, in nanoseconds per call.
pub fn compare_rounds(effort: Effort, round: impl FnMut() -> [f64; 2]) -> Comparison {
    let rounds: Vec<_> = std::iter::repeat_with(round)
        .take(effort.rounds())
        .collect();
    Comparison::of_rounds(&rounds)
}

/// Doubles the number of calls until they take a round's time.
pub fn calls_per_round(work: &mut impl FnMut(u32)) -> u32 {
    let mut calls = 1;
    while time(|| work(calls)) < ROUND {
        calls *= 2;
    }
    calls
}

/// The CPU time of this thread that `work` takes.
pub fn time(work: impl FnOnce()) -> Duration {
    let start = clock::this_thread();
    work();
    clock::this_thread() - start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disturbed_rounds_and_slow_phases_do_not_count() {
        let quiet = [3.0, 2.0];
        let slow = [9.0, 6.0];
        let disturbed = [300.0, 2.0];
        let comparison = Comparison::of_rounds(&[quiet, slow, disturbed, quiet, slow]);
        assert_eq!(comparison.ratio, 1.5);
        assert_eq!(comparison.ns, 9.0);
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let comparison = Comparison {
            ns: 1.25,
            ratio: 1.0 / 3.0,
        };
        assert_eq!(comparison.to_string().parse(), Ok(comparison));
        assert_eq!("1.25".parse::<Comparison>(), Err(()));
        assert_eq!("1.25\tx".parse::<Comparison>(), Err(()));
    }
}
