#include <stddef.h>
#include <sys/types.h>

int tests_next(void);
int tests_fail(int cause);
void tests_fill(char *buffer, size_t length, char with);
long long tests_each(char a, int b, unsigned int c, long d, unsigned long e, long long f,
                     unsigned long long g, size_t h, ssize_t i, float j, double k);
int tests_sum16(int a, int b, int c, int d, int e, int f, int g, int h,
                int i, int j, int k, int l, int m, int n, int o, int p);
void *tests_pointers(const long long *a, const char *b, const long **c, size_t *type,
                     unsigned char *e, char **f);
