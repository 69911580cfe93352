/* Adler-32, as in RFC 1950. */
#include <stddef.h>

unsigned int minitrans_adler32(const char *data, size_t length) {
    unsigned int a = 1;
    unsigned int b = 0;
    for (size_t i = 0; i < length; i++) {
        a = (a + (unsigned char)data[i]) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}
