#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

/* `open` is variadic: some targets pass its third argument in another way. */
int ll_os_open(const char *path, int flags, unsigned int mode)
{
    return open(path, flags, (mode_t)mode);
}

struct rffi_bytes *ll_os_read(int fd, size_t count)
{
    struct rffi_bytes *bytes, *fitted;
    ssize_t length;

    if (count > SIZE_MAX / 2) {
        errno = EINVAL;
        return NULL;
    }
    bytes = malloc(sizeof *bytes + count);
    if (bytes == NULL)
        return NULL;
    length = read(fd, bytes->data, count);
    if (length < 0) {
        int cause = errno;
        free(bytes);
        errno = cause;
        return NULL;
    }
    bytes->length = (size_t)length;
    fitted = realloc(bytes, sizeof *bytes + (size_t)length);
    return fitted != NULL ? fitted : bytes;
}
