#include "by_value.h"

struct small by_value_small(int before, struct small s, int after) {
    s.a += before;
    s.b += after;
    return s;
}

struct mixed by_value_mixed(float before, struct mixed s, float after) {
    s.d += before;
    s.i += (int32_t)after;
    return s;
}

struct floats by_value_floats(int before, struct floats s, double after) {
    s.a += before;
    s.c += (float)after;
    return s;
}

struct large by_value_large(int before, struct large s, int after) {
    s.items[0] += before;
    s.items[4] += after;
    return s;
}

struct nested by_value_nested(int before, struct nested s, int after) {
    s.small.b += before;
    s.floats.c += after;
    return s;
}

struct packed by_value_packed(int before, struct packed s, int after) {
    s.a += before;
    s.b += after;
    return s;
}

struct aligned by_value_aligned(int before, struct aligned s, int after) {
    s.a = 100 * s.a + 10 * before + after;
    return s;
}

struct bits by_value_bits(int before, struct bits s, int after) {
    s.a += before;
    s.c += after;
    return s;
}

union word by_value_word(int before, union word s, int after) {
    s.real = s.number + before + after;
    return s;
}

int64_t by_value_many(struct mixed a, struct mixed b, struct mixed c, struct mixed d, struct mixed e,
                      struct mixed f, struct mixed g, struct mixed h, struct small i) {
    return (int64_t)(a.d + 2 * b.d + 3 * c.d + 4 * d.d + 5 * e.d + 6 * f.d + 7 * g.d + 8 * h.d) +
           a.i + 2 * b.i + 3 * c.i + 4 * d.i + 5 * e.i + 6 * f.i + 7 * g.i + 8 * h.i + 1000 * i.a;
}
