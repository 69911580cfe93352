//! Types that would be infinitely large.

use super::nodes::{Node, NodeRef};

/// Finds a node that contains itself, by value or as a typedef.
pub(super) fn find(nodes: &[Node]) -> Option<u32> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let inside = |index: u32| {
        let contents = nodes[index as usize].contents();
        contents.filter_map(|reference| match reference {
            NodeRef::Local(index) => Some(*index),
            NodeRef::Type(_) => None,
        })
    };
    let mut marks = vec![Mark::New; nodes.len()];
    let mut path = Vec::new();
    for (start, node) in (0..).zip(nodes) {
        // Most nodes have nothing inside.
        if node.contents().next().is_some() {
            path.push((start, None));
        }
        while let Some((index, rest)) = path.last_mut() {
            let (index, fresh) = (*index, rest.is_none());
            let mark = &mut marks[index as usize];
            match (*mark, fresh) {
                (Mark::Open, true) => return Some(index),
                (Mark::Done, _) => {
                    path.pop();
                    continue;
                }
                _ => *mark = Mark::Open,
            }
            match rest.get_or_insert_with(|| inside(index)).next() {
                Some(next) => path.push((next, None)),
                None => {
                    marks[index as usize] = Mark::Done;
                    path.pop();
                }
            }
        }
    }
    None
}
