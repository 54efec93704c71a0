import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileKeystore } from '@qca/keystore-file';
import { readVenueKey, Secret } from '@qca/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const PASSPHRASE = 'five random words here';
const [KEY, SECRET, PASSWORD] = ['AKIA-PUBLIC-HALF', 'HIDDEN-HALF-0123', 'THIRD-WORD'];

let home: string;
/** All that commands wrote to their outputs. */
let said: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'qca-keys-'));
  said = '';
});
afterEach(() => rmSync(home, { recursive: true }));

interface Given {
  readonly input?: string;
  readonly passphrase?: string;
}

async function qca(words: readonly string[], { input = '', passphrase = PASSPHRASE }: Given = {}) {
  const child = spawn(process.execPath, [MAIN, ...words, '--home', home, '--json'], {
    env: { ...process.env, QCA_PASSPHRASE: passphrase },
  });
  child.stdin.on('error', () => {}); // a command that refuses its flags does not read
  child.stdin.end(input);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  said += output;
  return { code, document: JSON.parse(output) };
}

const add = (name: string, given: Given) => qca(['keys', 'add', name, '--venue', 'kraken'], given);
const readKey = (name: string) => {
  const passphrase = async () => new Secret(PASSPHRASE);
  return readVenueKey(new FileKeystore({ path: join(home, 'keys.json'), passphrase }), {
    name,
    venue: 'kraken',
  });
};

describe('qca keys', () => {
  it('keeps what is piped in, lists it and forgets it', async () => {
    const added = await add('main', { input: `${KEY}\n${SECRET}\n` });
    expect(added).toMatchObject({ code: 0, document: { key: { name: 'main', venue: 'kraken' } } });
    const key = await readKey('main');
    expect([key.key.reveal(), key.secret.reveal(), key.password]).toEqual([KEY, SECRET, undefined]);
    // A list needs no passphrase.
    const listed = await qca(['keys', 'list'], { passphrase: '' });
    expect(listed).toEqual({
      code: 0,
      document: { keys: [added.document.key], keystore: join(home, 'keys.json') },
    });
    expect(await qca(['keys', 'remove', 'main'])).toMatchObject({ code: 0, document: { removed: 'main' } });
    expect((await qca(['keys', 'list'])).document.keys).toEqual([]);
  });

  it('takes secrets of several lines as JSON, and the passphrase from a file', async () => {
    const file = join(home, 'passphrase');
    writeFileSync(file, `${PASSPHRASE}\n`, { mode: 0o600 });
    const pem = '-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----';
    const input = JSON.stringify({ key: KEY, secret: pem, password: PASSWORD });
    const words = ['keys', 'add', 'main', '--venue', 'kraken', '--passphrase-file', file];
    expect((await qca(words, { input, passphrase: '' })).code).toBe(0);
    const key = await readKey('main');
    expect([key.secret.reveal(), key.password?.reveal()]).toEqual([pem, PASSWORD]);
  });

  it.each<[string, string, number, readonly string[], Given]>([
    ['one line', 'bad-key', 1, ['main'], { input: KEY }],
    ['four lines', 'bad-key', 1, ['main'], { input: `${KEY}\n${SECRET}\n${PASSWORD}\nmore` }],
    ['broken JSON', 'bad-key', 1, ['main'], { input: `{"key":"${KEY}","secret":"${SECRET}` }],
    ['JSON with more', 'bad-key', 1, ['main'], { input: `{"key":"k","secret":"${SECRET}","x":1}` }],
    ['a name that is none', 'bad-secret-name', 2, ['a b'], { input: `${KEY}\n${SECRET}` }],
    ['a secret as a word', 'unknown-words', 2, ['main', SECRET], {}],
    ['a secret as a flag', 'unknown-words', 2, ['main', `--secret=${SECRET}`], {}],
    ['no passphrase', 'no-passphrase', 1, ['main'], { input: `${KEY}\n${SECRET}`, passphrase: '' }],
    ['a short passphrase', 'weak-passphrase', 1, ['main'], { input: `${KEY}\n${SECRET}`, passphrase: 'x' }],
  ])('refuses %s, and writes nothing', async (_, kind, code, words, given) => {
    const refused = await qca(['keys', 'add', ...words, '--venue', 'kraken'], given);
    expect(refused).toMatchObject({ code, document: { error: { kind } } });
    expect(readdirSync(home)).toEqual([]);
    for (const secret of [KEY, SECRET, PASSWORD]) expect(said).not.toContain(secret);
  });

  it('says nothing secret, and writes nothing secret, whatever is asked', async () => {
    await add('main', { input: `${KEY}\n${SECRET}\n${PASSWORD}` });
    await add('main', { input: `${KEY}\n${SECRET}\n${PASSWORD}` });
    await qca(['keys', 'list']);
    expect(
      (await qca(['keys', 'remove', 'main'], { passphrase: 'another passphrase' })).document,
    ).toMatchObject({
      error: { kind: 'wrong-passphrase' },
    });
    const written = readdirSync(home).map((name) => readFileSync(join(home, name), 'utf8'));
    for (const secret of [KEY, SECRET, PASSWORD, PASSPHRASE, 'another passphrase']) {
      expect(said + written.join()).not.toContain(secret);
    }
  });
});
