/* Cheap, and out of the Rust compiler's sight: it can neither inline nor fold a call. */
int benches_add(int a, int b) { return a + b; }
