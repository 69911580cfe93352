#include <stddef.h>

/* Structs and unions of every sort. tests/src/records.rs has the same in Rust. */

struct rec_bits {
    unsigned ready : 1;
    unsigned mode : 3;
    unsigned : 2;
    int level : 4;
    unsigned char behind;
};

struct rec_mixed {
    char head;
    unsigned long long a : 33;
    unsigned b : 7;
    short c : 9;
    _Bool on : 1;
    long long d : 60;
    unsigned : 0;
    int tail;
};

struct __attribute__((packed)) rec_packed {
    signed char kind;
    long value;
    unsigned low : 5;
    unsigned long long wide : 64;
    short last;
};

#pragma pack(push, 2)
struct rec_pack2 {
    signed char a;
    long long b;
    int c;
};
#pragma pack(pop)

struct __attribute__((aligned(32))) rec_aligned {
    int a;
    short b;
};

union rec_number {
    int number;
    long long wide;
    unsigned char bytes[12];
};

struct rec_event {
    int kind;
    union {
        struct {
            short x;
            short y;
        };
        long whole;
    };
    int after;
};

struct rec_inner {
    short a;
    long b;
};

struct rec_outer {
    struct rec_inner first;
    struct rec_inner pair[2];
    int last;
};

struct rec_node {
    struct rec_node *next;
    int value;
};

struct rec_words {
    long length;
    long items[];
};

struct rec_message {
    long kind;
    char sender;
    char text[];
};

/* For each: its size, its members as numbers, and numbers as its members. */
#define REC_DECLARE(name)                                                                         \
    size_t name##_size(void);                                                                      \
    void name##_read(const void *record, long long *out);                                          \
    void name##_write(void *record, const long long *in)

REC_DECLARE(rec_bits);
REC_DECLARE(rec_mixed);
REC_DECLARE(rec_packed);
REC_DECLARE(rec_pack2);
REC_DECLARE(rec_aligned);
REC_DECLARE(rec_event);
REC_DECLARE(rec_outer);

size_t rec_number_size(void);
int rec_number_byte(const union rec_number *number, size_t index);

/* The values of a list, each times 10 more than the one before; at most `limit` of them. */
int rec_nodes(const struct rec_node *node, int limit);
/* The node behind `steps` others. */
struct rec_node *rec_follow(struct rec_node *node, int steps);

long rec_words_sum(const struct rec_words *words);
size_t rec_words_span(const long *first, const long *end);
size_t rec_message_text(void);
void *rec_back(void *pointer);
size_t rec_address(const int *item);
