import { Random } from '@qca/base';
import {
  type Attestation,
  ChainIndexer,
  callOf,
  departuresOf,
  foldHoldings,
  type GatewayMessage,
  messageDigestOf,
  messageIdOf,
  readAt,
} from '@qca/chain-evm';
import type { ChainEvent, HexBytes } from '@qca/ports';
import { MemoryChainEvents } from '@qca/store-local';
import { type Address, type Hex, toHex } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AdversarialRelayer, signaturesOf, sorted } from './AdversarialRelayer.ts';
import {
  ABROAD,
  DEPTH,
  type End,
  HOME,
  isSigned,
  LARGE,
  SUPPLY,
  signerAccounts,
  THRESHOLD,
  TwoChains,
} from './TwoChains.ts';

const BUILD_MS_MAX = 900_000;
const DAY = 86_400;
const DELIVERY_DAYS = 7;

let two: TwoChains;
/** What relayers have tried on all walks, and how it ended. */
const attempts = new Map<string, number>();
let clean: readonly Hex[];

beforeAll(async () => {
  two = await TwoChains.start();
}, BUILD_MS_MAX);
afterAll(() => two?.stop());
beforeEach(async () => {
  clean = (await Promise.all(two.ends.map(({ own }) => own.ask('evm_snapshot')))) as Hex[];
});
afterEach(async () => {
  for (const [index, { own }] of two.ends.entries()) await own.ask('evm_revert', clean[index]);
});

/** Sets out with tokens of a user; they arrive at the same user. */
function initiate(end: End, user: Address, amount: bigint): Promise<boolean> {
  const there = two.other(end).network.chainId;
  return end.own.send(
    callOf(end.bridge, 'initiateBridge', [end.token.address, BigInt(there), user, amount]),
    user,
  );
}

async function expectNoMoreMintedThanLocked(what: string): Promise<void> {
  const { minted, locked, held } = await two.supplyAndLocked();
  expect(minted <= locked, `${what}: ${minted} abroad, ${locked} locked`).toBe(true);
  expect(locked <= held, `${what}: ${locked} locked, ${held} held`).toBe(true);
}

/** Blocks come and the relayer looks, until nothing is under way any more. */
async function bringThrough(days: number): Promise<void> {
  const relayer = two.openRelayer(two.openSigners());
  let quiet = 0;
  for (let round = 0; quiet < 3 && round < 60; round += 1) {
    const steps = await relayer.step();
    for (const { own } of two.ends) await own.mine(DEPTH + 1);
    quiet = steps.length === 0 ? quiet + 1 : 0;
    // The second silence is of those that wait for time.
    if (quiet === 2 && round < 50 && days > 0) {
      await two.pass(days * DAY);
      days = 0;
      quiet = 0;
    }
    await expectNoMoreMintedThanLocked('while the honest relayer works');
  }
  expect(quiet).toBe(3);
}

/** What became of all that set out: paid there, or refunded here. */
async function outcomes(): Promise<string[]> {
  const sides = two.openSides();
  const found: string[] = [];
  for (const [index, side] of sides.entries()) {
    const here = two.ends[index] as End;
    const there = two.other(here);
    await side.catchUp();
    for (const { args } of await side.departures()) {
      const id = args['id'] as HexBytes;
      const fate = await readAt(there.own.reader, there.bridge, 'fateOf', [id]);
      const departure = await readAt(here.own.reader, here.bridge, 'departureOf', [id]);
      found.push(
        `${['unknown', 'waiting', 'disputed', 'paid', 'refused'][fate]} ${['', 'sent', 'refunded'][departure]}`,
      );
    }
  }
  return found;
}

async function sumOfAll(): Promise<bigint> {
  let sum = 0n;
  for (const end of two.ends) for (const user of two.users) sum += await two.balanceOf(end, user);
  return sum;
}

