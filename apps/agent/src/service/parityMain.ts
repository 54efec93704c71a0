import { openPostgresStore } from '@qca/store-postgres';
import { readEnvironment } from '../environment.ts';
import { replayRun } from '../run/inspect.ts';

// Replays one run and prints what came of it. A process of its own: replaying takes a core for seconds.

const { databaseUrl } = readEnvironment();
const runId = process.argv[2];
if (databaseUrl === undefined || runId === undefined) throw new Error('a run and DATABASE_URL are needed');
const store = await openPostgresStore({ databaseUrl });
try {
  const record = await store.readRun(runId);
  if (record === undefined) throw new Error(`there is no run ${runId}`);
  const { entries, hash, same, firstDifference } = await replayRun(store, record);
  process.stdout.write(JSON.stringify({ entries, hash, same, firstDifference }));
} finally {
  await store.close();
}
