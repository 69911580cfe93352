#include "callbacks.h"

#include <errno.h>
#include <pthread.h>

int callbacks_apply(int (*f)(int, void *), void *data, int x)
{
    return f(x, data);
}

int callbacks_apply_first(int (*f)(void *, int), void *data, int x)
{
    return f(data, x);
}

int callbacks_apply_plain(int (*f)(int), int x)
{
    return f(x);
}

int callbacks_sum(int (*f)(int, void *), void *data, int calls)
{
    int sum = 0;
    for (int i = 0; i < calls; i++)
        sum += f(i, data);
    return sum;
}

void callbacks_tell(void (*f)(void *), void *data)
{
    f(data);
}

double callbacks_seven(double (*f)(signed char, short, int, long, float, double, void *, void *),
                       void *data)
{
    return f(-1, 2, -3, 4, 0.5f, 0.25, data, data);
}

int callbacks_call_item(int (**functions)(int), size_t index, int x)
{
    return functions[index](x);
}

static struct {
    int (*f)(int, void *);
    void *data;
} stored[16];

void callbacks_store(size_t place, int (*f)(int, void *), void *data)
{
    stored[place].f = f;
    stored[place].data = data;
}

int callbacks_fire(size_t place, int x)
{
    return stored[place].f(x, stored[place].data);
}

struct fire {
    size_t place;
    int x;
};

static void *fire(void *argument)
{
    struct fire *job = argument;
    job->x = callbacks_fire(job->place, job->x);
    return NULL;
}

int callbacks_fire_on_a_thread(size_t place, int x)
{
    pthread_t thread;
    struct fire job = {place, x};
    if (pthread_create(&thread, NULL, fire, &job) || pthread_join(thread, NULL))
        return -1000;
    return job.x;
}

int callbacks_errno(int (*f)(int, void *), void *data)
{
    errno = 11;
    f(1, data);
    return errno;
}

int callbacks_see_errno(void)
{
    int seen = errno;
    errno = 33;
    return seen;
}
