/* Operations on files and the process, for the C functions that programs cannot call as they are. */
int ll_os_open(const char *path, int flags, unsigned int mode);
struct rffi_bytes *ll_os_read(int fd, size_t count);
long long ll_os_lseek(int fd, long long offset, int how);
/* Returns the mode; -1 for an error. */
long long ll_os_stat(const char *path, long long *ino, long long *dev, long long *nlink,
                     long long *uid, long long *gid, long long *size,
                     long long *atime, long long *mtime, long long *ctime);
struct rffi_bytes *ll_os_getenv(const char *name);
int ll_os_getpid(void);
int ll_os_mkdir(const char *path, unsigned int mode);
