//! [`Callee`]: a signature made ready to be called by C.

use core::fmt;

use lltype::{Prototype, Tag, Target, Type, Value, ValueError};

use crate::Backend;
use crate::caller::{Policy, convert_result, tag_of};
use crate::own::Arrivals;
use crate::placement::Placement;
use crate::plan::{PlanError, PlanProblem};

/// A signature made ready to be called by C: what many callbacks may share.
pub struct Callee {
    prototype: Prototype,
    placement: Placement,
    arrivals: Arrivals,
    tags: Box<[Option<Tag>]>,
    result: Type,
    result_tag: Option<Tag>,
    result_size: usize,
}

impl Callee {
    /// For functions of this type, on this machine. The name is for messages.
    ///
    /// # Errors
    /// A type cannot be passed by value, or the function is variadic.
    pub fn new(prototype: &Prototype) -> Result<Self, PlanError> {
        let refused = |problem| PlanError::new(prototype.name(), problem);
        if prototype.is_variadic() {
            return Err(refused(PlanProblem::VariadicCallback));
        }
        if !Backend::Own.is_available() {
            return Err(refused(PlanProblem::NoBackend(Backend::Own)));
        }
        let placement = crate::plan(prototype, &Target::HOST)?;
        let arguments = placement.arguments.iter();
        let tags = arguments.map(|argument| tag_of(&argument.ty)).collect();
        let result = prototype.result();
        let result_tag = tag_of(&result);
        Ok(Callee {
            arrivals: Arrivals::of(&placement, result_tag.is_some()),
            tags,
            result,
            result_tag,
            result_size: usize::try_from(placement.result.size).unwrap_or(0),
            prototype: prototype.clone(),
            placement,
        })
    }

    /// What C calls.
    #[must_use]
    pub fn prototype(&self) -> &Prototype {
        &self.prototype
    }

    /// Where each argument and the result go.
    #[must_use]
    pub fn explain(&self) -> &Placement {
        &self.placement
    }

    /// The tags of the arguments; `None` for those that are wider than a word.
    #[inline]
    #[must_use]
    pub fn tags(&self) -> &[Option<Tag>] {
        &self.tags
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
    pub(super) fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    pub(super) fn relay(&self) -> *const () {
        self.arrivals.relay()
    }
}

impl fmt::Debug for Callee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Callee({})", self.prototype)
    }
}
