import type { VectorFile } from './VectorFile.ts';

// The performance fee from what it promises, found by halving an interval: no formula of the packages or contracts is used.

const VIRTUAL_SHARES = 1_000_000n;
const PRICE_SCALE = 10n ** 27n;

/** Returns the largest n with `holds(n)`, which holds for 0 and up to some point. */
function largest(holds: (n: bigint) => boolean): bigint {
  let high = 1n;
  while (holds(high)) high *= 2n;
  let low = 0n;
  while (low + 1n < high) {
    const middle = (low + high) / 2n;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Returns the smallest n that is enough. */
function smallest(isEnough: (n: bigint) => boolean): bigint {
  return isEnough(0n) ? 0n : largest((n) => !isEnough(n)) + 1n;
}

interface Vault {
  readonly shares: bigint;
  readonly before: bigint;
  readonly profit: bigint;
  readonly highWater: bigint;
  readonly feeBps: bigint;
}

function rowOf({ shares, before, profit, highWater, feeBps }: Vault): Record<string, string> {
  const now = before + profit + 1n;
  const counted = shares + VIRTUAL_SHARES;
  // The least assets at which a share is not below the mark.
  const mark = smallest((assets) => assets * PRICE_SCALE >= highWater * counted);
  const above = now > mark ? now - mark : 0n;
  const taxed = above < profit ? above : profit;
  const fee = shares === 0n ? 0n : largest((f) => f * 10_000n <= taxed * feeBps);
  // The most new shares that are worth no more than the fee once they count.
  const feeShares = largest((n) => n * now <= fee * (counted + n));
  const price = smallest((p) => p * (counted + feeShares) >= now * PRICE_SCALE);
  return {
    ...{ shares: `${shares}`, before: `${before}`, profit: `${profit}`, highWater: `${highWater}` },
    ...{ feeBps: `${feeBps}`, feeShares: `${feeShares}` },
    highWaterAfter: `${price > highWater ? price : highWater}`,
  };
}

export function performanceFeeVectors(): VectorFile {
  const vaults: [shares: bigint, before: bigint][] = [
    [0n, 0n],
    [1n, 1n],
    [10n ** 12n, 10n ** 6n],
    [123_456_789_000_001n, 98_765_432n],
    [10n ** 27n + 7n, 10n ** 21n + 3n],
  ];
  const profits = [0n, 1n, 999_999n, 10n ** 20n + 1n];
  const rows = vaults.flatMap(([shares, before]) =>
    profits.flatMap((profit) =>
      // No mark yet; the price of before; half of the profit above it; all of it below.
      [0n, before + 1n, before + 1n + profit / 2n, before + 2n + profit].flatMap((assets) =>
        [0n, 1_000n, 2_999n].map((feeBps) => {
          const highWater = (assets * PRICE_SCALE) / (shares + VIRTUAL_SHARES);
          return rowOf({ shares, before, profit, highWater, feeBps });
        }),
      ),
    ),
  );
  return {
    description:
      'The performance fee of a vault that books "profit" on "before" assets. With 10^6 virtual shares and 1 virtual asset: the fee is ⌊feeBps ÷ 10,000 × the profit above the high-water mark⌋, "feeShares" the most new shares worth no more than it, "highWaterAfter" the higher of the mark and the price afterwards, rounded up. Prices are assets for a share times 10^27. Nobody pays in a vault without shares.',
    cases: rows,
  };
}
