/**
 * Returns the most whole lots whose value is not above `value`, and not more than `lotsMax`. Returns 0 for inputs
 * that are not positive numbers.
 *
 * Rounds down: the quotient of two doubles can be one lot too many or too few, so its neighbours are tried.
 */
export function lotsWithin(size: {
  readonly value: number;
  readonly perLot: number;
  readonly lotsMax: number;
}): number {
  const { value, perLot, lotsMax } = size;
  if (!(value > 0 && value < Number.POSITIVE_INFINITY && perLot > 0 && lotsMax >= 1)) return 0;
  let lots = Math.floor(Math.min(value / perLot, lotsMax, Number.MAX_SAFE_INTEGER - 1));
  if (lots * perLot > value) lots -= 1;
  else if (lots + 1 <= lotsMax && (lots + 1) * perLot <= value) lots += 1;
  return lots;
}
