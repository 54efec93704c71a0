type Level = readonly [price: string, quantity: string];

/** Digits that a column of exact texts shows, so that its decimal points stand in line. */
export function digitsOfColumn(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => (text.split('.')[1] ?? '').replace(/0+$/, '').length));
}

/** How large each level is beside the largest of both sides, 0 to 1. */
export function bookShares(
  bids: readonly Level[],
  asks: readonly Level[],
): { readonly bids: readonly number[]; readonly asks: readonly number[] } {
  const largest = Math.max(...[...bids, ...asks].map(([, quantity]) => Number(quantity)));
  const share = ([, quantity]: Level): number => (largest > 0 ? Number(quantity) / largest : 0);
  return { bids: bids.map(share), asks: asks.map(share) };
}
