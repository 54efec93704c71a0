import { assert } from '@qca/base';
import { type Amount, mulDivDown } from '@qca/units';

/** Who has what part of a profit. Whole basis points; the shares of the accounts come to 10,000. */
export interface SplitTerms {
  readonly platformBps: number;
  readonly sharesBps: readonly number[];
}

/** What each is owed of everything that was ever received. Atoms. */
export interface ProfitOwed {
  readonly platform: Amount;
  /** In the order of the terms. */
  readonly accounts: readonly Amount[];
  /** Less than an atom for each; waits for the next payment. */
  readonly waiting: Amount;
}

const WHOLE_BPS = 10_000;

/**
 * Splits all that was received under the same terms. Rounds down, so that no more is owed than came in.
 *
 * Twin: contracts/src/accumulator/ProfitSplitter.sol. Payment by payment the contract owes the same, as long as terms stay.
 */
export function splitProfitDown(received: Amount, { platformBps, sharesBps }: SplitTerms): ProfitOwed {
  assert(received >= 0n, `a profit of ${received} cannot be split`);
  assert(
    Number.isInteger(platformBps) && platformBps >= 0 && platformBps <= WHOLE_BPS,
    'a part is at most all',
  );
  const sum = sharesBps.reduce((total, bps) => total + bps, 0);
  assert(
    sum === WHOLE_BPS && sharesBps.every((bps) => Number.isInteger(bps) && bps >= 0),
    'shares come to a whole',
  );
  const platform = partOf(received, platformBps);
  const rest = (received - platform) as Amount;
  const accounts = sharesBps.map((bps) => partOf(rest, bps));
  const paid = accounts.reduce((total, each) => total + each, 0n);
  return { platform, accounts, waiting: (rest - paid) as Amount };
}

function partOf(whole: Amount, bps: number): Amount {
  return mulDivDown(whole, BigInt(bps), BigInt(WHOLE_BPS)) as Amount;
}
