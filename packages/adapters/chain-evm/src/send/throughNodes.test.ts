import { Random } from '@qca/base';
import type { HexBytes } from '@qca/ports';
import { MemoryRecordLog } from '@qca/ports/suites';
import { createPublicClient, custom, type PublicClient } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADDER, addData, placeAdder } from '../adder.fixture.ts';
import { KNOWN_KEYS, TestChain } from '../anvil.fixture.ts';
import { type Network, networkOf } from '../networks.ts';
import { FlakyNode, type Flaw } from '../rpc/FlakyNode.fixture.ts';
import { QuorumNodes } from '../rpc/QuorumNodes.ts';
import { EvmChain } from './EvmChain.ts';

const account = privateKeyToAccount(KNOWN_KEYS[1] as HexBytes);
const network: Network = { ...networkOf('local'), finalityDepth: 3 };

let anvil: TestChain;
let nodes: FlakyNode[];
let nowMs: number;

beforeAll(async () => {
  anvil = await TestChain.start();
  await placeAdder(anvil);
  await anvil.automine(false);
  await anvil.mine(10);
}, 60_000);
afterAll(() => anvil.stop());
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 1);
  nodes = await Promise.all([1, 2, 3].map(() => FlakyNode.start(anvil.url)));
});
afterEach(() => Promise.all(nodes.map((node) => node.stop())));

function open(): { chain: EvmChain; quorum: QuorumNodes } {
  const urls = nodes.map(({ url }) => url);
  const quorum = new QuorumNodes({ urls, chainId: 31_337, quorum: 2, timeoutMs: 600, now: () => nowMs });
  const reader: PublicClient = createPublicClient({ transport: custom(quorum, { retryCount: 0 }) });
  const chain = new EvmChain({ network, reader, account, log: new MemoryRecordLog(), now: () => nowMs });
  return { chain, quorum };
}

async function total(): Promise<number> {
  const { data } = await anvil.reader.call({ to: ADDER });
  return Number(data);
}

const ZERO_HASH = `0x${'00'.repeat(32)}`;
const FLAWS: readonly Flaw[] = [
  { hangUp: 'before' },
  { hangUp: 'after' },
  { slowMs: 2_000 },
  { status: 503 },
  { status: 429, retryAfter: '1' },
  { garbage: '{}' },
  { behind: 4 },
  // Says that nothing was ever mined, or that everything was, or another price, or another place.
  { lie: (method, result) => (method === 'eth_getTransactionReceipt' ? null : result) },
  {
    lie: (method, result) =>
      method === 'eth_getTransactionReceipt' && result !== null
        ? { ...(result as object), blockHash: ZERO_HASH, status: '0x0' }
        : result,
  },
  { lie: (method, result) => (method === 'eth_getTransactionCount' ? '0xffff' : result) },
  {
    lie: (method, result) =>
      method === 'eth_feeHistory' ? { ...(result as object), baseFeePerGas: ['0xffffffffffff'] } : result,
  },
  { lie: (method, result) => (method === 'eth_estimateGas' ? '0x1' : result) },
  { lie: (method, result) => (method === 'eth_sendRawTransaction' ? ZERO_HASH : result) },
];

describe('an account that speaks through three nodes of which one is bad', () => {
  it('does everything once, whichever is bad, and however', async () => {
    const random = new Random(11);
    const { chain, quorum } = open();
    const before = await total();
    const ids: string[] = [];
    for (const [index, flaw] of FLAWS.entries()) {
      const bad = random.nextBelow(3);
      for (const [number, node] of nodes.entries()) node.flaw = number === bad ? flaw : {};
      const id = `n${index}`;
      ids.push(id);
      for (let tries = 0; chain.find(id) === undefined && tries < 5; tries += 1) {
        await chain
          .submit({ id, to: ADDER, data: addData(index + 1, false), value: 0n })
          .catch(() => undefined);
        nowMs += 2_000;
      }
      await chain.observe().catch(() => undefined);
      await anvil.mine(1 + random.nextBelow(2));
      // Those that were set aside come back after a while.
      nowMs += 700_000;
    }
    const isFinal = (id: string) => chain.find(id)?.progress.state === 'final';
    for (let look = 0; look < 20 && !ids.every(isFinal); look += 1) {
      await chain.observe().catch(() => undefined);
      await anvil.mine();
      nowMs += 10_000;
    }
    expect(ids.filter((id) => !isFinal(id))).toEqual([]);
    expect((await total()) - before).toBe((FLAWS.length * (FLAWS.length + 1)) / 2);
    for (const id of ids) expect(chain.find(id)?.progress).toMatchObject({ outcome: { kind: 'done' } });
    expect(quorum.status().some(({ disagreed }) => disagreed > 0)).toBe(true);
  }, 60_000);

  it('keeps what it took on while nobody answers, and does it when somebody does', async () => {
    const { chain } = open();
    const before = await total();
    const taken = await chain.submit({ id: 'a', to: ADDER, data: addData(9, false), value: 0n });
    expect(taken.ok).toBe(true);
    for (const node of nodes) node.flaw = { hangUp: 'before' };
    await expect(chain.observe()).rejects.toMatchObject({ name: 'Fault', retryable: true });
    await expect(
      chain.submit({ id: 'b', to: ADDER, data: addData(1, false), value: 0n }),
    ).rejects.toMatchObject({ name: 'Fault' });
    expect(chain.find('b')).toBeUndefined();
    for (const node of nodes) node.flaw = {};
    nowMs += 700_000;
    await anvil.mine(5);
    await chain.observe();
    expect(chain.find('a')?.progress).toMatchObject({ state: 'final', outcome: { kind: 'done' } });
    expect((await total()) - before).toBe(9);
  }, 60_000);
});
