//! What is a little simpler than a signature: all candidates of a step are compiled at once.

use super::random::Random;
use crate::random::shape::{Attrs, Item, Member, Shape};

/// Signatures that have a little less; those that have much less come first.
#[must_use]
pub fn candidates(of: &Random) -> Vec<Random> {
    let mut all = Vec::new();
    let with = |params: Vec<Item>| Random {
        params,
        ..of.clone()
    };
    all.extend(without_runs(&of.params).into_iter().map(with));
    if let Some(more) = &of.more {
        let with = |more| Random { more, ..of.clone() };
        all.push(with(None));
        all.extend(without_runs(more).into_iter().map(|more| with(Some(more))));
        all.extend(
            with_one_simpler(more)
                .into_iter()
                .map(|more| with(Some(more))),
        );
    }
    if let Some(result) = &of.result {
        let with = |result| Random {
            result,
            ..of.clone()
        };
        all.push(with(None));
        all.extend(simpler(result).into_iter().map(|item| with(Some(item))));
    }
    all.extend(with_one_simpler(&of.params).into_iter().map(with));
    if of.is_ms {
        all.push(Random {
            is_ms: false,
            ..of.clone()
        });
    }
    all
}

/// Without all, without each half, each quarter, down to each one.
fn without_runs<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    let mut length = of.len();
    while length > 0 {
        for start in (0..of.len()).step_by(length) {
            let end = (start + length).min(of.len());
            all.push([&of[..start], &of[end..]].concat());
        }
        length /= 2;
    }
    all
}

/// With one of them replaced.
fn with_one<T: Clone>(of: &[T], simpler: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for (index, one) in of.iter().enumerate() {
        for other in simpler(one) {
            let mut copy = of.to_vec();
            copy[index] = other;
            all.push(copy);
        }
    }
    all
}

fn with_one_simpler(of: &[Item]) -> Vec<Vec<Item>> {
    with_one(of, simpler)
}

fn simpler(item: &Item) -> Vec<Item> {
    let mut all = match item {
        Item::Word("char") => return Vec::new(),
        _ => vec![Item::Word("char")],
    };
    match item {
        Item::Array(of, count) => {
            all.push(Item::clone(of));
            all.extend(
                simpler(of)
                    .into_iter()
                    .map(|of| Item::Array(of.into(), *count)),
            );
        }
        Item::Typedef(of, align) => {
            all.push(Item::clone(of));
            all.extend(
                simpler(of)
                    .into_iter()
                    .map(|of| Item::Typedef(of.into(), *align)),
            );
        }
        Item::Record(shape) => all.extend(shapes(shape).into_iter().map(Item::Record)),
        _ => {}
    }
    // An array is no value.
    all.retain(|item| !matches!(item, Item::Array(..)));
    all
}

/// The same for a member, which may be an array.
fn simpler_member(member: &Member) -> Vec<Member> {
    match member {
        Member::Field(item, attrs) => {
            let mut all = vec![Member::Field(item.clone(), Attrs::default())];
            if let Item::Array(of, count) = item {
                let field = |of: Item| Member::Field(Item::Array(of.into(), *count), *attrs);
                all.extend(simpler(of).into_iter().map(field));
            }
            all.extend(
                simpler(item)
                    .into_iter()
                    .map(|item| Member::Field(item, *attrs)),
            );
            // The first is no other if there are no attributes.
            let is_plain = format!("{attrs:?}") == format!("{:?}", Attrs::default());
            all.split_off(usize::from(is_plain))
        }
        Member::Bits(of, bits) => {
            let less = without_runs(bits)
                .into_iter()
                .filter(|bits| !bits.is_empty());
            less.filter(|less| less.len() < bits.len())
                .map(|bits| Member::Bits(of.clone(), bits))
                .collect()
        }
        Member::Anonymous(shape) => shapes(shape).into_iter().map(Member::Anonymous).collect(),
    }
}

fn shapes(of: &Shape) -> Vec<Shape> {
    let with = |members: Vec<Member>| Shape {
        members,
        ..of.clone()
    };
    let mut all: Vec<Shape> = without_runs(&of.members).into_iter().map(with).collect();
    let plain = [
        (
            of.is_union,
            Shape {
                is_union: false,
                ..of.clone()
            },
        ),
        (
            of.packed,
            Shape {
                packed: false,
                ..of.clone()
            },
        ),
        (
            of.align.is_some(),
            Shape {
                align: None,
                ..of.clone()
            },
        ),
        (
            of.pack.is_some(),
            Shape {
                pack: None,
                ..of.clone()
            },
        ),
        (
            of.tail.is_some(),
            Shape {
                tail: None,
                ..of.clone()
            },
        ),
    ];
    all.extend(
        plain
            .into_iter()
            .filter(|(is_less, _)| *is_less)
            .map(|(_, shape)| shape),
    );
    all.extend(with_one(&of.members, simpler_member).into_iter().map(with));
    all
}
