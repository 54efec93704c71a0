import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { refusalOf } from '@qca/ports/suites';
import { afterAll, describe, expect, it } from 'vitest';
import { readPassphraseFile } from './readPassphraseFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-passphrase-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function write(text: string, mode = 0o600): string {
  files += 1;
  const path = join(folder, `passphrase-${files}`);
  writeFileSync(path, text, { mode });
  return path;
}

describe('readPassphraseFile', () => {
  it.each([
    ['five words', 'five words'],
    ['five words\n', 'five words'],
    ['five words\r\n', 'five words'],
    [' spaces stay ', ' spaces stay '],
  ])('reads %j as %j', (text, passphrase) => {
    expect(readPassphraseFile(write(text)).reveal()).toBe(passphrase);
  });

  it.each([
    ['an empty file', 'bad-passphrase-file', () => write('')],
    ['an empty line', 'bad-passphrase-file', () => write('\n')],
    ['two lines', 'bad-passphrase-file', () => write('hunter2\nhunter3')],
    ['no file', 'no-passphrase-file', () => join(folder, 'none')],
    ['a file others may read', 'open-permissions', () => write('hunter2', 0o644)],
    ['a file too large', 'file-too-large', () => write('hunter2'.repeat(999))],
    ['a folder', 'not-a-file', () => folder],
  ])('refuses %s, without showing it', async (_, kind, make) => {
    const refusal = await refusalOf(() => readPassphraseFile(make()));
    expect(refusal.kind).toBe(kind);
    expect(inspect(refusal)).not.toContain('hunter');
  });
});
