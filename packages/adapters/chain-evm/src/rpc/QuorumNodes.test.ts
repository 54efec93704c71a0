import { present } from '@qca/base';
import { createPublicClient, custom, parseEther } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TestChain } from '../anvil.fixture.ts';
import { FlakyNode } from './FlakyNode.fixture.ts';
import { QuorumNodes } from './QuorumNodes.ts';

const RICH = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
let chain: TestChain;
let nodes: FlakyNode[];
let nowMs: number;

beforeAll(async () => {
  chain = await TestChain.start();
  await chain.mine(20);
}, 60_000);
afterAll(() => chain.stop());
beforeEach(async () => {
  nowMs = 0;
  nodes = await Promise.all([1, 2, 3].map(() => FlakyNode.start(chain.url)));
});
afterEach(() => Promise.all(nodes.map((node) => node.stop())));

function open(quorum = 2, more: { timeoutMs?: number; chainId?: number } = {}): QuorumNodes {
  const urls = nodes.map(({ url }) => url);
  return new QuorumNodes({ urls, chainId: 31_337, quorum, now: () => nowMs, ...more });
}

function readerOf(quorum: QuorumNodes) {
  return createPublicClient({ transport: custom(quorum, { retryCount: 0 }) });
}

function asideOf(quorum: QuorumNodes): (string | undefined)[] {
  return quorum.status().map(({ aside }) => aside?.reason);
}

/** Asks in every order of the nodes. */
async function balances(quorum: QuorumNodes): Promise<bigint[]> {
  const reader = readerOf(quorum);
  const found: bigint[] = [];
  for (let turn = 0; turn < nodes.length; turn += 1) found.push(await reader.getBalance({ address: RICH }));
  return found;
}

const RICHES = parseEther('10000');
const lieAboutBalance = (method: string, result: unknown) => (method === 'eth_getBalance' ? '0x1' : result);

