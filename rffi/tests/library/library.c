/* What the tests call. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>

/* MicroPython's ffi_types. */
int8_t f8i(int8_t x) { return x ^ 1; }
uint8_t f8u(uint8_t x) { return x ^ 1; }
int16_t f16i(int16_t x) { return x ^ 1; }
uint16_t f16u(uint16_t x) { return x ^ 1; }
int32_t f32i(int32_t x) { return x ^ 1; }
uint32_t f32u(uint32_t x) { return x ^ 1; }
int64_t f64i(int64_t x) { return x ^ 1; }
uint64_t f64u(uint64_t x) { return x ^ 1; }
long fli(long x) { return x ^ 1; }
unsigned long flu(unsigned long x) { return x ^ 1; }

double argorder(int a, double b, int c, float d, unsigned char e, long f) {
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f;
}

const char *text(void) { return "abc"; }
const char *no_text(void) { return 0; }
const char *no_unicode(void) { return "\xff\xfe"; }
void *high_address(void) { return (void *)0xFFFFFFFFFFFFFFF0; }
void *same(void *pointer) { return pointer; }
int is_null(const void *pointer) { return pointer == 0; }
int apply(int (*function)(int), int number) { return function(number); }

unsigned char v_B = 200;
signed char v_b = -5;
short v_h = -2;
unsigned short v_H = 65534;
int v_i = 42;
unsigned int v_I = 4000000000u;
long v_l = -1;
unsigned long v_L = ~0ul;
long long v_q = -1;
unsigned long long v_Q = ~0ull;
float v_f = .25f;
double v_d = 1.5;
void *v_p = (void *)4660;
const char *v_s = "text";
const int v_constant = 7;
int v_items[3] = {1, 2, 3};
_Bool v_bool = 1;
struct pair {
    int first;
    double second;
} v_pair = {3, 0.5};

_Thread_local int v_thread = 5;
int *where_is_v_thread(void) { return &v_thread; }

struct pair swap(struct pair pair, int more) {
    struct pair result = {(int)pair.second + more, pair.first};
    return result;
}
long double half(long double number) { return number / 2; }

int sum(int count, ...);
int sum(int count, ...) {
    __builtin_va_list list;
    int total = 0;
    __builtin_va_start(list, count);
    while (count--)
        total += __builtin_va_arg(list, int);
    __builtin_va_end(list);
    return total;
}

int fail(int error, int result) {
    errno = error;
    return result;
}
int errno_now(void) { return errno; }

/* The linker calls it otherwise than C. */
int known_as(void) __asm__("linked_as");
int known_as(void) { return 77; }

/* Tells of its end. */
static int *unloaded;
void tell_end(int *flag) { unloaded = flag; }
__attribute__((destructor)) static void end(void) {
    if (unloaded)
        *unloaded = 1;
}

/* Waits until another thread says so. */
int wait_for(const volatile int *flag, volatile int *is_waiting) {
    *is_waiting = 1;
    while (!__atomic_load_n(flag, __ATOMIC_ACQUIRE))
        ;
    return 9;
}
