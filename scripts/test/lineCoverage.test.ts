import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lineCoverage } from './lineCoverage.ts';

it('weighs files by their lines, folder by folder', () => {
  const root = join('some', 'where');
  const lines = (covered: number, total: number) => ({ lines: { covered, total } });
  const summary = {
    total: lines(1, 1_000),
    [join(root, 'packages', 'domain', 'book', 'a.ts')]: lines(90, 100),
    [join(root, 'packages', 'domain', 'risk', 'b.ts')]: lines(300, 300),
    [join(root, 'packages', 'domains', 'c.ts')]: lines(0, 50),
    [join(root, 'packages', 'engine', 'd.ts')]: lines(1, 4),
  };
  const folders = ['packages/domain', 'packages/engine', 'packages/ports'];
  expect(lineCoverage(summary, { root, folders })).toEqual([
    { folder: 'packages/domain', percent: 97.5 },
    { folder: 'packages/engine', percent: 25 },
    { folder: 'packages/ports', percent: 100 },
  ]);
});
