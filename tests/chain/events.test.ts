import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@qca/base';
import {
  type Addresses,
  ChainIndexer,
  type ContractAt,
  type ContractName,
  callOf,
  contractOf,
  contractsToHear,
  foldHoldings,
  type Holdings,
  localPeople,
  platformPlan,
  readAt,
} from '@qca/chain-evm';
import type { ChainEvent, ChainEvents } from '@qca/ports';
import { FileChainEvents, MemoryChainEvents } from '@qca/store-local';
import { type Address, maxUint256, toHex, zeroAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildContracts, OwnChain } from './OwnChain.ts';

const BUILD_MS_MAX = 900_000;
const CHAIN_ID = 31_337;
const ELSEWHERE = 777n;
const LOCK = 1;
const network = { finalityDepth: 6, logBlocksMax: 40 };

let chain: OwnChain;
let at: Addresses;
let timelock: Address;
let users: readonly Address[];
let beside: ContractAt<'BridgedToken'>;
let vault: ContractAt<'ModelVault'>;
let startNumber: number;
let folder: string;
/** Kinds of events that the walks have come by. */
const seen = new Set<string>();

const contractAt = <Name extends ContractName>(name: Name) => contractOf(at, name);
const listened = (): readonly ContractAt[] => [...contractsToHear(at), beside];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qca-index-'));
  const artefacts = buildContracts();
  chain = await OwnChain.start(CHAIN_ID);
  const people = localPeople(artefacts, chain.accounts);
  const bridged = {
    kind: 'contract' as const,
    name: 'BesideToken',
    artefact: 'BridgedToken',
    // The first user makes it and destroys it, as a bridge would.
    arguments: () => [chain.accounts[1], 'Beside', 'BES', 18],
  };
  const { BesideToken, ...platform } = await chain.deploy(artefacts, [
    ...platformPlan(artefacts, people),
    bridged,
  ]);
  at = platform;
  beside = { name: 'BridgedToken', address: BesideToken as Address };
  timelock = at['TimelockController'] as Address;
  users = chain.accounts.slice(1, 4);
  await chain.impersonate(timelock);
  await setUp();
  startNumber = await chain.head();
}, BUILD_MS_MAX);

