bool ll_math_isinf(double x)
{
    return isinf(x) != 0;
}

bool ll_math_isnan(double x)
{
    return isnan(x) != 0;
}

bool ll_math_isfinite(double x)
{
    return isfinite(x) != 0;
}
