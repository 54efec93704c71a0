import { Fault } from '@qca/base';
import { MemoryRecordLog } from '@qca/ports/suites';
import { type Address, createNoopSigner } from '@solana/kit';
import { getBurnCheckedInstruction } from '@solana-program/token';
import { beforeEach, describe, expect, it } from 'vitest';
import { associatedAccountOf } from '../assets/readAccounts.ts';
import { type Actor, bentNode, LOCAL, person, refused, TestNet, taken } from '../testNet.fixture.ts';
import { type ActionRecord, parseActionRecord } from './ActionRecord.ts';

let net: TestNet;
let issuer: Actor;
let holder: Address;
let mint: Address;

beforeEach(async () => {
  net = new TestNet();
  issuer = await net.actor(1);
  holder = (await person(2)).address;
  const asked = { id: 'make', decimals: 2, firstSupply: 100n, freezeAuthority: 'nobody' } as const;
  mint = taken(await issuer.assets.createAsset({ ...asked, mintAuthority: issuer.address })).mint;
  await net.settle(issuer, 40);
});

const move = (actor: Actor, id: string, amount = 7n) =>
  actor.assets.transfer({ id, mint, decimals: 2, to: holder, amount });
const balance = async () => taken(await issuer.assets.holding(mint, holder)).balance;
/** The issuer again, with what his log says and another node in between. */
const reopened = (records: readonly ActionRecord[], answers: Parameters<typeof bentNode>[1] = {}) =>
  net.actor(1, { lamports: 0n, log: new MemoryRecordLog(records), node: bentNode(net.node, answers) });

describe('sending on Solana', () => {
  it('does an action once however often it is asked for, at once or one after the other', async () => {
    for (const each of await Promise.all([1, 2, 3].map(() => move(issuer, 'a')))) taken(each);
    expect(issuer.chain.find('a')?.signatures).toHaveLength(1);
    await net.settle(issuer);
    expect(taken(await move(issuer, 'a')).progress.state).toBe('mined');
    await net.settle(issuer, 40);
    expect(taken(await move(issuer, 'a')).progress.state).toBe('final');
    expect(await balance()).toBe(7n);
  });

  it('refuses an id that stands for something else, and an id that is none', async () => {
    taken(await move(issuer, 'a'));
    await expect(move(issuer, 'a', 8n)).rejects.toMatchObject({ kind: 'chain-action-id-used' });
    await expect(move(issuer, 'a b')).rejects.toMatchObject({ kind: 'bad-chain-action' });
  });

  it('refuses what somebody else would have to sign', async () => {
    const account = await associatedAccountOf(mint, holder);
    const authority = createNoopSigner(holder);
    const burn = getBurnCheckedInstruction({ account, mint, authority, amount: 1n, decimals: 2 });
    const submitted = issuer.chain.submit({ id: 'a', content: 'a', instructions: [burn] });
    await expect(submitted).rejects.toMatchObject({ kind: 'bad-chain-action' });
  });

  it('takes on no more than what nodes can be reminded of', async () => {
    for (let number = 0; number < 64; number += 1) taken(await move(issuer, `a${number}`, 1n));
    expect(refused(await move(issuer, 'one-more', 1n))).toMatchObject({
      ...{ kind: 'too-many-pending', pending: 64, max: 64 },
    });
    await net.settle(issuer, 1);
    expect(await balance()).toBe(64n);
  });

  it('says what failed in its block, and that the fee is gone', async () => {
    taken(await move(issuer, 'a', 60n));
    taken(await move(issuer, 'b', 60n));
    const before = await net.lamportsOf(issuer.address);
    await net.settle(issuer, 40);
    expect(issuer.chain.find('b')?.progress).toMatchObject({
      state: 'final',
      outcome: { kind: 'failed', error: 'InsufficientFunds', feePaid: 5_000n },
    });
    // One account was made for the holder, by the first of them.
    expect(before - (await net.lamportsOf(issuer.address))).toBe(2n * 5_000n + 2_039_280n);
    expect(await balance()).toBe(60n);
  });

  it('gives up after its time, and only when nothing of it can land any more', async () => {
    const untilUs = (net.ms + 10_000) * 1_000;
    const asked = { id: 'a', mint, decimals: 2, to: holder, amount: 7n, untilUs };
    taken(await issuer.assets.transfer(asked));
    net.node.dropWaiting();
    const swallows = await reopened(issuer.log.records, { send: async () => ({ kind: 'taken' }) });
    await net.settle(swallows, 100);
    expect(swallows.chain.find('a')?.progress.state).toBe('pending');
    expect(await net.settle(swallows, 90)).toMatchObject([
      { kind: 'transaction-final', id: 'a', outcome: { kind: 'expired' } },
    ]);
    expect(swallows.chain.find('a')?.signatures).toHaveLength(1);
  });

  it('waits again when the fork goes away that it was in, and is told again', async () => {
    taken(await move(issuer, 'a'));
    await net.settle(issuer);
    const forgetful = await reopened(issuer.log.records);
    expect(await forgetful.chain.observe()).toMatchObject([{ kind: 'transaction-mined', id: 'a' }]);
    let hidden = true;
    const sent: string[] = [];
    const flipping = await reopened(issuer.log.records, {
      statuses: async (signatures) => {
        const told = await net.node.statuses(signatures);
        return hidden ? { ...told, found: signatures.map(() => undefined) } : told;
      },
      send: async (wire) => {
        sent.push(wire);
        return { kind: 'taken' };
      },
    });
    hidden = false;
    await flipping.chain.observe();
    hidden = true;
    expect(await flipping.chain.observe()).toEqual([{ kind: 'transaction-unmined', id: 'a' }]);
    expect(flipping.chain.find('a')?.progress.state).toBe('pending');
    const signed = issuer.log.records.find((each) => each.kind === 'signed' && each.id === 'a');
    expect(sent).toEqual([(signed as { readonly wire: string }).wire]);
  });

  it('does everything once wherever it is broken off between two records', async () => {
    for (let crashAt = 1; crashAt <= 3; crashAt += 1)
      for (const lost of [false, true]) {
        const id = `crash-${crashAt}-${lost}`;
        const before = await balance();
        let log = new CrashingLog(issuer.log.records, crashAt, lost);
        let actor = await net.actor(1, { lamports: 0n, log });
        for (let turn = 0; turn < 3; turn += 1) {
          await move(actor, id, 1n).catch(expectCrash);
          await net.settle(actor, 40).catch(expectCrash);
          log = new CrashingLog(log.records, Number.POSITIVE_INFINITY, false);
          actor = await net.actor(1, { lamports: 0n, log });
        }
        await net.settle(actor, 40);
        expect(actor.chain.find(id)?.progress).toMatchObject({ state: 'final', outcome: { kind: 'done' } });
        expect(await balance()).toBe(before + 1n);
      }
  });

  it('offers what was lately paid, more after each expiry, and never above the cap; the fee is that', async () => {
    const network = { ...LOCAL, sending: { ...LOCAL.sending, unitPriceMax: 1_500_000n } };
    const node = bentNode(net.node, {
      unitPrices: async () => [9_000_000n, 600_000n, 0n],
      send: async () => ({ kind: 'taken' }),
    });
    const actor = await net.actor(1, { lamports: 0n, network, node, log: issuer.log });
    taken(await move(actor, 'a'));
    await net.settle(actor, 200);
    await net.settle(actor, 200);
    const signed = actor.log.records.flatMap((each) =>
      each.kind === 'signed' && each.id === 'a' ? [each] : [],
    );
    expect(signed.map(({ unitPrice }) => unitPrice)).toEqual([600_000n, 1_200_000n, 1_500_000n]);
    const last = signed[2];
    net.node.enqueue(last?.wire as never);
    const before = await net.lamportsOf(issuer.address);
    await net.settle(actor);
    expect(await balance()).toBe(7n);
    expect(before - (await net.lamportsOf(issuer.address))).toBe((last?.fee ?? 0n) + 2_039_280n);
    expect(last?.fee).toBeGreaterThan(5_000n);
  });
});

