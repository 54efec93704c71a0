import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './Secrets.ts';

const TEXT = 'hunter2-hunter2';

describe('Secret', () => {
  it('gives its text to who asks by name', () => {
    expect(new Secret(TEXT).reveal()).toBe(TEXT);
  });

  it.each([
    ['a template', (secret: Secret) => `${secret}`],
    ['a sum', (secret: Secret) => `key ${secret as unknown as string}`],
    ['String', (secret: Secret) => String(secret)],
    ['join', (secret: Secret) => [secret, secret].join()],
    ['JSON', (secret: Secret) => JSON.stringify({ secret })],
    ['inspect', (secret: Secret) => inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['format', (secret: Secret) => format('%s %o %j %d', secret, secret, secret, secret)],
    ['keys and entries', (secret: Secret) => JSON.stringify([Object.entries(secret), { ...secret }])],
    ['a copy', (secret: Secret) => inspect(structuredClone(secret), { showHidden: true })],
    ['an error', (secret: Secret) => inspect(new Error('x', { cause: secret }))],
    ['a key of a map', (secret: Secret) => inspect(new Map([[secret, secret]]))],
    ['its own methods', (secret: Secret) => secret.toString() + secret.toJSON()],
  ])('is not seen in %s', (_, show) => {
    expect(show(new Secret(TEXT))).not.toContain(TEXT);
  });
});
