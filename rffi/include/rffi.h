/* What C sources share with the Rust that declares them. */
#ifndef RFFI_H
#define RFFI_H
#include <stddef.h>

/* Bytes that a C function gives: one block from malloc, which the caller frees. */
struct rffi_bytes {
    size_t length;
    char data[];
};

#endif
