import { MemoryRecordLog } from '@qca/ports/suites';
import { type Address, createNoopSigner } from '@solana/kit';
import { getMintToCheckedInstruction } from '@solana-program/token';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { associatedAccountOf } from '../assets/readAccounts.ts';
import type { SolanaNetwork } from '../networks.ts';
import type { ActionRecord } from '../send/ActionRecord.ts';
import { SolanaChain } from '../send/SolanaChain.ts';
import { type Actor, LOCAL, person, refused, TestNet, taken } from '../testNet.fixture.ts';
import { RpcServer } from './RpcServer.fixture.ts';
import { UrlNode } from './UrlNode.ts';

let net: TestNet;
let server: RpcServer;
let node: UrlNode;
let issuer: Actor;
let holder: Address;
let mint: Address;

beforeEach(async () => {
  net = new TestNet();
  server = await RpcServer.start(net.node);
  node = new UrlNode({ url: server.url, timeoutMs: 1_000 });
  issuer = await net.actor(1, { node });
  holder = (await person(2)).address;
  const asked = { id: 'make', decimals: 2, firstSupply: 100n, freezeAuthority: 'nobody' } as const;
  mint = taken(await issuer.assets.createAsset({ ...asked, mintAuthority: issuer.address })).mint;
  await net.settle(issuer, 40);
});
afterEach(() => server.stop());

const move = (id: string, amount = 7n) =>
  issuer.assets.transfer({ id, mint, decimals: 2, to: holder, amount });
const balanceOf = async (owner: Address) => {
  const direct = await net.actor(9, { lamports: 0n });
  return taken(await direct.assets.holding(mint, owner)).balance;
};

describe('a node behind a URL', () => {
  it('answers what the network in the process answers', async () => {
    const { lite, url } = { lite: net.node, url: node };
    const addresses = [mint, holder, issuer.address];
    expect(await url.accounts(addresses, 'processed')).toEqual(await lite.accounts(addresses));
    for (const commitment of ['processed', 'confirmed', 'finalized'] as const) {
      expect(await url.head(commitment)).toEqual(await lite.head(commitment));
      expect(await url.lifetime(commitment)).toEqual(await lite.lifetime(commitment));
    }
    const signatures = issuer.chain.find('make')?.signatures ?? [];
    expect(await url.statuses(signatures)).toEqual(await lite.statuses(signatures));
    expect(await url.rentOf(165)).toBe(await lite.rentOf(165));
    expect(await url.firstSlot()).toBe(await lite.firstSlot());
    expect(await url.unitPrices([mint])).toEqual([3n, 1n, 2n]);
  });

  it('carries a transfer from the asking to its finality', async () => {
    expect(taken(await move('a')).progress).toEqual({ state: 'pending', trouble: '' });
    expect(await net.settle(issuer)).toMatchObject([
      { kind: 'transaction-sent', id: 'a', attempt: 1, fee: 5_000n },
      { kind: 'transaction-mined', id: 'a', outcome: { kind: 'done', feePaid: 5_000n } },
    ]);
    expect(await net.settle(issuer, 30)).toEqual([]);
    expect(await net.settle(issuer, 10)).toMatchObject([{ kind: 'transaction-final', id: 'a' }]);
    expect(await balanceOf(holder)).toBe(7n);
  });

  it('passes on the program’s refusals, put into words', async () => {
    const thief = await net.actor(3, { node });
    const asked = { id: 'x', mint, decimals: 2, to: holder, amount: 1n };
    expect(refused(await thief.assets.mint(asked)).kind).toBe('wrong-authority');
    const own = { id: 'y', content: 'y', instructions: await rawMint(thief) };
    expect(refused(await thief.chain.submit(own))).toEqual({
      kind: 'would-fail',
      error: 'OwnerMismatch',
      code: 4,
      sentence: 'Somebody else has the authority for this.',
    });
  });

  it('takes it as taken when a transaction is in a block already, and says when it came too late', async () => {
    await move('a');
    await move('b', 8n);
    const wires = issuer.log.records.flatMap((each) =>
      each.kind === 'signed' && each.id !== 'make' ? [each.wire] : [],
    );
    const [landed, late] = wires as [(typeof wires)[0], (typeof wires)[0]];
    net.node.dropWaiting();
    expect(await node.send(landed, 'processed')).toEqual({ kind: 'taken' });
    net.pass(1);
    expect(await node.send(landed, 'processed')).toEqual({ kind: 'taken' });
    expect(await net.node.send(landed)).toEqual({ kind: 'taken' });
    net.pass(150);
    const stale = { kind: 'refused', why: 'stale' };
    expect(await node.send(late, 'processed')).toMatchObject(stale);
    expect(await net.node.send(late)).toMatchObject(stale);
  });

  it('a node that does not answer, is busy, or talks nonsense is a fault that may pass', async () => {
    const flaws = [
      [{ slowMs: 1_200 }, 'getGenesisHash: no answer in time'],
      [{ status: 429 }, 'getGenesisHash: too many requests'],
      [{ status: 429, retryAfter: '3' }, 'getGenesisHash: too many requests; the node asks to wait 3 s'],
      [{ status: 503 }, 'getGenesisHash: the node answered with HTTP 503'],
      [{ hangUp: 'before' }, 'getGenesisHash: the node cannot be reached'],
      [{ garbage: '<html>' }, 'getGenesisHash: the answer is not JSON'],
      [{ lie: () => 'no base 58: 0' }, 'getGenesisHash: the answer is not of the protocol'],
    ] as const;
    for (const [flaw, message] of flaws) {
      server.flaw = flaw;
      await expect(node.genesisHash()).rejects.toMatchObject({ name: 'Fault', retryable: true, message });
    }
  });

  it('a fault never shows the URL, which may hold a key', async () => {
    await server.stop();
    const error = await node.genesisHash().catch((fault: Error) => fault);
    expect(String(error)).not.toContain('secret-key');
  });

  it('an answer for fewer accounts or transactions than were asked for is refused', async () => {
    server.flaw = { lie: (_, result) => ({ ...(result as object), value: [] }) };
    await expect(node.accounts([mint], 'processed')).rejects.toThrow('not of the protocol');
    await expect(node.statuses(issuer.chain.find('make')?.signatures ?? [])).rejects.toThrow('protocol');
  });

  it('a node of another network is refused before anything is done', async () => {
    const network: SolanaNetwork = {
      ...LOCAL,
      name: 'devnet',
      genesisHash: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
    };
    const opened = SolanaChain.open({
      network,
      node,
      signer: issuer.signer,
      log: new MemoryRecordLog<ActionRecord>(),
    });
    await expect(opened).rejects.toMatchObject({ kind: 'wrong-network' });
  });
});

