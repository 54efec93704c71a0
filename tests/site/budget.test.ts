import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { builtSite } from './builtSite.ts';

/** Scripts that a screen loads before it works. Kilobytes of 1,024 bytes, as gzip sends them. */
const ROUTE_KB_MAX = 240;
const ROUTES = [
  'index',
  'strategies',
  'market',
  'orders',
  'order',
  'decisions',
  'risk',
  'ledger',
  'health',
  'sign-in',
];

let site: string;

beforeAll(async () => {
  site = await builtSite();
}, 180_000);

it.each(ROUTES)('%s loads no more script than its budget', (route) => {
  const html = readFileSync(join(site, `${route}.html`), 'utf8');
  const scripts = new Set(
    [...html.matchAll(/<script[^>]*\bsrc="([^"?]+)[^>]*>/g)]
      // For browsers that know no modules: none of those that are supported loads it.
      .filter(([tag]) => !/noModule/i.test(tag))
      .map(([, source]) => source as string),
  );
  const bytes = [...scripts].reduce(
    (sum, source) => sum + gzipSync(readFileSync(join(site, source))).length,
    0,
  );
  expect(scripts.size).toBeGreaterThan(3);
  expect(bytes / 1_024).toBeLessThanOrEqual(ROUTE_KB_MAX);
});

it('asks no other place for anything', () => {
  const html = readFileSync(join(site, 'index.html'), 'utf8');
  expect([...html.matchAll(/(?:src|href)="(https?:)?\/\//g)].map(([text]) => text)).toEqual([]);
});
