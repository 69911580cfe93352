//! [`Format`]: the floating-point formats of C's types, bit by bit.

use lltype::{FloatFormat, Scalar, Target};

use super::{Big, Magnitude, Real};

/// A binary floating-point format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Format {
    /// The bits of a number, with the one in front of the point.
    pub(crate) precision: u32,
    /// The bits of the exponent.
    exponent: u32,
    /// Whether the bit in front of the point is written, as only x87 does.
    is_explicit: bool,
}

impl Format {
    pub(crate) const BINARY32: Format = Format::new(24, 8);
    pub(crate) const BINARY64: Format = Format::new(53, 11);
    const BINARY16: Format = Format::new(11, 5);
    const BFLOAT16: Format = Format::new(8, 8);
    const BINARY128: Format = Format::new(113, 15);
    const X87: Format = Format {
        is_explicit: true,
        ..Format::new(64, 15)
    };

    const fn new(precision: u32, exponent: u32) -> Self {
        Format {
            precision,
            exponent,
            is_explicit: false,
        }
    }

    /// That of a floating-point type, or of each half of a complex one.
    pub(crate) fn of(scalar: Scalar, target: &Target) -> Option<Self> {
        Some(match scalar {
            Scalar::Float | Scalar::FloatComplex => Self::BINARY32,
            Scalar::Double | Scalar::DoubleComplex => Self::BINARY64,
            Scalar::Float16 | Scalar::Float16Complex => Self::BINARY16,
            Scalar::Float128 | Scalar::Float128Complex => Self::BINARY128,
            Scalar::BFloat16 => Self::BFLOAT16,
            Scalar::LongDouble | Scalar::LongDoubleComplex => match target.long_double.format {
                FloatFormat::X87 => Self::X87,
                FloatFormat::Binary128 => Self::BINARY128,
                // Of PowerPC's two doubles, the first is the number, and the second what is missing to it.
                FloatFormat::Binary64 | FloatFormat::DoubleDouble => Self::BINARY64,
            },
            _ => return None,
        })
    }

    /// The size in bytes of what is written; the type may have more.
    pub(crate) fn bytes(self) -> usize {
        let bits = self.fraction() + self.exponent + 1;
        bits.div_ceil(8) as usize
    }

    /// The bits behind the exponent.
    fn fraction(self) -> u32 {
        match self.is_explicit {
            true => self.precision,
            false => self.precision - 1,
        }
    }

    /// The greatest exponent, which is the bias, too.
    fn bias(self) -> i64 {
        (1 << (self.exponent - 1)) - 1
    }

    fn infinite(self) -> u128 {
        let integer = u128::from(self.is_explicit) << (self.precision - 1);
        ((1 << self.exponent) - 1) << self.fraction() | integer
    }

    /// The bits of the nearest number, of two the even one.
    pub(crate) fn encode(self, real: &Real) -> u128 {
        let sign = u128::from(real.negative) << (self.fraction() + self.exponent);
        let bits = match (&real.magnitude, real.fraction()) {
            (Magnitude::NotANumber, _) => self.infinite() | 1 << (self.precision - 2),
            (_, Some((above, below))) => self.round(above, below),
            (_, None) => self.infinite(),
        };
        sign | bits
    }

    /// Whether the bits are of an infinite number.
    pub(crate) fn is_infinite(self, bits: u128) -> bool {
        let sign = 1 << (self.fraction() + self.exponent);
        bits & !sign == self.infinite()
    }

    fn round(self, mut above: Big, mut below: Big) -> u128 {
        if above.is_zero() {
            return 0;
        }
        let exponent = exponent_of(&above, &below);
        let least = 1 - self.bias();
        if exponent > self.bias() {
            return self.infinite();
        }
        let exponent = exponent.max(least);
        // The last bit is worth 2^-shift.
        let shift = i64::from(self.precision) - 1 - exponent;
        match shift < 0 {
            true => below = below.times_power_of_two(shift.unsigned_abs()),
            false => above = above.times_power_of_two(shift.unsigned_abs()),
        }
        let (quotient, rest) = above.divide(&below);
        self.join(rest.round(quotient), exponent)
    }