describe('several nodes', () => {
  it('answer as one when they agree, and all are used', async () => {
    const quorum = open();
    expect(await balances(quorum)).toEqual([RICHES, RICHES, RICHES]);
    expect(await readerOf(quorum).getChainId()).toBe(31_337);
    expect(nodes.every(({ asked }) => asked.includes('eth_getBalance'))).toBe(true);
    expect(asideOf(quorum)).toEqual([undefined, undefined, undefined]);
  });

  it('do not let one liar be heard, whoever it is, and say why it is set aside', async () => {
    for (const liar of nodes) {
      for (const node of nodes) node.flaw = node === liar ? { lie: lieAboutBalance } : {};
      const quorum = open();
      expect(await balances(quorum)).toEqual([RICHES, RICHES, RICHES]);
      // Whoever is late is judged when it comes.
      const found = await vi.waitFor(() =>
        present(
          quorum.status().find(({ disagreed }) => disagreed > 0),
          'a node that disagreed',
        ),
      );
      expect(liar.url).toContain(found.node);
      expect(found.aside).toMatchObject({ reason: 'disagrees', what: expect.stringContaining('0x1') });
      expect(JSON.stringify(quorum.status())).not.toContain('secret-key');
    }
  });

  it('leave a liar alone for longer each time, and take it back when it is honest again', async () => {
    const [liar] = nodes as [FlakyNode];
    liar.flaw = { lie: lieAboutBalance };
    const quorum = open();
    await balances(quorum);
    await vi.waitFor(() => expect(quorum.status()[0]?.aside?.forMs).toBe(30_000));
    nowMs = 30_001;
    await balances(quorum);
    await vi.waitFor(() => expect(quorum.status()[0]?.aside?.forMs).toBe(60_000));
    nowMs = 90_002;
    liar.flaw = {};
    const before = liar.asked.length;
    await balances(quorum);
    expect(liar.asked.length).toBeGreaterThan(before);
    expect(asideOf(quorum)).toEqual([undefined, undefined, undefined]);
  });

  it('fault rather than guess when two liars tell different things, or too few answer', async () => {
    const [first, second] = nodes as [FlakyNode, FlakyNode];
    first.flaw = { lie: lieAboutBalance };
    second.flaw = { lie: (method, result) => (method === 'eth_getBalance' ? '0x2' : result) };
    await expect(balances(open())).rejects.toMatchObject({ cause: { name: 'Fault', retryable: true } });
    first.flaw = { hangUp: 'before' };
    second.flaw = { hangUp: 'before' };
    await expect(open().head()).rejects.toMatchObject({ name: 'Fault', retryable: true });
  });

  it('do not wait for a slow one when the others suffice', async () => {
    const [slow] = nodes as [FlakyNode];
    slow.flaw = { slowMs: 9_000 };
    const startMs = performance.now();
    await balances(open(2));
    expect(performance.now() - startMs).toBeLessThan(6_000);
    const quorum = open(2, { timeoutMs: 1_000 });
    await balances(quorum);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(asideOf(quorum)).toEqual(['timeout', undefined, undefined]);
  });

  it.each([
    ['that is down', { hangUp: 'before' }, 'unreachable', 1_000],
    ['that fails inside', { status: 502 }, 'server-error', 1_000],
    ['that talks nonsense', { garbage: '<html>' }, 'garbage', 1_000],
    ['that answers without an answer', { garbage: '{"jsonrpc":"2.0","id":1}' }, 'garbage', 1_000],
    ['that is asked too often', { status: 429, retryAfter: '7' }, 'rate-limited', 7_000],
    [
      'that says so inside an answer',
      { garbage: '{"error":{"code":-32005,"message":"limit"}}' },
      'rate-limited',
      1_000,
    ],
  ] as const)(
    'go on without one %s, leave it alone for a while and ask again',
    async (_, flaw, reason, forMs) => {
      const [broken] = nodes as [FlakyNode];
      broken.flaw = { ...flaw };
      const quorum = open();
      expect(await balances(quorum)).toEqual([RICHES, RICHES, RICHES]);
      await vi.waitFor(() => expect(quorum.status()[0]?.aside).toMatchObject({ reason, forMs }));
      const before = broken.asked.length;
      await balances(quorum);
      expect(broken.asked.length).toBe(before);
      nowMs = forMs + 1;
      broken.flaw = {};
      await balances(quorum);
      expect(broken.asked.length).toBeGreaterThan(before);
      expect(asideOf(quorum)).toEqual([undefined, undefined, undefined]);
    },
  );

  it('take the newest block that enough of them know, and set aside who lags', async () => {
    const [lagging, boasting] = nodes as [FlakyNode, FlakyNode, FlakyNode];
    lagging.flaw = { behind: 12 };
    const head = await chain.reader.getBlockNumber();
    const quorum = open();
    expect((await quorum.head()).number).toBe(head);
    expect(quorum.status()[0]?.aside).toMatchObject({ reason: 'lagging', what: '12 blocks behind' });
    lagging.flaw = {};
    boasting.flaw = {
      lie: (method, result, params) =>
        method === 'eth_getBlockByNumber' && params[0] === 'latest'
          ? { ...(result as object), number: '0xffffff' }
          : result,
    };
    expect((await open().head()).number).toBe(head);
  });

  it('do not believe a block of another name', async () => {
    const [forked] = nodes as [FlakyNode];
    forked.flaw = {
      lie: (method, result) =>
        method === 'eth_getBlockByNumber' ? { ...(result as object), hash: `0x${'ab'.repeat(32)}` } : result,
    };
    const quorum = open();
    const { hash, number } = await quorum.head();
    expect(hash).toBe((await chain.reader.getBlock({ blockNumber: number })).hash);
    await vi.waitFor(() => expect(asideOf(quorum)[0]).toBe('disagrees'));
  });

  it('do not take a node of another chain', async () => {
    const [other] = nodes as [FlakyNode];
    other.flaw = { only: /eth_chainId/, lie: () => '0x1' };
    const quorum = open();
    await balances(quorum);
    expect(asideOf(quorum)).toEqual(['other-chain', undefined, undefined]);
    expect(other.asked.every((method) => method === 'eth_chainId')).toBe(true);
  });

  it('agree on a refusal of a contract as on any answer, with its data', async () => {
    // PUSH4 0xdeadbeef, stored at the end of a word; REVERT of those four bytes.
    const code = '0x63deadbeef5f526004601cfd';
    const at = '0x00000000000000000000000000000000000000ad';
    await chain.ask('anvil_setCode', at, code);
    const call = readerOf(open()).call({ to: at });
    await expect(call).rejects.toSatisfy((error: { walk: (is: (each: unknown) => boolean) => unknown }) => {
      const found = error.walk((each) => (each as { data?: unknown }).data === '0xdeadbeef');
      return found !== null;
    });
  });

  it('take the middle of estimates', async () => {
    const [liar] = nodes as [FlakyNode];
    const honest = await chain.reader.request({ method: 'eth_gasPrice' });
    for (const lie of ['0x0', '0xffffffffffff']) {
      liar.flaw = { only: /eth_gasPrice/, lie: () => lie };
      expect(await open().request({ method: 'eth_gasPrice' })).toBe(honest);
    }
  });

  it('do not take one node’s refusal of an estimate for that of the contract', async () => {
    const [liar, silent] = nodes as [FlakyNode, FlakyNode];
    const refusal = '{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted","data":"0x"}}';
    liar.flaw = { only: /eth_estimateGas/, garbage: refusal };
    const estimate = () => open().request({ method: 'eth_estimateGas', params: [{ from: RICH, to: RICH }] });
    expect(await estimate()).toBe('0x5208');
    silent.flaw = { only: /eth_estimateGas/, hangUp: 'before' };
    await expect(estimate()).rejects.toMatchObject({ name: 'Fault', retryable: true });
  });

  it('refuse what has no rule, and a quorum that cannot be', async () => {
    await expect(open().request({ method: 'anvil_mine' })).rejects.toMatchObject({
      kind: 'method-not-for-several-nodes',
    });
    expect(() => open(4)).toThrow(/cannot agree/);
    expect(() => open(0)).toThrow(/cannot agree/);
  });
});
