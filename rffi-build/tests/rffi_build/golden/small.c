/* The glue `small`, which rffi-build writes of its declarations. */
#define RFFI_GLUE 1
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#ifndef __cplusplus
#include <stdbool.h>
#endif
#include <sys/types.h>
#ifndef RFFI_GLUE_EXPORT
#if defined(_WIN32) && defined(RFFI_SHARED_LIBRARY)
#define RFFI_GLUE_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define RFFI_GLUE_EXPORT __attribute__((visibility("default")))
#else
#define RFFI_GLUE_EXPORT
#endif
#endif
#ifdef __GNUC__
#define RFFI_GLUE_UNUSED __attribute__((unused))
#else
#define RFFI_GLUE_UNUSED
#endif
#line 1 "source of small"
#define LIMIT 7
typedef unsigned short count_t;
enum mood { CALM = 3, WILD };
struct pair { int first; long second; };
struct part { char unknown[5]; int known; };
static count_t number(const struct pair *pair, double x) { return pair->first + x; }
static struct pair swapped(struct pair p) { struct pair q = { (int)p.second, p.first }; return q; }
int format(const char *text, ...) { return text[0]; }
static int counter = 5;
static const char *const name = "name";
static int ready(int n);
int use(void) { return ready(1); }

#line 1 "glue of small"
#if defined(__GNUC__) && !defined(__cplusplus)
#pragma GCC diagnostic error "-Wincompatible-pointer-types"
#pragma GCC diagnostic error "-Wint-conversion"
#pragma GCC diagnostic error "-Wimplicit-function-declaration"
#pragma GCC diagnostic ignored "-Wpointer-sign"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wincompatible-pointer-types-discards-qualifiers"
#else
#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"
#endif
#endif
#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
#ifdef __cplusplus
#define restrict __restrict__
#define _Bool bool
extern "C" {
#endif
#line 1 "<cdef of small>"
#ifdef __cplusplus
static_assert((LIMIT) == 7LL && (LIMIT) >= 0, "the compiler and the text disagree about `LIMIT`");
#else
_Static_assert((LIMIT) == 7LL && (LIMIT) >= 0, "the compiler and the text disagree about `LIMIT`");
#endif
#line 6 "<cdef of small>"
RFFI_GLUE_EXPORT count_t rffi_small_number(const struct pair *rffi_a0, double rffi_a1) { return number(rffi_a0, rffi_a1); }
#line 7 "<cdef of small>"
RFFI_GLUE_EXPORT void rffi_small_swapped(struct pair *rffi_result, const struct pair *rffi_a0) { *rffi_result = swapped(*rffi_a0); }
#ifdef RFFI_SHARED_LIBRARY
RFFI_GLUE_EXPORT struct pair rffi_small_by_value_swapped(struct pair rffi_a0) { return swapped(rffi_a0); }
#endif
#line 8 "<cdef of small>"
static RFFI_GLUE_UNUSED void rffi_small_exact_format(void) { int (*rffi_exact)(const char *, ...) = format; (void)rffi_exact; }
#line 9 "<cdef of small>"
RFFI_GLUE_EXPORT int *rffi_small_counter(void) { return &(counter); }
#line 10 "<cdef of small>"
RFFI_GLUE_EXPORT const char *rffi_small_name(void) { return (name); }
#line 11 "<cdef of small>"
typedef int (*rffi_small_slot_ready_t)(int rffi_a0);
static rffi_small_slot_ready_t rffi_small_slot_ready;
RFFI_GLUE_EXPORT void rffi_small_ready(rffi_small_slot_ready_t rffi_callback) { __atomic_store_n(&rffi_small_slot_ready, rffi_callback, __ATOMIC_RELEASE); }
static RFFI_GLUE_UNUSED int ready(int rffi_a0) { int rffi_result; __builtin_memset(&rffi_result, 0, sizeof rffi_result); rffi_small_slot_ready_t rffi_callback = __atomic_load_n(&rffi_small_slot_ready, __ATOMIC_ACQUIRE); if (rffi_callback) { rffi_result = rffi_callback(rffi_a0); } else { fputs("the function of Rust that C calls as `ready` was not set: call `set_ready`\012", stderr); } return rffi_result; }
#line 1 "members of struct pair"
static RFFI_GLUE_UNUSED void rffi_small_check_struct_pair(struct pair *p) { (void)p; (void)((p->first) | 0); (void)((p->second) | 0);  }
#line 1 "members of struct part"
static RFFI_GLUE_UNUSED void rffi_small_check_struct_part(struct part *p) { (void)p; (void)((p->known) | 0);  }
#ifdef __cplusplus
}
#endif
