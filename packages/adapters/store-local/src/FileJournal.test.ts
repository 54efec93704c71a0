import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalBlock } from '@qca/ports';
import { BlockChain, journalSuite, readAll, refusalOf } from '@qca/ports/suites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileJournal } from './FileJournal.ts';
import { HEADER_BYTES } from './frame.ts';

const writer = { writer: true, durable: false, release: () => {} };

journalSuite('file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qca-journal-'));
  return {
    open: async () => new FileJournal(join(folder, 'journal.bin'), { ...writer, durable: true }),
    dispose: async () => rmSync(folder, { recursive: true }),
  };
});

describe('FileJournal after a crash or damage', () => {
  const sizes = [40, 0, 3_000, 25];
  let folder: string;
  let path: string;
  let blocks: readonly JournalBlock[];
  let whole: Buffer;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qca-journal-'));
    path = join(folder, 'journal.bin');
    const chain = new BlockChain();
    blocks = sizes.map((size) => chain.take(2, size));
    const journal = new FileJournal(path, writer);
    for (const block of blocks) journal.append(block);
    journal.close();
    whole = readFileSync(path);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Offsets at which blocks end, the start of the file first. */
  const ends = () => sizes.map((_, index) => endOf(index)).toSpliced(0, 0, 0);
  const endOf = (block: number) =>
    sizes.slice(0, block + 1).reduce((total, size) => total + HEADER_BYTES + size, 0);

  it('loses the torn last block and no other, wherever the file is cut', async () => {
    for (let length = whole.length; length >= 0; length -= length > 3_200 || length < 300 ? 1 : 97) {
      writeFileSync(path, whole.subarray(0, length));
      const left = ends().filter((end) => end <= length).length - 1;
      const journal = new FileJournal(path, writer);
      expect(journal.tornBytes).toBe(length - (ends()[left] as number));
      expect(journal.head().lastSequence).toBe(left * 2 - 1);
      expect(statSync(path).size).toBe(ends()[left]);
      journal.close();
    }
  });

  it('goes on behind the block before the torn one', async () => {
    truncateSync(path, whole.length - 1);
    const journal = new FileJournal(path, writer);
    journal.append(blocks[3] as JournalBlock);
    expect(await readAll(journal)).toEqual(blocks);
    journal.close();
  });

  it('does not cut the file when it only reads', () => {
    truncateSync(path, whole.length - 1);
    const journal = new FileJournal(path, { ...writer, writer: false });
    expect(journal.head().lastSequence).toBe(5);
    journal.close();
    expect(statSync(path).size).toBe(whole.length - 1);
  });

  it('takes a tail of zeros, as a power failure leaves it, for torn', () => {
    const offset = ends()[3] as number;
    for (const from of [offset, offset + HEADER_BYTES]) {
      const damaged = Buffer.from(whole);
      damaged.fill(0, from);
      writeFileSync(path, damaged);
      const journal = new FileJournal(path, writer);
      expect(journal.head().lastSequence).toBe(5);
      journal.close();
    }
  });

  it('refuses any flipped byte, naming file and offset of its block, at opening or at reading', async () => {
    for (let index = 0; index < whole.length; index += index < 400 || index > 3_100 ? 1 : 131) {
      const damaged = Buffer.from(whole);
      damaged[index] = (damaged[index] as number) ^ 0x10;
      writeFileSync(path, damaged);
      const refusal = await refusalOf(async () => {
        const journal = new FileJournal(path, writer);
        try {
          await readAll(journal);
        } finally {
          journal.close();
        }
      });
      const block = ends().findLast((end) => end <= index) as number;
      expect(refusal.kind).toBe('corrupt-journal');
      expect(refusal.where).toBe(`${path} at byte ${block}`);
      expect(statSync(path).size).toBe(whole.length);
    }
  });

  it('refuses a doubled block and a missing block inside the file', async () => {
    const [start, first, second] = ends() as [number, number, number];
    const doubled = Buffer.concat([whole.subarray(0, first), whole.subarray(start)]);
    const missing = Buffer.concat([whole.subarray(0, first), whole.subarray(second)]);
    for (const content of [doubled, missing]) {
      writeFileSync(path, content);
      const refusal = await refusalOf(() => new FileJournal(path, writer));
      expect(refusal.kind).toBe('corrupt-journal');
      expect(refusal.where).toBe(`${path} at byte ${first}`);
    }
  });

  it('refuses a file that is something else', async () => {
    writeFileSync(path, 'time,open,high,low,close\n'.repeat(10));
    expect((await refusalOf(() => new FileJournal(path, writer))).kind).toBe('corrupt-journal');
  });

  it('shows a reader the blocks that came after it opened', async () => {
    const reader = new FileJournal(path, { ...writer, writer: false });
    const journal = new FileJournal(path, writer);
    const next = { firstSequence: 8, lastSequence: 8, bytes: new Uint8Array([1]), hash: 'a'.repeat(64) };
    journal.append(next);
    expect(reader.head()).toEqual({ lastSequence: 8, hash: next.hash });
    appendFileSync(path, 'QCA'); // the beginning of a block that is being written
    expect(reader.head().lastSequence).toBe(8);
    expect(await readAll(reader, 8)).toEqual([next]);
    reader.close();
    journal.close();
  });

  it.runIf(existsSync('/dev/full'))(
    'takes no more blocks after a write has failed, until it is opened again (needs /dev/full)',
    () => {
      const full = new FileJournal('/dev/full', writer);
      const block = blocks[0] as JournalBlock;
      expect(() => full.append(block)).toThrow(/could not be written.*ENOSPC/);
      expect(() => full.append(block)).toThrow('open it again');
      expect(full.head().lastSequence).toBe(-1);
      full.close();
    },
  );
});
