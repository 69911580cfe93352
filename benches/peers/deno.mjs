// Deno's FFI.
import { reporter, sumsOf } from "./measure.js";

const report = reporter(() => performance.now() * 1e6);
const point = { struct: ["f64", "f64"] }, big = { struct: Array(6).fill("f64") };
const { symbols: lib } = Deno.dlopen(Deno.args[0], {
  nop: { parameters: [], result: "void" },
  add: { parameters: ["i32", "i32"], result: "i32" },
  fma3: { parameters: ["f64", "f64", "f64"], result: "f64" },
  my_strlen: { parameters: ["buffer"], result: "usize" },
  sum8: { parameters: Array(8).fill("i32"), result: "i32" },
  pt_add: { parameters: [point, point], result: point },
  big_id: { parameters: [big], result: big },
  apply: { parameters: ["function", "i32"], result: "i32" },
});
const text = new TextEncoder().encode("sixteen letters!\0");
const { nop, add, fma3, my_strlen, sum8 } = lib;
sumsOf(report, { nop, add, fma3, my_strlen, text, sum8 });
const one = new Float64Array([1, 2]), six = new Float64Array(6);
const bytes = (numbers) => new Uint8Array(numbers.buffer);
const [pt, bigger] = [bytes(one), bytes(six)];
report("pt_add", (count) => { for (let i = 0; i < count; i++) lib.pt_add(pt, pt); });
report("big_id", (count) => { for (let i = 0; i < count; i++) lib.big_id(bigger); });
const unary = { parameters: ["i32"], result: "i32" };
const callback = new Deno.UnsafeCallback(unary, (number) => number + 1);
report("callback", (count) => lib.apply(callback.pointer, count));
report("create", (count) => {
  for (let i = 0; i < count; i++) new Deno.UnsafeCallback(unary, (number) => number).close();
});
