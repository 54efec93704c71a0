import { expect, it } from 'vitest';
import { checkCycles } from './checkCycles.ts';
import { manifest, planted, said } from './planted.fixture.ts';

it('finds files that import each other round', () => {
  const project = planted({
    'a.ts': "\nimport { b } from './b.ts';\n",
    'b.ts': "export * from './in/c.ts';\n",
    'in/c.ts': "import '../a.ts';\n",
    'd.ts': "import { a } from './a.ts';\n",
  });
  expect(said(checkCycles(project))).toEqual(['a.ts:2: import cycle: a.ts -> b.ts -> in/c.ts -> a.ts']);
});

it('finds a file that imports itself, and two rings apart', () => {
  const project = planted({
    'a.ts': "import { a } from './a.ts';\n",
    'b.ts': "import { c } from './c.ts';\n",
    'c.ts': "import { b } from './b.ts';\n",
  });
  expect(said(checkCycles(project))).toEqual([
    'a.ts:1: import cycle: a.ts -> a.ts',
    'b.ts:1: import cycle: b.ts -> c.ts -> b.ts',
  ]);
});

it('goes through the front doors of packages', () => {
  const project = planted({
    'packages/ports/package.json': manifest('@qca/ports'),
    'packages/ports/src/index.ts': "export { x } from './x.ts';\n",
    'packages/ports/src/x.ts': "import { engine } from '@qca/engine';\n",
    'packages/engine/package.json': manifest('@qca/engine'),
    'packages/engine/src/index.ts': "import { x } from '@qca/ports';\n",
  });
  expect(checkCycles(project)).toHaveLength(1);
});

it.each([
  "import type { a } from './a.ts';",
  "export type { a } from './a.ts';",
  "const a = import('./a.ts');",
  "let a: import('./a.ts').A;",
])('lets what loads nothing go round: %s', (text) => {
  expect(checkCycles(planted({ 'a.ts': "import { b } from './b.ts';\n", 'b.ts': text }))).toEqual([]);
});

it('lets a diamond be', () => {
  const project = planted({
    'a.ts': "import './b.ts';\nimport './c.ts';\n",
    'b.ts': "import './d.ts';\n",
    'c.ts': "import './d.ts';\n",
    'd.ts': '',
  });
  expect(checkCycles(project)).toEqual([]);
});
