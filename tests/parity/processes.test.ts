import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@qca/ports';
import { createFileStore } from '@qca/store-local';
import { openPostgresStore, startEmbeddedPostgres } from '@qca/store-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paperMarket, RUN_ID, resumeOnPaper } from './paperRun.ts';

const PROGRAM = fileURLToPath(new URL('./paperProcess.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'qca-processes-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Ended {
  readonly signal: string | null;
  readonly code: number | null;
  readonly text: string;
}

/** Runs a paper run in a process of its own, to its end or to its death after `dieAfter` inputs. */
function paperProcess(place: string, kind: 'mixed' | 'bars', dieAfter = 0): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, place, kind, String(dieAfter)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, text }));
  });
}

/** Goes on with a run that was killed, and returns where it ended. */
async function resume(store: Store, kind: 'mixed' | 'bars') {
  const record = await store.readRun(RUN_ID);
  expect(record?.status).toBe('running');
  if (record === undefined) throw new Error('the killed run left no record');
  return resumeOnPaper(store, record, paperMarket(kind));
}

/** Where runs end that nobody disturbs. */
const whole = new Map<string, { hash: string; inputs: number; ledger: string }>();

beforeAll(async () => {
  const kinds = ['mixed', 'bars'] as const;
  const ended = await Promise.all(kinds.map((kind) => paperProcess(join(root, `${kind}-whole`), kind)));
  for (const [index, kind] of kinds.entries()) whole.set(kind, JSON.parse(ended[index]!.text));
});

describe('runs in processes of their own', () => {
  it('come to the same hash twice', async () => {
    const again = await paperProcess(join(root, 'mixed-again'), 'mixed');
    expect(again).toMatchObject({ code: 0, signal: null });
    expect(JSON.parse(again.text)).toEqual(whole.get('mixed'));
  });

  // Parts of the run: right at the start, in the thick of it, and while the last orders are taken back.
  it.each([
    ['bars', 0],
    ['bars', 0.4],
    ['mixed', 0.7],
    ['bars', 1],
  ] as const)(
    'on %s data, killed after the part %f of its inputs and resumed, come to the same hash',
    async (kind, part) => {
      const expected = whole.get(kind)!;
      const dieAfter = Math.max(1, Math.floor(expected.inputs * part));
      const place = join(root, `${kind}-${part}`);
      const killed = await paperProcess(place, kind, dieAfter);
      expect(killed).toMatchObject({ signal: 'SIGKILL', text: '' });
      const store = createFileStore({ root: place, durable: true });
      const { outcome, state, record } = await resume(store, kind);
      await store.close();
      expect(outcome.hash).toBe(expected.hash);
      expect(state.books.ledger.head).toBe(expected.ledger);
      expect(record.status).toBe('done');
    },
  );
});

describe('a run on PostgreSQL', () => {
  it('that is killed and resumed comes to the hash of a run in files', async () => {
    const server = await startEmbeddedPostgres({ folder: join(root, 'postgres') });
    try {
      const expected = whole.get('bars')!;
      const dieAfter = Math.floor(expected.inputs / 2);
      expect(await paperProcess(server.databaseUrl, 'bars', dieAfter)).toMatchObject({ signal: 'SIGKILL' });
      const store = await openPostgresStore({ databaseUrl: server.databaseUrl });
      const { outcome, state } = await resume(store, 'bars');
      const fills = await store.projections.fills(RUN_ID, { limit: 100_000 });
      await store.close();
      expect(outcome.hash).toBe(expected.hash);
      expect(fills).toHaveLength(state.strategies.reduce((sum, each) => sum + each.fills, 0));
    } finally {
      await server.stop();
    }
  });
});
