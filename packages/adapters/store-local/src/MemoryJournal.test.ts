import { journalSuite } from '@qca/ports/suites';
import { describe, expect, it } from 'vitest';
import { MemoryJournal } from './MemoryJournal.ts';

journalSuite('memory', async () => {
  const journal = new MemoryJournal();
  return { open: async () => journal };
});

describe('MemoryJournal', () => {
  it('answers at once, with nothing to wait for', () => {
    const journal = new MemoryJournal({ retain: 'none' });
    const block = { firstSequence: 0, lastSequence: 0, bytes: new Uint8Array(1), hash: '0'.repeat(64) };
    expect(journal.append(block)).toBeUndefined();
    expect(journal.writeAhead).toBe(false);
  });
});
