//! The walk through two types at once.

use std::collections::VecDeque;

use super::cause::Types;
use super::{Cause, Difference, Level};
use crate::desc::ArrayLength;
use crate::order::sort;
use crate::ty::{Enum, Function, Kind};
use crate::visited::Visited;
use crate::{Class, Prototype, Qualifiers, Scalar, Target, Type};

/// Beyond so many bytes, the words of a place are not made longer: types may lie behind each other a
/// million times.
const LONGEST_PLACE: usize = 300;

/// Two types to be compared, and where they stand.
pub(super) struct Pair {
    pub(super) declared: Type,
    pub(super) found: Type,
    pub(super) place: Place,
    /// Whether they stand behind a pointer, where nobody extends integers.
    pub(super) is_pointee: bool,
}

/// Where something stands.
#[derive(Clone, Default)]
pub(super) struct Place {
    words: String,
    /// The struct or union that it is in.
    pub(super) record: Option<Type>,
}

impl Place {
    pub(super) fn inner(&self, words: &str) -> Place {
        let words = match (self.words.as_str(), words) {
            (outer, "") => outer.to_owned(),
            ("", inner) => inner.to_owned(),
            (outer, _) if outer.len() > LONGEST_PLACE => outer.to_owned(),
            (outer, inner) => format!("{outer}, {inner}"),
        };
        let record = self.record.clone();
        Place { words, record }
    }
}

impl Pair {
    pub(super) fn new(declared: &Type, found: &Type) -> Self {
        Pair {
            declared: declared.clone(),
            found: found.clone(),
            place: Place::default(),
            is_pointee: false,
        }
    }

    /// Two types inside of these.
    pub(super) fn inner(&self, declared: Type, found: Type, place: &str) -> Self {
        Pair {
            declared,
            found,
            place: self.place.inner(place),
            is_pointee: self.is_pointee,
        }
    }

    /// The same, as the struct or union that its members are in.
    pub(super) fn as_record(&self) -> Self {
        let mut pair = self.inner(self.declared.clone(), self.found.clone(), "");
        pair.place.record = Some(self.declared.clone());
        pair
    }

    pub(super) fn types(&self) -> Types {
        Types {
            declared: self.declared.clone(),
            found: self.found.clone(),
        }
    }
}

/// The state of one comparison.
pub(super) struct Walk<'t> {
    pub(super) target: &'t Target,
    /// What has been compared behind pointers: types may contain themselves.
    seen: Visited,
    /// Pairs that are still to be compared: pointers may follow each other a million times.
    work: VecDeque<Pair>,
    differences: Vec<Difference>,
}

impl<'t> Walk<'t> {
    pub(super) fn new(target: &'t Target) -> Self {
        Walk {
            target,
            seen: Visited::default(),
            work: VecDeque::new(),
            differences: Vec::new(),
        }
    }

    /// The differences, those that matter most first.
    pub(super) fn finish(mut self) -> Vec<Difference> {
        while let Some(pair) = self.work.pop_front() {
            self.values(&pair);
        }
        sort(&mut self.differences, |a, b| {
            b.level.cmp(&a.level).then_with(|| a.place.cmp(&b.place))
        });
        self.differences
    }

    pub(super) fn report(&mut self, level: Level, place: &Place, cause: Cause) {
        let Place { words, record } = place.clone();
        self.differences.push(Difference {
            level,
            place: words,
            record,
            cause,
        });
    }

    pub(super) fn later(&mut self, pair: Pair) {
        self.work.push_back(pair);
    }

