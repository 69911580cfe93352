#ifndef EVERYTHING_H
#define EVERYTHING_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#define ANSWER 42 /* of everything */
#define HIGH 0xFFFFFFFFu
#define LOW (-1)
#define SUM (ANSWER + 1)
#define CAST ((long)5)
#define LETTER 'a'
#define TEXT "hello"
#define RATIO 0.25
#define TWICE(x) ((x) * 2)
#define NOTHING
#define POINTER ((void *)0)

/** A color. */
enum color { RED = 1, /**< like blood */ BLUE = 4, AZURE = 4 };
typedef enum { MODE_A, MODE_B = -3 } mode_kind;
enum { NAMELESS = 7 };

/** A point. */
typedef struct point {
    int x; /**< to the right */
    int y;
} point;

typedef struct {
    long a;
    unsigned long b;
    signed char c;
    char d;
    unsigned char e;
    const char *type;
} quad;

struct outer {
    struct outer *next;
    struct { int first; };
    union { int i; float f; };
    struct inner { int deep; } inner;
    enum color color;
    mode_kind mode;
    int X, x;
};

struct bits {
    unsigned a : 3;
    int b : 4;
    unsigned : 2;
    unsigned c : 20;
    unsigned d : 20;
    unsigned char last;
};
struct __attribute__((packed)) packed { char a; int b; };
#pragma pack(push, 2)
struct pack2 { char a; int b; };
#pragma pack(pop)
struct __attribute__((aligned(32))) over { int a; };
struct flex { int n; char data[]; };
struct wide { long double x; double _Complex z; };
union number { int i; double d; char c[8]; };
struct secret;
typedef struct secret *secret_handle;
typedef int (*visitor)(void *user, const char *text);
typedef int (*printer)(const char *format, ...);

/* The sum of both.
   With overflow undefined. */
int add(int a, int b);
size_t length(const char *text);
/* How long a text is. */

long double half(long double x);
double _Complex twist(double _Complex z);
int add_all(int count, ...);
int add_list(int count, va_list list);
int visit(visitor visitor, void *user);
point mirrored(point p);
enum color next_color(enum color color);
int type(int match, int self);
int many(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n,
         int o, int p, int q);
int stat_like(FILE *file);
struct twin { int x; };
int twin(const struct twin *twin);
int by_label(void) __asm__("other_name");
static inline int doubled(int x) { return 2 * x; }
secret_handle reveal(void);
int takes_answer(int ANSWER_);

extern int counter;
extern const point origin;
extern const char unknown_length[];

#endif
