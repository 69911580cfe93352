//! Whether two types are compatible, as C sees it.

use hashbrown::HashSet;

use super::{EnumId, Function, FunctionId, Length, Node, Qualified, TypeId, Types};
use crate::constant::Integers;

/// The pairs of functions that were compared, or are being compared: functions of functions would be
/// compared again and again.
type Seen = HashSet<(FunctionId, FunctionId)>;

impl Types<'_> {
    /// Whether two declarations of one name go together, with their qualifiers.
    pub(crate) fn compatible_qualified(&self, a: Qualified, b: Qualified) -> bool {
        a.qualifiers == b.qualifiers && self.compatible(a.ty, b.ty)
    }

    /// Whether two types are compatible: structs by their tags, arrays also where one has no length,
    /// enums with their integers, the types that every text knows with those that they are on the target.
    /// Qualifiers count behind pointers.
    pub(crate) fn compatible(&self, a: TypeId, b: TypeId) -> bool {
        self.go_together(a, b, &mut HashSet::new())
    }

    fn go_together(&self, a: TypeId, b: TypeId, seen: &mut Seen) -> bool {
        let (a, b) = (self.unaliased(a), self.unaliased(b));
        if a == b {
            return true;
        }
        match (self.node(a), self.node(b)) {
            // What is wrong was told already.
            (Node::Error, _) | (_, Node::Error) => true,
            (Node::Scalar(a), Node::Scalar(b)) => {
                let integers = Integers(&self.target);
                integers.underlying(a) == integers.underlying(b)
            }
            (Node::Enum(id), Node::Scalar(scalar)) | (Node::Scalar(scalar), Node::Enum(id)) => {
                self.is_held_by(id, scalar)
            }
            (Node::Pointer(a), Node::Pointer(b)) => {
                a.qualifiers == b.qualifiers && self.go_together(a.ty, b.ty, seen)
            }
            (
                Node::Array { item, length },
                Node::Array {
                    item: other,
                    length: other_length,
                },
            ) => may_be_one(length, other_length) && self.go_together(item, other, seen),
            (Node::Function(a), Node::Function(b)) => {
                !seen.insert((a, b)) || self.functions_go_together(a, b, seen)
            }
            (Node::Record(a), Node::Record(b)) => a == b,
            (Node::Enum(a), Node::Enum(b)) => a == b,
            (Node::Vector(a), Node::Vector(b)) => a == b,
            (Node::Opaque(a), Node::Opaque(b)) => a == b,
            (Node::Ask(a, _), Node::Ask(b, _)) => a == b,
            _ => false,
        }
    }

    fn is_held_by(&self, id: EnumId, scalar: lltype::Scalar) -> bool {
        let integers = Integers(&self.target);
        let base = self.enum_base(id).map(|base| integers.underlying(base));
        base == Some(integers.underlying(scalar))
    }

    fn functions_go_together(&self, a: FunctionId, b: FunctionId, seen: &mut Seen) -> bool {
        let (a, b) = (self.function_at(a), self.function_at(b));
        if a.convention != b.convention || !self.go_together(a.result, b.result, seen) {
            return false;
        }
        // `()` says nothing of parameters.
        let says_nothing =
            |function: &Function, other: &Function| function.unspecified && !other.variadic;
        if says_nothing(a, b) || says_nothing(b, a) {
            return true;
        }
        let header = |function: &Function| (function.params.len(), function.variadic);
        let mut params = a.params.iter().zip(&b.params);
        header(a) == header(b) && params.all(|(a, b)| self.go_together(a.ty, b.ty, seen))
    }
}

/// Whether two lengths may be one.
fn may_be_one(a: Length, b: Length) -> bool {
    match (a, b) {
        (Length::Fixed(a), Length::Fixed(b)) => a == b,
        (Length::Ask, Length::Fixed(_)) | (Length::Fixed(_), Length::Ask) => false,
        _ => true,
    }
}
