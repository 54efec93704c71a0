// The program that the crash test kills: appends to one run of the database it is given.
import { appendForever } from '@qca/ports/suites/appendForever';
import { openPostgresStore } from '../src/index.ts';

const store = await openPostgresStore({ databaseUrl: process.argv[2] as string });
await appendForever(await store.openJournal('r1', { writer: true }));
