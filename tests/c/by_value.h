#include <stdint.h>

/* One of each class that conventions tell apart. */
struct small { int8_t a; int16_t b; };
struct mixed { double d; int32_t i; };
struct floats { float a, b, c; };
struct large { int64_t items[5]; };
struct nested { struct small small; struct floats floats; };
struct __attribute__((packed)) packed { int8_t a; int64_t b; };
struct __attribute__((aligned(16))) aligned { int32_t a; };
struct bits { unsigned a : 3; unsigned b : 9; unsigned c : 20; };
union word { int64_t number; double real; };

struct small by_value_small(int before, struct small s, int after);
struct mixed by_value_mixed(float before, struct mixed s, float after);
struct floats by_value_floats(int before, struct floats s, double after);
struct large by_value_large(int before, struct large s, int after);
struct nested by_value_nested(int before, struct nested s, int after);
struct packed by_value_packed(int before, struct packed s, int after);
struct aligned by_value_aligned(int before, struct aligned s, int after);
struct bits by_value_bits(int before, struct bits s, int after);
union word by_value_word(int before, union word s, int after);
/* More than the registers hold: the last ones lie in memory. */
int64_t by_value_many(struct mixed a, struct mixed b, struct mixed c, struct mixed d, struct mixed e,
                      struct mixed f, struct mixed g, struct mixed h, struct small i);
