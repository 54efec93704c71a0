import { OPERATIONS, platformStatus } from '@qca/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPECTED, expectedQuality, type Question, RunFacts } from './expectedAnswers.ts';
import { hashOf, NaiveRun } from './NaiveRun.ts';
import { earnedBy } from './naiveLedger.ts';
import { costInLedger, isNear, plainTraders } from './naiveProfit.ts';
import { naiveStatus } from './naiveStatus.ts';
import { NOT_FROM_JOURNAL } from './notFromJournal.ts';
import { PlayedPlatform } from './PlayedPlatform.ts';
import { dayText } from './plain.ts';
import { type Played, play } from './play.ts';
import { questionsAbout } from './questions.ts';
import { replayStates } from './replayStates.ts';
import { walkLeaves } from './walkLeaves.ts';

// Every leaf of every answer of the API beside what the run's journal says, added up by hand or stepped through the kernel
// again. What no journal can know stands in a table, with its reason; anything else that is not proved fails.

const SHOWN = platformStatus.omit({ run: true, pace: true });
const MINUTES = 60_000;
/** Pages followed of each list; further ones are asked as these are. */
const PAGES_MAX = 4;
const DAY_US = 86_400_000_000;

let platform: PlayedPlatform;
let played: Played;
let runs: readonly RunFacts[];
/** Operations of which at least one answer was walked, and the leaves that were let through. */
const walkedOperations = new Set<string>();
const excusedLeaves = new Set<string>();
let proved = 0;

beforeAll(async () => {
  platform = await PlayedPlatform.start();
  played = await play(platform);
  const records = await platform.store.listRuns();
  runs = await Promise.all(
    records.map(async ({ id }) => new RunFacts(await NaiveRun.read(platform.store, id))),
  );
}, 3 * MINUTES);

afterAll(async () => {
  played?.ear.close();
  await platform?.close();
});

/** Walks an answer; fails with the first faults by their paths. */
function prove(operation: string, about: string, answer: unknown, expected: unknown): void {
  const excuses = NOT_FROM_JOURNAL.filter((each) => each.operation === operation).flatMap(
    ({ paths }) => paths,
  );
  const walked = walkLeaves(answer, expected, (path) => excuses.includes(path));
  expect(walked.faults.slice(0, 12), `${operation} ${about}`).toEqual([]);
  walkedOperations.add(operation);
  for (const path of walked.excused) excusedLeaves.add(`${operation}${path}`);
  proved += walked.proved;
}

/** A report speaks of a journal as far as it was then: at least to the end of the market day that it names. */
async function expectedParity({ run }: RunFacts, report: { readonly day: string; readonly entries: number }) {
  const { day, entries } = report;
  const heard = run.entries.slice(0, entries).findLast(({ kind }) => kind === 'quote' || kind === 'bar');
  const lastUs = heard?.timeUs ?? 0;
  const over =
    entries === run.entries.length ? [dayText(lastUs)] : [1, 2].map((n) => dayText(lastUs - n * DAY_US));
  return {
    run: run.id,
    day: over.includes(day) ? day : over[0],
    entries,
    hash: await hashOf(platform.store, run.id, entries),
    same: true,
    firstDifference: null,
  };
}

const current = (): RunFacts => runs[0] as RunFacts;

function factsOf({ query }: Question): RunFacts {
  return runs.find(({ run }) => run.id === query['run']) ?? current();
}

