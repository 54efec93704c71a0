import type { Sha256 } from '@qca/base';
import type { Chain, HexBytes, RecordLog } from '@qca/ports';
import { type ChainHarness, chainSuite, MemoryRecordLog, REFUSED } from '@qca/ports/suites';
import { createPublicClient, createWalletClient, custom, http, type PublicClient } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADDER, addData, placeAdder } from '../adder.fixture.ts';
import { KNOWN_KEYS, TestChain } from '../anvil.fixture.ts';
import { type Network, networkOf } from '../networks.ts';
import { EvmChain } from './EvmChain.ts';
import { type IntentRecord, parseIntentRecord } from './Intent.ts';

const account = privateKeyToAccount(KNOWN_KEYS[1] as HexBytes);
const network: Network = { ...networkOf('local'), finalityDepth: 3 };
const START_MS = Date.UTC(2026, 0, 1);

let anvil: TestChain;
let clean: HexBytes;

beforeAll(async () => {
  anvil = await TestChain.start();
  await placeAdder(anvil);
  await anvil.automine(false);
  clean = await anvil.snapshot();
}, 60_000);
afterAll(() => anvil.stop());

async function fresh(): Promise<void> {
  await anvil.revert(clean);
  clean = await anvil.snapshot();
  await anvil.ask('anvil_dropAllTransactions');
  // Room for reorganisations: one that goes below the snapshot takes it along.
  await anvil.mine(10);
}

async function total(): Promise<number> {
  const { data } = await anvil.reader.call({ to: ADDER });
  return Number(data);
}

class Clock {
  ms = START_MS;
  readonly now = (): number => this.ms;
}

async function makeHarness(): Promise<ChainHarness> {
  await fresh();
  const clock = new Clock();
  let log = new MemoryRecordLog<IntentRecord>();
  const open = (): Chain => new EvmChain({ network, reader: anvil.reader, account, log, now: clock.now });
  let chain = open();
  return {
    chain,
    add: (amount) => ({ to: ADDER, data: addData(amount, amount === REFUSED) }),
    total,
    mine: (blocks) => anvil.mine(blocks),
    reorg: (depth) => anvil.reorg(depth),
    drop: async () => void (await anvil.ask('anvil_dropAllTransactions')),
    restart: async () => {
      // What is in memory is lost; the lines of the log are what they were.
      log = log.reopened(parseIntentRecord);
      chain = open();
      return chain;
    },
    pass: (ms) => {
      clock.ms += ms;
    },
    nowUs: () => clock.ms * 1_000,
    dispose: () => chain.close(),
  };
}

chainSuite('EVM', makeHarness);

