//! Operations on floats, from C's `libm`. The fakes are Rust's functions of the same names.
//!
//! ```
//! use extfunc::ll_math;
//!
//! assert_eq!(ll_math::sqrt(2.25), 1.5);
//! assert_eq!(ll_math::pow::EXTFUNC.to_string(), "math.pow(x: float, y: float) -> float");
//! ```

use rffi::{DOUBLE, ExternalCompilationInfo, llexternal};

use crate::register_external;

llexternal! {
    compilation_info = ExternalCompilationInfo::new().includes(&["math.h"]).libraries(&["m"]);

    unsafe extern "C" {
        #[name = "sqrt"]
        safe fn c_sqrt(x: DOUBLE) -> DOUBLE;
        #[name = "pow"]
        safe fn c_pow(x: DOUBLE, y: DOUBLE) -> DOUBLE;
        #[name = "floor"]
        safe fn c_floor(x: DOUBLE) -> DOUBLE;
    }
}

register_external! {
    list = pub EXTFUNCS;

    /// The square root; NaN for a negative number.
    pub fn sqrt(x: f64) -> f64 = "math.sqrt" {
        export_name: "ll_math.ll_math_sqrt",
        external: c_sqrt,
        llfakeimpl: f64::sqrt,
    }

    /// `x` to the power of `y`.
    pub fn pow(x: f64, y: f64) -> f64 = "math.pow" {
        export_name: "ll_math.ll_math_pow",
        external: c_pow,
        llfakeimpl: f64::powf,
    }

    /// The largest whole number that is not larger.
    pub fn floor(x: f64) -> f64 = "math.floor" {
        export_name: "ll_math.ll_math_floor",
        external: c_floor,
        llfakeimpl: f64::floor,
    }
}
