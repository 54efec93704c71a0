import type { Journal, JournalBlock } from '../Journal.ts';
import { BlockChain } from './blockChain.ts';

// Apart from the suites, because the child that crashes runs without a test runner.

/** Sizes of the blocks that the writing child appends, again and again. */
const SIZES = [100, 70_000, 1, 5_000];

/** Returns the block at a place of the child's journal; places are asked for in order. */
export function takeNth(chain: BlockChain, index: number): JournalBlock {
  return chain.take(1 + (index % 3), SIZES[index % SIZES.length] as number);
}

/** Goes on appending from the journal's head until the process is killed; writes the number of blocks after each. */
export async function appendForever(journal: Journal): Promise<void> {
  const { lastSequence } = await journal.head();
  const chain = new BlockChain();
  for (let index = 0; ; index += 1) {
    const block = takeNth(chain, index);
    if (block.lastSequence <= lastSequence) continue;
    await journal.append(block);
    process.stdout.write(`${index + 1}\n`);
    // Output is written between turns only; a loop that never waits would keep it all back.
    await new Promise(setImmediate);
  }
}
