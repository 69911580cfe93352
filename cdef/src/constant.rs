//! Integers of C: their types, and what operators make of them.

use lltype::{Class, Scalar, Target};

/// An integer with its type, which is one that integers are promoted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Integer {
    pub(crate) value: i128,
    pub(crate) ty: Scalar,
}

/// Why an operation has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undefined {
    DivisionByZero,
    /// A shift by less than nothing, or by all bits or more.
    Shift(i128),
}

/// The integers of a target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Integers<'t>(pub(crate) &'t Target);

impl Integers<'_> {
    pub(crate) fn int(self, value: i128) -> Integer {
        let ty = Scalar::Int;
        Integer { value, ty }
    }

    pub(crate) fn size(self, value: u64) -> Integer {
        Integer {
            value: i128::from(value),
            ty: self.promoted(Scalar::Size),
        }
    }

    fn is_signed(self, ty: Scalar) -> bool {
        ty.class(self.0) == Class::Signed
    }

    fn bits(self, ty: Scalar) -> usize {
        ty.size(self.0) * 8
    }

    /// The type of C that one of the types that every text knows is on the target, such as `unsigned long`
    /// for `size_t`.
    pub(crate) fn underlying(self, ty: Scalar) -> Scalar {
        let of_c = self.promoted(ty);
        match (ty, ty.size(self.0), self.is_signed(ty)) {
            (_, _, _) if !ty.is_integer() => ty,
            (Scalar::Bool | Scalar::Char | Scalar::SChar | Scalar::UChar, ..) => ty,
            (Scalar::Short | Scalar::UShort, ..) => ty,
            (Scalar::Int64 | Scalar::UInt64, _, signed) if self.0.is_apple() => match signed {
                true => Scalar::LongLong,
                false => Scalar::ULongLong,
            },
            (_, 1, true) => Scalar::SChar,
            (_, 1, false) => Scalar::UChar,
            (_, 2, true) => Scalar::Short,
            (_, 2, false) => Scalar::UShort,
            _ => of_c,
        }
    }

    /// The type that operators work in for a value of this one: at least `int`.
    pub(crate) fn promoted(self, ty: Scalar) -> Scalar {
        let size = ty.size(self.0);
        let signed = self.is_signed(ty);
        match ty {
            Scalar::Int
            | Scalar::UInt
            | Scalar::Long
            | Scalar::ULong
            | Scalar::LongLong
            | Scalar::ULongLong
            | Scalar::Int128
            | Scalar::UInt128 => ty,
            _ if size < 4 => Scalar::Int,
            _ if size == 4 && signed => Scalar::Int,
            _ if size == 4 => Scalar::UInt,
            _ if size == 16 && signed => Scalar::Int128,
            _ if size == 16 => Scalar::UInt128,
            _ => match (self.0.long == 8, signed) {
                (true, true) => Scalar::Long,
                (true, false) => Scalar::ULong,
                (false, true) => Scalar::LongLong,
                (false, false) => Scalar::ULongLong,
            },
        }
    }

    /// The type that two operands are brought to: the usual arithmetic conversions.
    pub(crate) fn common(self, a: Scalar, b: Scalar) -> Scalar {
        let (a, b) = (self.promoted(a), self.promoted(b));
        let (low, high) = if rank(a) <= rank(b) { (a, b) } else { (b, a) };
        match (self.is_signed(low), self.is_signed(high)) {
            (true, false) => high,
            (false, true) if self.bits(low) == self.bits(high) => unsigned(high),
            _ => high,
        }
    }

    /// The value as an integer of this type.
    pub(crate) fn cut(self, value: i128, ty: Scalar) -> i128 {
        if ty == Scalar::Bool {
            return i128::from(value != 0);
        }
        let unused = 128 - self.bits(ty);
        match self.is_signed(ty) {
            true => (value << unused) >> unused,
            false if unused == 0 => value,
            false => value & ((1 << self.bits(ty)) - 1),
        }
    }

    /// Whether a value is one of this type.
    pub(crate) fn fits(self, value: i128, ty: Scalar) -> bool {
        self.cut(value, ty) == value
    }

    /// The value in this type, and whether it had to be cut, which for signed types is an overflow.
    fn result(self, value: i128, ty: Scalar) -> (Integer, bool) {
        let cut = self.cut(value, ty);
        let overflows = cut != value && self.is_signed(ty);
        (Integer { value: cut, ty }, overflows)
    }

    pub(crate) fn negate(self, a: Integer) -> (Integer, bool) {
        let ty = self.promoted(a.ty);
        self.result(a.value.wrapping_neg(), ty)
    }

    pub(crate) fn complement(self, a: Integer) -> Integer {
        let ty = self.promoted(a.ty);
        self.result(!a.value, ty).0
    }

    /// The operands in their common type.
    fn brought(self, a: Integer, b: Integer) -> (i128, i128, Scalar) {
        let ty = self.common(a.ty, b.ty);
        (self.cut(a.value, ty), self.cut(b.value, ty), ty)
    }

    /// An operation whose operands are brought to one type. The second value says whether it overflowed.
    pub(crate) fn arithmetic(
        self,
        operation: Arithmetic,
        a: Integer,
        b: Integer,
    ) -> Result<(Integer, bool), Undefined> {
        let (a, b, ty) = self.brought(a, b);
        let value = match operation {
            Arithmetic::Add => a.wrapping_add(b),
            Arithmetic::Subtract => a.wrapping_sub(b),
            Arithmetic::Multiply => a.wrapping_mul(b),
            Arithmetic::Divide | Arithmetic::Remainder if b == 0 => {
                return Err(Undefined::DivisionByZero);
            }
            Arithmetic::Divide if ty == Scalar::UInt128 => {
                (a.cast_unsigned() / b.cast_unsigned()).cast_signed()
            }
            Arithmetic::Remainder if ty == Scalar::UInt128 => {
                (a.cast_unsigned() % b.cast_unsigned()).cast_signed()
            }
            Arithmetic::Divide => a.wrapping_div(b),
            Arithmetic::Remainder => a.wrapping_rem(b),
            Arithmetic::And => a & b,
            Arithmetic::Or => a | b,
            Arithmetic::Xor => a ^ b,
        };
        Ok(self.result(value, ty))
    }

    pub(crate) fn shift(
        self,
        left: bool,
        a: Integer,
        by: Integer,
    ) -> Result<(Integer, bool), Undefined> {
        let ty = self.promoted(a.ty);
        let bits = match u32::try_from(by.value) {
            Ok(bits) if (bits as usize) < self.bits(ty) => bits,
            _ => return Err(Undefined::Shift(by.value)),
        };
        let value = match left {
            true => a.value.wrapping_shl(bits),
            false if ty == Scalar::UInt128 => (a.value.cast_unsigned() >> bits).cast_signed(),
            false => a.value >> bits,
        };
        Ok(self.result(value, ty))
    }

    /// How two integers compare, in their common type.
    pub(crate) fn compare(self, a: Integer, b: Integer) -> core::cmp::Ordering {
        match self.brought(a, b) {
            (a, b, Scalar::UInt128) => a.cast_unsigned().cmp(&b.cast_unsigned()),
            (a, b, _) => a.cmp(&b),
        }
    }
}