describe('attacks on what is done at most once', () => {
  const wires = (actor: Actor, id: string) =>
    actor.log.records.flatMap((each) => (each.kind === 'signed' && each.id === id ? [each.wire] : []));

  it('a replayed transaction changes nothing, at once or much later', async () => {
    taken(await move(issuer, 'a'));
    const [wire] = wires(issuer, 'a');
    for (const blocks of [1, 20, 200]) {
      await net.settle(issuer, blocks);
      net.node.enqueue(wire as never);
      net.pass(1);
    }
    expect(await balance()).toBe(7n);
  });

  it('an expired transaction that was held back cannot land beside the one that took its place', async () => {
    const thief = await reopened(issuer.log.records, { send: async () => ({ kind: 'taken' }) });
    taken(await move(thief, 'a'));
    await net.settle(thief, 200);
    expect(wires(thief, 'a')).toHaveLength(2);
    for (const wire of wires(thief, 'a')) net.node.enqueue(wire);
    await net.settle(thief, 1);
    expect(await balance()).toBe(7n);
    expect(thief.chain.find('a')?.progress.state).toBe('mined');
  });

  it('a transaction held back until its last block: no other was signed by then, nor while that block is not final', async () => {
    const thief = await reopened(issuer.log.records, { send: async () => ({ kind: 'taken' }) });
    taken(await move(thief, 'a'));
    await net.settle(thief, 149);
    const [wire] = wires(thief, 'a');
    net.node.enqueue(wire as never);
    for (let block = 0; block < 60; block += 1) await net.settle(thief, 1);
    expect(wires(thief, 'a')).toHaveLength(1);
    expect(thief.chain.find('a')?.progress).toMatchObject({ outcome: { kind: 'done' } });
    expect(await balance()).toBe(7n);
  });

  it('a transaction whose block is not final yet when its blockhash expires is not signed anew', async () => {
    const hides = await reopened(issuer.log.records, {
      send: async () => ({ kind: 'taken' }),
      head: async (commitment) => {
        const { height, slot } = await net.node.head(commitment);
        return commitment === 'finalized' ? { height: height - 150n, slot: slot - 150n } : { height, slot };
      },
    });
    taken(await move(hides, 'a'));
    await net.settle(hides, 200);
    expect(wires(hides, 'a')).toHaveLength(1);
  });

  it('a node that lags behind what is final is not believed when it knows of nothing', async () => {
    const lags = await reopened(issuer.log.records, {
      send: (wire) => net.node.send(wire),
      statuses: async (signatures) => ({ slot: 1_200n, found: signatures.map(() => undefined) }),
    });
    taken(await move(lags, 'a'));
    await net.settle(lags, 300);
    expect(wires(lags, 'a')).toHaveLength(1);
    expect(lags.chain.find('a')?.progress).toMatchObject({
      trouble: expect.stringMatching(/^The node has come to slot 1200 only/),
    });
    expect(await balance()).toBe(7n);
  });

  it('a node that has forgotten the past is not believed when it knows of nothing', async () => {
    const forgets = await reopened(issuer.log.records, {
      statuses: async (signatures) => ({ slot: 9_999n, found: signatures.map(() => undefined) }),
      firstSlot: async () => 1_400n,
    });
    taken(await move(forgets, 'a'));
    await net.settle(forgets, 300);
    expect(wires(forgets, 'a')).toHaveLength(1);
    expect(forgets.chain.find('a')?.progress).toMatchObject({
      trouble: expect.stringMatching(/history begins at slot 1400/),
    });
    expect(await balance()).toBe(7n);
  });

  it('two actions that are alike in all but their id are two transactions', async () => {
    for (const id of ['a', 'b', 'c']) taken(await move(issuer, id, 5n));
    await net.settle(issuer, 40);
    const signatures = ['a', 'b', 'c'].flatMap((id) => issuer.chain.find(id)?.signatures ?? []);
    expect(new Set(signatures).size).toBe(3);
    expect(await balance()).toBe(15n);
  });

  it('what a node gets to try out, it cannot send', async () => {
    const tried: string[] = [];
    const thief = await reopened(issuer.log.records, {
      simulate: (wire) => {
        tried.push(wire);
        return net.node.simulate(wire);
      },
      lifetime: async () => {
        throw new Fault('gone', { retryable: true });
      },
    });
    taken(await move(thief, 'a'));
    expect(tried).toHaveLength(1);
    net.node.enqueue(tried[0] as never);
    net.pass(2);
    expect(await net.node.preflight(tried[0] as never)).toBe('SignatureFailure');
    expect(await balance()).toBe(0n);
  });
});