    /// Compares two types of a value.
    pub(super) fn values(&mut self, pair: &Pair) {
        let (declared, found) = (&pair.declared, &pair.found);
        self.typedefs(pair);
        // Only pointers lead back to where the walk has been.
        if pair.is_pointee && !is_scalar(declared) && !self.seen.insert_pair(declared, found) {
            return;
        }
        match (declared.kind(), found.kind()) {
            (Kind::Void, Kind::Void) => {}
            (
                Kind::Pointer {
                    pointee: a,
                    qualifiers: p,
                },
                Kind::Pointer {
                    pointee: b,
                    qualifiers: q,
                },
            ) => {
                self.qualifiers(&pair.place, p, q);
                self.pointees(pair, a, b);
            }
            (Kind::Function(a), Kind::Function(b)) => self.functions(pair, &a, &b),
            (Kind::Record(a), Kind::Record(b)) => self.records(pair, &a, &b),
            (Kind::Vector(a), Kind::Vector(b)) => {
                if a != b {
                    self.report(Level::Error, &pair.place, Cause::Class(pair.types()));
                }
            }
            (
                Kind::Array {
                    item: a, length: m, ..
                },
                Kind::Array {
                    item: b, length: n, ..
                },
            ) => {
                self.lengths(pair, m, n);
                self.later(pair.inner(a, b, "items"));
            }
            (Kind::Opaque { .. }, Kind::Opaque { .. } | Kind::Record(_))
            | (Kind::Record(_), Kind::Opaque { .. })
                if share_name(declared, found) =>
            {
                self.opaque(pair);
            }
            (Kind::Enum(a), Kind::Enum(b)) => {
                let (base, other) = (a.base(self.target), b.base(self.target));
                if base != other || a.name() != b.name() {
                    self.scalars(pair, base, other);
                }
                self.constants(pair, &a, &b);
            }
            _ => match (self.integer(declared), self.integer(found)) {
                (Some(a), Some(b)) if self.are_enum_and_integer(declared, found, a, b) => {
                    self.report(Level::Note, &pair.place, Cause::Spelling(pair.types()));
                }
                (Some(a), Some(b)) => self.scalars(pair, a, b),
                _ => self.report(Level::Error, &pair.place, Cause::Class(pair.types())),
            },
        }
    }

    /// The alignments that typedefs give two types of values. Of structs the layouts are compared.
    fn typedefs(&mut self, pair: &Pair) {
        let (declared, found) = (&pair.declared, &pair.found);
        let has_layout = |ty: &Type| matches!(ty.kind(), Kind::Record(_) | Kind::Opaque { .. });
        if declared.typedef_align() == found.typedef_align() || has_layout(declared) {
            return;
        }
        let align = |ty: &Type| self.target.alignof(ty);
        if let (Ok(declared), Ok(found)) = (align(declared), align(found))
            && declared != found
        {
            let cause = Cause::Layout {
                types: pair.types(),
                what: "alignment",
                declared,
                found,
            };
            self.report(Level::Warning, &pair.place, cause);
        }
    }

    /// Two types of one name, at least one of which only C knows the inside of.
    fn opaque(&mut self, pair: &Pair) {
        let layout = |ty: &Type| self.target.layout(ty).ok();
        let cause = match (layout(&pair.declared), layout(&pair.found)) {
            (Some(a), Some(b)) if a.size != b.size => Cause::Layout {
                types: pair.types(),
                what: "size",
                declared: a.size,
                found: b.size,
            },
            (Some(a), Some(b)) if a.align != b.align => Cause::Layout {
                types: pair.types(),
                what: "alignment",
                declared: a.align,
                found: b.align,
            },
            (None, Some(_)) | (Some(_), None) if !pair.is_pointee => {
                Cause::Unknown(format!("the size of one `{}` is not known", pair.declared))
            }
            _ => return,
        };
        self.report(Level::Error, &pair.place, cause);
    }

    /// Whether one is an enumeration and the other an integer of its size, which has all its constants: then
    /// the sign does not matter, because no value has it.
    fn are_enum_and_integer(&self, declared: &Type, found: &Type, a: Scalar, b: Scalar) -> bool {
        let (enumeration, integer) = match (declared.as_enum(), found.as_enum()) {
            (Some(enumeration), None) => (enumeration, b),
            (None, Some(enumeration)) => (enumeration, a),
            _ => return false,
        };
        let bits = 8 * integer.size(self.target);
        let (least, greatest) = match integer.class(self.target) {
            Class::Signed => (-1_i128 << (bits - 1), (1_i128 << (bits - 1)) - 1),
            Class::Unsigned if bits < 128 => (0, (1_i128 << bits) - 1),
            _ => return false,
        };
        let mut values = enumeration.constants().map(|(_, value)| value);
        a.size(self.target) == b.size(self.target)
            && values.all(|value| (least..=greatest).contains(&value))
    }