/// An operation on two integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    And,
    Or,
    Xor,
}

/// C's conversion rank of a promoted integer.
fn rank(ty: Scalar) -> u8 {
    match ty {
        Scalar::Int | Scalar::UInt => 0,
        Scalar::Long | Scalar::ULong => 1,
        Scalar::LongLong | Scalar::ULongLong => 2,
        _ => 3,
    }
}

fn unsigned(ty: Scalar) -> Scalar {
    match ty {
        Scalar::Int => Scalar::UInt,
        Scalar::Long => Scalar::ULong,
        Scalar::LongLong => Scalar::ULongLong,
        Scalar::Int128 => Scalar::UInt128,
        other => other,
    }
}

/// What a number that is written down means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Integer(Integer),
    Float(f64, Scalar),
}

/// What is wrong with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadNumber {
    /// It is no number of C.
    Malformed,
    /// No integer holds it.
    TooLarge,
}

impl Integers<'_> {
    /// Reads a number: decimal, octal, hexadecimal, binary, with its suffix; a float.
    pub(crate) fn number(self, text: &str) -> Result<Number, BadNumber> {
        let lower = text.to_ascii_lowercase();
        let (digits, radix) = match lower.as_bytes() {
            [b'0', b'x', ..] => (&lower[2..], 16),
            [b'0', b'b', ..] => (&lower[2..], 2),
            [b'0', _, ..] => (&lower[1..], 8),
            _ => (&lower[..], 10),
        };
        let is_float = digits.contains('.')
            || (radix == 16 && digits.contains('p'))
            || (radix != 16 && digits.contains('e'));
        if is_float {
            return float(&lower, radix).map(|value| Number::Float(value, float_type(&lower)));
        }
        let length = digits
            .find(|c: char| !c.is_digit(radix))
            .unwrap_or(digits.len());
        let (digits, suffix) = digits.split_at(length);
        let suffix = Suffix::read(suffix).ok_or(BadNumber::Malformed)?;
        let value = match digits {
            // `0u`: the nought is the whole number.
            "" if radix == 8 => 0,
            "" => return Err(BadNumber::Malformed),
            digits => u64::from_str_radix(digits, radix).map_err(|_| BadNumber::TooLarge)?,
        };
        let types = suffix.types(radix == 10);
        let value = i128::from(value);
        let ty = types.iter().find(|ty| self.fits(value, **ty));
        // A decimal that no signed integer of C holds: compilers take a longer one, if they have it.
        let longer = match Scalar::Int128.exists(self.0) {
            true => Scalar::Int128,
            false => Scalar::ULongLong,
        };
        let ty = ty.copied().unwrap_or(longer);
        Ok(Number::Integer(Integer { value, ty }))
    }
}

