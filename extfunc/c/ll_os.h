/* Operations on files, for the C functions that programs cannot call as they are. */
int ll_os_open(const char *path, int flags, unsigned int mode);
struct rffi_bytes *ll_os_read(int fd, size_t count);
