import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { canonicalJson, sha256 } from '@qca/base';
import { Secret } from '@qca/ports';
import { refusalOf, secretsSuite } from '@qca/ports/suites';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileKeystore } from './FileKeystore.ts';
import type { KeystoreFile } from './keystoreFormat.ts';

/** Cheap, so that hundreds of files are made in a second. */
const CHEAP = { memoryKiB: 8, passes: 1, lanes: 1 };
const PASSPHRASE = 'five random words in a row';
const TEXT = 'the-text-nobody-may-see';
const CREATED_US = 1_678_420_800_000_000;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-keystore-'));
  path = join(folder, 'keys', 'keystore.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function keystore(passphrase = PASSPHRASE): FileKeystore {
  return new FileKeystore({ path, passphrase: async () => new Secret(passphrase), cost: CHEAP });
}

const add = (name: string, text = TEXT, venue = 'kraken') =>
  keystore().add({ name, venue, createdUs: CREATED_US, text: new Secret(text) });
const read = async (name: string) => (await keystore().read(name)).reveal();
const kindOf = async (work: () => unknown) => (await refusalOf(work)).kind;
const stored = () => JSON.parse(readFileSync(path, 'utf8')) as KeystoreFile;

/** Writes a changed file with a digest that fits, as somebody would who means it. */
function rewrite(change: (file: KeystoreFile) => object): void {
  const { sha256: _, ...rest } = { ...stored(), ...change(stored()) };
  writeFileSync(path, JSON.stringify({ ...rest, sha256: sha256(canonicalJson(rest)) }));
}

secretsSuite('keystore file', async (kept) => {
  rmSync(path, { force: true });
  for (const [name, text] of Object.entries(kept)) await add(name, text);
  return keystore();
});

