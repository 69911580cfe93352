// koffi, on Node.js.
import { createRequire } from "node:module";
import { reporter, sumsOf } from "./measure.js";

const require = createRequire(new URL("./installed/", import.meta.url));
const koffi = require("koffi");
const lib = koffi.load(process.argv[2]);
const report = reporter(() => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
});

koffi.struct("pt", { x: "double", y: "double" });
koffi.struct("big", { v: koffi.array("double", 6) });
sumsOf(report, {
  nop: lib.func("void nop()"),
  add: lib.func("int add(int a, int b)"),
  fma3: lib.func("double fma3(double a, double b, double c)"),
  my_strlen: lib.func("size_t my_strlen(const char *text)"),
  text: "sixteen letters!",
  sum8: lib.func("int sum8(int a, int b, int c, int d, int e, int f, int g, int h)"),
});
const pt_add = lib.func("pt pt_add(pt a, pt b)");
const big_id = lib.func("big big_id(big value)");
const vsum = lib.func("int vsum(int count, ...)");
const point = { x: 1, y: 2 }, big = { v: [1, 2, 3, 4, 5, 6] };
report("pt_add", (count) => { for (let i = 0; i < count; i++) pt_add(point, point); });
report("big_id", (count) => { for (let i = 0; i < count; i++) big_id(big); });
report("vsum3", (count) => { for (let i = 0; i < count; i++) vsum(3, "int", 10, "int", 20, "int", 30); });

const Unary = koffi.proto("int Unary(int number)");
const apply = lib.func("int apply(Unary *f, int times)");
const callback = koffi.register((number) => number + 1, koffi.pointer(Unary));
report("callback", (count) => apply(callback, count));
report("create", (count) => {
  for (let i = 0; i < count; i++) koffi.unregister(koffi.register((number) => number, koffi.pointer(Unary)));
});
