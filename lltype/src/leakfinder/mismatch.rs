//! [`MallocMismatch`]: the report of leaks.

use core::fmt;
use core::panic::Location;

use crate::memory::Block;
use crate::order::{sort, sorted_indices};

/// Blocks were malloc'ed and never freed.
///
/// It prints them by source line and type, the most bytes first; of a long list the rest is
/// counted.
#[derive(Debug, Clone)]
pub struct MallocMismatch {
    blocks: Vec<Block>,
}

/// How many lines a report names.
const LINES: usize = 20;

impl MallocMismatch {
    pub(super) fn new(blocks: Vec<Block>) -> Self {
        Self { blocks }
    }

    /// The blocks, by address.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The blocks of each source line and type, by file and line.
    #[must_use]
    pub fn by_location(&self) -> Vec<(&'static Location<'static>, Vec<&Block>)> {
        let items: Vec<_> = (self.blocks.iter())
            .map(|block| block.item.to_string())
            .collect();
        let compare = |a: usize, b: usize| {
            let locations = self.blocks[a].location.cmp(self.blocks[b].location);
            locations.then_with(|| items[a].cmp(&items[b]))
        };
        let order = sorted_indices(self.blocks.len(), &compare);
        let groups = order.chunk_by(|a, b| compare(*a, *b).is_eq());
        groups
            .map(|group| {
                let blocks = group.iter().map(|index| &self.blocks[*index]);
                (self.blocks[group[0]].location, blocks.collect())
            })
            .collect()
    }
}

impl fmt::Display for MallocMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = Sum::of(&self.blocks);
        write!(
            f,
            "{} never freed, {} bytes in all:",
            all.blocks(),
            all.bytes
        )?;
        let mut groups: Vec<_> = self.by_location();
        let bytes = |blocks: &[&Block]| Sum::of(blocks.iter().copied()).bytes;
        sort(&mut groups, |(_, a), (_, b)| bytes(b).cmp(&bytes(a)));
        let (shown, rest) = groups.split_at(groups.len().min(LINES));
        for (location, blocks) in shown {
            let sum = Sum::of(blocks.iter().copied());
            let item = &blocks[0].item;
            write!(
                f,
                "\n  {}, {} bytes of `{item}` malloc'ed at {location}",
                sum.blocks(),
                sum.bytes
            )?;
        }
        if !rest.is_empty() {
            let sum = Sum::of(rest.iter().flat_map(|(_, blocks)| blocks).copied());
            write!(
                f,
                "\n  .. and {}, {} bytes, of {} more {}",
                sum.blocks(),
                sum.bytes,
                rest.len(),
                if rest.len() == 1 { "place" } else { "places" }
            )?;
        }
        Ok(())
    }
}

/// How much some blocks are.
struct Sum {
    count: usize,
    bytes: usize,
}

impl Sum {
    fn of<'a>(blocks: impl IntoIterator<Item = &'a Block>) -> Self {
        let start = Sum { count: 0, bytes: 0 };
        blocks.into_iter().fold(start, |sum, block| Sum {
            count: sum.count + 1,
            bytes: sum.bytes + block.size,
        })
    }

    fn blocks(&self) -> String {
        match self.count {
            1 => "1 block".to_owned(),
            n => format!("{n} blocks"),
        }
    }
}

impl core::error::Error for MallocMismatch {}