describe('FileKeystore', () => {
  it('gives back any text, under its name, after being opened again', async () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, text, { minKeys: 1, maxKeys: 4 }), async (texts) => {
        rmSync(path, { force: true });
        for (const [each, value] of Object.entries(texts)) await add(each, value);
        expect(await keystore().names()).toEqual(Object.keys(texts).sort());
        for (const [each, value] of Object.entries(texts)) expect(await read(each)).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  it('derives its key by argon2id as Node does, and seals by AES-256-GCM', async () => {
    await add('main');
    const { argon2Sync, createDecipheriv, createHmac } = await import('node:crypto');
    const { derivation, check, entries } = stored();
    const root = argon2Sync('argon2id', {
      message: PASSPHRASE,
      nonce: Buffer.from(derivation.salt, 'base64'),
      parallelism: derivation.lanes,
      tagLength: 32,
      memory: derivation.memoryKiB,
      passes: derivation.passes,
    });
    const labelled = (label: string) => createHmac('sha256', root).update(label).digest();
    expect(labelled('qca-keystore check').toString('base64')).toBe(check);
    const entry = entries[0] as KeystoreFile['entries'][0];
    const vouched = canonicalJson({
      format: 'qca-keystore',
      version: 1,
      derivation,
      entries: [{ name: 'main', venue: 'kraken', createdUs: CREATED_US }],
      name: 'main',
    });
    const decipher = createDecipheriv(
      'aes-256-gcm',
      labelled('qca-keystore seal'),
      Buffer.from(entry.nonce, 'base64'),
    );
    decipher.setAAD(Buffer.from(vouched)).setAuthTag(Buffer.from(entry.tag, 'base64'));
    expect(decipher.update(entry.sealed, 'base64', 'utf8') + decipher.final('utf8')).toBe(TEXT);
  });

  it('shows names, venues and times without the passphrase, and no text of any secret', async () => {
    await add('main');
    await add('other', 'x', 'binance');
    const locked = new FileKeystore({ path, passphrase: () => Promise.reject(new Error('asked')) });
    expect(await locked.entries()).toEqual([
      { name: 'main', venue: 'kraken', createdUs: CREATED_US },
      { name: 'other', venue: 'binance', createdUs: CREATED_US },
    ]);
    const file = readFileSync(path, 'utf8');
    expect(file).not.toContain(TEXT);
    expect(file).not.toContain(Buffer.from(TEXT).toString('base64').slice(0, 12));
    expect(file).not.toContain(PASSPHRASE);
  });

  it('uses a new salt and new nonces for each writing', async () => {
    await add('main');
    const first = stored();
    await add('other', TEXT);
    const second = stored();
    const drawn = [first, second].flatMap((file) => [
      file.derivation.salt,
      file.check,
      ...file.entries.flatMap((entry) => [entry.nonce, entry.sealed]),
    ]);
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('is written for its owner only, and leaves nothing beside it', async () => {
    await add('main');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['keystore.json']);
  });

  it('asks for the passphrase once, and derives the key once while the file stays', async () => {
    await add('main');
    await add('other');
    let asked = 0;
    const opened = new FileKeystore({
      path,
      passphrase: async () => {
        asked += 1;
        return new Secret(PASSPHRASE);
      },
    });
    await opened.read('main');
    await opened.read('other');
    expect(asked).toBe(1);
    await add('third', 'later');
    expect((await opened.read('third')).reveal()).toBe('later');
    expect(asked).toBe(1);
  });

  it('removes an entry and keeps the others', async () => {
    await add('main');
    await add('other', 'y');
    await keystore().remove('main');
    expect(await keystore().names()).toEqual(['other']);
    expect(await read('other')).toBe('y');
    await keystore().remove('other');
    expect(await kindOf(() => keystore('another passphrase').add(entryOf('main')))).toBe('wrong-passphrase');
  });

  it('has nothing before it is first written', async () => {
    expect(await keystore().names()).toEqual([]);
    expect(await kindOf(() => keystore().read('main'))).toBe('unknown-secret');
    expect(await kindOf(() => keystore().remove('main'))).toBe('unknown-secret');
    expect(readdirSync(folder).length).toBeLessThanOrEqual(1);
  });
});

describe('FileKeystore refuses', () => {
  it('a wrong passphrase, and may be asked again', async () => {
    await add('main');
    const words = ['wrong', 'wrong again', PASSPHRASE];
    const opened = new FileKeystore({ path, passphrase: async () => new Secret(words.shift() ?? '') });
    expect(await kindOf(() => opened.read('main'))).toBe('wrong-passphrase');
    expect(await kindOf(() => opened.remove('main'))).toBe('wrong-passphrase');
    expect((await opened.read('main')).reveal()).toBe(TEXT);
  });

  it('a short passphrase for a new keystore', async () => {
    expect(await kindOf(() => keystore('elevenchars').add(entryOf('main')))).toBe('weak-passphrase');
    expect(readdirSync(join(folder, 'keys'))).toEqual([]);
  });

  it('a name that is taken, and keeps what it has', async () => {
    await add('main');
    expect(await kindOf(() => add('main', 'z'))).toBe('secret-exists');
    expect(await read('main')).toBe(TEXT);
  });

  it.each([
    ['a bad name', 'bad-secret-name', { name: 'a b' }],
    ['a bad venue', 'bad-venue', { venue: 'Kraken!' }],
    ['an empty secret', 'bad-secret', { text: new Secret('') }],
    ['a secret with half a character', 'bad-secret', { text: new Secret('\ud800') }],
    ['a secret too long', 'bad-secret', { text: new Secret('x'.repeat(16_385)) }],
  ])('%s', async (_, kind, change) => {
    expect(await kindOf(() => keystore().add({ ...entryOf('main'), ...change }))).toBe(kind);
  });

  it('more than a hundred entries', async () => {
    await add('main');
    const many = Array.from({ length: 100 }, (_, index) => ({ ...stored().entries[0], name: `n${index}` }));
    rewrite(() => ({ entries: many }));
    // The seals are not reached: one more than fits in the format is refused before.
    rewrite((file) => ({ entries: [...file.entries, { ...file.entries[0], name: 'more' }] }));
    expect(await kindOf(() => read('main'))).toBe('damaged-keystore');
  });

  it.each([0o640, 0o604, 0o622, 0o666, 0o610])('a file with mode %o', async (mode) => {
    await add('main');
    chmodSync(path, mode);
    const refusal = await refusalOf(() => keystore().names());
    expect(refusal.kind).toBe('open-permissions');
    expect(refusal.remedy).toContain('chmod 600');
  });

  it('to write while another does', async () => {
    await add('main');
    writeFileSync(`${path}.new`, '');
    expect(await kindOf(() => add('other'))).toBe('keystore-in-use');
    expect(await read('main')).toBe(TEXT);
    rmSync(`${path}.new`);
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => add(name)));
    const added = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    expect(await keystore().names()).toHaveLength(1 + added);
  });

  it('a file cut anywhere', async () => {
    await add('main');
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length - 1; length += 7) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await kindOf(() => read('main'))).toBe('damaged-keystore');
    }
  });

  it('a file with any other byte, unless it reads the same', async () => {
    await add('main');
    const whole = readFileSync(path);
    const parsed = stored();
    const kinds = new Set<string>();
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      writeFileSync(path, changed);
      const refused = await kindOf(() => read('main')).catch(() => undefined);
      if (refused === undefined)
        expect(stored()).toEqual(parsed); // white space between words
      else kinds.add(refused);
    }
    // One bit makes a 1 a 3, and nobody can tell that from a newer version.
    expect([...kinds].sort()).toEqual(['damaged-keystore', 'newer-keystore']);
  });

  it.each<[string, string, (file: KeystoreFile) => object]>([
    ['another salt', 'wrong-passphrase', ({ derivation }) => derived(derivation, { salt: zeros(32) })],
    ['a cheaper derivation', 'wrong-passphrase', ({ derivation }) => derived(derivation, { passes: 2 })],
    ['another check', 'wrong-passphrase', () => ({ check: zeros(32) })],
    ['another name', 'tampered-keystore', ({ entries }) => first(entries, { name: 'other' })],
    ['another venue', 'tampered-keystore', ({ entries }) => first(entries, { venue: 'binance' })],
    ['another time', 'tampered-keystore', ({ entries }) => first(entries, { createdUs: 1 })],
    ['another nonce', 'tampered-keystore', ({ entries }) => first(entries, { nonce: zeros(12) })],
    ['another tag', 'tampered-keystore', ({ entries }) => first(entries, { tag: zeros(16) })],
    ['another text', 'tampered-keystore', ({ entries }) => first(entries, { sealed: zeros(23) })],
    ['an entry less', 'tampered-keystore', ({ entries }) => ({ entries: entries.slice(0, 1) })],
    ['entries swapped', 'tampered-keystore', ({ entries }) => swapped(entries)],
    ['a name twice', 'damaged-keystore', ({ entries }) => ({ entries: [entries[0], entries[0]] })],
    ['a short nonce', 'damaged-keystore', ({ entries }) => first(entries, { nonce: zeros(8) })],
    ['a key it does not know', 'damaged-keystore', () => ({ more: 1 })],
    ['a bottomless derivation', 'damaged-keystore', ({ derivation }) => derived(derivation, { passes: 99 })],
    ['a newer version', 'newer-keystore', () => ({ version: 2 })],
    ['another format', 'damaged-keystore', () => ({ format: 'other' })],
  ])('%s, changed on purpose', async (_, kind, change) => {
    await add('main');
    await add('second', 'w');
    rewrite(change);
    const name = stored().entries[0]?.name as string;
    expect(await kindOf(() => read(name))).toBe(kind);
    expect(await kindOf(() => add('third'))).toBe(kind);
  });

  it('an entry put back from an older file', async () => {
    await add('main', 'old');
    const old = stored().entries[0];
    await keystore().remove('main');
    await add('main', 'new');
    rewrite(() => ({ entries: [old] }));
    expect(await kindOf(() => read('main'))).toBe('tampered-keystore');
  });

  it('a folder in its place', async () => {
    path = folder;
    await expect(keystore().names()).rejects.toMatchObject({ kind: 'not-a-file' });
  });
});

