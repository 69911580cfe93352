//! Whether two types are one: behind typedefs, and structs by their tags.

use hashbrown::HashSet;

use super::{FunctionId, Node, Qualified, TypeId, Types};

impl Types<'_> {
    /// Whether two types are one, as C sees it. Qualifiers count behind pointers.
    pub(crate) fn same(&self, a: TypeId, b: TypeId) -> bool {
        self.equal(a, b, &mut HashSet::new())
    }

    /// `seen` are the pairs of functions that were compared, or are being compared: functions of functions
    /// would be compared again and again.
    fn equal(&self, a: TypeId, b: TypeId, seen: &mut HashSet<(FunctionId, FunctionId)>) -> bool {
        let (a, b) = (self.unaliased(a), self.unaliased(b));
        if a == b {
            return true;
        }
        match (self.node(a), self.node(b)) {
            // What is wrong was told already.
            (Node::Error, _) | (_, Node::Error) => true,
            (Node::Pointer(a), Node::Pointer(b)) => {
                a.qualifiers == b.qualifiers && self.equal(a.ty, b.ty, seen)
            }
            (
                Node::Array { item, length },
                Node::Array {
                    item: other,
                    length: other_length,
                },
            ) => length == other_length && self.equal(item, other, seen),
            (Node::Function(a), Node::Function(b)) => {
                !seen.insert((a, b)) || self.equal_functions(a, b, seen)
            }
            (Node::Record(a), Node::Record(b)) => a == b,
            (Node::Enum(a), Node::Enum(b)) => a == b,
            (Node::Vector(a), Node::Vector(b)) => a == b,
            (Node::Opaque(a), Node::Opaque(b)) => a == b,
            (Node::Ask(a, _), Node::Ask(b, _)) => a == b,
            _ => false,
        }
    }

    fn equal_functions(
        &self,
        a: FunctionId,
        b: FunctionId,
        seen: &mut HashSet<(FunctionId, FunctionId)>,
    ) -> bool {
        let (a, b) = (self.function_at(a), self.function_at(b));
        let header = |f: &super::Function| (f.params.len(), f.variadic, f.convention);
        let mut params = a.params.iter().zip(&b.params);
        header(a) == header(b)
            && self.equal(a.result, b.result, seen)
            && params.all(|(a, b)| self.equal(a.ty, b.ty, seen))
    }

    /// Whether two types of one name go together: an array with and without its length do.
    pub(crate) fn compatible(&self, a: Qualified, b: Qualified) -> bool {
        match (self.kind(a.ty), self.kind(b.ty)) {
            (
                Node::Array { item, length },
                Node::Array {
                    item: other,
                    length: other_length,
                },
            ) if length == super::Length::Unknown || other_length == super::Length::Unknown => {
                self.same(item, other)
            }
            _ => self.same(a.ty, b.ty) && a.qualifiers == b.qualifiers,
        }
    }
}
