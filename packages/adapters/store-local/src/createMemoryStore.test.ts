import { readAll, sampleRun, storeSuite } from '@qca/ports/suites';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from './createMemoryStore.ts';

storeSuite('memory', async () => {
  const store = createMemoryStore();
  return { open: async () => store, lasting: false, dispose: async () => {} };
});

describe('createMemoryStore', () => {
  it('keeps only heads when it retains nothing', async () => {
    const store = createMemoryStore({ retain: 'none' });
    await store.saveRun(sampleRun({ id: 'r1' }));
    const journal = await store.openJournal('r1', { writer: true });
    journal.append({ firstSequence: 0, lastSequence: 4, bytes: new Uint8Array(9), hash: 'f'.repeat(64) });
    expect(journal.head()).toEqual({ lastSequence: 4, hash: 'f'.repeat(64) });
    await expect(readAll(journal)).rejects.toThrow('cannot be read');
  });
});
