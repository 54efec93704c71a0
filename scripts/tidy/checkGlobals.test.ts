import { describe, expect, it } from 'vitest';
import { checkGlobals } from './checkGlobals.ts';
import { planted, said } from './planted.fixture.ts';

const PURE = 'packages/foundation/base/src/a.ts';
const DOMAIN = 'packages/domain/book/src/a.ts';

function problemsIn(file: string, text: string): string[] {
  return said(checkGlobals(planted({ [file]: text })));
}

describe('the pure floors', () => {
  it.each([
    ['const a = Date.now();', 'uses Date.now'],
    ['const a = new Date();', 'reads the clock by Date'],
    ['const a = new Date;', 'reads the clock by Date'],
    ['const a = Date();', 'reads the clock by Date'],
    ['const a = performance.now();', 'uses performance'],
    ['const a = Math.random();', 'uses Math.random'],
    ["fetch('x');", 'uses fetch'],
    ['const a = process.env;', 'uses process'],
    ['setTimeout(run, 1);', 'uses setTimeout'],
    ['setInterval(run, 1);', 'uses setInterval'],
    ['const later = setImmediate;', 'uses setImmediate'],
    ['queueMicrotask(run);', 'uses queueMicrotask'],
    ["console.log('x');", 'uses console'],
    ['const a = { clock: performance };', 'uses performance'],
    ['const a = globalThis.fetch;', 'uses globalThis'],
    ['crypto.randomUUID();', 'uses crypto'],
    ["import { readFileSync } from 'node:fs';", 'imports node:fs'],
    ["import { readFileSync } from 'fs';", 'imports fs'],
    ["import type { Stats } from 'node:fs';", 'imports node:fs'],
  ])('refuse %s', (text, what) => {
    expect(problemsIn(PURE, `\n${text}\n`)).toEqual([`${PURE}:2: ${what}`]);
  });

  it.each([
    'const a = new Date(0);',
    'const a = Math.floor(1.5);',
    'const a = b.fetch;',
    'const a = { process: 1 };',
    'interface A { process: number; fetch(): void }',
    'class A { console = 1; fetch() {} }',
    'function a(performance: number) { return performance; }',
    "import { fetch } from './fetch.ts';\nfetch();",
    'const Math = { random: () => 4 };\nMath.random();',
    '// Date.now() is not for us.',
    "const a = 'Date.now()';",
    'async function a() { await b; }',
    'let a: Promise<number>;',
  ])('allow %s', (text) => {
    expect(problemsIn(PURE, text)).toEqual([]);
  });

  it('are floors 0 to 2 and the kernel, without their tests', () => {
    const text = 'Math.random();';
    for (const file of [
      'packages/domain/book/src/a.ts',
      'packages/ports/src/a.ts',
      'packages/engine/src/kernel/a.ts',
    ]) {
      expect(problemsIn(file, text)).toEqual([`${file}:1: uses Math.random`]);
    }
    for (const file of [
      'packages/engine/src/runner/a.ts',
      'packages/adapters/clock-system/src/a.ts',
      'apps/cli/src/a.ts',
      'packages/domain/book/src/a.test.ts',
      'packages/domain/book/src/a.bench.ts',
      'packages/domain/book/src/a.fixture.ts',
      'packages/ports/src/suites/a.ts',
    ]) {
      expect(problemsIn(file, text)).toEqual([]);
    }
  });

  it('listen to a reason, and only to a reason', () => {
    const line = "import { hash } from 'node:crypto';";
    expect(problemsIn(PURE, `// tidy-ok: a digest is pure.\n${line}\n`)).toEqual([]);
    expect(problemsIn(PURE, `${line} // tidy-ok: a digest is pure.\n`)).toEqual([]);
    expect(problemsIn(PURE, `// tidy-ok:\n${line}\n`)).toEqual([`${PURE}:2: imports node:crypto`]);
    expect(problemsIn(PURE, `// tidy-ok: far away.\n\n${line}\n`)).toEqual([
      `${PURE}:3: imports node:crypto`,
    ]);
  });
});

describe('the domain', () => {
  it.each([
    ['async function a() {}', 'is async'],
    ['const a = async () => 1;', 'is async'],
    ['const a = { async b() {} };', 'is async'],
    ['await b;', 'awaits'],
    ['for await (const a of b) c(a);', 'awaits'],
    ['let a: Promise<number>;', 'uses Promise'],
    ['const a = Promise.resolve(1);', 'uses Promise'],
    ['let a: AsyncIterable<number>;', 'uses AsyncIterable'],
  ])('never waits: %s', (text, what) => {
    expect(problemsIn(DOMAIN, text)).toEqual([`${DOMAIN}:1: ${what}`]);
  });

  it.each(['for (const a of b) c(a);', 'function* a() { yield 1; }', 'let a: Record<"Promise", number>;'])(
    'may iterate: %s',
    (text) => {
      expect(problemsIn(DOMAIN, text)).toEqual([]);
    },
  );
});
