"""What both modes of CFFI declare, and the calls that both measure."""

from measure import comparisons, report, report_all

CDEF = """
void nop(void);
int add(int a, int b);
double fma3(double a, double b, double c);
size_t my_strlen(const char *text);
int sum8(int a, int b, int c, int d, int e, int f, int g, int h);
struct pt { double x, y; };
struct pt pt_add(struct pt a, struct pt b);
struct big { double v[6]; };
struct big big_id(struct big value);
int vsum(int count, ...);
int apply(int (*f)(int), int times);
void heapsort_ints(int *v, int count, int (*compare)(const int *, const int *));
"""


def measure(ffi, lib):
    integer = ffi.typeof("int")
    assert lib.add(3, 4) == 7
    ten, twenty, thirty = (ffi.cast(integer, number) for number in (10, 20, 30))
    assert lib.vsum(3, ten, twenty, thirty) == 60
    point = ffi.new("struct pt *", [1, 2])[0]
    report_all(
        {
            "nop": (lib.nop,),
            "add": (lib.add, 3, 4),
            "fma3": (lib.fma3, 2.0, 3.0, 4.0),
            "strlen16": (lib.my_strlen, b"sixteen letters!"),
            "sum8": (lib.sum8, 1, 2, 3, 4, 5, 6, 7, 8),
            "pt_add": (lib.pt_add, point, point),
            "big_id": (lib.big_id, ffi.new("struct big *")[0]),
            "vsum3": (lib.vsum, 3, ten, twenty, thirty),
        }
    )
    unary, compare = ffi.typeof("int(*)(int)"), ffi.typeof("int(*)(const int *, const int *)")
    callback = ffi.callback(unary, lambda number: number + 1)
    assert lib.apply(callback, 10) == 10
    report("callback", lambda count: lib.apply(callback, count))

    numbers = ffi.new("int[1000]")
    sort = lambda f: lib.heapsort_ints(numbers, 1000, f)
    count = comparisons(lambda f: sort(ffi.callback(compare, lambda a, b: f(a[0], b[0]))))
    comparator = ffi.callback(compare, lambda a, b: (a[0] > b[0]) - (a[0] < b[0]))

    def sorts(passes):
        for _ in range(passes):
            sort(comparator)

    report("sort", sorts, count)
    report_all({"create": (ffi.callback, unary, lambda number: number)})
