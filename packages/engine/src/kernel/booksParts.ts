import { type AccountIndex, createLedger, type LedgerState, openAccount } from '@qca/ledger';
import type { Instrument, Valuation } from '@qca/market';
import type { RunConfiguration } from '../entries.ts';
import { PostingBatch } from './PostingBatch.ts';
import { Rates } from './Rates.ts';
import { StrategyAccounts } from './StrategyAccounts.ts';
import type { Slots } from './slots.ts';

/** What everyone who books works on. */
export interface BooksParts {
  readonly ledger: LedgerState;
  readonly instruments: readonly Instrument[];
  readonly slots: Slots;
  readonly rates: Rates;
  readonly batch: PostingBatch;
  readonly accounts: readonly StrategyAccounts[];
  readonly marketAccount: readonly AccountIndex[];
  readonly feeAccount: readonly AccountIndex[];
  /** What one strategy's fills took of another's money at the same venue. Shape: [slot]. */
  readonly advanceAccount: readonly AccountIndex[];
  /** Perpetual profit that the venue has realised on the net of all strategies, quote atoms. Shape: [instrument]. */
  readonly netRealised: bigint[];
}

/** Opens a ledger with every account of a run, always in the same order: transfers name accounts by their place. */
export function openBooks(
  instruments: readonly Instrument[],
  slots: Slots,
  valuation: Valuation,
  configuration: RunConfiguration,
): BooksParts {
  const ledger = createLedger();
  const ofVenue = (name: string): AccountIndex[] =>
    slots.all.map((slot) =>
      openAccount(ledger, `venue/${slot.venue}/${name}/${slot.asset.id}`, 'unrestricted'),
    );
  return {
    ledger,
    instruments,
    slots,
    rates: new Rates(valuation, configuration),
    batch: new PostingBatch(ledger),
    marketAccount: ofVenue('market'),
    feeAccount: ofVenue('fees'),
    advanceAccount: ofVenue('advances'),
    netRealised: instruments.map(() => 0n),
    accounts: configuration.strategies.map(
      ({ name }) => new StrategyAccounts(ledger, name, slots, instruments, configuration.reportingAsset),
    ),
  };
}
