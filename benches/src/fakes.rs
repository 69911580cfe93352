//! The part of suite `external` that has fakes compiled in.

use crate::callee::add;
use crate::external::against_hand;
use crate::measure::{Comparison, Effort};

/// No fake is active.
#[must_use]
pub fn none_active(effort: Effort) -> Comparison {
    against_hand(effort, add)
}

/// A closure stands in for the function.
#[must_use]
pub fn one_active(effort: Effort) -> Comparison {
    let _guard = add::fake(|a, b| a + b);
    against_hand(effort, add)
}
