import { COMMAND_ID_MAX, WHO_MAX, WHY_MAX } from '@qca/base/command-bounds';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  COMMAND_BYTES_MAX,
  COMMANDS_CLEARED_MAX,
  COMMANDS_KEPT_US,
  COMMANDS_WAITING_MAX,
  type CommandAnswer,
  type CommandInbox,
  type NewCommand,
} from '../CommandInbox.ts';
import { refusalOf } from './journalSuite.ts';
import { SAMPLE_US } from './sampleRows.ts';

export interface CommandInboxHarness {
  readonly inbox: CommandInbox;
  /** The same inbox as another role has it. */
  readonly beside: CommandInbox;
  dispose(): Promise<void>;
}

export function sampleCommand(change: Partial<NewCommand> & { readonly commandId: string }): NewCommand {
  return {
    kind: 'set-budget',
    body: { strategy: 'momentum', budget: '1000.00 USD' },
    who: 'operator ada',
    why: 'more room',
    createdUs: SAMPLE_US,
    ...change,
  };
}

const APPLIED: CommandAnswer = { outcome: 'applied', rule: '', detail: { budget: '1000.00' }, sequence: 41 };

/** Longer than notifications take, shorter than the poll that would hide their absence. */
const SOON = { timeout: 700, interval: 5 };

