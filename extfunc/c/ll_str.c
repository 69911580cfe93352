#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct rffi_bytes *new_bytes(size_t length)
{
    struct rffi_bytes *bytes;

    if (length > SIZE_MAX / 2) {
        errno = ENOMEM;
        return NULL;
    }
    bytes = malloc(sizeof *bytes + length);
    if (bytes != NULL)
        bytes->length = length;
    return bytes;
}

/* The letters from `first` on, moved by `distance`: in ASCII, whatever the locale. */
static struct rffi_bytes *move_letters(const char *text, size_t length, char first, int distance)
{
    struct rffi_bytes *moved = new_bytes(length);
    size_t i;

    if (moved == NULL)
        return NULL;
    for (i = 0; i < length; i++) {
        char c = text[i];
        moved->data[i] = c >= first && c <= first + 25 ? (char)(c + distance) : c;
    }
    return moved;
}

struct rffi_bytes *ll_str_lower(const char *text, size_t length)
{
    return move_letters(text, length, 'A', 'a' - 'A');
}

struct rffi_bytes *ll_str_upper(const char *text, size_t length)
{
    return move_letters(text, length, 'a', 'A' - 'a');
}

ptrdiff_t ll_str_find(const char *text, size_t length, const char *part, size_t part_length)
{
    size_t i;

    if (part_length == 0)
        return 0;
    for (i = 0; part_length <= length - i; i++) {
        const char *start = memchr(text + i, part[0], length - i - part_length + 1);
        if (start == NULL)
            return -1;
        i = (size_t)(start - text);
        if (memcmp(start, part, part_length) == 0)
            return (ptrdiff_t)i;
    }
    return -1;
}

static size_t count(const char *text, size_t length, const char *part, size_t part_length)
{
    size_t found = 0;
    ptrdiff_t place;

    while ((place = ll_str_find(text, length, part, part_length)) >= 0) {
        text += (size_t)place + part_length;
        length -= (size_t)place + part_length;
        found++;
    }
    return found;
}

static char *append(char *end, const char *data, size_t length)
{
    if (length != 0)
        memcpy(end, data, length);
    return end + length;
}

struct rffi_bytes *ll_str_replace(const char *text, size_t length,
                                  const char *part, size_t part_length,
                                  const char *other, size_t other_length)
{
    struct rffi_bytes *replaced;
    size_t found, kept;
    char *end;

    if (part_length == 0) {
        errno = EINVAL;
        return NULL;
    }
    found = count(text, length, part, part_length);
    kept = length - found * part_length;
    if (found != 0 && other_length > (SIZE_MAX / 2 - kept) / found) {
        errno = ENOMEM;
        return NULL;
    }
    replaced = new_bytes(kept + found * other_length);
    if (replaced == NULL)
        return NULL;
    end = replaced->data;
    for (; found > 0; found--) {
        size_t place = (size_t)ll_str_find(text, length, part, part_length);
        end = append(end, text, place);
        end = append(end, other, other_length);
        text += place + part_length;
        length -= place + part_length;
    }
    append(end, text, length);
    return replaced;
}
