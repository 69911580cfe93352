#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The text, and behind it `times` times `scale` the mark. */
struct rffi_bytes *tests_shout(const char *text, const char *mark, size_t mark_length, int times,
                               double scale, _Bool loud)
{
    size_t length = strlen(text);
    size_t marks = loud ? (size_t)(times * scale) : 1;
    struct rffi_bytes *bytes;
    char *end;

    if (times < 0) {
        errno = ERANGE;
        return NULL;
    }
    bytes = malloc(sizeof *bytes + length + marks * mark_length);
    if (bytes == NULL)
        return NULL;
    bytes->length = length + marks * mark_length;
    memcpy(bytes->data, text, length);
    for (end = bytes->data + length; marks > 0; marks--, end += mark_length)
        memcpy(end, mark, mark_length);
    return bytes;
}
