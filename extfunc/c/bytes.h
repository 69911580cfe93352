#ifndef RFFI_BYTES
#define RFFI_BYTES
#include <stddef.h>
/* Bytes that a C function gives: one block from malloc, which the caller frees. */
struct rffi_bytes {
    size_t length;
    char data[];
};
#endif
