import type { Entry } from '@qca/engine';
import { sampleRun } from '@qca/ports/suites';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAST, RUN, START_US } from '../testing/sampleRun.fixture.ts';
import { TestServer } from '../testing/TestServer.fixture.ts';

// Some commands stand in the journal, some only in the inbox; a list shows each once, where it belongs.

const OTHER = 'other-run';
const signed = { timeUs: START_US, who: 'ada', why: 'so' };
const journaled = (commandId: string): Entry[] => [
  { kind: 'halt', ...signed, commandId, strategy: 0 },
  {
    kind: 'command-applied',
    timeUs: START_US,
    commandId,
    command: 'halt',
    detail: { strategy: 0, mode: 'halted', cancelled: 2 },
  },
];

describe('commands of journal and inbox', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    const { inbox } = server.meeting;
    const put = (commandId: string) =>
      inbox.put({
        commandId,
        kind: 'halt',
        body: { scope: 'momentum' },
        who: 'ada',
        why: 'so',
        createdUs: 5,
      });
    const refuse = (commandId: string, run?: string) =>
      inbox.answer(commandId, {
        outcome: 'refused',
        rule: 'bad-command',
        detail: { detail: 'no' },
        sequence: run === undefined ? -1 : 7,
        ...(run === undefined ? {} : { run }),
      });
    await server.store.saveRun(sampleRun({ id: OTHER, createdUs: 1, status: 'done' }));
    await put('of-other-run');
    await refuse('of-other-run', OTHER);
    await server.run.write([...journaled('first'), ...journaled('by-the-guard'), ...journaled('last')]);
    for (const id of ['first', 'refused-at-the-door', 'last', 'waiting']) await put(id);
    await refuse('refused-at-the-door');
    const detail = { strategy: 0, mode: 'halted', cancelled: 2 };
    await inbox.answer('last', { outcome: 'applied', rule: '', detail, sequence: LAST + 6, run: RUN });
  });
  afterAll(() => server.close());

  const listed = async (query: string): Promise<string[]> =>
    (await server.get(`/api/commands?${query}`)).json['commands'].map(
      ({ commandId, outcome, sequence }: Record<string, unknown>) => `${commandId} ${outcome} ${sequence}`,
    );

  it('come newest first, whoever gave them; those that no journal holds where they were given', async () => {
    expect(await listed('')).toEqual([
      'waiting pending -1',
      `last applied ${LAST + 6}`,
      `by-the-guard applied ${LAST + 4}`,
      'refused-at-the-door refused -1',
      `first applied ${LAST + 2}`,
    ]);
    expect(await listed('limit=2')).toEqual(['waiting pending -1', `last applied ${LAST + 6}`]);
  });

  it('are those of the run that is asked for', async () => {
    expect(await listed(`run=${OTHER}`)).toEqual([]);
  });

  it('are told one by one as the journal has them, with the run that it is of', async () => {
    const { json } = await server.get('/api/commands/last');
    expect(json['command']).toEqual({
      sequence: LAST + 6,
      timeUs: START_US,
      strategy: 'momentum',
      commandId: 'last',
      kind: 'halt',
      who: 'ada',
      why: 'so',
      outcome: 'applied',
      rule: '',
      numbers: { mode: 'halted', cancelled: 2 },
      run: RUN,
    });
    const refused = await server.get('/api/commands/refused-at-the-door');
    expect(refused.json['command']).toMatchObject({ sequence: -1, run: null, rule: 'bad-command' });
  });
});
