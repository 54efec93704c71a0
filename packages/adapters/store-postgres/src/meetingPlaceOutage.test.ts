import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@qca/base';
import type { MeetingPlace, NewCommand } from '@qca/ports';
import { sampleCommand } from '@qca/ports/suites';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isServer, readPostmasterFile } from './embedded/postmasterFile.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/startEmbeddedPostgres.ts';
import { openPostgresMeetingPlace } from './openPostgresMeetingPlace.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-outage-'));
const WITHIN = { timeout: 20_000, interval: 20 };
const APPLIED = { outcome: 'applied', rule: '', detail: null, sequence: 7 } as const;

let server: EmbeddedPostgres;
/** The roles' ends: one sends, the other answers. */
let sender: MeetingPlace;
let agent: MeetingPlace;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  const open = () => openPostgresMeetingPlace({ databaseUrl: server.databaseUrl });
  [sender, agent] = await Promise.all([open(), open()]);
  // A listener would otherwise begin with the last document of the test before.
  await query('TRUNCATE qca.inbox, qca.status_board');
});
afterEach(async () => {
  await sender.close();
  await agent.close();
});

/** Ends the server and starts it again on its port, so that the same address leads to it. */
async function restart(signal: NodeJS.Signals, downMs: number): Promise<void> {
  const pid = readPostmasterFile(join(folder, 'postgres', 'cluster'))?.pid as number;
  process.kill(pid, signal);
  await vi.waitFor(() => expect(isServer(pid)).toBe(false), WITHIN);
  await delay(downMs);
  const before = server;
  server = await startEmbeddedPostgres({ folder, port: before.port });
  await before.stop();
}

async function query(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(server.databaseUrl);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

/** Does what a role does when the outside fails: the same again until it goes through. Returns how often it failed. */
async function insist(work: () => Promise<unknown>): Promise<number> {
  for (let failures = 0; ; failures += 1) {
    try {
      await work();
      return failures;
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable) throw error;
      await delay(30);
    }
  }
}

/** Answers what comes, one after another, and keeps what it saw in order. */
function answering(): { readonly applied: string[]; readonly stop: () => Promise<void> } {
  const applied: string[] = [];
  const seen = new Set<string>();
  let working = Promise.resolve();
  const work = async () => {
    for (const { commandId } of await agent.inbox.waiting(10)) {
      if (!seen.has(commandId)) applied.push(commandId);
      seen.add(commandId); // by its id, once
      await agent.inbox.answer(commandId, APPLIED);
    }
  };
  const stop = agent.inbox.listen(() => {
    working = working.then(work).catch((error: unknown) => {
      if (!(error instanceof Fault && error.retryable)) throw error;
    });
  });
  return {
    applied,
    stop: async () => {
      await stop();
      await working;
    },
  };
}

describe('a meeting place whose server goes away and comes back', () => {
  it.each(['SIGINT', 'SIGKILL'] as const)('loses and doubles nothing through %s', async (signal) => {
    const { applied, stop } = answering();
    const heard: number[] = [];
    const stopStatus = sender.statusBoard.listen('agent', ({ sequence }) => {
      heard.push(sequence);
    });
    const commands: NewCommand[] = Array.from({ length: 120 }, (_, index) =>
      sampleCommand({ commandId: `${signal}-${index}` }),
    );
    const timeUs = 1;
    let failures = 0;
    let down: Promise<void> | undefined;
    for (const [index, command] of commands.entries()) {
      if (index === 30) down = restart(signal, 300);
      failures += await insist(() => sender.inbox.put(command));
      failures += await insist(() =>
        agent.statusBoard.publish('agent', { sequence: index, timeUs, document: {} }),
      );
    }
    await down;
    await vi.waitFor(() => expect(applied).toHaveLength(commands.length), WITHIN);
    await vi.waitFor(() => expect(heard.at(-1)).toBe(119), WITHIN);
    await vi.waitFor(async () => expect(await agent.inbox.waiting(1)).toEqual([]), WITHIN);
    await stop();
    await stopStatus();
    // Otherwise the server was not away while anybody asked.
    expect(failures).toBeGreaterThan(0);
    expect(applied).toEqual(commands.map((command) => command.commandId));
    const kept = (await sender.inbox.list(1_000)).filter(({ commandId }) => commandId.startsWith(signal));
    expect(kept.toReversed()).toEqual(commands.map((command) => ({ ...command, answer: APPLIED })));
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  });

  it('finds an empty board after a crash, and the next document on it', async () => {
    await agent.statusBoard.publish('agent', { sequence: 1, timeUs: 1, document: 'before' });
    const heard: unknown[] = [];
    const stop = sender.statusBoard.listen('agent', ({ document }) => {
      heard.push(document);
    });
    await vi.waitFor(() => expect(heard).toEqual(['before']), WITHIN);
    await restart('SIGKILL', 0);
    await insist(() => sender.statusBoard.read('agent'));
    expect(await sender.statusBoard.read('agent')).toBeUndefined();
    await agent.statusBoard.publish('agent', { sequence: 2, timeUs: 2, document: 'after' });
    await vi.waitFor(() => expect(heard).toEqual(['before', 'after']), WITHIN);
    await stop();
  });

  it('hears again when only the listening connection broke, and what came meanwhile', async () => {
    const { applied, stop } = answering();
    await sender.inbox.put(sampleCommand({ commandId: 'before' }));
    await vi.waitFor(() => expect(applied).toEqual(['before']), WITHIN);
    const cut = await query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()",
    );
    expect(cut.rowCount).toBeGreaterThan(0);
    await sender.inbox.put(sampleCommand({ commandId: 'meanwhile' }));
    await vi.waitFor(() => expect(applied).toEqual(['before', 'meanwhile']), WITHIN);
    await stop();
  });

  it('hears within about a second of what no notification told', async () => {
    const { applied, stop } = answering();
    await delay(100);
    await query(`INSERT INTO qca.inbox (command_id, kind, body, who, why, created_us, content_hash)
      VALUES ('silent', 'kill', 'null', 'ada', '', 1, '')`);
    await vi.waitFor(() => expect(applied).toContain('silent'), { timeout: 2_000, interval: 20 });
    await stop();
  });
});
