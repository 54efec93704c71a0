const STEPS = [1, 2, 2.5, 5, 10] as const;

/** Round values from `low` to `high`, in order, about `count` steps apart; `low` is below `high`. */
export function ticksBetween(low: number, high: number, count = 4): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power;
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
  return Array.from({ length: last - first + 1 }, (_, index) => {
    // As few digits as tell it: 0.1 + 0.2 is no tick. And −0 is 0.
    return Number(((first + index) * step).toPrecision(12)) + 0;
  });
}
