/** C(n, k), exact while it is below 2^53. */
export function binomial(n: number, k: number): number {
  let answer = 1;
  for (let index = 1; index <= Math.min(k, n - k); index += 1) answer = (answer * (n - index + 1)) / index;
  return Math.round(answer);
}

/** Every choice of `k` out of 0 … n − 1, each ascending, in lexicographic order. The array is reused: read, never keep. */
export function* combinations(n: number, k: number): Generator<Int32Array> {
  const chosen = Int32Array.from({ length: k }, (_, index) => index);
  for (;;) {
    yield chosen;
    let place = k - 1;
    while (place >= 0 && chosen[place] === n - k + place) place -= 1;
    if (place < 0) return;
    chosen[place] = (chosen[place] as number) + 1;
    for (let next = place + 1; next < k; next += 1) chosen[next] = (chosen[next - 1] as number) + 1;
  }
}

/** First row of each of `parts` blocks of `n` rows, and n last. The first n mod parts blocks are longer by one, as numpy's array_split. */
export function blockStarts(n: number, parts: number): Int32Array {
  const size = Math.floor(n / parts);
  const longer = n - size * parts;
  return Int32Array.from({ length: parts + 1 }, (_, block) => block * size + Math.min(block, longer));
}
