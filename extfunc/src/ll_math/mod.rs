//! Operations on floats, from C's `libm`: the whole table of RPython's `ll_math`. The fakes are Rust's
//! functions, which may differ from C's in the last bit.
//!
//! ```
//! use extfunc::ll_math;
//!
//! assert_eq!(ll_math::sqrt(2.25), 1.5);
//! assert_eq!(ll_math::frexp(-6.0), (-0.75, 3));
//! assert_eq!(ll_math::pow::EXTFUNC.to_string(), "math.pow(x: float, y: float) -> float");
//! ```
//!
//! # Where there is no result
//!
//! These are C's functions as they are: outside a function's domain the result is NaN (`sqrt(-1.0)`), at
//! a pole and where it is too large an infinity (`log(0.0)`, `exp(1000.0)`). Nothing fails. RPython's
//! functions of these names raise `ValueError` in the first two cases and `OverflowError` in the last; a
//! translator of a language with exceptions compares result and arguments by [`isnan`] and [`isinf`].

use rffi::{DOUBLE, ExternalCompilationInfo, INT, Ptr, llexternal};

use crate::register_external;

mod fake;

static LL_MATH: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["math.h", "stdbool.h"])
    .libraries(&["m"])
    .post_include_bits(&[include_str!("../../c/ll_math.h")])
    .separate_module_sources(&[include_str!("../../c/ll_math.c")]);

llexternal! {
    compilation_info = LL_MATH;

    unsafe extern "C" {
        #[name = "acos"]
        safe fn c_acos(x: DOUBLE) -> DOUBLE;
        #[name = "acosh"]
        safe fn c_acosh(x: DOUBLE) -> DOUBLE;
        #[name = "asin"]
        safe fn c_asin(x: DOUBLE) -> DOUBLE;
        #[name = "asinh"]
        safe fn c_asinh(x: DOUBLE) -> DOUBLE;
        #[name = "atan"]
        safe fn c_atan(x: DOUBLE) -> DOUBLE;
        #[name = "atanh"]
        safe fn c_atanh(x: DOUBLE) -> DOUBLE;
        #[name = "ceil"]
        safe fn c_ceil(x: DOUBLE) -> DOUBLE;
        #[name = "cos"]
        safe fn c_cos(x: DOUBLE) -> DOUBLE;
        #[name = "cosh"]
        safe fn c_cosh(x: DOUBLE) -> DOUBLE;
        #[name = "exp"]
        safe fn c_exp(x: DOUBLE) -> DOUBLE;
        #[name = "expm1"]
        safe fn c_expm1(x: DOUBLE) -> DOUBLE;
        #[name = "fabs"]
        safe fn c_fabs(x: DOUBLE) -> DOUBLE;
        #[name = "floor"]
        safe fn c_floor(x: DOUBLE) -> DOUBLE;
        #[name = "log"]
        safe fn c_log(x: DOUBLE) -> DOUBLE;
        #[name = "log10"]
        safe fn c_log10(x: DOUBLE) -> DOUBLE;
        #[name = "log1p"]
        safe fn c_log1p(x: DOUBLE) -> DOUBLE;
        #[name = "sin"]
        safe fn c_sin(x: DOUBLE) -> DOUBLE;
        #[name = "sinh"]
        safe fn c_sinh(x: DOUBLE) -> DOUBLE;
        #[name = "sqrt"]
        safe fn c_sqrt(x: DOUBLE) -> DOUBLE;
        #[name = "tan"]
        safe fn c_tan(x: DOUBLE) -> DOUBLE;
        #[name = "tanh"]
        safe fn c_tanh(x: DOUBLE) -> DOUBLE;
        #[name = "atan2"]
        safe fn c_atan2(y: DOUBLE, x: DOUBLE) -> DOUBLE;
        #[name = "copysign"]
        safe fn c_copysign(x: DOUBLE, y: DOUBLE) -> DOUBLE;
        #[name = "fmod"]
        safe fn c_fmod(x: DOUBLE, y: DOUBLE) -> DOUBLE;
        #[name = "hypot"]
        safe fn c_hypot(x: DOUBLE, y: DOUBLE) -> DOUBLE;
        #[name = "pow"]
        safe fn c_pow(x: DOUBLE, y: DOUBLE) -> DOUBLE;
        #[name = "frexp"]
        unsafe fn c_frexp(x: DOUBLE, exponent: Ptr<INT>) -> DOUBLE;
        #[name = "ldexp"]
        safe fn c_ldexp(x: DOUBLE, exponent: INT) -> DOUBLE;
        #[name = "modf"]
        unsafe fn c_modf(x: DOUBLE, whole: Ptr<DOUBLE>) -> DOUBLE;
        safe fn ll_math_isfinite(x: DOUBLE) -> bool;
        safe fn ll_math_isinf(x: DOUBLE) -> bool;
        safe fn ll_math_isnan(x: DOUBLE) -> bool;
    }
}

