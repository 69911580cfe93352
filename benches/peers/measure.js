// How the peers in JavaScript measure: calls, less an empty loop. `now` gives nanoseconds.

export function reporter(now) {
  const perPass = (loop) => {
    let count = 100;
    for (;;) {
      const start = now();
      loop(count);
      const taken = now() - start;
      if (taken > 20e6) break;
      count *= taken < 5e6 ? 4 : 2;
    }
    const runs = [];
    for (let run = 0; run < 7; run++) {
      const start = now();
      loop(count);
      runs.push((now() - start) / count);
    }
    return runs.sort((a, b) => a - b)[3];
  };
  const empty = perPass((count) => {
    for (let i = 0; i < count; i++);
  });
  return (name, loop, calls = 1) =>
    console.log(`${name}\t${((perPass(loop) - empty) / calls).toFixed(2)}`);
}

export function sumsOf(report, { add, nop, fma3, my_strlen, text, sum8 }) {
  if (add(3, 4) !== 7) throw new Error("add");
  report("nop", (count) => { for (let i = 0; i < count; i++) nop(); });
  report("add", (count) => { for (let i = 0; i < count; i++) add(3, 4); });
  report("fma3", (count) => { for (let i = 0; i < count; i++) fma3(2, 3, 4); });
  report("strlen16", (count) => { for (let i = 0; i < count; i++) my_strlen(text); });
  report("sum8", (count) => { for (let i = 0; i < count; i++) sum8(1, 2, 3, 4, 5, 6, 7, 8); });
}
