/* What every translated program stands on: strings, faults, results.
 *
 * The translator defines before it: MT_MAX_CALLS, MT_MAX_LENGTH, struct rffi_bytes.
 *
 * Faults have the texts of src/fault.rs. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined __FAST_MATH__ || __FINITE_MATH_ONLY__
#error "floats have NaN and infinities: compile without -ffast-math and -Ofast"
#endif

/* An operation's function is declared under a name of the program's own, and found by its symbol,
 * as Rust finds it. So a header's declaration cannot contradict it, and the compiler does not
 * compute what it believes the function would give: its pow can differ from the library's in the
 * last bit. */
#define MT_STRING_OF(text) #text
#define MT_STRING(macro) MT_STRING_OF(macro)
#define MT_SYMBOL(name) __asm__(MT_STRING(__USER_LABEL_PREFIX__) name)

#define MT_INLINE static inline __attribute__((unused))

/* A place in the source of the program. */
typedef struct mt_at {
    int line;
    int column;
} mt_at;

#define AT(line, column) ((mt_at){line, column})

/* ---- The end of a run, and its results ---- */

/* Results are kept until the end: while the program runs, no file is open that is not its own. */
static FILE *mt_results;
static char *mt_results_text;
static size_t mt_results_size;
static const char *mt_results_path;
static uint64_t mt_start;

static uint64_t mt_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static _Noreturn void mt_die(const char *what) {
    perror(what);
    exit(2);
}

static _Noreturn void mt_exit(int status) {
    fprintf(mt_results, "end %" PRIu64 "\n", mt_nanoseconds() - mt_start);
    if (fclose(mt_results) != 0) {
        mt_die("results");
    }
    FILE *file = fopen(mt_results_path, "wb");
    if (file == NULL || fwrite(mt_results_text, 1, mt_results_size, file) != mt_results_size ||
        fclose(file) != 0) {
        mt_die(mt_results_path);
    }
    exit(status);
}

__attribute__((format(printf, 2, 3), cold)) static _Noreturn void mt_fail(mt_at at,
                                                                          const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(mt_results, "error %d %d ", at.line, at.column);
    vfprintf(mt_results, format, arguments);
    fputc('\n', mt_results);
    mt_exit(1);
}

/* ---- Strings ---- */

/* Counted references. Functions here borrow what they are given, and what they give is owned by
 * who called them. */
typedef struct mt_str {
    size_t references;
    size_t length;
    char data[]; /* with a NUL behind, which does not count */
} mt_str;

MT_INLINE mt_str *mt_retain(mt_str *text) {
    text->references++;
    return text;
}

MT_INLINE void mt_release(mt_str *text) {
    if (text != NULL && --text->references == 0) {
        free(text);
    }
}

/* Takes over `value`. */
MT_INLINE void mt_assign(mt_str **variable, mt_str *value) {
    mt_release(*variable);
    *variable = value;
}

static mt_str *mt_new(mt_at at, size_t length) {
    if (length > MT_MAX_LENGTH) {
        mt_fail(at, "a str of more than %zu bytes", (size_t)MT_MAX_LENGTH);
    }
    mt_str *text = malloc(sizeof(mt_str) + length + 1);
    if (text == NULL) {
        mt_fail(at, "out of memory");
    }
    text->references = 1;
    text->length = length;
    text->data[length] = '\0';
    return text;
}

MT_INLINE mt_str *mt_from_data(mt_at at, const char *data, size_t length) {
    mt_str *text = mt_new(at, length);
    memcpy(text->data, data, length);
    return text;
}

MT_INLINE mt_str *mt_concat(mt_at at, const mt_str *left, const mt_str *right) {
    mt_str *text = mt_new(at, left->length + right->length);
    memcpy(text->data, left->data, left->length);
    memcpy(text->data + left->length, right->data, right->length);
    return text;
}

MT_INLINE mt_str *mt_decimal(mt_at at, int64_t value) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRId64, value);
    return mt_from_data(at, digits, (size_t)length);
}

MT_INLINE int mt_compare(const mt_str *left, const mt_str *right) {
    size_t shorter = left->length < right->length ? left->length : right->length;
    int order = memcmp(left->data, right->data, shorter);
    return order != 0 ? order : (left->length > right->length) - (left->length < right->length);
}

MT_INLINE int64_t mt_index(mt_at at, const mt_str *text, int64_t index) {
    if (index < 0 || (uint64_t)index >= text->length) {
        mt_fail(at, "index %" PRId64 " is out of range: the length is %zu", index, text->length);
    }
    return (unsigned char)text->data[index];
}

/* ---- Numbers ---- */

MT_INLINE int64_t mt_add(int64_t left, int64_t right) {
    return (int64_t)((uint64_t)left + (uint64_t)right);
}

MT_INLINE int64_t mt_sub(int64_t left, int64_t right) {
    return (int64_t)((uint64_t)left - (uint64_t)right);
}

MT_INLINE int64_t mt_mul(int64_t left, int64_t right) {
    return (int64_t)((uint64_t)left * (uint64_t)right);
}

MT_INLINE int64_t mt_div(mt_at at, int64_t left, int64_t right) {
    if (right == 0) {
        mt_fail(at, "division by zero");
    }
    return right == -1 ? mt_sub(0, left) : left / right;
}

MT_INLINE int64_t mt_rem(mt_at at, int64_t left, int64_t right) {
    if (right == 0) {
        mt_fail(at, "division by zero");
    }
    return right == -1 ? 0 : left % right;
}

/* To the nearest int; 0 for NaN. */
MT_INLINE int64_t mt_truncate(double value) {
    if (value != value) {
        return 0;
    }
    if (value >= 0x1p63) {
        return INT64_MAX;
    }
    return value < -0x1p63 ? INT64_MIN : (int64_t)value;
}

