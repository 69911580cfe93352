#include "tests.h"

#include <errno.h>
#include <string.h>

int tests_next(void)
{
    static int last;
    return ++last;
}

int tests_fail(int cause)
{
    errno = cause;
    return -1;
}

void tests_fill(char *buffer, size_t length, char with)
{
    memset(buffer, with, length);
}

long long tests_each(char a, int b, unsigned int c, long d, unsigned long e, long long f,
                     unsigned long long g, size_t h, ssize_t i, float j, double k)
{
    return a + b + c + d + (long long)e + f + (long long)g + (long long)h + i + (long long)j +
           (long long)k;
}

int tests_sum16(int a, int b, int c, int d, int e, int f, int g, int h,
                int i, int j, int k, int l, int m, int n, int o, int p)
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h +
           9 * i + 10 * j + 11 * k + 12 * l + 13 * m + 14 * n + 15 * o + 16 * p;
}

void *tests_pointers(const long long *a, const char *b, const long **c, size_t *type,
                     unsigned char *e, char **f)
{
    *type = (size_t)*a + (size_t)**c + *e;
    *f = (char *)b;
    return type;
}
