import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentService, folderPaths, replayRun } from '@qca/agent';
import { OPERATION } from '@qca/api';
import { RunningHash } from '@qca/base';
import { type Entry, JournalWriter, type Posting } from '@qca/engine';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { RunRecord, Store } from '@qca/ports';
import { createMemoryStore } from '@qca/store-local';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NaiveRun } from './NaiveRun.ts';

// The parity report holds what a run decided on paper against what this build decides over the same inputs. Here each kind
// of difference is planted in a journal whose hashes all fit: only deciding again can tell.

type PostedTransfer = Posting['transfers'][number];
type Change = (entries: Entry[]) => number;

/** Plants a change in a copy of a run; says where it is. */
async function planted(store: Store, run: NaiveRun, change: Change): Promise<{ store: Store; at: number }> {
  const entries = run.entries.map((entry) => structuredClone(entry));
  const at = change(entries);
  const copy = createMemoryStore();
  const record = (await store.readRun(run.id)) as RunRecord;
  await copy.saveRun({ ...record, head: undefined });
  const journal = await copy.openJournal(run.id, { writer: true });
  const hash = new RunningHash();
  const writer = new JournalWriter(journal, { lastSequence: -1, hash: hash.peek() }, hash);
  for (const entry of entries) {
    writer.write(entry);
    if (writer.full) await writer.flush();
  }
  await writer.flush();
  await journal.close();
  await copy.saveRun({ ...record, head: { lastSequence: entries.length - 1, hash: writer.hash() } });
  return { store: copy, at };
}

/** The last entry of a kind is changed; what comes behind it stays. */
function inLast<Kind extends Entry['kind']>(
  kind: Kind,
  change: (entry: Extract<Entry, { kind: Kind }>) => Entry,
): Change {
  return (entries) => {
    const at = entries.findLastIndex((entry) => entry.kind === kind);
    entries[at] = change(entries[at] as Extract<Entry, { kind: Kind }>);
    return at;
  };
}

const DIFFERENCES: readonly (readonly [name: string, change: Change])[] = [
  [
    'an order of another size',
    inLast('order-placed', (entry) => ({
      ...entry,
      spec: { ...entry.spec, quantityLots: entry.spec.quantityLots + 1 },
    })),
  ],
  [
    'another reason',
    inLast('order-placed', (entry) => ({ ...entry, why: { ...entry.why, text: 'a whim' } })),
  ],
  [
    'another amount in the ledger',
    inLast('booked', (entry) => {
      const [first, ...rest] = entry.posting.transfers;
      const [id, type, pending, debit, credit, atoms, kind] = first as PostedTransfer;
      const other: PostedTransfer = [id, type, pending, debit, credit, `${BigInt(atoms) + 1n}`, kind];
      return { ...entry, posting: { ...entry.posting, transfers: [other, ...rest] } };
    }),
  ],
  [
    'a decision that was not made',
    (entries) => {
      const at = entries.findLastIndex(({ kind }) => kind === 'order-placed');
      entries.splice(at + 1, 0, entries[at] as Entry);
      return at + 1;
    },
  ],
  [
    'a decision that was made and is not there',
    (entries) => {
      const at = entries.findLastIndex(({ kind }) => kind === 'order-placed');
      entries.splice(at, 1);
      return at;
    },
  ],
];

const PATIENCE = { timeout: 60_000, interval: 20 };
const folders: string[] = [];

/** Plays two runs to their end; their parity is checked against what `see` makes of the store. */
async function playTwo(see: (store: Store, run: NaiveRun) => Promise<Store>) {
  const folder = mkdtempSync(join(tmpdir(), 'qca-trace-parity-'));
  folders.push(folder);
  const store = createMemoryStore();
  const place = createMemoryMeetingPlace();
  const said: string[] = [];
  const ending = new AbortController();
  const service = new AgentService({
    store,
    place,
    paths: folderPaths(folder),
    playlist: [{ kind: 'generated', seed: 1, days: 0.001 }],
    file: {},
    seed: 1,
    budget: 100_000,
    speed: Number.POSITIVE_INFINITY,
    checkParity: async (id) => {
      const seen = await see(store, await NaiveRun.read(store, id));
      return replayRun(seen, (await seen.readRun(id)) as RunRecord);
    },
    log: (_what, details) => void said.push(String(details?.['say'] ?? '')),
  });
  const done = service.run(ending.signal);
  const reports = await vi.waitFor(async () => {
    const document = (await place.statusBoard.read('parity'))?.document;
    expect(document).toBeDefined();
    return OPERATION.readParity.response.parse(document).reports;
  }, PATIENCE);
  ending.abort();
  await done;
  const report = reports.at(-1) as (typeof reports)[0];
  const run = await NaiveRun.read(store, report.run);
  await place.close();
  return { store, said, report, run };
}

describe('the parity report', () => {
  let played: Awaited<ReturnType<typeof playTwo>>;
  beforeAll(async () => {
    played = await playTwo(async (store) => store);
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('is green over what was decided, all of it, on the market’s day', () => {
    const { report, run, said } = played;
    const lastUs = run.entries.at(-1)?.timeUs ?? 0;
    expect(report).toMatchObject({
      same: true,
      firstDifference: null,
      entries: run.entries.length,
      hash: run.hash,
      day: new Date(lastUs / 1_000).toISOString().slice(0, 10),
    });
    expect(run.all('order-placed').length).toBeGreaterThan(0);
    expect(said.join()).not.toContain('does not replay');
  });

  it.each(DIFFERENCES)('is red for %s, and names the entry', async (_name, change) => {
    const { store, at } = await planted(played.store, played.run, change);
    const { same, firstDifference } = await replayRun(
      store,
      (await store.readRun(played.run.id)) as RunRecord,
    );
    expect(same).toBe(false);
    expect(firstDifference?.sequence).toBe(at);
    expect(firstDifference?.journaled).not.toBe(firstDifference?.replayed);
  });

  it('tells the operator and everybody who asks, with both versions', async () => {
    const [, change] = DIFFERENCES[0] as (typeof DIFFERENCES)[0];
    let at = -1;
    const { report, said } = await playTwo(async (store, run) => {
      const copy = await planted(store, run, change);
      at = copy.at;
      return copy.store;
    });
    expect(report).toMatchObject({ same: false, firstDifference: { sequence: at } });
    expect(report.firstDifference?.journaled).toContain('order-placed');
    expect(report.firstDifference?.replayed).toContain('order-placed');
    expect(said.join()).toContain(`first at entry ${at}`);
  });
});