    fn join(self, mut mantissa: u128, mut exponent: i64) -> u128 {
        let integer = 1 << (self.precision - 1);
        if mantissa == integer << 1 {
            (mantissa, exponent) = (integer, exponent + 1);
        }
        if exponent > self.bias() {
            return self.infinite();
        }
        let is_normal = mantissa & integer != 0;
        let biased = if is_normal { exponent + self.bias() } else { 0 };
        let fraction = match self.is_explicit {
            true => mantissa,
            false => mantissa & !integer,
        };
        u128::from(biased.unsigned_abs()) << self.fraction() | fraction
    }

    /// The number that bits are.
    pub(crate) fn decode(self, bits: u128) -> Real {
        let negative = bits >> (self.fraction() + self.exponent) & 1 == 1;
        let greatest = (1 << self.exponent) - 1;
        let biased = bits >> self.fraction() & greatest;
        let fraction = bits & ((1 << self.fraction()) - 1);
        let integer = 1 << (self.precision - 1);
        if biased == greatest {
            let real = match fraction & (integer - 1) {
                0 => Real::INFINITE,
                _ => Real::NOT_A_NUMBER,
            };
            return real.negated_if(negative);
        }
        let hidden = match self.is_explicit || biased == 0 {
            true => 0,
            false => integer,
        };
        let exponent = i64::try_from(biased.max(1)).unwrap_or_default() - self.bias();
        let two = exponent + 1 - i64::from(self.precision);
        Real::finite(negative, Big::from(fraction | hidden), two, 0)
    }
}

/// The exponent of the greatest power of two that is not above a fraction.
fn exponent_of(above: &Big, below: &Big) -> i64 {
    let exponent = above.bits() - below.bits();
    let is_less = match exponent < 0 {
        true => &above.clone().times_power_of_two(exponent.unsigned_abs()) < below,
        false => above < &below.clone().times_power_of_two(exponent.unsigned_abs()),
    };
    exponent - i64::from(is_less)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Real {
        let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let unsigned = digits.trim_start_matches('-');
        let real = Real::read(unsigned, 10, exponent.parse().unwrap()).unwrap();
        real.negated_if(unsigned != digits)
    }

    proptest! {
        #[test]
        fn doubles_are_read_as_rust_reads_them(bits: u64, digits in 0_usize..25) {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            let text = format!("{number:.digits$e}");
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(Format::BINARY64.encode(&read(&text)), u128::from(expected.to_bits()));
        }

        #[test]
        fn floats_are_read_as_rust_reads_them(bits: u32, digits in 0_usize..15) {
            let number = f32::from_bits(bits);
            prop_assume!(number.is_finite());
            let text = format!("{number:.digits$e}");
            let expected: f32 = text.parse().unwrap();
            prop_assert_eq!(Format::BINARY32.encode(&read(&text)), u128::from(expected.to_bits()));
        }

        #[test]
        fn every_number_is_read_back(bits: u128) {
            for format in [Format::BINARY16, Format::BFLOAT16, Format::BINARY64, Format::BINARY128] {
                let size = format.bytes() * 8;
                let bits = bits >> (128 - size);
                let real = format.decode(bits);
                prop_assume!(real.magnitude != Magnitude::NotANumber);
                prop_assert_eq!(format.encode(&real), bits);
            }
        }
    }

    #[test]
    fn x87_is_as_its_manual_says() {
        assert_eq!(Format::X87.encode(&read("1")), 0x3fff_8000_0000_0000_0000);
        assert_eq!(
            Format::X87.encode(&read("-0.1")),
            0xbffb_cccc_cccc_cccc_cccd
        );
        let least = Format::X87.encode(&read("4e-4951"));
        assert_eq!(least, 1);
        assert_eq!(Format::X87.encode(&Format::X87.decode(least)), 1);
        let greatest = Format::X87.encode(&read("1.189731495357231765e4932"));
        assert_eq!(greatest, 0x7ffe_ffff_ffff_ffff_ffff);
        assert!(Format::X87.is_infinite(Format::X87.encode(&read("1.19e4932"))));
    }
}
