import { RunningHash, SECOND } from '@qca/base';
import type { JournalBlock } from '@qca/ports';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../entries.ts';
import { decodeEntries, EntryEncoder } from '../journal/codec.ts';
import { Bench, EAST, limit, quote, START_US, WEST, WHY } from '../testing/Bench.fixture.ts';
import { BlockList } from '../testing/BlockList.fixture.ts';
import { ScriptedExchange } from '../testing/ScriptedExchange.fixture.ts';
import { isFromVenue, isInput, replay } from './replay.ts';

/** A run with orders, fills, a trade of two legs, doubt, an operator and a stop, in blocks of a few entries. */
async function recorded() {
  const bench = new Bench();
  const flush = () => void bench.writer.flush();
  bench.open();
  flush();
  const order = bench.place(limit(EAST, 'buy', 10, 1_001));
  bench.accepted(order);
  bench.filled(order, 4, 1_001);
  flush();
  bench.timer(6 * SECOND);
  bench.cancelled(order, 6);
  const legs = [limit(EAST, 'buy', 5, 1_001), limit(WEST, 'sell', 5, 999)].map(
    ({ instrument, side, quantityLots, limitTicks }) => ({
      instrument,
      side,
      quantityLots,
      limitTicks: limitTicks!,
      sizing: 'same-base' as const,
    }),
  );
  bench.want([{ kind: 'legs', legs, timeoutUs: SECOND, why: WHY }]);
  for (const each of [...bench.strategy.openOrders.values()]) bench.filled(each, 5, 1_001);
  flush();
  for (const each of [...bench.strategy.openOrders.values()]) bench.filled(each, 5, 999);
  bench.command('halt', 0);
  bench.stop();
  return { bench, journal: await bench.close() };
}

function entriesOf(journal: BlockList): Entry[] {
  const entries: Entry[] = [];
  for (const block of journal.list) decodeEntries(block.bytes, (entry) => void entries.push(entry));
  return entries;
}

/** The same blocks with some entries changed, and hashes that fit: a forger's journal. */
function forged(journal: BlockList, change: (entry: Entry, sequence: number) => readonly Entry[]): BlockList {
  const copy = new BlockList();
  const hash = new RunningHash();
  let sequence = 0;
  let firstSequence = 0;
  for (const block of journal.list) {
    const encoder = new EntryEncoder();
    decodeEntries(block.bytes, (entry) => {
      for (const each of change(entry, sequence)) encoder.encode(each);
      sequence += 1;
    });
    hash.update(encoder.bytes());
    copy.append({ firstSequence, lastSequence: sequence - 1, bytes: encoder.bytes(), hash: hash.peek() });
    firstSequence = sequence;
  }
  return copy;
}