afterAll(async () => {
  await chain?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens everything that a random walk may do. */
async function setUp(): Promise<void> {
  const token = contractAt('GovernanceToken');
  const byTimelock = [
    callOf(contractAt('AIServiceAMM'), 'setListed', [token.address, true]),
    callOf(contractAt('AIServiceAMM'), 'setListed', [beside.address, true]),
    callOf(contractAt('AIServiceAMM'), 'setProtocolFee', [timelock, 2_000]),
    callOf(contractAt('ModelVaultFactory'), 'setAsset', [token.address, true]),
    callOf(contractAt('ThresholdGateway'), 'setPeer', [ELSEWHERE, at['ThresholdGateway'] as Address, 5]),
    callOf(contractAt('CrossChainBridge'), 'setLink', [
      at['ThresholdGateway'] as Address,
      ELSEWHERE,
      at['CrossChainBridge'] as Address,
    ]),
    callOf(contractAt('CrossChainBridge'), 'setRoute', [
      token.address,
      ELSEWHERE,
      LOCK,
      beside.address,
      10n ** 30n,
      10n ** 29n,
    ]),
    ...users.map((user) => callOf(token, 'transfer', [user, 10n ** 24n])),
  ];
  for (const call of byTimelock) await chain.mustSend(call, timelock);
  const [maker] = users as [Address];
  for (const user of users) await chain.mustSend(callOf(beside, 'crosschainMint', [user, 10n ** 24n]), maker);
  await chain.mustSend(callOf(contractAt('AIServiceAMM'), 'createPool', [poolKey()]), maker);
  await chain.mustSend(newVault('first'), maker);
  const [born] = await readAt(chain.reader, contractAt('ModelVaultFactory'), 'vaultAddress', [
    maker,
    toHex('first', { size: 32 }),
    token.address,
  ]).then((address) => [{ name: 'ModelVault' as const, address }]);
  vault = born as ContractAt<'ModelVault'>;
  const spenders = ['AIServiceAMM', 'StakedVotes', 'CrossChainBridge'].map((name) => at[name] as Address);
  for (const user of users)
    for (const spender of [...spenders, vault.address]) {
      await chain.mustSend(callOf(token, 'approve', [spender, maxUint256]), user);
      await chain.mustSend(callOf(beside, 'approve', [spender, maxUint256]), user);
    }
}

function poolKey() {
  const [first, second] = [contractAt('GovernanceToken').address, beside.address].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  ) as [Address, Address];
  const asset = (token: Address) => ({ token, id: 0n });
  return { asset0: asset(first), asset1: asset(second), feeBps: 30, surchargeBpsMax: 100 };
}

function newVault(salt: string) {
  const terms = {
    asset: contractAt('GovernanceToken').address,
    ...{ name: 'Model', symbol: 'M', gate: zeroAddress, depositCap: 0n, feeBps: 0, splitId: 0n },
    ...{ unlockSeconds: 864_000, exitDelaySeconds: 3_600, inKindDelaySeconds: 259_200 },
  };
  const mandate = {
    ...{ slippageBpsMax: 100, windowSlippageBpsMax: 200, windowSeconds: 86_400, positionBpsMax: 5_000 },
    ...{ drawdownBpsMax: 2_000, assets: [], adapters: [] },
  };
  const [manager] = users as [Address];
  return callOf(contractAt('ModelVaultFactory'), 'createVault', [
    ...([toHex(salt, { size: 32 }), terms, mandate, manager, zeroAddress] as const),
    toHex(salt, { size: 32 }),
  ]);
}

/** Something that somebody does; it may well be refused. */
async function act(random: Random): Promise<void> {
  const [user, other] = [pick(random, users), pick(random, users)];
  const amount = BigInt(1 + random.nextBelow(1_000_000)) * 10n ** BigInt(random.nextBelow(18));
  const token = contractAt('GovernanceToken');
  const amm = contractAt('AIServiceAMM');
  const deadline = 2n ** 40n;
  const order = { key: poolKey(), recipient: other, deadline };
  const calls = [
    () => callOf(token, 'transfer', [other, amount]),
    () => callOf(beside, 'transfer', [other, amount]),
    () => callOf(beside, random.nextBoolean(0.5) ? 'crosschainMint' : 'crosschainBurn', [other, amount]),
    () => callOf(contractAt('StakedVotes'), 'stake', [amount]),
    () => callOf(contractAt('StakedVotes'), 'requestUnstake', [amount / 3n]),
    () =>
      callOf(amm, 'addLiquidity', [
        { ...order, amount0Max: amount, amount1Max: 2n * amount, amount0Min: 0n, amount1Min: 0n },
      ]),
    () =>
      callOf(amm, 'swap', [
        { ...order, zeroForOne: random.nextBoolean(0.5), amount: amount / 7n, limit: 0n },
      ]),
    () => callOf(amm, 'removeLiquidity', [{ ...order, shares: amount / 5n, amount0Min: 0n, amount1Min: 0n }]),
    () => callOf(amm, 'collectProtocolFee', [poolKey()]),
    () => callOf(contractAt('CrossChainBridge'), 'initiateBridge', [token.address, ELSEWHERE, other, amount]),
    () => callOf(vault, 'deposit', [amount, other]),
    () => callOf(vault, 'withdraw', [amount / 4n, other, user]),
    () => newVault(`vault ${random.nextBelow(1_000)}`),
  ];
  await chain.send(pick(random, calls)(), user);
}

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[random.nextBelow(values.length)] as Value;
}

async function allEvents(events: ChainEvents): Promise<readonly ChainEvent[]> {
  return events.read({ limit: 10_000 });
}

