//! [`State`]: by what a file is known to be the one it was.

use core::fmt;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells a file from another of its name without reading it: a newer one, or an older that was
/// moved there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) modified: SystemTime,
    size: u64,
}

impl State {
    /// Of what is there now.
    pub(crate) fn of(path: &Path) -> Option<State> {
        let metadata = fs::metadata(path).ok()?;
        Some(State {
            modified: metadata.modified().ok()?,
            size: metadata.len(),
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let age = self.modified.duration_since(UNIX_EPOCH).unwrap_or_default();
        write!(
            f,
            "{}.{:09} {}",
            age.as_secs(),
            age.subsec_nanos(),
            self.size
        )
    }
}
