//! [`Registry`]: operations by name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::{CallError, DuplicateError, Executor, ExtFunc, HighValue};

/// Operations by name: a plain value, filled from explicit lists and then only read. Whoever wants
/// a global one puts it in a `LazyLock`; several live side by side.
///
/// ```
/// use extfunc::{Executor, HighValue, Registry, ll_math};
///
/// let registry = Registry::new().with(ll_math::EXTFUNCS)?;
/// let root = registry.call("math.sqrt", Executor::Native, &[HighValue::Float(2.25)])?;
/// assert_eq!(root, HighValue::Float(1.5));
///
/// // An interpreter looks a name up once, and keeps the operation.
/// let sqrt = registry.get("math.sqrt").unwrap();
/// assert_eq!(sqrt.to_string(), "math.sqrt(x: float) -> float");
/// assert_eq!(sqrt.external().unwrap().to_string(), "double sqrt(double x)");
/// # Ok::<(), extfunc::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Registry {
    operations: HashMap<&'static str, &'static ExtFunc>,
    accepts_nul: bool,
}

impl Registry {
    /// No operations.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whose calls accept a text with a NUL where text without is to be passed, and cut it there:
    /// RPython without its option `check_str_without_nul`. Else such an argument is
    /// [`CallError::Nul`].
    #[must_use]
    pub fn accepting_nul(mut self) -> Self {
        self.accepts_nul = true;
        self
    }

    /// With all of a list.
    ///
    /// # Errors
    /// [`DuplicateError`] if one has the name of another, or is there already.
    pub fn with(mut self, operations: &[&'static ExtFunc]) -> Result<Self, DuplicateError> {
        for operation in operations {
            self.add(operation)?;
        }
        Ok(self)
    }

    /// Adds one.
    ///
    /// # Errors
    /// [`DuplicateError`] if it has the name of another, which stays, or is there already: as in
    /// RPython, a second registration is a mistake.
    pub fn add(&mut self, operation: &'static ExtFunc) -> Result<(), DuplicateError> {
        match self.operations.entry(operation.name()) {
            Entry::Vacant(place) => {
                place.insert(operation);
                Ok(())
            }
            Entry::Occupied(first) => Err(DuplicateError {
                first: first.get(),
                second: operation,
            }),
        }
    }

    /// The operation of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'static ExtFunc> {
        self.operations.get(name).copied()
    }

    /// All operations, by name.
    #[must_use]
    pub fn operations(&self) -> Vec<&'static ExtFunc> {
        let mut operations: Vec<_> = self.operations.values().copied().collect();
        operations.sort_by_key(|operation| operation.name());
        operations
    }

    /// Calls an operation by name: see [`ExtFunc::call`].
    ///
    /// # Errors
    /// As [`ExtFunc::call`]; [`CallError::Unknown`].
    pub fn call(
        &self,
        name: &str,
        executor: Executor,
        args: &[HighValue],
    ) -> Result<HighValue, CallError> {
        let operation = self.get(name).ok_or_else(|| CallError::Unknown {
            name: name.to_owned(),
            similar: self.similar(name),
        })?;
        match self.accepts_nul {
            true => operation.call_accepting_nul(executor, args),
            false => operation.call(executor, args),
        }
    }

    /// The name that is most like a wrong one.
    fn similar(&self, name: &str) -> Option<&'static str> {
        // In large registries most names are of another length.
        let near = |known: &&&str| known.len().abs_diff(name.len()) <= MAX_DISTANCE;
        let distances = self.operations.keys().filter(near).map(|known| {
            let distance = strsim::damerau_levenshtein(name, known);
            (distance, *known)
        });
        let near = |(distance, known): &(usize, &str)| {
            *distance <= MAX_DISTANCE && *distance < known.len()
        };
        distances.filter(near).min().map(|(_, known)| known)
    }
}

/// How many letters of a similar name may differ.
const MAX_DISTANCE: usize = 3;
