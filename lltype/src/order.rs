//! Sorting by index: one sort in machine code for all that is sorted, since each type of item would
//! bring its own, of 30 kB.

use core::cmp::Ordering;

/// The indices of `count` items in order; equal ones stay as they are.
pub(crate) fn sorted_indices(
    count: usize,
    compare: &dyn Fn(usize, usize) -> Ordering,
) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..count).collect();
    indices.sort_by(|a, b| compare(*a, *b));
    indices
}

/// Sorts items; equal ones stay as they are.
pub(crate) fn sort<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = sorted_indices(items.len(), &|a, b| compare(&items[a], &items[b]));
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|index| taken[index].take()));
}