describe('replay', () => {
  it('comes to the same state, hash and ledger, and finds no difference', async () => {
    const { bench, journal } = await recorded();
    const replayed = await replay(journal, bench.find);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.head).toEqual({ lastSequence: bench.entries.length - 1, hash: bench.writer.hash() });
    expect(replayed.inputs).toBe(bench.entries.filter(isInput).length);
    expect(replayed.state?.books.ledger.head).toBe(bench.state.books.ledger.head);
    expect([...(replayed.state?.orders.values() ?? [])]).toEqual([...bench.state.orders.values()]);
    expect(replayed.exchange).toBeUndefined();
  });

  it('of an empty journal has no state', async () => {
    const replayed = await replay(new BlockList(), () => undefined);
    expect(replayed).toMatchObject({ state: undefined, inputs: 0, head: { lastSequence: -1 } });
  });

  it('finds every fact that was changed, at its place', async () => {
    const { bench, journal } = await recorded();
    for (const [at, entry] of entriesOf(journal).entries()) {
      if (isInput(entry)) continue;
      const changed = forged(journal, (each, sequence) => [
        sequence === at ? ({ ...each, timeUs: each.timeUs + 1 } as Entry) : each,
      ]);
      const { firstDifference } = await replay(changed, bench.find);
      expect(firstDifference?.sequence, entry.kind).toBe(at);
      expect(firstDifference?.journaled).not.toBe(firstDifference?.replayed);
    }
  });

  it('finds an input that was changed by what follows from it', async () => {
    const { bench, journal } = await recorded();
    const entries = entriesOf(journal);
    const at = entries.findIndex((each) => each.kind === 'order-filled');
    const changed = forged(journal, (each) => [
      each.kind === 'order-filled' ? { ...each, priceTicks: each.priceTicks - 1 } : each,
    ]);
    expect((await replay(changed, bench.find)).firstDifference?.sequence).toBe(at + 1);
  });

  it('finds a fact that is missing and one that was added', async () => {
    const { bench, journal } = await recorded();
    const entries = entriesOf(journal);
    const at = entries.findIndex((each) => each.kind === 'order-placed');
    const without = forged(journal, (each, sequence) => (sequence === at ? [] : [each]));
    expect((await replay(without, bench.find)).firstDifference).toMatchObject({
      sequence: at,
      replayed: expect.stringContaining('order-placed'),
    });
    const twice = forged(journal, (each, sequence) => (sequence === at ? [each, each] : [each]));
    expect((await replay(twice, bench.find)).firstDifference).toMatchObject({
      sequence: at + 1,
      replayed: '',
    });
  });

  it('finds that the last facts are missing', async () => {
    const { bench, journal } = await recorded();
    const entries = entriesOf(journal);
    const last = entries.findLastIndex((each) => !isInput(each));
    const cut = forged(journal, (each, sequence) => (sequence >= last ? [] : [each]));
    expect((await replay(cut, bench.find)).firstDifference).toMatchObject({
      journaled: 'the end of the journal',
    });
  });

  it('crashes on bytes that do not have the hash they were stored with', async () => {
    const { bench, journal } = await recorded();
    const [first, ...rest] = journal.list as [JournalBlock, ...JournalBlock[]];
    // The last byte of the last quote of the first block: an update id nobody acts on.
    const bytes = first.bytes.slice();
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1;
    const damaged = new BlockList();
    damaged.list.push({ ...first, bytes }, ...rest);
    await expect(replay(damaged, bench.find)).rejects.toThrow(
      `journal block ${first.firstSequence}–${first.lastSequence} does not have the hash`,
    );
  });

  it('crashes when a block is missing, in the middle or at the start', async () => {
    const { bench, journal } = await recorded();
    const gap = new BlockList();
    gap.list.push(...journal.list.filter((_, index) => index !== 1));
    const replayed = await replay(gap, bench.find).catch((error: Error) => error);
    const isFound =
      replayed instanceof Error
        ? replayed.message.includes('does not have the hash')
        : replayed.firstDifference !== undefined;
    expect(isFound).toBe(true);
    const headless = new BlockList();
    headless.list.push(...journal.list.slice(1));
    await expect(replay(headless, bench.find)).rejects.toThrow('a journal begins with run-started');
  });

  it('finds a strategy that decides otherwise', async () => {
    const { bench, journal } = await recorded();
    const shy = (name: string) => ({ ...bench.find(name)!, react: () => [] });
    const at = entriesOf(journal).findIndex((each) => each.kind === 'order-placed');
    expect((await replay(journal, shy)).firstDifference).toMatchObject({ sequence: at, replayed: '' });
  });
});

describe('replay with a venue', () => {
  const told = (count: number) =>
    Array.from({ length: count }, (_, index) => quote(EAST, START_US + (index + 1) * SECOND, 999, 1_001));

  async function quotesOnly() {
    const bench = new Bench();
    for (let count = 0; count < 3; count += 1) bench.quote(EAST, 999, 1_001);
    bench.want([{ kind: 'place', order: limit(EAST, 'buy', 1, 1_000), why: WHY }]);
    return { bench, journal: await bench.close() };
  }

  it('brings it along: it is sent the actions again and must tell the same', async () => {
    const { bench, journal } = await quotesOnly();
    const venue = new ScriptedExchange([...told(3), quote(EAST, bench.timeUs, 999, 1_001)]);
    const replayed = await replay(journal, bench.find, () => venue);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.exchange).toBe(venue);
    expect(venue.sent).toMatchObject([{ action: { kind: 'place-order' }, timeUs: bench.timeUs }]);
  });

  it('finds a venue that tells something else, or nothing', async () => {
    const { bench, journal } = await quotesOnly();
    const other = new ScriptedExchange([...told(2), quote(EAST, START_US + 3 * SECOND, 998, 1_001)]);
    expect((await replay(journal, bench.find, other)).firstDifference).toMatchObject({
      replayed: expect.stringContaining('998'),
    });
    const silent = new ScriptedExchange(told(1));
    expect((await replay(journal, bench.find, silent)).firstDifference?.replayed).toBe(
      'the simulated venue has nothing to say',
    );
  });
});

describe('entries', () => {
  it('are inputs or facts, and inputs come from venues or from around the engine', () => {
    const timer = { kind: 'timer', timeUs: 1 } as const;
    expect([isInput(timer), isFromVenue(timer)]).toEqual([true, false]);
    const heard = quote(EAST, 1, 1, 2);
    expect([isInput(heard), isFromVenue(heard)]).toEqual([true, true]);
    expect(isInput({ kind: 'order-doubted', timeUs: 1, orderId: '', detail: '' })).toBe(false);
  });
});
