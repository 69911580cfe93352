/* What C sources share with the Rust that declares them. */
#ifndef RFFI_H
#define RFFI_H
#include <stddef.h>

/* Before a definition: what a shared library lets others see. */
#if defined(_WIN32)
#define RFFI_EXPORT __declspec(dllexport)
#else
#define RFFI_EXPORT __attribute__((visibility("default")))
#endif

/* RPython's names: RPY_EXPORTED always, RPY_EXTERN in a library that an interpreter loads. */
#ifndef RPY_EXPORTED
#ifdef __cplusplus
#define RPY_EXPORTED extern "C" RFFI_EXPORT
#else
#define RPY_EXPORTED extern RFFI_EXPORT
#endif
#endif
#ifndef RPY_EXTERN
#ifdef RFFI_SHARED_LIBRARY
#define RPY_EXTERN RPY_EXPORTED
#elif defined(__cplusplus)
#define RPY_EXTERN extern "C"
#else
#define RPY_EXTERN extern
#endif
#endif

/* Bytes that a C function gives: one block from malloc, which the caller frees. */
struct rffi_bytes {
    size_t length;
    char data[];
};

#endif
