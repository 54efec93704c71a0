import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chainEventsSuite } from '@qca/ports/suites';
import { afterAll, expect, it } from 'vitest';
import { FileChainEvents } from './FileChainEvents.ts';
import { MemoryChainEvents } from './MemoryChainEvents.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-events-'));
let files = 0;
const newPath = () => join(folder, 'chain', `${++files}.jsonl`);
afterAll(() => rmSync(folder, { recursive: true }));

chainEventsSuite('memory', async () => ({ events: new MemoryChainEvents(), dispose: async () => {} }));

chainEventsSuite('file', async () => {
  const path = newPath();
  let events = await FileChainEvents.open(path);
  return {
    events,
    reopen: async () => {
      await events.close();
      // What a crash in the middle of a write leaves.
      appendFileSync(path, '{"page":{"fromNumber":1,');
      events = await FileChainEvents.open(path);
      return events;
    },
    dispose: () => events.close(),
  };
});

it.each([
  'nonsense\n',
  '{"other":1}\n',
  '{"page":{"fromNumber":2,"to":{"number":1,"hash":"0x"},"events":[]}}\n',
])('refuses a damaged file: %s', async (text) => {
  const path = newPath();
  await (await FileChainEvents.open(path)).close();
  writeFileSync(path, text);
  await expect(FileChainEvents.open(path)).rejects.toMatchObject({ kind: 'chain-events-damaged' });
});