    /// The scalar that a value is: itself, or the integer that holds an enumeration.
    fn integer(&self, ty: &Type) -> Option<Scalar> {
        match ty.kind() {
            Kind::Scalar(scalar) => Some(scalar),
            Kind::Enum(enumeration) => Some(enumeration.base(self.target)),
            _ => None,
        }
    }

    fn scalars(&mut self, pair: &Pair, a: Scalar, b: Scalar) {
        let (class, other) = (a.class(self.target), b.class(self.target));
        let (size, other_size) = (a.size(self.target), b.size(self.target));
        let types = pair.types();
        let (level, cause) = if class_of(a, class) != class_of(b, other) {
            (Level::Error, Cause::Class(types))
        } else if size != other_size {
            let cause = Cause::Width {
                types,
                declared: size as u64,
                found: other_size as u64,
            };
            (Level::Error, cause)
        } else if a.has_own_format(self.target) != b.has_own_format(self.target) {
            (Level::Error, Cause::Class(types))
        } else if class != other {
            let is_extended = !pair.is_pointee && size < usize::from(self.target.pointer);
            let level = match is_extended {
                true => Level::Error,
                false => Level::Warning,
            };
            (level, Cause::Sign { types, is_extended })
        } else if types.declared.unaliased() != types.found.unaliased() {
            let level = match types.are_same_everywhere() {
                true => Level::Note,
                false => Level::Warning,
            };
            (level, Cause::Spelling(types))
        } else {
            return;
        };
        self.report(level, &pair.place, cause);
    }

    fn pointees(&mut self, pair: &Pair, a: Type, b: Type) {
        let is_void = |ty: &Type| matches!(ty.kind(), Kind::Void);
        let is_object = |ty: &Type| ty.as_function().is_none();
        // `void *` is a pointer to any object.
        if (is_void(&a) && is_object(&b)) || (is_void(&b) && is_object(&a)) {
            return;
        }
        let mut inner = pair.inner(a, b, "");
        inner.is_pointee = true;
        if self.is_other_pointee(&inner) {
            let cause = Cause::Pointee(pair.types());
            return self.report(Level::Error, &pair.place, cause);
        }
        self.later(inner);
    }

    /// Whether two types behind pointers have nothing in common.
    fn is_other_pointee(&self, pair: &Pair) -> bool {
        let (declared, found) = (&pair.declared, &pair.found);
        match (declared.kind(), found.kind()) {
            (Kind::Opaque { .. }, Kind::Record(_) | Kind::Opaque { .. })
            | (Kind::Record(_), Kind::Opaque { .. }) => !share_name(declared, found),
            (Kind::Pointer { .. }, Kind::Pointer { .. })
            | (Kind::Function(_), Kind::Function(_))
            | (Kind::Record(_), Kind::Record(_))
            | (Kind::Vector(_), Kind::Vector(_))
            | (Kind::Array { .. }, Kind::Array { .. }) => false,
            _ => match (self.integer(declared), self.integer(found)) {
                (Some(a), Some(b)) => {
                    let target = self.target;
                    let representation = |scalar: Scalar| {
                        let class = class_of(scalar, scalar.class(target));
                        (class, scalar.size(target), scalar.has_own_format(target))
                    };
                    representation(a) != representation(b)
                }
                _ => true,
            },
        }
    }

    pub(super) fn qualifiers(&mut self, place: &Place, declared: Qualifiers, found: Qualifiers) {
        if declared != found {
            self.report(Level::Note, place, Cause::Qualifiers { declared, found });
        }
    }