describe('two chains and a bridge', () => {
  it('bring everything through with an honest relayer, there and back', async () => {
    const [ann, ben] = two.users as [Address, Address];
    for (const amount of [5n, 70n, LARGE]) expect(await initiate(two.home, ann, amount)).toBe(true);
    await bringThrough(1);
    expect(await two.balanceOf(two.abroad, ann)).toBe(75n + LARGE);
    expect(await initiate(two.abroad, ann, 30n)).toBe(true);
    expect(await initiate(two.home, ben, 8n)).toBe(true);
    await bringThrough(0);
    expect(await two.supplyAndLocked()).toMatchObject({ minted: 53n + LARGE, locked: 53n + LARGE });
    expect(new Set(await outcomes())).toEqual(new Set(['paid sent']));
    expect(await sumOfAll()).toBe(3n * SUPPLY);
  }, 120_000);

  it.each([1, 2, 3, 4, 5, 6])(
    'never have more abroad than is locked at home, whatever a relayer does (seed %i)',
    async (seed) => {
      const random = new Random(seed);
      const adversary = new AdversarialRelayer(two, random);
      const user = () => two.users[random.nextBelow(two.users.length)] as Address;
      const end = () => two.ends[random.nextBelow(2)] as End;
      const amount = () => BigInt(1 + random.nextBelow(random.nextBoolean(0.5) ? 3_000 : 300));
      const heads = await Promise.all(two.ends.map(({ own }) => own.head()));
      const steps: readonly (readonly [weight: number, name: string, act: () => Promise<unknown>])[] = [
        [4, 'initiate at home', () => initiate(two.home, user(), amount())],
        [2, 'initiate abroad', () => initiate(two.abroad, user(), amount())],
        [3, 'blocks', () => end().own.mine(1 + random.nextBelow(DEPTH + 2))],
        [5, 'hoard', () => adversary.hoard()],
        [7, 'deliver', () => adversary.deliver()],
        [4, 'meddle', () => adversary.meddle()],
        [1, 'forge', () => adversary.forge()],
        [
          2,
          'a lock that is brought at once and then taken by a reorganisation',
          async () => {
            if (!(await initiate(two.home, user(), amount()))) return;
            await adversary.hoard(0);
            await adversary.deliver();
            await two.home.own.reorg(1);
          },
        ],
        [2, 'time', () => two.pass(random.nextBoolean(0.5) ? 3 * DAY : 3_600)],
        [
          2,
          'reorganisation',
          async () => {
            const index = random.nextBelow(2);
            const { own } = two.ends[index] as End;
            const room = (await own.head()) - (heads[index] as number);
            const depth = Math.min(1 + random.nextBelow(DEPTH - 1), room);
            if (depth > 0) await own.reorg(depth);
          },
        ],
      ];
      const bag = steps.flatMap((step) => Array.from({ length: step[0] }, () => step));
      for (let count = 0; count < 100; count += 1) {
        const [, name, act] = bag[random.nextBelow(bag.length)] as (typeof steps)[0];
        await act();
        await expectNoMoreMintedThanLocked(`seed ${seed}, step ${count}, ${name}`);
      }
      for (const [what, times] of adversary.done) attempts.set(what, (attempts.get(what) ?? 0) + times);
      // What it dropped, an honest one brings; what is too late comes back.
      await bringThrough(DELIVERY_DAYS + 1);
      const ends = await outcomes();
      expect(ends.length).toBeGreaterThan(5);
      expect(ends.filter((each) => each !== 'paid sent' && each !== 'refused refunded')).toEqual([]);
      const { minted, locked } = await two.supplyAndLocked();
      expect(minted).toBe(locked);
      expect(await sumOfAll()).toBe(3n * SUPPLY);
      await expectFoldToAgree();
    },
    180_000,
  );

  it('were tried with everything that a relayer can do, honest deliveries among it', () => {
    for (const what of ['honest taken', 'honest refused', 'signed', 'not signed', 'forged'])
      expect(attempts.get(what) ?? 0, `${what}: ${JSON.stringify([...attempts])}`).toBeGreaterThan(0);
    for (const what of ['cross-wired', 'too few signers', 'a signer twice', 'signers out of order'])
      expect(attempts.get(`${what} refused`), what).toBeGreaterThan(0);
    for (const what of [
      'signatures of another message',
      'payload changed',
      'nonce changed',
      'sender changed',
    ])
      expect(attempts.get(`${what} refused`), what).toBeGreaterThan(0);
    for (const what of ['completeBridge taken', 'completeBridge refused', 'refuse taken', 'refuse refused'])
      expect(attempts.get(what) ?? 0, `${what}: ${JSON.stringify([...attempts])}`).toBeGreaterThan(0);
  });

  it('give back what nobody delivered in time, and pay it no more', async () => {
    const [ann] = two.users as [Address];
    expect(await initiate(two.home, ann, 40n)).toBe(true);
    for (const { own } of two.ends) await own.mine(DEPTH);
    const [side] = two.openSides();
    await side.catchUp();
    const [sent] = await side.sent();
    const signed = (
      await Promise.all(two.openSigners().map((each) => each.attest(HOME, sent?.id as HexBytes)))
    ).filter(isSigned);
    await two.pass((DELIVERY_DAYS + 1) * DAY);
    await bringThrough(0);
    expect(await outcomes()).toEqual(['refused refunded']);
    expect(await two.balanceOf(two.home, ann)).toBe(SUPPLY);
    const late = callOf(two.abroad.gateway, 'deliver', [
      (signed[0] as Attestation).message,
      signaturesOf(sorted(signed).slice(0, THRESHOLD)),
    ]);
    expect(await two.abroad.own.send(late, ann)).toBe(false);
    expect(await two.supplyAndLocked()).toMatchObject({ minted: 0n, locked: 0n });
  }, 120_000);
});