describe('what a node does at the worst moment', () => {
  it('loses its answer after the transaction landed: it is not done twice', async () => {
    server.flaw = { hangUp: 'after', only: /sendTransaction/ };
    const { progress } = taken(await move('a'));
    expect(progress).toEqual({ state: 'pending', trouble: 'sendTransaction: the node cannot be reached' });
    for (let look = 0; look < 4; look += 1) await net.settle(issuer, 60);
    server.flaw = {};
    await net.settle(issuer);
    expect(await balanceOf(holder)).toBe(7n);
    expect(issuer.chain.find('a')).toMatchObject({ progress: { state: 'final', outcome: { kind: 'done' } } });
    expect(issuer.chain.find('a')?.signatures).toHaveLength(1);
  });

  it('is too slow to say that it took it, and it is asked again: one transfer', async () => {
    server.flaw = { slowMs: 1_200, only: /sendTransaction/ };
    await move('a');
    await new Promise((resolve) => setTimeout(resolve, 400));
    server.flaw = {};
    expect(taken(await move('a')).id).toBe('a');
    await net.settle(issuer, 40);
    await net.settle(issuer, 40);
    expect(await balanceOf(holder)).toBe(7n);
  });

  it('has too many requests: nothing is kept before the trial, everything after it', async () => {
    server.flaw = { status: 429 };
    await expect(move('a')).rejects.toMatchObject({ name: 'Fault', retryable: true });
    expect(issuer.chain.find('a')).toBeUndefined();
    server.flaw = { status: 429, only: /getLatestBlockhash/ };
    expect(taken(await move('a'))).toMatchObject({ signatures: [], progress: { state: 'pending' } });
    server.flaw = {};
    await net.settle(issuer);
    await net.settle(issuer);
    expect(await balanceOf(holder)).toBe(7n);
  });

  it('forgets what it took: the same bytes are told again, and land', async () => {
    await move('a');
    net.node.dropWaiting();
    await net.settle(issuer, 10);
    await net.settle(issuer);
    expect(issuer.chain.find('a')).toMatchObject({ progress: { state: 'mined' } });
    expect(issuer.chain.find('a')?.signatures).toHaveLength(1);
    expect(await balanceOf(holder)).toBe(7n);
  });

  it('refuses what it tries out for itself: what waits says so, and is looked into when it has expired', async () => {
    await move('a', 100n);
    net.node.dropWaiting();
    await move('b', 60n);
    await net.settle(issuer, 10);
    expect(issuer.chain.find('a')?.progress).toEqual({
      ...{ state: 'pending', trouble: 'The node tried it out, and it failed.' },
    });
    await net.settle(issuer, 200);
    expect(issuer.chain.find('a')?.progress).toMatchObject({
      outcome: { kind: 'refused', error: 'InsufficientFunds', reason: 'The account holds less than that.' },
    });
    expect(await balanceOf(holder)).toBe(60n);
  });
});

/** Minting without our own look beforehand. */
async function rawMint(thief: Actor) {
  const token = await associatedAccountOf(mint, issuer.address);
  const mintAuthority = createNoopSigner(thief.address);
  return [getMintToCheckedInstruction({ mint, token, mintAuthority, amount: 5n, decimals: 2 })];
}