/** Asks the contracts themselves, one by one, for everything that the fold says, and for what it does not mention. */
async function expectAsContractsSay(holdings: Holdings, number: number): Promise<void> {
  const block = BigInt(number);
  const token = contractAt('GovernanceToken');
  const holders = new Set([...users, timelock, vault.address, ...Object.values(at)]);
  for (const each of [token, beside, vault] as const) {
    const key = each.address.toLowerCase();
    const supply = await readAt(chain.reader, each as typeof token, 'totalSupply', [], block);
    expect(holdings.supplies.get(key) ?? 0n, `supply of ${each.name}`).toBe(supply);
    let sum = 0n;
    for (const holder of holders) {
      const balance = await readAt(chain.reader, each as typeof token, 'balanceOf', [holder], block);
      expect(holdings.balances.get(`${key} ${holder.toLowerCase()}`) ?? 0n).toBe(balance);
      sum += balance;
    }
    // Nobody holds anything whom we did not ask about, but for other vaults, whose shares are their own.
    expect(sum).toBe(supply);
  }
  const amm = contractAt('AIServiceAMM');
  const poolId = await readAt(chain.reader, amm, 'poolIdOf', [poolKey()], block);
  const { reserves } = await readAt(chain.reader, amm, 'pool', [poolId], block);
  expect(holdings.reserves.get(`${poolId}`) ?? [0n, 0n]).toEqual([reserves.amount0, reserves.amount1]);
  for (const user of users) {
    const shares = await readAt(chain.reader, amm, 'balanceOf', [user, poolId], block);
    expect(holdings.balances.get(`${amm.address.toLowerCase()} ${poolId} ${user.toLowerCase()}`) ?? 0n).toBe(
      shares,
    );
    const stake = await readAt(chain.reader, contractAt('StakedVotes'), 'stakeOf', [user], block);
    expect(holdings.stakes.get(user.toLowerCase()) ?? 0n).toBe(stake);
  }
  const bridge = contractAt('CrossChainBridge');
  const locked = await readAt(chain.reader, bridge, 'lockedFor', [token.address, ELSEWHERE], block);
  expect(holdings.locked.get(`${token.address.toLowerCase()} ${ELSEWHERE}`) ?? 0n).toBe(locked);
}

function indexerOver(events: ChainEvents, logBlocksMax = network.logBlocksMax): ChainIndexer {
  return new ChainIndexer({
    ...{ reader: chain.reader, contracts: listened(), events, fromNumber: 0 },
    network: { ...network, logBlocksMax },
  });
}

