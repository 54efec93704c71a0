import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CHAIN_PENDING_MAX,
  type Chain,
  type ChainAction,
  type ChainCall,
  type ChainReport,
} from '../Chain.ts';
import { refusalOf } from './journalSuite.ts';

/** A chain with one contract: it adds up what it is given and refuses to add `REFUSED`. Blocks come only when asked for. */
export interface ChainHarness {
  readonly chain: Chain;
  add(amount: number): ChainCall;
  total(): Promise<number>;
  mine(blocks: number): Promise<void>;
  /** Replaces the last blocks by empty ones; what was in them is forgotten. */
  reorg(depth: number): Promise<void>;
  /** Makes nodes forget what waits. */
  drop(): Promise<void>;
  /** The same account again after its process was killed. */
  restart(): Promise<Chain>;
  /** Lets time pass. Milliseconds. */
  pass(ms: number): void;
  /** Now, for `untilUs`. */
  nowUs(): number;
  dispose(): Promise<void>;
}

/** What the contract of the suite refuses to add. */
export const REFUSED = 666;
/** Enough gas for an addition, so that it is not tried out before. */
const GAS = 100_000n;
/** Longer than any chain of the suite calls something stuck. */
const LONG_MS = 3_600_000;

/** What every chain promises. `make` gives a fresh one, with a finality depth of at least 2. */
export function chainSuite(name: string, make: () => Promise<ChainHarness>): void {
  describe(`chain: ${name}`, () => {
    let harness: ChainHarness;
    let chain: Chain;

    beforeEach(async () => {
      harness = await make();
      chain = harness.chain;
    });
    afterEach(() => harness.dispose());

    const adding = (id: string, amount: number, more: Partial<ChainAction> = {}): ChainAction => ({
      ...{ id, value: 0n, ...harness.add(amount) },
      ...more,
    });
    const stateOf = (id: string) => chain.find(id)?.progress.state;
    const outcomeOf = (id: string) => {
      const progress = chain.find(id)?.progress;
      return progress === undefined || progress.state === 'pending' ? undefined : progress.outcome;
    };
    const kinds = (reports: readonly ChainReport[]) =>
      reports.map((each) => `${each.id} ${each.kind.slice(12)}`);
    /** Looks and mines until everything is final. */
    const settle = async (ids: readonly string[]) => {
      for (let look = 0; look < 30 && !ids.every((id) => stateOf(id) === 'final'); look += 1) {
        await chain.observe();
        await harness.mine(1);
        harness.pass(LONG_MS);
      }
      expect(ids.map(stateOf)).toEqual(ids.map(() => 'final'));
    };

    it('does what is submitted: kept, mined, and final once it is deep enough', async () => {
      const taken = await chain.submit(adding('a', 5));
      expect(taken).toMatchObject({
        ok: true,
        value: { id: 'a', progress: { state: 'pending', trouble: '' } },
      });
      expect(kinds(await chain.observe())).toEqual(['a sent']);
      await harness.mine(1);
      expect(kinds(await chain.observe())).toEqual(['a mined']);
      expect([stateOf('a'), await harness.total()]).toEqual(['mined', 5]);
      await harness.mine(chain.network.finalityDepth - 1);
      expect(kinds(await chain.observe())).toEqual([]);
      await harness.mine(1);
      expect(kinds(await chain.observe())).toEqual(['a final']);
      const [hash] = chain.find('a')?.hashes ?? [];
      expect(outcomeOf('a')).toMatchObject({ kind: 'done', hash });
      expect(kinds(await chain.observe())).toEqual([]);
    });

    it('does one thing once, however often it is submitted, and refuses other content under its id', async () => {
      for (let again = 0; again < 3; again += 1) expect((await chain.submit(adding('a', 5))).ok).toBe(true);
      await Promise.all([1, 2, 3].map(() => chain.submit(adding('b', 1))));
      await settle(['a', 'b']);
      expect((await chain.submit(adding('a', 5))).ok).toBe(true);
      await chain.observe();
      await harness.mine(1);
      expect(await harness.total()).toBe(6);
      expect((await refusalOf(() => chain.submit(adding('a', 7)))).kind).toBe('chain-action-id-used');
    });

    it('takes many at once, in places without gaps', async () => {
      const ids = Array.from({ length: 12 }, (_, index) => `n${index}`);
      await Promise.all(ids.map((id, index) => chain.submit(adding(id, index + 1))));
      const places = ids.map((id) => chain.find(id)?.nonce as number).toSorted((a, b) => a - b);
      expect(places).toEqual(places.map((_, index) => (places[0] as number) + index));
      await settle(ids);
      expect(await harness.total()).toBe(78);
    });

    it('does not take on what the contract refuses, and says why', async () => {
      const refused = await chain.submit(adding('bad', REFUSED));
      expect(refused).toMatchObject({ ok: false, rejection: { kind: 'would-revert' } });
      expect(JSON.stringify(refused)).toContain('666');
      expect(chain.find('bad')).toBeUndefined();
      const answer = await chain.read(harness.add(REFUSED));
      expect(answer).toMatchObject({ ok: false, rejection: { kind: 'would-revert' } });
    });

    it('tells what the contract refused in the block from what was done', async () => {
      await chain.submit(adding('bad', REFUSED, { gasMax: GAS }));
      await chain.submit(adding('good', 3));
      await settle(['bad', 'good']);
      expect(outcomeOf('bad')).toMatchObject({ kind: 'reverted', reason: expect.stringContaining('666') });
      expect([outcomeOf('good')?.kind, await harness.total()]).toEqual(['done', 3]);
    });

    it('sends again what a reorganisation took away', async () => {
      await chain.submit(adding('a', 5));
      await harness.mine(1);
      await chain.observe();
      await harness.reorg(1);
      expect(await harness.total()).toBe(0);
      expect(kinds(await chain.observe())).toEqual(['a unmined']);
      expect(stateOf('a')).toBe('pending');
      await settle(['a']);
      expect([await harness.total(), outcomeOf('a')?.kind]).toEqual([5, 'done']);
    });

    it('takes back even what it had called final, says so, and has it done', async () => {
      await chain.submit(adding('a', 5));
      await settle(['a']);
      await harness.reorg(chain.network.finalityDepth + 2);
      expect(await harness.total()).toBe(0);
      expect(await chain.observe()).toContainEqual({ kind: 'transaction-unmined', id: 'a', wasFinal: true });
      await settle(['a']);
      expect(await harness.total()).toBe(5);
    });

    it('sends again what nodes have dropped', async () => {
      await chain.submit(adding('a', 5));
      await harness.drop();
      await harness.mine(1);
      expect(await harness.total()).toBe(0);
      await settle(['a']);
      expect(await harness.total()).toBe(5);
    });

    it('offers more for what is stuck, and counts it once', async () => {
      await chain.submit(adding('a', 5));
      const sent: ChainReport[] = [...(await chain.observe())];
      for (let wait = 0; wait < 3; wait += 1) {
        harness.pass(LONG_MS);
        sent.push(...(await chain.observe()));
      }
      const fees = sent.flatMap((each) => (each.kind === 'transaction-sent' ? [each.feePerGasMax] : []));
      expect(fees).toHaveLength(4);
      for (const [index, fee] of fees.slice(1).entries())
        expect(fee * 10n >= (fees[index] as bigint) * 11n).toBe(true);
      expect(new Set(chain.find('a')?.hashes).size).toBe(4);
      await settle(['a']);
      expect(await harness.total()).toBe(5);
    });

    it('withdraws what is too late, and does what comes after it', async () => {
      await chain.submit(adding('late', 100, { untilUs: harness.nowUs() + 1_000_000 }));
      await chain.submit(adding('next', 3, { gasMax: GAS }));
      harness.pass(LONG_MS);
      await settle(['late', 'next']);
      expect([outcomeOf('late')?.kind, outcomeOf('next')?.kind]).toEqual(['withdrawn', 'done']);
      expect(await harness.total()).toBe(3);
    });

    it('goes on after a kill, and does nothing twice', async () => {
      await chain.submit(adding('a', 5));
      await chain.submit(adding('b', 7));
      await harness.mine(1);
      await chain.submit(adding('c', 11));
      chain = await harness.restart();
      for (const [id, amount] of [
        ['a', 5],
        ['b', 7],
        ['c', 11],
        ['d', 13],
      ] as const)
        expect((await chain.submit(adding(id, amount))).ok).toBe(true);
      await settle(['a', 'b', 'c', 'd']);
      expect(await harness.total()).toBe(36);
      chain = await harness.restart();
      expect(['a', 'b', 'c', 'd'].map((id) => outcomeOf(id)?.kind)).toEqual(['done', 'done', 'done', 'done']);
    });

    it('reads what is now and what was', async () => {
      const { number } = await chain.head();
      await chain.submit(adding('a', 5));
      await settle(['a']);
      const read = async (at?: number) => {
        const answer = await chain.read({ to: harness.add(0).to, data: '0x' }, at);
        return answer.ok ? Number(answer.value) : undefined;
      };
      expect([await read(), await read(number)]).toEqual([5, 0]);
    });

    it.each([
      ['an empty id', { id: '' }],
      ['an id with spaces', { id: 'a b' }],
      ['half an address', { to: '0x12' }],
      ['half a byte', { data: '0x123' }],
      ['negative coins', { value: -1n }],
      ['no gas', { gasMax: 0n }],
    ] as const)('refuses %s', async (_, change) => {
      expect((await refusalOf(() => chain.submit({ ...adding('a', 1), ...change }))).kind).toBe(
        'bad-chain-action',
      );
    });

    it('takes no more than nodes keep', async () => {
      const at = (index: number) => chain.submit(adding(`n${index}`, 1, { gasMax: GAS }));
      for (let index = 0; index < CHAIN_PENDING_MAX; index += 1) expect((await at(index)).ok).toBe(true);
      expect(await at(CHAIN_PENDING_MAX)).toMatchObject({
        ok: false,
        rejection: { kind: 'too-many-pending', pending: CHAIN_PENDING_MAX },
      });
    });

    it('does everything once, whatever happens in between', async () => {
      const step = fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({
            kind: fc.constant('submit' as const),
            amount: fc.integer({ min: 1, max: 99 }),
          }),
        },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('mine' as const) }) },
        { weight: 2, arbitrary: fc.record({ kind: fc.constant('observe' as const) }) },
        {
          weight: 1,
          arbitrary: fc.record({
            kind: fc.constant('reorg' as const),
            depth: fc.integer({ min: 1, max: 3 }),
          }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          run += 1;
          const before = await harness.total();
          const amounts = new Map<string, number>();
          for (const [index, each] of steps.entries()) {
            const id = `r${run}.${index}`;
            if (each.kind === 'submit') {
              amounts.set(id, each.amount);
              expect((await chain.submit(adding(id, each.amount))).ok).toBe(true);
            } else if (each.kind === 'mine') await harness.mine(1);
            else if (each.kind === 'observe') await chain.observe();
            // Not below what earlier runs did.
            else if (each.kind === 'reorg') await harness.reorg(each.depth);
            else if (each.kind === 'restart') chain = await harness.restart();
            else if (each.kind === 'drop') await harness.drop();
            else harness.pass(LONG_MS);
          }
          await settle([...amounts.keys()]);
          const sum = [...amounts.values()].reduce((total, amount) => total + amount, 0);
          expect(await harness.total()).toBe(before + sum);
        }),
        { numRuns: 8 },
      );
    });
  });
}
