// The program that the crash tests kill: appends to one run of the file store in the folder it is given.
import { appendForever } from '@qca/ports/suites/appendForever';
import { createFileStore } from '../src/index.ts';

const store = createFileStore({ root: process.argv[2] as string, durable: process.argv[3] === 'durable' });
await appendForever(await store.openJournal('r1', { writer: true }));
