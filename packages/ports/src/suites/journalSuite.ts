import { GENESIS, Refusal } from '@qca/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal } from '../Journal.ts';
import { BlockChain, readAll } from './blockChain.ts';

export interface JournalHarness {
  /** Opens the one journal as its writer; after it was closed, the same journal again. */
  open(): Promise<Journal>;
  dispose?(): Promise<void>;
}

/** What every journal that can be read again promises. `make` gives an empty one. */
export function journalSuite(name: string, make: () => Promise<JournalHarness>): void {
  describe(`journal: ${name}`, () => {
    let harness: JournalHarness;
    let journal: Journal;
    let chain: BlockChain;

    beforeEach(async () => {
      harness = await make();
      journal = await harness.open();
      chain = new BlockChain();
    });

    afterEach(async () => {
      await journal.close();
      await harness.dispose?.();
    });

    const append = async (entries: number, size: number) => {
      const block = chain.take(entries, size);
      await journal.append(block);
      return block;
    };

    it('starts before the first entry with the empty digest', async () => {
      expect(await journal.head()).toEqual({ lastSequence: -1, hash: GENESIS });
      expect(await readAll(journal)).toEqual([]);
    });

    it('gives back every block as it came, whatever its size', async () => {
      const blocks = [await append(1, 1), await append(3, 70_000), await append(2, 0), await append(1, 513)];
      expect(await readAll(journal)).toEqual(blocks);
      expect(await journal.head()).toEqual({ lastSequence: 6, hash: blocks[3]?.hash });
    });

    it('reads from the block that holds an entry', async () => {
      const blocks = [await append(2, 10), await append(3, 10), await append(1, 10)];
      expect(await readAll(journal, 0)).toEqual(blocks);
      expect(await readAll(journal, 2)).toEqual(blocks.slice(1));
      expect(await readAll(journal, 4)).toEqual(blocks.slice(1));
      expect(await readAll(journal, 5)).toEqual(blocks.slice(2));
      expect(await readAll(journal, 6)).toEqual([]);
    });

    it('does not keep the bytes it was handed', async () => {
      const block = chain.take(1, 8);
      const expected = { ...block, bytes: block.bytes.slice() };
      await journal.append(block);
      block.bytes.fill(255);
      expect(await readAll(journal)).toEqual([expected]);
    });

    it('refuses a doubled block, a gap and a block that ends before it starts, and stays as it was', async () => {
      const blocks = [await append(2, 10), await append(2, 10)];
      const next = chain.take(2, 10);
      const wrong = [
        blocks[1] as (typeof blocks)[0],
        { ...next, firstSequence: 5, lastSequence: 6 },
        { ...next, firstSequence: 3 },
        { ...next, lastSequence: 3 },
      ];
      for (const block of wrong) {
        const error = await refusalOf(async () => journal.append(block));
        expect(error.kind).toBe('out-of-sequence');
      }
      expect(await journal.head()).toEqual({ lastSequence: 3, hash: blocks[1]?.hash });
      await journal.append(next);
      expect(await readAll(journal)).toEqual([...blocks, next]);
    });

    it('goes on where it ended when it is opened again', async () => {
      const first = await append(2, 100);
      await journal.close();
      journal = await harness.open();
      expect(await journal.head()).toEqual({ lastSequence: 1, hash: first.hash });
      const second = await append(1, 100);
      await journal.close();
      journal = await harness.open();
      expect(await readAll(journal)).toEqual([first, second]);
    });

    it('keeps the order of blocks that are appended without waiting', async () => {
      const blocks = Array.from({ length: 20 }, () => chain.take(1, 50));
      await Promise.all(blocks.map((block) => journal.append(block)));
      expect(await readAll(journal)).toEqual(blocks);
    });
  });
}

/** Runs what must be refused and returns the refusal. */
export async function refusalOf(action: () => unknown): Promise<Refusal> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('expected a refusal, but it went through');
}