register_external! {
    list = pub EXTFUNCS;

    /// The arc cosine; NaN outside -1 to 1.
    pub fn acos(x: f64) -> f64 = "math.acos" {
        export_name: "ll_math.ll_math_acos",
        external: c_acos,
        llfakeimpl: f64::acos,
        sandboxsafe: true,
    }

    /// The inverse hyperbolic cosine; NaN below 1.
    pub fn acosh(x: f64) -> f64 = "math.acosh" {
        export_name: "ll_math.ll_math_acosh",
        external: c_acosh,
        llfakeimpl: fake::acosh,
        sandboxsafe: true,
    }

    /// The arc sine; NaN outside -1 to 1.
    pub fn asin(x: f64) -> f64 = "math.asin" {
        export_name: "ll_math.ll_math_asin",
        external: c_asin,
        llfakeimpl: f64::asin,
        sandboxsafe: true,
    }

    /// The inverse hyperbolic sine.
    pub fn asinh(x: f64) -> f64 = "math.asinh" {
        export_name: "ll_math.ll_math_asinh",
        external: c_asinh,
        llfakeimpl: fake::asinh,
        sandboxsafe: true,
    }

    /// The arc tangent.
    pub fn atan(x: f64) -> f64 = "math.atan" {
        export_name: "ll_math.ll_math_atan",
        external: c_atan,
        llfakeimpl: f64::atan,
        sandboxsafe: true,
    }

    /// The inverse hyperbolic tangent; infinite at -1 and 1, NaN beyond.
    pub fn atanh(x: f64) -> f64 = "math.atanh" {
        export_name: "ll_math.ll_math_atanh",
        external: c_atanh,
        llfakeimpl: fake::atanh,
        sandboxsafe: true,
    }

    /// The smallest whole number that is not smaller.
    pub fn ceil(x: f64) -> f64 = "math.ceil" {
        export_name: "ll_math.ll_math_ceil",
        external: c_ceil,
        llfakeimpl: f64::ceil,
        sandboxsafe: true,
    }

    /// The cosine; NaN for an infinity.
    pub fn cos(x: f64) -> f64 = "math.cos" {
        export_name: "ll_math.ll_math_cos",
        external: c_cos,
        llfakeimpl: f64::cos,
        sandboxsafe: true,
    }

    /// The hyperbolic cosine.
    pub fn cosh(x: f64) -> f64 = "math.cosh" {
        export_name: "ll_math.ll_math_cosh",
        external: c_cosh,
        llfakeimpl: f64::cosh,
        sandboxsafe: true,
    }

    /// e to the power of `x`.
    pub fn exp(x: f64) -> f64 = "math.exp" {
        export_name: "ll_math.ll_math_exp",
        external: c_exp,
        llfakeimpl: f64::exp,
        sandboxsafe: true,
    }

    /// `exp(x) - 1`, exact also near zero.
    pub fn expm1(x: f64) -> f64 = "math.expm1" {
        export_name: "ll_math.ll_math_expm1",
        external: c_expm1,
        llfakeimpl: f64::exp_m1,
        sandboxsafe: true,
    }

    /// Without its sign.
    pub fn fabs(x: f64) -> f64 = "math.fabs" {
        export_name: "ll_math.ll_math_fabs",
        external: c_fabs,
        llfakeimpl: f64::abs,
        sandboxsafe: true,
    }

    /// The largest whole number that is not larger.
    pub fn floor(x: f64) -> f64 = "math.floor" {
        export_name: "ll_math.ll_math_floor",
        external: c_floor,
        llfakeimpl: f64::floor,
        sandboxsafe: true,
    }

    /// The natural logarithm; minus infinity for zero, NaN for a negative number.
    pub fn log(x: f64) -> f64 = "math.log" {
        export_name: "ll_math.ll_math_log",
        external: c_log,
        llfakeimpl: f64::ln,
        sandboxsafe: true,
    }

    /// The logarithm to base 10; minus infinity for zero, NaN for a negative number.
    pub fn log10(x: f64) -> f64 = "math.log10" {
        export_name: "ll_math.ll_math_log10",
        external: c_log10,
        llfakeimpl: f64::log10,
        sandboxsafe: true,
    }

    /// `log(1 + x)`, exact also near zero.
    pub fn log1p(x: f64) -> f64 = "math.log1p" {
        export_name: "ll_math.ll_math_log1p",
        external: c_log1p,
        llfakeimpl: f64::ln_1p,
        sandboxsafe: true,
    }

    /// The sine; NaN for an infinity.
    pub fn sin(x: f64) -> f64 = "math.sin" {
        export_name: "ll_math.ll_math_sin",
        external: c_sin,
        llfakeimpl: f64::sin,
        sandboxsafe: true,
    }

    /// The hyperbolic sine.
    pub fn sinh(x: f64) -> f64 = "math.sinh" {
        export_name: "ll_math.ll_math_sinh",
        external: c_sinh,
        llfakeimpl: f64::sinh,
        sandboxsafe: true,
    }

    /// The square root; NaN for a negative number.
    pub fn sqrt(x: f64) -> f64 = "math.sqrt" {
        export_name: "ll_math.ll_math_sqrt",
        external: c_sqrt,
        llfakeimpl: f64::sqrt,
        sandboxsafe: true,
    }

    /// The tangent; NaN for an infinity.
    pub fn tan(x: f64) -> f64 = "math.tan" {
        export_name: "ll_math.ll_math_tan",
        external: c_tan,
        llfakeimpl: f64::tan,
        sandboxsafe: true,
    }

    /// The hyperbolic tangent.
    pub fn tanh(x: f64) -> f64 = "math.tanh" {
        export_name: "ll_math.ll_math_tanh",
        external: c_tanh,
        llfakeimpl: f64::tanh,
        sandboxsafe: true,
    }

    /// The angle of the point (`x`, `y`), from -pi to pi.
    pub fn atan2(y: f64, x: f64) -> f64 = "math.atan2" {
        export_name: "ll_math.ll_math_atan2",
        external: c_atan2,
        llfakeimpl: f64::atan2,
        sandboxsafe: true,
    }

    /// `x` with the sign of `y`.
    pub fn copysign(x: f64, y: f64) -> f64 = "math.copysign" {
        export_name: "ll_math.ll_math_copysign",
        external: c_copysign,
        llfakeimpl: f64::copysign,
        sandboxsafe: true,
    }

    /// The rest of `x / y`, with the sign of `x`; NaN for an infinite `x`, and for a `y` of zero.
    pub fn fmod(x: f64, y: f64) -> f64 = "math.fmod" {
        export_name: "ll_math.ll_math_fmod",
        external: c_fmod,
        llfakeimpl: fake::fmod,
        sandboxsafe: true,
    }

    /// The distance of the point (`x`, `y`) from zero.
    pub fn hypot(x: f64, y: f64) -> f64 = "math.hypot" {
        export_name: "ll_math.ll_math_hypot",
        external: c_hypot,
        llfakeimpl: f64::hypot,
        sandboxsafe: true,
    }

    /// `x` to the power of `y`; NaN for a negative `x` and a `y` that is not whole.
    pub fn pow(x: f64, y: f64) -> f64 = "math.pow" {
        export_name: "ll_math.ll_math_pow",
        external: c_pow,
        llfakeimpl: f64::powf,
        sandboxsafe: true,
    }

    /// A mantissa of 0.5 to 1, with the sign of `x`, and the exponent of 2 which together are `x`;
    /// for zero, an infinity or NaN, the number itself and 0.
    pub fn frexp(x: f64) -> (f64, i32) = "math.frexp" {
        export_name: "ll_math.ll_math_frexp",
        // SAFETY: it writes an `int` through the pointer, and nothing else.
        external: unsafe c_frexp,
        llfakeimpl: fake::frexp,
        sandboxsafe: true,
    }

    /// `x` times 2 to the power of `exponent`.
    pub fn ldexp(x: f64, exponent: i32) -> f64 = "math.ldexp" {
        export_name: "ll_math.ll_math_ldexp",
        external: c_ldexp,
        llfakeimpl: fake::ldexp,
        sandboxsafe: true,
    }

    /// The part behind the point and the whole part, both with the sign of `x`.
    pub fn modf(x: f64) -> (f64, f64) = "math.modf" {
        export_name: "ll_math.ll_math_modf",
        // SAFETY: it writes a `double` through the pointer, and nothing else.
        external: unsafe c_modf,
        llfakeimpl: fake::modf,
        sandboxsafe: true,
    }

    /// Whether it is neither infinite nor NaN.
    pub fn isfinite(x: f64) -> bool = "math.isfinite" {
        export_name: "ll_math.ll_math_isfinite",
        external: ll_math_isfinite,
        llfakeimpl: f64::is_finite,
        sandboxsafe: true,
    }

    /// Whether it is infinite.
    pub fn isinf(x: f64) -> bool = "math.isinf" {
        export_name: "ll_math.ll_math_isinf",
        external: ll_math_isinf,
        llfakeimpl: f64::is_infinite,
        sandboxsafe: true,
    }

    /// Whether it is NaN.
    pub fn isnan(x: f64) -> bool = "math.isnan" {
        export_name: "ll_math.ll_math_isnan",
        external: ll_math_isnan,
        llfakeimpl: f64::is_nan,
        sandboxsafe: true,
    }
}