/** What every command inbox promises. `make` gives an empty one. */
export function commandInboxSuite(name: string, make: () => Promise<CommandInboxHarness>): void {
  describe(`command inbox: ${name}`, () => {
    let harness: CommandInboxHarness;
    let inbox: CommandInbox;
    let beside: CommandInbox;

    beforeEach(async () => {
      harness = await make();
      ({ inbox, beside } = harness);
    });
    afterEach(() => harness.dispose());

    const waitingIds = async (of: CommandInbox, limit = 100) =>
      (await of.waiting(limit)).map((command) => command.commandId);

    it('hands a command to another role as it was put, until it is answered', async () => {
      const command = sampleCommand({ commandId: 'c-1', why: 'Größe ≤ 1 \u{1F680} "x"' });
      expect(await inbox.put(command)).toBe('added');
      expect(await beside.waiting(10)).toEqual([{ ...command, answer: undefined }]);
      await beside.answer('c-1', APPLIED);
      expect(await beside.waiting(10)).toEqual([]);
      expect(await inbox.read('c-1')).toEqual({ ...command, answer: APPLIED });
      for (const none of ['c-2', '', 'c-1\0', '\ud800']) expect(await inbox.read(none)).toBeUndefined();
    });

    it('takes the same command again without a second effect, before and after its answer', async () => {
      const command = sampleCommand({ commandId: 'c-1', body: { a: 1, b: [2] } });
      await inbox.put(command);
      const again = { ...command, body: { b: [2], a: 1 }, createdUs: SAMPLE_US + 5 };
      expect(await beside.put(again)).toBe('same');
      await beside.answer('c-1', APPLIED);
      expect(await inbox.put(again)).toBe('same');
      expect(await inbox.waiting(10)).toEqual([]);
      expect((await inbox.read('c-1'))?.createdUs).toBe(SAMPLE_US);
    });

    it.each([
      ['kind', { kind: 'kill' }],
      ['body', { body: { budget: '1000.01 USD' } }],
      ['who', { who: 'operator bob' }],
      ['why', { why: 'less room' }],
    ])('refuses a known id with another %s', async (_, change) => {
      const command = sampleCommand({ commandId: 'c-1' });
      await inbox.put(command);
      expect((await refusalOf(() => beside.put({ ...command, ...change }))).kind).toBe('command-id-used');
      expect(await inbox.waiting(10)).toEqual([{ ...command, answer: undefined }]);
    });

    it.each([
      ['an empty id', { commandId: '' }],
      ['an id with a space', { commandId: 'a b' }],
      ['an id too long', { commandId: 'x'.repeat(COMMAND_ID_MAX + 1) }],
      ['a kind with capitals', { kind: 'Kill' }],
      ['nobody', { who: '' }],
      ['a zero character', { why: 'a\0b' }],
      ['a name too long', { who: 'x'.repeat(WHO_MAX + 1) }],
      ['half a character', { who: 'a\ud800' }],
      ['a reason too long', { why: 'x'.repeat(WHY_MAX + 1) }],
      ['a time that is none', { createdUs: 0.5 }],
    ])('refuses %s', async (_, change) => {
      const refusal = await refusalOf(() => inbox.put({ ...sampleCommand({ commandId: 'c-1' }), ...change }));
      expect(refusal.kind).toBe('bad-command');
      expect(await inbox.list(10)).toEqual([]);
    });

    it('takes a body of the bound and refuses one more byte, in bytes and in depth', async () => {
      const full = 'x'.repeat(COMMAND_BYTES_MAX - 2);
      expect(await inbox.put(sampleCommand({ commandId: 'full', body: full }))).toBe('added');
      expect((await inbox.read('full'))?.body).toBe(full);
      let deep: unknown = 1;
      for (let level = 0; level < 65; level += 1) deep = [deep];
      for (const body of [`${full}x`, `é${full.slice(1)}`, deep]) {
        const refusal = await refusalOf(() => inbox.put(sampleCommand({ commandId: 'more', body })));
        expect(refusal.kind).toBe('document-too-large');
      }
      const answer = { ...APPLIED, detail: `${full}x` };
      expect((await refusalOf(() => inbox.answer('full', answer))).kind).toBe('document-too-large');
    });

    it('keeps the order of arrival, and lists the newest first', async () => {
      const ids = Array.from({ length: 12 }, (_, index) => `c-${11 - index}`);
      for (const [index, commandId] of ids.entries()) {
        await (index % 2 === 0 ? inbox : beside).put(
          sampleCommand({ commandId, createdUs: SAMPLE_US - index }),
        );
      }
      expect(await waitingIds(inbox)).toEqual(ids);
      expect(await waitingIds(beside, 3)).toEqual(ids.slice(0, 3));
      await inbox.answer(ids[1] as string, APPLIED);
      expect(await waitingIds(beside, 3)).toEqual([ids[0], ids[2], ids[3]]);
      expect((await beside.list(4)).map((command) => command.commandId)).toEqual(
        ids.toReversed().slice(0, 4),
      );
    });

    it('takes what many put at the same time once each', async () => {
      const puts = Array.from({ length: 24 }, (_, index) =>
        (index % 2 === 0 ? inbox : beside).put(sampleCommand({ commandId: `c-${index >> 1}` })),
      );
      const outcomes = await Promise.all(puts);
      expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(12);
      expect(new Set(await waitingIds(inbox)).size).toBe(12);
    });

    it('keeps the first answer and refuses another, or one to nothing', async () => {
      await inbox.put(sampleCommand({ commandId: 'c-1' }));
      await beside.answer('c-1', APPLIED);
      await beside.answer('c-1', { ...APPLIED });
      for (const change of [
        { outcome: 'refused' as const },
        { rule: 'x' },
        { sequence: 42 },
        { detail: null },
      ]) {
        const refusal = await refusalOf(() => inbox.answer('c-1', { ...APPLIED, ...change }));
        expect(refusal.kind).toBe('command-answered');
      }
      expect((await inbox.read('c-1'))?.answer).toEqual(APPLIED);
      expect((await refusalOf(() => inbox.answer('c-2', APPLIED))).kind).toBe('unknown-command');
    });

    it('refuses what would make the queue too long, but not what it knows already', async () => {
      for (let start = 0; start < COMMANDS_WAITING_MAX; start += 100) {
        await Promise.all(
          Array.from({ length: 100 }, (_, index) =>
            inbox.put(sampleCommand({ commandId: `c-${start + index}` })),
          ),
        );
      }
      expect((await refusalOf(() => inbox.put(sampleCommand({ commandId: 'more' })))).kind).toBe(
        'inbox-full',
      );
      expect(await inbox.put(sampleCommand({ commandId: 'c-7' }))).toBe('same');
      await beside.answer('c-7', APPLIED);
      expect(await inbox.put(sampleCommand({ commandId: 'more' }))).toBe('added');
    });

    it('forgets answered commands when they are old, and none that waits', async () => {
      const put = (commandId: string, createdUs: number) =>
        inbox.put(sampleCommand({ commandId, createdUs }));
      await put('old', SAMPLE_US);
      await put('old-and-waiting', SAMPLE_US);
      await put('young', SAMPLE_US + 1);
      for (const id of ['old', 'young']) await inbox.answer(id, APPLIED);
      await put('new', SAMPLE_US + COMMANDS_KEPT_US);
      expect(await inbox.read('old')).toBeDefined();
      await put('newer', SAMPLE_US + COMMANDS_KEPT_US + 1);
      expect(await beside.read('old')).toBeUndefined();
      expect((await beside.read('young'))?.answer).toEqual(APPLIED);
      expect(await waitingIds(beside)).toEqual(['old-and-waiting', 'new', 'newer']);
      expect((await inbox.list(10)).map(({ commandId }) => commandId)).not.toContain('old');
    });

    it('clears away a bounded number at a time, the oldest first', async () => {
      const ids = Array.from({ length: COMMANDS_CLEARED_MAX + 2 }, (_, index) => `c-${index}`);
      for (const [index, commandId] of ids.entries())
        await inbox.put(sampleCommand({ commandId, createdUs: SAMPLE_US + index }));
      await Promise.all(ids.map((id) => inbox.answer(id, APPLIED)));
      const later = { createdUs: SAMPLE_US + 2 * COMMANDS_KEPT_US };
      await inbox.put(sampleCommand({ commandId: 'first', ...later }));
      const kept = (await inbox.list(10)).map(({ commandId }) => commandId);
      expect(kept).toEqual(['first', `c-${COMMANDS_CLEARED_MAX + 1}`, `c-${COMMANDS_CLEARED_MAX}`]);
      await inbox.put(sampleCommand({ commandId: 'second', ...later }));
      expect((await inbox.list(10)).map(({ commandId }) => commandId)).toEqual(['second', 'first']);
    });

    it.each([0, -1, 1.5, 1_001])('does not answer with a limit of %d', async (limit) => {
      await expect(inbox.waiting(limit)).rejects.toThrow('limit');
      await expect(inbox.list(limit)).rejects.toThrow('limit');
    });

    it('calls a listener for what waits already, and soon for what comes', async () => {
      await inbox.put(sampleCommand({ commandId: 'c-1' }));
      const onNew = vi.fn();
      const stop = beside.listen(onNew);
      await vi.waitFor(() => expect(onNew).toHaveBeenCalled(), SOON);
      await beside.answer('c-1', APPLIED);
      await settled(onNew);
      await inbox.put(sampleCommand({ commandId: 'c-2' }));
      await vi.waitFor(() => expect(onNew).toHaveBeenCalled(), SOON);
      await stop();
      onNew.mockClear();
      await inbox.put(sampleCommand({ commandId: 'c-3' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(onNew).not.toHaveBeenCalled();
    });

    it('loses nothing for a reader that only works when it is called', async () => {
      const seen: string[] = [];
      let working = Promise.resolve();
      const stop = beside.listen(() => {
        working = working.then(async () => {
          for (const { commandId } of await beside.waiting(5)) {
            seen.push(commandId);
            await beside.answer(commandId, APPLIED);
          }
        });
      });
      const ids = Array.from({ length: 40 }, (_, index) => `c-${index}`);
      for (const commandId of ids) await inbox.put(sampleCommand({ commandId }));
      await vi.waitFor(() => expect(seen).toHaveLength(40), { timeout: 10_000, interval: 10 });
      await stop();
      await working;
      expect(seen).toEqual(ids);
    });

    it('waits for an answer, as long as it may', async () => {
      const command = sampleCommand({ commandId: 'c-1' });
      await inbox.put(command);
      expect(await inbox.answered('c-1', 20)).toEqual({ ...command, answer: undefined });
      const waited = inbox.answered('c-1', 10_000);
      const startedMs = performance.now();
      await beside.answer('c-1', APPLIED);
      expect((await waited).answer).toEqual(APPLIED);
      expect((await inbox.answered('c-1', 0)).answer).toEqual(APPLIED);
      expect(performance.now() - startedMs).toBeLessThan(700);
      expect((await refusalOf(() => inbox.answered('c-2', 10))).kind).toBe('unknown-command');
    });

    it('keeps the run that an answer stands in, and tells another run for another answer', async () => {
      await inbox.put(sampleCommand({ commandId: 'c-1' }));
      await inbox.answer('c-1', { ...APPLIED, run: 'run-1' });
      await inbox.answer('c-1', { ...APPLIED, run: 'run-1' });
      expect((await beside.read('c-1'))?.answer).toEqual({ ...APPLIED, run: 'run-1' });
      for (const other of [APPLIED, { ...APPLIED, run: 'run-2' }])
        expect((await refusalOf(() => inbox.answer('c-1', other))).kind).toBe('command-answered');
    });

    it('gives back any plain data', async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (body, detail) => {
          round += 1;
          const commandId = `p-${round}`;
          await inbox.put(sampleCommand({ commandId, body }));
          await inbox.answer(commandId, { ...APPLIED, detail });
          const read = await beside.read(commandId);
          // JSON has one zero; what went in is compared as JSON has it.
          expect(read?.body).toEqual(JSON.parse(JSON.stringify(body)));
          expect(read?.answer?.detail).toEqual(JSON.parse(JSON.stringify(detail)));
        }),
        { numRuns: 50 },
      );
    });
  });
}

/** Waits until a listener has been quiet for a moment, and forgets its calls. */
async function settled(listener: ReturnType<typeof vi.fn>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  listener.mockClear();
}
