/* Operations on floats that are macros in math.h. */
bool ll_math_isinf(double x);
bool ll_math_isnan(double x);
bool ll_math_isfinite(double x);
