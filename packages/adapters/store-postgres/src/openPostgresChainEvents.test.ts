import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChainPage } from '@qca/ports';
import { chainEventsSuite } from '@qca/ports/suites';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/startEmbeddedPostgres.ts';
import { openPostgresChainEvents } from './openPostgresChainEvents.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-chain-events-'));
let server: EmbeddedPostgres;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder });
  // Nothing here cuts the power.
  await query('ALTER SYSTEM SET fsync = off');
  await query('SELECT pg_reload_conf()');
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const open = (chainId: number) => openPostgresChainEvents({ databaseUrl: server.databaseUrl, chainId });

async function query(text: string): Promise<void> {
  const client = new pg.Client(server.databaseUrl);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

chainEventsSuite('postgres', async () => {
  let events = await open(7);
  return {
    events,
    reopen: async () => {
      await events.close();
      events = await open(7);
      return events;
    },
    dispose: async () => {
      await events.clear();
      await events.close();
    },
  };
});

it('keeps chains apart, bears any text, and lets two writers add a page once', async () => {
  const [first, beside, other] = await Promise.all([open(1), open(1), open(2)]);
  const block = { number: 1, hash: '0xaa' } as const;
  const page: ChainPage = {
    fromNumber: 1,
    to: block,
    events: [
      {
        blockNumber: 1,
        blockHash: block.hash,
        logIndex: 0,
        transactionHash: '0xbb',
        address: '0xcc',
        contract: 'Any',
        event: 'Said',
        args: { text: 'zero \0 half \ud800' },
      },
    ],
  };
  await Promise.all([first.append(page), beside.append(page)]);
  expect(await other.checkpoints()).toEqual([]);
  const [found] = await beside.read({ limit: 9 });
  expect(found?.args).toEqual({ text: 'zero \ufffd half \ufffd' });
  for (const each of [first, beside, other]) await each.close();
});
