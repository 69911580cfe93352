//! [`List`]: a list of texts, constant or made at run time.

use core::fmt;
use core::hash::{Hash, Hasher};

/// A list of an [`ExternalCompilationInfo`](crate::ExternalCompilationInfo). Lists of equal content
/// are equal, wherever they came from.
#[derive(Clone)]
pub enum List {
    /// From a constant.
    Static(&'static [&'static str]),
    /// Made at run time.
    Owned(Vec<String>),
}

impl List {
    /// No items.
    pub const EMPTY: List = List::Static(&[]);

    /// How many items.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            List::Static(items) => items.len(),
            List::Owned(items) => items.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The items, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let (fixed, owned): (&[&str], &[String]) = match self {
            List::Static(items) => (items, &[]),
            List::Owned(items) => (&[], items),
        };
        fixed
            .iter()
            .copied()
            .chain(owned.iter().map(String::as_str))
    }

    /// Whether `item` is one of them.
    #[must_use]
    pub fn contains(&self, item: &str) -> bool {
        self.iter().any(|other| other == item)
    }

    /// Adds an item behind the last.
    pub fn push(&mut self, item: String) {
        if let List::Static(items) = self {
            *self = List::Owned(items.iter().map(|item| (*item).to_owned()).collect());
        }
        if let List::Owned(items) = self {
            items.push(item);
        }
    }
}

impl PartialEq for List {
    fn eq(&self, other: &List) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for List {}

impl Hash for List {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.len().hash(state);
        self.iter().for_each(|item| item.hash(state));
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