describe('what a keystore says', () => {
  it('never holds a secret or a passphrase', async () => {
    await add('main');
    const opened = keystore();
    await opened.read('main');
    const said = [opened, await opened.entries(), await opened.read('main')].map((each) =>
      inspect(each, { depth: 9, showHidden: true }),
    );
    for (const work of [
      () => keystore('a wrong passphrase').read('main'),
      () => keystore().add({ ...entryOf('main') }),
      () => keystore().add({ ...entryOf('x'), venue: TEXT.toUpperCase() }),
      () => keystore().add({ ...entryOf('x'), name: `${TEXT}!` }),
    ]) {
      said.push(inspect(await refusalOf(work), { depth: 9, showHidden: true }));
    }
    chmodSync(path, 0o644);
    said.push(inspect(await refusalOf(() => keystore().read('main')), { depth: 9 }));
    expect(said.join('\n').toLowerCase()).not.toContain(TEXT);
    expect(said.join('\n')).not.toMatch(/five random|wrong pass[^p]|a wrong passphrase/);
  });
});

function entryOf(name: string) {
  return { name, venue: 'kraken', createdUs: CREATED_US, text: new Secret(TEXT) };
}

const zeros = (length: number) => Buffer.alloc(length).toString('base64');
const derived = (derivation: object, change: object) => ({ derivation: { ...derivation, ...change } });
const first = (entries: KeystoreFile['entries'], change: object) => ({
  entries: [{ ...entries[0], ...change }, ...entries.slice(1)],
});
const swapped = ([a, b]: KeystoreFile['entries']) => ({
  entries: [
    { ...a, nonce: b?.nonce, tag: b?.tag, sealed: b?.sealed },
    { ...b, nonce: a?.nonce, tag: a?.tag, sealed: a?.sealed },
  ],
});
