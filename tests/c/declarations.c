#include "declarations.h"

#include <stdarg.h>
#include <string.h>

int decl_counter = 10;
const double decl_ratio = 0.5;
int decl_table[4] = {1, 2, 3, 4};
char *decl_words[3] = {"a", "b", "c"};
_Thread_local int decl_local = 5;
/* In no header. */
long decl_hidden = 7;
int decl_undeclared(int a) { return a * 2; }

int decl_sum(int count, ...)
{
    va_list rest;
    int sum = 0;
    va_start(rest, count);
    for (int i = 0; i < count; i++)
        sum += va_arg(rest, int);
    va_end(rest);
    return sum;
}

int decl_fail(int cause, ...)
{
    va_list rest;
    double scale;
    va_start(rest, cause);
    scale = va_arg(rest, double);
    va_end(rest);
    errno = (int)(cause * scale);
    return -1;
}

long double decl_long(long double a, int b) { return a / 3 + b; }
int decl_long_sign(long double a) { return a < 0 ? -1 : a > 0; }
double decl_round(long double a) { return (double)a; }
double complex decl_conjugate(double complex z) { return conj(z); }
float decl_length(float complex z) { return cabsf(z); }

size_t decl_strlen(const char *text) { return text ? strlen(text) : (size_t)-1; }
int decl_compare(const char *a, const char *b) { return strcmp(a, b); }
