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

/* Looks at the text, and so little that what is measured is how it came here. */
int benches_first(const char *text) { return text[0]; }
