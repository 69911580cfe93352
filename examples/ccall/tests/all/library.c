/* What the tests call. */
#include <complex.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct p { int x; double y; };
struct p mk(int x, double y) { return (struct p){x, y}; }
double total(struct p a, struct p *b) { b->x += a.x; b->y += a.y; return b->x + b->y; }

struct nested { char name[8]; struct p points[2]; struct { short a, b; } inner; };
struct nested swap(struct nested n) {
    struct p first = n.points[0];
    n.points[0] = n.points[1];
    n.points[1] = first;
    n.name[0] = 'X';
    return n;
}

struct bits { unsigned a : 3; int b : 5; unsigned : 4; _Bool c : 1; long long d : 40; };
struct bits flip(struct bits s) { s.a ^= 7; s.b = -s.b; s.c = !s.c; s.d += 1; return s; }

union number { int i; float f; char bytes[4]; };
union number as_float(union number u) { u.f = (float)u.i; return u; }
struct tagged { int kind; union { int i; double d; }; };
double of_tagged(struct tagged t) { return t.kind ? t.d : t.i; }

struct big { int items[1000]; };
struct big doubled(struct big b) { for (int i = 0; i < 1000; i++) b.items[i] *= 2; return b; }
long sum(const int *items, size_t count) { long s = 0; while (count--) s += *items++; return s; }
void sort(double *items, int count) {
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++)
            if (items[j] < items[i]) { double t = items[i]; items[i] = items[j]; items[j] = t; }
}
int cube(int m[2][2][2]) { return m[0][0][0] + 10 * m[1][0][1] + 100 * m[1][1][1]; }
int names(char n[][8], int count) { int s = 0; while (count--) s += (int)strlen(n[count]); return s; }
int trace(int m[2][2]) { return m[0][0] + m[1][1]; }

enum color { RED, GREEN = 5, BLUE };
enum color next(enum color c) { return c == RED ? GREEN : c == GREEN ? BLUE : (enum color)77; }

_Bool negate(_Bool b) { return !b; }
signed char sc(signed char c) { return c; }
unsigned char uc(unsigned char c) { return c; }
char plain(char c) { return c; }
short sh(short s) { return s; }
unsigned long long ull(unsigned long long n) { return n; }
__int128 wide(__int128 n) { return n; }
unsigned __int128 uwide(unsigned __int128 n) { return n; }
float half(float f) { return f / 2; }
double same(double d) { return d; }
long double third(long double d) { return d / 3; }
float _Complex fconj(float _Complex z) { return conjf(z); }
double _Complex times_i(double _Complex z) { return z * I; }
void nothing(void) {}
char *text(int which) {
    switch (which) {
    case 0: return NULL;
    case 1: return "plain \"quoted\"\n";
    case 2: return "\xff\xc3\xa4";
    default: return "";
    }
}
void *pointer(int which) { return which ? (void *)0x1234 : NULL; }
unsigned char *bytes(void) { return (unsigned char *)0x10; }
size_t length(const char *s) { return s ? strlen(s) : 999; }
unsigned byte_at(const char *s, int i) { return (unsigned char)s[i]; }
size_t wide_length(const wchar_t *s) { return wcslen(s); }
int count_words(char **words) { int n = 0; while (words[n]) n++; return n; }
struct named { const char *name; const int *values; int count; };
int of_named(struct named *n) { int s = (int)strlen(n->name); for (int i = 0; i < n->count; i++) s += n->values[i]; return s; }
struct flexible { int count; short items[]; };
int of_flexible(struct flexible *f) { int s = 0; for (int i = 0; i < f->count; i++) s += f->items[i]; return s; }
int fail(int code) { errno = code; return -1; }
long add_up(int count, ...) {
    va_list list; long s = 0;
    va_start(list, count);
    for (int i = 0; i < count; i++) s += va_arg(list, long);
    va_end(list);
    return s;
}
double of_points(int count, ...) {
    va_list list; double s = 0;
    va_start(list, count);
    for (int i = 0; i < count; i++) { struct p p = va_arg(list, struct p); s += p.x * p.y; }
    va_end(list);
    return s;
}
int set(int count, ...) { va_list l; va_start(l, count); for (int i = 0; i < count; i++) *va_arg(l, int *) = i + 7; va_end(l); return count; }
typedef float v4 __attribute__((vector_size(16)));
v4 vadd(v4 a, v4 b) { return a + b; }
int calls(void) { static int n; return ++n; }
int renamed_symbol(int n) { return n + 1000; }
void say(const char *s) { puts(s); }
