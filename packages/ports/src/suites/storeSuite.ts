import { describe, expect, it } from 'vitest';
import type { Store } from '../Store.ts';
import { BlockChain, readAll } from './blockChain.ts';
import { type JournalHarness, journalSuite, refusalOf } from './journalSuite.ts';
import { projectionsSuite } from './projectionsSuite.ts';
import { SAMPLE_US, sampleRun } from './sampleRows.ts';

export interface StoreHarness {
  /** Opens the one store; a second call opens the same store beside the first. */
  open(): Promise<Store>;
  /** False when what was stored is gone after all its openings are closed. */
  readonly lasting: boolean;
  dispose(): Promise<void>;
}

/** What every store promises: runs, journals with one writer, projections. `make` gives an empty one. */
export function storeSuite(name: string, make: () => Promise<StoreHarness>): void {
  const withStore = async (work: (store: Store, harness: StoreHarness) => Promise<void>) => {
    const harness = await make();
    try {
      const store = await harness.open();
      await work(store, harness);
      await store.close();
    } finally {
      await harness.dispose();
    }
  };

  describe(`store: ${name}`, () => {
    it('gives back a run as it was saved, and as it was saved last', () =>
      withStore(async (store) => {
        const run = sampleRun({ id: 'r1' });
        await store.saveRun(run);
        expect(await store.readRun('r1')).toEqual(run);
        const ended = sampleRun({
          id: 'r1',
          status: 'done',
          head: { lastSequence: 41, hash: 'ab'.repeat(32) },
          summary: '{"orders":3,"note":"Größe ≤ 1 \\u0000"}',
        });
        await store.saveRun(ended);
        expect(await store.readRun('r1')).toEqual(ended);
        expect(await store.readRun('r2')).toBeUndefined();
      }));

    it('lists runs newest first, by id where they began together', () =>
      withStore(async (store) => {
        for (const [id, createdUs] of [
          ['a', 5],
          ['c', 9],
          ['b', 9],
          ['d', 7],
        ] as const) {
          await store.saveRun(sampleRun({ id, createdUs: SAMPLE_US + createdUs }));
        }
        expect((await store.listRuns()).map((run) => run.id)).toEqual(['c', 'b', 'd', 'a']);
      }));

    it.each(['', '..', '../up', 'a/b', '.hidden', 'a b', 'x'.repeat(101), 'a\0'])(
      'refuses %j as the id of a run',
      (id) =>
        withStore(async (store) => {
          expect((await refusalOf(() => store.saveRun(sampleRun({ id })))).kind).toBe('bad-run-id');
        }),
    );

    it('refuses the journal of a run that was never saved', () =>
      withStore(async (store) => {
        expect((await refusalOf(() => store.openJournal('r1', { writer: true }))).kind).toBe('unknown-run');
        expect((await refusalOf(() => store.openJournal('r1', { writer: false }))).kind).toBe('unknown-run');
      }));

    it('lets one writer in at a time, and the next when it has closed', () =>
      withStore(async (store, harness) => {
        await store.saveRun(sampleRun({ id: 'r1' }));
        const beside = await harness.open();
        const writer = await store.openJournal('r1', { writer: true });
        expect((await refusalOf(() => store.openJournal('r1', { writer: true }))).kind).toBe(
          'journal-in-use',
        );
        expect((await refusalOf(() => beside.openJournal('r1', { writer: true }))).kind).toBe(
          'journal-in-use',
        );
        await writer.close();
        const next = await beside.openJournal('r1', { writer: true });
        expect((await refusalOf(() => store.openJournal('r1', { writer: true }))).kind).toBe(
          'journal-in-use',
        );
        await next.close();
        await beside.close();
      }));

    it('shows a reader what is there, and does not let it write', () =>
      withStore(async (store) => {
        await store.saveRun(sampleRun({ id: 'r1' }));
        const early = await store.openJournal('r1', { writer: false });
        expect((await early.head()).lastSequence).toBe(-1);
        const writer = await store.openJournal('r1', { writer: true });
        const chain = new BlockChain();
        const block = chain.take(2, 100);
        await writer.append(block);
        const reader = await store.openJournal('r1', { writer: false });
        for (const journal of [early, reader]) {
          expect(await journal.head()).toEqual({ lastSequence: 1, hash: block.hash });
          expect(await readAll(journal)).toEqual([block]);
          await expect((async () => journal.append(chain.take(1, 1)))()).rejects.toThrow('to read');
          await journal.close();
        }
        await writer.append({ ...chain.take(1, 1), firstSequence: 2, lastSequence: 2 });
        await writer.close();
      }));

    it('keeps the journals of two runs apart', () =>
      withStore(async (store) => {
        const chains = { r1: new BlockChain(), r2: new BlockChain() };
        for (const id of ['r1', 'r2'] as const) await store.saveRun(sampleRun({ id }));
        const first = await store.openJournal('r1', { writer: true });
        const second = await store.openJournal('r2', { writer: true });
        const one = chains.r1.take(1, 10);
        const two = chains.r2.take(4, 20);
        await first.append(one);
        await second.append(two);
        expect(await readAll(first)).toEqual([one]);
        expect(await readAll(second)).toEqual([two]);
        await first.close();
        await second.close();
      }));

    it('has runs and journals again after it was closed, if it is one that lasts', () =>
      withStore(async (store, harness) => {
        if (!harness.lasting) return;
        await store.saveRun(sampleRun({ id: 'r1' }));
        const writer = await store.openJournal('r1', { writer: true });
        const block = new BlockChain().take(3, 300);
        await writer.append(block);
        await store.close(); // closes the journal too, and with it the writer's hold on it
        const again = await harness.open();
        expect((await again.listRuns()).map((run) => run.id)).toEqual(['r1']);
        const journal = await again.openJournal('r1', { writer: true });
        expect(await readAll(journal)).toEqual([block]);
        await again.close();
      }));
  });

  journalSuite(`of store ${name}`, () => journalOf(make));
  projectionsSuite(name, make);
}

async function journalOf(make: () => Promise<StoreHarness>): Promise<JournalHarness> {
  const harness = await make();
  const store = await harness.open();
  await store.saveRun(sampleRun({ id: 'r1' }));
  return {
    open: () => store.openJournal('r1', { writer: true }),
    dispose: async () => {
      await store.close();
      await harness.dispose();
    },
  };
}
