//! Random signatures, as data that shrinks.

use lltype::Target;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::Signature;
use crate::random::Typedefs;
use crate::random::shape::{
    Attrs, Enumeration, FLOATS, INTEGERS, Item, LANES, Member, Number, Shape, enumeration, shape,
};

/// A signature that shrinks.
#[derive(Debug, Clone)]
pub struct Random {
    pub(super) result: Option<Item>,
    pub(super) params: Vec<Item>,
    pub(super) more: Option<Vec<Item>>,
    pub(super) is_ms: bool,
}

/// Signatures for a compiler.
#[must_use]
pub fn signatures(command: &str) -> BoxedStrategy<Random> {
    let words = words(command);
    let value = || value(&words).boxed();
    let params = prop_oneof![
        20 => vec(value(), 0..=12),
        2 => vec(value(), 13..=30),
        // Many of one kind: registers run out.
        3 => (value(), 1_usize..=20).prop_map(|(item, count)| vec![item; count]),
        1 => vec(word(&words), 30..=120),
    ];
    let more = weighted(0.2, vec(value(), 0..=8));
    let whole = (
        weighted(0.85, value()),
        params,
        more,
        prop::bool::weighted(0.08),
    );
    whole
        .prop_map(|(result, params, more, is_ms)| Random {
            result,
            params,
            more,
            is_ms,
        })
        .boxed()
}

/// The numbers that a compiler has.
fn words(command: &str) -> Vec<&'static str> {
    // Clang 14 has no `_Float16` for this machine, and passes `__float128` in a way of its own.
    let more: &[_] = match command.contains("clang") {
        true => &[],
        false => &[
            "_Float128",
            "_Float128 _Complex",
            "_Float16",
            "_Float16 _Complex",
        ],
    };
    [&INTEGERS[..], &FLOATS, more, &["float", "double"]].concat()
}

fn word(words: &[&'static str]) -> impl Strategy<Value = Item> + use<> {
    select(words.to_vec()).prop_map(Item::Word)
}

/// What can be passed by value.
fn value(words: &[&'static str]) -> impl Strategy<Value = Item> + use<> {
    let align = weighted(0.5, (0_u32..=6).prop_map(|power| 1 << power));
    let typedef = (word(words), align).prop_map(|(item, align)| Item::Typedef(item.into(), align));
    prop_oneof![
        16 => word(words),
        2 => (0_usize..6).prop_map(Item::Pointer),
        1 => enumeration().prop_map(Item::Enum),
        1 => vector(),
        1 => typedef,
        10 => small(words, 1).prop_map(Item::Record),
        3 => shape(2).prop_map(Item::Record),
    ]
}

/// A vector of 8 or 16 bytes.
fn vector() -> impl Strategy<Value = Item> {
    let parts = (select(LANES.to_vec()), prop::bool::ANY);
    parts.prop_map(|(of, is_wide)| {
        let bytes = if is_wide { 16 } else { 8 };
        Item::Vector(of, bytes / lane_size(of))
    })
}

fn lane_size(of: &str) -> u32 {
    match of {
        "char" => 1,
        "short" => 2,
        "int" | "float" => 4,
        _ => 8,
    }
}

/// A struct or union as people write them.
fn small(words: &[&'static str], depth: u32) -> BoxedStrategy<Shape> {
    let narrow = [
        "char", "_Bool", "short", "int", "float", "float", "double", "long",
    ];
    let item = prop_oneof![
        6 => select(narrow.to_vec()).prop_map(Item::Word),
        2 => word(words),
        1 => (0_usize..6).prop_map(Item::Pointer),
        1 => vector(),
    ];
    let item = match depth {
        0 => item.boxed(),
        _ => prop_oneof![
            8 => item,
            1 => small(words, depth - 1).prop_map(Item::Record)
        ]
        .boxed(),
    };
    let array = (item.clone(), 0_u32..=4)
        .prop_map(|(item, count)| Item::Array(item.into(), Number(count, 11)));
    let member = prop_oneof![6 => item, 1 => array];
    let member = member.prop_map(|item| Member::Field(item, Attrs::default()));
    let parts = (
        prop::bool::weighted(0.15),
        vec(member, 0..=4),
        prop::bool::weighted(0.05),
    );
    let whole = parts.prop_map(|(is_union, members, packed)| Shape {
        is_union,
        packed,
        align: None,
        pack: None,
        first: false,
        members,
        tail: None,
    });
    whole.boxed()
}

impl Random {
    /// As text. Its types have names that begin with an index.
    #[must_use]
    pub fn signature(&self, index: usize, target: &Target) -> Signature {
        let mut typedefs = Typedefs::new(index, target);
        let result = self.result.as_ref().map(|item| typedefs.name(item));
        let params: Vec<String> = self.params.iter().map(|item| typedefs.name(item)).collect();
        // C wants a parameter before the dots.
        let more = self.more.as_ref().filter(|_| !params.is_empty());
        let more = more.map(|more| {
            let more = more.iter().map(|item| typedefs.name(&promoted(item)));
            more.collect()
        });
        Signature {
            definitions: typedefs.into_text(),
            convention: self.is_ms.then_some("ms_abi"),
            result: result.unwrap_or_else(|| "void".to_owned()),
            params,
            more,
        }
    }
}

/// What a variadic argument of a type is passed as.
fn promoted(item: &Item) -> Item {
    match item {
        Item::Word("float") => Item::Word("double"),
        Item::Word(word) if word.contains("char") || word.contains("short") || *word == "_Bool" => {
            Item::Word("int")
        }
        Item::Enum(of) => Item::Enum(Enumeration {
            packed: false,
            ..of.clone()
        }),
        Item::Typedef(of, align) => Item::Typedef(promoted(of).into(), *align),
        item => item.clone(),
    }
}
