int add(int a, int b) { return a + b; }
size_t length(const char *text) { size_t n = 0; while (text[n]) n++; return n; }
long double half(long double x) { return x / 2; }
double _Complex twist(double _Complex z) { return z * 2; }
int add_all(int count, ...) {
    va_list list;
    va_start(list, count);
    int sum = add_list(count, list);
    va_end(list);
    return sum;
}
int add_list(int count, va_list list) { int sum = 0; while (count--) sum += va_arg(list, int); return sum; }
int visit(visitor visitor, void *user) { return visitor(user, "seen"); }
point mirrored(point p) { return (point){ p.y, p.x }; }
enum color next_color(enum color color) { return color == RED ? BLUE : RED; }
int type(int match, int self) { return match * 10 + self; }
int stat_like(FILE *file) { return file != 0; }
int twin(const struct twin *twin) { return twin->x; }
int by_label(void) { return 5; }
secret_handle reveal(void) { return 0; }
int takes_answer(int n) { return n; }
int counter = 3;
const point origin = { 1, 2 };
