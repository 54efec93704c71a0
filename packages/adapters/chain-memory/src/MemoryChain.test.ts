import { accept, reject } from '@qca/base';
import type { Chain, HexBytes } from '@qca/ports';
import { type ChainHarness, chainSuite, REFUSED } from '@qca/ports/suites';
import { expect, it } from 'vitest';
import { MemoryBlocks, type MemoryContract } from './MemoryBlocks.ts';
import { MemoryChain, MemoryIntents } from './MemoryChain.ts';

const ADDER: HexBytes = '0x00000000000000000000000000000000000a11ce';
const ACCOUNT: HexBytes = '0x00000000000000000000000000000000000b0b00';

const adder: MemoryContract = (state, data) => {
  const total = state as number;
  if (data === '0x') return accept({ state: total, answer: `0x${total.toString(16).padStart(64, '0')}` });
  const amount = Number(data);
  if (amount === REFUSED) return reject({ error: 'Refused', sentence: `It does not add ${amount}.` });
  return accept({ state: total + amount, answer: '0x' });
};

function world(): { blocks: MemoryBlocks; open: () => Chain; clock: { ms: number } } {
  const blocks = new MemoryBlocks();
  blocks.place(ADDER, adder, 0);
  // Room for reorganisations below what a test does.
  blocks.mine(10);
  const intents = new MemoryIntents();
  const clock = { ms: Date.UTC(2026, 0, 1) };
  const network = { name: 'memory', chainId: 7, finalityDepth: 3 };
  const open = () => new MemoryChain({ network, account: ACCOUNT, blocks, intents, now: () => clock.ms });
  return { blocks, open, clock };
}

async function make(): Promise<ChainHarness> {
  const { blocks, open, clock } = world();
  return {
    chain: open(),
    add: (amount) => ({ to: ADDER, data: `0x${amount.toString(16).padStart(64, '0')}` }),
    total: async () => {
      const answer = blocks.call({ to: ADDER, data: '0x' });
      return answer.ok ? Number(answer.value) : Number.NaN;
    },
    mine: async (count) => blocks.mine(count),
    reorg: async (depth) => blocks.reorg(depth),
    drop: async () => blocks.forgetWaiting(),
    restart: async () => open(),
    pass: (ms) => {
      clock.ms += ms;
    },
    nowUs: () => clock.ms * 1_000,
    dispose: async () => {},
  };
}

chainSuite('memory', make);

it('tells when somebody else took the place', async () => {
  const { blocks, open } = world();
  const chain = open();
  await chain.submit({ id: 'a', to: ADDER, data: '0x01', value: 0n });
  blocks.forgetWaiting();
  const stranger = {
    from: ACCOUNT,
    nonce: 0,
    hash: '0xabc',
    feePerGas: 1n,
    to: ADDER,
    data: '0x02',
  } as const;
  expect(blocks.send(stranger)).toBe('');
  blocks.mine(4);
  expect(await chain.observe()).toContainEqual({
    kind: 'transaction-final',
    id: 'a',
    outcome: { kind: 'replaced', nonce: 0 },
  });
  expect(blocks.send({ ...stranger, hash: '0xdef' })).toBe('nonce too low');
  expect(await chain.read({ to: ADDER, data: '0x' }, 999)).toMatchObject({ ok: false });
});
