import { describe, expect, it } from 'vitest';
import { checkFloors } from './checkFloors.ts';
import { manifest, planted, said } from './planted.fixture.ts';

const ROOMS: Readonly<Record<string, string>> = {
  base: 'packages/foundation/base',
  units: 'packages/foundation/units',
  book: 'packages/domain/book',
  market: 'packages/domain/market',
  orders: 'packages/domain/orders',
  portfolio: 'packages/domain/portfolio',
  risk: 'packages/domain/risk',
  strategies: 'packages/domain/strategies',
  ledger: 'packages/domain/ledger',
  ports: 'packages/ports',
  engine: 'packages/engine',
  'feed-recorded': 'packages/adapters/feed-recorded',
  'store-file': 'packages/adapters/store-file',
  agent: 'apps/agent',
  cli: 'apps/cli',
};

/** A whole house in which `from` declares the dependencies `to` and has that text. */
function house(from: string, to: readonly string[], text: string) {
  const files = Object.entries(ROOMS).flatMap(([room, folder]) => [
    [
      `${folder}/package.json`,
      manifest(`@qca/${room}`, ...(room === from ? to.map((name) => `@qca/${name}`) : [])),
    ],
    [`${folder}/src/index.ts`, room === from ? text : 'export {};\n'],
  ]);
  return planted(Object.fromEntries(files));
}

// Written out from the house style's table, so that the check's own table is held against something.
const ALLOWED = [
  'units base',
  'book base, book units',
  'market base, market units, market book',
  'orders base, orders units, orders book, orders market',
  'portfolio base, portfolio units, portfolio book, portfolio market, portfolio orders',
  'risk base, risk units, risk book, risk market, risk orders, risk portfolio',
  'strategies base, strategies units, strategies book, strategies market, strategies orders, strategies portfolio, strategies risk',
  'ledger base, ledger units',
  ...['ports', 'engine', 'feed-recorded', 'store-file', 'agent', 'cli'].map((room) =>
    ['base', 'units', 'book', 'market', 'orders', 'portfolio', 'risk', 'strategies', 'ledger']
      .map((below) => `${room} ${below}`)
      .join(', '),
  ),
  'engine ports, feed-recorded ports, store-file ports, agent ports, cli ports',
  'agent engine, agent feed-recorded, agent store-file, cli engine, cli feed-recorded, cli store-file, cli agent',
].flatMap((row) => row.split(', '));

describe('floors', () => {
  it.each(Object.keys(ROOMS))('let %s import what lies below it, and nothing else', (from) => {
    const others = Object.keys(ROOMS).filter((room) => room !== from);
    const text = others.map((to) => `import { x } from '@qca/${to}';\n`).join('');
    const refused = others.flatMap((to, index) =>
      ALLOWED.includes(`${from} ${to}`)
        ? []
        : [`${ROOMS[from]}/src/index.ts:${index + 1}: ${ROOMS[from]} may not import ${ROOMS[to]}`],
    );
    expect(said(checkFloors(house(from, others, text)))).toEqual(refused);
  });

  it.each([
    ['import type', "import type { x } from '@qca/engine';"],
    ['export', "export { x } from '@qca/engine';"],
    ['import()', "const x = import('@qca/engine');"],
    ['the type of an import()', "let x: import('@qca/engine').X;"],
    ['a test', "import { x } from '@qca/engine';"],
  ])('count %s too', (_what, text) => {
    expect(said(checkFloors(house('ports', ['engine'], text)))).toEqual([
      'packages/ports/src/index.ts:1: packages/ports may not import packages/engine',
    ]);
  });

  it('have a place for every package', () => {
    const project = planted({ 'packages/domain/horoscopes/package.json': manifest('@qca/horoscopes') });
    expect(said(checkFloors(project))).toEqual([
      'packages/domain/horoscopes/package.json:1: packages/domain/horoscopes has no place in the house',
    ]);
  });
});

describe('front doors', () => {
  const deep = "import { x } from '@qca/units/src/Amount.ts';";
  const around = "import { x } from '../../../foundation/units/src/Amount.ts';";
  it.each([deep, around])('are the only way in: %s', (text) => {
    expect(said(checkFloors(house('ledger', ['units'], text)))).toEqual([
      'packages/domain/ledger/src/index.ts:1: goes around the front door of @qca/units',
    ]);
  });

  it('are what the package exports, several if it likes', () => {
    const suites = JSON.stringify({
      name: '@qca/ports',
      exports: { '.': './src/index.ts', './suites': './src/suites.ts' },
    });
    const adapter = 'packages/adapters/store-file';
    const project = planted({
      'packages/ports/package.json': suites,
      [`${adapter}/package.json`]: manifest('@qca/store-file', '@qca/ports'),
      [`${adapter}/src/a.ts`]:
        "import { x } from '@qca/ports/suites';\nimport { y } from '@qca/ports/other';\n",
    });
    expect(said(checkFloors(project))).toEqual([
      `${adapter}/src/a.ts:2: goes around the front door of @qca/ports`,
    ]);
  });

  it('are for others', () => {
    expect(said(checkFloors(house('ledger', ['units'], "import { x } from '@qca/ledger';")))).toEqual([
      'packages/domain/ledger/src/index.ts:1: imports its own package by name',
    ]);
  });

  it('hold for scripts and cross-room tests as well', () => {
    const project = planted({
      'packages/ports/package.json': manifest('@qca/ports'),
      'tests/a.test.ts': "import { x } from '../packages/ports/src/x.ts';\nimport { y } from '@qca/ports';\n",
      'scripts/b.ts': "import { x } from './tidy/x.ts';\n",
    });
    expect(said(checkFloors(project))).toEqual([
      'tests/a.test.ts:1: goes around the front door of @qca/ports',
    ]);
  });
});

describe('dependencies', () => {
  it('are declared by who imports them', () => {
    const project = house(
      'orders',
      ['market'],
      "import { x } from '@qca/market';\n\nimport { y } from '@qca/base';\n",
    );
    expect(said(checkFloors(project))).toEqual([
      'packages/domain/orders/src/index.ts:3: @qca/base is not a declared dependency',
    ]);
  });

  it('are real', () => {
    expect(said(checkFloors(house('orders', ['market'], "import { x } from '@qca/markets';\n")))).toEqual([
      'packages/domain/orders/src/index.ts:1: @qca/markets is no package of ours',
    ]);
  });

  it('do not reach into the rest of the checkout', () => {
    const text = "import { x } from '../../../../scripts/x.ts';\n";
    expect(said(checkFloors(house('orders', ['market'], text)))).toEqual([
      'packages/domain/orders/src/index.ts:1: reaches out of its package to ../../../../scripts/x.ts',
    ]);
  });

  it('from outside stay off the ground floors, except in tests', () => {
    const folder = 'packages/domain/book';
    const text = "import { z } from 'zod';\nimport { readFileSync } from 'node:fs';\n";
    const project = planted({
      [`${folder}/package.json`]: manifest('@qca/book', 'zod'),
      [`${folder}/src/a.ts`]: text,
      [`${folder}/src/a.test.ts`]: text,
      'packages/ports/package.json': manifest('@qca/ports', 'zod'),
      'packages/ports/src/a.ts': text,
    });
    expect(said(checkFloors(project))).toEqual([`${folder}/src/a.ts:1: imports zod`]);
  });
});
