//! [`Opened`]: what all owners of a library share.

use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::OnceLock;

use super::handle::Handle;
use super::symbol::{Symbol, SymbolsError};

/// What all owners of a library share. The last of them closes it.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) name: String,
    /// In the order in which they are searched.
    pub(super) handles: Vec<Handle>,
    pub(super) origin: Origin,
    closed: AtomicBool,
    /// What its tables have, read when somebody asks.
    pub(super) symbols: OnceLock<Result<Vec<Symbol>, SymbolsError>>,
}

/// How a library came here.
#[derive(Debug)]
pub(super) enum Origin {
    /// It was opened by its name.
    Name,
    /// Somebody else opened it, and may close it.
    Foreign,
    /// It is everything that the process has.
    Process,
    /// Nothing was opened: functions are where somebody said that they are.
    Memory,
    /// An `ExternalCompilationInfo` names them. The C library comes last.
    Info {
        /// Those that it names.
        libraries: Vec<String>,
        /// Those of them that are not there.
        missing: Vec<Missing>,
    },
}

/// A library that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) name: String,
    /// In the loader's words.
    pub(super) reason: String,
}

impl Opened {
    pub(super) fn new(name: impl Into<String>, handles: Vec<Handle>, origin: Origin) -> Self {
        Opened {
            name: name.into(),
            handles,
            origin,
            closed: AtomicBool::new(false),
            symbols: OnceLock::new(),
        }
    }

    /// Closes it for all of its owners; whether it was open.
    pub(super) fn close(&self) -> bool {
        !self.closed.swap(true, Ordering::AcqRel)
    }

    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        // What a call relies on, that the code is there, its owner guarantees.
        self.closed.load(Ordering::Acquire)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if matches!(self.origin, Origin::Foreign) && !self.is_closed() {
            self.handles.drain(..).for_each(Handle::forget);
        }
    }
}
