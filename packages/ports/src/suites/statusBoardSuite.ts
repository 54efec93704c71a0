import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STATUS_BYTES_MAX, type StatusBoard, type StatusDocument } from '../StatusBoard.ts';
import { refusalOf } from './journalSuite.ts';
import { SAMPLE_US } from './sampleRows.ts';

export interface StatusBoardHarness {
  readonly board: StatusBoard;
  /** The same board as another role has it. */
  readonly beside: StatusBoard;
  dispose(): Promise<void>;
}

function statusAt(sequence: number, document: unknown = { equity: `${sequence}.00 USD` }): StatusDocument {
  return { sequence, timeUs: SAMPLE_US + sequence, document };
}

/** Longer than notifications take, shorter than the poll that would hide their absence. */
const SOON = { timeout: 700, interval: 5 };

/** What every status board promises. `make` gives an empty one. */
export function statusBoardSuite(name: string, make: () => Promise<StatusBoardHarness>): void {
  describe(`status board: ${name}`, () => {
    let harness: StatusBoardHarness;
    let board: StatusBoard;
    let beside: StatusBoard;

    beforeEach(async () => {
      harness = await make();
      ({ board, beside } = harness);
    });
    afterEach(() => harness.dispose());

    it('shows the last document of each key to every role', async () => {
      expect(await beside.read('agent')).toBeUndefined();
      const rich = statusAt(7, { text: 'Größe ≤ 1 \u0000 \u{1F680}', none: null, list: [1, { a: 0.1 }] });
      await board.publish('agent', rich);
      await board.publish('guard', statusAt(1));
      expect(await beside.read('agent')).toEqual(rich);
      await board.publish('agent', statusAt(3));
      expect(await beside.read('agent')).toEqual(statusAt(3));
      expect(await beside.read('guard')).toEqual(statusAt(1));
    });

    it('keeps what was published, not the object', async () => {
      const document = { budget: 1 };
      await board.publish('agent', statusAt(1, document));
      document.budget = 2;
      const read = (await beside.read('agent'))?.document as { budget: number };
      expect(read).toEqual({ budget: 1 });
      read.budget = 3;
      expect((await beside.read('agent'))?.document).toEqual({ budget: 1 });
    });

    it('takes a document of the bound, far above what a notification carries, and refuses more', async () => {
      const full = statusAt(1, 'x'.repeat(STATUS_BYTES_MAX - 2));
      await board.publish('agent', full);
      expect(await beside.read('agent')).toEqual(full);
      const more = statusAt(2, `x${full.document}`);
      expect((await refusalOf(() => board.publish('agent', more))).kind).toBe('document-too-large');
      expect((await beside.read('agent'))?.sequence).toBe(1);
    });

    it.each(['', 'Agent', 'a b', '1st', 'x'.repeat(65)])('refuses %j as a key', async (key) => {
      expect((await refusalOf(() => board.publish(key, statusAt(1)))).kind).toBe('bad-status-key');
      expect((await refusalOf(() => board.read(key))).kind).toBe('bad-status-key');
      expect((await refusalOf(async () => board.listen(key, () => {}))).kind).toBe('bad-status-key');
    });

    it('calls a listener with the current document, soon with each newer one, and not for other keys', async () => {
      await board.publish('agent', statusAt(1));
      const heard: number[] = [];
      const stop = beside.listen('agent', ({ sequence }) => {
        heard.push(sequence);
      });
      await vi.waitFor(() => expect(heard).toEqual([1]), SOON);
      await board.publish('guard', statusAt(9));
      await board.publish('agent', statusAt(2));
      await vi.waitFor(() => expect(heard).toEqual([1, 2]), SOON);
      await stop();
      await board.publish('agent', statusAt(3));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(heard).toEqual([1, 2]);
    });

    it('tells a document once, and one that is published again again', async () => {
      const heard: number[] = [];
      const stop = beside.listen('agent', ({ sequence }) => {
        heard.push(sequence);
      });
      await board.publish('agent', statusAt(1));
      await vi.waitFor(() => expect(heard).toEqual([1]), SOON);
      await new Promise((resolve) => setTimeout(resolve, 1_200)); // longer than the poll
      expect(heard).toEqual([1]);
      await board.publish('agent', statusAt(1));
      await vi.waitFor(() => expect(heard).toEqual([1, 1]), SOON);
      await stop();
    });

    it('gives a slow reader the newest only', async () => {
      const heard: number[] = [];
      let release = () => {};
      const stop = beside.listen('agent', ({ sequence }) => {
        heard.push(sequence);
        return new Promise((resolve) => {
          release = resolve;
        });
      });
      await board.publish('agent', statusAt(1));
      await vi.waitFor(() => expect(heard).toEqual([1]), SOON);
      for (let sequence = 2; sequence <= 20; sequence += 1) await board.publish('agent', statusAt(sequence));
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(heard).toEqual([1]);
      release();
      await vi.waitFor(() => expect(heard).toEqual([1, 20]), SOON);
      release();
      await stop();
    });

    it('ends with the last document when many are published at once', async () => {
      const heard: number[] = [];
      const stop = beside.listen('agent', ({ sequence }) => {
        heard.push(sequence);
      });
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => board.publish('agent', statusAt(index + 1))),
      );
      expect((await beside.read('agent'))?.sequence).toBe(50);
      await vi.waitFor(() => expect(heard.at(-1)).toBe(50), SOON);
      await stop();
      expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    });
  });
}
