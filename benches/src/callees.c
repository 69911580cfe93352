/* What suites `calls`, `callbacks` and `peers` call, and what calls back: cheap, so that the call is what
 * is measured. They are a library of their own, far away in memory, as what is called usually is. Built
 * with -fno-tree-slp-vectorize: otherwise `pt_add` stores halves and loads a whole, and waits for its own
 * stores. */
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

void nop(void) {}
int add(int a, int b) { return a + b; }
double fma3(double a, double b, double c) { return a * b + c; }

size_t my_strlen(const char *text) { return strlen(text); }

double mixed4(int a, double b, const char *c, double d) { return a + b * d + *c; }
int sum6(int a, int b, int c, int d, int e, int f) { return a + b + c + d + e + f; }

double mixed6(int a, double b, const char *c, double d, int e, double f)
{
    return a + b * d + *c + e * f;
}

int sum8(int a, int b, int c, int d, int e, int f, int g, int h)
{
    return a + b + c + d + e + f + g + h;
}

struct pt { double x, y; };

struct pt pt_add(struct pt a, struct pt b)
{
    struct pt sum = { a.x + b.x, a.y + b.y };
    return sum;
}

struct big { double v[6]; };
struct big big_id(struct big value) { return value; }

int vsum(int count, ...)
{
    va_list list;
    int sum = 0;
    va_start(list, count);
    while (count-- > 0)
        sum += va_arg(list, int);
    va_end(list);
    return sum;
}

/* Calls back, each time with the last result. */
int apply(int (*f)(int), int times)
{
    int last = 0;
    for (int i = 0; i < times; i++)
        last = f(last);
    return last;
}

int next(int number) { return number + 1; }

int apply_data(int (*f)(int, void *), void *data, int times)
{
    int last = 0;
    for (int i = 0; i < times; i++)
        last = f(last, data);
    return last;
}

int add_data(int number, void *data) { return number + *(const int *)data; }

int compare_ints(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;
    return (left > right) - (left < right);
}

static void sift(int *v, int root, int count, int (*compare)(const void *, const void *))
{
    for (int child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && compare(&v[child], &v[child + 1]) < 0)
            child++;
        if (compare(&v[root], &v[child]) >= 0)
            return;
        int swap = v[root];
        v[root] = v[child];
        v[child] = swap;
    }
}

/* Fills an array with numbers in disorder, and sorts it on the heap: the same comparisons each time. */
void heapsort_ints(int *v, int count, int (*compare)(const void *, const void *))
{
    unsigned random = 1;
    for (int i = 0; i < count; i++) {
        random = random * 1664525u + 1013904223u;
        v[i] = (int)(random >> 8);
    }
    for (int i = count / 2; i-- > 0;)
        sift(v, i, count, compare);
    for (int i = count; i-- > 1;) {
        int swap = v[0];
        v[0] = v[i];
        v[i] = swap;
        sift(v, 0, i, compare);
    }
}
