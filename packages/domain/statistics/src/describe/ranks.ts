import type { Numbers } from './moments.ts';

/** Ranks from 1 for the least; equal values share the mean of their ranks. */
export function averageRanks(values: Numbers): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  order.sort((one, other) => (values[one] as number) - (values[other] as number));
  const ranks = new Float64Array(values.length);
  let start = 0;
  while (start < order.length) {
    const value = values[order[start] as number];
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === value) end += 1;
    for (let place = start; place < end; place += 1) ranks[order[place] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
