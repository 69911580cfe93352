// Bun's FFI.
import { JSCallback, dlopen, ptr } from "bun:ffi";
import { reporter, sumsOf } from "./measure.js";

const report = reporter(() => Bun.nanoseconds());
const { symbols: lib } = dlopen(process.argv[2], {
  nop: { args: [], returns: "void" },
  add: { args: ["i32", "i32"], returns: "i32" },
  fma3: { args: ["f64", "f64", "f64"], returns: "f64" },
  my_strlen: { args: ["ptr"], returns: "usize" },
  sum8: { args: Array(8).fill("i32"), returns: "i32" },
  apply: { args: ["ptr", "i32"], returns: "i32" },
});
const bytes = new TextEncoder().encode("sixteen letters!\0");
const { nop, add, fma3, my_strlen, sum8 } = lib;
sumsOf(report, { nop, add, fma3, my_strlen, text: ptr(bytes), sum8 });
const unary = { args: ["i32"], returns: "i32" };
const callback = new JSCallback((number) => number + 1, unary);
report("callback", (count) => lib.apply(callback.ptr, count));
report("create", (count) => {
  for (let i = 0; i < count; i++) new JSCallback((number) => number, unary).close();
});