describe('every leaf of the API', () => {
  it('was played with everything that can happen', () => {
    expect(runs.length).toBe(2);
    const { rows, run } = current();
    const outcomes = new Set(rows.decisions.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(['admitted', 'refused', 'shrunk']);
    expect(new Set(rows.commands.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(7);
    expect(rows.fills.length).toBeGreaterThan(100);
    expect(run.all('kill-completed')).toHaveLength(1);
    expect(played.statuses.length).toBeGreaterThan(20);
  });

  it('no decision is without its reason, its rule and its numbers, those of a kill too', () => {
    const { decisions } = current().rows;
    for (const { outcome, rule, why, numbers } of decisions) {
      expect(String(why).trim()).not.toBe('');
      expect(Object.keys(numbers as object).length).toBeGreaterThan(0);
      if (outcome === 'admitted') continue;
      expect(rule).not.toBe('');
      expect(numbers).toMatchObject({ rule, value: expect.any(Number), limit: expect.any(Number) });
    }
    expect(decisions.some(({ why }) => why === 'kill kill')).toBe(true);
  });

  const listed = Object.keys(EXPECTED);
  it.each(listed)('%s: is as the journal says, with every filter', async (name) => {
    const operation = OPERATIONS.find((each) => each.name === name);
    const questions = runs.flatMap((facts) => questionsAbout(name, facts, facts === current()));
    expect(questions.length).toBeGreaterThan(0);
    for (const first of questions) {
      let question: Question | undefined = first;
      for (let page = 0; question !== undefined && page < PAGES_MAX; page += 1) {
        const path = (operation?.path ?? '').replace('{orderId}', question.params?.['orderId'] ?? '');
        const query = new URLSearchParams(
          Object.entries(question.query).map(([key, value]): [string, string] => [key, String(value)]),
        );
        const answer = await platform.get(`${path}?${query}`);
        prove(name, `${query} ${path}`, answer, EXPECTED[name]?.(factsOf(question), question));
        const { next } = answer as { next?: string | null };
        question =
          typeof next === 'string' ? { ...question, query: { ...question.query, before: next } } : undefined;
      }
    }
  });

  it('readStatus: at any moment, over a restart and a kill, is what the journal up to there comes to', async () => {
    const streamed = played.ear.statuses as Played['statuses'];
    const all = [
      ...played.statuses,
      ...streamed,
      (await platform.get('/api/status')) as (typeof streamed)[0],
    ];
    for (const { run } of runs) {
      const own = all.filter((each) => each.run.id === run.id);
      const inputs = new Set(own.map(({ sequence }) => sequence));
      const { documents } = replayStates(run, inputs);
      for (const status of own) {
        const replayed = documents.get(status.sequence) as typeof status;
        const about = `${run.id} ${status.sequence}`;
        const labels = { prices: run.configuration.label, fills: 'simulated' };
        // What the contract does not name is no part of the answer.
        const shown = SHOWN.parse(replayed);
        prove('readStatus', about, platformStatus.parse(status), { ...shown, run: labels });
      }
      // By hand it takes longer: some of them, the last one too.
      const some = [...inputs]
        .sort((a, b) => a - b)
        .filter((_, place, { length }) => place % 8 === 0 || place === length - 1);
      for (const input of some) {
        const replayed = documents.get(input) as (typeof all)[0];
        const byHand = naiveStatus(run.upTo(input), replayed);
        const walked = walkLeaves(replayed, byHand, () => true);
        expect(walked.faults, `by hand, ${run.id} ${input}`).toEqual([]);
        proved += walked.proved;
      }
    }
  });

  it('revenue: profit first in, first out by hand, and fees fill by fill, come to what the ledger says', () => {
    const { run, transfers } = current();
    const traders = plainTraders(run);
    expect(traders.size).toBeGreaterThan(0);
    for (const [strategy, { asset, profit }] of traders) {
      const earned = earnedBy(transfers, strategy);
      expect(isNear(earned.fees, profit.fees, profit.fills), `${strategy} fees`).toBe(true);
      // Average and first-in costs divide the same sum otherwise between what was sold and what is held.
      const byHand = profit.realised + profit.costLeft;
      const inLedger = earned.realised - earned.slippage + costInLedger(transfers, strategy, asset);
      expect(isNear(byHand, inLedger, profit.fills), `${strategy} ${byHand} ${inLedger}`).toBe(true);
    }
  });

  it('listRuns: counts and digests of the journals', async () => {
    const answer = (await platform.get('/api/runs')) as { runs: { id: string; status: string }[] };
    const expected = runs.map(({ run }, place) => {
      const isOver = answer.runs[place]?.status === 'done';
      return {
        prices: run.configuration.label,
        fills: 'simulated',
        entries: isOver ? run.entries.length : 0,
        hash: isOver ? run.hash : null,
      };
    });
    prove('listRuns', '', answer, { runs: expected });
  });

  it('readParity: entries and digest of what was replayed', async () => {
    const answer = (await platform.get('/api/parity')) as {
      reports: { run: string; day: string; entries: number }[];
    };
    expect(answer.reports.length).toBeGreaterThan(0);
    const expected = await Promise.all(
      answer.reports.map((report) => {
        const facts = runs.find(({ run }) => run.id === report.run) as RunFacts;
        return expectedParity(facts, report);
      }),
    );
    prove('readParity', '', answer, { reports: expected });
  });

  it('readDataQuality: what was heard, over a restart', async () => {
    prove('readDataQuality', '', await platform.get('/api/data-quality'), expectedQuality(current().run));
  });

  it('readCommand: what the journal says of each, and refusals by rule and numbers', async () => {
    expect(played.commands.size).toBeGreaterThan(10);
    for (const [commandId, { status, answer }] of played.commands) {
      const row = current().rows.commands.find((each) => each['commandId'] === commandId);
      expect(row, commandId).toBeDefined();
      const expected = { command: { ...row, run: current().run.id } };
      prove('readCommand', commandId, await platform.get(`/api/commands/${commandId}`), expected);
      if (status === 200) prove('readCommand', `given ${commandId}`, answer, expected);
      else {
        expect(status).toBe(409);
        expect(answer['numbers']).toEqual({ rule: row?.['rule'], ...(row?.['numbers'] as object) });
      }
    }
  });

  it('the stream: the same rows and documents as the reads, at the same entry', async () => {
    expect(played.ear.faults).toEqual([]);
    const lists = { orders: 'orders', fills: 'fills', decisions: 'decisions', commands: 'commands' } as const;
    for (const [channel, name] of Object.entries(lists)) {
      const heard = played.ear.channels.get(channel as keyof typeof lists);
      const answer = (await platform.get(`/api/${name}?limit=100`)) as Record<string, unknown>;
      expect(heard?.sequence, channel).toBeLessThanOrEqual(Number(answer['sequence']));
      const rows = answer[name] as readonly Record<string, unknown>[];
      const key = `${channel.slice(0, -1)}Id`;
      const own = new Map(((heard?.data ?? []) as typeof rows).map((row) => [row[key], row]));
      expect(rows.map((row) => own.get(row[key]))).toEqual(rows);
    }
    expect(played.ear.channels.get('status')?.data).toEqual(await platform.get('/api/status'));
  });

  it('leaves no read out, and excuses nothing that is not there', async () => {
    prove('readSession', '', await platform.get('/api/session'), {});
    const reads = OPERATIONS.filter(({ method }) => method === 'GET').map(({ name }) => name);
    expect([...walkedOperations].sort()).toEqual(reads.sort());
    const table = NOT_FROM_JOURNAL.flatMap(({ operation, paths }) =>
      paths.map((path) => `${operation}${path}`),
    );
    expect(table.filter((path) => !excusedLeaves.has(path))).toEqual([]);
    process.stdout.write(`${proved} leaves traced to the journal, ${table.length} kinds of leaves excused\n`);
  });
});