/// What stands behind an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Suffix {
    unsigned: bool,
    longs: u8,
}

impl Suffix {
    fn read(text: &str) -> Option<Suffix> {
        let (unsigned, longs) = match text {
            "" => (false, 0),
            "u" => (true, 0),
            "l" => (false, 1),
            "ul" | "lu" => (true, 1),
            "ll" | "i64" => (false, 2),
            "ull" | "llu" | "ui64" => (true, 2),
            "i8" | "i16" | "i32" => (false, 0),
            "ui8" | "ui16" | "ui32" => (true, 0),
            _ => return None,
        };
        Some(Suffix { unsigned, longs })
    }

    /// The types that a number can have, the first that holds it.
    fn types(self, decimal: bool) -> &'static [Scalar] {
        use Scalar::{Int, Long, LongLong, UInt, ULong, ULongLong};
        match (self.unsigned, decimal, self.longs) {
            (true, _, 0) => &[UInt, ULong, ULongLong],
            (true, _, 1) => &[ULong, ULongLong],
            (true, _, _) => &[ULongLong],
            (false, true, 0) => &[Int, Long, LongLong],
            (false, true, 1) => &[Long, LongLong],
            (false, true, _) => &[LongLong],
            (false, false, 0) => &[Int, UInt, Long, ULong, LongLong, ULongLong],
            (false, false, 1) => &[Long, ULong, LongLong, ULongLong],
            (false, false, _) => &[LongLong, ULongLong],
        }
    }
}

/// The type that the suffix of a float says.
fn float_type(text: &str) -> Scalar {
    match text.as_bytes() {
        // Without an exponent, the last digit of a hexadecimal float would be a suffix.
        [.., b'f' | b'F'] => Scalar::Float,
        [.., b'l' | b'L' | b'w'] => Scalar::LongDouble,
        _ if text.ends_with("f128") || text.ends_with('q') => Scalar::Float128,
        _ if text.ends_with("f32") => Scalar::Float,
        _ => Scalar::Double,
    }
}

/// A float, in lower case.
fn float(text: &str, radix: u32) -> Result<f64, BadNumber> {
    if radix == 16 {
        return hex_float(text).ok_or(BadNumber::Malformed);
    }
    let suffixes = [
        "f128x", "f128", "f64x", "f64", "f32x", "f32", "f16", "bf16", "df", "dd", "dl", "f", "l",
        "w", "q",
    ];
    let digits = suffixes.iter().find_map(|suffix| text.strip_suffix(suffix));
    let digits = digits.unwrap_or(text);
    let is_number = digits
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'+' | b'-'));
    match is_number {
        true => digits.parse().map_err(|_| BadNumber::Malformed),
        false => Err(BadNumber::Malformed),
    }
}

