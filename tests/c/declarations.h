#ifndef DECLARATIONS_H
#define DECLARATIONS_H
#include <complex.h>
#include <errno.h>
#include <stdio.h>

extern int decl_counter;
extern const double decl_ratio;
extern int decl_table[4];
extern char *decl_words[3];
extern _Thread_local int decl_local;

#define DECL_LIMIT 42
#define DECL_NAME "decl"
#define DECL_CALL(function, number) ((int (*)(int))(function))(number)
#define DECL_SELF (&decl_counter)
#define decl_fn(x) ((x) + (x) + 10)
#define DECL_ADD(i) ((i) + 3)
#define DECL_FILE_ERROR(file) (ferror(file) + (file == NULL))

struct decl_pair {
    short first;
    double second;
};
#define DECL_PAIR ((struct decl_pair){3, 0.5})
#define DECL_SWAP(pair) ((struct decl_pair){(short)(pair).second, (pair).first})

int decl_sum(int count, ...);
int decl_fail(int cause, ...);
long double decl_long(long double a, int b);
int decl_long_sign(long double a);
double decl_round(long double a);
double complex decl_conjugate(double complex z);
float decl_length(float complex z);
size_t decl_strlen(const char *text);
int decl_compare(const char *a, const char *b);
#endif