describe('a signer', () => {
  it('signs only what it has itself seen sent, and seen deep enough', async () => {
    const [signer] = two.openSigners();
    const [side] = two.openSides();
    await initiate(two.home, two.users[0] as Address, 9n);
    await side.catchUp();
    const id = (await side.sent()).at(-1)?.id as HexBytes;
    expect(await signer?.attest(HOME, id)).toEqual({ kind: 'not-final', confirmations: 0, wanted: DEPTH });
    await two.home.own.mine(DEPTH - 1);
    expect(await signer?.attest(HOME, id)).toMatchObject({ kind: 'not-final', confirmations: DEPTH - 1 });
    await two.home.own.mine(1);
    expect(await signer?.attest(HOME, id)).toMatchObject({ signer: signerAccounts[0]?.address });
    expect(await signer?.attest(ABROAD, id)).toEqual({ kind: 'not-sent' });
    expect(await signer?.attest(5, id)).toEqual({ kind: 'unknown-chain', chainId: 5 });
  }, 60_000);

  it('does not sign what a reorganisation has taken', async () => {
    const [signer] = two.openSigners();
    const [side] = two.openSides();
    await initiate(two.home, two.users[0] as Address, 9n);
    await side.catchUp();
    const id = (await side.sent()).at(-1)?.id as HexBytes;
    expect(await signer?.attest(HOME, id)).toMatchObject({ kind: 'not-final' });
    await two.home.own.reorg(1);
    await two.home.own.mine(DEPTH + 2);
    expect(await signer?.attest(HOME, id)).toEqual({ kind: 'not-sent' });
  }, 60_000);

  it('makes the digests that the gateway makes, of any message', async () => {
    const random = new Random(5);
    const bytes = () => toHex(Uint8Array.from({ length: random.nextBelow(80) }, () => random.nextBelow(256)));
    const { own, gateway } = two.home;
    for (let count = 0; count < 20; count += 1) {
      const message: GatewayMessage = {
        ...{ sourceChain: BigInt(random.nextBelow(2 ** 31)), sourceGateway: two.users[count % 3] as Address },
        ...{ nonce: BigInt(random.nextBelow(2 ** 31)), confirmations: random.nextBelow(2 ** 31) },
        ...{ sender: bytes(), recipient: bytes(), payload: bytes() },
      };
      expect(messageIdOf(message)).toBe(await readAt(own.reader, gateway, 'idOf', [message]));
      const domain = { chainId: HOME, gateway: gateway.address, epoch: 1n };
      expect(messageDigestOf(message, domain)).toBe(await readAt(own.reader, gateway, 'digestOf', [message]));
    }
  }, 60_000);
});

/** What events say is locked, with what came back from the other side, is what the bridge says. */
async function expectFoldToAgree(): Promise<void> {
  const logs = await Promise.all(
    two.ends.map(async ({ own, bridge, gateway, token, network }) => {
      const events = new MemoryChainEvents();
      const contracts = [bridge, gateway, token];
      await new ChainIndexer({ reader: own.reader, contracts, events, fromNumber: 0, network }).catchUp();
      return events.read({ limit: 10_000 });
    }),
  );
  const [home, abroad] = logs as [readonly ChainEvent[], readonly ChainEvent[]];
  const { locked } = foldHoldings(home, departuresOf(abroad));
  const key = `${two.home.token.address.toLowerCase()} ${ABROAD}`;
  expect(locked.get(key) ?? 0n).toBe((await two.supplyAndLocked()).locked);
  const { supplies } = foldHoldings(abroad, departuresOf(home));
  expect(supplies.get(two.abroad.token.address.toLowerCase()) ?? 0n).toBe(
    (await two.supplyAndLocked()).minted,
  );
}
