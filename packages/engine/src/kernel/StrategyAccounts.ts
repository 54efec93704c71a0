import { present } from '@qca/base';
import { type AccountIndex, availableOf, type LedgerState, openAccount } from '@qca/ledger';
import type { Instrument } from '@qca/market';
import { Inventory, PerpetualPosition } from '@qca/portfolio';
import { type Amount, toFloat } from '@qca/units';
import type { Slots } from './slots.ts';

/** The ledger accounts, cost bases and positions of one strategy. */
export class StrategyAccounts {
  readonly name: string;
  /** Atoms at a venue. Shape: [slot]. */
  readonly holding: AccountIndex[];
  /** Cost of an asset in the reporting asset. Shape: [asset]. */
  readonly cost: AccountIndex[];
  readonly capital: AccountIndex;
  readonly realised: AccountIndex;
  readonly funding: AccountIndex;
  readonly fees: AccountIndex;
  readonly slippage: AccountIndex;
  /** Quantity and cost of what is held, by average cost. Shape: [asset]. */
  readonly inventories: Inventory[];
  /** Undefined for spot. Shape: [instrument]. */
  readonly perpetuals: readonly (PerpetualPosition | undefined)[];
  /** Initial margin that positions hold, in atoms of the slot's asset. Shape: [slot]. */
  readonly margin: bigint[];
  heldFloat: Float64Array;
  freeFloat: Float64Array;
  /** Over all venues. Shape: [asset]. */
  totalFloat: Float64Array;
  readonly assets: readonly string[];
  /**
   * Value of fees that the venue took in an asset of which the strategy had none: it came out of what lies there beside
   * the strategies. Whole reporting units. The ledger has advanced it; the strategy's equity is less by it.
   */
  owed = 0;
  readonly #ledger: LedgerState;
  readonly #slots: Slots;
  readonly #instruments: readonly Instrument[];
  readonly #assetIndex: Map<string, number>;
  readonly #assets: string[];
  readonly #root: string;
  readonly #valueAsset: string;

  constructor(
    ledger: LedgerState,
    name: string,
    slots: Slots,
    instruments: readonly Instrument[],
    reportingAsset: string,
    root = `strategy/${name}`,
  ) {
    this.name = name;
    this.#ledger = ledger;
    this.#slots = slots;
    this.#instruments = instruments;
    const value = `${reportingAsset}.value`;
    const open = (path: string): AccountIndex => openAccount(ledger, path, 'unrestricted');
    this.#root = root;
    this.#valueAsset = value;
    this.#assets = [...new Set(slots.all.map((slot) => slot.asset.id))];
    this.assets = this.#assets;
    this.#assetIndex = new Map(this.assets.map((asset, index) => [asset, index]));
    this.holding = slots.all.map((slot) =>
      openAccount(ledger, `${root}/${slot.venue}/${slot.asset.id}`, 'holdings'),
    );
    this.cost = this.assets.map((asset) => open(`${root}/cost/${asset}/${value}`));
    this.capital = open(`capital/${value}`);
    this.realised = open(`${root}/income/realised/${value}`);
    this.funding = open(`${root}/income/funding/${value}`);
    this.fees = open(`${root}/expense/fees/${value}`);
    this.slippage = open(`${root}/expense/slippage/${value}`);
    this.inventories = this.assets.map(() => new Inventory('average'));
    this.perpetuals = instruments.map((each) =>
      each.kind === 'perpetual' ? new PerpetualPosition(each) : undefined,
    );
    this.margin = slots.all.map(() => 0n);
    this.heldFloat = new Float64Array(slots.all.length);
    this.freeFloat = new Float64Array(slots.all.length);
    this.totalFloat = new Float64Array(this.assets.length);
  }

  /** Opens the accounts of a slot that was added after the start, and of its asset where that is new. */
  openSlot({ venue, asset }: Slots['all'][number]): void {
    const ledger = this.#ledger;
    this.holding.push(openAccount(ledger, `${this.#root}/${venue}/${asset.id}`, 'holdings'));
    this.margin.push(0n);
    this.heldFloat = longer(this.heldFloat);
    this.freeFloat = longer(this.freeFloat);
    if (this.#assetIndex.has(asset.id)) return;
    this.#assetIndex.set(asset.id, this.#assets.length);
    this.#assets.push(asset.id);
    this.cost.push(openAccount(ledger, `${this.#root}/cost/${asset.id}/${this.#valueAsset}`, 'unrestricted'));
    this.inventories.push(new Inventory('average'));
    this.totalFloat = longer(this.totalFloat);
  }

  assetIndex(asset: string): number {
    return present(this.#assetIndex.get(asset), `asset ${asset}`);
  }

  costOf(asset: string): AccountIndex {
    return this.cost[this.assetIndex(asset)] as AccountIndex;
  }

  held(slot: number): Amount {
    const account = this.holding[slot] as AccountIndex;
    return ((this.#ledger.creditsPosted[account] as bigint) -
      (this.#ledger.debitsPosted[account] as bigint)) as Amount;
  }

  /** Takes an asset in at a cost in reporting atoms; what is handed out first goes the other way. */
  acquire(asset: string, atoms: Amount, cost: Amount): void {
    if (atoms > 0n) this.#inventory(asset).acquire(atoms, cost);
  }

  /** Hands an asset out and returns what it had cost. */
  release(asset: string, atoms: Amount): Amount {
    return atoms > 0n ? this.#inventory(asset).releaseUp(atoms) : (0n as Amount);
  }

  /** Takes the estimates of one slot over from the exact balances. */
  refresh(slot: number): void {
    const account = this.holding[slot] as AccountIndex;
    const { asset } = this.#slots.all[slot] as Slots['all'][number];
    const held = toFloat(this.held(slot), asset.decimals);
    const index = this.assetIndex(asset.id);
    this.heldFloat[slot] = held;
    this.freeFloat[slot] = toFloat(
      availableOf(this.#ledger, account) - (this.margin[slot] as bigint),
      asset.decimals,
    );
    let total = 0;
    for (const each of this.#slots.all)
      if (each.asset.id === asset.id) total += this.heldFloat[each.index] as number;
    this.totalFloat[index] = total;
  }

  /** Adds up the initial margin of all positions that a slot pays for. */
  refreshMargin(slot: number): void {
    let sum = 0n;
    for (const [index, position] of this.perpetuals.entries()) {
      if (position === undefined || this.#slots.quote[index] !== slot) continue;
      sum += position.initialMarginUp(entryTicks(position, this.#instruments[index] as Instrument));
    }
    this.margin[slot] = sum;
    this.refresh(slot);
  }

  /** Unrealised profit of a perpetual in whole quote units at a mark in ticks. */
  unrealisedFloat(instrument: number, markTicks: number): number {
    const position = this.perpetuals[instrument];
    if (position === undefined || position.lots === 0) return 0;
    const { decimals } = (this.#instruments[instrument] as Instrument).quote;
    return toFloat(position.unrealisedDown(markTicks), decimals);
  }

  #inventory(asset: string): Inventory {
    return this.inventories[this.assetIndex(asset)] as Inventory;
  }
}

function longer(values: Float64Array): Float64Array {
  const grown = new Float64Array(values.length + 1);
  grown.set(values);
  return grown;
}

function entryTicks(position: PerpetualPosition, instrument: Instrument): number {
  return position.lots === 0 ? 0 : Number(position.averageEntryDown()) / Number(instrument.tick);
}
