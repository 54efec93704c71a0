import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BACKLOG_MAX, type Bus, type BusMessage, MESSAGE_BYTES_MAX } from '../Bus.ts';
import { refusalOf } from './journalSuite.ts';

export interface BusHarness {
  readonly bus: Bus;
  dispose(): Promise<void>;
}

const textOf = (message: BusMessage) => new TextDecoder().decode(message.bytes);
const bytesOf = (text: string) => new TextEncoder().encode(text);
const WITHIN = { timeout: 10_000, interval: 5 };

/** What every bus promises. `make` gives one without topics. */
export function busSuite(name: string, make: () => Promise<BusHarness>): void {
  describe(`bus: ${name}`, () => {
    let harness: BusHarness;
    let bus: Bus;

    beforeEach(async () => {
      harness = await make();
      bus = harness.bus;
    });
    afterEach(() => harness.dispose());

    const publish = (key: string, text: string) => bus.publish('ticks', key, bytesOf(text));

    /** Subscribes and keeps what was heard, as `key:text`. */
    async function hear(group: string) {
      const heard: string[] = [];
      const stop = await bus.subscribe('ticks', group, async (message) => {
        heard.push(`${message.key}:${textOf(message)}`);
      });
      return { heard, stop };
    }

    it('tells every group every message of its topic, as it was published', async () => {
      const [one, two] = [await hear('one'), await hear('two')];
      const bytes = bytesOf('1');
      const published = bus.publish('ticks', 'btc', bytes);
      bytes.fill(0);
      await published;
      await bus.publish('other', 'btc', bytesOf('no'));
      await publish('eth', '2');
      for (const { heard } of [one, two]) {
        await vi.waitFor(() => expect([...heard].sort()).toEqual(['btc:1', 'eth:2']), WITHIN);
      }
    });

    it('shares messages among the members of a group', async () => {
      const members = [await hear('one'), await hear('one')];
      for (let index = 0; index < 20; index += 1) await publish(`k${index}`, 'x');
      const all = () => members.flatMap(({ heard }) => heard);
      await vi.waitFor(() => expect(all()).toHaveLength(20), WITHIN);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(new Set(all()).size).toBe(20);
      expect(all()).toHaveLength(20);
    });

    it('keeps the order of each key, also through failures and members that come and go', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean() }), {
            minLength: 1,
            maxLength: 12,
          }),
          fc.uuid(),
          async (plan, run) => {
            const topic = `order-${run}`;
            const heard = new Map<string, number[]>();
            const failed = new Set<number>();
            const handler = async (message: BusMessage) => {
              const index = Number(textOf(message));
              if (plan[index]?.fails && !failed.has(index)) {
                failed.add(index);
                expect(message.attempt).toBe(1);
                throw new Error('not now');
              }
              heard.set(message.key, [...(heard.get(message.key) ?? []), index]);
            };
            const stopFirst = await bus.subscribe(topic, 'g', handler);
            const stopSecond = await bus.subscribe(topic, 'g', handler);
            for (const [index, { key }] of plan.entries()) await bus.publish(topic, key, bytesOf(`${index}`));
            await stopFirst();
            const total = () => [...heard.values()].reduce((sum, each) => sum + each.length, 0);
            await vi.waitFor(() => expect(total()).toBe(plan.length), WITHIN);
            await stopSecond();
            for (const [key, indices] of heard) {
              const expected = plan.flatMap((each, index) => (each.key === key ? [index] : []));
              expect(indices).toEqual(expected);
            }
          },
        ),
        { numRuns: 15 },
      );
    });

    it('delivers again what was not acknowledged, and says how often', async () => {
      const attempts: number[] = [];
      await bus.subscribe('ticks', 'one', async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not now');
      });
      await publish('btc', '1');
      await vi.waitFor(() => expect(attempts).toEqual([1, 2, 3]), WITHIN);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(attempts).toHaveLength(3);
    });

    it('copies the bytes of any view, and gives them whole again to a handler that spoiled them', async () => {
      const heard: string[] = [];
      await bus.subscribe('ticks', 'one', async (message) => {
        heard.push(textOf(message));
        message.bytes.fill(0);
        if (message.attempt === 1) throw new Error('not now');
      });
      const buffer = Buffer.from('-whole-');
      const published = bus.publish('ticks', 'btc', buffer.subarray(1, 6));
      buffer.fill(0);
      await published;
      await vi.waitFor(() => expect(heard).toEqual(['whole', 'whole']), WITHIN);
    });

    it('goes on with other keys while one fails', async () => {
      const heard: string[] = [];
      const stop = await bus.subscribe('ticks', 'one', async ({ key }) => {
        if (key === 'bad') throw new Error('never');
        heard.push(key);
      });
      for (const key of ['bad', 'a', 'b']) await publish(key, 'x');
      await vi.waitFor(() => expect(heard.toSorted()).toEqual(['a', 'b']), WITHIN);
      await stop();
    });

    it('hands what a leaving member did not acknowledge to another', async () => {
      const delivered = Promise.withResolvers<void>();
      const going = Promise.withResolvers<void>();
      const stop = await bus.subscribe('ticks', 'one', () => {
        delivered.resolve();
        return going.promise;
      });
      await publish('btc', '1');
      await delivered.promise;
      const stopped = stop();
      const { heard } = await hear('one');
      going.reject(new Error('going'));
      await stopped;
      await vi.waitFor(() => expect(heard).toEqual(['btc:1']), WITHIN);
    });

    it('keeps for a group what comes while nobody of it is there, but nothing from before it existed', async () => {
      await publish('btc', 'before');
      const first = await hear('one');
      await publish('btc', '1');
      await vi.waitFor(() => expect(first.heard).toEqual(['btc:1']), WITHIN);
      await first.stop();
      await publish('btc', '2');
      const next = await hear('one');
      await vi.waitFor(() => expect(next.heard).toEqual(['btc:2']), WITHIN);
      expect(first.heard).toEqual(['btc:1']);
    });

    it('refuses more than a group may be behind, to all, until it has caught up', async () => {
      const slow = await hear('slow');
      await slow.stop();
      const fast = await hear('fast');
      for (let index = 0; index < BACKLOG_MAX; index += 1) await publish('k', `${index}`);
      await expect(publish('k', 'more')).rejects.toMatchObject({ name: 'Fault', retryable: true });
      await vi.waitFor(() => expect(fast.heard).toHaveLength(BACKLOG_MAX), WITHIN);
      const again = await hear('slow');
      await vi.waitFor(() => expect(again.heard).toHaveLength(BACKLOG_MAX), WITHIN);
      await publish('k', 'more');
      await vi.waitFor(() => expect(fast.heard.at(-1)).toBe('k:more'), WITHIN);
    });

    it('refuses bad names and large messages', async () => {
      const kindOf = async (work: () => Promise<unknown>) => (await refusalOf(work)).kind;
      expect(await kindOf(() => bus.publish('Bad Topic', 'k', bytesOf('')))).toBe('bad-topic');
      expect(await kindOf(() => bus.subscribe('', 'g', async () => {}))).toBe('bad-topic');
      expect(await kindOf(() => bus.subscribe('ticks', 'a b', async () => {}))).toBe('bad-topic');
      const large = new Uint8Array(MESSAGE_BYTES_MAX + 1);
      expect(await kindOf(() => bus.publish('ticks', 'k', large))).toBe('message-too-large');
    });
  });
}
