#include <stddef.h>

/* Calls back at once. */
int callbacks_apply(int (*f)(int, void *), void *data, int x);
int callbacks_apply_first(int (*f)(void *, int), void *data, int x);
int callbacks_apply_plain(int (*f)(int), int x);
int callbacks_sum(int (*f)(int, void *), void *data, int calls);
void callbacks_tell(void (*f)(void *), void *data);
double callbacks_seven(double (*f)(signed char, short, int, long, float, double, void *, void *),
                       void *data);
int callbacks_call_item(int (**functions)(int), size_t index, int x);

/* Calls back later. */
void callbacks_store(size_t place, int (*f)(int, void *), void *data);
int callbacks_fire(size_t place, int x);
int callbacks_fire_on_a_thread(size_t place, int x);

/* errno after a callback, before which it was 11. */
int callbacks_errno(int (*f)(int, void *), void *data);
/* errno before the call; afterwards it is 33. */
int callbacks_see_errno(void);