describe('the log of actions', () => {
  it('brings an action to its end after a restart', async () => {
    const log = new MemoryRecordLog<ActionRecord>();
    taken(await move(await net.actor(1, { lamports: 0n, log }), 'a'));
    const again = log.reopened(parseActionRecord);
    expect(again.records).toEqual(log.records);
    const second = await net.actor(1, { lamports: 0n, log: again });
    expect(taken(await move(second, 'a')).signatures).toHaveLength(1);
    await net.settle(second, 40);
    await second.chain.close();
    const third = again.reopened(parseActionRecord);
    expect(third.records.at(-1)).toMatchObject({ kind: 'final', id: 'a', outcome: { kind: 'done' } });
    expect(await balance()).toBe(7n);
  });

  it('has no record that lacks what was signed', () => {
    expect(() => parseActionRecord({ kind: 'signed', id: 'a' })).toThrow('signature');
  });

  it('is refused when it tells of an action twice, or of what became of one that it does not know', async () => {
    taken(await move(issuer, 'a'));
    const [action, signed] = issuer.log.records.filter(({ id }) => id === 'a');
    const twice = [action, action] as ActionRecord[];
    await expect(reopened(twice)).rejects.toMatchObject({ kind: 'action-log-corrupt' });
    await expect(reopened([signed as ActionRecord])).rejects.toThrow(/comes before its action/);
  });
});

/** Breaks at the nth record: just before it is kept, or just after. */
class CrashingLog extends MemoryRecordLog<ActionRecord> {
  #left: number;
  readonly #lost: boolean;

  constructor(records: readonly ActionRecord[], crashAt: number, lost: boolean) {
    super(records);
    this.#left = crashAt;
    this.#lost = lost;
  }

  override append(record: ActionRecord): void {
    this.#left -= 1;
    if (this.#left < 0 || (this.#left === 0 && this.#lost)) throw new Error('crash');
    super.append(record);
    if (this.#left === 0) throw new Error('crash');
  }
}

function expectCrash(error: unknown): void {
  expect(String(error)).toBe('Error: crash');
}
