/* Cheap, and out of the Rust compiler's sight: it can neither inline nor fold a call. */
int benches_add(int a, int b) { return a + b; }

/* Calls back, each time with the last result. */
int benches_chain(int (*f)(int, void *), void *data, int calls)
{
    int last = 0;
    for (int i = 0; i < calls; i++)
        last = f(last, data);
    return last;
}

/* A callback without errors: what `data` points to is added. */
int benches_add_data(int number, void *data)
{
    return number + *(const int *)data;
}
