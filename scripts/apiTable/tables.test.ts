import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNEL_ROWS, OPERATIONS, PROBLEM_KINDS } from '@qca/api';
import { describe, expect, it } from 'vitest';
import { operationsTable, problemsTable, replaceTables } from './tables.ts';

const root = join(import.meta.dirname, '..', '..');
// However wide a formatter makes the columns.
const narrow = (text: string): string => text.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');
const written = readFileSync(join(root, 'docs', 'api.md'), 'utf8');
const page = narrow(written);

describe('the page about the API', () => {
  it('has the tables that the contract gives; if not: node scripts/apiTable.ts', () => {
    expect(narrow(replaceTables(written))).toBe(page);
  });

  it('names every operation, every kind of problem and every channel', () => {
    for (const { name, path, method } of OPERATIONS)
      expect(page).toContain(`|\`${name}\`|\`${method} ${path}\`|`);
    for (const [kind, { status }] of Object.entries(PROBLEM_KINDS))
      expect(page).toContain(`|${status}|\`${kind}\`|`);
    for (const channel of ['status', ...Object.keys(CHANNEL_ROWS)])
      expect(page).toContain(`|\`${channel}\`|`);
  });

  it('names every setting of the server, and no other', () => {
    const config = readFileSync(join(root, 'apps/server/src/config.ts'), 'utf8');
    const settings = new Set(
      [...config.matchAll(/^ {2}(DATABASE_URL|QCA_[A-Z_]+): /gm)].map(([, name]) => name),
    );
    const told = new Set([...page.matchAll(/^\|`(DATABASE_URL|QCA_[A-Z_]+)`\|/gm)].map(([, name]) => name));
    expect(settings.size).toBeGreaterThan(10);
    expect(told).toEqual(settings);
  });
});

describe('tables', () => {
  it('have a row for each', () => {
    expect(operationsTable().split('\n')).toHaveLength(OPERATIONS.length + 2);
    expect(problemsTable().split('\n')).toHaveLength(Object.keys(PROBLEM_KINDS).length + 2);
  });

  it('need their marks', () => {
    expect(() => replaceTables('nothing')).toThrow('no mark <!-- operations -->');
  });
});
