"""How the peers in Python measure: CPU time of calls, less that of an empty loop."""

import time


def per_pass(loop):
    """The median of some runs, each long enough for the clock."""
    count = 100
    while True:
        start = time.process_time()
        loop(count)
        taken = time.process_time() - start
        if taken > 0.02:
            break
        count *= 4 if taken < 0.005 else 2
    runs = []
    for _ in range(7):
        start = time.process_time()
        loop(count)
        runs.append((time.process_time() - start) / count)
    return sorted(runs)[3]


def empty(count):
    for _ in range(count):
        pass


EMPTY = per_pass(empty)


def report(name, loop, calls=1):
    """A line for a loop; each pass makes so many calls."""
    print(f"{name}\t{(per_pass(loop) - EMPTY) * 1e9 / calls:.2f}", flush=True)


def report_all(functions):
    """For each name, a function of no arguments, or of arguments that are given once."""
    for name, (function, *args) in functions.items():
        report(name, looping(function, args))


def looping(f, args):
    """A loop with the call in it as it would be written by hand."""
    names = [f"a{index}" for index in range(len(args))]
    source = (
        f"def make({', '.join(['f', *names])}):\n"
        f"    def loop(count):\n"
        f"        for _ in range(count):\n"
        f"            f({', '.join(names)})\n"
        f"    return loop\n"
    )
    scope = {}
    exec(source, scope)
    return scope["make"](f, *args)


# How many comparisons `heapsort_ints` makes for 1000 numbers, counted once.
def comparisons(sort, count=1000):
    calls = 0

    def compare(a, b):
        nonlocal calls
        calls += 1
        return (a > b) - (a < b)

    sort(compare)
    return calls
