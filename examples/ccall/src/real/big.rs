//! [`Big`]: natural numbers of any size.

use core::cmp::Ordering;

/// A natural number: digits of 32 bits, the lowest first, without zeros at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Big(Vec<u32>);

impl From<u128> for Big {
    fn from(number: u128) -> Self {
        let mut big = Big((0..4).map(|index| digit(number >> (32 * index))).collect());
        big.trim();
        big
    }
}

/// The lowest digit.
#[expect(clippy::cast_possible_truncation, reason = "that is what is asked for")]
fn digit(number: u128) -> u32 {
    number as u32
}

impl Big {
    pub(crate) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// How many bits it has.
    pub(crate) fn bits(&self) -> i64 {
        let Some(last) = self.0.last() else { return 0 };
        let digits = i64::try_from(self.0.len()).unwrap_or(i64::MAX / 64);
        digits * 32 - i64::from(last.leading_zeros())
    }

    /// `self * factor + more`.
    pub(crate) fn multiply_add(&mut self, factor: u32, more: u32) {
        let mut carry = more;
        for place in &mut self.0 {
            let product = u128::from(*place) * u128::from(factor) + u128::from(carry);
            *place = digit(product);
            carry = digit(product >> 32);
        }
        if carry != 0 {
            self.0.push(carry);
        }
        self.trim();
    }

    /// `self * 10^exponent`.
    pub(crate) fn times_power_of_ten(mut self, exponent: u64) -> Self {
        for _ in 0..exponent / 9 {
            self.multiply_add(1_000_000_000, 0);
        }
        for _ in 0..exponent % 9 {
            self.multiply_add(10, 0);
        }
        self
    }

    /// `self * 2^exponent`.
    pub(crate) fn times_power_of_two(mut self, exponent: u64) -> Self {
        if self.is_zero() {
            return self;
        }
        let rest = u32::try_from(exponent % 32).unwrap_or_default();
        self.multiply_add(1 << rest, 0);
        let zeros = usize::try_from(exponent / 32).unwrap_or_default();
        self.0.splice(0..0, core::iter::repeat_n(0, zeros));
        self
    }

    fn halve(&mut self) {
        let mut carry = 0;
        for place in self.0.iter_mut().rev() {
            (*place, carry) = (*place >> 1 | carry << 31, *place & 1);
        }
        self.trim();
    }

    /// `self - other`, which is not greater.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let others = other.0.iter().copied().chain(core::iter::repeat(0));
        for (place, other) in self.0.iter_mut().zip(others) {
            let (difference, first) = place.overflowing_sub(other);
            let (difference, second) = difference.overflowing_sub(u32::from(borrow));
            (*place, borrow) = (difference, first || second);
        }
        self.trim();
    }

    /// The quotient, which has 128 bits at most, and how the rest compares with half of the divisor.
    pub(crate) fn divide(mut self, by: &Self) -> (u128, Rest) {
        let steps = (self.bits() - by.bits()).clamp(0, 127);
        let mut divisor = by.clone().times_power_of_two(steps.unsigned_abs());
        let mut quotient = 0;
        for _ in 0..=steps {
            quotient <<= 1;
            if self >= divisor {
                self.subtract(&divisor);
                quotient |= 1;
            }
            divisor.halve();
        }
        let half = self.clone().times_power_of_two(1).cmp(by);
        let rest = match half {
            _ if self.is_zero() => Rest::None,
            Ordering::Less => Rest::BelowHalf,
            Ordering::Equal => Rest::Half,
            Ordering::Greater => Rest::AboveHalf,
        };
        (quotient, rest)
    }
}

impl PartialOrd for Big {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Big {
    fn cmp(&self, other: &Self) -> Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// What a division leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    None,
    BelowHalf,
    Half,
    AboveHalf,
}

impl Rest {
    /// The quotient, rounded: of two that are as near, the even one.
    pub(crate) fn round(self, quotient: u128) -> u128 {
        let up = self == Rest::AboveHalf || self == Rest::Half && quotient & 1 == 1;
        quotient + u128::from(up)
    }
}
