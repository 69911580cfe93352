//! A stamp says of each input what it was when it was read, and what came of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::state::State;
use crate::{Error, Result};

/// Between a state and its path.
const SEPARATOR: &str = ": ";

/// The line between the inputs and the outcome.
const END_OF_INPUTS: &str = "end of inputs\n";

/// What a stamp says, if every input is as it was. Relative inputs begin at `base`.
pub(crate) fn read(stamp: &Path, base: &Path) -> Option<(Vec<PathBuf>, String)> {
    let text = fs::read_to_string(stamp).ok()?;
    let (lines, outcome) = text.split_once(END_OF_INPUTS)?;
    let mut inputs = Vec::new();
    for line in lines.lines() {
        let (state, path) = line.split_once(SEPARATOR)?;
        let input = PathBuf::from(path);
        if State::of(&base.join(&input))?.to_string() != state {
            return None;
        }
        inputs.push(input);
    }
    Some((inputs, outcome.to_owned()))
}

/// Begins one: it is never fresh. The time is that of the file system's clock.
pub(crate) fn begin(stamp: &Path) -> Result<Option<SystemTime>> {
    fs::write(stamp, "").map_err(Error::io("write", stamp))?;
    Ok(State::of(stamp).map(|state| state.modified))
}

/// The text of a stamp; none if an input may have been edited since it was `started`.
pub(crate) fn text(
    inputs: &[PathBuf],
    base: &Path,
    started: Option<SystemTime>,
    outcome: &str,
) -> Option<String> {
    let mut text = String::new();
    for input in inputs {
        let state = State::of(&base.join(input))?;
        if Some(state.modified) >= started {
            return None;
        }
        text += &format!("{state}{SEPARATOR}{}\n", input.display());
    }
    Some(text + END_OF_INPUTS + outcome)
}