/// `0x1.8p3`.
fn hex_float(text: &str) -> Option<f64> {
    let digits = text.strip_prefix("0x")?;
    let (mantissa, exponent) = digits.split_once('p')?;
    let exponent = exponent.trim_end_matches(['f', 'l']);
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut value = 0.0;
    for digit in whole.chars().chain(part.chars()) {
        value = value * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let places = i32::try_from(part.len()).ok()?;
    let exponent = exponent.checked_sub(places.checked_mul(4)?)?;
    // In two steps: the smallest floats are less than 2^-1022.
    let half = exponent.clamp(-2200, 2200) / 2;
    let rest = exponent.clamp(-2200, 2200) - half;
    Some(value * 2f64.powi(half) * 2f64.powi(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(text: &str, target: &Target) -> (i128, Scalar) {
        match Integers(target).number(text) {
            Ok(Number::Integer(integer)) => (integer.value, integer.ty),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn numbers_have_the_first_type_that_holds_them() {
        let linux = &Target::X86_64_LINUX_GNU;
        assert_eq!(integer("42", linux), (42, Scalar::Int));
        assert_eq!(integer("0x80000000", linux), (1 << 31, Scalar::UInt));
        assert_eq!(integer("2147483648", linux), (1 << 31, Scalar::Long));
        assert_eq!(
            integer("2147483648", &Target::I686_LINUX_GNU),
            (1 << 31, Scalar::LongLong)
        );
        assert_eq!(integer("010", linux), (8, Scalar::Int));
        assert_eq!(integer("0", linux), (0, Scalar::Int));
        assert_eq!(integer("0u", linux), (0, Scalar::UInt));
        assert_eq!(integer("0b101LL", linux), (5, Scalar::LongLong));
        assert_eq!(integer("0xFULL", linux), (15, Scalar::ULongLong));
        assert_eq!(Integers(linux).number("08"), Err(BadNumber::Malformed));
        assert_eq!(Integers(linux).number("1z"), Err(BadNumber::Malformed));
        assert_eq!(
            Integers(linux).number("18446744073709551616"),
            Err(BadNumber::TooLarge)
        );
        assert_eq!(
            Integers(linux).number("1.5f"),
            Ok(Number::Float(1.5, Scalar::Float))
        );
        assert_eq!(
            Integers(linux).number("1e3"),
            Ok(Number::Float(1000.0, Scalar::Double))
        );
        assert_eq!(
            Integers(linux).number("0x1.8p3"),
            Ok(Number::Float(12.0, Scalar::Double))
        );
        assert_eq!(
            Integers(linux).number("08.5"),
            Ok(Number::Float(8.5, Scalar::Double))
        );
    }

    #[test]
    fn operands_are_brought_to_one_type() {
        let common = |a, b, target: &Target| Integers(target).common(a, b);
        let (linux, i686) = (&Target::X86_64_LINUX_GNU, &Target::I686_LINUX_GNU);
        assert_eq!(common(Scalar::Char, Scalar::Short, linux), Scalar::Int);
        assert_eq!(common(Scalar::Int, Scalar::UInt, linux), Scalar::UInt);
        assert_eq!(common(Scalar::Long, Scalar::UInt, linux), Scalar::Long);
        assert_eq!(common(Scalar::Long, Scalar::UInt, i686), Scalar::ULong);
        assert_eq!(
            common(Scalar::LongLong, Scalar::ULong, linux),
            Scalar::ULongLong
        );
        assert_eq!(
            common(Scalar::LongLong, Scalar::ULong, i686),
            Scalar::LongLong
        );
    }

    #[test]
    fn results_are_cut() {
        let integers = Integers(&Target::X86_64_LINUX_GNU);
        let (max, one) = (integers.int(i32::MAX.into()), integers.int(1));
        let sum = integers.arithmetic(Arithmetic::Add, max, one);
        assert_eq!(sum, Ok((integers.int(i32::MIN.into()), true)));
        assert_eq!(
            integers.arithmetic(Arithmetic::Divide, one, integers.int(0)),
            Err(Undefined::DivisionByZero)
        );
        assert_eq!(
            integers.shift(true, one, integers.int(32)),
            Err(Undefined::Shift(32))
        );
        assert_eq!(
            integers.shift(true, one, integers.int(-1)),
            Err(Undefined::Shift(-1))
        );
        assert_eq!(integers.complement(integers.int(0)).value, -1);
    }
}
