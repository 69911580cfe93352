#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

/* `off_t` has fewer bits on some targets. */
long long ll_os_lseek(int fd, long long offset, int how)
{
    off_t place = (off_t)offset;

    if (place != offset) {
        errno = EOVERFLOW;
        return -1;
    }
    return lseek(fd, place, how);
}

long long ll_os_stat(const char *path, long long *ino, long long *dev, long long *nlink,
                     long long *uid, long long *gid, long long *size,
                     long long *atime, long long *mtime, long long *ctime)
{
    struct stat found;

    if (stat(path, &found) < 0)
        return -1;
    *ino = (long long)found.st_ino;
    *dev = (long long)found.st_dev;
    *nlink = (long long)found.st_nlink;
    *uid = found.st_uid;
    *gid = found.st_gid;
    *size = found.st_size;
    *atime = found.st_atime;
    *mtime = found.st_mtime;
    *ctime = found.st_ctime;
    return found.st_mode;
}

struct rffi_bytes *ll_os_getenv(const char *name)
{
    const char *value = getenv(name);
    struct rffi_bytes *bytes;
    size_t length;

    if (value == NULL) {
        errno = ENOENT;
        return NULL;
    }
    length = strlen(value);
    bytes = malloc(sizeof *bytes + length);
    if (bytes == NULL)
        return NULL;
    bytes->length = length;
    memcpy(bytes->data, value, length);
    return bytes;
}

int ll_os_getpid(void)
{
    return (int)getpid();
}

int ll_os_mkdir(const char *path, unsigned int mode)
{
    return mkdir(path, (mode_t)mode);
}
