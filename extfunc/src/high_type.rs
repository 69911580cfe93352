//! [`HighType`]: the types of the programs that call operations.

use core::fmt;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use crate::{HighValue, Mismatch};

/// The type of a high-level value: RPython's annotations.
///
/// Types are data that nests. They are written in constants as they are:
///
/// ```
/// use extfunc::HighType;
///
/// static POINTS: HighType = HighType::List(&HighType::Tuple(&[HighType::Str, HighType::Float]));
/// assert_eq!(POINTS.to_string(), "[(str, float)]");
///
/// // Made at run time.
/// assert_eq!(HighType::list_of(HighType::tuple_of(&[HighType::Str, HighType::Float])), POINTS);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HighType {
    /// No value.
    None,
    /// True or false.
    Bool,
    /// An integer of a machine word or less.
    Int,
    /// A floating-point number.
    Float,
    /// Text.
    Str,
    /// Text without NUL bytes, as C's strings are: RPython's `s_Str0`. Its values are
    /// [`HighValue::Str`].
    CStr,
    /// Bytes.
    Bytes,
    /// So many values, of these types.
    Tuple(&'static [HighType]),
    /// Any number of values of one type.
    List(&'static HighType),
}

/// The types made at run time, each once: they are few, and live as long as the program.
static MADE: Mutex<Option<HashSet<&'static [HighType]>>> = Mutex::new(None);

impl HighType {
    /// A list type, made at run time. It is kept until the program ends; each distinct type once.
    #[must_use]
    pub fn list_of(item: HighType) -> HighType {
        HighType::List(&keep(&[item])[0])
    }

    /// A tuple type, made at run time. It is kept until the program ends; each distinct type once.
    #[must_use]
    pub fn tuple_of(items: &[HighType]) -> HighType {
        HighType::Tuple(keep(items))
    }

    /// Makes a value of this type of one that may be passed for it.
    ///
    /// A bool is taken for an int, an int or a bool for a float, as RPython does; nothing else is
    /// converted. The items of tuples and lists follow the same rule, each for itself. Of a text for
    /// [`CStr`](HighType::CStr), what stands before its first NUL is taken: whether there may be one
    /// is asked before.
    ///
    /// # Errors
    /// [`Mismatch::Type`].
    pub fn convert(self, value: &HighValue) -> Result<HighValue, Mismatch> {
        Ok(match (self, value) {
            (HighType::Int, HighValue::Bool(value)) => HighValue::Int((*value).into()),
            (HighType::Float, _) => HighValue::Float(float(value)?),
            (HighType::CStr, HighValue::Str(text)) => HighValue::Str(before_nul(text).to_owned()),
            (HighType::Tuple(types), HighValue::Tuple(values)) if types.len() == values.len() => {
                let items = types
                    .iter()
                    .zip(values)
                    .map(|(ty, value)| ty.convert(value));
                HighValue::Tuple(items.collect::<Result<_, _>>()?)
            }
            (HighType::List(ty), HighValue::List(values)) => {
                let items = values.iter().map(|value| ty.convert(value));
                HighValue::List(items.collect::<Result<_, _>>()?)
            }
            _ if self.holds(value) => value.clone(),
            _ => return Err(Mismatch::Type),
        })
    }

    /// Whether a value is of this type, without conversion.
    #[must_use]
    #[inline]
    pub fn holds(self, value: &HighValue) -> bool {
        match (self, value) {
            (HighType::Int, HighValue::Int(_)) => true,
            _ => self.holds_other(value),
        }
    }

    /// Out of line: a call of an operation looks at most of its arguments above.
    fn holds_other(self, value: &HighValue) -> bool {
        match (self, value) {
            (HighType::None, HighValue::None)
            | (HighType::Bool, HighValue::Bool(_))
            | (HighType::Int, HighValue::Int(_))
            | (HighType::Float, HighValue::Float(_))
            | (HighType::Str, HighValue::Str(_))
            | (HighType::Bytes, HighValue::Bytes(_)) => true,
            (HighType::CStr, HighValue::Str(text)) => !text.contains('\0'),
            (HighType::Tuple(types), HighValue::Tuple(values)) => {
                let mut items = types.iter().zip(values);
                types.len() == values.len() && items.all(|(ty, value)| ty.holds(value))
            }
            (HighType::List(ty), HighValue::List(values)) => {
                values.iter().all(|value| ty.holds(value))
            }
            _ => false,
        }
    }

    /// Whether a [`CStr`](HighType::CStr) is somewhere inside.
    pub(crate) const fn has_c_str(self) -> bool {
        match self {
            HighType::CStr => true,
            HighType::List(item) => item.has_c_str(),
            HighType::Tuple(items) => {
                let mut index = 0;
                while index < items.len() {
                    if items[index].has_c_str() {
                        return true;
                    }
                    index += 1;
                }
                false
            }
            _ => false,
        }
    }

    /// The place of the first NUL in a text that is passed where none may be.
    pub(crate) fn nul_place(self, value: &HighValue) -> Option<usize> {
        match (self, value) {
            (HighType::CStr, HighValue::Str(text)) => text.bytes().position(|byte| byte == 0),
            (HighType::Tuple(types), HighValue::Tuple(values)) => {
                let mut items = types.iter().zip(values);
                items.find_map(|(ty, value)| ty.nul_place(value))
            }
            (HighType::List(ty), HighValue::List(values)) => {
                values.iter().find_map(|value| ty.nul_place(value))
            }
            _ => None,
        }
    }
}

fn keep(types: &[HighType]) -> &'static [HighType] {
    // Whoever panicked, the set is whole: it changes in one step.
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.get_or_insert_default();
    if let Some(kept) = made.get(types) {
        return kept;
    }
    let kept: &'static [HighType] = Box::leak(types.into());
    made.insert(kept);
    kept
}

/// The float that a value may be passed for.
#[expect(
    clippy::cast_precision_loss,
    reason = "RPython's and C's conversion, too"
)]
pub(crate) fn float(value: &HighValue) -> Result<f64, Mismatch> {
    match value {
        HighValue::Float(value) => Ok(*value),
        HighValue::Int(value) => Ok(*value as f64),
        HighValue::Bool(value) => Ok(f64::from(u8::from(*value))),
        _ => Err(Mismatch::Type),
    }
}

/// What C sees of a text.
pub(crate) fn before_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

impl fmt::Display for HighType {
    /// `int`, `[str]`, `(float, int)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            HighType::None => "none",
            HighType::Bool => "bool",
            HighType::Int => "int",
            HighType::Float => "float",
            HighType::Str => "str",
            HighType::CStr => "str without NUL",
            HighType::Bytes => "bytes",
            HighType::Tuple(items) => return write_tuple(f, items),
            HighType::List(item) => return write!(f, "[{item}]"),
        })
    }
}

/// `(a, b)`, and `(a,)` for one.
pub(crate) fn write_tuple(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    f.write_str("(")?;
    write_items(f, items)?;
    f.write_str(if items.len() == 1 { ",)" } else { ")" })
}

/// `a, b`
pub(crate) fn write_items(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    Ok(())
}
