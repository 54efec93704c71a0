import { createHash } from 'node:crypto';
import { decodeEntries, type Entry, isInput, type RunConfiguration } from '@qca/engine';
import type { Store } from '@qca/ports';
import { decimalText } from './plain.ts';

/** Decimals of every asset and value account, and of every price, as the journal has them. */
export const ASSET_DECIMALS = 8;
export const PRICE_DECIMALS = 18;

/** An entry with its number. */
export type Numbered<Kind extends Entry['kind'] = Entry['kind']> = {
  readonly sequence: number;
  readonly entry: Extract<Entry, { kind: Kind }>;
};

/** A row as the API gives it. */
export type Row = Readonly<Record<string, unknown>> & {
  readonly sequence: number;
  readonly strategy: string;
};

/** One run, read from its journal and nothing else. */
export class NaiveRun {
  readonly id: string;
  readonly entries: readonly Entry[];
  /** Digest of every byte of the journal. */
  readonly hash: string;
  readonly configuration: RunConfiguration;

  private constructor(id: string, entries: readonly Entry[], hash: string) {
    this.id = id;
    this.entries = entries;
    this.hash = hash;
    const [first] = entries;
    if (first?.kind !== 'run-started') throw new Error('a journal begins with run-started');
    this.configuration = first.configuration;
  }

  static async read(store: Store, id: string): Promise<NaiveRun> {
    const journal = await store.openJournal(id, { writer: false });
    const digest = createHash('sha256');
    const entries: Entry[] = [];
    for await (const block of journal.blocks()) {
      digest.update(block.bytes);
      decodeEntries(block.bytes, (entry) => void entries.push(structuredClone(entry)));
    }
    await journal.close();
    return new NaiveRun(id, entries, digest.digest('hex'));
  }

  /** The run as it was when the step of this input was over. */
  upTo(input: number): NaiveRun {
    let end = input + 1;
    while (end < this.entries.length && !isInput(this.entries[end] as Entry)) end += 1;
    return new NaiveRun(this.id, this.entries.slice(0, end), '');
  }

  get last(): number {
    return this.entries.length - 1;
  }

  all<Kind extends Entry['kind']>(kind: Kind): Numbered<Kind>[] {
    return this.entries.flatMap((entry, sequence) =>
      entry.kind === kind ? [{ sequence, entry: entry as Numbered<Kind>['entry'] }] : [],
    );
  }

  strategy(index: number): string {
    return this.configuration.strategies[index]?.name ?? '';
  }

  /** What the API calls an instrument, and what its ticks and lots are worth. */
  instrument(index: number) {
    const spec = this.configuration.instruments[index];
    if (spec === undefined) throw new Error(`no instrument ${index}`);
    const { venue, kind, base, quote, tick, lot } = spec;
    const id = `${venue}:${base.id}/${quote.id}${kind === 'perpetual' ? '-PERP' : ''}`;
    return { id, venue, kind, base: base.id, quote: quote.id, tick: BigInt(tick), lot: BigInt(lot) };
  }

  /** Base atoms of lots, as text. */
  quantity(index: number, lots: number): string {
    return decimalText(this.instrument(index).lot * BigInt(lots), ASSET_DECIMALS);
  }

  /** A price of so many ticks (maybe a half), as text; null where there is none. */
  price(index: number, ticks: number): string | null {
    if (!(ticks > 0)) return null;
    return decimalText((this.instrument(index).tick * BigInt(Math.round(2 * ticks))) / 2n, PRICE_DECIMALS);
  }

  /** Quote atoms of lots at a price in ticks, cut off. */
  notional(index: number, lots: number, ticks: number): bigint {
    const { tick, lot } = this.instrument(index);
    return (tick * BigInt(ticks) * lot * BigInt(lots)) / 10n ** BigInt(PRICE_DECIMALS);
  }
}

/** Digest of the first entries of a journal; blocks end where steps end, and so do those who read along. */
export async function hashOf(store: Store, id: string, entries: number): Promise<string> {
  const journal = await store.openJournal(id, { writer: false });
  const digest = createHash('sha256');
  for await (const block of journal.blocks()) if (block.lastSequence < entries) digest.update(block.bytes);
  await journal.close();
  return digest.digest('hex');
}
