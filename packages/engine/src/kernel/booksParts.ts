import { type AccountIndex, createLedger, type LedgerState, openAccount } from '@qca/ledger';
import type { Instrument, Valuation } from '@qca/market';
import type { RunConfiguration } from '../entries.ts';
import { PostingBatch } from './PostingBatch.ts';
import { Rates } from './Rates.ts';
import { StrategyAccounts } from './StrategyAccounts.ts';
import type { Slot, Slots } from './slots.ts';

/** What everyone who books works on. */
export interface BooksParts {
  readonly ledger: LedgerState;
  readonly instruments: readonly Instrument[];
  readonly slots: Slots;
  readonly rates: Rates;
  readonly batch: PostingBatch;
  readonly accounts: readonly StrategyAccounts[];
  readonly marketAccount: AccountIndex[];
  readonly feeAccount: AccountIndex[];
  /** What one strategy's fills took of another's money at the same venue. Shape: [slot]. */
  readonly advanceAccount: AccountIndex[];
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
  const ofVenue = (name: VenueAccountName): AccountIndex[] =>
    slots.all.map((slot) => openVenueAccount(ledger, slot, name));
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

type VenueAccountName = 'market' | 'fees' | 'advances';

function openVenueAccount(ledger: LedgerState, { venue, asset }: Slot, name: VenueAccountName): AccountIndex {
  return openAccount(ledger, `venue/${venue}/${name}/${asset.id}`, 'unrestricted');
}

/**
 * Returns the slot of an asset at a venue, opened with all its accounts where it is met for the first time: a venue may
 * take a fee in an asset that nobody named. `reserve` is who holds the platform's part, if anybody does yet.
 */
export function slotFor(
  parts: BooksParts,
  place: { readonly venue: string; readonly asset: string },
  reserve: StrategyAccounts | undefined,
): Slot {
  const { ledger, slots } = parts;
  const known = slots.find(place.venue, place.asset);
  if (known !== undefined) return known;
  const slot = slots.open(place.venue, place.asset);
  parts.marketAccount.push(openVenueAccount(ledger, slot, 'market'));
  parts.feeAccount.push(openVenueAccount(ledger, slot, 'fees'));
  parts.advanceAccount.push(openVenueAccount(ledger, slot, 'advances'));
  for (const own of parts.accounts) own.openSlot(slot);
  reserve?.openSlot(slot);
  return slot;
}