describe('sending on an EVM chain', () => {
  let log: RecordLog<IntentRecord>;
  let clock: Clock;
  beforeEach(async () => {
    await fresh();
    log = new MemoryRecordLog<IntentRecord>();
    clock = new Clock();
  });

  const open = (reader: PublicClient = anvil.reader, terms: Partial<Network['sending']> = {}) =>
    new EvmChain({
      ...{ reader, account, log, now: clock.now },
      network: { ...network, sending: { ...network.sending, ...terms } },
    });
  const adding = (id: string, amount: number) => ({ id, to: ADDER, data: addData(amount, false), value: 0n });
  const settle = async (chain: Chain, ids: readonly string[]) => {
    const isFinal = (id: string) => chain.find(id)?.progress.state === 'final';
    for (let look = 0; look < 40 && !ids.every(isFinal); look += 1) {
      await chain.observe().catch(() => undefined);
      await anvil.mine();
      clock.ms += 60_000;
    }
    expect(ids.filter((id) => !isFinal(id))).toEqual([]);
  };

  it('says when somebody else with our key took the place, and only when that is final', async () => {
    const chain = open();
    await chain.submit(adding('a', 5));
    const stranger = createWalletClient({ account, transport: http(anvil.url) });
    const nonce = chain.find('a')?.nonce as number;
    await anvil.ask('anvil_dropAllTransactions');
    const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 10n, gas: 30_000n };
    await stranger.sendTransaction({ to: account.address, value: 0n, nonce, chain: null, ...fees });
    await anvil.mine(1);
    expect(await chain.observe()).toMatchObject([{ kind: 'transaction-sent' }]);
    expect(chain.find('a')?.progress.state).toBe('pending');
    await anvil.mine(network.finalityDepth);
    expect(await chain.observe()).toEqual([
      { kind: 'transaction-final', id: 'a', outcome: { kind: 'replaced', nonce } },
    ]);
    await chain.submit(adding('b', 7));
    await settle(chain, ['b']);
    expect(await total()).toBe(7);
  });

  /** The chain's own node, with an eye on every question and a hand on every answer. */
  const through = (change: (method: string, answer: unknown, params: readonly unknown[]) => unknown) =>
    createPublicClient({
      transport: custom(
        {
          request: async ({ method, params }) =>
            change(method, await anvil.ask(method, ...(params as readonly unknown[])), params),
        },
        { retryCount: 0 },
      ),
    });

  it('lets no node hear of a transaction before it is kept', async () => {
    const heard: string[] = [];
    const wasKept: boolean[] = [];
    const listening = through((method, answer, [raw]) => {
      if (method !== 'eth_sendRawTransaction') return answer;
      heard.push(raw as string);
      wasKept.push(log.records.some((record) => record.kind === 'signed' && record.raw === raw));
      return answer;
    });
    const chain = open(listening);
    await chain.submit(adding('a', 5));
    clock.ms += 60_000;
    await chain.observe();
    clock.ms += 60_000;
    await chain.observe();
    expect(new Set(heard).size).toBe(2);
    expect(wasKept).not.toContain(false);
    const signed = log.records.flatMap((record) => (record.kind === 'signed' ? [record.raw] : []));
    expect(signed).toEqual([...new Set(heard)]);
  });

  it('calls nothing final on the word of a receipt whose block has left the chain', async () => {
    let stale: unknown;
    let tellStale = false;
    const forgetful = through((method, answer) => {
      if (method !== 'eth_getTransactionReceipt' || answer === null) return answer;
      stale ??= answer;
      return tellStale ? stale : answer;
    });
    const chain = open(forgetful);
    await chain.submit(adding('a', 5));
    await anvil.mine();
    await chain.observe();
    await anvil.reorg(1);
    await chain.observe();
    await anvil.mine(network.finalityDepth + 2);
    tellStale = true;
    expect((await chain.observe()).map(({ kind }) => kind)).not.toContain('transaction-final');
    tellStale = false;
    expect((await chain.observe()).map(({ kind }) => kind)).toContain('transaction-final');
  });

  it('pays the price that blocks ask after they have become dearer, and never more than the cap', async () => {
    const chain = open(undefined, { feePerGasMax: 40n * 10n ** 9n });
    await chain.submit(adding('a', 5));
    await anvil.ask('anvil_setNextBlockBaseFeePerGas', `0x${(30n * 10n ** 9n).toString(16)}`);
    await anvil.mine();
    expect(await total()).toBe(0);
    clock.ms += 60_000;
    await chain.observe();
    clock.ms += 60_000;
    expect(await chain.observe()).toMatchObject([{ kind: 'transaction-sent', attempt: 2 }]);
    for (let wait = 0; wait < 20; wait += 1) {
      clock.ms += 60_000;
      for (const report of await chain.observe())
        if (report.kind === 'transaction-sent') expect(report.feePerGasMax <= 40n * 10n ** 9n).toBe(true);
    }
    await settle(chain, ['a']);
    expect(await total()).toBe(5);
  });

  it('keeps what no node takes, says what was said, and sends it when one does', async () => {
    await anvil.ask('anvil_setBalance', account.address, '0x1');
    const chain = open();
    const action = { ...adding('a', 5), gasMax: 100_000n };
    expect(await chain.submit(action)).toMatchObject({ ok: true });
    expect(chain.find('a')?.progress).toMatchObject({ state: 'pending', trouble: /[Ff]unds/ });
    await anvil.ask('anvil_setBalance', account.address, '0x56bc75e2d63100000');
    await settle(chain, ['a']);
    expect(await total()).toBe(5);
  });

  it('fills a hole before what waits, once it has stayed for a while', async () => {
    const first = open();
    await first.submit(adding('lost', 1));
    await first.submit({ ...adding('kept', 2), gasMax: 100_000n });
    await anvil.ask('anvil_dropAllTransactions');
    const records = log.records.filter(({ id }) => id === 'kept');
    log = new MemoryRecordLog<IntentRecord>();
    for (const record of records) log.append(record);
    const chain = open();
    await chain.observe();
    await anvil.mine();
    expect(await total()).toBe(0);
    await settle(chain, ['kept']);
    expect(await total()).toBe(2);
  });

  it('does everything once though any question and any write may fail, also after it was heard', async () => {
    let seed = 7;
    const dice = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    let lucky = false;
    const fails = () => !lucky && dice() < 0.15;
    const flaky = createPublicClient({
      transport: custom(
        {
          request: async ({ method, params }) => {
            if (fails()) throw new Error('not heard');
            const answer = await anvil.ask(method, ...(params as readonly unknown[]));
            if (fails()) throw new Error('heard, and the answer was lost');
            return answer;
          },
        },
        { retryCount: 0 },
      ),
    });
    const kept = new MemoryRecordLog<IntentRecord>();
    log = {
      records: kept.records,
      append: (record) => {
        if (fails()) throw new Error('killed before it was written');
        kept.append(record);
        if (fails()) throw new Error('killed right after it was written');
      },
      appendAll: (records) => records.forEach(log.append),
      close: () => {},
    };
    let chain = open(flaky);
    const ids = Array.from({ length: 25 }, (_, index) => `n${index}`);
    for (const [index, id] of ids.entries()) {
      for (let known = false; !known; ) {
        await chain.submit({ ...adding(id, index + 1), gasMax: 60_000n }).catch(() => undefined);
        // After any failure the process is gone; what it knew is in the log.
        chain = open(flaky);
        known = chain.find(id) !== undefined;
        if (dice() < 0.3) await anvil.mine();
        if (dice() < 0.1) await anvil.reorg(1);
        await chain.observe().catch(() => undefined);
        clock.ms += 3_000;
      }
    }
    lucky = true;
    await settle(chain, ids);
    expect(await total()).toBe((25 * 26) / 2);
  }, 60_000);
});

describe('a log of intents', () => {
  const record: IntentRecord = { kind: 'reopened', id: 'a' };
  const intent: IntentRecord = {
    kind: 'intent',
    id: 'a',
    contentHash: 'ab' as Sha256,
    nonce: 3,
    to: ADDER,
    data: '0x12',
    value: 2n ** 200n,
    gas: 21_000n,
  };
  it('reads its own lines, and no others', () => {
    const log = new MemoryRecordLog<IntentRecord>([intent, record]);
    expect(log.reopened(parseIntentRecord).records).toEqual([intent, record]);
    expect(() => parseIntentRecord({ kind: 'signed', id: 'a' })).toThrow('hash');
  });

  it.each([
    ['an intent twice', [intent, intent]],
    ['a record without its intent', [record]],
  ])('is refused with %s', (_, records) => {
    const log = new MemoryRecordLog<IntentRecord>();
    for (const each of records) log.append(each);
    expect(() => new EvmChain({ network, reader: anvil.reader, account, log })).toThrow(
      expect.objectContaining({ kind: 'intent-log-corrupt' }),
    );
  });
});
