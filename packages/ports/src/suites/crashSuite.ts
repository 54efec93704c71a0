import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../Journal.ts';
import { takeNth } from './appendForever.ts';
import { BlockChain, readAll } from './blockChain.ts';

export interface CrashHarness {
  /** A program that calls `appendForever` on the journal, and what it is given. */
  readonly script: string;
  readonly arguments: readonly string[];
  /** Opens the same journal as a writer, in this process. */
  open(): Promise<Journal>;
  dispose(): Promise<void>;
}

/** What every journal that outlives its process promises: kill -9 takes nothing that was acknowledged. */
export function crashSuite(name: string, make: () => Promise<CrashHarness>): void {
  describe(`crash: ${name}`, () => {
    it('has every acknowledged block after kill -9, three times in a row', { timeout: 60_000 }, async () => {
      const harness = await make();
      try {
        let blocksMin = 0;
        for (const more of [7, 20, 40]) {
          blocksMin = await killAfter(harness, blocksMin + more);
          await expectWhole(await harness.open(), blocksMin);
        }
      } finally {
        await harness.dispose();
      }
    });
  });
}

/** Returns the last count that the child acknowledged before it was killed. */
function killAfter(harness: CrashHarness, blocks: number): Promise<number> {
  const child = spawn(process.execPath, [harness.script, ...harness.arguments], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  let acknowledged = 0;
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    acknowledged = Number(line);
    if (acknowledged >= blocks) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(acknowledged);
      else reject(new Error(`the writing child ended by itself, code ${code}: ${errors}`));
    });
  });
}

async function expectWhole(journal: Journal, blocksMin: number): Promise<void> {
  const blocks = await readAll(journal);
  expect(blocks.length).toBeGreaterThanOrEqual(blocksMin);
  const chain = new BlockChain();
  const expected = blocks.map((_, index) => takeNth(chain, index));
  expect(blocks.map(({ hash, lastSequence }) => ({ hash, lastSequence }))).toEqual(
    expected.map(({ hash, lastSequence }) => ({ hash, lastSequence })),
  );
  expect(
    blocks.every((block, index) => Buffer.compare(block.bytes, expected[index]?.bytes as Uint8Array) === 0),
  ).toBe(true);
  expect(await journal.head()).toEqual({
    lastSequence: expected.at(-1)?.lastSequence,
    hash: expected.at(-1)?.hash,
  });
  await journal.close();
}
