//! [`Call`]: one call of a fake.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::argument::Argument;

/// A call of a fake. `Display` writes it as in C: `write(3, 0x7ffd1000, 5)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    name: &'static str,
    args: Vec<Argument>,
}

impl Call {
    /// The arguments, in order.
    #[must_use]
    pub fn args(&self) -> &[Argument] {
        &self.args
    }

    /// A call with these arguments, as text.
    pub(super) fn listed(name: &str, args: &[impl fmt::Display]) -> String {
        let args: Vec<_> = args.iter().map(ToString::to_string).collect();
        format!("{name}({})", args.join(", "))
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Call::listed(self.name, &self.args))
    }
}

/// So many calls of a fake are kept: enough to look at, and no leak in a long loop.
const KEPT: usize = 1000;

/// The calls of a fake.
pub(super) struct Calls {
    name: &'static str,
    count: AtomicUsize,
    kept: Mutex<Vec<Call>>,
}

impl Calls {
    pub(super) fn new(name: &'static str) -> Self {
        Calls {
            name,
            count: AtomicUsize::new(0),
            kept: Mutex::default(),
        }
    }

    pub(super) fn record(&self, args: impl FnOnce() -> Vec<Argument>) {
        if self.count.fetch_add(1, Ordering::Relaxed) >= KEPT {
            return;
        }
        let call = Call {
            name: self.name,
            args: args(),
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(call);
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    pub(super) fn kept(&self) -> Vec<Call> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }
}
