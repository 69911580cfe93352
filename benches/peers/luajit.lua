-- LuaJIT's ffi, compiled as it does by itself.
local ffi = require("ffi")
ffi.cdef([[
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
]])
local lib = ffi.load(arg[1])

local function per_pass(loop)
  local count, taken = 100, 0
  while true do
    local start = os.clock()
    loop(count)
    taken = os.clock() - start
    if taken > 0.02 then break end
    count = count * (taken < 0.005 and 4 or 2)
  end
  local runs = {}
  for run = 1, 7 do
    local start = os.clock()
    loop(count)
    runs[run] = (os.clock() - start) / count
  end
  table.sort(runs)
  return runs[4]
end

local empty = per_pass(function(count) for _ = 1, count do end end)

local function report(name, loop, calls)
  print(string.format("%s\t%.2f", name, (per_pass(loop) - empty) * 1e9 / (calls or 1)))
end

assert(lib.add(3, 4) == 7)
local text = "sixteen letters!"
local point, big, int = ffi.new("struct pt"), ffi.new("struct big"), ffi.typeof("int")
local ten = int(10)
report("nop", function(count) for _ = 1, count do lib.nop() end end)
report("add", function(count) for _ = 1, count do lib.add(3, 4) end end)
report("fma3", function(count) for _ = 1, count do lib.fma3(2, 3, 4) end end)
report("strlen16", function(count) for _ = 1, count do lib.my_strlen(text) end end)
report("sum8", function(count) for _ = 1, count do lib.sum8(1, 2, 3, 4, 5, 6, 7, 8) end end)
report("pt_add", function(count) for _ = 1, count do lib.pt_add(point, point) end end)
report("big_id", function(count) for _ = 1, count do lib.big_id(big) end end)
report("vsum3", function(count) for _ = 1, count do lib.vsum(3, ten, ten, ten) end end)

-- A kept type: each parse of a function's type makes a new one, and their number is limited.
local unary = ffi.typeof("int (*)(int)")
local callback = ffi.cast(unary, function(number) return number + 1 end)
-- A compiled loop may not be left by a callback.
local apply = function(count) lib.apply(callback, count) end
jit.off(apply)
report("callback", apply)

local numbers, compared = ffi.new("int[1000]"), 0
local compare = ffi.typeof("int (*)(const int *, const int *)")
local counting = ffi.cast(compare, function(a, b)
  compared = compared + 1
  return a[0] - b[0]
end)
lib.heapsort_ints(numbers, 1000, counting)
counting:free()
local comparator = ffi.cast(compare, function(a, b) return a[0] - b[0] end)
local sorts = function(count)
  for _ = 1, count do lib.heapsort_ints(numbers, 1000, comparator) end
end
jit.off(sorts)
report("sort", sorts, compared)
local identity = function(number) return number end
report("create", function(count)
  for _ = 1, count do ffi.cast(unary, identity):free() end
end)
