import { RunningHash, sha256 } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../entries.ts';
import { BlockList } from '../testing/BlockList.fixture.ts';
import { EntryEncoder } from './codec.ts';
import { BLOCK_BYTES_MAX, JournalWriter } from './JournalWriter.ts';

const NOTHING = { lastSequence: -1, hash: '' };
const timer = (timeUs: number): Entry => ({ kind: 'timer', timeUs });

function allBytes(journal: BlockList): Uint8Array {
  return Uint8Array.from(journal.list.flatMap((block) => [...block.bytes]));
}

describe('JournalWriter', () => {
  it('comes to the same hash wherever blocks end, and that hash is of the bytes in order', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), (flushes) => {
        const journal = new BlockList();
        const writer = new JournalWriter(journal, NOTHING, new RunningHash());
        const encoder = new EntryEncoder();
        for (const [index, flush] of flushes.entries()) {
          writer.write(timer(index));
          encoder.encode(timer(index));
          if (flush) void writer.flush();
        }
        expect(writer.hash()).toBe(sha256(encoder.bytes()));
        void writer.flush();
        expect(writer.hash()).toBe(sha256(encoder.bytes()));
        expect(allBytes(journal)).toEqual(encoder.bytes());
        expect(journal.list.at(-1)?.hash).toBe(sha256(encoder.bytes()));
      }),
    );
  });

  it('numbers entries without a gap over blocks, and writes no empty block', () => {
    const journal = new BlockList();
    const writer = new JournalWriter(journal, NOTHING, new RunningHash());
    void writer.flush();
    writer.write(timer(1));
    writer.write(timer(2));
    void writer.flush();
    void writer.flush();
    writer.write(timer(3));
    expect(writer.next).toBe(3);
    void writer.flush();
    expect(journal.list.map(({ firstSequence, lastSequence }) => [firstSequence, lastSequence])).toEqual([
      [0, 1],
      [2, 2],
    ]);
  });

  it('goes on behind a head with its hash', () => {
    const first = new BlockList();
    const before = new JournalWriter(first, NOTHING, new RunningHash());
    before.write(timer(1));
    void before.flush();
    const hash = new RunningHash();
    hash.update(allBytes(first));
    const second = new BlockList();
    const after = new JournalWriter(second, first.head(), hash);
    expect(after.next).toBe(1);
    after.write(timer(2));
    void after.flush();
    before.write(timer(2));
    expect(after.hash()).toBe(before.hash());
    expect(second.list[0]?.firstSequence).toBe(1);
  });

  it('is full once a block holds 64 KiB', () => {
    const writer = new JournalWriter(new BlockList(), NOTHING, new RunningHash());
    let written = 0;
    while (!writer.full) {
      writer.write(timer(1));
      written += 1;
    }
    const encoder = new EntryEncoder();
    encoder.encode(timer(1));
    expect(written).toBe(Math.ceil(BLOCK_BYTES_MAX / encoder.length));
  });

  it('keeps the open block until a slow journal has it', async () => {
    const journal = new BlockList();
    journal.before = () => Promise.resolve();
    const writer = new JournalWriter(journal, NOTHING, new RunningHash());
    writer.write(timer(1));
    const done = writer.flush();
    expect(done).toBeInstanceOf(Promise);
    expect(journal.list).toHaveLength(0);
    await done;
    expect(journal.list).toHaveLength(1);
    expect(writer.flush()).toBeUndefined();
  });
});
