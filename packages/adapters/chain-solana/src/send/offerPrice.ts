/**
 * What to offer for a compute unit: the middle of what was lately paid, twice what did not suffice before, and never above the cap.
 *
 * Units: millionths of a lamport.
 */
export function offerPrice(lately: readonly bigint[], before: bigint | undefined, cap: bigint): bigint {
  const sorted = lately.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted[sorted.length >> 1] ?? 0n;
  // After an attempt at nothing at all, something: twice nothing would stay nothing.
  const more = before === undefined ? 0n : before === 0n ? 1_000n : 2n * before;
  const wanted = middle > more ? middle : more;
  return wanted < cap ? wanted : cap;
}
