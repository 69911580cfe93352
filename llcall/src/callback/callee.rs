//! [`Callee`]: a signature made ready to be called by C.

use core::fmt;

use lltype::{Prototype, Tag, Target, Type, Value, ValueError};

use crate::Backend;
use crate::caller::{Narrowing, Policy, convert_result, tag_of};
use crate::own::Arrivals;
use crate::placement::Placement;
use crate::plan::{PlanError, PlanProblem};

/// A signature made ready to be called by C: what many callbacks may share.
pub struct Callee {
    prototype: Prototype,
    placement: Option<Placement>,
    /// `None` if libffi makes the functions.
    arrivals: Option<Arrivals>,
    tags: Box<[Option<Tag>]>,
    /// What the arguments have of a word.
    narrowings: Box<[Narrowing]>,
    result: Type,
    result_narrowing: Narrowing,
    result_tag: Option<Tag>,
    result_size: usize,
}

impl Callee {
    /// For functions of this type, on this machine. The name is for messages.
    ///
    /// # Errors
    /// A type cannot be passed by value, or the function is variadic.
    pub fn new(prototype: &Prototype) -> Result<Self, PlanError> {
        Self::with_backend(prototype, Backend::DEFAULT)
    }

    /// The same by a backend of choice: tests compare them.
    ///
    /// # Errors
    /// As [`new`](Self::new); or the backend is not there, or cannot pass a type.
    pub fn with_backend(prototype: &Prototype, backend: Backend) -> Result<Self, PlanError> {
        let refused = |problem| PlanError::new(prototype.name(), problem);
        if prototype.is_variadic() {
            return Err(refused(PlanProblem::VariadicCallback));
        }
        if !backend.is_available() {
            return Err(refused(PlanProblem::NoBackend(backend)));
        }
        let result = prototype.result();
        let result_tag = tag_of(&result);
        let placement = crate::plan(prototype, &Target::HOST);
        let arrivals = match (backend, &placement) {
            (Backend::Own, Ok(placement)) => Arrivals::of(placement, result_tag.is_some()),
            (Backend::Own, Err(error)) => return Err(error.clone()),
            (Backend::Libffi, _) => None,
        };
        let params = prototype.true_params();
        let tags: Box<[_]> = params.map(|param| tag_of(&param.ty)).collect();
        Ok(Callee {
            narrowings: tags.iter().copied().map(Narrowing::to).collect(),
            tags,
            result_narrowing: Narrowing::to(result_tag),
            result_size: result_size(&result),
            arrivals,
            result,
            result_tag,
            prototype: prototype.clone(),
            placement: placement.ok(),
        })
    }

    /// The backend that makes functions of it.
    #[must_use]
    pub fn backend(&self) -> Backend {
        match self.arrivals {
            Some(_) => Backend::Own,
            None => Backend::Libffi,
        }
    }

    /// What C calls.
    #[must_use]
    pub fn prototype(&self) -> &Prototype {
        &self.prototype
    }

    /// Where each argument and the result go; `None` where no rules are known.
    #[must_use]
    pub fn explain(&self) -> Option<&Placement> {
        self.placement.as_ref()
    }

    /// The tags of the arguments; `None` for those that are wider than a word.
    #[inline]
    #[must_use]
    pub fn tags(&self) -> &[Option<Tag>] {
        &self.tags
    }

    /// What an argument has of a word.
    #[inline]
    pub(super) fn narrowing(&self, index: usize) -> Option<Narrowing> {
        self.narrowings.get(index).copied()
    }

    /// What the result has of a word.
    #[inline]
    pub(super) fn result_narrowing(&self) -> Narrowing {
        self.result_narrowing
    }

    /// The type of the result.
    #[must_use]
    pub fn result(&self) -> &Type {
        &self.result
    }

    /// The tag of the result; `None` if it is wider than a word.
    #[inline]
    #[must_use]
    pub fn result_tag(&self) -> Option<Tag> {
        self.result_tag
    }

    /// Whether a value can be the result.
    ///
    /// # Errors
    /// As [`Incoming::set`](crate::Incoming::set).
    pub fn check_result(&self, value: Value) -> Result<(), ValueError> {
        convert_result(value, &self.result, Policy::DEFAULT).map(|_| ())
    }

    /// How many bytes the result has.
    #[must_use]
    pub fn result_size(&self) -> usize {
        self.result_size
    }

    #[inline]
    pub(super) fn arrivals(&self) -> Option<&Arrivals> {
        self.arrivals.as_ref()
    }
}

/// A result without a size is `void`.
fn result_size(result: &Type) -> usize {
    let size = Target::HOST.sizeof(result);
    size.ok()
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(0)
}

impl fmt::Debug for Callee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Callee({})", self.prototype)
    }
}
