//! [`Gaps`]: the bytes between the members of a struct in Rust, where C has what Rust does not know.

use std::collections::HashSet;

/// The gaps of a struct, whose members come in the order in which they lie.
pub(crate) struct Gaps {
    prefix: &'static str,
    /// The names of members, which no gap can have.
    names: HashSet<String>,
    number: usize,
    /// Where the next member may begin.
    end: u64,
}

/// Bytes that are written as a member.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) name: String,
    pub(crate) size: u64,
}

impl Gaps {
    /// Before the first member. Gaps are called `prefix` and a number.
    pub(crate) fn new(prefix: &'static str, names: impl Iterator<Item = String>) -> Self {
        Gaps {
            prefix,
            names: names.collect(),
            number: 0,
            end: 0,
        }
    }

    /// Whether what lies at `offset` lies over no member.
    pub(crate) fn is_free(&self, offset: u64) -> bool {
        offset >= self.end
    }

    /// Goes on behind `size` bytes at `offset`. Gives the gap before them.
    pub(crate) fn pass(&mut self, offset: u64, size: u64) -> Option<Gap> {
        let gap = offset.checked_sub(self.end).filter(|size| *size > 0);
        self.end = offset + size;
        gap.map(|size| Gap {
            name: self.name(),
            size,
        })
    }

    fn name(&mut self) -> String {
        loop {
            let name = format!("{}{}", self.prefix, self.number);
            self.number += 1;
            if !self.names.contains(&name) {
                return name;
            }
        }
    }
}

/// Whether Rust can place a member of alignment `inner` at `offset` of a struct of alignment `outer`.
pub(crate) fn is_aligned(offset: u64, inner: u64, outer: u64) -> bool {
    inner <= outer && offset.is_multiple_of(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_before_a_member_and_has_a_name_of_its_own() {
        let mut gaps = Gaps::new("_", ["_1".to_owned()].into_iter());
        let gap = |name: &str, size| {
            let name = name.to_owned();
            Some(Gap { name, size })
        };
        assert_eq!(gaps.pass(0, 4), None);
        assert_eq!(gaps.pass(8, 1), gap("_0", 4));
        assert!(gaps.is_free(9) && !gaps.is_free(8));
        assert_eq!(gaps.pass(12, 0), gap("_2", 3));
        assert_eq!(gaps.pass(12, 0), None);
    }

    #[test]
    fn a_member_is_no_more_aligned_than_its_struct() {
        assert!(is_aligned(8, 4, 8));
        assert!(!is_aligned(6, 4, 8));
        assert!(!is_aligned(8, 8, 4));
    }
}
