import { type AccountIndex, availableOf, type TransferKind } from '@qca/ledger';
import type { Amount } from '@qca/units';
import type { BooksParts } from './booksParts.ts';
import { valuedDown } from './Rates.ts';
import type { StrategyAccounts } from './StrategyAccounts.ts';
import type { Slots } from './slots.ts';

/** Books cash that comes and goes by itself: profit of perpetuals, funding, and what the venue took from others. */
export class CashBooking {
  readonly #parts: BooksParts;

  constructor(parts: BooksParts) {
    this.#parts = parts;
  }

  /** Moves profit of a perpetual or funding in cash, and its value against an income account. */
  settle(
    own: StrategyAccounts,
    slot: number,
    atoms: Amount,
    income: AccountIndex,
    kind: TransferKind,
    reference: string,
  ): void {
    if (atoms === 0n) return;
    const { batch, marketAccount, rates } = this.#parts;
    const asset = this.#asset(slot);
    const market = marketAccount[slot] as AccountIndex;
    const holding = own.holding[slot] as AccountIndex;
    const hub = own.costOf(asset);
    if (atoms > 0n) {
      const value = valuedDown(atoms, rates.of(asset));
      batch.move(market, holding, atoms, kind, own.name, reference);
      own.acquire(asset, atoms, value);
      batch.move(income, hub, value, kind, own.name, reference);
    } else {
      this.advance(own, slot, -atoms as Amount, reference);
      batch.move(holding, market, -atoms as Amount, kind, own.name, reference);
      batch.move(hub, income, own.release(asset, -atoms as Amount), kind, own.name, reference);
    }
  }

  /**
   * Lends a strategy what it is short of. A fill nobody reserved for (told after its order was given up, or a loss
   * beyond the margin) has happened all the same: the venue took the money from what we hold there, whosever it was.
   * The ledger says so and owes it back. Returns how much it was.
   */
  advance(own: StrategyAccounts, slot: number, needed: Amount, reference: string): Amount {
    const { advanceAccount, batch, ledger, rates } = this.#parts;
    const holding = own.holding[slot] as AccountIndex;
    const short = (needed - availableOf(ledger, holding)) as Amount;
    if (short <= 0n) return 0n as Amount;
    const asset = this.#asset(slot);
    const value = valuedDown(short, rates.of(asset));
    batch.move(advanceAccount[slot] as AccountIndex, holding, short, 'adjustment', own.name, reference);
    batch.move(own.capital, own.costOf(asset), value, 'adjustment', own.name, reference);
    own.acquire(asset, short, value);
    return short;
  }

  #asset(slot: number): string {
    return (this.#parts.slots.all[slot] as Slots['all'][number]).asset.id;
  }
}
