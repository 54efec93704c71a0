import { accept, assert, type Result, reject } from '@qca/base';
import { type Amount, type Bps, mulDivDown, mulDivUp } from '@qca/units';

/** What a pool holds of both assets, seen from who swaps: `in` goes up, `out` goes down. Atoms of each. */
export interface PoolReserves {
  readonly reserveIn: Amount;
  readonly reserveOut: Amount;
}

/** One, in the scale of `Bps`: ten thousand basis points of four decimals. */
const WHOLE = 100_000_000n;

/**
 * Returns what `input` buys. Rounds down; always less than the reserve.
 *
 * Source: Uniswap v2 core, `swap`. Twin: contracts/src/exchange/PoolMath.sol, `outputFor`.
 */
export function swapOutputDown(input: Amount, { reserveIn, reserveOut }: PoolReserves, fee: Bps): Amount {
  const kept = keptOf(fee);
  assert(input >= 0n && reserveIn > 0n && reserveOut > 0n, 'a swap goes through a pool that holds something');
  return mulDivDown(input * kept, reserveOut, reserveIn * WHOLE + input * kept) as Amount;
}

/**
 * Returns what must be paid for `output`. Rounds up. Rejects: `more-than-reserve`.
 *
 * Twin: contracts/src/exchange/PoolMath.sol, `inputFor`.
 */
export function swapInputUp(
  output: Amount,
  { reserveIn, reserveOut }: PoolReserves,
  fee: Bps,
): Result<Amount, { readonly kind: 'more-than-reserve'; readonly output: Amount; readonly reserve: Amount }> {
  const kept = keptOf(fee);
  assert(output >= 0n && reserveIn > 0n, 'a swap goes through a pool that holds something');
  if (output >= reserveOut) return reject({ kind: 'more-than-reserve', output, reserve: reserveOut });
  return accept(mulDivUp(reserveIn * output, WHOLE, (reserveOut - output) * kept) as Amount);
}

/**
 * Returns the part of `amount` to sell so that what is left and what was bought enter the pool together with nothing over.
 * Rounds down.
 *
 * The positive root x of γx² + (1 + γ)rx − ar = 0, with r the reserve, a the amount and γ what the fee leaves.
 * Twin: contracts/src/exchange/PoolMath.sol, `optimalInput`.
 */
export function optimalInputDown(amount: Amount, reserveIn: Amount, fee: Bps): Amount {
  const kept = keptOf(fee);
  const sum = WHOLE + kept;
  const base = reserveIn * sum;
  const root = rootDown(reserveIn * (reserveIn * sum * sum + 4n * kept * WHOLE * amount));
  return (root > base ? (root - base) / (2n * kept) : 0n) as Amount;
}

function keptOf(fee: Bps): bigint {
  assert(fee >= 0n && fee < WHOLE, `a fee of ${fee} leaves nothing`);
  return WHOLE - fee;
}

/** Newton's method from above; stops where it no longer falls. */
function rootDown(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
