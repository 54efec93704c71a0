import type { TimeUs } from '@qca/base';
import { type AccountIndex, availableOf } from '@qca/ledger';
import { type Amount, mulDivUp, ONE_RATIO } from '@qca/units';
import type { Posting } from '../entries.ts';
import type { BooksParts } from './booksParts.ts';
import { valuedDown } from './Rates.ts';
import { StrategyAccounts } from './StrategyAccounts.ts';
import type { Slots } from './slots.ts';

/** Cash that may change hands at one place. */
export interface FreeCash {
  readonly slot: number;
  /** Not reserved, not held as margin, not owed to an open loss. */
  readonly atoms: Amount;
  /** In atoms of the reporting asset. Rounds down. */
  readonly value: Amount;
}

/** What changed hands. */
export interface CapitalMoved {
  readonly posting: Posting;
  readonly value: Amount;
}

/**
 * Moves cash from one strategy's accounts to another's, or to and from the platform's reserve.
 *
 * The cash keeps what it cost: custody and cost account change hands in one linked group, no income account is touched,
 * so realised revenue is what it was. What a cash asset had gained against the reporting asset goes with it, unrealised.
 */
export class CapitalMoves {
  readonly #parts: BooksParts;
  readonly #reportingAsset: string;
  #reserve: StrategyAccounts | undefined;

  constructor(parts: BooksParts, reportingAsset: string) {
    this.#parts = parts;
    this.#reportingAsset = reportingAsset;
  }

  /** What the platform holds back from all strategies; undefined before the first move to it. */
  get reserve(): StrategyAccounts | undefined {
    return this.#reserve;
  }

  /** Returns the accounts of a strategy, or of the reserve for −1, which are opened when they are first needed. */
  accountsOf(party: number): StrategyAccounts {
    const { accounts, instruments, ledger, slots } = this.#parts;
    if (party >= 0) return accounts[party] as StrategyAccounts;
    this.#reserve ??= new StrategyAccounts(
      ledger,
      '',
      slots,
      instruments,
      this.#reportingAsset,
      'platform/reserve',
    );
    return this.#reserve;
  }

  /** Lists the free cash of a party at some slots, the most valuable first. `markTicks` values open positions. */
  freeCash(party: number, slots: Iterable<number>, markTicks: (instrument: number) => number): FreeCash[] {
    if (party < 0 && this.#reserve === undefined) return [];
    const own = this.accountsOf(party);
    const free: FreeCash[] = [];
    for (const slot of slots) {
      const held = availableOf(this.#parts.ledger, own.holding[slot] as AccountIndex);
      const atoms = (held - (own.margin[slot] as bigint) - this.#openLoss(own, slot, markTicks)) as Amount;
      if (atoms <= 0n) continue;
      const value = valuedDown(atoms, this.#parts.rates.of(this.#asset(slot)));
      if (value > 0n) free.push({ slot, atoms, value });
    }
    return free.sort((a, b) => (a.value === b.value ? a.slot - b.slot : a.value > b.value ? -1 : 1));
  }

  /** Moves cash worth `value`, taken from `free` first to last, which holds at least as much. */
  move(
    { from, to }: { readonly from: number; readonly to: number },
    free: readonly FreeCash[],
    value: Amount,
    reference: string,
    timeUs: TimeUs,
  ): CapitalMoved {
    const giver = this.accountsOf(from);
    const taker = this.accountsOf(to);
    const { batch, rates } = this.#parts;
    const touched: number[] = [];
    let moved = 0n;
    for (const place of free) {
      if (moved >= value) break;
      const asset = this.#asset(place.slot);
      const rate = rates.of(asset);
      const needed = mulDivUp(value - moved, ONE_RATIO, rate);
      // biome-ignore lint/complexity/useMathMinMax: these are bigint.
      const atoms = (needed < place.atoms ? needed : place.atoms) as Amount;
      const holding = giver.holding[place.slot] as AccountIndex;
      batch.move(
        holding,
        taker.holding[place.slot] as AccountIndex,
        atoms,
        'transfer',
        giver.name,
        reference,
      );
      const cost = giver.release(asset, atoms);
      taker.acquire(asset, atoms, cost);
      batch.move(giver.costOf(asset), taker.costOf(asset), cost, 'transfer', giver.name, reference);
      moved += valuedDown(atoms, rate);
      touched.push(place.slot);
    }
    const posting = batch.post(timeUs);
    for (const slot of touched) {
      giver.refresh(slot);
      taker.refresh(slot);
    }
    return { posting, value: moved as Amount };
  }

  // A position that stands at a loss will take it from the cash it is settled in.
  #openLoss(own: StrategyAccounts, slot: number, markTicks: (instrument: number) => number): bigint {
    let sum = 0n;
    for (const [index, position] of own.perpetuals.entries()) {
      if (position === undefined || position.lots === 0 || this.#parts.slots.quote[index] !== slot) continue;
      const open = position.unrealisedDown(markTicks(index));
      if (open < 0n) sum -= open;
    }
    return sum;
  }

  #asset(slot: number): string {
    return (this.#parts.slots.all[slot] as Slots['all'][number]).asset.id;
  }
}
