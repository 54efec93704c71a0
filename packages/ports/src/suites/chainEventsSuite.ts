import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CHAIN_EVENTS_READ_MAX,
  CHECKPOINTS_MAX,
  type ChainEvent,
  type ChainEvents,
  type ChainPage,
} from '../ChainEvents.ts';
import { refusalOf } from './journalSuite.ts';

export interface ChainEventsHarness {
  readonly events: ChainEvents;
  /** The same again, as after a crash; absent where nothing survives one. */
  reopen?(): Promise<ChainEvents>;
  dispose(): Promise<void>;
}

/** What every keeper of events promises. `make` gives an empty one. */
export function chainEventsSuite(name: string, make: () => Promise<ChainEventsHarness>): void {
  describe(`events of a chain: ${name}`, () => {
    let harness: ChainEventsHarness;
    let events: ChainEvents;

    beforeEach(async () => {
      harness = await make();
      events = harness.events;
    });
    afterEach(() => harness.dispose());

    const hashOf = (number: number, fork = 0) =>
      `0x${number.toString(16).padStart(32, '0')}${fork.toString(16).padStart(32, '0')}` as const;
    const eventAt = (blockNumber: number, logIndex = 0, fork = 0): ChainEvent => ({
      ...{ blockNumber, blockHash: hashOf(blockNumber, fork), logIndex },
      ...{ transactionHash: `0x${'ab'.repeat(32)}`, address: '0x0000000000000000000000000000000000000011' },
      ...{ contract: blockNumber % 2 === 0 ? 'Even' : 'Odd', event: logIndex === 0 ? 'First' : 'Later' },
      args: { amount: `${2n ** 255n}`, nested: { list: ['1', true] }, word: 'ünï "quoted"' },
    });
    const page = (from: number, to: number, fork = 0): ChainPage => ({
      fromNumber: from,
      to: { number: to, hash: hashOf(to, fork) },
      events: Array.from({ length: to - from + 1 }, (_, index) => from + index).flatMap((number) => [
        eventAt(number, 0, fork),
        eventAt(number, 3, fork),
      ]),
    });
    const all = () => events.read({ limit: CHAIN_EVENTS_READ_MAX });

    it('begins with nothing', async () => {
      expect([await events.checkpoints(), await all()]).toEqual([[], []]);
    });

    it('gives back what was added, in order, and where it ended', async () => {
      await events.append(page(5, 7));
      await events.append({ fromNumber: 8, to: { number: 20, hash: hashOf(20) }, events: [] });
      await events.append(page(21, 21));
      expect(await all()).toEqual([...page(5, 7).events, ...page(21, 21).events]);
      expect((await events.checkpoints()).map(({ number }) => number)).toEqual([21, 20, 7]);
    });

    it('takes a page once', async () => {
      for (let again = 0; again < 3; again += 1) await events.append(page(5, 7));
      expect(await all()).toEqual(page(5, 7).events);
    });

    it.each([
      ['leaves blocks out', page(9, 9)],
      ['comes again with another name', page(5, 7, 1)],
      ['overlaps', page(7, 9)],
      ['has an event from elsewhere', { ...page(8, 8), events: [eventAt(9)] }],
      ['has events in no order', { ...page(8, 8), events: [eventAt(8, 2), eventAt(8, 1)] }],
      ['has an event twice', { ...page(8, 8), events: [eventAt(8, 2), eventAt(8, 2)] }],
      ['ends before it begins', { ...page(8, 8), to: { number: 7, hash: hashOf(77) }, events: [] }],
    ])('refuses a page that %s, and keeps nothing of it', async (_, wrong) => {
      await events.append(page(5, 7));
      expect((await refusalOf(() => events.append(wrong))).kind).toBe('page-out-of-order');
      expect(await all()).toEqual(page(5, 7).events);
    });

    it('forgets what a reorganisation took, and goes on from there', async () => {
      await events.append(page(1, 4));
      await events.append(page(5, 8));
      await events.append(page(9, 12));
      await events.rollBack(8);
      expect((await events.checkpoints()).map(({ number }) => number)).toEqual([8, 4]);
      await events.append(page(9, 10, 1));
      expect(await all()).toEqual([...page(1, 4).events, ...page(5, 8).events, ...page(9, 10, 1).events]);
      await events.rollBack(0);
      expect([await events.checkpoints(), await all()]).toEqual([[], []]);
    });

    it('is read in pieces, by contract and by event', async () => {
      await events.append(page(1, 6));
      const expected = page(1, 6).events;
      const found: ChainEvent[] = [];
      for (let piece = await events.read({ limit: 5 }); piece.length > 0; ) {
        found.push(...piece);
        piece = await events.read({ limit: 5, after: piece.at(-1) as ChainEvent });
      }
      expect(found).toEqual(expected);
      expect(await events.read({ limit: 99, contract: 'Odd', event: 'Later' })).toEqual(
        expected.filter((each) => each.contract === 'Odd' && each.event === 'Later'),
      );
      await expect(events.read({ limit: 0 })).rejects.toThrow('limit');
      await expect(events.read({ limit: CHAIN_EVENTS_READ_MAX + 1 })).rejects.toThrow('limit');
    });

    it('remembers a bounded number of ends, the newest', async () => {
      for (let number = 1; number <= CHECKPOINTS_MAX + 3; number += 1)
        await events.append({ fromNumber: number, to: { number, hash: hashOf(number) }, events: [] });
      const kept = await events.checkpoints();
      expect([kept.length, kept[0]?.number]).toEqual([CHECKPOINTS_MAX, CHECKPOINTS_MAX + 3]);
    });

    it('is empty once cleared', async () => {
      await events.append(page(5, 7));
      await events.clear();
      expect([await events.checkpoints(), await all()]).toEqual([[], []]);
      await events.append(page(2, 3));
      expect(await all()).toEqual(page(2, 3).events);
    });

    it('is what a list would be, whatever happens, also after a crash', async () => {
      const step = fc.oneof(
        { weight: 5, arbitrary: fc.record({ blocks: fc.integer({ min: 1, max: 4 }) }) },
        { weight: 2, arbitrary: fc.record({ back: fc.integer({ min: 0, max: 6 }) }) },
        { weight: 1, arbitrary: fc.record({ reopen: fc.constant(true) }) },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
          await events.clear();
          let list: ChainEvent[] = [];
          let newest = 0;
          for (const [fork, each] of steps.entries()) {
            if ('blocks' in each) {
              const next = page(newest + 1, newest + each.blocks, fork);
              await events.append(next);
              list.push(...next.events);
              newest += each.blocks;
            } else if ('back' in each) {
              const kept = await events.checkpoints();
              newest = kept[each.back]?.number ?? 0;
              await events.rollBack(newest);
              list = list.filter(({ blockNumber }) => blockNumber <= newest);
            } else if (harness.reopen !== undefined) events = await harness.reopen();
          }
          expect(await all()).toEqual(list);
          expect((await events.checkpoints())[0]?.number ?? 0).toBe(newest);
        }),
        { numRuns: 25 },
      );
    });
  });
}
