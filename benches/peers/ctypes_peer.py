"""CPython's ctypes, with argument types declared."""

import sys
from ctypes import CDLL, CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_int, c_size_t

from measure import comparisons, report, report_all


class Pt(Structure):
    _fields_ = [("x", c_double), ("y", c_double)]


class Big(Structure):
    _fields_ = [("v", c_double * 6)]


lib = CDLL(sys.argv[1])


def declare(name, result, *args):
    function = getattr(lib, name)
    function.restype, function.argtypes = result, args
    return function


unary = CFUNCTYPE(c_int, c_int)
compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
vsum = lib.vsum
vsum.restype, vsum.argtypes = c_int, [c_int]

add = declare("add", c_int, c_int, c_int)
assert add(3, 4) == 7
assert vsum(3, 10, 20, 30) == 60
report_all(
    {
        "nop": (declare("nop", None),),
        "add": (add, 3, 4),
        "fma3": (declare("fma3", c_double, c_double, c_double, c_double), 2.0, 3.0, 4.0),
        "strlen16": (declare("my_strlen", c_size_t, c_char_p), b"sixteen letters!"),
        "sum8": (declare("sum8", c_int, *[c_int] * 8), 1, 2, 3, 4, 5, 6, 7, 8),
        "pt_add": (declare("pt_add", Pt, Pt, Pt), Pt(1, 2), Pt(3, 4)),
        "big_id": (declare("big_id", Big, Big), Big()),
        "vsum3": (vsum, 3, 10, 20, 30),
    }
)

apply = declare("apply", c_int, unary, c_int)
callback = unary(lambda number: number + 1)
assert apply(callback, 10) == 10
report("callback", lambda count: apply(callback, count))

numbers = (c_int * 1000)()
sort = declare("heapsort_ints", None, POINTER(c_int), c_int, compare)
count = comparisons(lambda f: sort(numbers, 1000, compare(lambda a, b: f(a[0], b[0]))))
comparator = compare(lambda a, b: (a[0] > b[0]) - (a[0] < b[0]))


def sorts(passes):
    for _ in range(passes):
        sort(numbers, 1000, comparator)


report("sort", sorts, count)
report_all({"create": (unary, lambda number: number)})