/* A cast in an expression would show compilers that it is never -0.0: gcc then makes `0.0 - x` a `-x`,
 * which is. */
MT_INLINE double mt_float(int64_t value) {
    return (double)value;
}

/* ---- Calls ---- */

static int mt_calls;

MT_INLINE void mt_enter(mt_at at) {
    if (mt_calls == MT_MAX_CALLS) {
        mt_fail(at, "calls nested more than %d levels deep", MT_MAX_CALLS);
    }
    mt_calls++;
}

MT_INLINE void mt_leave(void) {
    mt_calls--;
}

/* ---- Operations ---- */

static bool mt_is_utf8(const char *data, size_t length) {
    const unsigned char *bytes = (const unsigned char *)data;
    for (size_t i = 0; i < length;) {
        unsigned lead = bytes[i++];
        if (lead < 0x80) {
            continue;
        }
        unsigned more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        uint32_t code = lead & (0x3Fu >> more);
        if (lead < 0xC2 || lead > 0xF4 || length - i < more) {
            return false;
        }
        for (unsigned left = more; left > 0; left--) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return false;
            }
            code = code << 6 | (bytes[i++] & 0x3F);
        }
        bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        if ((more == 2 && (code < 0x800 || surrogate)) ||
            (more == 3 && (code < 0x10000 || code > 0x10FFFF))) {
            return false;
        }
    }
    return true;
}

/* `text` can be an argument of type str. */
MT_INLINE void mt_check_text(mt_at at, const char *operation, int argument, const mt_str *text) {
    if (memchr(text->data, '\0', text->length) != NULL) {
        mt_fail(at, "`%s`: argument %d has a NUL byte inside", operation, argument);
    }
    if (!mt_is_utf8(text->data, text->length)) {
        mt_fail(at, "`%s`: argument %d is not UTF-8", operation, argument);
    }
}

/* `value` fits in a C type with these limits. */
MT_INLINE void mt_check_range(mt_at at, const char *operation, int argument, int64_t value,
                              int64_t min, int64_t max) {
    if (value < min || value > max) {
        mt_fail(at, "`%s`: argument %d is out of range: %" PRId64, operation, argument, value);
    }
}

MT_INLINE void mt_check_success(mt_at at, const char *operation, bool success) {
    if (!success) {
        mt_fail(at, "`%s`: failed with errno %d", operation, errno);
    }
}

MT_INLINE int64_t mt_from_unsigned(mt_at at, const char *operation, uint64_t value) {
    if (value > INT64_MAX) {
        mt_fail(at, "`%s`: the result does not fit in an int", operation);
    }
    return (int64_t)value;
}

/* Takes over `bytes`. */
MT_INLINE mt_str *mt_from_bytes(mt_at at, struct rffi_bytes *bytes) {
    mt_str *text = mt_from_data(at, bytes->data, bytes->length);
    free(bytes);
    return text;
}

/* The same, for an operation that gives a str. */
MT_INLINE mt_str *mt_from_utf8(mt_at at, const char *operation, struct rffi_bytes *bytes) {
    if (!mt_is_utf8(bytes->data, bytes->length)) {
        mt_fail(at, "`%s`: the result is not UTF-8", operation);
    }
    return mt_from_bytes(at, bytes);
}

/* ---- Emitted results: type, value, label ---- */

static void mt_hex(const char *data, size_t length) {
    for (size_t i = 0; i < length; i++) {
        fprintf(mt_results, "%02x", (unsigned char)data[i]);
    }
}

static void mt_label(const mt_str *label) {
    fputc(' ', mt_results);
    mt_hex(label->data, label->length);
    fputc('\n', mt_results);
}

MT_INLINE void mt_emit_int(const mt_str *label, int64_t value) {
    fprintf(mt_results, "int %" PRId64, value);
    mt_label(label);
}

MT_INLINE void mt_emit_float(const mt_str *label, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    fprintf(mt_results, "float %" PRIx64, bits);
    mt_label(label);
}

MT_INLINE void mt_emit_bool(const mt_str *label, bool value) {
    fprintf(mt_results, "bool %s", value ? "true" : "false");
    mt_label(label);
}

MT_INLINE void mt_emit_str(const mt_str *label, const mt_str *value) {
    fputs("str ", mt_results);
    mt_hex(value->data, value->length);
    mt_label(label);
}

/* ---- The start ---- */

typedef struct mt_program {
    void (*run)(mt_at at, char **arguments);
    int arity;
    mt_at at;     /* where `main` is */
    size_t stack; /* what the deepest calls need */
    int argc;
    char **argv;
} mt_program;

static void *mt_thread(void *argument) {
    const mt_program *program = argument;
    mt_start = mt_nanoseconds();
    if (program->argc != program->arity) {
        mt_fail(program->at, "arguments of the program: expected %d, got %d", program->arity,
                program->argc);
    }
    program->run(program->at, program->argv);
    mt_exit(0);
}

/* Runs a program on a stack that is deep enough for it. */
static int mt_main(mt_program *program, int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE-FOR-RESULTS [ARGUMENT..]\n", argv[0]);
        return 2;
    }
    /* As Rust does: to write to a pipe that nobody reads is an error, not the end. */
    signal(SIGPIPE, SIG_IGN);
    mt_results_path = argv[1];
    mt_results = open_memstream(&mt_results_text, &mt_results_size);
    if (mt_results == NULL) {
        mt_die("results");
    }
    program->argc = argc - 2;
    program->argv = argv + 2;
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    errno = pthread_attr_setstacksize(&attributes, program->stack);
    if (errno != 0 || (errno = pthread_create(&thread, &attributes, mt_thread, program)) != 0) {
        mt_die("stack");
    }
    pthread_join(thread, NULL);
    return 0;
}