    fn functions(&mut self, pair: &Pair, a: &Function<'_>, b: &Function<'_>) {
        let (declared, found) = (a.true_params().count(), b.true_params().count());
        if declared != found {
            self.report(Level::Error, &pair.place, Cause::Arity { declared, found });
        }
        if a.is_variadic() != b.is_variadic() {
            let declared = a.is_variadic();
            self.report(Level::Error, &pair.place, Cause::Variadic { declared });
        }
        let (declared, found) = (a.convention(), b.convention());
        if declared.on(self.target) != found.on(self.target) {
            let cause = Cause::Convention { declared, found };
            self.report(Level::Error, &pair.place, cause);
        }
        let mut inner = |declared, found, place: &str| {
            let mut inner = pair.inner(declared, found, place);
            inner.is_pointee = false;
            self.values(&inner);
        };
        inner(a.result(), b.result(), "result");
        for (index, (a, b)) in a.true_params().zip(b.true_params()).enumerate() {
            let place = match a.name.or(b.name) {
                Some(name) => format!("parameter {} (`{name}`)", index + 1),
                None => format!("parameter {}", index + 1),
            };
            inner(a.ty, b.ty, &place);
        }
    }

    fn lengths(&mut self, pair: &Pair, declared: ArrayLength, found: ArrayLength) {
        use ArrayLength::{Fixed, Header, NoLength};
        let level = match (declared, found) {
            (a, b) if a == b => return,
            // Behind a pointer, where the items begin is the same.
            (Fixed(_) | NoLength, Fixed(_) | NoLength) if pair.is_pointee => Level::Warning,
            (Header, _) | (_, Header) | (Fixed(_) | NoLength, _) => Level::Error,
        };
        self.report(level, &pair.place, Cause::Length(pair.types()));
    }

    fn constants(&mut self, pair: &Pair, a: &Enum<'_>, b: &Enum<'_>) {
        for (name, declared) in a.constants() {
            let found = b.constants().find(|(other, _)| *other == name);
            let found = found.map(|(_, value)| value);
            if found == Some(declared) {
                continue;
            }
            let name = name.to_owned();
            let cause = Cause::Constant {
                name,
                declared,
                found,
            };
            self.report(Level::Error, &pair.place, cause);
        }
    }
}

/// Scalars are the only types that a pair of places may stand for more than once.
fn is_scalar(ty: &Type) -> bool {
    matches!(ty.kind(), Kind::Scalar(_) | Kind::Enum(_))
}

/// What travels in the same way. `_Bool` is no integer: C may rely on its being 0 or 1.
#[derive(PartialEq, Eq)]
enum Passed {
    Bool,
    Integer,
    Float,
    Complex,
}

fn class_of(scalar: Scalar, class: Class) -> Passed {
    match class {
        _ if scalar == Scalar::Bool => Passed::Bool,
        Class::Signed | Class::Unsigned => Passed::Integer,
        Class::Float => Passed::Float,
        Class::Complex => Passed::Complex,
    }
}

/// Whether two types have a name in common: their own, or one of a typedef.
pub(super) fn share_name(a: &Type, b: &Type) -> bool {
    let names = names(a);
    self::names(b).iter().any(|name| names.contains(name))
}

fn names(ty: &Type) -> Vec<String> {
    let mut names = Vec::new();
    let mut ty = ty.clone();
    while let Some((name, of)) = ty.typedef() {
        names.push(name.to_owned());
        ty = of;
    }
    match ty.kind() {
        Kind::Record(record) => names.extend(record.name().into_iter().flat_map(with_tag)),
        Kind::Opaque { name, .. } => names.extend(with_tag(name)),
        _ => {}
    }
    names
}

/// A name, and its tag alone: a typedef of the tag's name is the same type, in every header.
fn with_tag(name: &str) -> impl Iterator<Item = String> + use<> {
    let tag = name.split_once(' ').map(|(_, tag)| tag.to_owned());
    [name.to_owned()].into_iter().chain(tag)
}

impl Prototype {
    /// Whether calls through one prototype are right for a function of another: no
    /// [`Level::Error`] in [`compare`](super::compare).
    ///
    /// ```
    /// use lltype::{ConstPtr, Prototype, Ptr, Target};
    /// let declared = Prototype::of::<unsafe extern "C" fn(Ptr<i8>) -> i32>("puts");
    /// let found = Prototype::of::<unsafe extern "C" fn(ConstPtr<i8>) -> i32>("puts");
    /// assert!(declared.is_compatible(&found, &Target::HOST));
    /// ```
    #[must_use]
    pub fn is_compatible(&self, found: &Prototype, target: &Target) -> bool {
        let differences = super::compare(self, found, target);
        differences.iter().all(|d| d.level < Level::Error)
    }
}
