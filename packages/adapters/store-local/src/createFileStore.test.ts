import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crashSuite, refusalOf, sampleRun, storeSuite } from '@qca/ports/suites';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from './createFileStore.ts';

const APPEND_FOREVER = fileURLToPath(new URL('../test/appendForever.ts', import.meta.url));

const RUN = sampleRun({ id: 'r1' });

function temporaryFolder(): { root: string; dispose: () => Promise<void> } {
  const root = mkdtempSync(join(tmpdir(), 'qca-store-'));
  return { root, dispose: async () => rmSync(root, { recursive: true, force: true }) };
}

for (const durable of [false, true]) {
  const name = durable ? 'file, durable' : 'file';
  storeSuite(name, async () => {
    const { root, dispose } = temporaryFolder();
    return { open: async () => createFileStore({ root, durable }), lasting: true, dispose };
  });

  crashSuite(name, async () => {
    const { root, dispose } = temporaryFolder();
    const store = createFileStore({ root, durable });
    await store.saveRun(RUN);
    return {
      script: APPEND_FOREVER,
      arguments: [root, durable ? 'durable' : 'fast'],
      open: () => store.openJournal('r1', { writer: true }),
      dispose,
    };
  });
}

describe('createFileStore', () => {
  let root: string;
  let dispose: () => Promise<void>;

  beforeEach(() => {
    ({ root, dispose } = temporaryFolder());
  });
  afterEach(() => dispose());

  it('leaves no drafts behind', async () => {
    const store = createFileStore({ root, durable: true });
    await store.saveRun(RUN);
    await store.saveRun({ ...RUN, status: 'done' });
    await (await store.openJournal('r1', { writer: true })).close();
    expect(readdirSync(join(root, 'runs', 'r1')).sort()).toEqual(['journal.bin', 'run.json']);
  });

  it.each([
    ['half a file', '{"id":"r1","mode"'],
    ['another type', '[]'],
    ['a missing field', JSON.stringify({ ...RUN, build: undefined })],
    ['an unknown status', JSON.stringify({ ...RUN, status: 'sleeping' })],
    ['an unknown mode', JSON.stringify({ ...RUN, mode: 'toy' })],
    ['a broken head', JSON.stringify({ ...RUN, head: { lastSequence: '7' } })],
    ['a broken time', JSON.stringify({ ...RUN, createdUs: 1.5 })],
    ['the record of another run', JSON.stringify({ ...RUN, id: 'r2' })],
  ])('refuses a run.json with %s, naming the file', async (_, text) => {
    mkdirSync(join(root, 'runs', 'r1'), { recursive: true });
    const path = join(root, 'runs', 'r1', 'run.json');
    writeFileSync(path, text);
    const refusal = await refusalOf(() => createFileStore({ root, durable: false }).readRun('r1'));
    expect(refusal.kind).toBe('corrupt-run');
    expect(refusal.where).toBe(path);
  });

  it('passes over folders and files that are no runs', async () => {
    const store = createFileStore({ root, durable: false });
    await store.saveRun(RUN);
    mkdirSync(join(root, 'runs', '.trash'));
    mkdirSync(join(root, 'runs', 'empty'));
    writeFileSync(join(root, 'runs', 'note.txt'), 'hello');
    expect((await store.listRuns()).map((run) => run.id)).toEqual(['r1']);
  });

  it('says which file could not be written', async () => {
    writeFileSync(join(root, 'runs'), 'a file where the folder should be');
    const saving = createFileStore({ root, durable: false }).saveRun(RUN);
    await expect(saving).rejects.toThrow(join(root, 'runs', 'r1'));
    await expect(saving).rejects.toMatchObject({ name: 'Fault', retryable: false });
  });

  it('says which journal could not be opened', async () => {
    const store = createFileStore({ root, durable: false });
    await store.saveRun(RUN);
    mkdirSync(join(root, 'runs', 'r1', 'journal.bin'));
    const opening = store.openJournal('r1', { writer: true });
    await expect(opening).rejects.toMatchObject({ name: 'Fault', retryable: false });
    await expect(opening).rejects.toThrow(join(root, 'runs', 'r1'));
    expect(readdirSync(join(root, 'runs', 'r1'))).not.toContain('writer.lock');
  });

  it('writes a record that a person can read', async () => {
    await createFileStore({ root, durable: false }).saveRun(RUN);
    expect(JSON.parse(readFileSync(join(root, 'runs', 'r1', 'run.json'), 'utf8'))).toMatchObject({
      mode: 'paper',
    });
  });
});