describe('the index of what contracts said', () => {
  it.each([1, 2, 3, 4])(
    'says what the contracts say, at any block and through reorganisations (seed %i)',
    async (seed) => {
      const random = new Random(seed);
      const path = join(folder, `${seed}.jsonl`);
      let events: ChainEvents = await FileChainEvents.open(path);
      let rolledBack = 0;
      for (let round = 0; round < 8; round += 1) {
        for (let acts = random.nextBelow(8); acts >= 0; acts -= 1) await act(random);
        const step = await indexerOver(events).catchUp(1 + random.nextBelow(3));
        if (step.kind === 'rolled-back') rolledBack += 1;
        if (random.nextBoolean(0.5)) {
          const depth = Math.min(1 + random.nextBelow(9), (await chain.head()) - startNumber);
          if (depth > 0) await chain.reorg(depth);
        }
        if (random.nextBoolean(0.3)) {
          await events.close();
          events = await FileChainEvents.open(path);
        }
        const checkpoints = await events.checkpoints();
        rolledBack +=
          checkpoints[0] === undefined
            ? 0
            : Number((await indexerOver(events).step()).kind === 'rolled-back');
        await indexerOver(events).catchUp();
        const head = await chain.head();
        expect((await events.checkpoints())[0]?.number).toBe(head);
        const number = startNumber + random.nextBelow(head - startNumber + 1);
        const before = (await allEvents(events)).filter(({ blockNumber }) => blockNumber <= number);
        await expectAsContractsSay(foldHoldings(before), number);
      }
      expect(rolledBack).toBeGreaterThan(0);
      for (const { event } of await allEvents(events)) seen.add(event);
      await events.close();
    },
    120_000,
  );

  it('is the same when it is read again, in pages of any size', async () => {
    // The walks before have done everything.
    for (const kind of ['Swapped', 'LiquidityAdded', 'LiquidityRemoved', 'Staked', 'UnstakeRequested'])
      expect(seen).toContain(kind);
    for (const kind of ['BridgeInitiated', 'Deposit', 'Withdraw', 'ProtocolFeeCollected', 'VaultCreated'])
      expect(seen).toContain(kind);
    const first = new MemoryChainEvents();
    await indexerOver(first).catchUp();
    const expected = await allEvents(first);
    expect(expected.length).toBeGreaterThan(60);
    for (const pageSize of [1, 7, 1_000]) {
      const again = new MemoryChainEvents();
      await indexerOver(again, pageSize).catchUp();
      expect(await allEvents(again)).toEqual(expected);
    }
    const rebuilt = indexerOver(first);
    await rebuilt.rebuild();
    expect(await allEvents(first)).toEqual([]);
    await rebuilt.catchUp();
    expect(await allEvents(first)).toEqual(expected);
  }, 120_000);

  it('has every log of every contract, those of vaults that were made included', async () => {
    const events = new MemoryChainEvents();
    await indexerOver(events).catchUp();
    const found = await allEvents(events);
    const vaults = found
      .filter(({ event }) => event === 'VaultCreated')
      .map(({ args }) => args['vault'] as Address);
    expect(vaults.length).toBeGreaterThan(1);
    const ours = new Set(
      [...listened().map(({ address }) => address), ...vaults].map((each) => each.toLowerCase()),
    );
    const logs = (await chain.ask('eth_getLogs', { fromBlock: '0x0', toBlock: 'latest' })) as readonly {
      readonly address: Address;
      readonly blockNumber: string;
      readonly logIndex: string;
    }[];
    const expected = logs
      .filter(({ address }) => ours.has(address.toLowerCase()))
      .map(({ blockNumber, logIndex }) => `${Number(blockNumber)} ${Number(logIndex)}`);
    expect(found.map(({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`)).toEqual(expected);
    expect(found.filter(({ event }) => event === '')).toEqual([]);
    expect(found.some(({ contract, event }) => contract === 'ModelVault' && event === 'Deposit')).toBe(true);
  }, 120_000);

  it('has no gap after it was killed at any write, and goes on behind what was kept', async () => {
    const path = join(folder, 'killed.jsonl');
    const random = new Random(99);
    let kills = 0;
    for (;;) {
      const kept = await FileChainEvents.open(path);
      const killed = new Proxy(kept, {
        get(target, name) {
          if (name !== 'append') return Reflect.get(target, name).bind(target);
          return async (page: never) => {
            if (random.nextBoolean(0.2)) throw new Error('killed before the write');
            await target.append(page);
            if (random.nextBoolean(0.2)) throw new Error('killed after the write');
          };
        },
      });
      const done = await indexerOver(killed, 11)
        .catchUp()
        .then(() => true)
        .catch(() => false);
      await kept.close();
      if (done) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(1);
    const whole = new MemoryChainEvents();
    await indexerOver(whole).catchUp();
    expect(await allEvents(await FileChainEvents.open(path))).toEqual(await allEvents(whole));
  }, 120_000);

  it.each([
    // Logs of a chain that is not the one any more when the page is finished.
    ['while a page is read', 'eth_getLogs'],
    // The page before has gone, and this one is read whole from what came in its place.
    ['between two pages', 'latest'],
  ])(
    'keeps no page that does not hang together when the chain changes %s',
    async (_, when) => {
      const events = new MemoryChainEvents();
      const pay = () =>
        chain.send(
          callOf(contractAt('GovernanceToken'), 'transfer', [users[1] as Address, 1n]),
          users[0] as Address,
        );
      await pay();
      await indexerOver(events, 1_000).catchUp();
      const before = await events.checkpoints();
      await pay();
      const ask = chain.reader.request.bind(chain.reader);
      let changes = 1;
      const reader = {
        ...chain.reader,
        request: async (question: { method: string; params?: readonly unknown[] }) => {
          const answer = await ask(question as never);
          const isNow = question.method === when || question.params?.[0] === when;
          if (isNow && changes-- > 0) await chain.reorg(2);
          return answer;
        },
      };
      const disturbed = new ChainIndexer({
        ...{ reader: reader as never, contracts: listened(), events, fromNumber: 0 },
        network: { ...network, logBlocksMax: 1_000 },
      });
      expect((await disturbed.step()).kind).toBe('moved-meanwhile');
      expect(await events.checkpoints()).toEqual(before);
      await indexerOver(events).catchUp();
      await expectAsContractsSay(foldHoldings(await allEvents(events)), await chain.head());
    },
    120_000,
  );
});
