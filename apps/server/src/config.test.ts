import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const DATABASE_URL = 'postgres://qca:topsecret@127.0.0.1:5432/qca';
let folder: string;
let secret: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-'));
  secret = join(folder, 'token');
  writeFileSync(secret, 'a long enough secret\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function refusalOf(variables: NodeJS.ProcessEnv): Refusal {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('readConfig', () => {
  it('listens on this machine only, with the public view off, unless told otherwise', () => {
    expect(readConfig({ DATABASE_URL, HOME: '/somewhere' })).toEqual({
      databaseUrl: DATABASE_URL,
      host: '127.0.0.1',
      port: 4000,
      publicUrl: undefined,
      proxies: 0,
      siteFolder: undefined,
      guardSocket: undefined,
      apiToken: undefined,
      operatorPassword: undefined,
      publicView: false,
      requestsPerMinute: 6_000,
      logLevel: 'info',
    });
  });

  it('reads secrets from files, without the line’s end', () => {
    const read = readConfig({
      DATABASE_URL,
      QCA_API_TOKEN_FILE: secret,
      QCA_OPERATOR_PASSWORD_FILE: secret,
      QCA_GUARD_SOCKET: '',
      QCA_PUBLIC_VIEW: 'true',
      QCA_PORT: '0',
    });
    expect(read).toMatchObject({
      apiToken: 'a long enough secret',
      operatorPassword: 'a long enough secret',
    });
    expect(read).toMatchObject({ guardSocket: undefined, publicView: true, port: 0 });
  });

  it.each([
    [{ QCA_PROT: '1' }, 'QCA_PROT'],
    [{ QCA_PORT: '65536' }, 'QCA_PORT'],
    [{ QCA_PORT: '80a' }, 'QCA_PORT'],
    [{ QCA_PUBLIC_VIEW: 'yes' }, 'QCA_PUBLIC_VIEW'],
    [{ QCA_PUBLIC_URL: 'ftp://x' }, 'QCA_PUBLIC_URL'],
    [{ QCA_LOG_LEVEL: 'loud' }, 'QCA_LOG_LEVEL'],
    [{ QCA_API_TOKEN_FILE: '/nowhere/at/all' }, 'QCA_API_TOKEN_FILE'],
    [{ DATABASE_URL: 'mysql://qca:topsecret@x/y' }, 'DATABASE_URL'],
    [{ DATABASE_URL: undefined }, 'DATABASE_URL'],
  ])('refuses %o by its name, and repeats no value', (variables, name) => {
    const refusal = refusalOf({ DATABASE_URL, ...variables });
    expect(refusal.where).toBe(name);
    expect(refusal.message).not.toContain('topsecret');
  });

  it('refuses secrets that are short', () => {
    const short = join(folder, 'short');
    writeFileSync(short, 'abc\n');
    expect(refusalOf({ DATABASE_URL, QCA_API_TOKEN_FILE: short }).kind).toBe('bad-secret-file');
  });
});
