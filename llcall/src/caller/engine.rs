//! [`Engine`]: who calls.

use core::fmt;

use lltype::{Prototype, Tag, Type, Value};

#[cfg(feature = "libffi")]
use crate::libffi::Prepared;
use crate::own::{self, Program};
use crate::placement::Placement;
use crate::plan::{PlanError, PlanProblem, promoted};

/// Who makes calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Backend {
    /// This crate: on x86-64 Linux.
    Own,
    /// libffi, with the feature `libffi` (or `libffi-system`, for the one that the system has). It knows
    /// fewer types: for others, [`Unsupported::Backend`](crate::Unsupported::Backend) is the answer.
    Libffi,
}

impl Backend {
    /// The one that is used, if none is asked for: this crate's own where there is one.
    pub const DEFAULT: Backend = match own::IS_THERE {
        true => Backend::Own,
        false => Backend::Libffi,
    };

    /// Whether it is there, on this machine and with these features.
    #[must_use]
    pub const fn is_available(self) -> bool {
        match self {
            Backend::Own => own::IS_THERE,
            Backend::Libffi => cfg!(feature = "libffi"),
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Backend::Own => "own",
            Backend::Libffi => "libffi",
        })
    }
}

/// What a call brings along.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    /// The function.
    pub(crate) target: *const (),
    /// A word for each argument.
    pub(crate) words: *const u64,
    /// Room for the result; null, if it is a word.
    pub(crate) result: *mut u8,
    /// The tags of variadic arguments that were not prepared, as C promotes them; their words come last.
    pub(crate) more: &'a [Tag],
}

impl Call<'_> {
    /// With all arguments prepared.
    #[inline]
    pub(crate) fn new(target: *const (), words: *const u64, result: *mut u8) -> Self {
        Call {
            target,
            words,
            result,
            more: &[],
        }
    }
}

pub(super) enum Engine {
    Own(Program),
    #[cfg(feature = "libffi")]
    Libffi(Prepared),
}

impl Engine {
    pub(super) fn new(
        prototype: &Prototype,
        #[cfg_attr(
            not(feature = "libffi"),
            expect(unused_variables, reason = "the placement has them")
        )]
        more: &[Type],
        placement: &Result<Placement, PlanError>,
        backend: Backend,
    ) -> Result<Self, PlanError> {
        let engine = match backend {
            Backend::Own => match placement {
                Ok(placement) => Program::new(placement).map(Engine::Own),
                Err(error) => return Err(error.clone()),
            },
            #[cfg(feature = "libffi")]
            Backend::Libffi => match placement {
                // What no backend can do. Rules that are not known here, libffi may know.
                Err(error) if !matches!(error.problem(), PlanProblem::NoAbi { .. }) => {
                    return Err(error.clone());
                }
                _ => Some(Engine::Libffi(Prepared::new(prototype, more)?)),
            },
            #[cfg(not(feature = "libffi"))]
            Backend::Libffi => None,
        };
        let no_backend = PlanProblem::NoBackend(backend);
        engine.ok_or_else(|| PlanError::new(prototype.name(), no_backend))
    }

    pub(super) fn backend(&self) -> Backend {
        match self {
            Engine::Own(_) => Backend::Own,
            #[cfg(feature = "libffi")]
            Engine::Libffi(_) => Backend::Libffi,
        }
    }

    /// Calls a function whose result is a word or nothing. What its type does not have of the word is
    /// anything.
    ///
    /// # Safety
    /// The function is what this was made for; there is a word for each argument.
    #[inline]
    pub(super) unsafe fn word(&self, target: *const (), words: *const u64) -> u64 {
        match self {
            // SAFETY: the caller's word.
            Engine::Own(program) => unsafe { program.word(target, words) },
            #[cfg(feature = "libffi")]
            // SAFETY: the caller's word.
            Engine::Libffi(prepared) => unsafe {
                prepared.run(&Call::new(target, words, core::ptr::null_mut()))
            },
        }
    }

    /// As [`word`](Self::word), from values, if their words need not be brought together first.
    ///
    /// # Safety
    /// As for [`word`](Self::word).
    #[inline]
    pub(super) unsafe fn word_of_values(&self, target: *const (), values: &[Value]) -> Option<u64> {
        match self {
            // SAFETY: the caller's word.
            Engine::Own(program) => unsafe { program.word_of_values(target, values) },
            #[cfg(feature = "libffi")]
            Engine::Libffi(_) => None,
        }
    }

    /// As [`run`](Self::run), from values, if their words need not be brought together first. Says
    /// whether it called.
    ///
    /// # Safety
    /// As for [`run`](Self::run).
    #[inline]
    pub(super) unsafe fn run_of_values(
        &self,
        target: *const (),
        values: &[Value],
        result: *mut u8,
    ) -> bool {
        match self {
            // SAFETY: the caller's word.
            Engine::Own(program) => unsafe { program.run_of_values(target, values, result) },
            #[cfg(feature = "libffi")]
            Engine::Libffi(_) => false,
        }
    }

    /// Calls a function, and writes its result to `call.result`. If it is a word, that is returned, and
    /// `call.result` may be null.
    ///
    /// # Safety
    /// As for [`word`](Self::word), and there is room for the result.
    #[inline]
    pub(super) unsafe fn run(&self, call: &Call<'_>) -> u64 {
        match self {
            // SAFETY: the caller's word.
            Engine::Own(program) => unsafe { program.run(call) },
            #[cfg(feature = "libffi")]
            // SAFETY: the caller's word.
            Engine::Libffi(prepared) => unsafe { prepared.run(call) },
        }
    }
}

/// The types of all arguments: `void` is not passed, and what is variadic is promoted.
pub(super) fn argument_types(prototype: &Prototype, more: &[Type]) -> Box<[Type]> {
    let fixed = prototype.true_params().map(|param| param.ty);
    let more = more.iter().map(|ty| promoted(ty, &lltype::Target::HOST));
    fixed.chain(more).collect()
}
